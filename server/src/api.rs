//! For programs: health, and the articles as JSON. Grows into the versioned API.

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use crate::error::{Answer, Error};
use crate::pages::head;
use crate::state::Shared;
use crate::visit::Visit;

/// The most articles in one answer.
const MOST: i64 = 1_000;

/// `GET /healthz`: well, if the database answers.
pub async fn healthz(State(app): State<Shared>) -> Answer {
    app.store.is_empty().await?;
    Ok("well\n".into_response())
}

/// `GET /api/articles?limit=`
pub async fn articles(State(app): State<Shared>, visit: Visit) -> Result<Response, Error> {
    let limit = visit.query.hidden::<i64>("limit")?.unwrap_or(100).clamp(1, MOST);
    let articles = app.store.articles(limit).await?;
    let listed: Vec<_> = articles
        .into_iter()
        .map(|(id, slug, head)| json!({ "id": id, "slug": slug.in_path(), "head": head }))
        .collect();
    Ok(Json(json!({ "articles": listed })).into_response())
}

/// `GET /api/articles/{slug}`
pub async fn article(
    State(app): State<Shared>,
    visit: Visit,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let article = head(&app, &visit, &slug).await?;
    Ok(Json(json!({
        "id": article.id,
        "slug": article.slug.in_path(),
        "head": article.head,
        "revision": article.head_number,
        "title": article.title,
        "summary": article.summary,
        "body": article.body,
    }))
    .into_response())
}
