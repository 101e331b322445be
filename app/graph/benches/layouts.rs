//! How long layouts and pictures of graphs take, and how good layouts are beside those of Graphviz.
//!
//! `cargo bench --package graph --bench layouts`. Prints the median and the slowest of a few runs; and, where `dot` and
//! `neato` are installed, crossings and stress as parts of theirs.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::hint::black_box;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use domain::id::{ArticleId, RelationId, Timestamp};
use domain::relation::Kind;
use domain::slug::Slug;
use graph::layout::layered::{self, Size};
use graph::layout::{labels, stress};
use graph::view::Layout;
use graph::{AuthorIndex, Edge, Graph, Node, NodeIndex, Point, View, drawing};
use uuid::Uuid;

fn measure(what: &str, runs: usize, mut run: impl FnMut()) {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    println!("{what:<64} {:>9.2?} {:>9.2?}", times[times.len() / 2], times[times.len() - 1]);
}

/// How long a page may have to wait for a step: the longest of a run, its median and worst over the runs.
fn longest_step(what: &str, runs: usize, nodes: usize, pairs: &[(usize, usize)]) {
    let mut longest: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            let mut stress = stress::Stress::new(nodes, pairs, &[], 1);
            let mut longest = start.elapsed();
            loop {
                let start = Instant::now();
                let more = stress.advance(1);
                longest = longest.max(start.elapsed());
                if !more {
                    return longest;
                }
            }
        })
        .collect();
    longest.sort();
    let (median, worst) = (longest[runs / 2], longest[runs - 1]);
    println!("{:<64} {median:>9.2?} {worst:>9.2?}", format!("{what}: longest step"));
}

struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % most
    }
}

/// Wholes of twelve parts, and two relations across for each article, most of them near.
fn discussion(nodes: usize) -> Vec<(usize, usize)> {
    let mut numbers = Numbers(1);
    (1..nodes)
        .flat_map(|n| {
            let near = n.saturating_sub(1 + numbers.below(30.min(n)));
            let far = numbers.below(n);
            [(n, n / 12), (n, near), if n % 4 == 0 { (n, far) } else { (n, near / 2) }]
        })
        .filter(|(a, b)| a != b)
        .collect()
}

fn graph(nodes: usize, pairs: &[(usize, usize)]) -> Graph {
    let id = |n: usize| Uuid::from_u128(n as u128 + 1);
    let kinds = [Kind::PartOf, Kind::Supports, Kind::DependsOn, Kind::PartOf, Kind::Opposes, Kind::Answers];
    Graph {
        sequence: 1,
        authors: vec!["Policy desk".into()],
        nodes: (0..nodes)
            .map(|n| Node {
                id: ArticleId(id(n)),
                slug: Slug::parse(&format!("article-{n}")).unwrap_or_else(|_| unreachable!()),
                title: format!("A{n}: Strengthen the fight against cybercrime at international level"),
                created: Timestamp(0),
                changed: Timestamp(0),
                author: AuthorIndex(0),
                locked: n % 9 == 1,
                comments: 3,
                at: None,
            })
            .collect(),
        edges: pairs
            .iter()
            .enumerate()
            .map(|(n, (from, to))| Edge {
                id: RelationId(id(n)),
                from: NodeIndex::from(*from),
                kind: kinds[n % kinds.len()],
                to: NodeIndex::from(*to),
                at: Timestamp(0),
                author: AuthorIndex(0),
            })
            .collect(),
    }
}

fn main() {
    for nodes in [200, 2_000, 10_000] {
        let pairs = discussion(nodes);
        let runs = if nodes > 2_000 { 7 } else { 15 };
        let what = format!("stress, {nodes} nodes, {} edges", pairs.len());
        measure(&format!("{what}: begun"), runs, || {
            let mut stress = stress::Stress::new(nodes, &pairs, &[], 1);
            while !stress.has_begun() {
                stress.advance(1);
            }
            black_box(stress);
        });
        longest_step(&what, runs, nodes, &pairs);
        measure(&format!("{what}: whole"), runs, || {
            black_box(stress::layout(nodes, &pairs, &[], 1));
        });
    }
    // What Page and Image draw at most.
    let pairs = discussion(drawing::MAX_NODES);
    let boxes = vec![Size { width: 196.0, height: 44.0 }; drawing::MAX_NODES];
    measure(&format!("layered, 200 nodes, {} edges", pairs.len()), 15, || {
        black_box(layered::layout(&boxes, &pairs));
    });
    let drawn = graph(drawing::MAX_NODES, &pairs);
    for (name, layout) in [("layered", Layout::Layered), ("force", Layout::Force)] {
        let view = View { layout, ..View::default() };
        measure(&format!("svg, {name}, 200 nodes"), 15, || {
            black_box(drawing::draw(&drawn, &view, &drawing::Options::default()));
        });
    }
    measure("svg, neighbourhood of one of 200 nodes", 15, || {
        black_box(drawing::neighbourhood(&drawn, NodeIndex(3), &drawing::Options::default()));
    });
    let mut numbers = Numbers(7);
    let wanted: Vec<labels::Wanted> = (0..10_000)
        .map(|n| labels::Wanted {
            at: Point { x: coordinate(&mut numbers), y: coordinate(&mut numbers) },
            radius: 5.0,
            width: 40.0 + f64::from(n % 90),
            height: 15.0,
            importance: f64::from(n % 100),
        })
        .collect();
    measure("labels, 10000 nodes", 15, || {
        black_box(labels::place(&wanted, None));
    });
    for (name, nodes, pairs) in cases() {
        beside_dot(&name, nodes, &pairs);
    }
    for (name, nodes, pairs) in cases() {
        beside_neato(&name, nodes, &pairs);
    }
}

fn coordinate(numbers: &mut Numbers) -> f64 {
    f64::from(u16::try_from(numbers.below(6_000)).unwrap_or_default())
}

/// A name, how many nodes, and which are related.
type Case = (String, usize, Vec<(usize, usize)>);

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = [30, 60, 100, 200]
        .into_iter()
        .map(|nodes| (format!("discussion of {nodes}"), nodes, discussion(nodes)))
        .collect();
    for nodes in [40_usize, 80] {
        let mut numbers = Numbers(5);
        let sparse = (1..nodes).flat_map(|n| {
            let mut pairs = vec![(n, numbers.below(n))];
            if n % 3 == 0 {
                pairs.push((n, numbers.below(n)));
            }
            pairs
        });
        cases.push((format!("sparse of {nodes}"), nodes, sparse.collect()));
    }
    cases
}

/// What Graphviz says of a graph; nothing where it is not installed.
fn graphviz(program: &str, args: &[&str], nodes: usize, pairs: &[(usize, usize)]) -> Option<String> {
    let mut source = String::from(
        "digraph g { rankdir=LR; nodesep=0.2; node [shape=box, fixedsize=true, width=2.7, height=0.6]; \n",
    );
    if program == "neato" {
        source = String::from("graph g { node [shape=point]; \n");
    }
    for node in 0..nodes {
        let _ = writeln!(source, "{node};");
    }
    let arrow = if program == "neato" { "--" } else { "->" };
    for (a, b) in pairs {
        // To `dot`, what stands left comes first.
        let _ = writeln!(source, "{b} {arrow} {a} [len=1];");
    }
    source.push('}');
    let mut child = Command::new(program)
        .args(args)
        .arg("-Tplain")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    child.stdin.take()?.write_all(source.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn beside_dot(name: &str, nodes: usize, pairs: &[(usize, usize)]) {
    let Some(plain) = graphviz("dot", &[], nodes, pairs) else { return };
    let theirs: Vec<Vec<Point>> =
        plain.lines().filter(|line| line.starts_with("edge ")).map(spline).collect();
    let boxes = vec![Size { width: 196.0, height: 44.0 }; nodes];
    let ours: Vec<Vec<Point>> =
        layered::layout(&boxes, pairs).routes.iter().map(|route| curved(route)).collect();
    let (ours, theirs) = (crossings(&ours), crossings(&theirs));
    println!(
        "{:<64} {ours:>9} {theirs:>9} {:>6.2}",
        format!("crossings beside dot, {name}"),
        ratio(ours, theirs)
    );
}

#[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
fn ratio(ours: usize, theirs: usize) -> f64 {
    ours as f64 / theirs.max(1) as f64
}

/// The places of a curve that Graphviz wrote: `edge tail head n x1 y1 … xn yn …`.
fn spline(line: &str) -> Vec<Point> {
    let mut words = line.split_whitespace().skip(3);
    let count: usize = words.next().and_then(|count| count.parse().ok()).unwrap_or_default();
    let numbers: Vec<f64> = words.take(count * 2).filter_map(|word| word.parse().ok()).collect();
    let points: Vec<Point> = numbers.chunks_exact(2).map(|xy| Point { x: xy[0], y: xy[1] }).collect();
    let Some(first) = points.first() else { return Vec::new() };
    let mut places = vec![*first];
    for nth in (1..points.len().saturating_sub(2)).step_by(3) {
        cubic([points[nth - 1], points[nth], points[nth + 1], points[nth + 2]], &mut places);
    }
    places
}

/// The places of a route as it is drawn.
fn curved(route: &[Point]) -> Vec<Point> {
    let Some(first) = route.first() else { return Vec::new() };
    let mut places = vec![*first];
    for pair in route.windows(2) {
        let x = f64::midpoint(pair[0].x, pair[1].x);
        cubic([pair[0], Point { x, y: pair[0].y }, Point { x, y: pair[1].y }, pair[1]], &mut places);
    }
    places
}

fn cubic([p, a, b, q]: [Point; 4], places: &mut Vec<Point>) {
    for step in 1..=8_u8 {
        let t = f64::from(step) / 8.0;
        let s = 1.0 - t;
        let mix = |p: f64, a: f64, b: f64, q: f64| {
            p * s * s * s + 3.0 * a * s * s * t + 3.0 * b * s * t * t + q * t * t * t
        };
        places.push(Point { x: mix(p.x, a.x, b.x, q.x), y: mix(p.y, a.y, b.y, q.y) });
    }
}

/// How many pieces of different lines cross.
fn crossings(lines: &[Vec<Point>]) -> usize {
    let side = |a: Point, b: Point, c: Point| (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    let cross = |a: &[Point], b: &[Point]| {
        let apart = |low: fn(f64, f64) -> f64, of: fn(&Point) -> f64, s: &[Point]| low(of(&s[0]), of(&s[1]));
        if apart(f64::max, |p| p.x, a) < apart(f64::min, |p| p.x, b)
            || apart(f64::max, |p| p.x, b) < apart(f64::min, |p| p.x, a)
        {
            return false;
        }
        side(a[0], a[1], b[0]) * side(a[0], a[1], b[1]) < 0.0
            && side(b[0], b[1], a[0]) * side(b[0], b[1], a[1]) < 0.0
    };
    let mut all = 0;
    for (nth, a) in lines.iter().enumerate() {
        for b in &lines[nth + 1..] {
            all += a.windows(2).map(|a| b.windows(2).filter(|b| cross(a, b)).count()).sum::<usize>();
        }
    }
    all
}

fn beside_neato(name: &str, nodes: usize, pairs: &[(usize, usize)]) {
    let Some(plain) = graphviz("neato", &["-Goverlap=true"], nodes, pairs) else { return };
    let mut theirs = vec![Point::default(); nodes];
    for line in plain.lines().filter(|line| line.starts_with("node ")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let number =
            |nth: usize| words.get(nth).and_then(|word| word.parse::<f64>().ok()).unwrap_or_default();
        if let Some(point) =
            words.get(1).and_then(|word| word.parse::<usize>().ok()).and_then(|n| theirs.get_mut(n))
        {
            *point = Point { x: number(2), y: number(3) };
        }
    }
    let steps = distances(nodes, pairs);
    let (ours, theirs) = (cost(&stress::layout(nodes, pairs, &[], 1), &steps), cost(&theirs, &steps));
    println!(
        "{:<64} {ours:>9.1} {theirs:>9.1} {:>6.2}",
        format!("stress beside neato, {name}"),
        ours / theirs
    );
}

fn distances(nodes: usize, pairs: &[(usize, usize)]) -> Vec<Vec<u32>> {
    let mut near = vec![Vec::new(); nodes];
    for (a, b) in pairs {
        near[*a].push(*b);
        near[*b].push(*a);
    }
    (0..nodes)
        .map(|from| {
            let mut steps = vec![u32::MAX; nodes];
            steps[from] = 0;
            let mut queue = VecDeque::from([from]);
            while let Some(node) = queue.pop_front() {
                for other in &near[node] {
                    if steps[*other] == u32::MAX {
                        steps[*other] = steps[node] + 1;
                        queue.push_back(*other);
                    }
                }
            }
            steps
        })
        .collect()
}

/// Normalised stress at the scale at which it is least.
fn cost(points: &[Point], steps: &[Vec<u32>]) -> f64 {
    let (mut one, mut two, mut count) = (0.0, 0.0, 0.0);
    for a in 0..points.len() {
        for b in a + 1..points.len() {
            if steps[a][b] == u32::MAX {
                continue;
            }
            let share = points[a].distance(points[b]) / f64::from(steps[a][b]);
            one += share;
            two += share * share;
            count += 1.0;
        }
    }
    count - one * one / two
}
