//! Drafts over HTTP: for their owner, within bounds, and told one by one.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use domain::id::ContributorId;
use futures_util::stream;
use messages::failure::malformed;
use serde::Serialize;
use store::Store;
use sync::message::Refusal;

use crate::http::answer::no_store;
use crate::http::error::Error;
use crate::http::json;
use crate::visit::Visit;
use crate::visit::admission::Admission;

/// The most bytes of a kept draft.
const DRAFT_BYTES: usize = 400_000;
/// The most bytes of a draft's key.
const KEY_BYTES: usize = 200;

/// `GET /api/sync/drafts?by=`: one's own. They are read one by one as they are sent, so that the answer takes the memory of one.
pub async fn list(State(store): State<Store>, visit: Visit) -> Result<Response, Error> {
    let Some(owner) = owner(&visit)? else {
        return Ok(told(Body::from(r#"{"drafts":[]}"#)));
    };
    let keys = store.draft_keys(owner).await?;
    let parts =
        stream::unfold(Telling { store, owner, keys: keys.into_iter(), said: Said::Nothing }, Telling::next);
    Ok(told(Body::from_stream(parts)))
}

fn told(body: Body) -> Response {
    no_store(([(CONTENT_TYPE, "application/json")], body))
}

/// A draft that is kept.
#[derive(Serialize)]
struct Draft<'a> {
    /// Which form it is of.
    key: &'a str,
    /// The draft as the client keeps it.
    text: &'a str,
    /// When it was taken, in Unix milliseconds.
    at: i64,
}

struct Telling {
    store: Store,
    owner: ContributorId,
    keys: std::vec::IntoIter<String>,
    said: Said,
}

/// How far an answer is.
#[derive(PartialEq, Eq)]
enum Said {
    Nothing,
    Beginning,
    Some,
    All,
}

impl Telling {
    async fn next(mut self) -> Option<(Result<Bytes, Error>, Self)> {
        if self.said == Said::All {
            return None;
        }
        if self.said == Said::Nothing {
            self.said = Said::Beginning;
            return Some((Ok(Bytes::from_static(br#"{"drafts":["#)), self));
        }
        while let Some(key) = self.keys.next() {
            match self.store.draft(self.owner, &key).await {
                Ok(Some(draft)) => {
                    let joint = if self.said == Said::Some { "," } else { "" };
                    self.said = Said::Some;
                    let draft = json::text(&Draft { key: &draft.key, text: &draft.text, at: draft.at });
                    return Some((Ok(Bytes::from(format!("{joint}{draft}"))), self));
                }
                // It was forgotten meanwhile.
                Ok(None) => {}
                Err(error) => {
                    self.said = Said::All;
                    return Some((Err(error.into()), self));
                }
            }
        }
        self.said = Said::All;
        Some((Ok(Bytes::from_static(b"]}")), self))
    }
}

/// Whose drafts a page means that says whom it knows, `?by=`: nobody's, if somebody else is signed in since.
fn owner(visit: &Visit) -> Result<Option<ContributorId>, Error> {
    let now = visit.contributor;
    let by = visit.query.get("by");
    if by.is_empty() || now.is_some_and(|now| now.to_string() == by) {
        Ok(now)
    } else {
        Err(Error::Push(Refusal::SomebodyElse { now }))
    }
}

/// `PUT /api/sync/drafts/{key}?by=`: kept for its owner, who must have contributed something.
pub async fn keep(
    State(store): State<Store>,
    State(admission): State<Arc<Admission>>,
    visit: Visit,
    Path(key): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Error> {
    const NOBODY: Error = Error::Malformed(malformed::DRAFT_OF_NOBODY);
    let owner = owner(&visit)?.ok_or(NOBODY)?;
    let text = json::read(store.work(), &headers, body).await?.to_string();
    if text.len() > DRAFT_BYTES || key.is_empty() || key.len() > KEY_BYTES {
        return Err(Error::TooLarge);
    }
    let growth = store.draft_growth(owner, &key, &text).await?.ok_or(NOBODY)?;
    admission.admit_draft(&visit, growth)?;
    store.keep_draft(owner, key, text, visit.now).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/sync/drafts/{key}?by=`
pub async fn forget(
    State(store): State<Store>,
    visit: Visit,
    Path(key): Path<String>,
) -> Result<StatusCode, Error> {
    if let Some(owner) = owner(&visit)? {
        store.forget_draft(owner, key).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
