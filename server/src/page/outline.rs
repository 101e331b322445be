//! Outlines: one discussion, or all of them.

use std::collections::HashMap;
use std::sync::Arc;

use app::page::{self, Discussions, OutlineView};
use axum::extract::{Path, State};
use domain::id::RelationId;
use domain::problem::{Problem, Thing};
use graph::outline::{self, Bounds};
use store::Store;
use store::work::Token;

use crate::follow::live::LiveGraph;
use crate::guard::work::made;
use crate::http::error::Answer;
use crate::visit::Visit;
use crate::visit::lookup::shown_head;

/// How large an outline may become. With more, its page would be too long to read and slow to open.
const BOUNDS: Bounds = Bounds { articles: 1_000, levels: 12, ties: 12 };
/// How large an outline may become where every relation is explained.
const EXPLAINED: Bounds = Bounds { articles: 250, ..BOUNDS };
/// About how many bytes of text take as long as an article of the graph, where all are looked at.
pub(super) const NODE: usize = 8;
/// About how many bytes a line of an outline has.
const LINE: usize = 1_024;
/// How many discussions a page lists.
const DISCUSSIONS: usize = 20;

/// `GET /a/{slug}/outline?below=1&explain=1`: the discussion of an article, or what is below it.
pub async fn of_article(
    State(store): State<Store>,
    State(graph): State<Arc<LiveGraph>>,
    visit: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let article = shown_head(&store, &visit, &slug).await?;
    let snapshot = graph.snapshot().await?;
    let asked = snapshot.index_of(article.id).ok_or(Problem::NotFound { thing: Thing::Article })?;
    let explain = visit.query.get("explain") == "1";
    let bounds = if explain { EXPLAINED } else { BOUNDS };
    let (own, below) = (Arc::clone(&snapshot), visit.query.get("below") == "1");
    let find = move |_: &Token| {
        let (graph, incidence) = (&own.graph, own.incidence());
        let mut above = own.above(asked);
        let root = above.last().copied().filter(|_| !below).unwrap_or(asked);
        let mut shown = outline::outline(graph, incidence, root, &bounds);
        if shown.lines.iter().any(|line| line.node == asked) {
            if root != asked {
                above.clear();
            }
        } else {
            shown = outline::outline(graph, incidence, asked, &bounds);
        }
        above.reverse();
        (shown, above)
    };
    let graph = &snapshot.graph;
    let (shown, above) = store.work().run_sized(NODE * graph.nodes.len(), find).await?;
    let explanations = if explain {
        let ties = shown.lines.iter().flat_map(|line| &line.ties);
        let relations: Vec<RelationId> = ties.map(|tie| graph.edges[tie.edge].id).collect();
        let said = store.explanations(&relations).await?;
        Some(said.into_iter().map(|relation| (relation.id, relation)).collect::<HashMap<_, _>>())
    } else {
        None
    };
    let audience = visit.audience();
    let (site, bytes) = (visit.site(audience), LINE * shown.lines.len());
    let render = move || {
        let (graph, explanations) = (&snapshot.graph, explanations.as_ref());
        page::outline(&site, &OutlineView { graph, outline: &shown, asked, above: &above, explanations })
    };
    let html = made(store.work(), bytes, render).await?;
    Ok(visit.shared_page(audience, html))
}

/// `GET /outline?page=`: all discussions.
pub async fn list(State(store): State<Store>, State(graph): State<Arc<LiveGraph>>, visit: Visit) -> Answer {
    let snapshot = graph.snapshot().await?;
    let own = Arc::clone(&snapshot);
    let find = move |_: &Token| outline::discussions(&own.graph, own.incidence());
    let found = store.work().run_sized(NODE * snapshot.graph.nodes.len(), find).await?;
    let (graph, incidence) = (&snapshot.graph, snapshot.incidence());
    let pages = found.len().div_ceil(DISCUSSIONS).max(1);
    let page = visit.query.get("page").parse().unwrap_or(1).clamp(1, pages);
    let shown: Vec<_> = found
        .into_iter()
        .skip((page - 1) * DISCUSSIONS)
        .take(DISCUSSIONS)
        .map(|discussion| (discussion, outline::parts(graph, incidence, discussion.root)))
        .collect();
    let audience = visit.audience();
    let view = Discussions { graph, shown: &shown, page, pages };
    let html = page::discussions(&visit.site(audience), &view);
    Ok(visit.shared_page(audience, html))
}
