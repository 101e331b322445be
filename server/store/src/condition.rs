//! Whether the database is well: what a probe finds, and what went wrong a moment ago.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::time::timeout;

use crate::error::Outage;
use crate::report::chain;
use crate::{Error, Store};

/// How long what was found is answered to whoever asks again.
const FRESH: Duration = Duration::from_secs(1);
/// How long a probe waits for its turn before the writer counts as too busy.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long a failed transaction counts, unless a later one is done.
const RECENT: Duration = Duration::from_secs(10);
/// How long a damaged page that somebody met counts.
const DAMAGE: Duration = Duration::from_secs(10 * 60);

/// Something that is not well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ailment {
    /// A stable name: that of an [`Outage`], or `damaged`, or `failed`.
    pub name: &'static str,
    /// In the words of the database.
    pub cause: String,
}

impl Ailment {
    fn of(error: &Error) -> Self {
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
    found: tokio::sync::Mutex<Option<(Instant, Condition)>>,
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

    fn failed_at(&self) -> Option<Instant> {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.as_ref().map(|(at, _)| *at)
    }

    fn met(&self, error: &Error) {
        if error.is_damage() {
            *self.damage.lock().unwrap_or_else(PoisonError::into_inner) =
                Some((Instant::now(), Ailment::of(error)));
        }
    }
}

fn recent(ailment: &Mutex<Option<(Instant, Ailment)>>, how: Duration) -> Option<Ailment> {
    let ailment = ailment.lock().unwrap_or_else(PoisonError::into_inner);
    ailment.as_ref().filter(|(at, _)| at.elapsed() < how).map(|(_, ailment)| ailment.clone())
}

impl Store {
    /// Remembers an error that a page met, if it tells of damage.
    pub fn met(&self, error: &Error) {
        self.shared.condition.met(error);
    }

    /// Looks whether the newest article can be read and something be written, at most once a second.
    pub async fn condition(&self) -> Condition {
        let mut found = self.shared.condition.found.lock().await;
        // What failed since is newer than what was found.
        let failed = self.shared.condition.failed_at();
        if let Some((at, condition)) = &*found
            && at.elapsed() < FRESH
            && failed.is_none_or(|failed| failed < *at)
        {
            return condition.clone();
        }
        let reads = self.probe_reading().await.err();
        if let Some(error) = &reads {
            self.met(error);
        }
        let writes = match timeout(PATIENCE, self.probe_writing()).await {
            Ok(done) => done.err().map(|error| Ailment::of(&error)),
            Err(_) => Some(Ailment {
                name: Outage::Busy.name(),
                cause: format!("nothing was written within {} seconds", PATIENCE.as_secs()),
            }),
        };
        let condition = Condition {
            reads: reads.as_ref().map(Ailment::of),
            writes: writes.or_else(|| recent(&self.shared.condition.failed, RECENT)),
            pages: recent(&self.shared.condition.damage, DAMAGE),
        };
        *found = Some((Instant::now(), condition.clone()));
        condition
    }

    async fn probe_reading(&self) -> Result<(), Error> {
        self.home().await?;
        if let Some(slug) = self.newest_slug().await? {
            self.article(&slug).await?;
        }
        Ok(())
    }

    async fn newest_slug(&self) -> Result<Option<domain::slug::Slug>, Error> {
        let slug: Option<String> =
            sqlx::query_scalar("select slug from articles order by number desc limit 1")
                .fetch_optional(&self.readers)
                .await?;
        slug.map(|slug| domain::slug::Slug::parse(&slug).map_err(Error::corrupt)).transpose()
    }

    /// Writes something that nobody reads: what is only asked for does not tell of a full disk.
    async fn probe_writing(&self) -> Result<(), Error> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        self.writer
            .run(move |pool| async move {
                sqlx::query(
                    "insert into settings (name, value) values ('probed', $1)
                     on conflict (name) do update set value = excluded.value",
                )
                .bind(now.to_string())
                .execute(&pool)
                .await?;
                Ok(())
            })
            .await
    }
}
