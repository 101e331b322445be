//! What the browser's part is given: small values, as the islands of the pages need them.

use domain::id::{ArticleId, RevisionId};
use domain::slug::Slug;
use serde::{Deserialize, Serialize};

/// An article as a choice in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The article.
    pub id: ArticleId,
    /// Its slug.
    pub slug: Slug,
    /// Its title.
    pub title: String,
    /// Its summary.
    pub summary: String,
}

/// A selection made in a rendered article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selected {
    /// The revision shown.
    pub revision: RevisionId,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The words.
    pub exact: String,
}
