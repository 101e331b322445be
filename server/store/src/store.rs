//! Opening the database: one writer, many readers.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use domain::id::Timestamp;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use tokio::sync::watch;

use crate::Error;
use crate::checkpoint::Checkpoints;
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

/// How the database is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many connections read at the same time.
    pub readers: u32,
    /// How long a connection waits for another process that holds the lock.
    pub busy_timeout: Duration,
    /// How durable a commit is.
    pub synchronous: Synchronous,
}

impl Default for Options {
    fn default() -> Self {
        Self { readers: 4, busy_timeout: Duration::from_secs(5), synchronous: Synchronous::Full }
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
}

/// What is known without asking the database.
#[derive(Debug)]
pub(crate) struct Shared {
    /// Beside the channel, since every page asks for it.
    sequence: AtomicI64,
    news: watch::Sender<i64>,
    epoch: RwLock<String>,
    /// When locks end by themselves, the earliest first.
    expiries: RwLock<Vec<i64>>,
}

impl Shared {
    pub(crate) fn set_sequence(&self, sequence: i64) {
        self.sequence.fetch_max(sequence, Ordering::Release);
        self.news.send_if_modified(|newest| {
            let newer = sequence > *newest;
            *newest = sequence.max(*newest);
            newer
        });
    }

    pub(crate) fn set_epoch(&self, epoch: String) {
        *self.epoch.write().unwrap_or_else(PoisonError::into_inner) = epoch;
    }

    pub(crate) fn set_expiries(&self, expiries: Vec<i64>) {
        *self.expiries.write().unwrap_or_else(PoisonError::into_inner) = expiries;
    }
}

impl Store {
    /// Opens the file, makes it if there is none, and brings it to this version's form.
    ///
    /// # Errors
    /// If the file can not be opened or migrated.
    pub async fn open(path: &Path, options: Options) -> Result<Self, Error> {
        let connect = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(match options.synchronous {
                Synchronous::Full => SqliteSynchronous::Full,
                Synchronous::Normal => SqliteSynchronous::Normal,
            })
            .foreign_keys(true)
            .busy_timeout(options.busy_timeout)
            .statement_cache_capacity(256)
            // Every look-up has its index; those that SQLite would make for one query cost more than they save.
            .pragma("automatic_index", "off")
            // No commit moves the log; see `checkpoint`.
            .pragma("wal_autocheckpoint", "0")
            .pragma("temp_store", "memory")
            .pragma("cache_size", "-16384")
            .pragma("mmap_size", "268435456");
        // The writer comes first: it makes the file and its tables, the readers never write.
        let writer_pool = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(connect.clone())
            .await?;
        sqlx::migrate!("./migrations/sqlite").run(&writer_pool).await?;
        let readers = SqlitePoolOptions::new()
            .min_connections(1)
            .max_connections(options.readers.max(1))
            .idle_timeout(None)
            .max_lifetime(None)
            .test_before_acquire(false)
            .connect_with(connect.clone().read_only(true).create_if_missing(false))
            .await?;
        let epoch: String = sqlx::query_scalar("select value from settings where name = 'epoch'")
            .fetch_one(&writer_pool)
            .await?;
        let shared = Arc::new(Shared {
            sequence: AtomicI64::new(0),
            news: watch::Sender::new(0),
            epoch: RwLock::new(epoch),
            expiries: RwLock::default(),
        });
        let sequence = sqlx::query_scalar("select value from counters where name = 'sequence'")
            .fetch_one(&writer_pool)
            .await?;
        shared.set_sequence(sequence);
        shared.set_expiries(crate::write::expiries(&mut *writer_pool.acquire().await?).await?);
        let checkpoints = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_lazy_with(connect);
        let writer = Writer::start(writer_pool, Arc::clone(&shared), Checkpoints::start(checkpoints));
        Ok(Self { readers, writer, shared, work: Pool::default(), turns: Turns::default() })
    }

    /// Finishes what was begun and closes the file.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// The sequence number of the newest change, without a query.
    #[must_use]
    pub fn sequence(&self) -> i64 {
        self.shared.sequence.load(Ordering::Acquire)
    }

    /// Tells of every new sequence number; whoever is slow gets the newest only.
    #[must_use]
    pub fn watch(&self) -> watch::Receiver<i64> {
        self.shared.news.subscribe()
    }

    /// Names this history, without a query. A restore from a backup begins another: what a client knows of the
    /// sequence means nothing then.
    #[must_use]
    pub fn epoch(&self) -> String {
        self.shared.epoch.read().unwrap_or_else(PoisonError::into_inner).clone()
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
        let expiries = self.shared.expiries.read().unwrap_or_else(PoisonError::into_inner);
        expiries.iter().copied().find(|at| *at > now.0).map(Timestamp)
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
