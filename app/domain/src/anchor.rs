//! Anchors: passages of an article, and how they are found again.
//!
//! Positions count characters (Unicode scalar values) of a revision's **plain text**: the `textContent` of the
//! rendered body (see [`crate::html::plain_text`]), which is what a reader sees; Markdown syntax can not be
//! quoted. A browser converts its UTF-16 offsets at the DOM boundary.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::id::{AnchorId, RevisionId};
use crate::problem::Fault;
use crate::text::Quote;

/// How many characters of context are kept on each side of a quote, as Hypothesis does.
pub const CONTEXT: usize = 32;

/// A passage with its place and the W3C Web Annotation text-quote selector
/// (<https://www.w3.org/TR/annotation-model/#text-quote-selector>).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// The revision in which it was selected.
    pub revision: RevisionId,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The words.
    pub exact: Quote,
    /// Up to [`CONTEXT`] characters before.
    pub prefix: String,
    /// Up to [`CONTEXT`] characters after.
    pub suffix: String,
}

impl Passage {
    /// The passage at `range` of a revision's plain text; `None` if there is no such range or only white space.
    #[must_use]
    pub fn cut(revision: RevisionId, text: &str, range: Range<usize>) -> Option<Self> {
        let chars: Vec<char> = text.chars().collect();
        let exact: String = chars.get(range.clone())?.iter().collect();
        let before = range.start.saturating_sub(CONTEXT);
        let after = (range.end + CONTEXT).min(chars.len());
        Some(Self {
            revision,
            start: range.start,
            end: range.end,
            exact: Quote::parse(&exact).ok()?,
            prefix: chars[before..range.start].iter().collect(),
            suffix: chars[range.end..after].iter().collect(),
        })
    }
}

/// An anchor as it stands in the head of its article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveAnchor {
    /// The anchor.
    pub id: AnchorId,
    /// What was quoted, where it was quoted.
    pub passage: Passage,
    /// Its place in the head; `None` while it is orphaned.
    pub place: Option<Range<usize>>,
}

/// Finds pasted words in a text. White space of any kind and length counts as one blank, since a browser's copy
/// changes it.
///
/// # Errors
/// [`Fault::NotInTheArticle`], or [`Fault::Ambiguous`] if it occurs more than once: a quote is never attached
/// silently at a wrong place.
pub fn find_words(text: &str, words: &str) -> Result<Range<usize>, Fault> {
    let (folded, origin) = fold_white_space(text);
    let (needle, _) = fold_white_space(words.trim());
    if needle.is_empty() {
        return Err(Fault::Missing);
    }
    let mut found = occurrences(&folded, &needle);
    match (found.next(), found.count()) {
        (None, _) => Err(Fault::NotInTheArticle),
        (Some(start), 0) => Ok(origin[start]..origin[start + needle.len() - 1] + 1),
        (Some(_), more) => Err(Fault::Ambiguous { times: more + 1 }),
    }
}

/// Carries a place in `old` to the text `new`.
///
/// A passage outside the changed middle keeps its words and only shifts. One that touches it is looked for by
/// its words; where they occur more than once the surroundings decide, and where these leave a tie, nobody
/// does: it is orphaned.
#[must_use]
pub fn carry(old: &[char], new: &[char], place: &Range<usize>) -> Option<Range<usize>> {
    let same_start = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let shorter = old.len().min(new.len());
    let same_end =
        old.iter().rev().zip(new.iter().rev()).take(shorter - same_start).take_while(|(a, b)| a == b).count();
    if place.end <= same_start {
        return Some(place.clone());
    }
    if place.start >= old.len() - same_end {
        let shift = |at: usize| at + new.len() - old.len();
        return Some(shift(place.start)..shift(place.end));
    }
    let before = &old[place.start.saturating_sub(CONTEXT)..place.start];
    let after = &old[place.end..(place.end + CONTEXT).min(old.len())];
    locate(new, &old[place.clone()], before, after)
}

/// Finds an orphaned passage again in a text to which its words have come back.
#[must_use]
pub fn reattach(text: &[char], passage: &Passage) -> Option<Range<usize>> {
    let chars = |text: &str| text.chars().collect::<Vec<_>>();
    locate(text, &chars(passage.exact.as_str()), &chars(&passage.prefix), &chars(&passage.suffix))
}

fn locate(text: &[char], exact: &[char], prefix: &[char], suffix: &[char]) -> Option<Range<usize>> {
    let score = |start: usize| {
        let before = text[..start].iter().rev().zip(prefix.iter().rev()).take_while(|(a, b)| a == b).count();
        let after = text[start + exact.len()..].iter().zip(suffix).take_while(|(a, b)| a == b).count();
        before + after
    };
    let mut scored: Vec<(usize, usize)> =
        occurrences(text, exact).map(|start| (score(start), start)).collect();
    scored.sort_unstable_by(|a, b| b.cmp(a));
    match scored.as_slice() {
        [] => None,
        [(best, _), (second, _), ..] if best == second => None,
        [(_, start), ..] => Some(*start..start + exact.len()),
    }
}

/// The starts of every occurrence of `needle`, overlapping ones too.
fn occurrences<'a>(text: &'a [char], needle: &'a [char]) -> impl Iterator<Item = usize> + 'a {
    let windows = if needle.is_empty() { [].windows(1) } else { text.windows(needle.len()) };
    windows.enumerate().filter(move |(_, window)| *window == needle).map(|(start, _)| start)
}

/// The text with every run of white space as one blank, and for each of its characters the place it came from.
fn fold_white_space(text: &str) -> (Vec<char>, Vec<usize>) {
    let mut folded = Vec::with_capacity(text.len());
    let mut origin = Vec::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        let c = if c.is_whitespace() { ' ' } else { c };
        if c != ' ' || folded.last() != Some(&' ') {
            folded.push(c);
            origin.push(at);
        }
    }
    (folded, origin)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn pasted_words_are_found_whatever_their_white_space() {
        let text = "One\nfine  day.\nAnother day.";
        assert_eq!(find_words(text, " fine\tday. "), Ok(4..14));
        assert_eq!(find_words(text, "day"), Err(Fault::Ambiguous { times: 2 }));
        assert_eq!(find_words(text, "night"), Err(Fault::NotInTheArticle));
        assert_eq!(find_words(text, " \n"), Err(Fault::Missing));
    }

    #[test]
    fn a_quote_follows_its_words() {
        let old = chars("Alpha beta gamma. Delta epsilon.");
        for (new, place, expected) in [
            ("Alpha beta gamma. Delta zeta.", 6..10, Some("beta")),
            ("First. Alpha beta gamma. Delta epsilon.", 18..23, Some("Delta")),
            ("Delta epsilon. Alpha beta gamma.", 18..31, Some("Delta epsilon")),
            ("Alpha gamma. Delta epsilon.", 6..10, None),
        ] {
            let new = chars(new);
            let found = carry(&old, &new, &place).map(|place| new[place].iter().collect::<String>());
            assert_eq!(found.as_deref(), expected);
        }
    }

    #[test]
    fn a_quote_is_never_attached_where_two_places_fit_alike() {
        let old = chars("x the end y");
        let new = chars("the end the end");
        assert_eq!(carry(&old, &new, &(2..9)), None);
    }

    #[test]
    fn an_orphan_returns_with_its_words() {
        let text = "Alpha beta gamma.";
        let passage = Passage::cut(RevisionId(uuid::Uuid::nil()), text, 6..10).unwrap();
        assert_eq!(reattach(&chars("Alpha gamma."), &passage), None);
        assert_eq!(reattach(&chars("New. Alpha beta gamma."), &passage), Some(11..15));
    }

    proptest! {
        #[test]
        fn what_is_carried_keeps_its_words(old in "[ab ]{0,40}", new in "[ab ]{0,40}", a in 0usize..40, b in 0usize..40) {
            let (old, new) = (chars(&old), chars(&new));
            let (start, end) = (a.min(b).min(old.len()), a.max(b).min(old.len()));
            prop_assume!(start < end);
            if let Some(place) = carry(&old, &new, &(start..end)) {
                prop_assert_eq!(&new[place], &old[start..end]);
            }
        }

        #[test]
        fn untouched_text_keeps_its_anchors(head in "[a-z ]{1,30}", tail in "[a-z ]{0,30}", put in "[0-9]{0,9}") {
            let old = chars(&format!("{head}{tail}"));
            let new = chars(&format!("{head}{put}{tail}"));
            let place = 0..head.chars().count();
            prop_assert_eq!(carry(&old, &new, &place), Some(place));
        }
    }
}
