//! Where articles stand in the picture of everything: laid out in the background, and kept.
//!
//! A layout begins with the places that are kept, so that what a reader knows stays where it was, and only what moved
//! far enough to be seen is written. It waits until nothing has been written for a moment, is made by one task, and
//! takes a small part of one processor at most.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::id::ArticleId;
use graph::layout::stress::Stress;
use graph::{Graph, Point};
use store::Store;
use store::report::{Level, report};
use tokio::sync::{Mutex, watch};
use tokio::time::{sleep, timeout};

use super::error::Error;
use super::live::LiveGraph;

/// The most articles that have a place: with more, a picture of everything cannot be read.
pub const MAX_PLACED: usize = 20_000;
/// How long nothing is to be written before a layout begins, and how long that is waited for.
const QUIET: Duration = Duration::from_secs(2);
const PATIENCE: Duration = Duration::from_secs(30);
/// How often the time that a layout took is waited after it.
const REST: u32 = 20;
/// Who moved less than this stays.
const STAYS: f64 = 4.0;
/// How many terms are relaxed before it is looked whether the server ends.
const PIECE: usize = 200_000;
/// Given to the layout, whose places are the same for the same number.
const SEED: u64 = 1;

/// Lays out the graph of a database.
pub struct Layout {
    store: Store,
    graph: Arc<LiveGraph>,
    /// Becomes true when the server is about to end.
    ending: watch::Receiver<bool>,
    /// What was laid out last: a history, and a number for what stood in relation to what. Whoever holds this lays out.
    laid_out: Mutex<Option<(String, u64)>>,
}

/// Waits until nothing has been written for a moment.
async fn until_idle(news: &mut watch::Receiver<i64>) {
    while let Ok(Ok(())) = timeout(QUIET, news.changed()).await {}
}

impl Layout {
    /// Of which nothing is laid out yet; a layout breaks off when `ending` becomes true.
    #[must_use]
    pub fn new(store: Store, graph: Arc<LiveGraph>, ending: watch::Receiver<bool>) -> Self {
        Self { store, graph, ending, laid_out: Mutex::default() }
    }

    /// Lays out whenever the graph has changed, until the server ends.
    pub async fn keep(&self) {
        let mut ending = self.ending.clone();
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
            match self.lay_out().await {
                Ok(0) => {}
                Ok(places) => {
                    tracing::debug!(places, took = ?begin.elapsed(), "articles have other places");
                    sleep(begin.elapsed() * REST).await;
                }
                Err(error) => {
                    report(Level::Warning, "the graph was not laid out; the next change tries again", &error);
                }
            }
            if news.changed().await.is_err() {
                return;
            }
            let _ = timeout(PATIENCE, until_idle(&mut news)).await;
        }
    }

    /// Lays the most important articles out if there are some without a place, or if they are related in another way than
    /// at the last time. Answers how many places have changed.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn lay_out(&self) -> Result<usize, Error> {
        // One at a time.
        let mut laid_out = self.laid_out.lock().await;
        let snapshot = self.graph.snapshot().await?;
        let former = laid_out.as_ref().filter(|(epoch, _)| *epoch == snapshot.epoch).map(|(_, shape)| *shape);
        let epoch = snapshot.epoch.clone();
        let ending = self.ending.clone();
        let lay_out = move || {
            let graph = snapshot.most_important(MAX_PLACED);
            // Who holds a snapshot makes changes dearer.
            drop(snapshot);
            let shape = shape(&graph);
            let is_complete = graph.nodes.iter().all(|node| node.at.is_some());
            let is_known = former.is_none_or(|former| former == shape);
            if is_complete && is_known {
                return (shape, Vec::new());
            }
            (shape, moved(&graph, &|| *ending.borrow()))
        };
        let (shape, places) = tokio::task::spawn_blocking(lay_out)
            .await
            .map_err(|_| Error::Internal("the layout of the graph failed"))?;
        let count = places.len();
        if count > 0 {
            self.graph.keep_places(places).await?;
        }
        *laid_out = Some((epoch, shape));
        Ok(count)
    }
}

/// A number for what is related to what.
fn shape(graph: &Graph) -> u64 {
    // Edges have no order that lasts; sums have none at all.
    let edges = graph.edges.iter().map(|edge| {
        let (one, other) = (graph.nodes[edge.from].id, graph.nodes[edge.to].id);
        let mut hasher = DefaultHasher::new();
        (one.min(other), one.max(other)).hash(&mut hasher);
        hasher.finish()
    });
    edges.fold(graph.nodes.len() as u64, u64::wrapping_add)
}

/// The places that a layout changed; none if it was broken off.
fn moved(graph: &Graph, is_over: &dyn Fn() -> bool) -> Vec<(ArticleId, i64, i64)> {
    let pairs: Vec<(usize, usize)> =
        graph.edges.iter().map(|edge| (edge.from.index(), edge.to.index())).collect();
    let known: Vec<Option<Point>> = graph.nodes.iter().map(|node| node.at).collect();
    let mut stress = Stress::new(graph.nodes.len(), &pairs, &known, SEED);
    while stress.advance(PIECE) {
        if is_over() {
            return Vec::new();
        }
    }
    let places = graph.nodes.iter().zip(stress.points());
    places
        .filter(|(node, point)| node.at.is_none_or(|at| at.distance(*point) >= STAYS))
        .map(|(node, point)| (node.id, whole(point.x), whole(point.y)))
        .collect()
}

#[expect(clippy::cast_possible_truncation, reason = "a conversion that saturates; places are far smaller")]
fn whole(number: f64) -> i64 {
    number.round() as i64
}
