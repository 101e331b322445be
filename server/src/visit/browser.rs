//! What a browser is known by before it has a session, and what its forms are told apart by: a secret of its own.
//!
//! A browser gets it beside its first page, so that the pages of newcomers stay the same bytes for all of them, and
//! shows it with its first form. The same form sent twice by one browser is one command; the same words by two people
//! are two, whatever their address and the name of their browser. A browser that keeps no cookies gets a new secret for
//! each form: it writes, once for each sending, and is never taken for another.

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;
use domain::id::ContributorId;

use crate::http::cookie::CookieKind;
use crate::token::Token;
use crate::visit::calls::{FUNCTIONS, SYNC};
use crate::visit::ids::Ids;

/// The secret of the browser that asks.
#[derive(Debug, Clone)]
pub enum Browser {
    /// It showed this one.
    Known(Token),
    /// It has none yet; this one is made for it.
    Fresh(Token),
}

impl Browser {
    /// The browser of a request.
    #[must_use]
    pub fn of(cookie: CookieKind, headers: &HeaderMap) -> Self {
        cookie.browser(headers).map_or_else(|| Self::Fresh(Token::random()), Self::Known)
    }

    /// The secret.
    #[must_use]
    pub const fn secret(&self) -> &Token {
        let (Self::Known(secret) | Self::Fresh(secret)) = self;
        secret
    }

    /// The guest who writes from here without a session. The id is seen by everybody and tells nothing of the secret.
    #[must_use]
    pub fn guest(&self) -> ContributorId {
        Ids::derive([b"browser".as_slice(), self.secret().reveal().as_bytes()]).guest()
    }
}

/// A secret that is to be given to a browser beside an answer.
#[derive(Debug)]
pub struct Gift {
    secret: Token,
    /// Whether a form was sent with it, by somebody who showed no session.
    form: bool,
}

impl Gift {
    /// What the sender of that request is to get; `None` for whoever has a secret.
    #[must_use]
    pub fn of(asked: &Parts, browser: &Browser, cookie: CookieKind) -> Option<Self> {
        let Browser::Fresh(secret) = browser else { return None };
        let call = [FUNCTIONS, SYNC].iter().any(|path| asked.uri.path().starts_with(path));
        let form = asked.method == Method::POST && !call && cookie.token(&asked.headers).is_none();
        Some(Self { secret: secret.clone(), form })
    }

    /// Adds it to a page, or to what a form is answered with.
    pub fn add(self, cookie: CookieKind, response: &mut Response) {
        let headers = response.headers();
        let html = headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
        // Only a page has a policy of its own by now.
        let known =
            response.status() == StatusCode::NOT_MODIFIED && headers.contains_key(CONTENT_SECURITY_POLICY);
        if self.form || html || known {
            give(cookie, &self.secret, response.headers_mut());
        }
    }
}

/// Gives a browser a secret with an answer, which is for nobody else then.
pub fn give(cookie: CookieKind, secret: &Token, headers: &mut HeaderMap) {
    headers.append(SET_COOKIE, cookie.set_browser(secret));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
}
