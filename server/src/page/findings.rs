//! What there is to mend: in one discussion, or anywhere.

use app::page;
use axum::extract::{Path, State};

use domain::problem::{Problem, Thing};

use crate::app::Shared;
use crate::http::error::Answer;
use crate::page::shown_head;
use crate::visit::Visit;

/// `GET /health`
pub async fn all(State(app): State<Shared>, visit: Visit) -> Answer {
    let snapshot = app.graph().await?;
    let found = app.health(&snapshot).await?.of(|_| true);
    let audience = visit.audience();
    let html = page::health(&visit.site(&app, audience), &snapshot.graph, None, &found);
    Ok(visit.read(&app, audience, html))
}

/// `GET /a/{slug}/health`: of the discussion that the article belongs to.
pub async fn one(State(app): State<Shared>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let article = shown_head(&app, &visit, &slug).await?;
    let snapshot = app.graph().await?;
    let asked = snapshot.number(article.id).ok_or(Problem::NotFound { thing: Thing::Article })?;
    let discussion = snapshot.discussed(asked, usize::MAX);
    let root = discussion.first().copied().unwrap_or(asked);
    let mut within = vec![false; snapshot.graph.nodes.len()];
    for node in discussion {
        within[node] = true;
    }
    let found = app.health(&snapshot).await?.of(|node| within[node]);
    let audience = visit.audience();
    let html = page::health(&visit.site(&app, audience), &snapshot.graph, Some((asked, root)), &found);
    Ok(visit.read(&app, audience, html))
}
