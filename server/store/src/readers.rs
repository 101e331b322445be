//! How readers make room for each other and for the writer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::SqliteConnection;
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

/// After how many steps of its machine SQLite asks.
pub(crate) const STEPS: i32 = 500;

/// How many costly readings go on at once: some of the readers are always there for pages.
#[derive(Clone)]
pub(crate) struct Places(Arc<Semaphore>);

impl Places {
    pub(crate) fn among(readers: u32) -> Self {
        Self(Arc::new(Semaphore::new(usize::try_from(readers / 2).unwrap_or(1).max(1))))
    }

    /// A place, when one is free.
    pub(crate) async fn take(&self) -> Result<OwnedSemaphorePermit, AcquireError> {
        Arc::clone(&self.0).acquire_owned().await
    }
}

/// Said to all readers at once: what they read is to end, since the log has to be cut.
#[derive(Debug, Clone, Default)]
pub(crate) struct GiveWay(Arc<AtomicBool>);

impl GiveWay {
    /// Asks all readers to end.
    pub(crate) fn say(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Lets readers go on.
    pub(crate) fn take_back(&self) {
        self.0.store(false, Ordering::Release);
    }

    fn is_said(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// Has what `connection` reads end when it is said.
    pub(crate) async fn heed(self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        connection.lock_handle().await?.set_progress_handler(STEPS, move || !self.is_said());
        Ok(())
    }
}
