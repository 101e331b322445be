//! Pictures of the graph: of everything, of a discussion, or of what is around an article.

use std::sync::Arc;

use app::component::chrome::encode;
use app::page::{self, Extent, PictureView};
use axum::extract::{Path, State};
use graph::drawing::{self, Options, Picture};
use graph::view::{Selection, Shown};
use graph::{Graph, View};
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};
use store::work::Token;

use domain::problem::{Problem, Thing};

use crate::error::Answer;
use crate::graph::Snapshot;
use crate::pages::shown_head;
use crate::state::{App, Shared};
use crate::token::hex;
use crate::visit::Visit;

/// The most articles of a discussion that is shown as a whole where nothing is asked for.
const WHOLE: usize = 60;
/// How many steps around an article are shown where its discussion is larger than that.
const STEPS: u8 = 2;
/// From so many articles those that are drawn are chosen.
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
    pub fn of(snapshot: &Snapshot, article: Option<usize>, mut view: View) -> Self {
        view.camera = None;
        let focus = view.focus.as_deref().and_then(|slug| snapshot.find(slug)).or(article);
        let Some(focus) = focus else {
            view.focus = None;
            view.depth = None;
            let graph = snapshot.most_important(CANDIDATES);
            let extent = Extent::Everything(snapshot.graph.nodes.len());
            return Self { graph, view, extent, source: "/api/graph".to_owned() };
        };
        let slug = snapshot.graph.nodes[focus].slug.as_str();
        view.focus = Some(slug.to_owned());
        if view.depth.is_none() {
            let graph = snapshot.discussion(focus, WHOLE + 1);
            if graph.nodes.len() <= WHOLE {
                let source = format!("/api/graph?root={}", encode(slug));
                return Self { graph, view, extent: Extent::Discussion, source };
            }
        }
        let extent = if view.depth.is_some() { Extent::Around } else { Extent::Nearest };
        let depth = view.depth.unwrap_or(STEPS);
        view.depth = Some(depth);
        // A script lets the reader go deeper without asking again.
        let source = format!("/api/graph?focus={}&depth={}", encode(slug), graph::view::DEEPEST);
        Self { graph: snapshot.around(focus, depth, CANDIDATES), view, extent, source }
    }

    /// Names what is drawn of it, in one state of the graph, by what there is to see: whatever was asked for, words that
    /// match nothing are the same picture.
    #[must_use]
    pub fn key(&self, selection: &Selection) -> String {
        let View { focus, depth, layout, colour, path, .. } = &self.view;
        let seen = format!("{focus:?} {depth:?} {layout:?} {colour:?} {path:?} {selection:?}");
        hex(&Sha256::digest(seen))
    }
}

/// Pictures that were drawn, of one state of the graph each.
#[derive(Debug)]
pub struct Pictures(Cache<String, Arc<Drawn>, Weight>);

#[derive(Debug)]
struct Drawn {
    state: String,
    picture: Picture,
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
        Self(Cache::with_weighter(256, CAPACITY, Weight))
    }
}

impl Pictures {
    fn of(&self, state: String, part: &Part, selection: &Selection, title: &str) -> Arc<Drawn> {
        let key = format!("{title} {}", part.key(selection));
        if let Some(drawn) = self.0.get(&key).filter(|drawn| drawn.state == state) {
            return drawn;
        }
        let picture = drawing::draw(&part.graph, &part.view, &Options { title, ..Options::default() });
        let drawn = Arc::new(Drawn { state, picture });
        self.0.insert(key, Arc::clone(&drawn));
        drawn
    }
}

/// `GET /graph?…`: everything, or what is around the focus; see [`View::read`].
pub async fn all(State(app): State<Shared>, visit: Visit) -> Answer {
    let snapshot = app.graph().await?;
    answer(&app, &visit, &snapshot, None).await
}

/// `GET /a/{slug}/graph?…`: the discussion of an article, or what is around it.
pub async fn one(State(app): State<Shared>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let article = shown_head(&app, &visit, &slug).await?;
    let snapshot = app.graph().await?;
    let node = snapshot.number(article.id).ok_or(Problem::NotFound { thing: Thing::Article })?;
    answer(&app, &visit, &snapshot, Some(node)).await
}

async fn answer(app: &App, visit: &Visit, snapshot: &Arc<Snapshot>, article: Option<usize>) -> Answer {
    let audience = visit.audience();
    let (site, asked) = (visit.site(app, audience), View::read(&visit.query));
    let (snapshot, pictures) = (Arc::clone(snapshot), Arc::clone(&app.pictures));
    let draw = move |_: &Token| {
        let part = Part::of(&snapshot, article, asked);
        let selection = part.view.select(&part.graph);
        let drawn = pictures.of(snapshot.state(), &part, &selection, &title(&snapshot, article));
        let view = PictureView {
            of: article.map(|node| &snapshot.graph.nodes[node]),
            graph: &part.graph,
            view: &part.view,
            extent: part.extent,
            picture: &drawn.picture,
            bright: selection.nodes.iter().filter(|shown| **shown == Shown::Bright).count(),
            source: &part.source,
        };
        page::picture(&site, &view)
    };
    let html = app.store.work().run(draw).await?;
    Ok(visit.read(app, audience, html))
}

/// What a picture is called.
#[must_use]
pub fn title(snapshot: &Snapshot, article: Option<usize>) -> String {
    match article {
        Some(node) => format!("Graph of {}", snapshot.graph.nodes[node].title),
        None => "Graph of all discussions".to_owned(),
    }
}
