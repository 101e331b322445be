//! A branch of a discussion as one document.

use std::sync::Arc;

use app::page::{self, BranchView};
use axum::extract::{Path, State};
use domain::id::ArticleId;
use domain::problem::{Problem, Thing};
use graph::outline::{self, Bounds};
use store::Store;
use store::work::Token;

use crate::follow::live::LiveGraph;
use crate::guard::work::made;
use crate::http::error::Answer;
use crate::page::outline::NODE;
use crate::visit::Visit;
use crate::visit::lookup::shown_head;

/// How much one page holds: articles, levels, and bytes of their texts.
const BOUNDS: Bounds = Bounds { articles: 200, levels: 12, ties: 0 };
const BYTES: i64 = 2 * 1024 * 1024;

/// `GET /a/{slug}/branch`: an article and what is below it, in full.
pub async fn branch(
    State(store): State<Store>,
    State(graph): State<Arc<LiveGraph>>,
    visit: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let article = shown_head(&store, &visit, &slug).await?;
    let snapshot = graph.snapshot().await?;
    let root = snapshot.index_of(article.id).ok_or(Problem::NotFound { thing: Thing::Article })?;
    let own = Arc::clone(&snapshot);
    let find = move |_: &Token| outline::outline(&own.graph, own.incidence(), root, &BOUNDS);
    let shown = store.work().run_sized(NODE * snapshot.graph.nodes.len(), find).await?;
    let articles: Vec<ArticleId> =
        shown.lines.iter().map(|line| snapshot.graph.nodes[line.node].id).collect();
    let chapters = store.chapters(&articles, BYTES).await?;
    let audience = visit.audience();
    let site = visit.site(audience);
    let bytes = chapters.iter().map(|chapter| chapter.html.len() + 512).sum();
    let render = move || {
        let view = BranchView { graph: &snapshot.graph, outline: &shown, chapters: &chapters };
        page::branch(&site, &view)
    };
    let html = made(store.work(), bytes, render).await?;
    Ok(visit.shared_page(audience, html))
}
