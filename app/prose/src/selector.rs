//! Finding a passage by its words and their surroundings: the text-quote selector of the W3C Web Annotation model.
//!
//! For passages without a history: pasted quotes, imports, links. Scored like Hypothesis's matcher
//! (<https://github.com/hypothesis/client>, `match-quote`: quote 50, prefix 20, suffix 20, position 2), but with a least
//! score and a margin over the second best, because a passage at a wrong place is worse than an orphan; and a longer
//! quote weighs more, since its words alone are proof.

use std::cmp::Ordering;
use std::ops::Range;

use crate::approximate::{self, Pattern};
use crate::budget::{Budget, Spent, steps};
use crate::matching::occurrences;

/// How many characters of context are kept on each side of a passage, as Hypothesis does.
pub const CONTEXT: usize = 32;
/// The least score of a passage that is found: 1 for the same words in the same surroundings.
pub const MIN_SCORE: f64 = 0.80;
/// By how much the second best must fall short of the best.
pub const MARGIN: f64 = 0.05;
/// Characters that weigh as much as [`QUOTE_WEIGHT`].
const QUOTE_UNIT: f64 = 8.0;
const QUOTE_WEIGHT: f64 = 50.0;
const CONTEXT_WEIGHT: f64 = 20.0;
const HINT_WEIGHT: f64 = 2.0;
/// The part of a quote's characters that may differ.
const MAX_ERROR_SHARE: f64 = 0.4;

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The words; not empty.
    pub exact: &'a [char],
    /// What stood before them, of which the last [`CONTEXT`] characters count; empty if it is not known.
    pub before: &'a [char],
    /// What stood after them, of which the first [`CONTEXT`] characters count; empty if it is not known.
    pub after: &'a [char],
    /// Where they stood, if that is known.
    pub hint: Option<usize>,
}

/// A place that may be meant.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Where it is.
    pub place: Range<usize>,
    /// How well it fits, from 0 to 1.
    pub score: f64,
}

impl<'a> Wanted<'a> {
    /// As much of the surroundings as counts.
    fn cut(self) -> Self {
        let before = &self.before[self.before.len().saturating_sub(CONTEXT)..];
        let after = &self.after[..self.after.len().min(CONTEXT)];
        Self { before, after, ..self }
    }
}

/// Finds a passage: exactly with its surroundings first, then approximately. `None` where nothing fits well enough, two
/// places do, or the budget is spent before that is known.
#[must_use]
pub fn find(text: &[char], wanted: &Wanted<'_>, budget: &Budget) -> Option<Range<usize>> {
    if wanted.exact.is_empty() {
        return None;
    }
    let wanted = &wanted.cut();
    budget.take(steps(text.len()) + steps(wanted.exact.len())).ok()?;
    let exactly: Vec<Range<usize>> =
        occurrences(text, wanted.exact).map(|start| start..start + wanted.exact.len()).collect();
    let mut same = exactly.iter().filter(|place| {
        text[..place.start].ends_with(wanted.before) && text[place.end..].starts_with(wanted.after)
    });
    if let (Some(place), None) = (same.next(), same.next()) {
        return Some(place.clone());
    }
    let scorer = Scorer::new(wanted);
    let exactly: Result<Vec<Candidate>, Spent> =
        exactly.into_iter().map(|place| scorer.candidate(text, place, 0, budget)).collect();
    let exactly = exactly.ok()?;
    // Only where the words stand nowhere as they are may others be meant.
    let found =
        if exactly.is_empty() { candidates(text, 0..text.len(), wanted, budget).ok()? } else { exactly };
    best(found)
}

/// The best-scoring place, however bad and however near the second: what a matcher without a threshold answers. Only to
/// compare with.
#[doc(hidden)]
#[must_use]
pub fn best_guess(text: &[char], wanted: &Wanted<'_>) -> Option<Range<usize>> {
    let mut found = candidates(text, 0..text.len(), wanted, &Budget::of(u64::MAX)).ok()?;
    found.sort_by(|a, b| b.score.partial_cmp(&a.score).unwrap_or(Ordering::Equal));
    found.into_iter().next().map(|best| best.place)
}

/// The places within a part of the text that resemble what is wanted.
///
/// # Errors
/// If the budget is spent.
pub fn candidates(
    text: &[char],
    part: Range<usize>,
    wanted: &Wanted<'_>,
    budget: &Budget,
) -> Result<Vec<Candidate>, Spent> {
    let wanted = &wanted.cut();
    let scorer = Scorer::new(wanted);
    let offset = part.start;
    approximate::search(&text[part], wanted.exact, times(wanted.exact.len(), MAX_ERROR_SHARE), budget)?
        .into_iter()
        .map(|near| {
            let place = offset + near.place.start..offset + near.place.end;
            scorer.candidate(text, place, near.errors, budget)
        })
        .collect()
}

/// The best candidate, if it is good enough and far enough ahead of every other place.
#[must_use]
pub fn best(mut candidates: Vec<Candidate>) -> Option<Range<usize>> {
    candidates.sort_by(|a, b| b.score.partial_cmp(&a.score).unwrap_or(Ordering::Equal));
    let first = candidates.first().filter(|best| best.score >= MIN_SCORE)?;
    let apart =
        |other: &&Candidate| other.place.end <= first.place.start || first.place.end <= other.place.start;
    let second = candidates.iter().skip(1).find(apart).map_or(0.0, |second| second.score);
    (first.score - second >= MARGIN).then(|| first.place.clone())
}

/// What is wanted, with its surroundings made ready to be compared.
struct Scorer<'a> {
    wanted: &'a Wanted<'a>,
    before: Pattern,
    after: Pattern,
}

impl<'a> Scorer<'a> {
    fn new(wanted: &'a Wanted<'a>) -> Self {
        let ready = |context: &[char]| Pattern::new(context.iter().copied());
        Self { wanted, before: ready(wanted.before), after: ready(wanted.after) }
    }

    fn candidate(
        &self,
        text: &[char],
        place: Range<usize>,
        errors: usize,
        budget: &Budget,
    ) -> Result<Candidate, Spent> {
        let wanted = self.wanted;
        budget.take(16 + 4 * steps(wanted.before.len() + wanted.after.len()))?;
        let length = wanted.exact.len();
        let mut sum = 0.0;
        let mut weights = 0.0;
        let mut add = |weight: f64, fit: f64| {
            sum += weight * fit;
            weights += weight;
        };
        add(QUOTE_WEIGHT * (real(length) / QUOTE_UNIT).max(1.0), 1.0 - real(errors) / real(length));
        let near = |context: &Pattern, length: usize, window: &[char]| {
            1.0 - real(context.least_errors(window)) / real(length)
        };
        let room = |context: &[char]| context.len() + context.len() / 4;
        if !wanted.before.is_empty() {
            let from = place.start.saturating_sub(room(wanted.before));
            add(CONTEXT_WEIGHT, near(&self.before, wanted.before.len(), &text[from..place.start]));
        }
        if !wanted.after.is_empty() {
            let to = (place.end + room(wanted.after)).min(text.len());
            add(CONTEXT_WEIGHT, near(&self.after, wanted.after.len(), &text[place.end..to]));
        }
        if let Some(hint) = wanted.hint {
            add(HINT_WEIGHT, 1.0 - (real(hint.abs_diff(place.start)) / real(text.len())).min(1.0));
        }
        Ok(Candidate { place, score: sum / weights })
    }
}

#[expect(clippy::cast_precision_loss, reason = "they are lengths of texts")]
fn real(number: usize) -> f64 {
    number as f64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a part of a length is neither negative nor greater than it"
)]
fn times(length: usize, part: f64) -> usize {
    (real(length) * part) as usize
}
