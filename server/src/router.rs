//! Every route, and the layers around them.

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::response::IntoResponse as _;
use axum::routing::{MethodRouter, get, post, put};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;

use crate::api::{annotations, functions, sync};
use crate::app::Shared;
use crate::http::assets;
use crate::http::error::Error;
use crate::http::limits::BODY_LIMIT;
use crate::visit::{admission, front};
use crate::{api, page, write};

/// How long a request may take: far longer than any does, so that only what hangs is ended.
const MAX_DURATION: Duration = Duration::from_secs(20);

/// The whole site.
pub fn router(app: &Shared) -> Router {
    // Behind a proxy the host that a browser names is not the one that arrives here.
    let csrf = CsrfLayer::new();
    let csrf = csrf.clone().add_trusted_origin(&*app.origin).unwrap_or(csrf);
    let layers = ServiceBuilder::new()
        .layer(from_fn_with_state(app.clone(), front::outermost))
        .layer(CatchPanicLayer::custom(|_| Error::Internal("a handler panicked").into_response()))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, MAX_DURATION))
        .layer(csrf)
        .layer(DefaultBodyLimit::max(BODY_LIMIT));
    Router::new()
        .merge(reading())
        .merge(writing(app))
        .merge(syncing(app))
        .route("/healthz", get(api::articles::healthz))
        .route("/readyz", get(api::articles::readyz))
        .route("/api/articles", get(api::articles::articles))
        .route("/api/articles/{slug}", get(api::articles::article))
        .route(
            "/api/articles/{slug}/annotations",
            get(annotations::collection)
                .options(annotations::container_options)
                .merge(limited(app, post(annotations::import))),
        )
        .route("/api/articles/{slug}/citations.json", get(api::references::csl_json))
        .route("/api/articles/{slug}/citations.bib", get(api::references::bib))
        .route("/api/annotations/{id}", get(annotations::annotation).options(annotations::options))
        .route("/api/graph", get(api::graph::graph))
        .route("/api/graph/articles/{id}", get(api::graph::article))
        .route("/api/graph/relations/{id}", get(api::graph::relation))
        .route("/api/graph/connections", get(api::graph::connections))
        .route("/api/fn/{*function}", get(functions::serve).merge(limited(app, post(functions::serve))))
        .route("/pkg/{*file}", get(assets::built))
        .route("/assets/{*file}", get(assets::built))
        .fallback(page::other::other)
        .method_not_allowed_fallback(|| async { Error::MethodNotAllowed })
        .with_state(app.clone())
        .layer(layers)
}

fn reading() -> Router<Shared> {
    Router::new()
        .route("/", get(page::lists::home))
        .route("/search", get(page::lists::search))
        .route("/recent", get(page::lists::recent))
        .route("/outbox", get(page::lists::outbox))
        .route("/offline", get(page::lists::offline))
        .route("/connect", get(page::connect::connect))
        .route("/outline", get(page::outline::list))
        .route("/a/{slug}/outline", get(page::outline::of_article))
        .route("/health", get(page::findings::list))
        .route("/a/{slug}/health", get(page::findings::of_article))
        .route("/a/{slug}/branch", get(page::branch::branch))
        .route("/graph", get(page::picture::of_all))
        .route("/graph.svg", get(page::image::svg))
        .route("/graph.png", get(page::image::png))
        .route("/a/{slug}/graph", get(page::picture::of_article))
        .route("/a/{slug}/graph.svg", get(page::image::svg))
        .route("/a/{slug}/graph.png", get(page::image::png))
        .route("/a/{slug}", get(page::article::article))
        .route("/a/{slug}/source", get(page::article::source))
        .route("/a/{slug}/history", get(page::history::history))
        .route("/a/{slug}/diff", get(page::history::difference))
        .route("/a/{slug}/revisions/{number}", get(page::history::revision))
}

/// Counts what is sent to a route, once its path and method are right; see [`admission`].
fn limited(app: &Shared, methods: MethodRouter<Shared>) -> MethodRouter<Shared> {
    methods.route_layer(from_fn_with_state(app.clone(), admission::count))
}

/// Routes that all are limited.
struct Limited<'a>(&'a Shared, Router<Shared>);

impl Limited<'_> {
    fn route(self, path: &str, methods: MethodRouter<Shared>) -> Self {
        Self(self.0, self.1.route(path, limited(self.0, methods)))
    }
}

fn syncing(app: &Shared) -> Router<Shared> {
    Limited(app, Router::new())
        .route("/api/sync/push", post(sync::push))
        .route("/api/sync/changes", get(sync::changes))
        .route("/api/sync/live", get(sync::live::live))
        .route("/api/sync/drafts", get(sync::drafts::list))
        // As pages ask: the place of a draft without its key.
        .route("/api/sync/drafts/", get(sync::drafts::list))
        .route("/api/sync/drafts/{key}", put(sync::drafts::keep).delete(sync::drafts::forget))
        .1
}

fn writing(app: &Shared) -> Router<Shared> {
    use write::{article, citation, comment, identity, lock, moderation, relation, suggestion, undo};
    Limited(app, Router::new())
        .route("/new", get(article::new).post(article::create))
        .route("/a/{slug}/edit", get(article::edit).post(article::save))
        .route("/a/{slug}/restore", post(article::restore))
        .route("/a/{slug}/proposals", post(article::propose))
        .route("/a/{slug}/proposals/{id}", get(page::proposal::proposal))
        .route("/a/{slug}/relate", get(relation::ask).post(relation::relate))
        .route("/a/{slug}/relations/{id}", get(relation::show).post(relation::reword))
        .route("/a/{slug}/relations/{id}/history", get(page::history::of_relation))
        .route("/a/{slug}/relations/{id}/remove", post(relation::remove))
        .route("/a/{slug}/relations/{id}/restore", post(moderation::restore_relation))
        .route("/a/{slug}/removed", get(page::moderation::removed))
        .route("/hide", get(page::moderation::hide).post(moderation::hide))
        .route("/unhide", post(moderation::unhide))
        .route("/hidden", get(page::moderation::hidden))
        .route("/people/{id}", get(page::moderation::contributor))
        .route("/people/{id}/block", post(moderation::block))
        .route("/people/{id}/undo", get(undo::show).post(undo::undo))
        .route("/people/{id}/unblock", post(moderation::unblock))
        .route("/a/{slug}/suggestions", get(page::suggestions::suggestions))
        .route("/a/{slug}/suggestions/dismiss", post(suggestion::dismiss))
        .route("/a/{slug}/suggestions/restore", post(suggestion::restore))
        .route("/a/{slug}/comments", post(comment::add))
        .route("/a/{slug}/comments/{id}/edit", get(comment::show).post(comment::edit))
        .route("/a/{slug}/comments/{id}/history", get(page::history::of_comment))
        .route("/a/{slug}/comments/{id}/withdraw", post(comment::withdraw))
        .route("/a/{slug}/cite", get(citation::ask).post(citation::add))
        .route("/a/{slug}/cite/fill", post(citation::fill))
        .route("/a/{slug}/citations/{id}/edit", get(citation::show).post(citation::edit))
        .route("/a/{slug}/citations/{id}/history", get(page::history::of_citation))
        .route("/a/{slug}/citations/{id}/withdraw", post(citation::withdraw))
        .route("/a/{slug}/lock", get(lock::ask).post(lock::lock))
        .route("/a/{slug}/unlock", post(lock::unlock))
        .route("/welcome", get(identity::show).post(identity::introduce))
        .route("/sign-in", get(identity::ask).post(identity::send))
        .route("/sign-in/{token}", get(identity::confirm).post(identity::sign_in))
        .route("/sign-out", post(identity::sign_out))
        .1
}
