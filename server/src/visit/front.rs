//! What stands before every handler: kept pages, rate limits, and the last touch to each answer.
//!
//! A kept page is found before anything else is looked at: no session, no limits, no other layer.

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::HttpBody as _;
use axum::extract::{Request, State};
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use store::Store;
use store::work::paid_by;

use domain::address::Address;

use crate::clock::Clock;
use crate::guard::rate::underway::{Place, Underway};
use crate::guard::work::Accounts;
use crate::http::address::of_request as visitor;
use crate::http::body::SubmittedForm;
use crate::http::cache::{Entry, PageCache};
use crate::http::cookie::CookieKind;
use crate::http::error::Error;
use crate::http::headers::SecurityHeaders;
use crate::http::hold::until_sent;
use crate::http::host::Hosts;
use crate::http::limits::BODY_LIMIT;
use crate::http::packing;
use crate::http::path::composed;
use crate::token::Token;
use crate::visit::browser::{self, Browser, Gift};
use crate::visit::calls::LIVE;
use crate::visit::refusal::{self, Refusals};

/// Where pages hold an e-mail address or the token of a sign-in link: no copy of them is kept anywhere.
const PRIVATE: [&str; 3] = ["/welcome", "/sign-in", "/sign-out"];

fn is_private(path: &str) -> bool {
    let rest = PRIVATE.iter().find_map(|private| path.strip_prefix(private));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// What stands before every handler.
pub struct Front {
    /// The database, and who works out what is large.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// How the cookies are set.
    pub cookie: CookieKind,
    /// The names under which the site answers.
    pub hosts: Hosts,
    /// Headers of every answer.
    pub security: SecurityHeaders,
    /// Rendered pages.
    pub pages: Arc<PageCache>,
    /// How much was worked out for whom; `None` for measuring and tests.
    pub accounts: Option<Arc<Accounts>>,
    /// What is under way by address; `None` for measuring and tests.
    pub underway: Option<Arc<Underway>>,
    /// Makes the pages of what is refused.
    pub refusals: Refusals,
    /// How many proxies in front are believed.
    pub trusted_proxies: usize,
}

/// The page in the cache for this request, if there is one.
fn cached_page<B>(front: &Front, request: &axum::http::Request<B>) -> Option<Arc<Entry>> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) || front.cookie.may_be_in(request.headers()) {
        return None;
    }
    let here = request.uri().path_and_query()?.as_str();
    front.pages.get(here, front.store.version(), (front.clock)())
}

/// Where probes ask, which know no host's name.
const PROBES: [&str; 2] = ["/healthz", "/readyz"];

/// What is answered before anything else is looked at: the wrong host, and the wrong form of an address.
fn elsewhere(front: &Front, request: &Request) -> Option<Error> {
    let uri = request.uri();
    if !PROBES.contains(&uri.path())
        && let Err(wrong) = front.hosts.check(uri, request.headers())
    {
        return Some(Error::WrongHost(wrong));
    }
    let composed = Address::at(composed(uri.path())?);
    Some(Error::Moved(composed.with_sent_query(uri.query()).into()))
}

/// The outermost layer. What is worked out for a request is paid by the account of its address.
pub async fn outermost(State(front): State<Arc<Front>>, request: Request, next: Next) -> Response {
    if let Some(error) = elsewhere(&front, &request) {
        let mut response = refusal::short(request.uri().path(), error);
        front.security.complete(response.headers_mut());
        return response;
    }
    if let Some(page) = cached_page(&front, &request) {
        let mut page = packing::answer(front.store.work(), page, request.headers()).await;
        if front.cookie.browser(request.headers()).is_none() {
            // Beside the kept bytes, which are the same for everyone.
            browser::give(front.cookie, &Token::random(), page.headers_mut());
        }
        return page;
    }
    let account =
        front.accounts.as_ref().map(|accounts| accounts.of(visitor(&request, front.trusted_proxies)));
    match account {
        None => answer(&front, request, next).await,
        Some(account) => paid_by(account, answer(&front, request, next)).await,
    }
}

async fn answer(front: &Front, request: Request, next: Next) -> Response {
    let typed = SubmittedForm::default();
    let (mut parts, body) = request.into_parts();
    parts.extensions.insert(typed.clone());
    let browser = Browser::of(front.cookie, &parts.headers);
    let gift = Gift::of(&parts, &browser, front.cookie);
    let secret = is_private(parts.uri.path());
    parts.extensions.insert(browser);
    let asked = parts.clone();
    let request = Request::from_parts(parts, body);
    let (address, length) = (visitor(&request, front.trusted_proxies), length(&request));
    let (mut response, place) = match enter(front, address, length, asked.uri.path()).await {
        Ok(place) => (next.run(request).await, place),
        Err(error) => (error.into_response(), None),
    };
    let headers = asked.headers.clone();
    response = front.refusals.complete(asked, typed.take(), response).await;
    response = packing::pack(front.store.work(), &headers, response).await;
    if let Some(gift) = gift {
        gift.add(front.cookie, &mut response);
    }
    if secret {
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    front.security.complete(response.headers_mut());
    match place {
        Some(place) => until_sent(response, place),
        None => response,
    }
}

/// How many bytes of a request may have to be kept; `None` if it only reads.
fn length(request: &Request) -> Option<u64> {
    const LIMIT: u64 = BODY_LIMIT as u64;
    match *request.method() {
        Method::GET | Method::HEAD => None,
        _ => Some(request.body().size_hint().exact().map_or(LIMIT, |bytes| bytes.min(LIMIT))),
    }
}

/// Waits until a request fits beside others of its address.
async fn enter(
    front: &Front,
    address: IpAddr,
    length: Option<u64>,
    path: &str,
) -> Result<Option<Place>, Error> {
    match &front.underway {
        // The stream of events has a bound of its own.
        Some(underway) if path != LIVE => {
            underway.enter(address, length).await.map(Some).ok_or(Error::Crowded)
        }
        _ => Ok(None),
    }
}
