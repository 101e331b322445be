//! Secrets and random ids.
//!
//! A token is 256 random bits as base64url. Only its SHA-256 is ever stored, so that a copy of the database
//! signs nobody in. Randomness comes from the operating system; if that fails, nothing secret can be made.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine as _};
use domain::id::{ContributorId, Timestamp};
use sha2::{Digest as _, Sha256};

/// A secret that somebody shows to say who they are.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    const LENGTH: usize = 43;

    /// A new one.
    #[must_use]
    pub fn random() -> Self {
        Self(BASE64_URL_SAFE_NO_PAD.encode(random::<32>()))
    }

    /// Takes a token as it was sent; `None` for what can be none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == Self::LENGTH
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        fits.then(|| Self(text.to_owned()))
    }

    /// The secret, for the one it belongs to.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What is stored: SHA-256 in lower-case hex.
    #[must_use]
    pub fn hash(&self) -> String {
        hash_of(self.0.as_bytes())
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// What is stored of a secret: SHA-256 in lower-case hex.
#[must_use]
pub fn hash_of(secret: &[u8]) -> String {
    hex(&Sha256::digest(secret))
}

/// Random bytes.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// 128 random bits as base64url, twice: a nonce and a form key for one page.
#[must_use]
pub fn nonce_and_form_key() -> (String, String) {
    let bytes = random::<32>();
    (BASE64_URL_SAFE_NO_PAD.encode(&bytes[..16]), BASE64_URL_SAFE_NO_PAD.encode(&bytes[16..]))
}

/// A new contributor, as UUIDv7.
#[must_use]
pub fn fresh_contributor(now: Timestamp) -> ContributorId {
    let millis = u64::try_from(now.0).unwrap_or_default();
    ContributorId(uuid::Builder::from_unix_timestamp_millis(millis, &random::<10>()).into_uuid())
}

/// Bytes in lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_taken_back_and_never_printed() {
        let token = Token::random();
        assert_eq!(Token::parse(token.reveal()), Some(token.clone()));
        assert!(!format!("{token:?}").contains(token.reveal()));
        assert_ne!(token, Token::random());
        assert_eq!(token.hash().len(), 64);
        for bad in ["", "short", &"a".repeat(44), &format!("{}=", "a".repeat(42))] {
            assert_eq!(Token::parse(bad), None);
        }
    }
}
