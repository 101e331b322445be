//! Moves the write-ahead log into the database beside the writer, so that no commit has to wait for it, and bounds it.
//!
//! SQLite does this in whichever commit fills the log past a limit, and that commit takes many times as long. A
//! passive checkpoint on a connection of its own waits for nobody and keeps nobody waiting; the log begins anew at
//! the next commit that finds it all moved and nobody reading it. Where somebody always reads, it would grow without
//! end. So beyond half of its limit the writer cuts it, in a moment in which none of our own readers has begun; that
//! never waits for others'. Beyond three quarters, and while somebody still reads it, no more is written; after a while
//! our own readers are told to end.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use sqlx::SqlitePool;
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::Error;
use crate::error::Outage;
use crate::readers::GiveWay;
use crate::report::{Level, report};

/// After how many commits the log is moved.
const COMMITS: u32 = 256;
/// The most bytes of the file that stay when the log begins anew.
pub(crate) const KEPT_BYTES: u64 = 8 * 1024 * 1024;
/// How long new readers of ours may be kept waiting for those under way when the log is cut.
const HOLD: Duration = Duration::from_millis(100);
/// How long after a cut that was not possible the next one is tried: soon where nothing can be written until then.
const PAUSE: Duration = Duration::from_secs(1);
const SHORT_PAUSE: Duration = Duration::from_millis(50);
/// How long nothing is written for the sake of a reader of ours.
const READER: Duration = Duration::from_secs(2);

/// The writer's side of it.
pub(crate) struct Checkpoints {
    log: PathBuf,
    /// The most bytes that the log may ever have.
    limit: u64,
    /// For checkpoints alone; its connections wait for no lock.
    pool: SqlitePool,
    readers: SqlitePool,
    commits: u32,
    /// The bytes of the log when it was moved last.
    moved_at: u64,
    tried: Option<Instant>,
    /// Since when the log has been too long to write.
    full: Option<Instant>,
    /// Why the last cut failed, if it did.
    failed: Option<Error>,
    give_way: GiveWay,
    /// Held by whichever checkpoint is under way.
    turn: Arc<Mutex<()>>,
    wake: mpsc::Sender<()>,
    task: JoinHandle<()>,
}

impl Checkpoints {
    /// Starts the work. `pool` is for it alone and opens connections that do not wait; `log` is the log's file.
    pub(crate) fn start(
        pool: SqlitePool,
        readers: SqlitePool,
        give_way: GiveWay,
        log: PathBuf,
        limit: u64,
    ) -> Self {
        let (wake, woken) = mpsc::channel(1);
        let turn = Arc::new(Mutex::new(()));
        let task = tokio::spawn(run(pool.clone(), woken, Arc::clone(&turn)));
        let (commits, moved_at, tried, full, failed) = (0, 0, None, None, None);
        Self { log, limit, pool, readers, commits, moved_at, tried, full, failed, give_way, turn, wake, task }
    }

    /// To be told of every commit, by the writer between two of them.
    pub(crate) async fn committed(&mut self) {
        self.commits += 1;
        let bytes = self.bytes();
        self.moved_at = self.moved_at.min(bytes);
        if bytes > self.limit / 2 {
            self.cut(PAUSE).await;
        } else if self.commits >= COMMITS || bytes > self.moved_at.max(KEPT_BYTES) + self.limit / 16 {
            self.commits = 0;
            self.moved_at = bytes;
            // A full channel has woken it already.
            let _ = self.wake.try_send(());
        }
    }

    /// Whether the log has room for another transaction.
    ///
    /// # Errors
    /// [`Outage::LogHeld`], for as long as another program reads what is in the log, or one of our own readers for at
    /// most a few seconds; or what the disk says, where it is that which does not let the log be moved.
    pub(crate) async fn admit(&mut self) -> Result<(), Error> {
        let most = self.limit / 4 * 3;
        if self.bytes() > most {
            let since = *self.full.get_or_insert_with(Instant::now);
            // If nobody of ours reads, it is another program, and nobody is disturbed for it.
            if !self.cut(SHORT_PAUSE).await && since.elapsed() > READER {
                self.give_way.say();
                self.cut(Duration::ZERO).await;
                self.give_way.take_back();
            }
        }
        let bytes = self.bytes();
        if bytes > most {
            if let Some(failed) = self.failed.as_ref().filter(|failed| failed.outage().is_some()) {
                return Err(failed.again());
            }
            let cause = format!("{} has {bytes} bytes, and somebody still reads it", self.log.display());
            return Err(Error::Unavailable { outage: Outage::LogHeld, cause });
        }
        self.full = None;
        Ok(())
    }

    fn bytes(&self) -> u64 {
        std::fs::metadata(&self.log).map_or(0, |log| log.len())
    }

    /// Whether no reader of ours stood in the way.
    async fn cut(&mut self, pause: Duration) -> bool {
        if self.tried.is_some_and(|tried| tried.elapsed() < pause) {
            return true;
        }
        // One is under way: the next commit asks again.
        let Ok(_turn) = self.turn.try_lock() else { return true };
        self.tried = Some(Instant::now());
        // Whoever has all of the readers knows that none of them reads.
        let readers = timeout(HOLD, async {
            let mut held = Vec::new();
            for _ in 0..self.readers.options().get_max_connections() {
                held.push(self.readers.acquire().await?);
            }
            Ok::<_, sqlx::Error>(held)
        });
        let readers = readers.await;
        self.failed = checkpoint(&self.pool, "pragma wal_checkpoint(truncate)").await.err();
        if let Some(error) = &self.failed {
            note(error);
        }
        readers.is_ok()
    }

    /// Ends it and closes its pool.
    pub(crate) async fn stop(self) {
        drop(self.wake);
        // It ends by itself now that nobody can wake it.
        let _ = self.task.await;
    }
}

async fn run(pool: SqlitePool, mut woken: mpsc::Receiver<()>, turn: Arc<Mutex<()>>) {
    while woken.recv().await.is_some() {
        let _turn = turn.lock().await;
        if let Err(error) = checkpoint(&pool, "pragma wal_checkpoint(passive)").await {
            note(&error);
        }
    }
    pool.close().await;
}

pub(crate) async fn checkpoint(pool: &SqlitePool, pragma: &'static str) -> Result<(), Error> {
    let (_busy, _pages, _moved): (i64, i64, i64) = sqlx::query_as(pragma).fetch_one(pool).await?;
    Ok(())
}

fn note(error: &Error) {
    report(Level::Warning, "the write-ahead log was not moved; it will be tried again", error);
}
