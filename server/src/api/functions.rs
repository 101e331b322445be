//! Server functions: what the islands of our own pages ask while somebody types.

use std::sync::Arc;

use app::functions::rendering::Place;
use app::functions::{Answer, Answers, Failure};
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use domain::id::ArticleId;
use leptos::context::provide_context;
use model::Choice;
use store::Store;

/// `POST /api/fn/…`
pub async fn serve(State(store): State<Store>, request: Request) -> Response {
    let answers: Arc<dyn Answers> = Arc::new(FromStore(store));
    leptos_axum::handle_server_fns_with_context(move || provide_context(Arc::clone(&answers)), request)
        .await
        .into_response()
}

struct FromStore(Store);

impl Answers for FromStore {
    fn similar<'a>(&'a self, title: &'a str, article: Option<ArticleId>) -> Answer<'a, Vec<Choice>> {
        Box::pin(async move { self.0.similar(title, article).await.map_err(failure) })
    }

    fn find<'a>(&'a self, query: &'a str, most: i64) -> Answer<'a, Vec<Choice>> {
        Box::pin(async move { self.0.find(query, most).await.map_err(failure) })
    }

    fn preview(&self, markdown: String, place: Place) -> Answer<'_, String> {
        Box::pin(async move {
            let bytes = markdown.len();
            let render = move |_: &store::work::Token| {
                // What would be kept of it is what is shown.
                let markdown = prose::text::normalise(&markdown);
                match place {
                    Place::Article => prose::render::article(&markdown).html,
                    Place::Comment => prose::render::comment(&markdown),
                }
            };
            self.0.work().run_sized(bytes, render).await.map_err(|_| Failure::Unavailable)
        })
    }
}

/// The cause is for the log, never for the reader.
#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
fn failure(error: store::Error) -> Failure {
    tracing::error!(%error, "a server function failed");
    Failure::Unavailable
}
