//! What is at no other address: files at the root, slips of the hand, and what is nowhere.

use axum::extract::Request;
use axum::response::IntoResponse as _;

use crate::http::assets;
use crate::http::error::{Answer, Error};
use crate::visit::Visit;

/// Everything else: files at the root, slips of the hand, and what is nowhere.
pub async fn other(visit: Visit, request: Request) -> Answer {
    let path = visit.path.as_str();
    if let Some(answer) = assets::public(path, request.method(), request.headers()) {
        return Ok(answer);
    }
    if let Some(better) = better(path) {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        return Ok(Error::Moved(format!("{better}{query}")).into_response());
    }
    Err(Error::NoSuchPage)
}

/// The address that was meant by one with a slash too many or capital letters.
fn better(path: &str) -> Option<String> {
    let trimmed = path.trim_end_matches('/');
    let lower = match trimmed.strip_prefix("/A/").or_else(|| trimmed.strip_prefix("/a/")) {
        Some(rest) => format!("/a/{rest}"),
        None => trimmed.to_ascii_lowercase(),
    };
    // Two slashes would name another host.
    (lower.starts_with('/') && !lower.starts_with("//") && !lower.contains('\\') && lower != path)
        .then_some(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_of_the_hand_lead_on_and_never_to_another_host() {
        for (path, expected) in [
            ("/a/x/", Some("/a/x")),
            ("/A/x", Some("/a/x")),
            ("/Recent", Some("/recent")),
            ("//evil.example/", None),
            ("/\\evil.example/", None),
            ("/nowhere", None),
        ] {
            assert_eq!(better(path).as_deref(), expected, "{path}");
        }
    }
}
