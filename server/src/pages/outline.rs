//! Outlines: one discussion, or all of them.

use std::collections::HashMap;

use app::page::{self, Discussions, OutlineView};
use axum::extract::{Path, State};
use domain::graph::outline::{self, Bounds};
use domain::id::RelationId;

use crate::error::{Answer, Error};
use crate::pages::head;
use crate::state::Shared;
use crate::visit::Visit;

/// How large an outline may become. With more, its page would be too long to read and slow to open.
const BOUNDS: Bounds = Bounds { articles: 2_000, levels: 12, ties: 12 };
/// How many discussions a page lists.
const DISCUSSIONS: usize = 20;

/// `GET /a/{slug}/outline?below=1&explain=1`: the discussion of an article, or what is below it.
pub async fn one(State(app): State<Shared>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let snapshot = app.graph().await?;
    let asked = snapshot.number(article.id).ok_or(Error::Internal("an article is not in the graph"))?;
    let (graph, incidence) = (&snapshot.graph, snapshot.incidence());
    let mut above = outline::ancestors(graph, incidence, asked);
    let root = above.last().copied().filter(|_| visit.query.get("below") != "1").unwrap_or(asked);
    let mut shown = outline::outline(graph, incidence, root, &BOUNDS);
    if shown.lines.iter().any(|line| line.node == asked) {
        if root != asked {
            above.clear();
        }
    } else {
        shown = outline::outline(graph, incidence, asked, &BOUNDS);
    }
    above.reverse();
    let explanations = if visit.query.get("explain") == "1" {
        let ties = shown.lines.iter().flat_map(|line| &line.ties);
        let relations: Vec<RelationId> = ties.map(|tie| graph.edges[tie.edge].id).collect();
        let said = app.store.explanations(&relations).await?;
        Some(said.into_iter().map(|relation| (relation.id, relation)).collect::<HashMap<_, _>>())
    } else {
        None
    };
    let audience = visit.audience();
    let view =
        OutlineView { graph, outline: &shown, asked, above: &above, explanations: explanations.as_ref() };
    let html = page::outline(&visit.site(&app, audience), &view);
    Ok(visit.read(&app, audience, html))
}

/// `GET /outline?page=`: all discussions.
pub async fn all(State(app): State<Shared>, visit: Visit) -> Answer {
    let snapshot = app.graph().await?;
    let (graph, incidence) = (&snapshot.graph, snapshot.incidence());
    let found = outline::discussions(graph, incidence);
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
    let html = page::discussions(&visit.site(&app, audience), &view);
    Ok(visit.read(&app, audience, html))
}
