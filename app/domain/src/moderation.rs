//! Moderation: hiding and showing again, bringing back relations, and stopping somebody from writing.
//!
//! What is hidden is gone for readers and kept for moderators, who can show it again. Reasons are public, words are not.

use serde::{Deserialize, Serialize};

use crate::id::{ArticleId, CitationId, CommentId, ContributorId, RelationId, RevisionId};
use crate::problem::Thing;
use crate::relation::Kind;
use crate::role::Role;
use crate::text::Reason;

/// What a moderator can hide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "thing", content = "named", rename_all = "kebab-case")]
pub enum Hideable {
    /// An article, with all that stands on it.
    Article(ArticleId),
    /// A text in the history of an article; never the newest, which everybody reads.
    Revision(RevisionId),
    /// A comment, with the change that it proposes.
    Comment(CommentId),
    /// A citation.
    Citation(CitationId),
}

impl Hideable {
    /// The kind of thing.
    #[must_use]
    pub const fn thing(self) -> Thing {
        match self {
            Self::Article(_) => Thing::Article,
            Self::Revision(_) => Thing::Revision,
            Self::Comment(_) => Thing::Comment,
            Self::Citation(_) => Thing::Citation,
        }
    }

    /// The id, whatever it names.
    #[must_use]
    pub fn id(self) -> String {
        match self {
            Self::Article(id) => id.to_string(),
            Self::Revision(id) => id.to_string(),
            Self::Comment(id) => id.to_string(),
            Self::Citation(id) => id.to_string(),
        }
    }
}

/// Takes something from all readers but moderators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hide {
    /// What.
    #[serde(flatten)]
    pub thing: Hideable,
    /// Why; everybody reads it.
    pub reason: Reason,
}

/// Shows what was hidden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unhide {
    /// What.
    #[serde(flatten)]
    pub thing: Hideable,
}

/// Brings back a relation that was removed, with its explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreRelation {
    /// The relation.
    pub relation: RelationId,
}

/// Stops somebody from writing; what they take back of their own is still taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Who.
    pub contributor: ContributorId,
    /// Why; they read it.
    pub reason: Reason,
    /// What becomes of their sessions.
    #[serde(default)]
    pub sessions: Sessions,
}

/// What becomes of the sessions of somebody who is blocked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sessions {
    /// They go on, so that whoever writes with one is told why that is not taken.
    #[default]
    Keep,
    /// They end.
    End,
}

impl Sessions {
    /// What the form of a block says: `end`, or anything else.
    #[must_use]
    pub fn from_form(text: &str) -> Self {
        if text == "end" { Self::End } else { Self::Keep }
    }
}

/// Lets somebody write again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unblock {
    /// Who.
    pub contributor: ContributorId,
}

/// Says that everything of some people since a change is undone; the commands that do so follow it in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undo {
    /// Whose.
    pub people: Vec<ContributorId>,
    /// The first change that is undone.
    pub since: i64,
    /// Why; everybody reads it.
    pub reason: Reason,
}

/// A thing that may be hidden, as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetFacts {
    /// The article that it is, or is on.
    pub article: ArticleId,
    /// Whether a moderator hid it.
    pub hidden: bool,
    /// Whether it is withdrawn, by its author or together with its article.
    pub withdrawn: bool,
    /// Whether it is the newest revision of its article.
    pub newest: bool,
    /// Whether it is on an article that is hidden itself.
    pub article_hidden: bool,
}

/// A relation that was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedFacts {
    /// Kind.
    pub kind: Kind,
    /// The first article.
    pub from: ArticleId,
    /// Who explained it last.
    pub author: ContributorId,
    /// Who made it, as far as that is known.
    pub maker: Option<ContributorId>,
    /// Who removed it, as far as that is known.
    pub removed_by: Option<ContributorId>,
    /// The role that they have now.
    pub removed_by_role: Role,
    /// Whether it is gone only as long as one of its articles is hidden.
    pub with_article: bool,
}

/// Somebody who may be blocked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonFacts {
    /// Their role.
    pub role: Role,
    /// Whether they are blocked.
    pub blocked: bool,
}

/// Whether somebody may bring back a relation that was removed. It was taken back by whoever made it and gave it its words; whoever
/// only reworded it before they removed it, took away what another made.
#[must_use]
pub fn may_restore(removed: &RemovedFacts, who: ContributorId, role: Role) -> bool {
    let own = |by| by == removed.author && removed.maker.is_none_or(|maker| by == maker);
    let taken_back = removed.removed_by.is_none_or(own);
    role == Role::Moderator
        || removed.removed_by == Some(who)
        || !taken_back && removed.removed_by_role != Role::Moderator
}
