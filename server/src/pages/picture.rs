//! Pictures of the graph: of everything, of a discussion, or of what is around an article.

use std::sync::Arc;

use app::component::chrome::encode;
use app::page::{self, Extent, PictureView};
use axum::extract::{Path, State};
use domain::graph::svg::{self, Options, Picture};
use domain::graph::view::Shown;
use domain::graph::{Graph, View};

use crate::error::{Answer, Error};
use crate::graph::Snapshot;
use crate::pages::head;
use crate::state::{App, Shared};
use crate::visit::Visit;

/// The most articles of a discussion that is shown as a whole where nothing is asked for.
const WHOLE: usize = 60;
/// How many steps around an article are shown where its discussion is larger than that.
const STEPS: u8 = 2;
/// From so many articles those that are drawn are chosen.
const CANDIDATES: usize = 2_000;

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
        let source = format!("/api/graph?focus={}&depth={}", encode(slug), domain::graph::view::DEEPEST);
        Self { graph: snapshot.around(focus, depth, CANDIDATES), view, extent, source }
    }

    /// Draws it, beside the threads that answer.
    ///
    /// # Errors
    /// If it can not be drawn.
    pub async fn drawn(self, title: String) -> Result<(Arc<Self>, Picture), Error> {
        let draw = move || {
            let picture =
                svg::draw(&self.graph, &self.view, &Options { title: &title, ..Options::default() });
            (Arc::new(self), picture)
        };
        tokio::task::spawn_blocking(draw).await.map_err(|_| Error::Internal("a picture could not be drawn"))
    }

    /// How many articles are bright.
    fn bright(&self) -> usize {
        self.view.select(&self.graph).nodes.iter().filter(|shown| **shown == Shown::Bright).count()
    }
}

/// `GET /graph?…`: everything, or what is around the focus; see [`View::read`].
pub async fn all(State(app): State<Shared>, visit: Visit) -> Answer {
    let snapshot = app.graph().await?;
    answer(&app, &visit, &snapshot, None).await
}

/// `GET /a/{slug}/graph?…`: the discussion of an article, or what is around it.
pub async fn one(State(app): State<Shared>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let snapshot = app.graph().await?;
    let node = snapshot.number(article.id).ok_or(Error::Internal("an article is not in the graph"))?;
    answer(&app, &visit, &snapshot, Some(node)).await
}

async fn answer(app: &App, visit: &Visit, snapshot: &Snapshot, article: Option<usize>) -> Answer {
    let part = Part::of(snapshot, article, View::read(&visit.query));
    let (part, picture) = part.drawn(title(snapshot, article)).await?;
    let view = PictureView {
        of: article.map(|node| &snapshot.graph.nodes[node]),
        graph: &part.graph,
        view: &part.view,
        extent: part.extent,
        picture: &picture,
        bright: part.bright(),
        source: &part.source,
    };
    let audience = visit.audience();
    let html = page::picture(&visit.site(app, audience), &view);
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
