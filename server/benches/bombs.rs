//! What the worst texts cost: processor time of each kind of text × everything that is worked out of texts.
//!
//! `cargo xtask bench-bombs` prints the largest of each, and fails where one takes more than the limit. With `--random N` it makes up
//! kinds of texts instead, and fails where twice as much text takes much more than twice as long.

#[path = "../../app/domain/tests/bombs/shapes.rs"]
mod shapes;

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use domain::anchor::carry::{Carrier, Text};
use domain::anchor::{LiveAnchor, Passage, find_words};
use domain::command::Command;
use domain::id::{AnchorId, RevisionId};
use domain::text::Quote;
use prose::budget::{Budget, COMMAND, DISPLAY};
use prose::html::{Highlight, Marked, highlight, within};
use prose::{diff, merge};
use rustix::time::{ClockId, clock_gettime};
use uuid::Uuid;

use crate::shapes::{Random, changed, nearly, references, shapes};

/// As many characters as an article may have.
const ARTICLE: usize = 100_000;
/// As many as a comment may have.
const COMMENT: usize = 10_000;
/// How many passages an article has quoted.
const QUOTES: usize = 400;

#[derive(Parser)]
struct Arguments {
    /// The most milliseconds that one answer may take.
    #[arg(long, default_value_t = 500)]
    limit: u64,
    /// How many kinds of texts to make up.
    #[arg(long)]
    random: Option<u64>,
    /// What they follow from; a failure names it.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only shapes whose name has this.
    #[arg(long, default_value = "")]
    only: String,
    /// `cargo bench` says so.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Something that is worked out of a text, perhaps with a second.
struct Entry {
    name: &'static str,
    work: fn(&str, &str),
    others: fn(&str) -> Vec<(&'static str, String)>,
    size: usize,
    growth: Growth,
}

/// How the time that something takes grows with the text.
#[derive(PartialEq)]
enum Growth {
    /// As the text does.
    Linear,
    /// Faster, until a budget of steps is spent.
    Counted,
}

const ENTRIES: [Entry; 11] = [
    Entry { name: "an article as HTML", work: article, others: none, size: ARTICLE, growth: Growth::Linear },
    Entry { name: "a comment as HTML", work: comment, others: none, size: COMMENT, growth: Growth::Linear },
    Entry {
        name: "an article with marks, within a page",
        work: marked,
        others: none,
        size: ARTICLE,
        growth: Growth::Linear,
    },
    Entry { name: "a difference", work: difference, others: changed, size: ARTICLE, growth: Growth::Counted },
    Entry {
        name: "a merge of an edit of an edit",
        work: merged,
        others: changed,
        size: ARTICLE,
        growth: Growth::Counted,
    },
    Entry {
        name: "a merge of two edits",
        work: merged_apart,
        others: changed,
        size: ARTICLE,
        growth: Growth::Counted,
    },
    Entry {
        name: "an edit that meets another, all of it",
        work: edited,
        others: changed,
        size: ARTICLE,
        growth: Growth::Counted,
    },
    Entry {
        name: "quotes carried to another text",
        work: carried,
        others: changed,
        size: ARTICLE,
        growth: Growth::Counted,
    },
    Entry { name: "words looked for", work: sought, others: near, size: ARTICLE, growth: Growth::Counted },
    Entry { name: "a command read", work: command, others: none, size: ARTICLE, growth: Growth::Linear },
    Entry { name: "a reference read", work: reference, others: none, size: ARTICLE, growth: Growth::Linear },
];

fn none(_: &str) -> Vec<(&'static str, String)> {
    vec![("", String::new())]
}

fn near(text: &str) -> Vec<(&'static str, String)> {
    vec![("short", nearly(text, 60)), ("long", nearly(text, 4_990))]
}

fn article(text: &str, _: &str) {
    black_box(prose::render::article(text));
}

fn comment(text: &str, _: &str) {
    black_box(prose::render::comment(text));
}

fn marked(text: &str, _: &str) {
    let html = prose::render::article(text).html;
    let length = prose::html::plain_text(&html).chars().count();
    let marks: Vec<Highlight> = (0..QUOTES)
        .map(|nth| Highlight {
            place: nth * length / QUOTES / 2..(nth * length / QUOTES / 2 + 5_000).min(length),
            kind: Marked::Quoted { count: 1, cited: Vec::new(), target: format!("quoted-{nth}") },
        })
        .filter(|mark| !mark.place.is_empty())
        .collect();
    black_box(within(&highlight(&html, &marks), 2, "in."));
}

fn difference(old: &str, new: &str) {
    black_box(diff::words(old, new, &Budget::of(DISPLAY)));
}

fn merged(base: &str, mine: &str) {
    black_box(merge::text(base, mine, &mine.replace('a', "b"), &Budget::of(COMMAND)));
}

fn merged_apart(base: &str, mine: &str) {
    let theirs: String = base.chars().enumerate().map(|(at, c)| if at % 7 == 3 { '!' } else { c }).collect();
    black_box(merge::text(base, mine, &theirs, &Budget::of(COMMAND)));
}

/// What one command makes of an edit whose article has moved: it is rendered as it was sent, merged, rendered as merged,
/// and the quotes are carried to it.
fn edited(base: &str, mine: &str) {
    let theirs = format!("{base}\n\n{}", "Another line.\n".repeat(10));
    article(mine, "");
    black_box(merge::text(base, mine, &theirs, &Budget::of(COMMAND)));
    article(mine, "");
    carried(base, mine);
}

fn carried(text: &str, new: &str) {
    let revision = |number| RevisionId(Uuid::from_u128(number));
    let (old, new): (Vec<char>, Vec<char>) = (text.chars().collect(), new.chars().collect());
    let anchors: Vec<LiveAnchor> = (0..QUOTES)
        .filter_map(|nth| {
            let start = nth * old.len() / QUOTES;
            let end = (start + 20 + 12 * nth).min(old.len());
            let exact: String = old[start..end].iter().collect();
            let passage = Passage {
                revision: revision(1),
                start,
                end,
                exact: Quote::parse(&exact).ok()?,
                prefix: String::new(),
                suffix: String::new(),
            };
            Some(LiveAnchor::new(AnchorId(Uuid::from_u128(nth as u128)), passage))
        })
        .collect();
    let texts: [Text; 0] = [];
    let budget = Budget::of(COMMAND);
    black_box(Carrier::new((revision(1), &old), &new, &texts, &budget).carry_all(&anchors));
}

fn sought(text: &str, words: &str) {
    // A failure is an answer, too.
    let _ = black_box(find_words(text, words, &Budget::of(COMMAND)));
}

fn command(text: &str, _: &str) {
    let _ = black_box(serde_json::from_str::<Command>(text));
}

fn reference(text: &str, _: &str) {
    let _ = black_box(server::reference::read(text));
}

fn processor_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}

fn measured(work: impl FnOnce()) -> Duration {
    let begin = processor_time();
    work();
    processor_time().saturating_sub(begin)
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let _ = arguments.bench;
    // What is made once is made before anything is measured.
    article("# A\n", "");
    match arguments.random {
        Some(kinds) => random(&arguments, kinds),
        None => table(&arguments),
    }
}

fn table(arguments: &Arguments) -> ExitCode {
    let limit = Duration::from_millis(arguments.limit);
    let mut over = 0;
    println!("{:<40} {:>8}  of", "", "largest");
    for Entry { name, work, others, size, .. } in &ENTRIES {
        let all = if name.ends_with(" read") { references() } else { shapes() };
        let mut costs: Vec<(Duration, String)> = all
            .iter()
            .filter(|shape| shape.name.contains(&arguments.only))
            .flat_map(|shape| {
                let text = shape.of(*size);
                let cost = |(how, other): (&str, String)| {
                    (measured(|| work(&text, &other)), format!("{} {how}", shape.name))
                };
                others(&text).into_iter().map(cost).collect::<Vec<_>>()
            })
            .collect();
        costs.sort();
        over += costs.iter().filter(|(cost, _)| *cost > limit).count();
        for (nth, (cost, shape)) in costs.iter().rev().take(3).enumerate() {
            let name = if nth == 0 { name } else { "" };
            println!("{name:<40} {:>5} ms  {shape}", cost.as_millis());
        }
    }
    if over > 0 {
        println!("{over} of them take more than {} ms.", arguments.limit);
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Twice the text may take twice as long, and as much again for what the machine does besides; what takes a moment is no matter.
/// Where steps are counted, time grows faster until the budget is spent; there the limit is what it may take at all.
fn random(arguments: &Arguments, kinds: u64) -> ExitCode {
    let (first, limit) = (arguments.seed, Duration::from_millis(arguments.limit));
    let mut failed = false;
    for seed in first..first + kinds {
        let shape = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1).shape();
        for entry in &ENTRIES {
            let cost = |size: usize| {
                let text = shape.of(size);
                let costs = (entry.others)(&text)
                    .into_iter()
                    .map(|(_, other)| measured(|| (entry.work)(&text, &other)));
                costs.max().unwrap_or_default()
            };
            let (small, large) = (cost(entry.size / 2), cost(entry.size));
            let grows = entry.growth == Growth::Linear
                && large > Duration::from_millis(60)
                && large > 4 * small
                && cost(entry.size) > 3 * cost(entry.size / 2);
            if grows || large > limit {
                println!(
                    "seed {seed}: {} takes {} ms, of half the text {} ms: {}",
                    entry.name,
                    large.as_millis(),
                    small.as_millis(),
                    shape.name
                );
                failed = true;
            }
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
