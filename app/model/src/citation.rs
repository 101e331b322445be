//! Citations.

use domain::id::{CitationId, Timestamp};
use domain::source::Stance;

use crate::person::Person;
use crate::quote::QuoteView;

/// A citation that was not withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CitationView {
    /// The citation.
    pub id: CitationId,
    /// Who cites.
    pub author: Person,
    /// When.
    pub at: Timestamp,
    /// The passage it bears on.
    pub quote: Option<QuoteView>,
    /// Title of the source.
    pub title: String,
    /// Its `http` or `https` address; may be empty.
    pub url: String,
    /// Who wrote it, several with semicolons between them; may be empty.
    pub authors: String,
    /// Who published it; may be empty.
    pub publisher: String,
    /// What it is a part of, with volume, number and pages; may be empty.
    pub container: String,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; may be empty.
    pub date: String,
    /// Its words; may be empty.
    pub excerpt: String,
    /// Why it bears on the passage; may be empty.
    pub note: String,
    /// A DOI or an ISBN, as [`domain::source::Identifier`] writes it; may be empty.
    pub identifier: String,
    /// When whoever cites it read it, like the date; may be empty.
    pub accessed: String,
    /// What it does to the passage.
    pub stance: Stance,
    /// Raised with each edit, from 1.
    pub version: i64,
}
