//! What is wrong with the value of a field, in words that say what to do.

use std::fmt;

use messages::problem::{self, field, missing};
use serde::{Deserialize, Serialize};

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
            Self::Title => field::TITLE,
            Self::Summary => field::SUMMARY,
            Self::Body => field::BODY,
            Self::Note => field::NOTE,
            Self::Explanation => field::EXPLANATION,
            Self::Kind => field::KIND,
            Self::Other => field::OTHER,
            Self::Comment => field::COMMENT,
            Self::Quote => field::QUOTE,
            Self::SourceTitle => field::SOURCE_TITLE,
            Self::Url => field::URL,
            Self::SourceAuthor => field::SOURCE_AUTHOR,
            Self::Identifier => field::IDENTIFIER,
            Self::Publisher => field::PUBLISHER,
            Self::Container => field::CONTAINER,
            Self::Date => field::DATE,
            Self::Accessed => field::ACCESSED,
            Self::Stance => field::STANCE,
            Self::Reference => field::REFERENCE,
            Self::Excerpt => field::EXCERPT,
            Self::CitationNote => field::CITATION_NOTE,
            Self::FirstName => field::FIRST_NAME,
            Self::LastName => field::LAST_NAME,
            Self::Email => field::EMAIL,
            Self::Reason => field::REASON,
            Self::Scope => field::SCOPE,
            Self::Until => field::UNTIL,
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
        f.write_str(&match &self.fault {
            Fault::Missing => missing(self.field),
            Fault::TooLong { limit, actual } => problem::too_long(label, *limit, *actual),
            Fault::TooMany { limit, actual } => problem::too_many(label, *limit, *actual),
            Fault::ControlCharacter { at, code } => problem::control_character(label, *code, at + 1),
            Fault::NotAUrl => problem::NOT_A_URL.to_owned(),
            Fault::NotAnEmail => problem::NOT_AN_EMAIL.to_owned(),
            Fault::NotADate => problem::not_a_date(label),
            Fault::NotAnIdentifier => problem::NOT_AN_IDENTIFIER.to_owned(),
            Fault::NotAMoment => problem::not_a_moment(label),
            Fault::InThePast => problem::in_the_past(label),
            Fault::NotInTheArticle => problem::QUOTE_NOT_FOUND.to_owned(),
            Fault::Ambiguous { times } => problem::quote_ambiguous(*times),
            Fault::NotAChoice => problem::not_a_choice(label),
            Fault::Unchosen { passages } => problem::conflicts_open(label, *passages),
            Fault::Unfit { words } | Fault::Unlike { words, .. } => problem::of_field(label, words),
            Fault::NoSuchArticle => problem::no_such_article(label),
        })
    }
}

fn missing(field: Field) -> String {
    match field {
        Field::Title => missing::TITLE,
        Field::Kind => missing::KIND,
        Field::Other => missing::OTHER,
        Field::Comment => missing::COMMENT,
        Field::Quote => missing::QUOTE,
        Field::SourceTitle => missing::SOURCE_TITLE,
        Field::FirstName => missing::FIRST_NAME,
        Field::Reason => missing::REASON,
        Field::Scope => missing::SCOPE,
        other => return missing::field(other.label()),
    }
    .to_owned()
}
