//! Word-level differences between two revisions.
//!
//! Lines are compared first and words only within lines that changed (Myers' algorithm, by `similar`), so a
//! long text with a small change stays quick. Where that takes more than its [`Budget`], what changed is shown in larger pieces:
//! whole lines, or all that is between the beginnings and the ends that are the same.

use std::collections::HashMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::budget::{Budget, Spent, steps};
use crate::wrap::Wrapping;

/// What happened to a run of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// In both.
    Same,
    /// Only in the old text.
    Removed,
    /// Only in the new text.
    Added,
}

/// The spans of `old` and `new`: those that are not [`Change::Removed`] join to `new`, those that are not [`Change::Added`] to `old`, but for
/// how its paragraphs are wrapped. The spans are longer than need be where the budget does not allow to find shorter ones.
#[must_use]
pub fn words(old: &str, new: &str, budget: &Budget) -> Vec<(Change, String)> {
    let (old, new) = (lines(old), lines(new));
    let mut spans = Spans::default();
    for op in operations_or_ends(Algorithm::Myers, &line_keys(&old), &line_keys(&new), budget) {
        let (before, after) = (parts(&old[op.old_range()]), parts(&new[op.new_range()]));
        match op {
            DiffOp::Equal { .. } => spans.push(Change::Same, &after),
            _ => within(&mut spans, &before, &after, budget),
        }
    }
    spans.0
}

/// Whether two texts differ at most in how their paragraphs are wrapped.
#[must_use]
pub fn is_wrapping(old: &str, new: &str) -> bool {
    line_keys(&lines(old)) == line_keys(&lines(new))
}

fn within(spans: &mut Spans, old: &[Part<'_>], new: &[Part<'_>], budget: &Budget) {
    for op in operations_or_ends(Algorithm::Myers, &part_keys(old), &part_keys(new), budget) {
        let (before, after) = (&old[op.old_range()], &new[op.new_range()]);
        if let DiffOp::Equal { .. } = op {
            spans.push(Change::Same, after);
        } else {
            spans.push(Change::Removed, before);
            spans.push(Change::Added, after);
        }
    }
}

fn line_keys<'a>(lines: &'a [Line<'_>]) -> Vec<&'a str> {
    lines.iter().map(|line| line.key.as_str()).collect()
}

fn part_keys<'a>(parts: &[Part<'a>]) -> Vec<&'a str> {
    parts.iter().map(|part| part.key).collect()
}

fn parts<'a>(lines: &[Line<'a>]) -> Vec<Part<'a>> {
    lines.iter().flat_map(|line| line.parts.iter().copied()).collect()
}

/// A paragraph, or a line that is none.
struct Line<'a> {
    parts: Vec<Part<'a>>,
    /// What its parts are compared by.
    key: String,
}

/// A word, or what stands between two.
#[derive(Debug, Clone, Copy)]
struct Part<'a> {
    text: &'a str,
    /// What it is compared by.
    key: &'a str,
}

/// The lines of a text, where a paragraph is one, however it is wrapped. A break within one is a blank, or nothing beside letters of
/// scripts that are written without.
fn lines(text: &str) -> Vec<Line<'_>> {
    let wrapping = Wrapping::of(text);
    let mut breaks = wrapping.breaks.iter().peekable();
    let (mut lines, mut begin) = (Vec::new(), 0);
    while begin < text.len() {
        let mut parts: Vec<Part<'_>> = Vec::new();
        let is_code = wrapping.is_code(begin);
        loop {
            let line_end = text[begin..].find('\n').map_or(text.len(), |at| begin + at + 1);
            let next = breaks.next_if(|next| next.start < line_end);
            let end = next.map_or(line_end, |next| next.start);
            let is_first = parts.is_empty();
            let words = split_words(&text[begin..end]).into_iter().enumerate();
            parts.extend(words.map(|(nth, word)| {
                let is_kept = is_code || is_first && nth == 0;
                let is_blank = !is_kept && word.bytes().all(|byte| byte == b' ' || byte == b'\t');
                Part { text: word, key: if is_blank { " " } else { word } }
            }));
            let Some(next) = next else {
                begin = end;
                break;
            };
            let is_free = |c: Option<char>| c.is_some_and(is_unspaced);
            match parts.last_mut() {
                Some(last)
                    if is_free(last.text.chars().next_back()) || is_free(text[next.end..].chars().next()) =>
                {
                    last.text = &text[end - last.text.len()..next.end];
                }
                _ => parts.push(Part { text: &text[next.clone()], key: " " }),
            }
            begin = next.end;
        }
        let key = parts.iter().map(|part| part.key).collect();
        lines.push(Line { parts, key });
    }
    lines
}

/// The difference of two sequences of words or lines.
///
/// # Errors
/// If the budget does not have as many steps as it may take.
pub fn operations(
    algorithm: Algorithm,
    old: &[&str],
    new: &[&str],
    budget: &Budget,
) -> Result<Vec<DiffOp>, Spent> {
    // Patience looks at what is unique first, and at the rest then.
    let passes = if algorithm == Algorithm::Patience { 2 } else { 1 };
    budget.take(passes * at_most(old, new))?;
    // Numbers are compared at once, however long the words are, and nobody can choose them so that their hashes are alike.
    let mut numbers = HashMap::new();
    let mut number = |part: &&'_ str| {
        let next = numbers.len();
        *numbers.entry((*part).to_owned()).or_insert(next)
    };
    let old: Vec<usize> = old.iter().map(&mut number).collect();
    let new: Vec<usize> = new.iter().map(&mut number).collect();
    Ok(capture_diff_slices(algorithm, &old, &new))
}

/// How many steps `similar` takes at most. Its search for a middle is given up after a cost of max(256, √(n + m)), as Git's is,
/// and what it found parts the two into smaller ones; what is the same at both ends is left out first.
pub(crate) fn at_most(old: &[&str], new: &[&str]) -> u64 {
    let (start, end) = common_ends(old, new);
    let (n, m) = (old.len() - start - end, new.len() - start - end);
    let cost = (n + m).isqrt().max(256).min(n.min(m) + 1);
    steps(n + m) * steps(cost) + steps(old.len() + new.len())
}

/// The difference, or only how much is the same at both ends.
fn operations_or_ends(algorithm: Algorithm, old: &[&str], new: &[&str], budget: &Budget) -> Vec<DiffOp> {
    operations(algorithm, old, new, budget).unwrap_or_else(|Spent| {
        let (start, end) = common_ends(old, new);
        let (old_len, new_len) = (old.len() - start - end, new.len() - start - end);
        vec![
            DiffOp::Equal { old_index: 0, new_index: 0, len: start },
            DiffOp::Replace { old_index: start, old_len, new_index: start, new_len },
            DiffOp::Equal { old_index: start + old_len, new_index: start + new_len, len: end },
        ]
    })
}

/// How many parts are the same at the beginning, and how many of the rest at the end.
fn common_ends(old: &[&str], new: &[&str]) -> (usize, usize) {
    let start = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let rest = old[start..].iter().rev().zip(new[start..].iter().rev());
    (start, rest.take_while(|(old, new)| old == new).count())
}

/// Words, runs of white space, and every other character by itself. Where a script has no blanks between words, each letter counts
/// as one: where its words end would take a dictionary, and two sides with different ones would not agree. What belongs to the letter
/// before it (accents, signs of vowels, joiners) stays with it.
pub fn split_words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        if last.is_some_and(|last| !is_together(last, c)) {
            words.push(&text[start..at]);
            start = at;
        }
        last = Some(c);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

/// Whether nothing parts two characters that follow each other.
pub fn is_together(before: char, after: char) -> bool {
    let in_word = |c: char| (c.is_alphanumeric() || matches!(c, '\'' | '’')) && !is_unspaced(c);
    is_continuation(after) && !before.is_whitespace()
        || matches!(before, '\u{200d}') && !after.is_whitespace()
        || in_word(before) && in_word(after)
        || is_continuation(before) && in_word(after)
        || before.is_whitespace() && after.is_whitespace()
}

/// What is no character to a reader without the one before it.
pub(crate) fn is_continuation(c: char) -> bool {
    crate::text::is_mark(c)
        || matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{ad}')
}

/// Letters of scripts that are written without blanks between words: Thai, Lao, Myanmar, Khmer, Kana and Han.
pub const fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}')
}

#[derive(Default)]
struct Spans(Vec<(Change, String)>);

impl Spans {
    fn push(&mut self, change: Change, parts: &[Part<'_>]) {
        if parts.is_empty() {
            return;
        }
        let parts = parts.iter().map(|part| part.text);
        match self.0.last_mut() {
            Some((last, text)) if *last == change => text.extend(parts),
            _ => self.0.push((change, parts.collect())),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spans(old: &str, new: &str) -> Vec<(Change, String)> {
        words(old, new, &Budget::of(1_000_000))
    }

    #[test]
    fn only_the_words_that_changed_are_marked() {
        assert_eq!(
            spans("The quick fox.\nSame.", "The slow fox.\nSame."),
            vec![
                (Change::Same, "The ".into()),
                (Change::Removed, "quick".into()),
                (Change::Added, "slow".into()),
                (Change::Same, " fox.\nSame.".into()),
            ]
        );
    }

    #[test]
    fn where_words_have_no_blanks_letters_are_marked_and_none_is_cut() {
        let marked = |old: &str, new: &str| -> Vec<(Change, String)> {
            spans(old, new).into_iter().filter(|(change, _)| *change != Change::Same).collect()
        };
        for (old, new, removed, added) in [
            ("委员会应当每年公布预算报告。", "委员会应当每季公布预算报告。", "年", "季"),
            ("คณะกรรมการต้องเผยแพร่รายงานทุกปี", "คณะกรรมการต้องเผยแพร่รายงานทุกเดือน", "ปี", "เดือน"),
            ("今日は成語しりとりをした", "昨日は成語しりとりをした", "今", "昨"),
            // Words stay whole where there are blanks, accents where they belong, and signs that are joined.
            ("the naïve cafe\u{301} x", "the naïve cafe\u{301}s x", "cafe\u{301}", "cafe\u{301}s"),
            ("हिन्दी भाषा", "हिन्दी भाषाएँ", "भाषा", "भाषाएँ"),
            ("a 👩\u{200d}💻 b", "a 👨\u{200d}💻 b", "👩\u{200d}💻", "👨\u{200d}💻"),
            ("한국어 문법을 배우기", "한국어 문법은 배우기", "문법을", "문법은"),
        ] {
            let expected = [(Change::Removed, removed.to_owned()), (Change::Added, added.to_owned())];
            assert_eq!(marked(old, new), expected, "{old}");
        }
    }

    #[test]
    fn where_lines_of_a_paragraph_break_is_no_difference() {
        let marked = |old: &str, new: &str| {
            spans(old, new).into_iter().filter(|(change, _)| *change != Change::Same).count()
        };
        for (old, new) in [
            ("One two three\nfour five.\n\nSix.", "One two\nthree four\nfive.\n\nSix."),
            ("- One two\n  three\n- Four", "- One\n  two three\n- Four"),
            ("> One two\n> three", "> One\n> two three"),
            ("委员会应当每年\n公布预算报告。", "委员会应当\n每年公布\n预算报告。"),
            ("คณะกรรมการ\nต้องเผยแพร่", "คณะกรรมการต้อง\nเผยแพร่"),
            ("One  two", "One two"),
        ] {
            assert_eq!((marked(old, new), marked(new, old)), (0, 0), "{old:?} {new:?}");
            assert!(is_wrapping(old, new));
        }
        // Where a break means something, it is one; and so is an indent.
        for (old, new) in [
            ("```\na b\n```", "```\na\nb\n```"),
            ("One  \ntwo", "One two"),
            ("One\n\ntwo", "One\ntwo"),
            ("- One\n- Two", "- One\n  - Two"),
            ("the rapist", "therapist"),
        ] {
            assert!(marked(old, new) > 0, "{old:?} {new:?}");
            assert!(!is_wrapping(old, new));
        }
        // One word that changed in a paragraph that was wrapped anew is all that is marked.
        assert_eq!(marked("One two three\nfour five six.", "One two\nthree 4 five\nsix."), 2);
    }

    #[test]
    fn a_difference_that_is_too_much_work_is_shown_in_larger_pieces() {
        let changes = |most: u64| -> Vec<(Change, String)> {
            words("Same.\nThe quick fox ran.\nEnd.", "Same.\nThe slow fox sat.\nEnd.", &Budget::of(most))
        };
        let line = |change, text: &str| (change, text.to_owned());
        let coarse = changes(0);
        let fine = changes(1_000);
        assert_eq!(
            coarse,
            [
                line(Change::Same, "Same.\nThe "),
                line(Change::Removed, "quick fox ran"),
                line(Change::Added, "slow fox sat"),
                line(Change::Same, ".\nEnd."),
            ]
        );
        assert_eq!(fine.len(), 7);
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_off_the_difference(
            old in "[ab \n.]{0,60}", new in "[ab \n.]{0,60}", most in 0_u64..10_000,
        ) {
            let spans = words(&old, &new, &Budget::of(most));
            let join = |without: Change| -> String {
                spans.iter().filter(|(change, _)| *change != without).map(|(_, text)| text.as_str()).collect()
            };
            let unwrapped = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            prop_assert_eq!(unwrapped(&join(Change::Added)), unwrapped(&old));
            prop_assert_eq!(join(Change::Removed), new);
        }
    }
}
