//! The home page.

use crate::change::ChangeLine;
use crate::link::ArticleLink;

/// A top-level article and how much there is below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discussion {
    /// The article, part of no other.
    pub article: ArticleLink,
    /// Articles below it, directly or not; one that is part of several counts where it came first.
    pub articles: i64,
    /// Comments on it and below it.
    pub comments: i64,
}

/// The home page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HomePage {
    /// Articles that are part of none, those with the most below them first; at most 24.
    pub discussions: Vec<Discussion>,
    /// The newest changes, at most 8.
    pub recent: Vec<ChangeLine>,
    /// How many articles there are.
    pub articles: i64,
    /// How many comments.
    pub comments: i64,
}
