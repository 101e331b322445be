//! Locking and unlocking.

use std::sync::Arc;

use app::page::{self, Form};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::address;
use domain::compose::About;
use store::Store;

use super::landing::status;
use super::submit::{Sending, Submitted, Submitter};
use crate::http::body::FormBody;
use crate::http::error::Answer;
use crate::visit::lookup::{head, moderators_only};
use crate::visit::{Audience, Visit};

/// `GET /a/{slug}/lock`
pub async fn ask(State(store): State<Store>, visit: Visit, Path(slug): Path<String>) -> Answer {
    moderators_only(&visit)?;
    let article = head(&store, &visit, &slug).await?;
    let held = article.lock.as_ref().filter(|lock| lock.in_force(visit.now));
    let form = held.map_or_else(Form::default, |lock| {
        // What a control for day and time takes: without seconds and zone.
        let until = lock.until.map(|until| until.rfc3339()[..16].to_owned()).unwrap_or_default();
        Form::default()
            .with("scope", lock.scope.name())
            .with("reason", lock.reason.as_str())
            .with("until", until)
    });
    let html = page::lock(&visit.site(Audience::Own), &article, &form);
    Ok(visit.private_page(StatusCode::OK, html))
}

/// `POST /a/{slug}/lock`
pub async fn lock(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path(slug): Path<String>,
    FormBody(fields): FormBody,
) -> Answer {
    moderators_only(&visit)?;
    let article = head(&store, &visit, &slug).await?;
    let sending = Sending::new(&visit, &fields);
    match submitter.take(&sending, &visit, &About::Lock(article.id), &fields).await? {
        Submitted::Applied(landed) => Ok(landed.or_back_to(address::article(&article.slug))),
        Submitted::Refused(problem) => {
            let status = status(&problem);
            let html = page::lock(&visit.site(Audience::Own), &article, &fields.refused(problem));
            Ok(visit.private_page(status, html))
        }
    }
}

/// `POST /a/{slug}/unlock`
pub async fn unlock(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path(slug): Path<String>,
    FormBody(fields): FormBody,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let sending = Sending::new(&visit, &fields);
    match submitter.take(&sending, &visit, &About::Unlock(article.id), &fields).await? {
        Submitted::Applied(landed) => Ok(landed.or_back_to(address::article(&article.slug))),
        Submitted::Refused(problem) => Err(problem.into()),
    }
}
