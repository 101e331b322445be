//! What server functions ask of the server that they run in.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use domain::id::ArticleId;
use leptos::prelude::use_context;
use model::Choice;

use super::Failure;
use super::place::Place;

/// An answer that takes its time.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + 'a>>;

/// What the server answers. Texts are within their limits.
pub trait Answers: Send + Sync {
    /// Articles whose titles are like this one, the most alike first, without `article` itself.
    fn similar<'a>(&'a self, title: &'a str, article: Option<ArticleId>) -> Answer<'a, Vec<Choice>>;

    /// At most `most` articles that have all the words, of which the last may be unfinished.
    fn find<'a>(&'a self, query: &'a str, most: i64) -> Answer<'a, Vec<Choice>>;

    /// The sanitised HTML of a Markdown text, as it would be shown if it were saved.
    fn preview(&self, markdown: String, place: Place) -> Answer<'_, String>;
}

/// What the server provided.
///
/// # Errors
/// [`Failure::Unavailable`] if it provided nothing.
pub(super) fn answers() -> Result<Arc<dyn Answers>, Failure> {
    use_context().ok_or(Failure::Unavailable)
}
