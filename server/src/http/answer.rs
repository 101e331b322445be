//! Small answers that many handlers give.

use axum::http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::address::Address;

/// The answer, of which nobody keeps a copy.
#[must_use]
pub fn no_store(answer: impl IntoResponse) -> Response {
    ([(CACHE_CONTROL, "no-store")], answer).into_response()
}

/// An answer of that status that leads to an address, with a cookie if there is one to set.
#[must_use]
pub fn leading_to(address: &Address, status: StatusCode, cookie: Option<HeaderValue>) -> Response {
    let location = HeaderValue::try_from(address.to_string()).ok().map(|address| [(LOCATION, address)]);
    let cookie = cookie.map(|cookie| [(SET_COOKIE, cookie)]);
    (status, location, cookie, ()).into_response()
}
