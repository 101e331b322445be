//! Forms and queries: names and values as they were sent.
//!
//! Tolerant where nothing can be lost by it (unknown fields, stray percent signs), strict where something could:
//! what is not UTF-8 is refused, never patched. `domain::form` turns them into domain types.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use app::page::Form;
use axum::body::Body;
use axum::extract::FromRequest;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Request};
use domain::address::decode_field;
use domain::form::Values;
use domain::problem::Problem;
use messages::failure::malformed;

use crate::http::error::Error;
use crate::http::limits::BODY_LIMIT;

/// The most bytes of a form that takes a millisecond or less to decode. Larger ones are decoded beside the threads that answer. Not by the
/// pool, which may refuse: then there would be nothing to show the form again with.
const LARGE: usize = 64 * 1024;
/// The most fields of a form or query.
const FIELDS_LIMIT: usize = 1_024;

/// Values by name. Of several with one name the first that is not empty counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields(BTreeMap<String, String>);

/// Where the fields of a form are left, so that a page about a refusal can show them: nothing typed is lost.
#[derive(Debug, Clone, Default)]
pub struct SubmittedForm(Arc<Mutex<Option<Fields>>>);

impl SubmittedForm {
    pub(crate) fn put(&self, fields: Fields) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(fields);
    }

    /// What was left, if anything.
    #[must_use]
    pub fn take(&self) -> Option<Fields> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Fields {
    /// Parses `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// If it is not UTF-8, or has too many fields.
    pub fn from_encoded(encoded: &[u8]) -> Result<Self, Error> {
        let mut fields = BTreeMap::new();
        for (count, pair) in encoded.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).enumerate() {
            if count == FIELDS_LIMIT {
                return Err(Error::Malformed(malformed::TOO_MANY_FIELDS));
            }
            let split = pair.iter().position(|byte| *byte == b'=');
            let (name, value) = split.map_or((pair, [].as_slice()), |at| (&pair[..at], &pair[at + 1..]));
            let (name, value) = (decode(name)?, decode(value)?);
            let slot: &mut String = fields.entry(name).or_default();
            if slot.is_empty() {
                *slot = value;
            }
        }
        Ok(Self(fields))
    }

    /// Fields of which there is one.
    #[must_use]
    pub fn single(name: &str, value: &str) -> Self {
        Self(BTreeMap::from([(name.to_owned(), value.to_owned())]))
    }

    /// The value of that name, or nothing.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// A value that our own pages always set right, such as an id in a hidden field. Empty is `None`.
    ///
    /// # Errors
    /// If it is not of that form: then this is no form of ours.
    pub fn parse<T: FromStr>(&self, name: &str) -> Result<Option<T>, Error> {
        let text = self.get(name).trim();
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|_| Error::Malformed(malformed::HIDDEN_FIELD_DAMAGED))
    }

    /// A value that our own pages always set right, and that may not be missing.
    ///
    /// # Errors
    /// If it is missing or malformed.
    pub fn require<T: FromStr>(&self, name: &str) -> Result<T, Error> {
        self.parse(name)?.ok_or(Error::Malformed(malformed::HIDDEN_FIELD_MISSING))
    }

    /// All, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The values, to show in the form again. A line break is a line feed.
    #[must_use]
    pub fn form(&self) -> Form {
        let line_feeds = |text: &String| text.replace("\r\n", "\n");
        let values = self.0.iter().filter(|(name, _)| *name != "form");
        let values = values.map(|(name, value)| (name.clone(), line_feeds(value))).collect();
        Form { values, problem: None }
    }

    /// The values with what is wrong, to show in the form again.
    #[must_use]
    pub fn refused(&self, problem: Problem) -> Form {
        Form { problem: Some(problem), ..self.form() }
    }
}

fn decode(encoded: &[u8]) -> Result<String, Error> {
    decode_field(encoded).map_err(|_| Error::Malformed(malformed::NOT_UTF_8))
}

impl Values for Fields {
    fn value(&self, name: &str) -> &str {
        self.get(name)
    }
}

/// The fields of a POST.
#[derive(Debug)]
pub struct FormBody(pub Fields);

impl<S: Sync> FromRequest<S> for FormBody {
    type Rejection = Error;

    async fn from_request(request: Request<Body>, _: &S) -> Result<Self, Error> {
        let (parts, body) = request.into_parts();
        let fields = read(&parts.headers, body).await?;
        if let Some(submitted) = parts.extensions.get::<SubmittedForm>() {
            submitted.put(fields.clone());
        }
        Ok(Self(fields))
    }
}

/// Reads a form from a body, within the limit.
///
/// # Errors
/// If it is no form, too large, or breaks off.
pub async fn read(headers: &HeaderMap, body: Body) -> Result<Fields, Error> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Error::WrongContentType);
    }
    let sent = bytes(headers, body).await?;
    if sent.len() <= LARGE {
        return Fields::from_encoded(&sent);
    }
    let parsed = tokio::task::spawn_blocking(move || Fields::from_encoded(&sent)).await;
    parsed.map_err(|_| Error::Internal("reading a form broke off"))?
}

/// Reads a body, within the limit.
///
/// # Errors
/// If it is too large, or breaks off.
pub async fn bytes(headers: &HeaderMap, body: Body) -> Result<bytes::Bytes, Error> {
    let announced =
        headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > BODY_LIMIT) {
        return Err(Error::TooLarge);
    }
    axum::body::to_bytes(body, BODY_LIMIT).await.map_err(|error| {
        use std::error::Error as _;
        let mut cause = error.source();
        while let Some(inner) = cause {
            if inner.to_string().contains("length limit") {
                return Error::TooLarge;
            }
            cause = inner.source();
        }
        Error::Malformed(malformed::CUT_OFF)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_decoded_once_and_tolerantly() {
        let fields = Fields::from_encoded(b"a=1+2&b=%C3%BC%0D%0A%25&c&=x&a=3&d=100%&e=%2").unwrap();
        assert_eq!(fields.get("a"), "1 2");
        assert_eq!(fields.get("b"), "ü\r\n%");
        assert_eq!((fields.get("c"), fields.get("d"), fields.get("e")), ("", "100%", "%2"));
        assert_eq!(fields.get("nothing"), "");
        assert_eq!(fields.form().value("b"), "ü\n%");
    }

    #[test]
    fn of_several_values_the_first_that_is_not_empty_counts() {
        assert_eq!(Fields::from_encoded(b"other=&other=a28&other=a29").unwrap().get("other"), "a28");
    }

    #[test]
    fn what_is_not_utf_8_or_far_too_much_is_refused() {
        assert!(matches!(Fields::from_encoded(b"a=%FF"), Err(Error::Malformed(_))));
        assert!(matches!(Fields::from_encoded(b"a=\xFF"), Err(Error::Malformed(_))));
        assert!(matches!(Fields::from_encoded("a=1&".repeat(1_025).as_bytes()), Err(Error::Malformed(_))));
    }

    #[test]
    fn the_longest_text_that_is_allowed_fits() {
        let encoded = "%F0%9F%98%80".len() * domain::text::Body::LIMIT;
        assert!(2 * encoded + 32 * 1024 <= BODY_LIMIT);
    }
}
