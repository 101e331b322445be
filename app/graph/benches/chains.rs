//! How long it takes to find the chains between two articles of a large graph.
//!
//! `cargo bench --package graph --bench chains`. Two graphs of 100,000 articles: one like what `folkmoot generate` writes,
//! where each article is part of one of a twelfth of its number and is related to three others anywhere; and one of
//! discussions, where articles are related to others of their own discussion, and few to those of another.

use std::hint::black_box;
use std::time::{Duration, Instant};

use domain::id::{RelationId, Timestamp};
use domain::random::SplitMix64;
use domain::relation::Kind;
use graph::chain::{MAX_CHAINS, Network, chains};
use graph::{AuthorIndex, Edge, EdgeIndex, NodeIndex};
use uuid::Uuid;

const ARTICLES: usize = 100_000;
const DISCUSSION: usize = 200;
const PAIRS: usize = 1_000;
/// The least of a few runs counts.
const RUNS: usize = 3;

#[derive(Default)]
struct Made {
    edges: Vec<Edge>,
    incidence: Vec<Vec<EdgeIndex>>,
    sizes: Vec<u32>,
}

impl Made {
    fn relate(&mut self, from: usize, kind: Kind, to: usize) {
        if from == to {
            return;
        }
        let (from, to) = (NodeIndex::from(from), NodeIndex::from(to));
        let index = EdgeIndex::from(self.edges.len());
        let id = RelationId(Uuid::from_u128(u128::from(index.0)));
        self.edges.push(Edge { id, from, kind, to, at: Timestamp(0), author: AuthorIndex(0) });
        self.incidence[from].push(index);
        self.incidence[to].push(index);
        self.sizes[to] += u32::from(kind == Kind::PartOf);
    }
}

fn generated(random: &mut SplitMix64) -> Made {
    let mut made =
        Made { incidence: vec![Vec::new(); ARTICLES], sizes: vec![0; ARTICLES], ..Made::default() };
    for number in 1..ARTICLES {
        made.relate(number, Kind::PartOf, (number - 1) / 12);
        for _ in 0..3 {
            made.relate(number, Kind::ALL[1 + random.below(7)], random.below(number));
        }
    }
    made
}

fn discussions(random: &mut SplitMix64) -> Made {
    let mut made =
        Made { incidence: vec![Vec::new(); ARTICLES], sizes: vec![0; ARTICLES], ..Made::default() };
    for number in 0..ARTICLES {
        let root = number - number % DISCUSSION;
        if number > root {
            made.relate(number, Kind::PartOf, root + (number - root - 1) / 6);
            made.relate(number, Kind::ALL[1 + random.below(7)], root + random.below(number - root));
        }
        if random.below(10) == 0 {
            made.relate(number, Kind::ALL[1 + random.below(7)], random.below(ARTICLES));
        }
        if random.below(2) == 0 {
            made.relate(number, Kind::ALL[1 + random.below(7)], root + random.below(DISCUSSION));
        }
    }
    made
}

/// The processor time that this thread has taken, so that whatever else the machine does does not count; where the kernel
/// does not tell it, the time since `start`.
fn used(start: Instant) -> Duration {
    // The kernel brings its figure up to date when the thread offers to wait.
    std::thread::yield_now();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let told = told.and_then(|told| told.split_whitespace().next()?.parse().ok());
    told.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

fn main() {
    let start = Instant::now();
    let mut random = SplitMix64(7);
    let graphs =
        [("like what is generated", generated(&mut random)), ("discussions", discussions(&mut random))];
    for (name, made) in &graphs {
        let network = Network { edges: &made.edges, incidence: &made.incidence, sizes: &made.sizes };
        let (mut times, mut counts, mut steps) = (Vec::<Duration>::new(), [0_usize; MAX_CHAINS + 1], 0);
        for _ in 0..PAIRS {
            let (from, to) =
                (NodeIndex::from(random.below(ARTICLES)), NodeIndex::from(random.below(ARTICLES)));
            let (mut least, mut found) = (Duration::MAX, Vec::new());
            for _ in 0..RUNS {
                let begin = used(start);
                found = black_box(chains(&network, from, to, MAX_CHAINS));
                least = least.min(used(start).saturating_sub(begin));
            }
            times.push(least);
            counts[found.len()] += 1;
            steps += found.first().map_or(0, |chain| chain.edges.len());
        }
        times.sort();
        println!(
            "{name}: {ARTICLES} articles, {} relations, {PAIRS} pairs; p50 {:.2?}, p99 {:.2?}, longest {:.2?}",
            made.edges.len(),
            times[PAIRS / 2],
            times[PAIRS * 99 / 100],
            times[PAIRS - 1]
        );
        println!("  pairs with 0, 1, 2 and 3 chains: {counts:?}; steps of all nearest chains: {steps}");
    }
}
