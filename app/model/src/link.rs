//! Articles to link to.

use domain::id::ArticleId;
use domain::slug::Slug;

/// An article to link to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleLink {
    /// The article.
    pub id: ArticleId,
    /// Its slug.
    pub slug: Slug,
    /// Its title.
    pub title: String,
    /// Its summary.
    pub summary: String,
}
