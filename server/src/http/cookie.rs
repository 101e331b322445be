//! The two cookies: one holds the session's token, one the secret of a browser, by which its forms are told from those
//! of others before there is a session.
//!
//! `HttpOnly` (no script reads them), `SameSite=Lax` (no other site's form carries them), `Path=/`, and behind https
//! `Secure` with the `__Host-` prefix, so that no neighbouring host can set them.
//!
//! By hand: the crate `cookie` would make this file eight lines shorter, for seven crates and a second calendar beside `jiff`.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use store::Ends;

use crate::token::Token;

/// How long a browser keeps its secret, in seconds: 30 days. The server gives sessions for it for a day.
const BROWSER_SECONDS: i64 = 30 * 24 * 60 * 60;

/// What the cookies are called and how they are set.
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

    const fn browser_name(self) -> &'static str {
        match self {
            Self::Plain => "folkmoot-browser",
            Self::Secure => "__Host-folkmoot-browser",
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
        headers.get_all(COOKIE).iter().any(|value| {
            value.as_bytes().windows(name.len() + 1).any(|part| part.strip_prefix(name) == Some(b"="))
        })
    }

    /// The session's token in a request.
    #[must_use]
    pub fn token(self, headers: &HeaderMap) -> Option<Token> {
        find(headers, self.name())
    }

    /// The browser's secret in a request.
    #[must_use]
    pub fn browser(self, headers: &HeaderMap) -> Option<Token> {
        find(headers, self.browser_name())
    }

    /// Sets the session's cookie, for as long as the session lasts at most.
    #[must_use]
    pub fn set(self, token: &Token, ends: Ends) -> HeaderValue {
        self.header(self.name(), token.reveal(), ends.absolute / 1_000)
    }

    /// Takes the session's cookie away.
    #[must_use]
    pub fn clear(self) -> HeaderValue {
        self.header(self.name(), "", 0)
    }

    /// Sets the cookie of a browser's secret.
    #[must_use]
    pub fn set_browser(self, secret: &Token) -> HeaderValue {
        self.header(self.browser_name(), secret.reveal(), BROWSER_SECONDS)
    }

    fn header(self, name: &str, value: &str, seconds: i64) -> HeaderValue {
        let more = self.more();
        HeaderValue::try_from(format!(
            "{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{more}"
        ))
        .expect("a token is plain ASCII")
    }
}

fn find(headers: &HeaderMap, wanted: &str) -> Option<Token> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .and_then(|(_, value)| Token::parse(value))
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
        assert_eq!(CookieKind::Plain.browser(&headers), None);
    }

    #[test]
    fn the_secret_of_a_browser_is_no_session() {
        let secret = Token::random();
        for kind in [CookieKind::Plain, CookieKind::Secure] {
            let set = kind.set_browser(&secret);
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, set.to_str().unwrap().split(';').next().unwrap().parse().unwrap());
            assert_eq!(kind.browser(&headers), Some(secret.clone()));
            assert_eq!(kind.token(&headers), None);
            assert!(!kind.may_be_in(&headers), "newcomers are answered from the kept pages");
        }
    }

    #[test]
    fn the_cookie_is_kept_from_scripts_and_other_sites() {
        let token = Token::random();
        let header = CookieKind::Secure.set(&token, store::GUEST);
        let text = header.to_str().unwrap();
        assert!(text.starts_with("__Host-folkmoot="));
        for flag in ["Path=/", "HttpOnly", "SameSite=Lax", "Secure", "Max-Age=34560000"] {
            assert!(text.contains(flag), "{flag}");
        }
        assert!(!CookieKind::Plain.set(&token, store::GUEST).to_str().unwrap().contains("Secure"));
    }
}
