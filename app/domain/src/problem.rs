//! What can be wrong with a command, in words that say what to do.
//!
//! A [`Problem`] is typed here, becomes problem details (RFC 9457) at the HTTP edge, and a sentence on the page.

use messages::problem::{self as words, thing};
use serde::{Deserialize, Serialize};

use crate::fault::{Fault, Field, FieldProblem};
use crate::id::Timestamp;
use crate::lock::{Lock, Scope};

/// A thing that a command names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is the thing of that name")]
pub enum Thing {
    Article,
    Revision,
    Relation,
    Comment,
    Citation,
    Contributor,
}

impl Thing {
    /// Its name in the log, in addresses and in forms, which stays whatever people call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Revision => "revision",
            Self::Relation => "relation",
            Self::Comment => "comment",
            Self::Citation => "citation",
            Self::Contributor => "contributor",
        }
    }

    /// What people call it, within a sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Article => thing::ARTICLE,
            Self::Revision => thing::REVISION,
            Self::Relation => thing::RELATION,
            Self::Comment => thing::COMMENT,
            Self::Citation => thing::SOURCE,
            Self::Contributor => thing::PERSON,
        }
    }
}

/// Why a command was refused. Nothing of it has taken effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Problem {
    /// Some fields cannot be taken as they are.
    #[error("{}", join(fields))]
    Invalid {
        /// Every field at fault, in the order of the form.
        fields: Vec<FieldProblem>,
    },
    /// The thing named does not exist.
    #[error("{}", words::not_found(thing.words()))]
    NotFound {
        /// What was looked for.
        thing: Thing,
    },
    /// Only its author may do this; moderators hide it.
    #[error("{}", words::not_yours(thing.words()))]
    NotYours {
        /// What belongs to somebody else.
        thing: Thing,
    },
    /// Somebody new here would remove what others made.
    #[error("{}", words::NEW_HERE)]
    NewHere,
    /// Only a moderator may do this.
    #[error("{}", words::MODERATORS_ONLY)]
    ModeratorsOnly,
    /// The article is locked.
    #[error("{}", words::locked(other.as_deref(), until.map(Timestamp::long_minute).as_deref(), reason))]
    Locked {
        /// The title of the article, if it is the other one of two that the command names.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        other: Option<String>,
        /// What is locked.
        scope: Scope,
        /// The moderator's reason.
        reason: String,
        /// When the lock ends by itself.
        until: Option<Timestamp>,
    },
    /// The article is not locked, so it cannot be unlocked.
    #[error("{}", words::NOT_LOCKED)]
    NotLocked,
    /// An article cannot be related to itself.
    #[error("{}", words::SELF_RELATION)]
    SelfRelation,
    /// This relation is there already.
    #[error("{}", words::DUPLICATE_RELATION)]
    DuplicateRelation,
    /// `PartOf` would go in a circle.
    #[error("{}", words::CYCLE)]
    Cycle,
    /// The comment was withdrawn.
    #[error("{}", words::withdrawn(thing.words()))]
    Withdrawn {
        /// What was withdrawn.
        thing: Thing,
    },
    /// The edit equals what is there.
    #[error("{}", words::NOTHING_CHANGED)]
    NothingChanged,
    /// The proposal has become a revision.
    #[error("{}", words::APPLIED_ALREADY)]
    AppliedAlready,
    /// Somebody changed the same thing since it was read.
    #[error("{}", words::changed_meanwhile(thing.words()))]
    ChangedMeanwhile {
        /// What was changed.
        thing: Thing,
    },
    /// The command is not of the form that this version understands.
    #[error("{}", words::could_not_be_read(detail))]
    Malformed {
        /// What could not be read.
        detail: String,
    },
    /// The id of the command, or of what it makes, is taken by something else.
    #[error("{}", words::IDENTIFIER_TAKEN)]
    IdTaken,
    /// A moderator has stopped the sender from writing.
    #[cfg(feature = "server")]
    #[error("{}", words::blocked(reason))]
    Blocked {
        /// The moderator's reason.
        reason: String,
    },
    /// The newest revision cannot be hidden: something must stand in its place.
    #[cfg(feature = "server")]
    #[error("{}", words::NEWEST_REVISION)]
    NewestRevision,
    /// What is not hidden cannot be shown again.
    #[cfg(feature = "server")]
    #[error("{}", words::not_hidden(thing.words()))]
    NotHidden {
        /// What was to be shown.
        thing: Thing,
    },
    /// Moderators are not blocked by each other.
    #[cfg(feature = "server")]
    #[error("{}", words::IS_MODERATOR)]
    IsModerator,
    /// Who is not blocked cannot be let in again.
    #[cfg(feature = "server")]
    #[error("{}", words::NOT_BLOCKED)]
    NotBlocked,
}

impl Problem {
    /// The refusal that a lock gives, with the title of the article where it is the other one of two.
    #[must_use]
    pub fn locked(lock: &Lock, other: Option<&str>) -> Self {
        Self::Locked {
            other: other.map(str::to_owned),
            scope: lock.scope,
            reason: lock.reason.to_string(),
            until: lock.until,
        }
    }

    /// One field at fault.
    #[must_use]
    pub fn field(field: Field, fault: Fault) -> Self {
        Self::Invalid { fields: vec![FieldProblem::new(field, fault)] }
    }

    /// The stable name of the kind of problem, as in its JSON `code`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Invalid { .. } => "invalid",
            Self::NotFound { .. } => "not-found",
            Self::NotYours { .. } => "not-yours",
            Self::NewHere => "new-here",
            Self::ModeratorsOnly => "moderators-only",
            Self::Locked { .. } => "locked",
            Self::NotLocked => "not-locked",
            Self::SelfRelation => "self-relation",
            Self::DuplicateRelation => "duplicate-relation",
            Self::Cycle => "cycle",
            Self::Withdrawn { .. } => "withdrawn",
            Self::NothingChanged => "nothing-changed",
            Self::AppliedAlready => "applied-already",
            Self::ChangedMeanwhile { .. } => "changed-meanwhile",
            Self::Malformed { .. } => "malformed",
            Self::IdTaken => "id-taken",
            #[cfg(feature = "server")]
            Self::Blocked { .. } => "blocked",
            #[cfg(feature = "server")]
            Self::NewestRevision => "newest-revision",
            #[cfg(feature = "server")]
            Self::NotHidden { .. } => "not-hidden",
            #[cfg(feature = "server")]
            Self::IsModerator => "is-moderator",
            #[cfg(feature = "server")]
            Self::NotBlocked => "not-blocked",
        }
    }

    /// The HTTP status that says this; decided here and nowhere else.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Invalid { .. }
            | Self::Malformed { .. }
            | Self::SelfRelation
            | Self::Cycle
            | Self::NothingChanged => 422,
            Self::NotFound { .. } => 404,
            Self::NotYours { .. } | Self::NewHere | Self::ModeratorsOnly => 403,
            Self::Locked { .. } => 423,
            Self::Withdrawn { .. } => 410,
            Self::NotLocked
            | Self::DuplicateRelation
            | Self::AppliedAlready
            | Self::ChangedMeanwhile { .. }
            | Self::IdTaken => 409,
            #[cfg(feature = "server")]
            Self::Blocked { .. } => 403,
            #[cfg(feature = "server")]
            Self::NewestRevision | Self::NotHidden { .. } | Self::IsModerator | Self::NotBlocked => 409,
        }
    }

    /// What is wrong with `field`, if this problem points to it.
    #[must_use]
    pub fn of(&self, field: Field) -> Option<String> {
        let Self::Invalid { fields } = self else { return None };
        fields.iter().find(|problem| problem.field == field).map(ToString::to_string)
    }
}

fn join(fields: &[FieldProblem]) -> String {
    fields.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}
