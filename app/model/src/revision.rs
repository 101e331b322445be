//! Revisions and the history that they are.

use domain::id::{ArticleId, CommentId, RevisionId, Timestamp};

use crate::article::ArticleHead;
use crate::hiding::Hiding;
use crate::person::Person;

/// A line of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionLine {
    /// The revision.
    pub id: RevisionId,
    /// Its number, from 1.
    pub number: i64,
    /// Who made it.
    pub author: Person,
    /// When.
    pub at: Timestamp,
    /// The change note; may be empty.
    pub note: String,
    /// Its title.
    pub title: String,
    /// Characters of its body.
    pub size: i64,
    /// The numbers of the two revisions that it merges: the one it was made from, and the head it met.
    pub merges: Option<(i64, i64)>,
    /// The proposal that it came from.
    pub proposal: Option<Proposed>,
    /// Whether it is hidden. Then title and note are empty, the size is 0, and so are the texts of its page.
    pub hidden: Option<Hiding>,
}

/// The proposal that a revision came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// The comment that carried it.
    pub comment: CommentId,
    /// Who proposed.
    pub by: Person,
    /// Whether whoever applied it changed its text.
    pub adapted: bool,
}

/// The history of an article, newest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryPage {
    /// The article.
    pub article: ArticleHead,
    /// Revisions without gaps.
    pub revisions: Vec<RevisionLine>,
    /// If there are older ones, the number of the last that is here.
    pub older: Option<i64>,
}

/// One revision with its texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionPage {
    /// The article it is of.
    pub article: ArticleId,
    /// The line of the history.
    pub line: RevisionLine,
    /// Summary.
    pub summary: String,
    /// Text in Markdown.
    pub body: String,
    /// Text as sanitised HTML.
    pub html: String,
}
