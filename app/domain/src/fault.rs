//! What is wrong with the value of a field, in words that say what to do.

use std::fmt;

use serde::{Deserialize, Serialize};

use messages::count::grouped;

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

/// Why a field's value cannot be taken.
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
    /// Words that do not stand in the article, and some that nearly do.
    Unlike {
        /// What differs and what to do, to follow the label of the field.
        words: String,
        /// What stands there, if it is not long.
        nearest: Option<String>,
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
            Fault::Unfit { words } | Fault::Unlike { words, .. } => write!(f, "{label} {words}"),
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
