//! Whether the database is well, and what went wrong a moment ago.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::Error;
use crate::report::chain;

/// How long a failed transaction counts, unless a later one is done.
const RECENT: Duration = Duration::from_secs(10);
/// How long a damaged page that somebody met counts.
const DAMAGE: Duration = Duration::from_secs(10 * 60);

/// Something that is not well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ailment {
    /// A stable name: that of an [`crate::Outage`], or `damaged`, or `failed`.
    pub name: &'static str,
    /// In the words of the database.
    pub cause: String,
}

impl Ailment {
    pub(crate) fn of(error: &Error) -> Self {
        let name = match error.outage() {
            Some(outage) => outage.name(),
            None if error.is_damage() => "damaged",
            None => "failed",
        };
        Self { name, cause: chain(error) }
    }
}

/// What is well and what is not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Condition {
    /// Why nothing can be read.
    pub reads: Option<Ailment>,
    /// Why nothing can be written.
    pub writes: Option<Ailment>,
    /// Damage that was met in the last ten minutes.
    pub pages: Option<Ailment>,
}

impl Condition {
    /// Whether everything is well.
    #[must_use]
    pub const fn is_well(&self) -> bool {
        self.reads.is_none() && self.writes.is_none() && self.pages.is_none()
    }
}

/// What is remembered of what went wrong.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    failed: Mutex<Option<(Instant, Ailment)>>,
    damage: Mutex<Option<(Instant, Ailment)>>,
    /// What a probe found, and when.
    pub(crate) found: tokio::sync::Mutex<Option<(Instant, Condition)>>,
    #[cfg(test)]
    pub(crate) attempts: std::sync::atomic::AtomicUsize,
}

impl Memory {
    /// To be told of each transaction.
    pub(crate) fn attempted(&self, done: Result<(), &Error>) {
        #[cfg(test)]
        self.attempts.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let failed = match done {
            Ok(()) => None,
            Err(error) if error.outage().is_some() => Some((Instant::now(), Ailment::of(error))),
            Err(error) => return self.met(error),
        };
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = failed;
    }

    /// When a transaction failed, unless a later one was done.
    pub(crate) fn failed_at(&self) -> Option<Instant> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.as_ref().map(|(at, _)| *at)
    }

    /// Remembers an error, if it tells of damage.
    pub(crate) fn met(&self, error: &Error) {
        if error.is_damage() {
            *self.damage.lock().unwrap_or_else(PoisonError::into_inner) =
                Some((Instant::now(), Ailment::of(error)));
        }
    }
}

impl Memory {
    /// A transaction that failed a moment ago.
    pub(crate) fn recent_failure(&self) -> Option<Ailment> {
        recent(&self.failed, RECENT)
    }

    /// Damage that was met.
    pub(crate) fn recent_damage(&self) -> Option<Ailment> {
        recent(&self.damage, DAMAGE)
    }
}

fn recent(ailment: &Mutex<Option<(Instant, Ailment)>>, how: Duration) -> Option<Ailment> {
    let ailment = ailment.lock().unwrap_or_else(PoisonError::into_inner);
    ailment.as_ref().filter(|(at, _)| at.elapsed() < how).map(|(_, ailment)| ailment.clone())
}
