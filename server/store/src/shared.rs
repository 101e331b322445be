//! What is known of the database without asking it.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError, RwLock};

use domain::id::Timestamp;
use sqlx::SqliteConnection;
use tokio::sync::watch;

use crate::Error;
use crate::condition::Memory;
use crate::file::{Identity, Lock};
use crate::readers::GiveWay;

/// What is known without asking the database.
#[derive(Debug)]
pub(crate) struct Shared {
    /// Beside the channel, since every page asks for it.
    sequence: AtomicI64,
    /// How often other programs wrote.
    others: AtomicU64,
    news: watch::Sender<i64>,
    epoch: RwLock<String>,
    /// When locks end by themselves, the earliest first.
    expiries: RwLock<Vec<i64>>,
    pub(crate) file: Identity,
    pub(crate) condition: Memory,
    pub(crate) give_way: GiveWay,
    /// Until the store is closed.
    lock: Mutex<Option<Lock>>,
}

impl Shared {
    pub(crate) fn new(file: Identity) -> Self {
        Self {
            sequence: AtomicI64::new(0),
            others: AtomicU64::new(0),
            news: watch::Sender::new(0),
            epoch: RwLock::default(),
            expiries: RwLock::default(),
            file,
            condition: Memory::default(),
            give_way: GiveWay::default(),
            lock: Mutex::default(),
        }
    }

    /// Keeps the lock until the store is closed.
    pub(crate) fn hold(&self, lock: Option<Lock>) {
        *self.lock.lock().unwrap_or_else(PoisonError::into_inner) = lock;
    }

    /// Reads anew what is known without asking.
    pub(crate) async fn refresh(&self, connection: &mut SqliteConnection) -> Result<(), Error> {
        let (sequence, epoch): (i64, String) = sqlx::query_as(
            "select (select value from counters where name = 'sequence'),
                    (select value from settings where name = 'epoch')",
        )
        .fetch_one(&mut *connection)
        .await?;
        self.set_expiries(expiries(connection).await?);
        self.set_epoch(epoch);
        self.set_sequence(sequence);
        Ok(())
    }

    /// To be called when another program wrote something, or something was written that the log does not tell of but pages show.
    pub(crate) fn others_wrote(&self) {
        self.others.fetch_add(1, Ordering::Release);
    }

    pub(crate) fn sequence(&self) -> i64 {
        self.sequence.load(Ordering::Acquire)
    }

    pub(crate) fn others(&self) -> u64 {
        self.others.load(Ordering::Acquire)
    }

    pub(crate) fn watch(&self) -> watch::Receiver<i64> {
        self.news.subscribe()
    }

    pub(crate) fn epoch(&self) -> String {
        self.epoch.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The earliest moment after `now` at which a lock ends by itself.
    pub(crate) fn next_expiry(&self, now: Timestamp) -> Option<Timestamp> {
        let expiries = self.expiries.read().unwrap_or_else(PoisonError::into_inner);
        expiries.iter().copied().find(|at| *at > now.0).map(Timestamp)
    }

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

/// When locks end by themselves, the earliest first.
pub(crate) async fn expiries(connection: &mut SqliteConnection) -> Result<Vec<i64>, Error> {
    let rows = sqlx::query_scalar(
        "select lock_until from articles where lock_until is not null order by lock_until",
    );
    Ok(rows.fetch_all(connection).await?)
}
