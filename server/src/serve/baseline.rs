//! A bare axum route with a fixed body: what the bench measures the site against.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::Context as _;
use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use bytes::Bytes;
use messages::command;

use crate::listen::{Bounds, listen};

/// Serves the file at `/`.
///
/// # Errors
/// If the file cannot be read or the address not be listened at.
pub async fn serve(addr: SocketAddr, body_file: &Path) -> anyhow::Result<()> {
    let body = tokio::fs::read(body_file).await.with_context(|| command::cannot_read(body_file))?;
    let body = Bytes::from(body);
    let handler = move || std::future::ready(([(CONTENT_TYPE, "text/html; charset=utf-8")], body.clone()));
    listen(addr, Router::new().route("/", get(handler)), Bounds::new(None), || {}).await
}
