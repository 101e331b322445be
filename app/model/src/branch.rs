//! A branch as a document.

use domain::id::{ArticleId, Timestamp};

/// An article as a part of a longer page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// The article.
    pub id: ArticleId,
    /// Title of the head.
    pub title: String,
    /// Summary of the head; may be empty.
    pub summary: String,
    /// Text of the head as sanitised HTML.
    pub html: String,
    /// When the head was made.
    pub changed: Timestamp,
}
