//! Finding articles while somebody types.
#![expect(missing_docs, reason = "`#[server]` writes public structs of its own")]

use domain::id::ArticleId;
use domain::view::Choice;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

use super::Failure;

/// Articles whose titles are like this one, the most alike first.
///
/// # Errors
/// If the title is longer than a title may be, or the server can not answer.
#[server(prefix = "/api/fn", input = Json)]
pub async fn similar_titles(title: String, article: Option<ArticleId>) -> Result<Vec<Choice>, Failure> {
    Failure::unless_within(domain::text::Title::LIMIT, &title)?;
    server::answer(server::store()?.similar(&title, article).await)
}

/// Articles that have all the words, of which the last may be unfinished.
///
/// # Errors
/// If the query is longer than [`QUERY_LIMIT`], or the server can not answer.
#[server(prefix = "/api/fn", input = Json)]
pub async fn find_articles(query: String) -> Result<Vec<Choice>, Failure> {
    Failure::unless_within(QUERY_LIMIT, &query)?;
    server::answer(server::store()?.find(&query, MOST).await)
}

/// The most characters of a query: a title pasted whole, and room to spare.
pub const QUERY_LIMIT: usize = 300;

#[cfg(feature = "ssr")]
const MOST: i64 = 8;

#[cfg(feature = "ssr")]
mod server {
    use super::Failure;
    use leptos::prelude::use_context;
    use store::Store;

    pub(super) fn store() -> Result<Store, Failure> {
        use_context().ok_or(Failure::Unavailable)
    }

    pub(super) fn answer<T>(result: Result<T, store::Error>) -> Result<T, Failure> {
        result.map_err(|error| {
            // The cause is for the log, never for the reader.
            leptos::logging::error!("a server function failed: {error}");
            Failure::Unavailable
        })
    }
}
