//! The one write path: a queue, one writer, one transaction.
//!
//! Commands that queue are taken into one commit (group commit). An error of one command in a batch rolls it back, and
//! then each command is tried alone, so that one bad command never takes others with it; see `task`. A command id seen
//! before returns its first outcome: exactly-once effect over an at-least-once wire.

mod apply;
mod facts;
mod log;
mod moderation;
mod prepare;
mod task;
mod together;

use std::sync::Arc;

use domain::command::{Command, Envelope};
use domain::decide::{Decision, Effect, Facts, decide};
use domain::id::{CommandId, ContributorId, Timestamp};
use domain::outcome::Outcome;
use domain::problem::Problem;
use domain::role::Actor;
use domain::role::Role;
use sha2::{Digest, Sha256};
use sqlx::{FromRow, SqliteConnection, SqlitePool};
use tokio::sync::{mpsc, oneshot};

use self::task::{Fate, Task};
use crate::checkpoint::Checkpoints;
use crate::render::Rendered;
use crate::store::Shared;
use crate::{Error, Store};
use facts::Depth;
pub(crate) use prepare::Turns;
use prepare::{Preparation, Prepared};
pub use together::Part;

/// The most commands that wait; more get [`Error::Busy`] rather than memory.
const QUEUE: usize = 4_096;
/// How often a command is worked out anew because what it depends on was changed meanwhile.
const ATTEMPTS: usize = 8;

/// A command with what was worked out before the transaction.
#[derive(Clone)]
pub(crate) struct Job {
    envelope: Arc<Envelope>,
    digest: String,
    texts: Arc<Texts>,
    step: Option<Step>,
    prepared: Option<Arc<Prepared>>,
}

/// What the transaction made of a job.
#[derive(Debug)]
enum Settled {
    Done(Pushed),
    /// What it was prepared for is not there any more. Nothing took effect.
    Stale,
}

/// A command's place among those of its client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
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
enum Texts {
    None,
    Article(Rendered),
    Comment(Rendered),
}

type Reply = oneshot::Sender<Result<Settled, Error>>;

enum Message {
    Submit(Box<Job>, Reply),
    /// Something that is no command: sessions and roles. The one writer does these too.
    Run(Box<dyn FnOnce(Result<SqlitePool, Error>) -> futures::Work + Send>),
    Close(oneshot::Sender<()>),
}

pub(crate) mod futures {
    //! The type of the writer's other work.
    use std::future::Future;
    use std::pin::Pin;

    use super::task::Fate;

    /// Something the writer does between two batches.
    pub(crate) type Work = Pin<Box<dyn Future<Output = Fate> + Send>>;
}

/// The queue to the one writer.
#[derive(Clone)]
pub(crate) struct Writer(mpsc::Sender<Message>);

impl Writer {
    pub(crate) fn start(pool: SqlitePool, shared: Arc<Shared>, checkpoints: Checkpoints) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        tokio::spawn(Task::new(pool, shared, checkpoints).run(receiver));
        Self(sender)
    }

    /// Lets the writer do something that is no command.
    pub(crate) async fn run<T, F, W>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnOnce(SqlitePool) -> W + Send + 'static,
        W: Future<Output = Result<T, Error>> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let work = Box::new(move |pool: Result<SqlitePool, Error>| {
            Box::pin(async move {
                let answer = match pool {
                    Ok(pool) => work(pool).await,
                    Err(error) => Err(error),
                };
                let fate = if answer.is_ok() { Fate::Stays } else { Fate::Goes };
                // Whoever asked may have gone.
                let _ = reply.send(answer);
                fate
            }) as futures::Work
        });
        self.0.send(Message::Run(work)).await.map_err(|_| Error::Busy)?;
        answer.await.map_err(|_| Error::Busy)?
    }

    /// Completes when the writer's task has ended, for whatever reason.
    pub(crate) async fn ended(&self) {
        self.0.closed().await;
    }

    pub(crate) async fn close(&self) {
        let (reply, answer) = oneshot::channel();
        if self.0.send(Message::Close(reply)).await.is_ok() {
            // An error says that the writer has stopped already.
            let _ = answer.await;
        }
    }
}

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
    pub async fn push(&self, envelope: Envelope, step: Step) -> Result<Pushed, Error> {
        self.take(envelope, Some(step)).await
    }

    async fn take(&self, envelope: Envelope, step: Option<Step>) -> Result<Pushed, Error> {
        // Without the author: whoever signs in between two attempts still gets the first outcome.
        let digest = hex(&Sha256::digest(serde_json::to_vec(&envelope.command)?));
        let mut job =
            Job { envelope: Arc::new(envelope), digest, texts: Arc::new(Texts::None), step, prepared: None };
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
            let (reply, answer) = oneshot::channel();
            let message = Message::Submit(Box::new(job.clone()), reply);
            self.writer.0.try_send(message).map_err(|_| Error::Busy)?;
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
        if apply::hanging_elsewhere(&self.readers).await?.is_empty() {
            return Ok(0);
        }
        self.writer
            .run(|pool| async move {
                let mut connection = pool.acquire().await?;
                let mut transaction =
                    sqlx::Connection::begin_with(&mut *connection, "begin immediate").await?;
                let wrong = apply::hanging_elsewhere(&mut *transaction).await?;
                for article in &wrong {
                    apply::hang(&mut transaction, article).await?;
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
        step: Step,
    ) -> Result<Pushed, Error> {
        let digest = hex(&Sha256::digest(text));
        self.writer
            .run(move |pool| async move {
                let mut connection = pool.acquire().await?;
                let mut transaction =
                    sqlx::Connection::begin_with(&mut *connection, "begin immediate").await?;
                let known = known(&mut transaction, id, author, Some(&step)).await?;
                if let Some(answer) = known.answer(&digest, author, Some(&step))? {
                    return Ok(answer);
                }
                let outcome = Outcome::Rejected { problem };
                log::refuse(&mut transaction, id, author, at, &digest, &outcome).await?;
                log::advance(&mut transaction, author, &step).await?;
                transaction.commit().await?;
                Ok(Pushed::Done(outcome))
            })
            .await
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// What there is to know before a command is decided.
#[derive(FromRow)]
struct Known {
    /// Digest and outcome, if the command was seen before.
    command: Option<String>,
    role: Option<String>,
    /// Why the author may not write, if a moderator stopped them.
    blocked: Option<String>,
    client_of: Option<String>,
    next_number: Option<i64>,
}

async fn known(
    connection: &mut SqliteConnection,
    id: CommandId,
    author: ContributorId,
    step: Option<&Step>,
) -> Result<Known, Error> {
    let known = sqlx::query_as(
        "select (select digest || outcome from commands where id = $1) as command,
                (select role from contributors where id = $2) as role,
                (select blocked_reason from contributors where id = $2) as blocked,
                (select contributor_id from clients where id = $3) as client_of,
                (select next_number from clients where id = $3) as next_number",
    )
    .bind(id.to_string())
    .bind(author.to_string())
    .bind(step.map(|step| step.client.clone()))
    .fetch_one(connection)
    .await?;
    Ok(known)
}

impl Known {
    /// Nothing but who sends the command.
    fn facts(&self, author: ContributorId) -> Facts {
        let role = self.role.as_deref().map_or(Role::Contributor, Role::from_name);
        let mut facts = Facts::of(Actor { id: author, role });
        facts.moderation.blocked.clone_from(&self.blocked);
        facts
    }

    /// The answer that can be given without deciding anything.
    fn answer(
        &self,
        digest: &str,
        author: ContributorId,
        step: Option<&Step>,
    ) -> Result<Option<Pushed>, Error> {
        if self.client_of.as_ref().is_some_and(|owner| *owner != author.to_string()) {
            return Ok(Some(Pushed::SomebodyElse));
        }
        if let Some(known) = &self.command {
            return Ok(Some(Pushed::Done(match known.strip_prefix(digest) {
                Some(outcome) => serde_json::from_str(outcome)?,
                None => Outcome::Rejected { problem: Problem::IdTaken },
            })));
        }
        let next = self.next_number.unwrap_or(1);
        Ok(step.filter(|step| step.number != next).map(|_| Pushed::OutOfOrder { next }))
    }
}

async fn execute(connection: &mut SqliteConnection, job: &Job) -> Result<Settled, Error> {
    let Envelope { id, author, at, command } = job.envelope.as_ref();
    let known = known(connection, *id, *author, job.step.as_ref()).await?;
    if let Some(answer) = known.answer(&job.digest, *author, job.step.as_ref())? {
        return Ok(Settled::Done(answer));
    }
    let mut facts = known.facts(*author);
    let mut merged = None;
    let decision = match (facts::gather(connection, &mut facts, job, Depth::Stamp).await?, &job.prepared) {
        (Some(problem), _) => Err(problem),
        (None, Some(prepared)) if prepared.facts == facts => {
            merged = prepared.merged.as_ref();
            prepared.decision.clone()
        }
        (None, None) if !prepare::needs_texts(command) => decide(command, &facts, *at),
        (None, _) => return Ok(Settled::Stale),
    };
    let rendered = merged.map(|(_, rendered)| rendered).or_else(|| job.rendered());
    let outcome = match decision {
        Ok(Decision::Apply(effects)) => {
            let sequence = log::begin(connection, job).await?;
            for effect in effects.iter().filter(|effect| !matches!(effect, Effect::PlaceAnchor { .. })) {
                apply::effect(connection, job, rendered, effect).await?;
            }
            apply::places(connection, &effects).await?;
            match merged {
                Some((with, _)) => Outcome::Merged { sequence, with: *with },
                None => Outcome::Applied { sequence },
            }
        }
        Ok(Decision::Conflict { head }) => Outcome::Conflict { head },
        Err(problem) => Outcome::Rejected { problem },
    };
    log::finish(connection, job, &facts, &outcome).await?;
    if let Some(step) = &job.step {
        log::advance(connection, *author, step).await?;
    }
    Ok(Settled::Done(Pushed::Done(outcome)))
}

/// When locks end by themselves, the earliest first.
pub(crate) async fn expiries(connection: &mut SqliteConnection) -> Result<Vec<i64>, Error> {
    let rows = sqlx::query_scalar(
        "select lock_until from articles where lock_until is not null order by lock_until",
    );
    Ok(rows.fetch_all(connection).await?)
}

impl Job {
    fn rendered(&self) -> Option<&Rendered> {
        match self.texts.as_ref() {
            Texts::Article(rendered) => Some(rendered),
            _ => None,
        }
    }

    fn comment(&self) -> Option<&Rendered> {
        match self.texts.as_ref() {
            Texts::Comment(rendered) => Some(rendered),
            _ => None,
        }
    }

    /// Whether there is a text, and nothing of it can be seen.
    fn shows_nothing(&self) -> bool {
        let written = match &self.envelope.command {
            Command::CreateArticle(create) => !create.body.is_empty(),
            Command::ReviseArticle(revise) => !revise.body.is_empty(),
            Command::AddComment(_) | Command::EditComment(_) => true,
            _ => false,
        };
        let rendered = self.rendered().or_else(|| self.comment());
        written && rendered.is_some_and(|rendered| !rendered.shows_something())
    }

    fn comment_html(&self) -> &str {
        self.comment().map_or("", |comment| &comment.html)
    }
}
