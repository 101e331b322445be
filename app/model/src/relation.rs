//! Relations, and how they were worded.

use domain::id::{RelationId, Timestamp};
use domain::relation::{Direction, Kind};

use crate::link::ArticleLink;
use crate::person::Person;

/// A relation as seen from one of its articles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationView {
    /// The relation.
    pub id: RelationId,
    /// Kind.
    pub kind: Kind,
    /// Whether the page's article is the first (forward) or the second.
    pub direction: Direction,
    /// The article at the other end.
    pub other: ArticleLink,
    /// Why; may be empty.
    pub explanation: String,
    /// Who explained it last.
    pub author: Person,
    /// When.
    pub at: Timestamp,
    /// Raised with each rewording, from 1.
    pub version: i64,
}

/// An explanation that a relation has or had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// From 1.
    pub version: i64,
    /// The explanation; may be empty.
    pub text: String,
    /// When it was written, where that is known.
    pub at: Option<Timestamp>,
    /// By whom.
    pub author: Option<Person>,
}
