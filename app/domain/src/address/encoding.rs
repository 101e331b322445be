//! Percent-encoding (RFC 3986 §2.1), and which signs stand for themselves where.

use std::borrow::Cow;
use std::string::FromUtf8Error;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, percent_decode_str, utf8_percent_encode};

/// In a part of a path: all but what the RFC calls unreserved (§2.3).
const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// In a value of a query: paths stay readable.
const VALUE: &AsciiSet = &PART.remove(b'/');
/// In a field as a browser sends it, where lists stay readable.
const FIELD: &AsciiSet = &PART.add(b'~').remove(b',').remove(b':');
/// In a DOI: what may stand in a path (§3.3) stays as it is printed.
const DOI: &AsciiSet = &VALUE
    .remove(b':')
    .remove(b';')
    .remove(b'(')
    .remove(b')')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b'=')
    .remove(b'@');

/// A text as a part of a path, between two slashes.
#[must_use]
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, PART).to_string()
}

/// A text as a value of a query.
pub(super) fn encode_value(text: &str) -> String {
    utf8_percent_encode(text, VALUE).to_string()
}

/// A text as a browser sends it in a field of a form, blanks as plus signs (WHATWG URL §5.2).
pub(super) fn encode_field(text: &str) -> String {
    utf8_percent_encode(text, FIELD).to_string().replace("%20", "+")
}

/// A DOI as the end of an address.
pub(crate) fn encode_doi(doi: &str) -> String {
    utf8_percent_encode(doi, DOI).to_string()
}

/// A part of a path, or any other text, without its percent-encoding, which is undone once. A percent sign that encodes
/// nothing stands for itself (WHATWG URL §1.3). `None` if what was encoded is no UTF-8.
#[must_use]
pub fn decode(text: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(text).decode_utf8().ok()
}

/// The name or the value of a field of a form or a query, in which a plus sign is a blank.
///
/// # Errors
/// If what was encoded is no UTF-8.
pub fn decode_field(encoded: &[u8]) -> Result<String, FromUtf8Error> {
    let blanks: Vec<u8> = encoded.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    String::from_utf8(percent_decode(&blanks).collect())
}
