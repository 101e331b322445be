//! A proposal: what an edit for somebody who may save it would change.

use app::page;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::problem::{Problem, Thing};
use store::Store;
use store::work::Token;

use crate::http::error::Answer;
use crate::visit::lookup::head;
use crate::visit::{Audience, Visit};

/// `GET /a/{slug}/proposals/{id}`
pub async fn proposal(
    State(store): State<Store>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let missing = || Problem::NotFound { thing: Thing::Comment };
    let id = id.parse().map_err(|_| missing())?;
    let proposal = store.proposal(article.id, id).await?.ok_or_else(missing)?;
    if proposal.comment.withdrawn {
        return Err(Problem::Withdrawn { thing: Thing::Comment }.into());
    }
    let site = visit.site(Audience::Own);
    let bytes = proposal.base.body.len() + proposal.body.len();
    let compare = move |_: &Token| page::proposal(&site, &article, &proposal);
    let html = store.work().run_sized(bytes, compare).await?;
    Ok(visit.private_page(StatusCode::OK, html))
}
