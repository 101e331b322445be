//! Rendering Markdown exactly as it will be shown.
#![expect(missing_docs, reason = "`#[server]` writes public structs of its own")]

use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use super::Failure;
pub use super::place::Place;

/// The sanitised HTML of a Markdown text.
///
/// # Errors
/// If the text is longer than may be saved, or the server has too much to do.
#[server(prefix = "/api/fn", input = Json)]
pub async fn preview(markdown: String, place: Place) -> Result<String, Failure> {
    use domain::text::{Body, CommentBody};
    let limit = if place == Place::Article { Body::LIMIT } else { CommentBody::LIMIT };
    Failure::unless_within(limit, &markdown)?;
    super::answers::answers()?.preview(markdown, place).await
}
