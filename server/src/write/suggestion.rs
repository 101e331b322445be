//! Relations that are suggested, and saying for good that they need not be.

use app::page::{self, SuggestedArticle};
use axum::extract::{Path, State};
use axum::response::Response;
use domain::command::{Command, Suggestion};
use domain::problem::{Problem, Thing};

use super::article::path;
use super::{Sending, Taken, see_other};
use crate::app::{App, Shared};
use crate::follow::snapshot::Snapshot;
use crate::follow::suggestions::{MOST, Suggestions};
use crate::http::body::{Fields, Typed};
use crate::http::error::{Answer, Error};
use crate::page::head;
use crate::visit::Visit;

/// The suggestions as pages show them.
pub(super) fn shown<'a>(snapshot: &'a Snapshot, suggestions: &Suggestions) -> Vec<SuggestedArticle<'a>> {
    let node = |node: usize| &snapshot.graph.nodes[node];
    let found = suggestions.found.iter();
    found.map(|(other, why)| SuggestedArticle { other: node(*other), why: why.clone() }).collect()
}

/// `GET /a/{slug}/suggestions`
pub async fn show(State(app): State<Shared>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let snapshot = app.graph().await?;
    let suggestions = app.suggestions(&snapshot, article.id, MOST).await?;
    let found = shown(&snapshot, &suggestions);
    let dismissed: Vec<_> = suggestions.dismissed.iter().map(|node| &snapshot.graph.nodes[*node]).collect();
    let audience = visit.audience();
    let html = page::suggestions(&visit.site(&app, audience), &article, &found, &dismissed);
    Ok(visit.read(&app, audience, html))
}

/// `POST /a/{slug}/suggestions/dismiss`
pub async fn dismiss(
    State(app): State<Shared>,
    visit: Visit,
    Path(slug): Path<String>,
    Typed(fields): Typed,
) -> Answer {
    send(&app, &visit, &slug, &fields, Command::DismissSuggestion, "dismissed").await
}

/// `POST /a/{slug}/suggestions/restore`
pub async fn restore(
    State(app): State<Shared>,
    visit: Visit,
    Path(slug): Path<String>,
    Typed(fields): Typed,
) -> Answer {
    send(&app, &visit, &slug, &fields, Command::RestoreSuggestion, "brought-back").await
}

async fn send(
    app: &App,
    visit: &Visit,
    slug: &str,
    fields: &Fields,
    command: fn(Suggestion) -> Command,
    said: &str,
) -> Result<Response, Error> {
    let sending = Sending::new(visit, fields);
    let article = head(app, visit, slug).await?;
    let suggestion = Suggestion { article: article.id, other: fields.needed("other")? };
    let back = format!("{}/suggestions", path(&article.slug));
    match sending.submit(app, visit, command(suggestion)).await? {
        Taken::Applied(cookie) => Ok(see_other(&back, said, cookie)),
        // Somebody was quicker: it is as it was wanted.
        Taken::Refused(Problem::NothingChanged) => Ok(see_other(&back, said, None)),
        Taken::Refused(Problem::SelfRelation) => Err(Problem::NotFound { thing: Thing::Article }.into()),
        Taken::Refused(problem) => Err(problem.into()),
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("a suggestion can not conflict")),
    }
}
