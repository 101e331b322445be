//! Parts of the three texts, and what merging them takes.

use std::collections::HashMap;
use std::ops::Range;

use crate::budget::{Budget, Spent, steps};
use crate::diff;

/// One thing of each of the three texts.
#[derive(Debug, Clone)]
pub(super) struct Three<T> {
    pub(super) base: T,
    pub(super) mine: T,
    pub(super) theirs: T,
}

/// Whole lines that are resolved together.
#[derive(Debug)]
pub(super) struct Span {
    /// Bytes of the three texts.
    pub(super) at: Three<Range<usize>>,
    pub(super) resolved: Resolved,
    /// What each side did, word by word, where the two did not do the same.
    pub(super) mine: Vec<Edit>,
    pub(super) theirs: Vec<Edit>,
}

#[derive(Debug)]
pub(super) enum Resolved {
    To(String),
    Conflict,
}

/// A change of the base text, in bytes.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) at: Range<usize>,
    pub(super) text: String,
}

/// What a merge by lines may take: it compares two texts with the base. It compares the lines themselves rather than numbers,
/// and that takes twice as long.
pub(super) fn take_merge(texts: [&[&str]; 3], budget: &Budget) -> Result<(), Spent> {
    let [base, mine, theirs] = texts;
    let compared = diff::at_most(base, mine) + diff::at_most(base, theirs);
    budget.take(2 * compared + 4 * steps(mine.len() + theirs.len()))
}

/// Where each part begins, and where the last one ends.
pub(super) fn starts<'a>(parts: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let mut starts = vec![0];
    let mut at = 0;
    for part in parts {
        at += part.len();
        starts.push(at);
    }
    starts
}

/// The merge is of lines, so each token becomes a line: its number.
pub(super) fn numbered(texts: [&[&str]; 3]) -> [String; 3] {
    use std::fmt::Write as _;
    let mut numbers = HashMap::new();
    texts.map(|tokens| {
        let mut lines = String::new();
        for token in tokens {
            let next = numbers.len();
            let number = numbers.entry((*token).to_owned()).or_insert(next);
            // Writing to a string never fails.
            let _ = writeln!(lines, "{number}");
        }
        lines
    })
}
