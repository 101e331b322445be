//! What moderators look at: what is hidden, who wrote what, and what may be hidden or brought back.

use app::page::{self, Form, ToHide};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::id::ContributorId;
use domain::problem::{Problem, Thing};
use domain::write::moderation::Hideable;

use super::{RECENT, head};
use crate::app::{App, Shared};
use crate::http::body::Fields;
use crate::http::error::{Answer, Error};
use crate::visit::{Audience, Visit};

/// Only moderators go on.
///
/// # Errors
/// [`Problem::ModeratorsOnly`] for everybody else.
pub fn moderators_only(visit: &Visit) -> Result<(), Error> {
    if visit.reader.moderates() { Ok(()) } else { Err(Problem::ModeratorsOnly.into()) }
}

/// The thing that `thing` and `named` name.
///
/// # Errors
/// If there is no such kind of thing, or the id is none.
pub fn named(fields: &Fields) -> Result<Hideable, Error> {
    let id = fields.get("named");
    let missing = |thing| Error::from(Problem::NotFound { thing });
    match fields.get("thing") {
        "article" => Ok(Hideable::Article(id.parse().map_err(|_| missing(Thing::Article))?)),
        "revision" => Ok(Hideable::Revision(id.parse().map_err(|_| missing(Thing::Revision))?)),
        "comment" => Ok(Hideable::Comment(id.parse().map_err(|_| missing(Thing::Comment))?)),
        "citation" => Ok(Hideable::Citation(id.parse().map_err(|_| missing(Thing::Citation))?)),
        _ => Err(Error::Malformed("There is no such kind of thing to hide.")),
    }
}

/// What is to be hidden.
///
/// # Errors
/// If there is no such thing.
pub async fn to_hide(app: &App, thing: Hideable) -> Result<ToHide, Error> {
    let located = app.store.located(thing).await?;
    let located = located.ok_or(Problem::NotFound { thing: thing.thing() })?;
    Ok(ToHide { thing, article: located.article, revision: located.revision })
}

/// `GET /hide?thing=&named=`
pub async fn hide(State(app): State<Shared>, visit: Visit) -> Answer {
    moderators_only(&visit)?;
    let hide = to_hide(&app, named(&visit.query)?).await?;
    let form = match hide.revision {
        Some((number, _)) => Form::default().with("through", number.to_string()),
        None => Form::default(),
    };
    Ok(visit.page(StatusCode::OK, page::hide(&visit.site(&app, Audience::Own), &hide, &form)))
}

/// `GET /hidden`
pub async fn hidden(State(app): State<Shared>, visit: Visit) -> Answer {
    moderators_only(&visit)?;
    let (things, blocked) = (app.store.hidden().await?, app.store.blocked().await?);
    Ok(visit.page(StatusCode::OK, page::hidden(&visit.site(&app, Audience::Own), &things, &blocked)))
}

/// `GET /a/{slug}/removed`
pub async fn removed(State(app): State<Shared>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let removed = app.store.removed_relations(article.id).await?;
    let html = page::removed_relations(&visit.site(&app, Audience::Own), &article, &removed);
    Ok(visit.page(StatusCode::OK, html))
}

/// `GET /people/{id}?before=`
pub async fn contributor(State(app): State<Shared>, visit: Visit, Path(id): Path<String>) -> Answer {
    moderators_only(&visit)?;
    let html = about(&app, &visit, &id, &Form::default()).await?;
    Ok(visit.page(StatusCode::OK, html))
}

/// The page about somebody, with the form that stops them as it came back.
///
/// # Errors
/// If nobody has that id.
pub async fn about(app: &App, visit: &Visit, id: &str, form: &Form) -> Result<String, Error> {
    let missing = || Problem::NotFound { thing: Thing::Contributor };
    let id: ContributorId = id.parse().map_err(|_| missing())?;
    let who = app.store.contributor(id).await?.ok_or_else(missing)?;
    let changes = app.store.contributions(id, visit.query.hidden("before")?, RECENT).await?;
    let full = i64::try_from(changes.len()).is_ok_and(|count| count == RECENT);
    let older = changes.last().map(|change| change.sequence).filter(|oldest| full && *oldest > 1);
    Ok(page::contributor(&visit.site(app, Audience::Own), &who, &changes, older, form))
}
