//! Answers with a tag of what is in them, which may be that nothing has changed (RFC 9110 §13.1.2).
//!
//! Tags are read by hand, since debug builds of `headers::IfNoneMatch` panic at a tag with a blank, which anybody can send.

use axum::body::Body;
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;

/// A tag of digits, letters and dashes.
///
/// # Panics
/// If there is something else in it that a header cannot have.
#[must_use]
pub fn tag(text: &str) -> HeaderValue {
    HeaderValue::try_from(format!("\"{text}\"")).expect("digits, letters and dashes")
}

/// The answer to whoever asks with the headers `asked`: `body` with its `headers`, which have its tag; or, where they have it
/// already, that it is as it was, without what would describe the body.
#[must_use]
pub fn tagged(asked: &HeaderMap, mut headers: HeaderMap, body: Bytes) -> Response {
    let own = headers.get(ETAG);
    let is_known = own.is_some_and(|own| asked.get_all(IF_NONE_MATCH).iter().any(|tags| names(tags, own)));
    if is_known {
        for name in [CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE] {
            headers.remove(name);
        }
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.into_response().map(|_| Body::from(body))
}

/// Whether `If-None-Match` names the tag, in weak comparison.
#[must_use]
pub fn names(tags: &HeaderValue, own: &HeaderValue) -> bool {
    tags.as_bytes().split(|byte| *byte == b',').any(|tag| {
        let tag = tag.trim_ascii();
        tag == b"*" || tag.strip_prefix(b"W/").unwrap_or(tag) == own.as_bytes()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_it_is_told_that_and_no_more() {
        let answer = |lines: &[&'static str]| {
            let mut asked = HeaderMap::new();
            for line in lines {
                asked.append(IF_NONE_MATCH, HeaderValue::from_static(line));
            }
            let headers = HeaderMap::from_iter([
                (ETAG, tag("7-ab")),
                (CONTENT_TYPE, HeaderValue::from_static("text/css")),
            ]);
            let answer = tagged(&asked, headers, Bytes::from_static(b"a { }"));
            assert_eq!(answer.headers()[ETAG], "\"7-ab\"", "{lines:?}");
            assert_eq!(answer.headers().contains_key(CONTENT_TYPE), answer.status() == StatusCode::OK);
            answer.status()
        };
        for known in
            [&["\"7-ab\""][..], &["W/\"7-ab\""], &["*"], &["\"x y\", \"7-ab\""], &["\"x\"", "\"7-ab\""]]
        {
            assert_eq!(answer(known), StatusCode::NOT_MODIFIED, "{known:?}");
        }
        for other in [&[][..], &["\"7-a\""], &["7-ab"], &["\"7-ab"], &["\"a b\""]] {
            assert_eq!(answer(other), StatusCode::OK, "{other:?}");
        }
    }
}
