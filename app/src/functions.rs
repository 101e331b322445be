//! Server functions, one file an area.
//!
//! They serve our own pages only, change nothing, and bound what they take. The server provides the
//! [`store::Store`] as context. Addresses are `/api/fn/` with the path of the module, such as
//! `/api/fn/app/functions/articles/find_articles`.

pub mod articles;
mod failure;
pub mod rendering;

pub use failure::Failure;

/// Makes every server function known to the server; call it once before serving.
#[cfg(feature = "ssr")]
pub fn register() {
    use leptos::server_fn::axum::register_explicit;
    register_explicit::<articles::FindArticles>();
    register_explicit::<articles::SimilarTitles>();
    register_explicit::<rendering::Preview>();
}
