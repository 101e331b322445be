//! The one cookie: it holds the session's token.
//!
//! `HttpOnly` (no script reads it), `SameSite=Lax` (no other site's form carries it), `Path=/`, and behind https
//! `Secure` with the `__Host-` prefix, so that no neighbouring host can set it.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use crate::token::Token;

/// How long a session lasts: 400 days, the most that browsers keep a cookie.
pub const LIFETIME_SECONDS: i64 = 400 * 24 * 60 * 60;

/// The cookie's name and how it is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CookieKind {
    /// For http, as on one's own machine.
    Plain,
    /// For https.
    Secure,
}

impl CookieKind {
    /// The kind for a site at that address.
    #[must_use]
    pub fn of_origin(origin: &str) -> Self {
        if origin.starts_with("https://") { Self::Secure } else { Self::Plain }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Plain => "folkmoot",
            Self::Secure => "__Host-folkmoot",
        }
    }

    const fn more(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Secure => "; Secure",
        }
    }

    /// Whether the request may belong to a session; false means that it certainly does not. Quick: it stands
    /// before the page cache.
    #[must_use]
    pub fn may_be_in(self, headers: &HeaderMap) -> bool {
        let name = self.name().as_bytes();
        headers
            .get_all(COOKIE)
            .iter()
            .any(|value| value.as_bytes().windows(name.len()).any(|part| part == name))
    }

    /// The token in a request.
    #[must_use]
    pub fn token(self, headers: &HeaderMap) -> Option<Token> {
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == self.name())
            .and_then(|(_, value)| Token::parse(value))
    }

    /// Sets the cookie.
    #[must_use]
    pub fn set(self, token: &Token) -> HeaderValue {
        self.header(token.reveal(), LIFETIME_SECONDS)
    }

    /// Takes it away.
    #[must_use]
    pub fn clear(self) -> HeaderValue {
        self.header("", 0)
    }

    fn header(self, value: &str, seconds: i64) -> HeaderValue {
        let (name, more) = (self.name(), self.more());
        HeaderValue::try_from(format!(
            "{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{more}"
        ))
        .expect("a token is plain ASCII")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let token = Token::random();
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, format!("a=b; folkmoot={}; c=d", token.reveal()).parse().unwrap());
        assert_eq!(CookieKind::Plain.token(&headers), Some(token));
        assert!(CookieKind::Plain.may_be_in(&headers));
        assert!(!CookieKind::Secure.may_be_in(&headers));
        assert_eq!(CookieKind::Secure.token(&headers), None);
    }

    #[test]
    fn the_cookie_is_kept_from_scripts_and_other_sites() {
        let token = Token::random();
        let header = CookieKind::Secure.set(&token);
        let text = header.to_str().unwrap();
        assert!(text.starts_with("__Host-folkmoot="));
        for flag in ["Path=/", "HttpOnly", "SameSite=Lax", "Secure", "Max-Age=34560000"] {
            assert!(text.contains(flag), "{flag}");
        }
        assert!(!CookieKind::Plain.set(&token).to_str().unwrap().contains("Secure"));
    }
}
