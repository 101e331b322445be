//! The database as it is open: one writer, many readers, and what is known without asking it.

use std::sync::Arc;
use std::time::Duration;

use domain::id::Timestamp;
use sqlx::SqlitePool;
use tokio::sync::watch;

use crate::Error;
use crate::readers::Places;
use crate::shared::Shared;
use crate::work::Pool;
use crate::write::{Turns, Writer};

/// Whether a commit is on the disk when it is acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Synchronous {
    /// It is: no acknowledged word is lost, not even when the power fails.
    Full,
    /// It is after the next checkpoint: a power failure may lose the last commits, never the consistency.
    Normal,
}

/// What a program wants with the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To serve it, alone; it is made, marked and migrated.
    Serving,
    /// To write beside whoever serves it; it is made, marked and migrated only where nobody does.
    Beside,
    /// To use it as it is: never made nor migrated.
    AsItIs,
}

/// Names the state of the database as far as pages show it: another state has another name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Version {
    /// The sequence number of the newest change.
    pub sequence: i64,
    /// How often something was written that the log does not tell of, such as a role, and how often other programs wrote.
    pub others: u64,
}

/// How the database is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// What for.
    pub access: Access,
    /// The most bytes of the write-ahead log: beyond three quarters of it nothing is written.
    pub log_limit: u64,
    /// How many connections read at the same time.
    pub readers: u32,
    /// How long a connection waits for another process that holds the lock.
    pub busy_timeout: Duration,
    /// How durable a commit is.
    pub synchronous: Synchronous,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            access: Access::Serving,
            log_limit: 128 * 1024 * 1024,
            readers: 4,
            busy_timeout: Duration::from_secs(5),
            synchronous: Synchronous::Full,
        }
    }
}

/// The database. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    pub(crate) readers: SqlitePool,
    pub(crate) writer: Writer,
    pub(crate) shared: Arc<Shared>,
    pub(crate) work: Pool,
    pub(crate) turns: Turns,
    pub(crate) places: Places,
}

impl Store {
    /// Finishes what was begun and closes the file.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
        // Another one may serve it now.
        self.shared.hold(None);
    }

    /// Completes when nothing can be written any more because the writer has ended, which it does only with the store.
    pub async fn writer_ended(&self) {
        self.writer.ended().await;
    }

    /// The sequence number of the newest change, without a query.
    #[must_use]
    pub fn sequence(&self) -> i64 {
        self.shared.sequence()
    }

    /// The state of the database as far as pages show it, without a query.
    #[must_use]
    pub fn version(&self) -> Version {
        // The others first: a page of before must not count as one of after.
        let others = self.shared.others();
        Version { sequence: self.sequence(), others }
    }

    /// The sequence number of the newest change, asked of the database: another program may have written just now.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn newest(&self) -> Result<i64, Error> {
        let sequence = sqlx::query_scalar("select value from counters where name = 'sequence'")
            .fetch_one(&self.readers)
            .await?;
        self.shared.set_sequence(sequence);
        Ok(self.sequence())
    }

    /// Tells of every new sequence number; whoever is slow gets the newest only.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<i64> {
        self.shared.watch()
    }

    /// Names this history, without a query. A restore from a backup begins another: what a client knows of the
    /// sequence means nothing then.
    #[must_use]
    pub fn epoch(&self) -> String {
        self.shared.epoch()
    }

    /// Begins another history, as after a restore from a backup.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn renew_epoch(&self) -> Result<(), Error> {
        let epoch: String = self
            .writer
            .run(|pool| async move {
                let renew = "update settings set value = lower(hex(randomblob(16))) where name = 'epoch' returning value";
                Ok(sqlx::query_scalar(renew).fetch_one(&pool).await?)
            })
            .await?;
        self.shared.set_epoch(epoch);
        Ok(())
    }

    /// The earliest moment after `now` at which a lock ends by itself, without a query. What is kept of a page
    /// must not outlive it.
    #[must_use]
    pub fn next_expiry(&self, now: Timestamp) -> Option<Timestamp> {
        self.shared.next_expiry(now)
    }

    /// Where heavy work is done.
    #[must_use]
    pub const fn work(&self) -> &Pool {
        &self.work
    }

    /// Whether there is no article yet.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn is_empty(&self) -> Result<bool, Error> {
        let some: i64 = sqlx::query_scalar("select count(*) from (select 1 from articles limit 1)")
            .fetch_one(&self.readers)
            .await?;
        Ok(some == 0)
    }
}
