//! What can be wrong with a command, in words that say what to do.
//!
//! A [`Problem`] is typed here, becomes problem details (RFC 9457) at the HTTP edge, and a sentence on the page.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::id::Timestamp;
use crate::lock::Scope;
use crate::text::grouped;

/// A field of a form or command that a problem can point to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "each is the field of that name")]
pub enum Field {
    Title,
    Summary,
    Body,
    Note,
    Explanation,
    Kind,
    Other,
    Comment,
    Quote,
    SourceTitle,
    Url,
    SourceAuthor,
    Identifier,
    Publisher,
    Container,
    Date,
    Accessed,
    Excerpt,
    Stance,
    Reference,
    CitationNote,
    FirstName,
    LastName,
    Email,
    Reason,
    Scope,
    Until,
}

impl Field {
    /// The name of the form control that holds this field.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Summary => "summary",
            Self::Body | Self::Comment => "body",
            Self::Note | Self::CitationNote => "note",
            Self::Explanation => "explanation",
            Self::Kind => "kind",
            Self::Other => "other",
            Self::Quote => "quote",
            Self::SourceTitle => "source_title",
            Self::Url => "url",
            Self::SourceAuthor => "source_author",
            Self::Publisher => "publisher",
            Self::Container => "container",
            Self::Identifier => "identifier",
            Self::Date => "date",
            Self::Accessed => "accessed",
            Self::Stance => "stance",
            Self::Reference => "reference",
            Self::Excerpt => "excerpt",
            Self::FirstName => "first_name",
            Self::LastName => "last_name",
            Self::Email => "email",
            Self::Reason => "reason",
            Self::Scope => "scope",
            Self::Until => "until",
        }
    }

    /// The field as a person calls it, with a capital.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Title => "Title",
            Self::Summary => "Summary",
            Self::Body => "Text",
            Self::Note => "Change note",
            Self::Explanation => "Explanation",
            Self::Kind => "Kind of relation",
            Self::Other => "Other article",
            Self::Comment => "Comment",
            Self::Quote => "Quoted passage",
            Self::SourceTitle => "Title of the source",
            Self::Url => "Address (URL)",
            Self::SourceAuthor => "Author or authors",
            Self::Identifier => "DOI or ISBN",
            Self::Publisher => "Publisher",
            Self::Container => "Published in",
            Self::Date => "Date",
            Self::Accessed => "Read on",
            Self::Stance => "What it does",
            Self::Reference => "Reference",
            Self::Excerpt => "Excerpt",
            Self::CitationNote => "Note",
            Self::FirstName => "First name",
            Self::LastName => "Last name",
            Self::Email => "E-mail",
            Self::Reason => "Reason",
            Self::Scope => "What is locked",
            Self::Until => "Until",
        }
    }
}

/// Why a field's value can not be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fault", rename_all = "kebab-case")]
pub enum Fault {
    /// Nothing was given where something is needed.
    Missing,
    /// More characters than the limit (see [`crate::text::count`]).
    TooLong {
        /// The most characters there may be.
        limit: usize,
        /// How many there are.
        actual: usize,
    },
    /// More of them than one thing may have.
    TooMany {
        /// The most there may be.
        limit: usize,
        /// How many there are.
        actual: usize,
    },
    /// A control character, such as NUL or escape.
    ControlCharacter {
        /// Its place, counted in characters from 0.
        at: usize,
        /// Its code point.
        code: u32,
    },
    /// Not an address that starts with `http://` or `https://` and names a host.
    NotAUrl,
    /// Not of the form name@host.
    NotAnEmail,
    /// Not `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    NotADate,
    /// Neither a DOI nor an ISBN.
    NotAnIdentifier,
    /// Not a day and time of the form `2026-12-31T18:00`.
    NotAMoment,
    /// A time that has passed already.
    InThePast,
    /// The passage does not occur in the article.
    NotInTheArticle,
    /// The passage occurs more than once, so its place is not certain.
    Ambiguous {
        /// How often it occurs.
        times: usize,
    },
    /// None of the choices there are.
    NotAChoice,
    /// No article has this title or address.
    NoSuchArticle,
    /// Passages that two people changed are still to be chosen.
    Unchosen {
        /// How many.
        passages: usize,
    },
    /// Refused for a reason that only the server can find, with tables that a browser does not have.
    Unfit {
        /// What is wrong and what to do, to follow the label of the field.
        words: String,
    },
}

/// A field and what is wrong with its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field.
    pub field: Field,
    /// What is wrong.
    #[serde(flatten)]
    pub fault: Fault,
}

impl FieldProblem {
    /// A problem with one field.
    #[must_use]
    pub const fn new(field: Field, fault: Fault) -> Self {
        Self { field, fault }
    }
}

impl fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let label = self.field.label();
        match &self.fault {
            Fault::Missing => write!(f, "{label} is missing. Please fill it in."),
            Fault::TooLong { limit, actual } => write!(
                f,
                "{label} may have at most {} characters; this has {}. Please shorten it by {}.",
                grouped(*limit),
                grouped(*actual),
                grouped(actual - limit)
            ),
            Fault::TooMany { limit, actual } => {
                write!(
                    f,
                    "{label}: there may be at most {limit}; these are {actual}. Please send fewer at once."
                )
            }
            Fault::ControlCharacter { at, code } => write!(
                f,
                "{label} has a control character (U+{code:04X}) after {at} characters. Please delete it, or type that part anew."
            ),
            Fault::NotAUrl => write!(f, "{label} must start with http:// or https:// and name a site."),
            Fault::NotAnEmail => write!(f, "{label} must have the form name@host."),
            Fault::NotADate => write!(f, "{label} must be a year, or of the form 2010-11 or 2010-11-20."),
            Fault::NotAnIdentifier => write!(
                f,
                "{label} must be a DOI such as 10.1000/182, or an ISBN of 10 or 13 digits. Please check each digit."
            ),
            Fault::NotAMoment => {
                write!(f, "{label} must be a day and time of the form 2026-12-31T18:00, or empty.")
            }
            Fault::InThePast => write!(f, "{label} has passed already. Please choose a later time."),
            Fault::NotInTheArticle => write!(
                f,
                "{label} was not found in the article. Please copy the words exactly as they stand there."
            ),
            Fault::Ambiguous { times } => write!(
                f,
                "{label} occurs {times} times in the article. Please quote a few words more, so that its place is certain."
            ),
            Fault::NotAChoice => write!(f, "{label} is none of the choices. Please choose one."),
            Fault::Unchosen { passages: 1 } => {
                write!(f, "{label}: one passage is not chosen yet. Please choose what is to stand there.")
            }
            Fault::Unfit { words } => write!(f, "{label} {words}"),
            Fault::Unchosen { passages } => write!(
                f,
                "{label}: {passages} passages are not chosen yet. Please choose what is to stand there."
            ),
            Fault::NoSuchArticle => {
                write!(
                    f,
                    "{label}: there is no such article. Please choose one from the list, or paste its address."
                )
            }
        }
    }
}

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

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Article => "article",
            Self::Revision => "revision",
            Self::Relation => "relation",
            Self::Comment => "comment",
            Self::Citation => "citation",
            Self::Contributor => "contributor",
        })
    }
}

/// Why a command was refused. Nothing of it has taken effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Problem {
    /// Some fields can not be taken as they are.
    #[error("{}", join(fields))]
    Invalid {
        /// Every field at fault, in the order of the form.
        fields: Vec<FieldProblem>,
    },
    /// The thing named does not exist.
    #[error("There is no such {thing}. It may have been removed, or the address may be mistyped.")]
    NotFound {
        /// What was looked for.
        thing: Thing,
    },
    /// Only its author may do this; moderators hide it.
    #[error("Only its author may change this {thing}. A moderator may hide it.")]
    NotYours {
        /// What belongs to somebody else.
        thing: Thing,
    },
    /// Somebody new here would remove what others made.
    #[error(
        "Until a day after your first contribution, and three of them, you can remove only what you related yourself. You can say in a comment what is wrong with it."
    )]
    NewHere,
    /// Only a moderator may do this.
    #[error("Only a moderator may do this. Moderators sign in by a link sent to them.")]
    ModeratorsOnly,
    /// The article is locked.
    #[error("{} is locked{}. Reason: {reason}", locked_words(other.as_deref()), until_words(*until))]
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
    /// The article is not locked, so it can not be unlocked.
    #[error("This article is not locked.")]
    NotLocked,
    /// An article can not be related to itself.
    #[error("An article can not be related to itself. Please choose another one.")]
    SelfRelation,
    /// This relation is there already.
    #[error("These two articles are related in this way already. You can improve its explanation instead.")]
    DuplicateRelation,
    /// `PartOf` would go in a circle.
    #[error("This would make the article a part of itself: the other article is already within it.")]
    Cycle,
    /// The comment was withdrawn.
    #[error("This {thing} was withdrawn meanwhile.")]
    Withdrawn {
        /// What was withdrawn.
        thing: Thing,
    },
    /// The edit equals what is there.
    #[error("Nothing is changed: this is what the article says already.")]
    NothingChanged,
    /// The proposal has become a revision.
    #[error("This proposal was applied already. What you wrote beyond it can be saved as an edit.")]
    AppliedAlready,
    /// Somebody changed the same thing since it was read.
    #[error("This {thing} was changed meanwhile. Your text is kept here; please compare and save again.")]
    ChangedMeanwhile {
        /// What was changed.
        thing: Thing,
    },
    /// The command is not of the form that this version understands.
    #[error(
        "This could not be read: {detail}. Your words are kept where they were written; please send them by the form of the page."
    )]
    Malformed {
        /// What could not be read.
        detail: String,
    },
    /// The id of the command, or of what it makes, is taken by something else.
    #[error("This identifier is used already for something else. Please send the command with a new one.")]
    IdTaken,
    /// A moderator has stopped the sender from writing.
    #[cfg(feature = "moderation")]
    #[error(
        "A moderator has stopped what you write from being taken. Reason: {reason} You can still read, and take back what is yours."
    )]
    Blocked {
        /// The moderator's reason.
        reason: String,
    },
    /// The newest revision cannot be hidden: something must stand in its place.
    #[cfg(feature = "moderation")]
    #[error(
        "This is the newest revision, which everybody reads. Restore an older one first, or hide the article."
    )]
    NewestRevision,
    /// What is not hidden cannot be shown again.
    #[cfg(feature = "moderation")]
    #[error("This {thing} is not hidden.")]
    NotHidden {
        /// What was to be shown.
        thing: Thing,
    },
    /// Moderators are not blocked by each other.
    #[cfg(feature = "moderation")]
    #[error("A moderator cannot be blocked. Whoever runs the server can take the role away first.")]
    IsModerator,
    /// Who is not blocked cannot be let in again.
    #[cfg(feature = "moderation")]
    #[error("This contributor is not blocked.")]
    NotBlocked,
}

impl Problem {
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
            #[cfg(feature = "moderation")]
            Self::Blocked { .. } => "blocked",
            #[cfg(feature = "moderation")]
            Self::NewestRevision => "newest-revision",
            #[cfg(feature = "moderation")]
            Self::NotHidden { .. } => "not-hidden",
            #[cfg(feature = "moderation")]
            Self::IsModerator => "is-moderator",
            #[cfg(feature = "moderation")]
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
            #[cfg(feature = "moderation")]
            Self::Blocked { .. } => 403,
            #[cfg(feature = "moderation")]
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

fn locked_words(other: Option<&str>) -> String {
    other.map_or_else(|| "This article".into(), |title| format!("“{title}”"))
}

fn until_words(until: Option<Timestamp>) -> String {
    until.map_or_else(String::new, |at| format!(" until {}", at.long_minute()))
}
