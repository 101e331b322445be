//! What moderators look at.

use domain::id::{RelationId, Timestamp};
use domain::moderation::{Hideable, RemovedFacts};
use domain::relation::Direction;
use domain::role::Role;

use crate::hiding::Hiding;
use crate::link::ArticleLink;
use crate::person::Person;

/// A relation that was removed, without its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedRelation {
    /// The relation.
    pub id: RelationId,
    /// Whether the article asked for is the first (forward) or the second.
    pub direction: Direction,
    /// The article at the other end.
    pub other: ArticleLink,
    /// When it was removed.
    pub at: Timestamp,
    /// By whom, as far as that is known.
    pub by: Option<Person>,
    /// What decides who may bring it back.
    pub facts: RemovedFacts,
}

/// Something that is hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiddenThing {
    /// What.
    pub thing: Hideable,
    /// The article that it is, or is on.
    pub article: ArticleLink,
    /// The number of a revision.
    pub number: Option<i64>,
    /// Who wrote it.
    pub author: Person,
    /// By whom it was hidden, when and why.
    pub hiding: Hiding,
}

/// A contributor as moderators see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contributor {
    /// Who.
    pub person: Person,
    /// Their role.
    pub role: Role,
    /// Since when they are known.
    pub since: Timestamp,
    /// The sign of the network that they came from, for seven days, and how many newcomers came from it.
    pub network: Option<(String, i64)>,
    /// Whether they are blocked.
    pub blocked: Option<Hiding>,
}
