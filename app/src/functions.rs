//! Server functions, one file an area.
//!
//! They serve our own pages only, change nothing, and bound what they take. The server provides an [`Answers`] as context.
//! Addresses are `/api/fn/` with the path of the module, such as
//! `/api/fn/app/functions/articles/find_articles`.

#[cfg(feature = "ssr")]
mod answers;
pub mod articles;
mod failure;
mod place;
pub mod rendering;

pub use failure::Failure;

#[cfg(feature = "ssr")]
pub use answers::{Answer, Answers};

/// Makes every server function known to the server; call it once before serving.
#[cfg(feature = "ssr")]
pub fn register() {
    use leptos::server_fn::axum::register_explicit;
    register_explicit::<articles::FindArticles>();
    register_explicit::<articles::SimilarTitles>();
    register_explicit::<rendering::Preview>();
}
