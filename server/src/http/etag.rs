//! Entity tags, and what a client says that it has (RFC 9110 §13.1.2).

use axum::http::HeaderValue;

/// Whether `If-None-Match` names the tag, in weak comparison.
#[must_use]
pub fn names(tags: &HeaderValue, own: &HeaderValue) -> bool {
    tags.as_bytes().split(|byte| *byte == b',').any(|tag| {
        let tag = tag.trim_ascii();
        tag == b"*" || tag.strip_prefix(b"W/").unwrap_or(tag) == own.as_bytes()
    })
}
