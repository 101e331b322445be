//! A request as the handlers see it: who asks, from where, for which page; and the page that answers it.

use std::net::IpAddr;
use std::sync::Arc;

use app::page::{Assets, Me, Reader, Site};
use axum::Extension;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use domain::command::Command;
use domain::id::{ContributorId, Timestamp};
use domain::role::Role;
use domain::trust::Trust;
use store::{Store, Version};

use crate::clock::Clock;
use crate::guard::audit::Event;
use crate::http::address::address;
use crate::http::body::Fields;
use crate::http::cache::{Entry, PageCache, Validity};
use crate::http::cookie::CookieKind;
use crate::http::encoding::{Effort, Encoding};
use crate::http::error::Error;
use crate::http::headers::{SecurityHeaders, content_security_policy};
use crate::http::limits::LARGE;
use crate::http::origin::Origin;
use crate::http::packing::Unpacked;
use crate::token::{Token, nonce_and_form_key};

pub mod admission;
pub mod browser;
pub mod calls;
pub mod front;
pub mod ids;
pub mod lookup;
pub mod notice;
pub mod refusal;
pub mod session;

use browser::Browser;

/// How long after it was noted that a session is used it is noted again, in milliseconds.
const NOTED: i64 = 5 * 60 * 1_000;

/// Whose page it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// One reader's.
    Own,
    /// Every newcomer's: kept. Its form key is the same for all of them; with the secret of a browser it is one of its own.
    Newcomers,
}

/// What every visit is looked up in, and what its pages are made and kept with.
pub struct Visits {
    /// The database.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// How the session cookie is set.
    pub cookie: CookieKind,
    /// How many proxies in front are believed.
    pub trusted_proxies: usize,
    /// Where the built files are.
    pub assets: Arc<Assets>,
    /// The public address.
    pub origin: Origin,
    /// Headers of every answer.
    pub security: SecurityHeaders,
    /// Rendered pages.
    pub pages: Arc<PageCache>,
}

impl std::fmt::Debug for Visits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Visits").finish_non_exhaustive()
    }
}

/// A request.
#[derive(Debug, Clone)]
pub struct Visit {
    /// Who asks.
    pub reader: Reader,
    /// Their session's token.
    pub token: Option<Token>,
    /// The contributor of their session, who may not have written yet.
    pub contributor: Option<ContributorId>,
    /// The browser that they ask with.
    pub browser: Browser,
    /// How well they are known, where something is to be written; a newcomer's elsewhere.
    pub trust: Trust,
    /// Where they ask from.
    pub address: IpAddr,
    /// The time of the request.
    pub now: Timestamp,
    /// The path.
    pub path: String,
    /// The query.
    pub query: Fields,
    method: Method,
    headers: HeaderMap,
    raw: String,
    version: Version,
    sequence: i64,
    nonce: String,
    form_key: String,
    visits: Arc<Visits>,
}

impl<S> FromRequestParts<S> for Visit
where
    S: Send + Sync,
    Arc<Visits>: FromRef<S>,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Error> {
        Arc::<Visits>::from_ref(state).visit(parts).await
    }
}

impl Visits {
    /// Looks at who asks.
    ///
    /// # Errors
    /// If the database fails, or the query is malformed.
    pub async fn visit(self: Arc<Self>, parts: &Parts) -> Result<Visit, Error> {
        // Before the first query: what is kept must not be older than it says.
        let version = self.store.version();
        let now = (self.clock)();
        let token = self.cookie.token(&parts.headers);
        let session = match &token {
            Some(token) => self.store.session(&token.hash(), now).await?,
            None => None,
        };
        if let (Some(token), Some(session)) = (&token, &session)
            && now.0.saturating_sub(session.seen_at.0) >= NOTED
        {
            note_use(&self.store, token, now);
        }
        let contributor = session.as_ref().map(|session| session.contributor);
        let reader = session.map_or(Reader::New, |session| {
            Reader::Known(Me {
                id: session.contributor,
                first_name: session.first_name,
                last_name: session.last_name,
                email: session.email,
                moderator: session.role == Role::Moderator,
                sign: session.sign,
            })
        });
        let (nonce, form_key) = nonce_and_form_key();
        let raw = parts.uri.path_and_query().map_or("/", |raw| raw.as_str()).to_owned();
        Ok(Visit {
            token: token.filter(|_| contributor.is_some()),
            contributor,
            reader,
            browser: parts
                .extensions
                .get::<Browser>()
                .cloned()
                .unwrap_or_else(|| Browser::of(self.cookie, &parts.headers)),
            trust: parts.extensions.get().copied().unwrap_or(Trust::Newcomer),
            address: address(parts, self.trusted_proxies),
            now,
            path: parts.uri.path().to_owned(),
            query: Fields::from_encoded(parts.uri.query().unwrap_or_default().as_bytes())?,
            method: parts.method.clone(),
            headers: parts.headers.clone(),
            raw,
            version,
            sequence: version.sequence,
            nonce,
            form_key,
            visits: self,
        })
    }
}

/// Beside the answer: reading waits for no writing.
fn note_use(store: &Store, token: &Token, now: Timestamp) {
    let (store, token_hash) = (store.clone(), token.hash());
    tokio::spawn(async move {
        if let Err(error) = store.see_session(token_hash, now).await {
            tracing::debug!(%error, "the use of a session was not noted");
        }
    });
}

impl Visit {
    /// What a page needs besides its content.
    #[must_use]
    pub fn site(&self, audience: Audience) -> Site {
        let form_key = match audience {
            Audience::Own => self.form_key.clone(),
            Audience::Newcomers => format!("page-{}", self.sequence),
        };
        Site {
            assets: Arc::clone(&self.visits.assets),
            origin: self.visits.origin.shared(),
            nonce: self.nonce.clone(),
            reader: self.reader.clone(),
            now: self.now,
            here: self.here(),
            form_key,
            sequence: self.sequence,
            epoch: self.visits.store.epoch(),
            notice: notice::Notice::of(self.query.get("said")).map(|notice| notice.sentence().to_owned()),
        }
    }

    /// For whom a page to be read is: newcomers share it, unless it says something once.
    #[must_use]
    pub fn audience(&self) -> Audience {
        let shared = self.reader == Reader::New
            && self.token.is_none()
            && matches!(self.method, Method::GET | Method::HEAD)
            && self.query.get("said").is_empty();
        if shared { Audience::Newcomers } else { Audience::Own }
    }

    /// Path and query, without what is said once.
    #[must_use]
    pub fn here(&self) -> String {
        domain::address::without_notice(&self.raw)
    }

    /// What stands for the sender of a form in the ids derived from it.
    #[must_use]
    pub fn sender(&self) -> Vec<u8> {
        match (&self.browser, &self.token) {
            // First: a first form that is sent again after its answer came with a session is the same form.
            (Browser::Known(secret), _) | (Browser::Fresh(secret), None) => {
                format!("browser {}", secret.hash()).into_bytes()
            }
            (Browser::Fresh(_), Some(token)) => format!("session {}", token.hash()).into_bytes(),
        }
    }

    /// What the command is noted as, if a moderator sends it and it is one of theirs.
    #[must_use]
    pub fn moderation(&self, command: &Command) -> Option<Event> {
        let by = self.contributor.filter(|_| self.reader.moderates())?;
        Event::of_command(command, by)
    }

    /// A page to be read, kept for the next newcomer where it can be.
    #[must_use]
    pub fn shared_page(&self, audience: Audience, html: String) -> Response {
        if audience == Audience::Own {
            return self.private_page(StatusCode::OK, html);
        }
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_SECURITY_POLICY, content_security_policy(&self.nonce));
        self.visits.security.complete(&mut headers);
        let validity = Validity {
            version: self.version,
            now: self.now,
            next_expiry: self.visits.store.next_expiry(self.now),
        };
        let entry = Arc::new(Entry::new(html, headers, validity));
        self.visits.pages.put(&self.raw, Arc::clone(&entry));
        let encoding = Encoding::negotiate(&self.headers);
        if entry.is_unpacked(encoding) {
            return Extension(Unpacked::Shared(entry)).into_response();
        }
        entry.answer(encoding, &self.headers)
    }

    /// A page for this reader only.
    #[must_use]
    pub fn private_page(&self, status: StatusCode, html: String) -> Response {
        let encoding = Encoding::negotiate(&self.headers);
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
            (VARY, HeaderValue::from_static("accept-encoding, cookie")),
            (CONTENT_SECURITY_POLICY, content_security_policy(&self.nonce)),
        ];
        if html.len() > LARGE {
            let html = Bytes::from(html);
            return (status, headers, Extension(Unpacked::Private(html.clone())), html).into_response();
        }
        match encoding.compress(html.as_bytes(), Effort::Quick) {
            Some(small) => {
                let encoding = encoding.header().map(|name| [(CONTENT_ENCODING, name)]);
                (status, headers, encoding, small).into_response()
            }
            None => (status, headers, html).into_response(),
        }
    }
}
