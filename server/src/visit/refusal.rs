//! Pages and problem details for everything that was not answered as asked (RFC 9457).

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use app::page::{kept, problem_page};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use domain::address::{ARTICLES, decode_field};
use domain::fault::FieldProblem;
use domain::problem::{Problem, Thing};
use serde::Serialize;
use store::Store;
use sync::message::Refusal;

use crate::clock::Clock;
use crate::guard::audit::{Audit, Event, Network};
use crate::http::address::address;
use crate::http::body::Fields;
use crate::http::error::{Error, Refused, SOON};
use crate::http::json;
use crate::visit::calls::API;
use crate::visit::{Audience, Visit, Visits};

/// The most characters that a page shows of what was typed: twice the longest article, which an edit may meet.
const ECHO: usize = 220_000;

/// Makes the pages of what is refused.
pub struct Refusals {
    /// The database, which is told of its failures.
    pub store: Store,
    /// What time it is.
    pub clock: Clock,
    /// Notes what is refused.
    pub audit: Arc<Audit>,
    /// What pages are made with.
    pub visits: Arc<Visits>,
    /// How many proxies in front are believed.
    pub trusted_proxies: usize,
}

impl Refusals {
    /// Gives an answer that has only a status its page, or its problem details. Others pass.
    pub async fn complete(&self, mut parts: Parts, typed: Option<Fields>, response: Response) -> Response {
        let status = response.status();
        let refused = response.extensions().get::<Refused>().cloned();
        let made_here = response.headers().get(CONTENT_TYPE).is_some_and(|kind| {
            kind.as_bytes().starts_with(b"text/html") || kind.as_bytes().starts_with(b"application/")
        });
        if refused.is_none() && (!(status.is_client_error() || status.is_server_error()) || made_here) {
            return response;
        }
        let found = Error::of_status(status);
        let error = refused.as_ref().map_or(&found, |refused| refused.0.as_ref());
        let address = address(&parts, self.trusted_proxies);
        if let Some(event) = event(error, address) {
            self.audit.note(&event, (self.clock)());
        }
        if let Error::Store(error) = error {
            self.store.met(error);
        }
        let mut page = if parts.uri.path().starts_with(API) {
            details(error)
        } else {
            self.page(&mut parts, typed, error).await
        };
        for (name, value) in response.headers() {
            if name != CONTENT_TYPE && name != axum::http::header::CONTENT_LENGTH {
                page.headers_mut().append(name.clone(), value.clone());
            }
        }
        if status == StatusCode::SERVICE_UNAVAILABLE && !page.headers().contains_key(RETRY_AFTER) {
            page.headers_mut().insert(RETRY_AFTER, SOON);
        }
        page
    }

    async fn page(&self, parts: &mut Parts, typed: Option<Fields>, error: &Error) -> Response {
        let status = error.status();
        // Whose query cannot be read, or whose session cannot be looked up, is answered all the same.
        let Ok(visit) = self.visit(parts).await else { return plain(status, error) };
        let site = visit.site(Audience::Own);
        let (title, sentence) = (error.title(), error.sentence());
        let mut left = ECHO;
        let typed: Vec<(String, String)> = typed
            .iter()
            .flat_map(Fields::iter)
            .filter(|(name, value)| !value.is_empty() && !matches!(*name, "form" | "base" | "back"))
            .map(|(name, value)| (shown(name, &mut left), shown(value, &mut left).replace("\r\n", "\n")))
            .collect();
        let html = if typed.is_empty() {
            let missing = matches!(
                error,
                Error::NoSuchPage | Error::Refused(Problem::NotFound { thing: Thing::Article })
            );
            let wanted = visit.path.strip_prefix(ARTICLES).unwrap_or(&visit.path);
            let decoded = decode_field(wanted.as_bytes()).unwrap_or_default();
            let meant =
                if missing { self.store.suggestions(&decoded).await.unwrap_or_default() } else { Vec::new() };
            problem_page(&site, status.as_u16(), title, &sentence, &meant)
        } else {
            kept(&site, status.as_u16(), title, &sentence, &typed)
        };
        visit.private_page(status, html)
    }

    async fn visit(&self, parts: &mut Parts) -> Result<Visit, Error> {
        if Fields::from_encoded(parts.uri.query().unwrap_or_default().as_bytes()).is_err()
            && let Ok(path) = parts.uri.path().parse()
        {
            parts.uri = path;
        }
        Arc::clone(&self.visits).visit(parts).await
    }
}

/// What a refusal is noted as; `None` for slips of the hand.
fn event(error: &Error, address: IpAddr) -> Option<Event> {
    let network = Network::of(address);
    match error {
        Error::TooMany(wait) | Error::Limited(_, wait) | Error::Spent(wait) => {
            Some(Event::Limited { limit: error.code(), network, wait: *wait })
        }
        Error::Full | Error::Crowded => {
            Some(Event::Limited { limit: error.code(), network, wait: Duration::ZERO })
        }
        Error::SpentLink | Error::OtherBrowser => Some(Event::LinkRefused { network }),
        Error::CrossSite | Error::WrongHost(_) | Error::Push(_) => {
            Some(Event::Refused { code: error.code(), network })
        }
        Error::Refused(problem) if problem.status() == 403 => {
            Some(Event::Refused { code: error.code(), network })
        }
        _ => None,
    }
}

/// Problem details (RFC 9457 §3), with what programs of this site read.
#[derive(Serialize)]
struct Details<'a> {
    /// A name of the kind of problem that stays.
    #[serde(rename = "type")]
    kind: String,
    /// What it is called.
    title: &'static str,
    /// The status of the answer.
    status: u16,
    /// What is wrong and what can be done.
    detail: String,
    /// Each field with what is wrong with it, where that is the problem.
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<&'a [FieldProblem]>,
    /// Why a push as a whole was not taken, where one was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<&'a Refusal>,
}

fn details(error: &Error) -> Response {
    let status = error.status();
    let details = Details {
        kind: format!("about:blank#{}", error.code()),
        title: error.title(),
        status: status.as_u16(),
        detail: error.sentence(),
        fields: match error {
            Error::Refused(Problem::Invalid { fields }) => Some(fields),
            _ => None,
        },
        refusal: match error {
            Error::Push(refusal) => Some(refusal),
            _ => None,
        },
    };
    let headers = [(CONTENT_TYPE, "application/problem+json"), (CACHE_CONTROL, "no-store")];
    (status, headers, json::text(&details)).into_response()
}

/// As much of a text as there is room for.
fn shown(text: &str, left: &mut usize) -> String {
    let shown: String = text.chars().take(*left).collect();
    *left -= shown.chars().count();
    shown
}

/// An error in words alone, or problem details, without a look at who asks.
#[must_use]
pub fn short(path: &str, error: Error) -> Response {
    let mut short = if path.starts_with(API) { details(&error) } else { plain(error.status(), &error) };
    // What belongs to the kind of error, such as where it leads.
    for (name, value) in error.into_response().headers() {
        short.headers_mut().entry(name).or_insert_with(|| value.clone());
    }
    short
}

fn plain(status: StatusCode, error: &Error) -> Response {
    (status, format!("{}\n\n{}\n", error.title(), error.sentence())).into_response()
}
