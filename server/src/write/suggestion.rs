//! Relations that are suggested, and saying for good that they need not be.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use domain::address;
use domain::compose::About;
use domain::id::ArticleId;
use domain::problem::{Problem, Thing};
use store::Store;

use super::landing::{notice, see_other};
use super::submit::{Sending, Submitted, Submitter, composed};
use crate::http::body::{Fields, FormBody};
use crate::http::error::{Answer, Error};
use crate::visit::Visit;
use crate::visit::lookup::head;

/// `POST /a/{slug}/suggestions/dismiss`
pub async fn dismiss(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path(slug): Path<String>,
    FormBody(fields): FormBody,
) -> Answer {
    send(&store, &submitter, &visit, &slug, &fields, About::Dismissal).await
}

/// `POST /a/{slug}/suggestions/restore`
pub async fn restore(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path(slug): Path<String>,
    FormBody(fields): FormBody,
) -> Answer {
    send(&store, &submitter, &visit, &slug, &fields, About::DismissalUndone).await
}

async fn send(
    store: &Store,
    submitter: &Submitter,
    visit: &Visit,
    slug: &str,
    fields: &Fields,
    about: fn(ArticleId) -> About,
) -> Result<Response, Error> {
    let sending = Sending::new(visit, fields);
    let article = head(store, visit, slug).await?;
    let back = address::suggestions(&article.slug);
    let command = composed(&about(article.id), fields, &sending)?;
    let notice = notice(&command);
    match submitter.submit(&sending, visit, command).await? {
        Submitted::Applied(landed) => Ok(landed.or_back_to(back)),
        // Somebody was quicker: it is as it was wanted.
        Submitted::Refused(Problem::NothingChanged) => Ok(see_other(back, notice, None)),
        Submitted::Refused(Problem::SelfRelation) => Err(Problem::NotFound { thing: Thing::Article }.into()),
        Submitted::Refused(problem) => Err(problem.into()),
    }
}
