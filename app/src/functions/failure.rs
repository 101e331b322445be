//! Why a server function gave no answer, in words for the person who waits for it.

use std::fmt;

use http::StatusCode;
use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::codec::JsonEncoding;
use messages::editor::unanswered;
use serde::{Deserialize, Serialize};

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// More was sent than is taken.
    TooLong {
        /// The most characters.
        limit: usize,
        /// How many there are.
        actual: usize,
    },
    /// The request could not be understood, as when page and server are of different versions.
    Malformed,
    /// The server is there but could not answer.
    Unavailable,
    /// The server could not be reached.
    Offline,
}

impl Failure {
    /// Refuses a text that has more characters than are taken.
    ///
    /// # Errors
    /// [`Failure::TooLong`].
    pub fn unless_within(limit: usize, text: &str) -> Result<(), Self> {
        // No text has more characters than bytes, so most need not be counted.
        let actual = if text.len() <= limit { 0 } else { domain::text::count(text) };
        if actual > limit { Err(Self::TooLong { limit, actual }) } else { Ok(()) }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { limit, actual } => f.write_str(&unanswered::too_long(*actual, *limit)),
            Self::Malformed => f.write_str(unanswered::OUTDATED),
            Self::Unavailable => f.write_str(unanswered::UNAVAILABLE),
            Self::Offline => f.write_str(unanswered::OFFLINE),
        }
    }
}

impl FromServerFnError for Failure {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) => Self::Offline,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => Self::Malformed,
            // On the server, arguments in JSON that cannot be read; in the browser, an answer that cannot.
            ServerFnErrorErr::Deserialization(_) if cfg!(feature = "ssr") => Self::Malformed,
            _ => Self::Unavailable,
        }
    }

    fn status_code(&self) -> StatusCode {
        match self {
            Self::TooLong { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Unavailable | Self::Offline => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_refused_by_its_characters_and_not_by_its_bytes() {
        assert_eq!(Failure::unless_within(3, "😀😀😀"), Ok(()));
        assert_eq!(Failure::unless_within(3, "abcd"), Err(Failure::TooLong { limit: 3, actual: 4 }));
        assert_eq!(Failure::unless_within(1, "e\u{301}"), Ok(()));
    }

    #[test]
    fn what_the_caller_did_wrong_is_a_status_of_the_400s() {
        assert_eq!(Failure::TooLong { limit: 3, actual: 4 }.status_code(), 422);
        assert_eq!(Failure::Malformed.status_code(), 400);
        assert_eq!(Failure::Unavailable.status_code(), 503);
    }
}
