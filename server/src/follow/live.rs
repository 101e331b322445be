//! The graph in memory: one snapshot for all requests, brought up to the newest change by what the log says.
//!
//! Everything is read once, after the start; from then on a request that finds the snapshot too old reads what became
//! of the things that were changed since. One request does so while the others that need it wait for it, not for the
//! database. Whoever has a snapshot keeps it as it is: steps are worked into a copy that nobody reads, of which there
//! are a few in turn, each given the steps that it missed. So a step costs by what it touches; only where every copy is
//! still being read is one more made.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use domain::id::{ArticleId, Timestamp};
use store::report::{Level, report};
use store::{Store, Version};
use tokio::sync::{Mutex, Notify};
use tokio::time::timeout;

use super::error::Error;
use super::snapshot::{GraphChange, Snapshot};
use crate::clock::Clock;

/// How long the page of an article waits for a graph that nobody has asked for yet.
const SOON: Duration = Duration::from_millis(300);
/// The most copies that are kept for the next steps, the newest included.
const MAX_COPIES: usize = 3;
/// The most steps that are kept for the copies that missed them.
const MAX_CHANGES: usize = 256;

/// The graph in memory.
pub struct LiveGraph {
    store: Store,
    clock: Clock,
    newest: RwLock<Option<Arc<Snapshot>>>,
    /// Whoever holds this works steps in.
    pub(super) maker: Mutex<Maker>,
    /// Whether a task reads everything for the first time, and who waits for it.
    reading: AtomicBool,
    read: Notify,
}

#[derive(Debug, Default)]
pub(super) struct Maker {
    /// Copies as they were at former steps, the oldest first.
    copies: VecDeque<Arc<Snapshot>>,
    /// The steps up to the newest snapshot, each with the version that it makes.
    steps: VecDeque<(u64, Arc<GraphChange>)>,
}

impl Maker {
    /// The snapshot after one more step.
    fn step(&mut self, newest: Arc<Snapshot>, step: GraphChange) -> Arc<Snapshot> {
        self.steps.push_back((newest.version + 1, Arc::new(step)));
        if self.steps.len() > MAX_CHANGES {
            self.steps.pop_front();
        }
        let oldest_step = self.steps.front().map_or(0, |(version, _)| *version);
        let free = self.copies.iter().position(|copy| {
            Arc::strong_count(copy) == 1 && copy.epoch == newest.epoch && copy.version + 1 >= oldest_step
        });
        let mut copy = free.and_then(|at| self.copies.remove(at)).unwrap_or_else(|| Arc::clone(&newest));
        // Unique, or else cloned here.
        let fresh = Arc::make_mut(&mut copy);
        for (version, step) in &self.steps {
            if *version == fresh.version + 1 {
                fresh.take(step);
            }
        }
        // One that is still being read will not be free soon.
        while self.copies.len() + 1 >= MAX_COPIES {
            let read = self.copies.iter().position(|copy| Arc::strong_count(copy) > 1).unwrap_or(0);
            self.copies.remove(read);
        }
        self.copies.push_back(newest);
        copy
    }
}

impl LiveGraph {
    /// The graph of a database, of which nothing is read yet.
    #[must_use]
    pub fn new(store: Store, clock: Clock) -> Self {
        Self {
            store,
            clock,
            newest: RwLock::default(),
            maker: Mutex::default(),
            reading: AtomicBool::default(),
            read: Notify::default(),
        }
    }

    fn newest(&self) -> Option<Arc<Snapshot>> {
        self.newest.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, snapshot: Arc<Snapshot>) {
        *self.newest.write().unwrap_or_else(PoisonError::into_inner) = Some(snapshot);
    }

    /// Everything, read anew from the database; what [`Self::snapshot`] is measured and tested against.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn read_anew(&self) -> Result<Snapshot, Error> {
        let epoch = self.store.epoch();
        Ok(Snapshot::new(epoch, self.store.everything().await?, (self.clock)()))
    }

    /// The graph of everything, of at least the newest change at the time of the call.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn snapshot(&self) -> Result<Arc<Snapshot>, Error> {
        // The version first: what is read is not older than it says.
        let Version { sequence, others } = self.store.version();
        let (epoch, now) = (self.store.epoch(), (self.clock)());
        let fresh =
            |snapshot: &Arc<Snapshot>| snapshot.holds(&epoch, sequence, now) && snapshot.others == others;
        if let Some(snapshot) = self.newest().filter(fresh) {
            return Ok(snapshot);
        }
        let mut maker = self.maker.lock().await;
        let mut snapshot = match self.newest().filter(|snapshot| snapshot.epoch == epoch) {
            Some(snapshot) => snapshot,
            None => self.read_everything(&mut maker, epoch.clone(), others, now).await?,
        };
        while snapshot.graph.sequence < sequence {
            let news = self.store.graph_news(snapshot.graph.sequence).await?;
            if news.hides {
                // Numbers of articles change; that is rare, and moderators' doing.
                snapshot = self.read_everything(&mut maker, epoch.clone(), others, now).await?;
                continue;
            }
            if news.sequence == snapshot.graph.sequence {
                // The log is shorter than its counter says: another database in the place of the one that was read.
                return Err(Error::Internal("the log does not reach as far as its counter"));
            }
            snapshot = maker.step(snapshot, GraphChange::News(news));
            self.set(Arc::clone(&snapshot));
        }
        if snapshot.others != others {
            let accounts = self.store.accounts().await?;
            snapshot = maker.step(snapshot, GraphChange::Accounts(others, accounts));
            self.set(Arc::clone(&snapshot));
        }
        if snapshot.ends_by(now) {
            snapshot = maker.step(snapshot, GraphChange::Now(now));
            self.set(Arc::clone(&snapshot));
        }
        Ok(snapshot)
    }

    /// Reads the graph anew and makes it the newest.
    async fn read_everything(
        &self,
        maker: &mut Maker,
        epoch: String,
        others: u64,
        now: Timestamp,
    ) -> Result<Arc<Snapshot>, Error> {
        let begin = Instant::now();
        let everything = self.store.everything().await?;
        let (articles, relations) = (everything.articles.len(), everything.relations.len());
        let read = begin.elapsed();
        let version = self.newest().map_or(0, |newest| newest.version + 1);
        let build = move || {
            let mut snapshot = Snapshot::new(epoch, everything, now);
            (snapshot.version, snapshot.others) = (version, others);
            (Arc::new(snapshot.clone()), Arc::new(snapshot))
        };
        let (copy, made) = tokio::task::spawn_blocking(build)
            .await
            .map_err(|_| Error::Internal("the graph could not be built"))?;
        tracing::info!(articles, relations, ?read, all = ?begin.elapsed(), "the graph is in memory");
        *maker = Maker { copies: VecDeque::from([copy]), steps: VecDeque::new() };
        self.set(Arc::clone(&made));
        Ok(made)
    }

    /// The graph as [`Self::snapshot`] gives it, if that takes but a moment. `None` while everything is read for the first
    /// time, which goes on, or if that failed.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn snapshot_soon(self: &Arc<Self>) -> Result<Option<Arc<Snapshot>>, Error> {
        if self.newest().is_some() {
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
        match self.newest() {
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
        let mut maker = self.maker.lock().await;
        if let Some(newest) = self.newest() {
            let snapshot = maker.step(newest, GraphChange::Places(places));
            self.set(snapshot);
        }
        Ok(())
    }
}
