//! Who acts, and what they may do beyond what everyone may.

use crate::id::ContributorId;
#[cfg(feature = "server")]
use crate::problem::{Problem, Thing};

/// What a contributor may do beyond what everyone may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Reads and writes.
    Contributor,
    /// Also locks, and hides what others wrote; writes nothing under their names.
    Moderator,
}

impl Role {
    /// The stable name, as stored.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Contributor => "contributor",
            Self::Moderator => "moderator",
        }
    }

    /// The role of that stable name; whoever has no known role has no rights beyond everyone's.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        if name == Self::Moderator.name() { Self::Moderator } else { Self::Contributor }
    }
}

/// Who sends the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// The contributor.
    pub id: ContributorId,
    /// Their role.
    pub role: Role,
}

/// Proof that the actor is a moderator. Functions that need one cannot be called without asking.
#[cfg(feature = "server")]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moderator(ContributorId);

#[cfg(feature = "server")]
impl Moderator {
    pub(crate) const fn id(self) -> ContributorId {
        self.0
    }
}

#[cfg(feature = "server")]
impl Actor {
    pub(crate) fn moderator(self) -> Result<Moderator, Problem> {
        match self.role {
            Role::Moderator => Ok(Moderator(self.id)),
            Role::Contributor => Err(Problem::ModeratorsOnly),
        }
    }

    /// Words stand under their author's name, so nobody else edits or withdraws them; moderators hide them, for a reason.
    pub(crate) fn is(self, author: ContributorId, thing: Thing) -> Result<(), Problem> {
        if self.id == author { Ok(()) } else { Err(Problem::NotYours { thing }) }
    }
}
