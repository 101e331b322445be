//! The task of the one writer: takes what waits, commits it, and goes on whatever happens.
//!
//! SQLite ends a transaction by itself when a commit meets a full disk or an I/O error, and the driver does not notice:
//! it would refuse each later one. So a connection whose transaction failed is closed, and another opened. An
//! error of the database as a whole answers everybody who waits for that commit; an error of one command, a panic too,
//! is found by trying each command alone.

use std::any::Any;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use domain::command::Command;
use futures_util::FutureExt as _;
use sqlx::{SqliteConnection, SqlitePool};
use tokio::sync::mpsc;
use tokio::time::MissedTickBehavior;

use super::execute::execute;
use super::job::{Job, Pushed, Settled};
use super::queue::{Message, Reply, Writer, WriterConnection};
use crate::Error;
use crate::checkpoint::Checkpoints;
use crate::report::{Level, chain, report, report_what_is_due};
use crate::shared::{Shared, expiries};

/// The most commands that one commit takes.
const BATCH: usize = 64;
/// The most bytes of rendered text that one commit takes, so that the log grows by little at a time.
const BATCH_BYTES: usize = 2 * 1024 * 1024;
/// How often it is looked at what other programs did to the file.
const LOOK: Duration = Duration::from_secs(1);

/// What the writer's task works with.
pub(crate) struct Task {
    pub(super) pool: SqlitePool,
    pub(super) shared: Arc<Shared>,
    pub(super) checkpoints: Checkpoints,
    /// Whether the last transaction met an outage: the next one does not wait long for a lock.
    unwell: bool,
    /// SQLite's number for the commits of others, as our connection saw it last.
    others: Option<i64>,
}

impl Task {
    /// Starts it; the queue ends it.
    pub(crate) fn start(pool: SqlitePool, shared: Arc<Shared>, checkpoints: Checkpoints) -> Writer {
        let (writer, receiver) = Writer::new();
        tokio::spawn(Self::new(pool, shared, checkpoints).run(receiver));
        writer
    }

    const fn new(pool: SqlitePool, shared: Arc<Shared>, checkpoints: Checkpoints) -> Self {
        Self { pool, shared, checkpoints, unwell: false, others: None }
    }

    /// Works until the store is closed or forgotten.
    pub(super) async fn run(mut self, mut receiver: mpsc::Receiver<Message>) {
        let mut messages = Vec::with_capacity(BATCH);
        let mut look = tokio::time::interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                count = receiver.recv_many(&mut messages, BATCH) => if count == 0 { return },
                _ = look.tick() => {
                    self.look().await;
                    continue;
                }
            }
            let (mut jobs, mut bytes) = (Vec::with_capacity(messages.len()), 0);
            for message in messages.drain(..) {
                match message {
                    Message::Submit(job, reply) => {
                        bytes += job.bytes();
                        jobs.push((job, reply));
                        if bytes > BATCH_BYTES {
                            bytes = 0;
                            self.commit(std::mem::take(&mut jobs)).await;
                        }
                    }
                    Message::Run(work) => {
                        self.commit(std::mem::take(&mut jobs)).await;
                        let pool = self.admit().await.map(|()| self.pool.clone());
                        let is_tried = pool.is_ok();
                        let afterwards = caught(work(pool)).await.unwrap_or(WriterConnection::Goes);
                        if is_tried && afterwards == WriterConnection::Goes {
                            self.renew().await;
                        }
                        self.checkpoints.committed().await;
                    }
                    Message::Close(reply) => {
                        self.commit(std::mem::take(&mut jobs)).await;
                        self.checkpoints.stop().await;
                        self.pool.close().await;
                        // Whoever asked may have gone.
                        let _ = reply.send(());
                        return;
                    }
                }
            }
            self.commit(jobs).await;
        }
    }

    async fn commit(&mut self, jobs: Vec<(Box<Job>, Reply)>) {
        if jobs.is_empty() {
            return;
        }
        let (jobs, replies): (Vec<_>, Vec<_>) = jobs.into_iter().unzip();
        let answers = match self.attempt(&jobs).await {
            Ok(outcomes) => outcomes.into_iter().map(Ok).collect(),
            Err(error) if jobs.len() == 1 => vec![Err(error)],
            Err(error) if error.outage().is_some() => jobs.iter().map(|_| Err(error.again())).collect(),
            Err(error) => {
                report(Level::Warning, "a batch failed; each command is tried alone", &error);
                self.each_alone(&jobs).await
            }
        };
        for (reply, answer) in replies.into_iter().zip(answers) {
            // Whoever asked may have gone; the outcome is stored for when they ask again.
            let _ = reply.send(answer);
        }
        self.checkpoints.committed().await;
    }

    async fn each_alone(&mut self, jobs: &[Box<Job>]) -> Vec<Result<Settled, Error>> {
        let mut answers = Vec::with_capacity(jobs.len());
        let mut outage: Option<Error> = None;
        for job in jobs {
            if let Some(outage) = &outage {
                answers.push(Err(outage.again()));
                continue;
            }
            let alone = self.attempt(std::slice::from_ref(job)).await;
            let answer = alone.and_then(|mut outcomes| outcomes.pop().ok_or(Error::Busy));
            outage = answer.as_ref().err().filter(|error| error.outage().is_some()).map(Error::again);
            answers.push(answer);
        }
        answers
    }

    /// Does all of `jobs` in one transaction.
    async fn attempt(&mut self, jobs: &[Box<Job>]) -> Result<Vec<Settled>, Error> {
        let unwell = std::mem::take(&mut self.unwell);
        let done = match self.admit().await {
            Ok(()) => match caught(transact(&self.pool, &self.shared, jobs, unwell)).await {
                Ok(done) => done,
                Err(panic) => {
                    // The transaction was dropped with its connection in the pool, where it would be used again.
                    self.renew().await;
                    Err(panic)
                }
            },
            Err(error) => Err(error),
        };
        if done.is_err() || unwell {
            // The connection is new, and counts for itself.
            self.others = None;
        }
        self.unwell = done.as_ref().is_err_and(|error| error.outage().is_some());
        self.shared.condition.attempted(done.as_ref().map(|_| ()));
        if let Err(error) = &done {
            report(Level::Error, "nothing could be written", error);
        }
        done
    }

    /// Whether anything may be written at all.
    async fn admit(&mut self) -> Result<(), Error> {
        self.shared.file.unchanged()?;
        self.checkpoints.admit().await
    }

    /// Closes the pool's connection, whatever its state; the next one who needs one opens another.
    async fn renew(&mut self) {
        self.others = None;
        if let Ok(connection) = self.pool.acquire().await {
            // It is given up in any case.
            let _ = connection.close().await;
        }
    }

    /// Looks at what others did: other programs to the file, and time to what was not logged.
    async fn look(&mut self) {
        report_what_is_due();
        let noticed = match self.shared.file.unchanged() {
            Ok(()) => self.notice_others().await,
            Err(error) => Err(error),
        };
        if let Err(error) = noticed {
            report(Level::Error, "the database file is not well", &error);
        }
    }

    /// Takes in what other processes committed: `grant` and `generate` work beside a server.
    async fn notice_others(&mut self) -> Result<(), Error> {
        let mut connection = self.pool.acquire().await?;
        // Our own commits are made on this connection and do not change it.
        let others: i64 = sqlx::query_scalar("pragma data_version").fetch_one(&mut *connection).await?;
        let known = self.others.replace(others);
        if known == Some(others) {
            return Ok(());
        }
        self.shared.refresh(&mut connection).await?;
        self.shared.others_wrote();
        Ok(())
    }
}

/// The outcome of `work`, or its panic as an error.
async fn caught<T>(work: impl Future<Output = T>) -> Result<T, Error> {
    AssertUnwindSafe(work).catch_unwind().await.map_err(|panic| Error::Panicked(words(&*panic)))
}

fn words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}

async fn transact(
    pool: &SqlitePool,
    shared: &Shared,
    jobs: &[Box<Job>],
    unwell: bool,
) -> Result<Vec<Settled>, Error> {
    let mut connection = pool.acquire().await?;
    if unwell {
        // Whoever waits now has heard already that it does not work; they are not to queue behind each other's waits.
        sqlx::query("pragma busy_timeout = 500").execute(&mut *connection).await?;
    }
    let done = within(&mut connection, shared, jobs).await;
    if done.is_err() || unwell {
        // See above; also for the usual patience of a new connection.
        if let Err(error) = connection.close().await {
            tracing::debug!(cause = chain(&error), "a connection was not closed in good order");
        }
    }
    done
}

async fn within(
    connection: &mut SqliteConnection,
    shared: &Shared,
    jobs: &[Box<Job>],
) -> Result<Vec<Settled>, Error> {
    // At once, not deferred: a transaction that reads first and writes later fails under contention.
    let mut transaction = sqlx::Connection::begin_with(connection, "begin immediate").await?;
    let mut outcomes = Vec::with_capacity(jobs.len());
    let mut locks_changed = false;
    for job in jobs {
        locks_changed |= matches!(job.envelope.command, Command::LockArticle(_) | Command::UnlockArticle(_));
        #[cfg(test)]
        tests::break_down_if_asked(job);
        outcomes.push(execute(&mut transaction, job).await?);
    }
    let expiries = if locks_changed { Some(expiries(&mut transaction).await?) } else { None };
    transaction.commit().await?;
    if let Some(expiries) = expiries {
        shared.set_expiries(expiries);
    }
    let sequence = |settled: &Settled| match settled {
        Settled::Done(Pushed::Done(outcome)) => outcome.sequence(),
        Settled::Done(Pushed::OutOfOrder { .. } | Pushed::SomebodyElse) | Settled::Stale => None,
    };
    if let Some(newest) = outcomes.iter().filter_map(sequence).max() {
        shared.set_sequence(newest);
    }
    Ok(outcomes)
}

#[cfg(test)]
pub(super) mod tests {
    use domain::command::{AddComment, CreateArticle, Envelope};
    use domain::id::{ArticleId, CommandId, CommentId, ContributorId, RevisionId, Timestamp};
    use domain::outcome::Outcome;
    use domain::text::{Body, CommentBody, Summary, Title};
    use uuid::Uuid;

    use super::*;
    use crate::{Options, Store};

    /// Stands in a comment whose writing is to panic.
    const PANIC: &str = "the writer breaks down here";

    pub(in crate::write) fn break_down_if_asked(job: &Job) {
        if let Command::AddComment(add) = &job.envelope.command {
            assert!(!add.body.as_str().contains(PANIC), "a bug in the program");
        }
    }

    fn envelope(number: u128, command: Command) -> Envelope {
        Envelope {
            id: CommandId(Uuid::from_u128(number)),
            author: ContributorId(Uuid::from_u128(1)),
            at: Timestamp(1),
            command,
        }
    }

    fn comment(number: u128, article: ArticleId, body: &str) -> Envelope {
        let add = AddComment {
            comment: CommentId(Uuid::from_u128(number)),
            article,
            parent: None,
            body: CommentBody::parse(body).unwrap(),
            quotes: Vec::new(),
            proposal: None,
        };
        envelope(number, Command::AddComment(add))
    }

    const ARTICLE: ArticleId = ArticleId(Uuid::from_u128(7));

    async fn store_with_article(options: Options) -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("t.db"), options).await.unwrap();
        let create = CreateArticle {
            article: ARTICLE,
            revision: RevisionId(Uuid::from_u128(8)),
            title: Title::parse("A title").unwrap(),
            summary: Summary::parse("").unwrap(),
            body: Body::parse("A body.").unwrap(),
            relation: None,
        };
        store.submit(envelope(9, Command::CreateArticle(create))).await.unwrap();
        (folder, store)
    }

    /// Sends comments at once.
    async fn at_once(
        store: &Store,
        numbers: std::ops::Range<u128>,
        body: impl Fn(u128) -> &'static str,
    ) -> Vec<Result<Outcome, Error>> {
        let sent: Vec<_> = numbers
            .map(|number| {
                let (store, comment) = (store.clone(), comment(number, ARTICLE, body(number)));
                tokio::spawn(async move { store.submit(comment).await })
            })
            .collect();
        let mut answers = Vec::new();
        for answer in sent {
            answers.push(answer.await.unwrap());
        }
        answers
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_bug_that_one_command_meets_answers_that_one_and_nobody_else() {
        let (_folder, store) = store_with_article(Options::default()).await;
        for round in 0..3_u128 {
            let begin = 1_000 + round * 100;
            let body = |number| if number == begin + 7 { PANIC } else { "Said." };
            for (nth, answer) in at_once(&store, begin..begin + 20, body).await.into_iter().enumerate() {
                match answer {
                    Ok(Outcome::Applied { .. }) if nth != 7 => {}
                    Err(Error::Panicked(words)) if nth == 7 => {
                        assert!(words.contains("a bug in the program"));
                    }
                    other => panic!("{nth}: {other:?}"),
                }
            }
        }
        let worked: Result<(), Error> = store.writer.run(|_| async { panic!("another bug") }).await;
        assert!(worked.is_err());
        assert!(store.submit(comment(5_000, ARTICLE, "After it all.")).await.is_ok());
        assert_eq!(store.sequence(), 1 + 3 * 19 + 1);
        store.close().await;
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_batch_that_meets_a_lock_waits_for_it_once_and_not_for_each_command() {
        use std::sync::atomic::Ordering;

        use sqlx::{ConnectOptions as _, Connection as _};

        let options = Options { busy_timeout: Duration::from_millis(200), ..Options::default() };
        let (folder, store) = store_with_article(options).await;
        let other = sqlx::sqlite::SqliteConnectOptions::new().filename(folder.path().join("t.db"));
        let mut other = other.connect().await.unwrap();
        let held = other.begin_with("begin immediate").await.unwrap();
        let before = store.shared.condition.attempts.load(Ordering::Relaxed);
        // More than one batch, so that the second one finds the lock still held.
        for answer in at_once(&store, 100..300, |_| "Said.").await {
            assert_eq!(answer.unwrap_err().outage(), Some(crate::Outage::Locked));
        }
        let attempts = store.shared.condition.attempts.load(Ordering::Relaxed) - before;
        assert!(attempts <= 20, "200 commands were tried {attempts} times");
        held.rollback().await.unwrap();
        for answer in at_once(&store, 100..300, |_| "Said.").await {
            assert!(matches!(answer, Ok(Outcome::Applied { .. })), "{answer:?}");
        }
        assert_eq!(store.sequence(), 201);
        store.close().await;
    }
}
