//! The graph as it is now: the kept one, brought up to the newest change for whoever asks.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::id::ArticleId;
use store::Store;
use store::report::{Level, report};
use tokio::sync::Notify;
use tokio::time::timeout;

use super::error::Error;
use super::follower::Follower;
use super::kept::KeptGraph;
use super::snapshot::Snapshot;
use crate::clock::Clock;

/// How long the page of an article waits for a graph that nobody has asked for yet.
const SOON: Duration = Duration::from_millis(300);

/// The graph of a database.
pub struct LiveGraph {
    store: Store,
    clock: Clock,
    follower: Arc<Follower>,
    pub(super) kept: Arc<KeptGraph>,
    /// Whether a task reads everything for the first time, and who waits for it.
    reading: AtomicBool,
    read: Notify,
}

impl LiveGraph {
    /// The graph that `follower` keeps up with the log.
    #[must_use]
    pub fn new(store: Store, clock: Clock, follower: Arc<Follower>, kept: Arc<KeptGraph>) -> Self {
        Self { store, clock, follower, kept, reading: AtomicBool::default(), read: Notify::default() }
    }

    /// Everything, read anew from the database; what [`Self::snapshot`] is measured and tested against.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn read_anew(&self) -> Result<Snapshot, Error> {
        self.kept.read_anew().await
    }

    /// The graph of everything, of at least the newest change at the time of the call.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn snapshot(&self) -> Result<Arc<Snapshot>, Error> {
        self.follower.reach_newest().await?;
        let now = (self.clock)();
        let newest = self.kept.newest().ok_or(Error::Internal("the graph was not read"))?;
        if !newest.ends_by(now) {
            return Ok(newest);
        }
        // Who holds a snapshot makes the next one dearer.
        drop(newest);
        self.kept.pass_to(now).await;
        self.kept.newest().ok_or(Error::Internal("the graph was not read"))
    }

    /// The graph as [`Self::snapshot`] gives it, if that takes but a moment. `None` while everything is read for the first
    /// time, which goes on, or if that failed.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn snapshot_soon(self: &Arc<Self>) -> Result<Option<Arc<Snapshot>>, Error> {
        if self.kept.newest().is_some() {
            return self.snapshot().await.map(Some);
        }
        let done = self.read.notified();
        tokio::pin!(done);
        done.as_mut().enable();
        // One task reads for all who ask meanwhile, and does not end with their patience.
        if !self.reading.swap(true, Ordering::AcqRel) {
            let graph = Arc::clone(self);
            tokio::spawn(async move {
                if let Err(error) = graph.snapshot().await {
                    report(Level::Warning, "the graph could not be read; the next page tries again", &error);
                }
                graph.reading.store(false, Ordering::Release);
                graph.read.notify_waiters();
            });
        }
        // Late or failed: a page is better without its picture than not at all.
        let _ = timeout(SOON, done).await;
        match self.kept.newest() {
            Some(_) => self.snapshot().await.map(Some),
            None => Ok(None),
        }
    }

    /// Keeps where articles stand in the picture of everything, in the database and in the snapshot.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn keep_places(&self, places: Vec<(ArticleId, i64, i64)>) -> Result<(), Error> {
        self.store.keep_places(places.clone()).await?;
        self.kept.place(places).await;
        Ok(())
    }
}
