//! A command on its way to the writer, and what became of it.

use std::sync::Arc;

use domain::command::{Command, Envelope};
use domain::decide::{Case, Decision, Sender, Visibility};
use domain::id::RevisionId;
use domain::outcome::Outcome;
use domain::problem::Problem;
use prose::render::Rendered;

/// A command with what was worked out before the transaction.
#[derive(Clone)]
pub(crate) struct Job {
    pub(super) envelope: Arc<Envelope>,
    pub(super) digest: String,
    pub(super) texts: Arc<Texts>,
    pub(super) place: Option<ClientNumber>,
    pub(super) prepared: Option<Arc<Prepared>>,
}

/// What the transaction made of a job.
#[derive(Debug)]
pub(super) enum Settled {
    Done(Pushed),
    /// What it was prepared for is not there any more. Nothing took effect.
    Stale,
}

/// A command's place among those of its client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientNumber {
    /// SHA-256 of the client's id.
    pub client: String,
    /// The command's number, from 1 without gaps.
    pub number: i64,
}

/// What became of a command that a client pushed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pushed {
    /// It has its outcome, now or since before.
    Done(Outcome),
    /// It is new, but its number is not the next one. Nothing took effect.
    OutOfOrder {
        /// The number that is next.
        next: i64,
    },
    /// The client is another contributor's. Nothing took effect.
    SomebodyElse,
}

/// Texts of a command as HTML.
#[derive(Debug)]
pub(super) enum Texts {
    None,
    Article(Rendered),
    Comment(Rendered),
}

/// A decision, and the case that it holds for.
#[derive(Debug)]
pub(super) struct Prepared {
    /// As [`Case::stamp`] has it.
    pub(super) case: Case,
    pub(super) sender: Sender,
    pub(super) decision: Result<Decision, Problem>,
    /// The head that an edit was merged with, and the result.
    pub(super) merged: Option<(RevisionId, Rendered)>,
}

impl Job {
    pub(super) fn rendered(&self) -> Option<&Rendered> {
        match self.texts.as_ref() {
            Texts::Article(rendered) => Some(rendered),
            _ => None,
        }
    }

    pub(super) fn comment(&self) -> Option<&Rendered> {
        match self.texts.as_ref() {
            Texts::Comment(rendered) => Some(rendered),
            _ => None,
        }
    }

    /// Whether a reader sees something of its text.
    pub(super) fn visibility(&self) -> Visibility {
        let is_written = match &self.envelope.command {
            Command::CreateArticle(create) => !create.body.is_empty(),
            Command::ReviseArticle(revise) => !revise.body.is_empty(),
            Command::AddComment(_) | Command::EditComment(_) => true,
            _ => false,
        };
        let rendered = self.rendered().or_else(|| self.comment());
        match rendered {
            Some(rendered) if is_written && !rendered.shows_something() => Visibility::ShowsNothing,
            _ => Visibility::Shown,
        }
    }

    pub(super) fn comment_html(&self) -> &str {
        self.comment().map_or("", |comment| &comment.html)
    }

    /// About how much it adds to the log.
    pub(super) fn bytes(&self) -> usize {
        match self.texts.as_ref() {
            Texts::None => 0,
            Texts::Article(rendered) | Texts::Comment(rendered) => {
                rendered.html.len() + rendered.plain_text.len() + rendered.indexed.len()
            }
        }
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}
