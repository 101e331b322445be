//! A branch of a discussion as one document.

use std::sync::Arc;

use app::page::{self, BranchView};
use axum::extract::{Path, State};
use domain::id::ArticleId;
use domain::problem::{Problem, Thing};
use graph::outline::{self, Bounds};
use store::work::Token;

use crate::error::Answer;
use crate::pages::outline::NODE;
use crate::pages::shown_head;
use crate::state::Shared;
use crate::visit::Visit;
use crate::work::made;

/// How much one page holds: articles, levels, and bytes of their texts.
const BOUNDS: Bounds = Bounds { articles: 200, levels: 12, ties: 0 };
const BYTES: i64 = 2 * 1024 * 1024;

/// `GET /a/{slug}/branch`: an article and what is below it, in full.
pub async fn one(State(app): State<Shared>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let article = shown_head(&app, &visit, &slug).await?;
    let snapshot = app.graph().await?;
    let root = snapshot.number(article.id).ok_or(Problem::NotFound { thing: Thing::Article })?;
    let own = Arc::clone(&snapshot);
    let find = move |_: &Token| outline::outline(&own.graph, own.incidence(), root, &BOUNDS);
    let shown = app.store.work().run_sized(NODE * snapshot.graph.nodes.len(), find).await?;
    let articles: Vec<ArticleId> =
        shown.lines.iter().map(|line| snapshot.graph.nodes[line.node].id).collect();
    let chapters = app.store.chapters(&articles, BYTES).await?;
    let audience = visit.audience();
    let site = visit.site(&app, audience);
    let bytes = chapters.iter().map(|chapter| chapter.html.len() + 512).sum();
    let render = move || {
        let view = BranchView { graph: &snapshot.graph, outline: &shown, chapters: &chapters };
        page::branch(&site, &view)
    };
    let html = made(app.store.work(), bytes, render).await?;
    Ok(visit.read(&app, audience, html))
}
