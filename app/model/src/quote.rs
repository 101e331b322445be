//! Quoted passages.

use domain::anchor::Standing;
use domain::id::{AnchorId, CitationId};

use crate::link::ArticleLink;

/// A quoted passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteView {
    /// The anchor.
    pub anchor: AnchorId,
    /// The words that were quoted.
    pub exact: String,
    /// The number of the revision in which it was quoted, from 1.
    pub revision: i64,
    /// Where it stands in the head.
    pub standing: Standing,
    /// The number of the newest revision in which its words stand, as far as it is known that they do: while they do not
    /// stand in the head, the one before they were changed.
    pub stood: i64,
    /// The place in the plain text of that revision, in characters.
    pub stood_at: std::ops::Range<usize>,
}

/// A citation in an article whose source is a passage of the article that is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotedIn {
    /// The citation.
    pub citation: CitationId,
    /// The passage, as it stands here.
    pub quote: QuoteView,
    /// The article that quotes it.
    pub article: ArticleLink,
}
