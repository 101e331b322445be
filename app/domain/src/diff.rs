//! Word-level differences between two revisions.
//!
//! Lines are compared first and words only within lines that changed (Myers' algorithm, by `similar`), so a
//! long text with a small change stays quick.

use similar::{Algorithm, DiffOp, capture_diff_slices};

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

/// The runs of `old` and `new`: those that are not [`Change::Added`] join to `old`, those that are not
/// [`Change::Removed`] to `new`.
#[must_use]
pub fn words(old: &str, new: &str) -> Vec<(Change, String)> {
    let old_lines: Vec<&str> = old.split_inclusive('\n').collect();
    let new_lines: Vec<&str> = new.split_inclusive('\n').collect();
    let mut runs = Runs::default();
    for op in capture_diff_slices(Algorithm::Myers, &old_lines, &new_lines) {
        match op {
            DiffOp::Equal { old_index, len, .. } => {
                runs.push(Change::Same, &old_lines[old_index..old_index + len]);
            }
            other => {
                let old_part = old_lines[other.old_range()].concat();
                let new_part = new_lines[other.new_range()].concat();
                within(&mut runs, &split_words(&old_part), &split_words(&new_part));
            }
        }
    }
    runs.0
}

fn within(runs: &mut Runs, old: &[&str], new: &[&str]) {
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        let (before, after) = (&old[op.old_range()], &new[op.new_range()]);
        if let DiffOp::Equal { .. } = op {
            runs.push(Change::Same, before);
        } else {
            runs.push(Change::Removed, before);
            runs.push(Change::Added, after);
        }
    }
}

/// Words, runs of white space, and every other character by itself.
pub(crate) fn split_words(text: &str) -> Vec<&str> {
    #[derive(PartialEq, Clone, Copy)]
    enum Class {
        Word,
        Space,
        Other,
    }
    let class = |c: char| {
        if c.is_alphanumeric() || c == '\'' || c == '’' {
            Class::Word
        } else if c.is_whitespace() {
            Class::Space
        } else {
            Class::Other
        }
    };
    let mut words = Vec::new();
    let mut start = 0;
    let mut last = None;
    for (at, c) in text.char_indices() {
        let now = class(c);
        if last.is_some_and(|last| last != now || now == Class::Other) {
            words.push(&text[start..at]);
            start = at;
        }
        last = Some(now);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

#[derive(Default)]
struct Runs(Vec<(Change, String)>);

impl Runs {
    fn push(&mut self, change: Change, parts: &[&str]) {
        if parts.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some((last, text)) if *last == change => text.extend(parts.iter().copied()),
            _ => self.0.push((change, parts.concat())),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_the_words_that_changed_are_marked() {
        assert_eq!(
            words("The quick fox.\nSame.", "The slow fox.\nSame."),
            vec![
                (Change::Same, "The ".into()),
                (Change::Removed, "quick".into()),
                (Change::Added, "slow".into()),
                (Change::Same, " fox.\nSame.".into()),
            ]
        );
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_off_the_difference(old in "[ab \n.]{0,60}", new in "[ab \n.]{0,60}") {
            let runs = words(&old, &new);
            let join = |without: Change| -> String {
                runs.iter().filter(|(change, _)| *change != without).map(|(_, text)| text.as_str()).collect()
            };
            prop_assert_eq!(join(Change::Added), old);
            prop_assert_eq!(join(Change::Removed), new);
        }
    }
}
