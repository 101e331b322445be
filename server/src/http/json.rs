//! JSON as it is sent and answered, within bounds of what reading it costs.

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use bytes::Bytes;
use messages::failure::malformed;
use serde::Serialize;
use serde_json::Value;
use store::work::{Pool, Token};

use crate::http::body;
use crate::http::error::Error;

/// The most parts of a message (arrays, objects, and what stands in them). Every command has few; many that are small would take far
/// more memory than they have bytes.
const PARTS: usize = 20_000;

/// So many bytes of JSON are read while one of Markdown is rendered.
const JSON: usize = 16;

/// Reads a JSON body.
///
/// # Errors
/// If it is no JSON, too large, breaks off, or there is too much to do.
pub async fn read(pool: &Pool, headers: &HeaderMap, body: Body) -> Result<Value, Error> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("application/json")) {
        return Err(Error::WrongContentType);
    }
    let read = parse(pool, body::bytes(headers, body).await?).await?;
    read.ok_or(Error::Malformed(malformed::NOT_JSON))
}

/// Reads JSON that has no more parts than anything that is sent here; `None` if it is none.
///
/// # Errors
/// If it has more parts, or if there is too much to do.
pub async fn parse(pool: &Pool, bytes: Bytes) -> Result<Option<Value>, Error> {
    if parts(&bytes) > PARTS {
        return Err(Error::Malformed(malformed::TOO_MANY_PARTS));
    }
    let length = bytes.len() / JSON;
    // What is nested more deeply than any message is refused while it is read.
    let parse = move |_: &Token| serde_json::from_slice(&bytes).ok();
    Ok(pool.run_sized(length, parse).await?)
}

/// The JSON of an answer.
#[must_use]
pub fn text<T: Serialize>(answer: &T) -> String {
    serde_json::to_string(answer).expect("the members of an answer have names and no writer of their own")
}

/// How many parts a text has as JSON, before it is read as that.
fn parts(json: &[u8]) -> usize {
    let mut parts = 0;
    let mut bytes = json.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'[' | b'{' | b',' => parts += 1,
            b'"' => {
                while let Some(byte) = bytes.next() {
                    match byte {
                        b'\\' => drop(bytes.next()),
                        b'"' => break,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_message_are_counted_and_words_are_not() {
        for (json, expected) in [
            (r#"{"a":[1,2,{"b":"x,y[{"}]}"#, 5),
            (r#""\"[[[,,,""#, 0),
            ("[[],[],[]]", 6),
            ("", 0),
            (r#"{"open": "never"#, 1),
        ] {
            assert_eq!(parts(json.as_bytes()), expected, "{json}");
        }
    }
}
