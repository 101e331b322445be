//! Moves the write-ahead log into the database beside the writer, so that no commit has to wait for it.
//!
//! SQLite does this in whichever commit fills the log past a limit, and that commit takes many times as long. A
//! passive checkpoint on a connection of its own waits for nobody and keeps nobody waiting; the log begins anew at
//! the next commit that finds it all moved. Writes that never pause would let it grow without end, so beyond
//! [`LARGEST`] the writer does it once itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::SqlitePool;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::Error;

/// After how many commits the log is moved.
const COMMITS: u32 = 256;
/// The most pages of 4,096 bytes in the log before the writer stops for it: 64 MiB.
const LARGEST: i64 = 16_384;

/// The writer's side of it.
pub(crate) struct Checkpoints {
    commits: u32,
    wake: mpsc::Sender<()>,
    overdue: Arc<AtomicBool>,
    task: JoinHandle<()>,
}

impl Checkpoints {
    /// Starts the work; `pool` is for it alone.
    pub(crate) fn start(pool: SqlitePool) -> Self {
        let (wake, woken) = mpsc::channel(1);
        let overdue = Arc::new(AtomicBool::new(false));
        let task = tokio::spawn(run(pool, woken, Arc::clone(&overdue)));
        Self { commits: 0, wake, overdue, task }
    }

    /// To be told of every commit, by the writer between two of them.
    pub(crate) async fn committed(&mut self, writer: &SqlitePool) {
        self.commits += 1;
        if self.commits < COMMITS {
            return;
        }
        self.commits = 0;
        if self.overdue.swap(false, Ordering::AcqRel) {
            report(checkpoint(writer, "pragma wal_checkpoint(truncate)").await);
        }
        // A full channel has woken it already.
        let _ = self.wake.try_send(());
    }

    /// Ends it and closes its pool.
    pub(crate) async fn stop(self) {
        drop(self.wake);
        // It ends by itself now that nobody can wake it.
        let _ = self.task.await;
    }
}

async fn run(pool: SqlitePool, mut woken: mpsc::Receiver<()>, overdue: Arc<AtomicBool>) {
    while woken.recv().await.is_some() {
        let pages = report(checkpoint(&pool, "pragma wal_checkpoint(passive)").await);
        overdue.store(pages > LARGEST, Ordering::Release);
    }
    pool.close().await;
}

/// How many pages the log had.
async fn checkpoint(pool: &SqlitePool, pragma: &'static str) -> Result<i64, Error> {
    let (_busy, pages, _moved): (i64, i64, i64) = sqlx::query_as(pragma).fetch_one(pool).await?;
    Ok(pages)
}

fn report(moved: Result<i64, Error>) -> i64 {
    moved.unwrap_or_else(|error| {
        tracing::warn!(%error, "the write-ahead log was not moved; it will be tried again");
        0
    })
}
