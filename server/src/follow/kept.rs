//! The graph in memory, as a projection: one snapshot for all, which follows the log.
//!
//! Everything is read once, when it is first needed; then each batch says what became of the things that were changed. Whoever has
//! a snapshot keeps it as it is: steps are worked into a copy that nobody reads, of which there are a few in turn, each given
//! the steps that it missed. So a step costs by what it touches; only where every copy is still being read is one more made.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Instant;

use domain::id::{ArticleId, Timestamp};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use store::Store;
use tokio::sync::Mutex;

use super::error::Error;
use super::projection::{Batch, Position, Projection};
use super::snapshot::{GraphChange, Snapshot};
use crate::clock::Clock;

/// The most copies that are kept for the next steps, the newest included.
const MAX_COPIES: usize = 3;
/// The most steps that are kept for the copies that missed them.
const MAX_CHANGES: usize = 256;

/// The newest snapshot, and what makes the next one.
pub struct KeptGraph {
    store: Store,
    clock: Clock,
    newest: RwLock<Option<Arc<Snapshot>>>,
    /// Whoever holds this works steps in.
    pub(super) maker: Mutex<Maker>,
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

impl KeptGraph {
    /// The graph of a database, of which nothing is read yet.
    #[must_use]
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock, newest: RwLock::default(), maker: Mutex::default() }
    }

    /// The snapshot as it is, however old; `None` before everything was read.
    #[must_use]
    pub fn newest(&self) -> Option<Arc<Snapshot>> {
        self.newest.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, snapshot: Arc<Snapshot>) {
        *self.newest.write().unwrap_or_else(PoisonError::into_inner) = Some(snapshot);
    }

    /// Everything, read from the database.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn read_anew(&self) -> Result<Snapshot, Error> {
        let epoch = self.store.epoch();
        Ok(Snapshot::new(epoch, self.store.everything().await?, (self.clock)()))
    }

    /// Works in that it is `now`, where a lock ends by itself.
    pub(super) async fn pass_to(&self, now: Timestamp) {
        let mut maker = self.maker.lock().await;
        if let Some(newest) = self.newest().filter(|newest| newest.ends_by(now)) {
            self.set(maker.step(newest, GraphChange::Now(now)));
        }
    }

    /// Works in where articles stand in the picture of everything.
    pub(super) async fn place(&self, places: Vec<(ArticleId, i64, i64)>) {
        let mut maker = self.maker.lock().await;
        if let Some(newest) = self.newest() {
            self.set(maker.step(newest, GraphChange::Places(places)));
        }
    }

    /// Reads everything and makes it the newest.
    async fn read_everything(&self, maker: &mut Maker, at: &Position) -> Result<(), Error> {
        let begin = Instant::now();
        let (epoch, others, now) = (at.epoch.clone(), at.others, (self.clock)());
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
        self.set(made);
        Ok(())
    }

    async fn work_in(&self, batch: &Batch) -> Result<(), Error> {
        let mut maker = self.maker.lock().await;
        let Some(newest) = self.newest() else { return Ok(()) };
        let position = newest.position();
        if batch.moves(position.clone()) == position {
            return Ok(());
        }
        let change = match batch {
            // Indices of articles change; that is rare, and moderators' doing.
            Batch::Changes(news) if news.hides => return self.read_everything(&mut maker, &position).await,
            Batch::Changes(news) => GraphChange::News(news.clone()),
            Batch::Accounts { others, people } => GraphChange::Accounts(*others, people.clone()),
        };
        self.set(maker.step(newest, change));
        Ok(())
    }
}

impl Projection for KeptGraph {
    fn position(&self) -> Option<Position> {
        self.newest().map(|newest| newest.position())
    }

    fn begin<'a>(&'a self, at: &'a Position) -> BoxFuture<'a, Result<(), Error>> {
        async move {
            let mut maker = self.maker.lock().await;
            self.read_everything(&mut maker, at).await
        }
        .boxed()
    }

    fn take<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<(), Error>> {
        self.work_in(batch).boxed()
    }
}
