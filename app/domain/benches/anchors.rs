//! How long it takes to carry the anchors of a long article through an edit, and to mark them in its HTML.
//!
//! `cargo bench --package domain --bench anchors`. Prints the median and the slowest of fifty runs.

use std::hint::black_box;
use std::time::{Duration, Instant};

use domain::anchor::carry::{Carrier, Text};
use domain::anchor::{LiveAnchor, Passage, Standing};
use domain::id::{AnchorId, RevisionId};
use prose::budget::Budget;
use prose::html::{Highlight, Marked, highlight};
use uuid::Uuid;

const CHARACTERS: usize = 100_000;
const ANCHORS: usize = 10_000;
const MARKS: usize = 200;

fn measure(what: &str, mut run: impl FnMut()) {
    let mut times: Vec<Duration> = (0..50)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    println!("{what:<64} {:>8.2?} {:>8.2?}", times[times.len() / 2], times[times.len() - 1]);
}

/// Sentences of words that are about as long and as often the same as those of a text.
fn text() -> String {
    let mut text = String::new();
    let mut number = 1_u32;
    while text.len() < CHARACTERS {
        for word in 0..12 {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let word_end = if word == 11 { ".\n" } else { " " };
            text.push_str(&format!("w{}{word_end}", (number >> 20) % 2_000));
        }
    }
    text.truncate(CHARACTERS);
    text
}

fn main() {
    let old = text();
    let length = old.chars().count();
    let anchors: Vec<LiveAnchor> = (0..ANCHORS)
        .filter_map(|nth| {
            let start = nth * (length - 100) / ANCHORS;
            let passage = Passage::cut(RevisionId(Uuid::nil()), &old, start..start + 20 + nth % 60)?;
            Some(LiveAnchor::new(AnchorId(Uuid::nil()), passage))
        })
        .collect();
    let characters: Vec<char> = old.chars().collect();
    let lines: Vec<&str> = old.split_inclusive('\n').collect();
    let with = |change: &dyn Fn(&mut Vec<String>)| -> Vec<char> {
        let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        change(&mut lines);
        lines.concat().chars().collect()
    };
    let middle = lines.len() / 2;
    let edits = [
        ("a word put in", with(&|lines| lines[middle].insert_str(0, "first "))),
        ("a line reworded", with(&|lines| lines[middle] = lines[middle].replace("w1", "other"))),
        (
            "a line moved",
            with(&|lines| {
                let line = lines.remove(middle);
                lines.insert(3, line);
            }),
        ),
        ("twenty lines taken out", with(&|lines| drop(lines.drain(middle..middle + 20)))),
    ];
    println!("{:<64} {:>8} {:>8}", "", "median", "slowest");
    for (name, new) in &edits {
        let texts: [Text; 0] = [];
        let mut gone = 0;
        measure(&format!("{} anchors on {length} characters: {name}", anchors.len()), || {
            let budget = Budget::of(u64::MAX);
            let mut carrier = Carrier::new((RevisionId(Uuid::nil()), &characters), new, &texts, &budget);
            let carried: Vec<LiveAnchor> = anchors.iter().map(|anchor| carrier.carry(anchor)).collect();
            gone = carried.iter().filter(|anchor| anchor.standing == Standing::Gone).count();
            black_box(carried);
        });
        println!("{:<64} {gone:>8} gone", "");
    }
    let html: String = lines.iter().map(|line| format!("<p>{}</p>\n", line.trim_end())).collect();
    let marks: Vec<Highlight> = (0..MARKS)
        .map(|nth| {
            let start = nth * (length - 100) / MARKS;
            Highlight {
                place: start..start + 60,
                kind: Marked::Quoted { count: 1, cited: Vec::new(), target: format!("quoted-{nth}") },
            }
        })
        .collect();
    measure(&format!("{MARKS} passages marked in {} bytes of HTML", html.len()), || {
        black_box(highlight(&html, &marks));
    });
}
