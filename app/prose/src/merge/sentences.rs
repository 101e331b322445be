//! Sentences and clauses of a Markdown text, and which of them a change touches.

use std::collections::VecDeque;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::span::{Edit, Resolved, Span, starts};
use crate::budget::{Budget, Spent, steps};
use crate::diff;
use crate::text::is_mark;
use crate::wrap::Wrapping;

/// The sentences of a Markdown text.
pub(super) struct Sentences<'a> {
    text: &'a str,
    /// Where each begins, and the end of the text.
    starts: Vec<usize>,
    /// Where the words of each end.
    ends: Vec<usize>,
    /// For each place in the text whether what is before it is at the end of a sentence.
    ended: Vec<bool>,
}

impl<'a> Sentences<'a> {
    pub(super) fn of(text: &'a str, budget: &Budget) -> Result<Self, Spent> {
        let starts = sentence_starts(text, budget)?;
        let ends = starts.windows(2).map(|part| part[0] + text[part[0]..part[1]].trim_end().len()).collect();
        Ok(Self { text, starts, ends, ended: all_ended(text) })
    }

    /// Makes a conflict of what else there is of the sentences in conflict: the lines before and after, over which they go on. What
    /// of those lines is in no conflict is put outside again by [`super::narrow`].
    pub(super) fn complete(&self, spans: &mut [Span]) {
        let conflicts: Vec<usize> =
            (0..spans.len()).filter(|nth| matches!(spans[*nth].resolved, Resolved::Conflict)).collect();
        for nth in conflicts {
            let sentences = self.within(&spans[nth].at.base);
            let (Some(start), Some(end)) = (
                self.starts.get(sentences.start),
                sentences.end.checked_sub(1).and_then(|last| self.ends.get(last)),
            ) else {
                continue;
            };
            let (before, rest) = spans.split_at_mut(nth);
            let before = before.iter_mut().rev().take_while(|span| span.at.base.end > *start);
            let after = rest[1..].iter_mut().take_while(|span| span.at.base.start < *end);
            for span in before.chain(after) {
                span.resolved = Resolved::Conflict;
            }
        }
    }

    /// The sentences that an edit changes; none, if it only puts whole sentences between two.
    ///
    /// A difference often can be told in several ways: 'a b' put in before 'a' is 'b a' put in after it. The one
    /// that changes the fewest sentences is what the writer did.
    pub(super) fn touched_by(&self, edit: &Edit, budget: &Budget) -> Result<Range<usize>, Spent> {
        budget.take(32 + steps(edit.text.len()))?;
        let touched: fn(&Self, &Range<usize>, &str) -> Range<usize> =
            match (edit.at.is_empty(), edit.text.is_empty()) {
                (true, _) => |sentences, at, text| sentences.inserted(at.start, text),
                (_, true) => |sentences, at, _| sentences.within(at),
                _ => return Ok(self.within(&edit.at)),
            };
        let mut best = touched(self, &edit.at, &edit.text);
        for slide in [Self::right as Slide<'a>, Self::left] {
            let mut at = edit.at.clone();
            let mut text: VecDeque<char> = edit.text.chars().collect();
            for _ in 0..MAX_SLIDES {
                if best.is_empty() || !slide(self, &mut at, &mut text) {
                    break;
                }
                budget.take(32 + 2 * steps(edit.text.len()))?;
                let here = touched(self, &at, text.make_contiguous().iter().collect::<String>().as_str());
                if here.len() < best.len() {
                    best = here;
                }
            }
        }
        Ok(best)
    }

    /// The sentences of which the range has a part.
    fn within(&self, at: &Range<usize>) -> Range<usize> {
        let first = self.starts.partition_point(|start| *start <= at.start).saturating_sub(1);
        let last = self.starts.partition_point(|start| *start < at.end);
        first..last
    }

    /// Tells an insertion, or a deletion, one character further to the right, if it is the same there.
    fn right(&self, at: &mut Range<usize>, text: &mut VecDeque<char>) -> bool {
        let Some(next) = self.text[at.end..].chars().next() else { return false };
        let first = text.front().copied().or_else(|| self.text[at.start..].chars().next());
        if first != Some(next) {
            return false;
        }
        text.rotate_left(usize::from(!text.is_empty()));
        *at = at.start + next.len_utf8()..at.end + next.len_utf8();
        true
    }

    /// Tells an insertion, or a deletion, one character further to the left, if it is the same there.
    fn left(&self, at: &mut Range<usize>, text: &mut VecDeque<char>) -> bool {
        let Some(before) = self.text[..at.start].chars().next_back() else { return false };
        let last = text.back().copied().or_else(|| self.text[..at.end].chars().next_back());
        if last != Some(before) {
            return false;
        }
        text.rotate_right(usize::from(!text.is_empty()));
        *at = at.start - before.len_utf8()..at.end - before.len_utf8();
        true
    }

    /// The sentence that `text`, put in at `at`, becomes part of.
    fn inserted(&self, at: usize, text: &str) -> Range<usize> {
        if text.trim().is_empty() {
            return 0..0;
        }
        let nth = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        let Some((start, end)) = self.starts.get(nth).copied().zip(self.ends.get(nth).copied()) else {
            // At the very end.
            let last = self.starts.len().saturating_sub(2);
            return if self.ended[self.text.len()] { 0..0 } else { last..last + 1 };
        };
        let within = at > start && at < end;
        if within {
            return nth..nth + 1;
        }
        // Between two: the one before it ends at `at`, give or take white space.
        let before = &self.text[..at];
        if !self.ended[at] && !text.starts_with('\n') && !before.ends_with('\n') {
            let left = if at > start { nth } else { nth.saturating_sub(1) };
            return left..left + 1;
        }
        if ended(text) || text.ends_with('\n') { 0..0 } else { nth..nth + 1 }
    }
}

/// Tells a difference one character further to a side, if it is the same there.
type Slide<'a> = fn(&Sentences<'a>, &mut Range<usize>, &mut VecDeque<char>) -> bool;

/// By how many characters a difference is told otherwise, to each side.
const MAX_SLIDES: usize = 200;

/// Where each sentence of a Markdown text begins, and the end of the text.
pub(super) fn sentence_starts(text: &str, budget: &Budget) -> Result<Vec<usize>, Spent> {
    budget.take(4 * steps(text.len()))?;
    let joined = join_lines(text);
    look_ahead(&joined, budget)?;
    Ok(starts(joined.split_sentence_bounds().flat_map(clauses)))
}

/// The clauses of a sentence, where its script has no blanks between words: there a sentence goes on for as long as a paragraph
/// elsewhere, and its clauses are what readers take for one statement. They end at a comma of such scripts, or in those of South-East
/// Asia, which have no stops, at a blank.
fn clauses(sentence: &str) -> Vec<&str> {
    let (mut clauses, mut begin) = (Vec::new(), 0);
    let (mut letter, mut has_ended, mut has_blank) = (' ', false, false);
    for (at, c) in sentence.char_indices() {
        if c.is_whitespace() {
            has_blank = true;
            continue;
        }
        let goes_on = closes(c) || diff::is_continuation(c);
        if has_ended && !goes_on || has_blank && is_without_stops(letter) && is_without_stops(c) {
            clauses.push(&sentence[begin..at]);
            begin = at;
        }
        has_ended = ends_clause(c) && diff::is_unspaced(letter) || has_ended && goes_on;
        has_blank = false;
        letter = if c.is_alphanumeric() || diff::is_continuation(c) { c } else { letter };
    }
    clauses.push(&sentence[begin..]);
    clauses
}

/// Commas, colons and semicolons of scripts without blanks between words.
fn ends_clause(c: char) -> bool {
    matches!(c, '，' | '、' | '；' | '：' | '､' | '﹐' | '﹑' | '﹔' | '﹕')
}

/// Letters and signs of Thai, Lao, Burmese, Khmer and their neighbours: a blank parts clauses there, and hardly anything else does.
pub(super) fn is_without_stops(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1950}'..='\u{19df}'
        | '\u{1a20}'..='\u{1aad}' | '\u{a9e0}'..='\u{a9fe}' | '\u{aa60}'..='\u{aadf}')
        && !c.is_numeric()
}

fn closes(c: char) -> bool {
    matches!(c, '）' | '」' | '』' | '】' | '》' | ')' | ']' | '"' | '\'' | '”' | '’' | '»' | '*' | '_' | '`')
}

fn ends(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | ':' | ';' | '。' | '！' | '？' | '．' | '｡') || ends_clause(c)
}

/// Whether a text is at the end of a sentence, or at the beginning of everything.
pub(super) fn ended(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(closes);
    text.is_empty() || text.ends_with(ends)
}

/// Whether each beginning of a text is [`ended`], by its length in bytes.
pub(super) fn all_ended(text: &str) -> Vec<bool> {
    let mut all = vec![true; text.len() + 1];
    // Whether the beginning is ended where white space at its end counts.
    let mut closed = true;
    let mut last = true;
    for (at, c) in text.char_indices() {
        closed = if closes(c) { closed } else { ends(c) };
        last = if c.is_whitespace() { last } else { closed };
        all[at + 1..=at + c.len_utf8()].fill(last);
    }
    all
}

/// Takes what finding sentences may take. After a full stop it looks ahead, at each sign, for the next letter (rule SB8).
fn look_ahead(text: &str, budget: &Budget) -> Result<(), Spent> {
    let stops = |c: char| matches!(c, '.' | '\u{2024}' | '\u{fe52}' | '\u{ff0e}' | '\n');
    for part in text.split(stops).skip(1) {
        let letter = |c: char| c.is_alphabetic() && !is_mark(c);
        let signs = part.chars().take_while(|c| !letter(*c) && !c.is_numeric()).count();
        let ahead = part.chars().take_while(|c| !letter(*c)).count();
        budget.take(steps(signs) * steps(ahead))?;
    }
    Ok(())
}

/// The text with a space for each line break within a Markdown paragraph, so that a sentence goes on in the next
/// line; every byte stays in its place.
fn join_lines(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut at = 0;
    for part in Wrapping::of(text).breaks {
        joined.push_str(&text[at..part.start]);
        joined.extend(std::iter::repeat_n(' ', part.len()));
        at = part.end;
    }
    joined.push_str(&text[at..]);
    joined
}
