//! What changed lately.

use domain::command::CommandKind;
use domain::id::Timestamp;

use crate::link::ArticleLink;
use crate::person::Person;

/// A line of the recent changes; what the log says, in words a page can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeLine {
    /// Place in the log.
    pub sequence: i64,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Person,
    /// What was done.
    pub kind: CommandKind,
    /// The article it was about.
    pub article: Option<ArticleLink>,
    /// The public part of the command in words, such as the change note, a comment's beginning or a lock's
    /// reason; may be empty.
    pub detail: String,
    /// For an undoing, how many changes belong to it.
    pub parts: i64,
}
