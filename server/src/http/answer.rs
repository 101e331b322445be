//! Small answers that many handlers give.

use axum::http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// The answer, of which nobody keeps a copy.
#[must_use]
pub fn no_store(answer: impl IntoResponse) -> Response {
    ([(CACHE_CONTROL, "no-store")], answer).into_response()
}

/// An answer of that status that leads to a path, with a cookie if there is one to set.
#[must_use]
pub fn leading_to(path: &str, status: StatusCode, cookie: Option<HeaderValue>) -> Response {
    let location = HeaderValue::try_from(path).ok().map(|path| [(LOCATION, path)]);
    let cookie = cookie.map(|cookie| [(SET_COOKIE, cookie)]);
    (status, location, cookie, ()).into_response()
}
