//! What is at no other address: files at the root, slips of the hand, and what is nowhere.

use axum::extract::Request;
use axum::response::IntoResponse as _;

use domain::address::{Address, corrected};

use crate::http::assets;
use crate::http::error::{Answer, Error};
use crate::visit::Visit;

/// Everything else: files at the root, slips of the hand, and what is nowhere.
pub async fn other(visit: Visit, request: Request) -> Answer {
    let path = visit.path.as_str();
    if let Some(answer) = assets::public(path, request.method(), request.headers()) {
        return Ok(answer);
    }
    if let Some(better) = corrected(path) {
        let better = Address::at(better).with_sent_query(request.uri().query());
        return Ok(Error::Moved(better.into()).into_response());
    }
    Err(Error::NoSuchPage)
}
