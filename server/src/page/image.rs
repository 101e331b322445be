//! Pictures of the graph as files of their own: SVG, and PNG for where SVG is not shown. They may be shown on other sites.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use domain::problem::{Problem, Thing};
use graph::View;
use store::Store;
use store::work::Token;

use super::images::{Images, Kind};
use crate::follow::live::LiveGraph;
use crate::http::encoding::Encoding;
use crate::http::error::Answer;
use crate::visit::Visit;
use crate::visit::lookup::shown_head;

/// `GET /graph.svg?…` and `GET /a/{slug}/graph.svg?…`
pub async fn svg(
    State(store): State<Store>,
    State(graph): State<Arc<LiveGraph>>,
    State(images): State<Arc<Images>>,
    visit: Visit,
    asked: HeaderMap,
    slug: Option<Path<String>>,
) -> Answer {
    image(&store, &graph, images, &visit, &asked, slug, Kind::Svg).await
}

/// `GET /graph.png?…` and `GET /a/{slug}/graph.png?…`
pub async fn png(
    State(store): State<Store>,
    State(graph): State<Arc<LiveGraph>>,
    State(images): State<Arc<Images>>,
    visit: Visit,
    asked: HeaderMap,
    slug: Option<Path<String>>,
) -> Answer {
    let kind = if visit.query.get("preview") == "1" { Kind::Preview } else { Kind::Png };
    image(&store, &graph, images, &visit, &asked, slug, kind).await
}

async fn image(
    store: &Store,
    graph: &LiveGraph,
    images: Arc<Images>,
    visit: &Visit,
    asked: &HeaderMap,
    slug: Option<Path<String>>,
    kind: Kind,
) -> Answer {
    let article = match slug {
        Some(Path(slug)) => Some(shown_head(store, visit, &slug).await?.id),
        None => None,
    };
    let snapshot = graph.snapshot().await?;
    let missing = Problem::NotFound { thing: Thing::Article };
    let node = article.map(|id| snapshot.index_of(id).ok_or(missing)).transpose()?;
    let view = View { camera: None, ..View::read(&visit.query) };
    let encoding = if kind == Kind::Svg { Encoding::negotiate(asked) } else { Encoding::Identity };
    let draw = move |token: &Token| images.of(&snapshot, node, view, kind, encoding, token);
    let image = store.work().run(draw).await??;
    let content_type = if kind == Kind::Svg { "image/svg+xml" } else { "image/png" };
    Ok(image.packed.answer(asked, headers(), content_type))
}

/// It may be shown on other sites; whoever opens it by itself runs nothing.
fn headers() -> HeaderMap {
    HeaderMap::from_iter([
        (CACHE_CONTROL, HeaderValue::from_static("public, no-cache")),
        (
            CONTENT_SECURITY_POLICY,
            HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox"),
        ),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
    ])
}
