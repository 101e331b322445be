//! Approximate search: where a text has a pattern with a bounded number of errors.
//!
//! Myers' bit-parallel algorithm (G. Myers, 'A fast bit-vector algorithm for approximate string matching based on
//! dynamic programming', Journal of the ACM 46(3), 1999) over characters, in blocks of 64 for longer patterns as in its
//! section 4; the step of a block follows H. Hyyrö, 'Explaining and extending the bit-parallel approximate string
//! matching algorithm of Myers', 2001. It takes ⌈m/64⌉ steps for each character of the text.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use crate::budget::{Budget, Spent, steps};

/// The most errors that are ever looked for, as in Hypothesis's matcher.
pub const MAX_ERRORS: usize = 256;

/// A place that resembles the pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// Where it is, in characters.
    pub place: Range<usize>,
    /// How many characters must be put in, left out or replaced to make the pattern of it.
    pub errors: usize,
}

/// Where a match begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begins {
    /// Wherever it is nearest.
    Anywhere,
    /// With the text.
    AtStart,
}

/// A pattern made ready: for each of its characters the rows that have it, 64 to a word.
pub(super) struct Pattern {
    length: usize,
    rows: HashMap<char, Vec<u64>>,
    blocks: usize,
}

impl Pattern {
    pub(super) fn new(pattern: impl ExactSizeIterator<Item = char>) -> Self {
        let length = pattern.len();
        let blocks = length.div_ceil(64);
        let mut rows: HashMap<char, Vec<u64>> = HashMap::new();
        for (row, c) in pattern.enumerate() {
            rows.entry(c).or_insert_with(|| vec![0; blocks])[row / 64] |= 1 << (row % 64);
        }
        Self { length, rows, blocks }
    }

    /// What running through a text of that length takes.
    fn steps(&self, text: usize) -> u64 {
        steps(text) * steps(self.blocks)
    }

    /// The least number of errors with which `text` has the pattern anywhere.
    pub(super) fn least_errors(&self, text: &[char]) -> usize {
        let mut least = self.length;
        if self.length > 0 {
            self.run(text.iter().copied(), Begins::Anywhere, |_, errors| least = least.min(errors));
        }
        least
    }

    /// Calls `column(j, d)` with the distance of the whole pattern to what ends before the `j`-th character of the text,
    /// from `j` = 1.
    fn run(&self, text: impl Iterator<Item = char>, begins: Begins, mut column: impl FnMut(usize, usize)) {
        let none = vec![0; self.blocks];
        let mut positive = vec![u64::MAX; self.blocks];
        let mut negative = vec![0_u64; self.blocks];
        let mut distance = self.length;
        let last_row = (self.length - 1) % 64;
        for (at, c) in text.enumerate() {
            let rows = self.rows.get(&c).unwrap_or(&none);
            let mut carry = match begins {
                Begins::Anywhere => 0,
                Begins::AtStart => 1,
            };
            for block in 0..self.blocks {
                let row = if block + 1 == self.blocks { last_row } else { 63 };
                carry = step(&mut positive[block], &mut negative[block], rows[block], carry, row);
            }
            distance = distance.saturating_add_signed(carry);
            column(at + 1, distance);
        }
    }
}

/// Moves a block to the next column. `carry` is by how much the row above it grows there; answered is by how much `row` of
/// the block does.
fn step(positive: &mut u64, negative: &mut u64, equal: u64, carry: isize, row: usize) -> isize {
    let below = u64::from(carry < 0);
    let vertical = equal | *negative;
    let equal = equal | below;
    let horizontal = ((equal & *positive).wrapping_add(*positive) ^ *positive) | equal;
    let mut grows = *negative | !(horizontal | *positive);
    let mut shrinks = *positive & horizontal;
    let out = (grows >> row & 1) as isize - (shrinks >> row & 1) as isize;
    grows = grows << 1 | u64::from(carry > 0);
    shrinks = shrinks << 1 | below;
    *positive = shrinks | !(vertical | grows);
    *negative = grows & vertical;
    out
}

/// The places of `text` that have `pattern` with at most `most` errors (and at most [`MAX_ERRORS`]), by their place. Of
/// places that overlap only the nearest is answered, the first of equals.
///
/// # Errors
/// If the budget is spent.
pub fn search(text: &[char], pattern: &[char], most: usize, budget: &Budget) -> Result<Vec<Near>, Spent> {
    let most = most.min(MAX_ERRORS);
    if pattern.is_empty() || most >= pattern.len() {
        return Ok(Vec::new());
    }
    // At most as many words are filled as the pattern has characters, times its blocks.
    budget.take(2 * steps(pattern.len()) * (1 + steps(pattern.len() / 64)))?;
    let forwards = Pattern::new(pattern.iter().copied());
    budget.take(forwards.steps(text.len()))?;
    let mut ends: Vec<(usize, usize)> = Vec::new();
    forwards.run(text.iter().copied(), Begins::Anywhere, |end, errors| {
        if errors <= most {
            ends.push((errors, end));
        }
    });
    // The nearest first; each takes the place of what it overlaps.
    ends.sort_unstable();
    let backwards = Pattern::new(pattern.iter().rev().copied());
    // By their beginning. They do not overlap, so that only the last one before an end can be in its way.
    let mut found: BTreeMap<usize, Near> = BTreeMap::new();
    for (errors, end) in ends {
        budget.take(8)?;
        let last = |found: &BTreeMap<usize, Near>| {
            found.range(..end).next_back().map_or(0, |(_, near)| near.place.end)
        };
        let before = last(&found);
        if before > 0 && end <= before + pattern.len() / 2 {
            continue;
        }
        budget.take(backwards.steps(pattern.len() + errors))?;
        let place = start(&backwards, text, end, errors)..end;
        if before <= place.start {
            found.insert(place.start, Near { place, errors });
        }
    }
    Ok(found.into_values().collect())
}

/// Where the match with `errors` errors begins that ends at `end`: of several beginnings the one that makes it nearest to
/// the pattern in length.
fn start(backwards: &Pattern, text: &[char], end: usize, errors: usize) -> usize {
    let window = &text[end.saturating_sub(backwards.length + errors)..end];
    let mut best = None;
    backwards.run(window.iter().rev().copied(), Begins::AtStart, |length, distance| {
        if distance == errors {
            let off = length.abs_diff(backwards.length);
            if best.is_none_or(|(least, _)| off < least) {
                best = Some((off, length));
            }
        }
    });
    // With as many errors as characters the match is empty; `search` asks for no such thing.
    end - best.map_or(0, |(_, length)| length)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    /// Plain dynamic programming (P. Sellers, 1980): for each end in the text the least distance of the pattern.
    fn plain(text: &[char], pattern: &[char], begins: Begins) -> Vec<usize> {
        let mut column: Vec<usize> = (0..=pattern.len()).collect();
        let mut last = Vec::new();
        for (at, c) in text.iter().enumerate() {
            let mut above_before = column[0];
            column[0] = if begins == Begins::Anywhere { 0 } else { at + 1 };
            for row in 1..=pattern.len() {
                let replaced = above_before + usize::from(pattern[row - 1] != *c);
                above_before = column[row];
                column[row] = replaced.min(column[row] + 1).min(column[row - 1] + 1);
            }
            last.push(column[pattern.len()]);
        }
        last
    }

    #[test]
    fn a_misspelt_passage_is_found_whole() {
        let text = chars("It was the best of tmies, it was the worst of times.");
        let all = Budget::of(u64::MAX);
        let near = |start, end, errors| Near { place: start..end, errors };
        assert_eq!(
            search(&text, &chars("best of times"), 3, &all).unwrap(),
            [near(11, 24, 2), near(38, 51, 2)]
        );
        assert_eq!(search(&text, &chars("the best of times"), 2, &all).unwrap(), [near(7, 24, 2)]);
        assert_eq!(search(&text, &chars("age of wisdom"), 3, &all).unwrap(), []);
    }

    proptest! {
        #[test]
        fn distances_are_those_of_dynamic_programming(
            text in "[abcä😀]{0,200}",
            pattern in "[abcä😀]{1,150}",
            begins in proptest::sample::select(vec![Begins::Anywhere, Begins::AtStart]),
        ) {
            let (text, pattern) = (chars(&text), chars(&pattern));
            let mut found = Vec::new();
            Pattern::new(pattern.iter().copied()).run(text.iter().copied(), begins, |_, errors| found.push(errors));
            prop_assert_eq!(found, plain(&text, &pattern, begins));
        }

        #[test]
        fn a_place_has_as_many_errors_as_it_says(text in "[ab ]{0,90}", pattern in "[ab ]{2,70}", most in 0usize..20) {
            let (text, pattern) = (chars(&text), chars(&pattern));
            let found = search(&text, &pattern, most, &Budget::of(u64::MAX)).unwrap();
            for near in &found {
                let distance = plain(&text[near.place.clone()], &pattern, Begins::AtStart);
                let distance = distance.last().copied().unwrap_or(pattern.len());
                prop_assert_eq!(distance, near.errors, "{:?}", near);
            }
            let least = plain(&text, &pattern, Begins::Anywhere);
            let least = least.into_iter().min().unwrap_or(pattern.len()).min(pattern.len());
            prop_assert_eq!(Pattern::new(pattern.iter().copied()).least_errors(&text), least);
            let reachable = least <= most && most < pattern.len();
            prop_assert_eq!(found.iter().map(|near| near.errors).min(), reachable.then_some(least));
        }
    }
}
