//! Headers that make a browser help: content security policy and its companions, on every answer.
//!
//! Only what we wrote ourselves runs and loads; a page's inline data carries its nonce. An answer that is no page
//! gets the policy under which nothing runs at all.

use axum::http::header::{
    CONTENT_SECURITY_POLICY, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::http::cookie::CookieKind;

/// Whether the promise of https (HSTS) holds for the hosts below the site's name. It cannot be taken back for two
/// years, and other hosts there may be somebody else's, so it has to be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subdomains {
    /// Only the host itself.
    Left,
    /// They too.
    Included,
}

/// The headers that do not depend on the answer.
#[derive(Debug, Clone)]
pub struct SecurityHeaders(Vec<(HeaderName, HeaderValue)>);

impl SecurityHeaders {
    /// For a site whose cookies are of that kind: behind https, browsers are told to keep to it, and with
    /// [`Subdomains::Included`] for every host below its name too.
    #[must_use]
    pub fn new(kind: CookieKind, subdomains: Subdomains) -> Self {
        let mut headers = vec![
            (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
            // Not `no-referrer`: it would make forms send `Origin: null`, which old browsers are judged by.
            (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
            (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
            (
                HeaderName::from_static("cross-origin-resource-policy"),
                HeaderValue::from_static("same-origin"),
            ),
            (
                HeaderName::from_static("permissions-policy"),
                HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
            ),
        ];
        if kind == CookieKind::Secure {
            let promise = match subdomains {
                Subdomains::Left => "max-age=63072000",
                Subdomains::Included => "max-age=63072000; includeSubDomains",
            };
            headers.push((STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(promise)));
        }
        Self(headers)
    }

    /// Adds what is not there yet.
    pub fn complete(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.0 {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        headers
            .entry(CONTENT_SECURITY_POLICY)
            .or_insert(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    }
}

/// The policy of a page with that nonce.
#[must_use]
pub fn content_security_policy(nonce: &str) -> HeaderValue {
    // `strict-dynamic` is left out on purpose: preload links carry no nonce.
    HeaderValue::try_from(format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'; manifest-src 'self'; worker-src 'self'"
    ))
    .expect("a nonce is base64url")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_is_promised_behind_https_and_for_subdomains_only_when_asked() {
        let promise = |kind, subdomains| {
            let mut headers = HeaderMap::new();
            SecurityHeaders::new(kind, subdomains).complete(&mut headers);
            headers.get(STRICT_TRANSPORT_SECURITY).map(|value| value.to_str().unwrap().to_owned())
        };
        assert_eq!(promise(CookieKind::Plain, Subdomains::Included), None);
        let alone = promise(CookieKind::Secure, Subdomains::Left);
        assert_eq!(alone.as_deref(), Some("max-age=63072000"));
        let with_all = promise(CookieKind::Secure, Subdomains::Included);
        assert_eq!(with_all.as_deref(), Some("max-age=63072000; includeSubDomains"));
    }
}
