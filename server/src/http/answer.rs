//! Small answers that many handlers give.

use axum::http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use domain::address::Address;

/// An answer of that status without a body.
#[must_use]
pub fn empty(status: StatusCode) -> Response {
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}

/// The answer, of which nobody keeps a copy.
#[must_use]
pub fn no_store(response: Response) -> Response {
    ([(CACHE_CONTROL, HeaderValue::from_static("no-store"))], response).into_response()
}

/// An answer of that status that leads to an address, with a cookie if there is one to set.
#[must_use]
pub fn leading_to(address: &Address, status: StatusCode, cookie: Option<HeaderValue>) -> Response {
    let mut response = empty(status);
    if let Ok(address) = HeaderValue::try_from(address.to_string()) {
        response.headers_mut().insert(LOCATION, address);
    }
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
