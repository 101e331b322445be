//! Quotes and citations that need a look.

use domain::id::{ArticleId, CitationId};

/// Why a citation is stale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stale {
    /// The passage that it was made for is gone from the text.
    Gone,
    /// The passage that it was made for says something else now.
    Reworded,
    /// Its source is a passage of another article, which is gone or says something else now.
    SourceChanged,
    /// Nobody has read the source since that day, month or year.
    Old(String),
}

/// A citation to look at anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleCitation {
    /// The citation.
    pub citation: CitationId,
    /// The article that it is on.
    pub article: ArticleId,
    /// Title of the source.
    pub title: String,
    /// Why.
    pub why: Stale,
}
