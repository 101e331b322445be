//! Finding articles while somebody types.
#![expect(missing_docs, reason = "`#[server]` writes public structs of its own")]

use domain::id::ArticleId;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;
use model::Choice;

use super::Failure;

/// Articles whose titles are like this one, the most alike first.
///
/// # Errors
/// If the title is longer than a title may be, or the server cannot answer.
#[server(prefix = "/api/fn", input = Json)]
pub async fn similar_titles(title: String, article: Option<ArticleId>) -> Result<Vec<Choice>, Failure> {
    Failure::unless_within(domain::text::Title::LIMIT, &title)?;
    super::answers::answers()?.similar(&title, article).await
}

/// Articles that have all the words, of which the last may be unfinished.
///
/// # Errors
/// If the query is longer than [`QUERY_LIMIT`], or the server cannot answer.
#[server(prefix = "/api/fn", input = Json)]
pub async fn find_articles(query: String) -> Result<Vec<Choice>, Failure> {
    Failure::unless_within(QUERY_LIMIT, &query)?;
    super::answers::answers()?.find(&query, MAX_CHOICES).await
}

/// The most characters of a query: a title pasted whole, and room to spare.
pub const QUERY_LIMIT: usize = 300;

#[cfg(feature = "ssr")]
const MAX_CHOICES: i64 = 8;
