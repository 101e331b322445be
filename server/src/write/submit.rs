//! The way of a form to the one write path.

use std::sync::Arc;

use domain::command::{Command, Envelope, ReviseArticle};
use domain::compose::{About, Composed, compose};
use domain::form::Values;
use domain::id::{ContributorId, RevisionId};
use domain::outcome::Outcome;
use domain::problem::Problem;
use messages::failure::malformed;
use store::Store;

use crate::guard::audit::Audit;
use crate::http::body::Fields;
use crate::http::error::Error;
use crate::token::fresh_contributor;
use crate::visit::Visit;
use crate::visit::admission::Admission;
use crate::visit::ids::Ids;
use crate::visit::session::Sessions;
use crate::write::landing::{Landed, landing};

/// Hands commands to the store, once they are admitted.
pub struct Submitter {
    /// The database.
    pub store: Store,
    /// What admits commands.
    pub admission: Arc<Admission>,
    /// Opens the sessions of new guests.
    pub sessions: Arc<Sessions>,
    /// Notes what moderators do.
    pub audit: Arc<Audit>,
}

/// A form on its way: its ids, and in whose name it comes.
pub struct Sending {
    /// The ids of the command and of what it makes.
    pub ids: Ids,
    author: ContributorId,
}

/// What became of a form.
pub enum Submitted {
    /// It took effect.
    Applied(Landed),
    /// It was refused.
    Refused(Problem),
}

/// What became of a revision of an article, which others may have revised meanwhile.
pub enum Revised {
    /// It took effect.
    Applied(Landed),
    /// It took effect together with what somebody else had saved meanwhile.
    Merged(Landed),
    /// Somebody saved meanwhile, and the two cannot be merged.
    Conflict(RevisionId),
    /// It was refused.
    Refused(Problem),
}

impl Sending {
    /// From who sends what where.
    #[must_use]
    pub fn new(visit: &Visit, fields: &Fields) -> Self {
        let pairs: Vec<&str> = fields.iter().flat_map(|(name, value)| [name, value]).collect();
        Self::of(visit, &pairs.into_iter().map(str::as_bytes).collect::<Vec<_>>())
    }

    /// From who sends what where, of what came as bytes and not as a form.
    #[must_use]
    pub fn of(visit: &Visit, sent: &[&[u8]]) -> Self {
        let sender = visit.sender();
        let ids =
            Ids::derive([sender.as_slice(), visit.path.as_bytes()].into_iter().chain(sent.iter().copied()));
        Self { ids, author: visit.contributor.unwrap_or_else(|| visit.browser.guest()) }
    }
}

/// The command of a form.
///
/// # Errors
/// Everything that is wrong with it.
pub fn composed(about: &About, values: &dyn Values, sending: &Sending) -> Result<Command, Problem> {
    let mut ids = sending.ids;
    match compose(about, values, &mut ids) {
        Composed::Command(command) => Ok(*command),
        Composed::Refused(problem) => Err(problem),
        // What is named by words is looked up before.
        Composed::Unclear => Err(Problem::Malformed { detail: malformed::NAMES_NO_ARTICLE.to_owned() }),
    }
}

impl Submitter {
    /// Hands the command of a form to the store, if nothing is wrong with it; no revision of an article.
    ///
    /// # Errors
    /// If the store fails; sending the same form again is safe.
    pub async fn take(
        &self,
        sending: &Sending,
        visit: &Visit,
        about: &About,
        fields: &Fields,
    ) -> Result<Submitted, Error> {
        match composed(about, fields, sending) {
            Ok(command) => self.submit(sending, visit, command).await,
            Err(problem) => Ok(Submitted::Refused(problem)),
        }
    }

    /// Hands a command to the store that is no revision. A guest who writes without a session gets one.
    ///
    /// # Errors
    /// If the store fails; sending the same form again is safe.
    pub async fn submit(
        &self,
        sending: &Sending,
        visit: &Visit,
        command: Command,
    ) -> Result<Submitted, Error> {
        match self.decide(sending, visit, command).await? {
            Revised::Applied(landed) => Ok(Submitted::Applied(landed)),
            Revised::Refused(problem) => Ok(Submitted::Refused(problem)),
            Revised::Merged(_) | Revised::Conflict(_) => Err(Error::Internal("only a revision can conflict")),
        }
    }

    /// Hands a revision to the store. A guest who writes without a session gets one.
    ///
    /// # Errors
    /// If the store fails; sending the same form again is safe.
    pub async fn revise(
        &self,
        sending: &Sending,
        visit: &Visit,
        revise: ReviseArticle,
    ) -> Result<Revised, Error> {
        self.decide(sending, visit, Command::ReviseArticle(revise)).await
    }

    async fn decide(&self, sending: &Sending, visit: &Visit, command: Command) -> Result<Revised, Error> {
        self.admission.admit(visit, &command).await?;
        let id = sending.ids.command();
        let moderated = visit.moderation(&command);
        let author = self.author(sending, visit).await?;
        let envelope = Envelope { id, author, at: visit.now, command: command.clone() };
        let outcome = self.store.submit(envelope).await?;
        if let Some(event) = moderated.filter(|_| outcome.sequence().is_some()) {
            self.audit.note(&event, visit.now);
        }
        let cookie = match outcome.sequence() {
            Some(_) if visit.contributor.is_none() => {
                Some(self.sessions.open(visit, author, store::GUEST).await?)
            }
            _ => None,
        };
        let landing = landing(&self.store, &command, &outcome).await?;
        let landed = landing.map(|landing| Landed { landing, cookie });
        Ok(match (outcome, landed) {
            (Outcome::Applied { .. }, Some(landed)) => Revised::Applied(landed),
            (Outcome::Merged { .. }, Some(landed)) => Revised::Merged(landed),
            (Outcome::Conflict { head }, _) => Revised::Conflict(head),
            (Outcome::Rejected { problem }, _) => Revised::Refused(problem),
            (_, None) => return Err(Error::Internal("what took effect lands nowhere")),
        })
    }

    /// In whose name it is taken. The secret of a browser whose guest signed out, or who has been away for long, proves
    /// nothing any more: that is another guest now.
    async fn author(&self, sending: &Sending, visit: &Visit) -> Result<ContributorId, Error> {
        let stands = visit.contributor.is_some() || self.store.may_begin(sending.author, visit.now).await?;
        Ok(if stands { sending.author } else { fresh_contributor(visit.now) })
    }
}
