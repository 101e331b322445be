//! Anchors: passages of an article, and how they are found again.
//!
//! Positions count characters (Unicode scalar values) of a revision's **plain text**: the `textContent` of the
//! rendered body (see [`prose::html::plain_text`]), which is what a reader sees; Markdown syntax cannot be
//! quoted. A browser converts its UTF-16 offsets at the DOM boundary.

pub mod carry;
mod words;

use std::ops::Range;

use prose::selector::CONTEXT;
use serde::{Deserialize, Serialize};

use crate::id::{AnchorId, RevisionId};
use crate::text::Quote;

pub use words::{find_words, say_the_same};

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
