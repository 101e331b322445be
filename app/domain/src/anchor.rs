//! Anchors: passages of an article, and how they are found again.
//!
//! Positions count characters (Unicode scalar values) of a revision's **plain text**: the `textContent` of the
//! rendered body (see [`crate::html::plain_text`]), which is what a reader sees; Markdown syntax can not be
//! quoted. A browser converts its UTF-16 offsets at the DOM boundary.

pub mod approximate;
pub mod carry;
pub mod selector;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::budget::{Budget, steps};
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

/// What has become of a quoted passage, and where it stands in the plain text of the head, in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Its words stand where they stood. White space and the forms of quotation marks and dashes do not count.
    Unchanged(Range<usize>),
    /// Its words stand, but elsewhere than they were quoted.
    Moved(Range<usize>),
    /// Other words stand in its place, with at least [`carry::KEPT`] of its letters among them.
    Reworded(Range<usize>),
    /// It is no longer there: the anchor is orphaned.
    Gone,
}

impl Standing {
    /// Where it stands, if it does.
    #[must_use]
    pub const fn place(&self) -> Option<&Range<usize>> {
        match self {
            Self::Unchanged(place) | Self::Moved(place) | Self::Reworded(place) => Some(place),
            Self::Gone => None,
        }
    }

    /// Its name in the store and on the wire.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Unchanged(_) => "unchanged",
            Self::Moved(_) => "moved",
            Self::Reworded(_) => "reworded",
            Self::Gone => "gone",
        }
    }

    /// The standing of that name; `None` if there is no such name, or if only one of name and place says it is gone.
    #[must_use]
    pub fn from_name(name: &str, place: Option<Range<usize>>) -> Option<Self> {
        match (name, place) {
            ("unchanged", Some(place)) => Some(Self::Unchanged(place)),
            ("moved", Some(place)) => Some(Self::Moved(place)),
            ("reworded", Some(place)) => Some(Self::Reworded(place)),
            ("gone", None) => Some(Self::Gone),
            _ => None,
        }
    }
}

/// A place in a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stood {
    /// The revision.
    pub revision: RevisionId,
    /// The place in its plain text, in characters.
    pub place: Range<usize>,
}

/// An anchor as it stands in the head of its article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveAnchor {
    /// The anchor.
    pub id: AnchorId,
    /// What was quoted, where it was quoted.
    pub passage: Passage,
    /// Where it stands.
    pub standing: Standing,
    /// Where it stood before it moved, or where its words stood last, while they do not stand.
    pub stood: Option<Stood>,
}

impl LiveAnchor {
    /// An anchor in the revision in which it was selected.
    #[must_use]
    pub fn new(id: AnchorId, passage: Passage) -> Self {
        let standing = Standing::Unchanged(passage.start..passage.end);
        Self { id, passage, standing, stood: None }
    }

    /// Lets the anchor stand so in the revision after `head`.
    #[must_use]
    pub fn stands(&self, head: RevisionId, standing: Standing) -> Self {
        let stood = match (&self.standing, &standing) {
            (_, Standing::Unchanged(_)) => None,
            (Standing::Unchanged(place), _)
            | (Standing::Moved(place), Standing::Reworded(_) | Standing::Gone) => {
                Some(Stood { revision: head, place: place.clone() })
            }
            _ => self.stood.clone(),
        };
        Self { standing, stood, ..self.clone() }
    }
}

/// Finds pasted words in a text. White space of any kind and length counts as one blank, since a browser's copy
/// changes it; words that stand nowhere as they are may differ a little from those that are meant, as
/// [`selector::find`] says.
///
/// # Errors
/// [`Fault::NotInTheArticle`], also where the budget is spent before they are found, or [`Fault::Ambiguous`] if they occur
/// more than once: a quote is never attached silently at a wrong place.
pub fn find_words(text: &str, words: &str, budget: &Budget) -> Result<Range<usize>, Fault> {
    budget.take(2 * steps(text.len())).map_err(|_| Fault::NotInTheArticle)?;
    let (folded, origin) = fold_white_space(text);
    let (needle, _) = fold_white_space(words.trim());
    if needle.is_empty() {
        return Err(Fault::Missing);
    }
    let mut found = occurrences(&folded, &needle);
    match (found.next(), found.count()) {
        (None, _) => {
            let wanted = selector::Wanted { exact: &needle, before: &[], after: &[], hint: None };
            let place = selector::find(&folded, &wanted, budget).ok_or(Fault::NotInTheArticle)?;
            Ok(origin[place.start]..origin[place.end - 1] + 1)
        }
        (Some(start), 0) => Ok(origin[start]..origin[start + needle.len() - 1] + 1),
        (Some(_), more) => Err(Fault::Ambiguous { times: more + 1 }),
    }
}

/// A character as it counts when words are compared: white space is one blank, and typographic forms are plain.
fn plain_form(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '‛' | 'ʼ' => '\'',
        '“' | '”' | '„' | '‟' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// The starts of every occurrence of `needle`, overlapping ones too, in time linear in both (D. E. Knuth, J. H. Morris and
/// V. R. Pratt, 'Fast pattern matching in strings', SIAM Journal on Computing 6(2), 1977).
fn occurrences<'a>(text: &'a [char], needle: &'a [char]) -> impl Iterator<Item = usize> + 'a {
    // For each beginning of the needle, how much of it is also its end.
    let mut borders = vec![0; needle.len()];
    let mut border = 0;
    for at in 1..needle.len() {
        while border > 0 && needle[at] != needle[border] {
            border = borders[border - 1];
        }
        border += usize::from(needle[at] == needle[border]);
        borders[at] = border;
    }
    let mut matched = 0;
    let text = if needle.is_empty() { &[] } else { text };
    text.iter().enumerate().filter_map(move |(at, c)| {
        while matched > 0 && (matched == needle.len() || needle[matched] != *c) {
            matched = borders[matched - 1];
        }
        matched += usize::from(needle[matched] == *c);
        (matched == needle.len()).then(|| at + 1 - needle.len())
    })
}

/// The text in its plain forms, with every run of white space as one blank, and for each of its characters the place it
/// came from.
fn fold_white_space(text: &str) -> (Vec<char>, Vec<usize>) {
    let mut folded = Vec::with_capacity(text.len());
    let mut origin = Vec::with_capacity(text.len());
    for (at, c) in text.chars().enumerate() {
        let c = plain_form(c);
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

    fn find(text: &str, words: &str) -> Result<Range<usize>, Fault> {
        find_words(text, words, &Budget::of(1_000_000))
    }

    #[test]
    fn pasted_words_are_found_whatever_their_white_space() {
        let text = "One\nfine  day.\nAnother day.";
        assert_eq!(find(text, " fine\tday. "), Ok(4..14));
        assert_eq!(find(text, "day"), Err(Fault::Ambiguous { times: 2 }));
        assert_eq!(find(text, "night"), Err(Fault::NotInTheArticle));
        assert_eq!(find(text, " \n"), Err(Fault::Missing));
    }

    #[test]
    fn pasted_words_may_differ_a_little() {
        let text =
            "“All’s well”, the line operator said at once, and left. Nobody else said anything at all.";
        assert_eq!(find(text, "\"All's well\""), Ok(0..12));
        assert_eq!(find(text, "the line operater said at once"), Ok(14..44));
        assert_eq!(find(text, "the line manager will say it twice"), Err(Fault::NotInTheArticle));
    }

    #[test]
    fn words_that_are_too_much_work_to_find_are_not_in_the_article() {
        let text = "a".repeat(20_000) + "b";
        let words = "a".repeat(999) + "c";
        let budget = Budget::of(crate::budget::COMMAND);
        assert_eq!(find_words(&text, &words, &budget), Err(Fault::NotInTheArticle));
        assert!(budget.used() <= crate::budget::COMMAND);
    }

    proptest! {
        #[test]
        fn occurrences_are_those_of_comparing_at_every_place(text in "[ab]{0,40}", needle in "[ab]{0,5}") {
            let (text, needle): (Vec<char>, Vec<char>) = (text.chars().collect(), needle.chars().collect());
            let plain: Vec<usize> = (0..text.len())
                .filter(|start| !needle.is_empty() && text[*start..].starts_with(&needle))
                .collect();
            prop_assert_eq!(occurrences(&text, &needle).collect::<Vec<_>>(), plain);
        }
    }
}
