//! Locks: what a moderator has closed, why, and until when.

use messages::moderation::scope;
use serde::{Deserialize, Serialize};

use crate::id::{ContributorId, Timestamp};
use crate::text::Reason;

/// What a lock closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// The article's text and its relations, at whichever end of them it is.
    Editing,
    /// Also comments and citations.
    EditingAndComments,
}

impl Scope {
    /// Every scope, the smallest first.
    pub const ALL: [Self; 2] = [Self::Editing, Self::EditingAndComments];

    /// The stable name, as stored and sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Editing => "editing",
            Self::EditingAndComments => "editing-and-comments",
        }
    }

    /// The scope in words, after 'Locked for'.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Editing => scope::EDITING,
            Self::EditingAndComments => scope::EDITING_AND_COMMENTS,
        }
    }

    /// The scope of that stable name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// A lock on an article. It is in force from `since` and ends by itself at `until`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    /// What is closed.
    pub scope: Scope,
    /// Why, for everyone to read.
    pub reason: Reason,
    /// The moderator who locked.
    pub by: ContributorId,
    /// When it was locked.
    pub since: Timestamp,
    /// When it ends by itself; never, if `None`.
    pub until: Option<Timestamp>,
}

impl Lock {
    /// Whether the lock still holds at `now`.
    #[must_use]
    pub fn in_force(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }

    /// Whether the lock keeps `what` closed at `now`: [`Scope::Editing`] the article's text and relations, and
    /// [`Scope::EditingAndComments`] what is said about it.
    #[must_use]
    pub fn closes(&self, what: Scope, now: Timestamp) -> bool {
        self.in_force(now) && (self.scope == Scope::EditingAndComments || what == Scope::Editing)
    }
}
