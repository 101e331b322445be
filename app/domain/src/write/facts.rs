//! What there is to know about the things that several subjects name. What only one of them asks for stands in its file.

use crate::id::{ArticleId, ContributorId, RevisionId};
use crate::lock::Lock;
use crate::problem::{Problem, Thing};
use crate::role::Actor;
use crate::text::{Body, Summary, Title};

/// Who sends a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// Who that is, in which role.
    pub actor: Actor,
    /// Why they may not write, if a moderator stopped them.
    pub blocked: Option<String>,
}

impl From<Actor> for Sender {
    /// Somebody who may write.
    fn from(actor: Actor) -> Self {
        Self { actor, blocked: None }
    }
}

/// What there is to know about an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleFacts {
    /// The article.
    pub id: ArticleId,
    /// Its newest revision.
    pub head: RevisionId,
    /// Title of the head.
    pub title: Title,
    /// Summary of the head.
    pub summary: Summary,
    /// Text of the head.
    pub body: Body,
    /// Plain text of the head.
    pub plain_text: String,
    /// The lock, in force or not.
    pub lock: Option<Lock>,
    /// Whether a moderator hid it.
    pub hidden: bool,
}

impl ArticleFacts {
    /// The article, if there is one.
    pub(crate) fn found(article: &Option<Self>) -> Result<&Self, Problem> {
        article.as_ref().ok_or(Problem::NotFound { thing: Thing::Article })
    }
}

/// What there is to know about a comment or citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContributionFacts {
    /// The article it is on.
    pub article: ArticleId,
    /// Who wrote it.
    pub author: ContributorId,
    /// Raised with each edit, from 1.
    pub version: i64,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
}

/// Whether a text that is to be written has something that a reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Something can be seen, or nothing was written.
    Shown,
    /// There is a text, and nothing of it can be seen.
    ShowsNothing,
}
