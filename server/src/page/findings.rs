//! What there is to mend: in one discussion, or anywhere.

use std::sync::Arc;

use app::page;
use axum::extract::{Path, State};
use domain::problem::{Problem, Thing};
use store::Store;

use crate::follow::findings::FindingsCache;
use crate::follow::live::LiveGraph;
use crate::http::error::Answer;
use crate::visit::Visit;
use crate::visit::lookup::shown_head;

/// `GET /health`
pub async fn list(
    State(graph): State<Arc<LiveGraph>>,
    State(findings): State<Arc<FindingsCache>>,
    visit: Visit,
) -> Answer {
    let snapshot = graph.snapshot().await?;
    let found = findings.of(&snapshot).await?.of(|_| true);
    let audience = visit.audience();
    let html = page::health(&visit.site(audience), &snapshot.graph, None, &found);
    Ok(visit.shared_page(audience, html))
}

/// `GET /a/{slug}/health`: of the discussion that the article belongs to.
pub async fn of_article(
    State(store): State<Store>,
    State(graph): State<Arc<LiveGraph>>,
    State(findings): State<Arc<FindingsCache>>,
    visit: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let article = shown_head(&store, &visit, &slug).await?;
    let snapshot = graph.snapshot().await?;
    let asked = snapshot.index_of(article.id).ok_or(Problem::NotFound { thing: Thing::Article })?;
    let discussion = snapshot.discussed(asked, usize::MAX);
    let root = discussion.first().copied().unwrap_or(asked);
    let mut within = vec![false; snapshot.graph.nodes.len()];
    for node in discussion {
        within[node] = true;
    }
    let found = findings.of(&snapshot).await?.of(|node| within[node]);
    let audience = visit.audience();
    let html = page::health(&visit.site(audience), &snapshot.graph, Some((asked, root)), &found);
    Ok(visit.shared_page(audience, html))
}
