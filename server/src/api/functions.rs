//! Server functions: what the islands of our own pages ask while somebody types.

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use leptos::context::provide_context;
use store::Store;

/// `POST /api/fn/…`
pub async fn serve(State(store): State<Store>, request: Request) -> Response {
    let store = store.clone();
    leptos_axum::handle_server_fns_with_context(move || provide_context(store.clone()), request)
        .await
        .into_response()
}
