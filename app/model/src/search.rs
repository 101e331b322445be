//! What a search finds.

use crate::link::ArticleLink;

/// An article found by words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The article.
    pub article: ArticleLink,
    /// A piece of its text around the words; plain text in which [`Hit::MARK`] stands before and after each
    /// word found.
    pub snippet: String,
}

impl Hit {
    /// Stands on both sides of each found word in [`Hit::snippet`].
    pub const MARK: char = '\u{2}';
}
