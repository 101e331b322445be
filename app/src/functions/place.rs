//! Where a text stands.

use serde::{Deserialize, Serialize};

/// What a Markdown text is part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// The body of an article.
    Article,
    /// A comment.
    Comment,
}
