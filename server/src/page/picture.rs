//! Pictures of the graph: of everything, of a discussion, or of what is around an article.

use std::sync::Arc;

use app::page::{self, PictureView};
use axum::extract::{Path, State};
use domain::problem::{Problem, Thing};
use graph::view::Shown;
use graph::{NodeIndex, View};
use store::Store;
use store::work::Token;

use crate::follow::live::LiveGraph;
use crate::follow::pictures::{Part, Pictures, title};
use crate::follow::snapshot::Snapshot;
use crate::http::error::Answer;
use crate::visit::Visit;
use crate::visit::lookup::shown_head;

/// `GET /graph?…`: everything, or what is around the focus; see [`View::read`].
pub async fn of_all(
    State(graph): State<Arc<LiveGraph>>,
    State(store): State<Store>,
    State(pictures): State<Arc<Pictures>>,
    visit: Visit,
) -> Answer {
    let snapshot = graph.snapshot().await?;
    answer(&store, pictures, &visit, snapshot, None).await
}

/// `GET /a/{slug}/graph?…`: the discussion of an article, or what is around it.
pub async fn of_article(
    State(store): State<Store>,
    State(graph): State<Arc<LiveGraph>>,
    State(pictures): State<Arc<Pictures>>,
    visit: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let article = shown_head(&store, &visit, &slug).await?;
    let snapshot = graph.snapshot().await?;
    let node = snapshot.index_of(article.id).ok_or(Problem::NotFound { thing: Thing::Article })?;
    answer(&store, pictures, &visit, snapshot, Some(node)).await
}

async fn answer(
    store: &Store,
    pictures: Arc<Pictures>,
    visit: &Visit,
    snapshot: Arc<Snapshot>,
    article: Option<NodeIndex>,
) -> Answer {
    let audience = visit.audience();
    let (site, asked) = (visit.site(audience), View::read(&visit.query));
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
    let html = store.work().run(draw).await?;
    Ok(visit.shared_page(audience, html))
}
