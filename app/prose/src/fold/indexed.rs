//! What an index has of a text.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};

use super::{Word, words};

/// What an index by words has of a text: folded words with blanks between them, each with [`WORD`] before it; of runs each two signs that stand side by side,
/// and at the end each sign once. So a word of a run is found as a phrase of its pairs, and a single sign by itself.
///
/// A word that stands there [`OFTEN`] times is told enough by that; beyond it [`LEFT_OUT`] stands for it, so that nobody can make
/// searches slow by writing one word a thousand times. Pairs beside others than before go on, up to [`VERY_OFTEN`].
#[must_use]
pub fn indexed(text: &str) -> String {
    let mut out = Index { text: String::with_capacity(text.len() + text.len() / 4), ..Index::default() };
    let mut marked = String::from(WORD);
    let mut signs = Vec::new();
    let mut known: HashSet<char> = HashSet::new();
    let (mut words, mut word) = (words(text), Word::default());
    while words.read(&mut word) {
        if !word.is_run() {
            marked.truncate(WORD.len_utf8());
            marked.push_str(&word.text);
            out.push(&marked, &[]);
            continue;
        }
        let pairs: Vec<&str> = word.pairs().collect();
        for (at, pair) in pairs.iter().enumerate() {
            // Three pairs are a word of four signs: one that was not there before is found as a whole.
            let first = at.saturating_sub(2);
            out.push(pair, &pairs[first..pairs.len().min(at + 3)]);
        }
        signs.extend(word.text.chars().filter(|sign| known.insert(*sign)));
    }
    for sign in signs {
        out.text.extend([sign, ' ']);
    }
    out.text
}

/// How often a word or a pair is written into the index of one text.
const OFTEN: u32 = 100;
/// How often a pair is, where what stands beside it is new.
const VERY_OFTEN: u32 = 1_000;
/// What stands before each word that is not of a run, so that an index of the beginnings of words can be one of words alone: pairs
/// of signs are shorter than any beginning that it has.
pub const WORD: char = 'w';
/// What stands for a word or a pair that was there often enough. No other has it.
const LEFT_OUT: &str = "x";

#[derive(Default)]
struct Index {
    text: String,
    /// How often each word was written, by its hash.
    counts: HashMap<u64, u32>,
    /// What stood beside pairs that were there often.
    beside: HashSet<u64>,
    hasher: RandomState,
}

impl Index {
    /// Adds a word, or a pair with those around it.
    fn push(&mut self, word: &str, around: &[&str]) {
        let count = self.counts.entry(self.hasher.hash_one(word)).or_default();
        let mut is_new = || {
            let windows = around.windows(around.len().clamp(1, 3));
            // Each is kept in mind, whether or not one before it is new.
            windows.filter(|beside| self.beside.insert(self.hasher.hash_one((word, *beside)))).count() > 0
        };
        if *count < OFTEN || *count < VERY_OFTEN && is_new() {
            *count += 1;
            self.text.push_str(word);
        } else {
            self.text.push_str(LEFT_OUT);
        }
        self.text.push(' ');
    }
}
