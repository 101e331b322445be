//! The one reader of the log: hands what it says to every projection.
//!
//! A task does so after each commit, with rests in between. Whoever needs a projection of at least the newest change does not wait
//! for the task: they read what is missing themselves, one at a time, while the others that need it wait for them and not for
//! the database.

use std::sync::Arc;
use std::time::{Duration, Instant};

use store::Store;
use store::report::{Level, report};
use tokio::sync::{Mutex, watch};
use tokio::time::sleep;

use super::error::Error;
use super::projection::{Batch, Position, Projection};

/// How often the time that reading took is waited after it, so that it takes a tenth of one processor at most; those who need
/// something newer do not wait for that.
const REST: u32 = 9;
/// How long is waited after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Follows the log of a database.
pub struct Follower {
    store: Store,
    /// In the order in which they are given each batch. Where one reads another, the one that is read comes last: who sees
    /// something new in it finds all others told.
    projections: Vec<Arc<dyn Projection>>,
    /// Whoever holds this reads.
    turn: Mutex<()>,
}

impl Follower {
    /// Of a database, for those projections.
    #[must_use]
    pub fn new(store: Store, projections: Vec<Arc<dyn Projection>>) -> Self {
        Self { store, projections, turn: Mutex::default() }
    }

    /// Keeps all projections up with the log until `ending` becomes true.
    pub async fn keep(&self, mut ending: watch::Receiver<bool>) {
        tokio::select! {
            _ = ending.wait_for(|ending| *ending) => {}
            () = self.follow() => {}
        }
    }

    async fn follow(&self) {
        let mut news = self.store.watch();
        loop {
            news.borrow_and_update();
            let begin = Instant::now();
            if let Err(error) = self.reach_newest().await {
                report(Level::Warning, "the log could not be followed; it is tried again", &error);
                sleep(AFTER_FAILURE).await;
                continue;
            }
            sleep(begin.elapsed() * REST).await;
            if news.changed().await.is_err() {
                return;
            }
        }
    }

    /// Brings all projections up to the newest change at the time of the call, at least.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn reach_newest(&self) -> Result<(), Error> {
        let newest = Position::newest(&self.store);
        if self.all_reach(&newest) {
            return Ok(());
        }
        let _turn = self.turn.lock().await;
        for projection in &self.projections {
            if projection.position().is_none_or(|at| at.epoch != newest.epoch) {
                projection.begin(&newest).await?;
            }
        }
        while let Some(after) = self.least(&newest, |at| at.sequence).filter(|at| *at < newest.sequence) {
            let news = self.store.graph_news(after).await?;
            if news.sequence == after {
                // Another database in the place of the one that was read.
                return Err(Error::Internal("the log does not reach as far as its counter"));
            }
            self.give(&Batch::Changes(news)).await?;
        }
        if self.least(&newest, |at| at.others).is_some_and(|others| others < newest.others) {
            let people = self.store.accounts().await?;
            self.give(&Batch::Accounts { others: newest.others, people }).await?;
        }
        if self.all_reach(&newest) { Ok(()) } else { Err(Error::Internal("a projection lost its position")) }
    }

    fn all_reach(&self, newest: &Position) -> bool {
        self.projections.iter().all(|projection| projection.position().is_some_and(|at| at.reaches(newest)))
    }

    /// The least of the positions in the history of `newest`.
    fn least<T: Ord>(&self, newest: &Position, of: impl Fn(Position) -> T) -> Option<T> {
        let positions = self.projections.iter().filter_map(|projection| projection.position());
        positions.filter(|at| at.epoch == newest.epoch).map(of).min()
    }

    /// Gives a batch to all; one that is ahead has it already, which does no harm.
    async fn give(&self, batch: &Batch) -> Result<(), Error> {
        for projection in &self.projections {
            projection.take(batch).await?;
        }
        Ok(())
    }
}
