//! The one write path: a queue, one writer, one transaction.
//!
//! Commands that queue are taken into one commit (group commit). An error of one command in a batch rolls it back, and
//! then each command is tried alone, so that one bad command never takes others with it; see `task`. A command id seen
//! before returns its first outcome: exactly-once effect over an at-least-once wire.

mod anchor;
mod apply;
mod article;
mod authorship;
mod citation;
mod comment;
mod execute;
mod exists;
mod facts;
mod hierarchy;
mod job;
mod known;
mod lock;
mod log;
mod moderation;
mod person;
mod prepare;
mod queue;
mod refusal;
mod relation;
mod rows;
mod slug;
mod standing;
mod suggestion;
mod task;
mod texts;
mod together;
mod turns;

use std::sync::Arc;

use domain::command::Envelope;
use domain::id::{CommandId, ContributorId, Timestamp};
use domain::outcome::Outcome;
use domain::problem::Problem;
use sha2::{Digest, Sha256};

pub use self::job::{ClientNumber, Pushed};
use self::job::{Job, Settled, Texts, hex};
use self::known::known;
use self::prepare::Preparation;
pub(crate) use self::queue::Writer;
pub(crate) use self::task::Task;
pub use self::together::Part;
pub(crate) use self::turns::Turns;
use crate::{Error, Store};

/// How often a command is worked out anew because what it depends on was changed meanwhile.
const ATTEMPTS: usize = 8;

impl Store {
    /// Takes a command: the one way to change anything.
    ///
    /// # Errors
    /// [`Error::Busy`] when too much is waiting, and database errors. Then nothing is known to have taken effect;
    /// sending the same command again is safe.
    pub async fn submit(&self, envelope: Envelope) -> Result<Outcome, Error> {
        match self.take(envelope, None).await? {
            Pushed::Done(outcome) => Ok(outcome),
            Pushed::OutOfOrder { .. } | Pushed::SomebodyElse => {
                Err(Error::corrupt("a command without a client has no order"))
            }
        }
    }

    /// Takes a command of a client, which numbers its commands: none is taken before those before it.
    ///
    /// # Errors
    /// As [`Store::submit`].
    pub async fn push(&self, envelope: Envelope, place: ClientNumber) -> Result<Pushed, Error> {
        self.take(envelope, Some(place)).await
    }

    async fn take(&self, envelope: Envelope, place: Option<ClientNumber>) -> Result<Pushed, Error> {
        // Without the author: whoever signs in between two attempts still gets the first outcome.
        let digest = hex(&Sha256::digest(serde_json::to_vec(&envelope.command)?));
        let mut job =
            Job { envelope: Arc::new(envelope), digest, texts: Arc::new(Texts::None), place, prepared: None };
        let command = &Arc::clone(&job.envelope).command;
        if prepare::is_large(command)
            && let Some(answer) = self.answered(&job).await?
        {
            return Ok(answer);
        }
        job.texts = Arc::new(self.html_of(command).await?);
        let _turn = match prepare::depends_on(command) {
            Some(article) => Some(self.turns.take(article).await),
            None => None,
        };
        for _ in 0..ATTEMPTS {
            job.prepared = match self.prepare(&job).await? {
                Preparation::Answered(answer) => return Ok(answer),
                Preparation::Ready(prepared) => prepared.map(Arc::from),
            };
            let answer = self.writer.send(job.clone())?;
            if let Settled::Done(pushed) = answer.await.map_err(|_| Error::Busy)?? {
                return Ok(pushed);
            }
        }
        Err(Error::Busy)
    }

    /// Hangs articles on what they were part of first where ids of clients once decided that; nothing where that is so. For the
    /// start: no change of the log tells of it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn mend_hierarchy(&self) -> Result<usize, Error> {
        if hierarchy::hanging_elsewhere(&self.readers).await?.is_empty() {
            return Ok(0);
        }
        self.writer
            .run(|pool| async move {
                let mut connection = pool.acquire().await?;
                let mut transaction =
                    sqlx::Connection::begin_with(&mut *connection, "begin immediate").await?;
                let wrong = hierarchy::hanging_elsewhere(&mut *transaction).await?;
                for article in &wrong {
                    hierarchy::reparent(&mut transaction, article).await?;
                }
                transaction.commit().await?;
                Ok(wrong.len())
            })
            .await
    }

    /// Records that a command could not be read, so that it has its outcome and those after it their turn.
    ///
    /// # Errors
    /// As [`Store::submit`].
    pub async fn refuse(
        &self,
        id: CommandId,
        author: ContributorId,
        at: Timestamp,
        text: &str,
        problem: Problem,
        place: ClientNumber,
    ) -> Result<Pushed, Error> {
        let digest = hex(&Sha256::digest(text));
        self.writer
            .run(move |pool| async move {
                let mut connection = pool.acquire().await?;
                let mut transaction =
                    sqlx::Connection::begin_with(&mut *connection, "begin immediate").await?;
                let known = known(&mut transaction, id, author, Some(&place)).await?;
                if let Some(answer) = known.answer(&digest, author, Some(&place))? {
                    return Ok(answer);
                }
                let outcome = Outcome::Rejected { problem };
                log::refuse(&mut transaction, id, author, at, &digest, &outcome).await?;
                log::advance(&mut transaction, author, &place).await?;
                transaction.commit().await?;
                Ok(Pushed::Done(outcome))
            })
            .await
    }
}
