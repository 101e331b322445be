//! What is asked before anything is taken: that it is of the right kind, that it is not too much, and that there is room.
//!
//! [`count`] stands before each handler that takes something, behind the checks for other sites and methods: what is
//! refused for what it is costs nobody's allowance. [`Admission::admit`] stands before each command, however it was sent.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody as _};
use axum::extract::{Request, State};
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use domain::command::Command;
use domain::trust::Trust;
use store::Store;

use crate::clock::Clock;
use crate::guard::rate::{Act, Limits, Rare};
use crate::guard::room::Room;
use crate::http::address::address;
use crate::http::body::{self, SubmittedForm};
use crate::http::cookie::CookieKind;
use crate::http::error::Error;
use crate::http::limits::BODY_LIMIT;
use crate::token::Token;
use crate::visit::Visit;
use crate::visit::calls::{API, FUNCTIONS, SYNC};

/// What each byte of a command may take in the database besides its rendering: as text, as plain text, as a title in lists, and in
/// the index of words.
const STORED_FOR_A_BYTE: u64 = 6;
/// How many bytes the rendering of a short text may have for each of its own; that of a long one is bounded as a whole.
const RENDERED_SHORT: u64 = 25;
/// What a command takes besides its words: its outcome, its change, its author, and a place in every index.
const STORED_FOR_A_COMMAND: u64 = 4_096;

/// What admits acts and commands.
pub struct Admission {
    /// The database.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// How the session cookie is set.
    pub cookie: CookieKind,
    /// How often one may write; `None` for measuring and tests.
    pub limits: Option<Arc<Limits>>,
    /// Whether there is room for more.
    pub room: Room,
    /// How many proxies in front are believed.
    pub trusted_proxies: usize,
}

/// Counts what is sent, and refuses what is too much. The form comes back with its words.
pub async fn count(State(admission): State<Arc<Admission>>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    let body = match measured(&parts, body).await {
        Ok(body) => body,
        Err(error) => return error.into_response(),
    };
    match admission.allowed(&parts, body.size_hint().exact().unwrap_or_default()).await {
        Ok(trust) => {
            parts.extensions.insert(trust);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(error) => {
            let address = address(&parts, admission.trusted_proxies);
            let echo = admission.limits.as_ref().is_none_or(|limits| limits.may_echo(address));
            if echo
                && let Some(submitted) = parts.extensions.get::<SubmittedForm>()
                && let Ok(fields) = body::read(&parts.headers, body).await
            {
                submitted.put(fields);
            }
            error.into_response()
        }
    }
}

/// The body of a request of the right kind, whose length is known: one that comes in pieces is read first.
async fn measured(parts: &Parts, body: Body) -> Result<Body, Error> {
    if parts.method != Method::DELETE && !right_kind(parts) {
        return Err(Error::WrongContentType);
    }
    match body.size_hint().exact() {
        Some(length) if length > BODY_LIMIT as u64 => Err(Error::TooLarge),
        Some(_) => Ok(body),
        None => Ok(Body::from(body::bytes(&parts.headers, body).await?)),
    }
}

/// Whether a body is of a kind that something here reads.
fn right_kind(parts: &Parts) -> bool {
    let kind = parts.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/x-www-form-urlencoded"
        || (parts.uri.path().starts_with(API) && (kind == "application/json" || kind.ends_with("+json")))
}

impl Admission {
    async fn allowed(&self, parts: &Parts, bytes: u64) -> Result<Trust, Error> {
        let path = parts.uri.path();
        let act = match path {
            _ if path.starts_with("/sign-") => Act::Sign,
            _ if path.starts_with(SYNC) && parts.method == Method::PUT => Act::Draft,
            _ if [FUNCTIONS, SYNC].iter().any(|calls| path.starts_with(calls)) => Act::Call,
            _ => Act::Write,
        };
        let session = self.cookie.token(&parts.headers).map(|token| token.hash());
        let trust = match &session {
            Some(session) => self.store.trust(session, (self.clock)()).await?,
            None => Trust::Newcomer,
        };
        if let Some(limits) = &self.limits {
            let address = address(parts, self.trusted_proxies);
            limits.receive(address, bytes).map_err(Error::TooMany)?;
            limits.check(act, address, session, trust).map_err(Error::TooMany)?;
        }
        if matches!(act, Act::Write | Act::Draft) {
            self.room.check(&self.store, trust)?;
        }
        Ok(trust)
    }

    /// Whether a command of somebody may be tried now.
    ///
    /// # Errors
    /// If there is no room, or if it is too much for its address.
    pub async fn admit(&self, visit: &Visit, command: &Command) -> Result<(), Error> {
        self.room.check(&self.store, visit.trust)?;
        let Some(limits) = &self.limits else { return Ok(()) };
        if visit.trust == Trust::Moderator {
            return Ok(());
        }
        let mut bytes = serde_json::to_string(command).map_or(0, |text| text.len() as u64);
        match command {
            Command::RemoveRelation(_) => limits.rare(Rare::Removal, visit.address, visit.trust)?,
            Command::ReviseArticle(revise) => {
                if let Some(head) = self.store.edited_head(revise.article).await? {
                    if head.title != revise.title.as_str() {
                        limits.rare(Rare::Rename, visit.address, visit.trust)?;
                    }
                    if head.revision != revise.base {
                        // What is merged has the words of both.
                        bytes += head.bytes;
                    }
                }
            }
            _ => {}
        }
        Ok(limits.grow(visit.address, cost(bytes))?)
    }

    /// Whether a command of somebody that cannot be read may have its outcome kept: that takes room, too.
    ///
    /// # Errors
    /// As [`Self::admit`].
    pub fn admit_unread(&self, visit: &Visit) -> Result<(), Error> {
        self.room.check(&self.store, visit.trust)?;
        match &self.limits {
            Some(limits) if visit.trust != Trust::Moderator => Ok(limits.grow(visit.address, cost(0))?),
            _ => Ok(()),
        }
    }

    /// Whether somebody may send a command of a push now.
    ///
    /// # Errors
    /// How long to wait.
    pub fn admit_pushed(&self, visit: &Visit) -> Result<(), Duration> {
        let Some(limits) = &self.limits else { return Ok(()) };
        let session = visit.token.as_ref().map(Token::hash);
        limits.check(Act::Write, visit.address, session, visit.trust)
    }

    /// Whether the drafts of somebody may grow by `bytes` bytes.
    ///
    /// # Errors
    /// How long to wait.
    pub fn admit_draft(&self, visit: &Visit, bytes: u64) -> Result<(), Error> {
        self.limits.as_ref().map_or(Ok(()), |limits| Ok(limits.draft(visit.address, bytes)?))
    }
}

/// The most by which a command of `bytes` bytes makes the database grow.
const fn cost(bytes: u64) -> u64 {
    let (short, long) = (RENDERED_SHORT * bytes, 8 * bytes + 16 * 1_024);
    STORED_FOR_A_COMMAND + STORED_FOR_A_BYTE * bytes + if short < long { short } else { long }
}
