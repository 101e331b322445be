//! What moderators look at: what is hidden, who wrote what, and what may be hidden or brought back.

use app::page::{self, Form, ToHide};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::id::ContributorId;
use domain::moderation::Hideable;
use domain::problem::{Problem, Thing};
use messages::failure::malformed;
use store::Store;

use super::lists::RECENT;
use crate::http::body::Fields;
use crate::http::error::{Answer, Error};
use crate::visit::lookup::{head, moderators_only};
use crate::visit::{Audience, Visit};

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
        _ => Err(Error::Malformed(malformed::NOT_HIDEABLE)),
    }
}

/// What is to be hidden.
///
/// # Errors
/// If there is no such thing.
pub async fn to_hide(store: &Store, thing: Hideable) -> Result<ToHide, Error> {
    let located = store.located(thing).await?;
    let located = located.ok_or(Problem::NotFound { thing: thing.thing() })?;
    Ok(ToHide { thing, article: located.article, revision: located.revision })
}

/// `GET /hide?thing=&named=`
pub async fn hide(State(store): State<Store>, visit: Visit) -> Answer {
    moderators_only(&visit)?;
    let hide = to_hide(&store, named(&visit.query)?).await?;
    let form = match hide.revision {
        Some((number, _)) => Form::default().with("through", number.to_string()),
        None => Form::default(),
    };
    Ok(visit.private_page(StatusCode::OK, page::hide(&visit.site(Audience::Own), &hide, &form)))
}

/// `GET /hidden`
pub async fn hidden(State(store): State<Store>, visit: Visit) -> Answer {
    moderators_only(&visit)?;
    let (things, blocked) = (store.hidden().await?, store.blocked().await?);
    Ok(visit.private_page(StatusCode::OK, page::hidden(&visit.site(Audience::Own), &things, &blocked)))
}

/// `GET /a/{slug}/removed`
pub async fn removed(State(store): State<Store>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let removed = store.removed_relations(article.id).await?;
    let html = page::removed_relations(&visit.site(Audience::Own), &article, &removed);
    Ok(visit.private_page(StatusCode::OK, html))
}

/// `GET /people/{id}?before=`
pub async fn contributor(State(store): State<Store>, visit: Visit, Path(id): Path<String>) -> Answer {
    moderators_only(&visit)?;
    let html = about(&store, &visit, &id, &Form::default()).await?;
    Ok(visit.private_page(StatusCode::OK, html))
}

/// The page about somebody, with the form that stops them as it came back.
///
/// # Errors
/// If nobody has that id.
pub async fn about(store: &Store, visit: &Visit, id: &str, form: &Form) -> Result<String, Error> {
    let missing = || Problem::NotFound { thing: Thing::Contributor };
    let id: ContributorId = id.parse().map_err(|_| missing())?;
    let who = store.contributor(id).await?.ok_or_else(missing)?;
    let changes = store.contributions(id, visit.query.parse("before")?, RECENT).await?;
    let full = i64::try_from(changes.len()).is_ok_and(|count| count == RECENT);
    let older = changes.last().map(|change| change.sequence).filter(|oldest| full && *oldest > 1);
    Ok(page::contributor(&visit.site(Audience::Own), &who, &changes, older, form))
}
