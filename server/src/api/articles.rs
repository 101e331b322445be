//! For programs: health, and the articles as JSON. Grows into the versioned API.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use domain::address::encode;
use serde_json::json;
use store::{Ailment, Store};

use crate::http::error::{Error, SOON};
use crate::visit::Visit;
use crate::visit::lookup::head;

/// The most articles in one answer.
const MAX_ARTICLES: i64 = 1_000;

/// `GET /healthz`: whether the server lives. What it cannot do for now is no reason to end it; see [`readyz`].
pub async fn healthz() -> Response {
    "well\n".into_response()
}

/// `GET /readyz`: whether the site can be read and written, and what is not well; 503 if something is not.
pub async fn readyz(State(store): State<Store>) -> Response {
    let condition = store.condition().await;
    let said = |ailment: &Option<Ailment>| match ailment {
        None => json!("well"),
        Some(Ailment { name, cause }) => json!({ "problem": name, "cause": cause }),
    };
    let body = json!({
        "ready": condition.is_well(),
        "reads": said(&condition.reads),
        "writes": said(&condition.writes),
        "pages": said(&condition.pages),
        "sequence": store.sequence(),
    });
    let mut response = Json(body).into_response();
    if !condition.is_well() {
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        response.headers_mut().insert(RETRY_AFTER, SOON);
    }
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// `GET /api/articles?limit=`
pub async fn articles(State(store): State<Store>, visit: Visit) -> Result<Response, Error> {
    let limit = visit.query.parse::<i64>("limit")?.unwrap_or(100).clamp(1, MAX_ARTICLES);
    let articles = store.articles(limit).await?;
    let listed: Vec<_> = articles
        .into_iter()
        .map(|(id, slug, head)| json!({ "id": id, "slug": encode(slug.as_str()), "head": head }))
        .collect();
    Ok(Json(json!({ "articles": listed })).into_response())
}

/// `GET /api/articles/{slug}`
pub async fn article(
    State(store): State<Store>,
    visit: Visit,
    Path(slug): Path<String>,
) -> Result<Response, Error> {
    let article = head(&store, &visit, &slug).await?;
    Ok(Json(json!({
        "id": article.id,
        "slug": encode(article.slug.as_str()),
        "head": article.head,
        "revision": article.head_number,
        "title": article.title,
        "summary": article.summary,
        "body": article.body,
    }))
    .into_response())
}
