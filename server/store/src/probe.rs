//! Asks the database whether it is well.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::time::timeout;

use crate::condition::{Ailment, Condition};
use crate::error::Outage;
use crate::{Error, Store};

/// How long what was found is answered to whoever asks again.
const FRESH: Duration = Duration::from_secs(1);
/// How long a probe waits for its turn before the writer counts as too busy.
const PATIENCE: Duration = Duration::from_secs(3);

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
            writes: writes.or_else(|| self.shared.condition.recent_failure()),
            pages: self.shared.condition.recent_damage(),
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
