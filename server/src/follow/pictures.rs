//! What a picture of the graph is of: everything, a discussion, or what is around an article; and the pictures that were
//! drawn for pages.

use std::future::ready;
use std::sync::Arc;

use app::page::Extent;
use domain::address;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use graph::drawing::{self, Options, Picture};
use graph::view::Selection;
use graph::{Graph, NodeIndex, View};
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use super::error::Error;
use super::projection::{Batch, Mark, Position, Projection};
use super::snapshot::Snapshot;
use crate::token::hash_of;

/// The most articles of a discussion that is shown as a whole where nothing is asked for.
const WHOLE: usize = 60;
/// How many steps around an article are shown where its discussion is larger than that.
const STEPS: u8 = 2;
/// How many articles those that are drawn are chosen from.
const CANDIDATES: usize = 2_000;

/// The most bytes of pictures that are kept.
const CAPACITY: u64 = 16 * 1024 * 1024;

/// What a picture is of.
#[derive(Debug)]
pub struct Part {
    /// The articles and relations it is chosen from.
    pub graph: Graph,
    /// What is shown of them. The camera is left out: it is the reader's.
    pub view: View,
    /// How much of everything that is.
    pub extent: Extent,
    /// Where a script finds the same.
    pub source: String,
}

impl Part {
    /// What `view` asks for, beside the article of the address.
    #[must_use]
    pub fn of(snapshot: &Snapshot, article: Option<NodeIndex>, mut view: View) -> Self {
        view.camera = None;
        let focus = view.focus.as_deref().and_then(|slug| snapshot.find(slug)).or(article);
        let Some(focus) = focus else {
            view.focus = None;
            view.depth = None;
            let graph = snapshot.most_important(CANDIDATES);
            let extent = Extent::Everything(snapshot.graph.nodes.len());
            return Self { graph, view, extent, source: address::graph_data().to_string() };
        };
        let slug = snapshot.graph.nodes[focus].slug.as_str();
        view.focus = Some(slug.to_owned());
        if view.depth.is_none() {
            let graph = snapshot.discussion(focus, WHOLE + 1);
            if graph.nodes.len() <= WHOLE {
                let source = address::graph_data().query("root", slug).to_string();
                return Self { graph, view, extent: Extent::Discussion, source };
            }
        }
        let extent = if view.depth.is_some() { Extent::Around } else { Extent::Nearest };
        let depth = view.depth.unwrap_or(STEPS);
        view.depth = Some(depth);
        // A script lets the reader go deeper without asking again.
        let source =
            address::graph_data().query("focus", slug).query("depth", graph::view::MAX_DEPTH).to_string();
        Self { graph: snapshot.around(focus, depth, CANDIDATES), view, extent, source }
    }

    /// Names what is drawn of it, in one state of the graph, by what there is to see: whatever was asked for, words that
    /// match nothing are the same picture.
    #[must_use]
    pub fn key(&self, selection: &Selection) -> String {
        let View { focus, depth, layout, colour, path, .. } = &self.view;
        let seen = format!("{focus:?} {depth:?} {layout:?} {colour:?} {path:?} {selection:?}");
        hash_of(seen.as_bytes())
    }
}

/// Pictures that were drawn, of one state of the graph each. Those of former states are forgotten as the log is followed.
#[derive(Debug)]
pub struct Pictures {
    drawn: Cache<String, Arc<Drawn>, Weight>,
    mark: Mark,
}

/// A picture that was drawn.
#[derive(Debug)]
pub struct Drawn {
    state: String,
    /// The newest change that it shows.
    sequence: i64,
    /// What was drawn.
    pub picture: Picture,
}

#[derive(Debug, Clone)]
struct Weight;

impl Weighter<String, Arc<Drawn>> for Weight {
    fn weight(&self, key: &String, drawn: &Arc<Drawn>) -> u64 {
        (key.len() + drawn.picture.svg.len() + 512) as u64
    }
}

impl Default for Pictures {
    fn default() -> Self {
        Self { drawn: Cache::with_weighter(256, CAPACITY, Weight), mark: Mark::new() }
    }
}

impl Pictures {
    /// The picture of a part, as it was drawn in that state of the graph or is drawn now.
    pub fn of(&self, state: String, part: &Part, selection: &Selection, title: &str) -> Arc<Drawn> {
        let key = format!("{title} {}", part.key(selection));
        if let Some(drawn) = self.drawn.get(&key).filter(|drawn| drawn.state == state) {
            return drawn;
        }
        let picture = drawing::draw(&part.graph, &part.view, &Options { title, ..Options::default() });
        let drawn = Arc::new(Drawn { state, sequence: part.graph.sequence, picture });
        self.drawn.insert(key, Arc::clone(&drawn));
        drawn
    }
}

impl Projection for Pictures {
    fn position(&self) -> Option<Position> {
        self.mark.get()
    }

    fn begin<'a>(&'a self, at: &'a Position) -> BoxFuture<'a, Result<(), Error>> {
        self.drawn.clear();
        self.mark.set(at);
        ready(Ok(())).boxed()
    }

    fn take<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<(), Error>> {
        // Each change makes another state of the graph, of which pictures are drawn anew.
        if let Some(Position { sequence, .. }) = self.mark.take(batch) {
            self.drawn.retain(|_, drawn| drawn.sequence >= sequence);
        }
        ready(Ok(())).boxed()
    }
}

/// What a picture is called.
#[must_use]
pub fn title(snapshot: &Snapshot, article: Option<NodeIndex>) -> String {
    match article {
        Some(node) => messages::graph::heading(&snapshot.graph.nodes[node].title),
        None => messages::graph::HEADING_OF_ALL.to_owned(),
    }
}
