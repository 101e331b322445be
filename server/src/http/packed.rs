//! Answers that are compressed once and sent often, with a tag of what is in them.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use crate::http::encoding::{Effort, Encoding};
use crate::http::etag::{self, tagged};
use crate::token::hex;

/// An answer in one encoding, as it is sent.
#[derive(Debug)]
pub struct Packed {
    tag: HeaderValue,
    encoding: Option<HeaderValue>,
    bytes: Bytes,
}

impl Packed {
    /// Packs what was made at that sequence of the log; small bytes stay as they are. Takes a millisecond or more for large ones.
    #[must_use]
    pub fn new(sequence: i64, plain: Bytes, encoding: Encoding) -> Self {
        let digest = hex(&Sha256::digest(&plain)[..12]);
        let small = encoding.compress(&plain, Effort::Quick);
        let suffix = if small.is_some() { encoding.suffix() } else { "" };
        let tag = etag::tag(&format!("{sequence}-{digest}{suffix}"));
        let encoding = small.is_some().then(|| encoding.header()).flatten();
        Self { tag, encoding, bytes: small.unwrap_or(plain) }
    }

    /// How many bytes it is sent as.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether it is sent as nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// The answer to whoever asks with those headers: of that content type, or that it is as it was. `headers` stand on both.
    #[must_use]
    pub fn answer(&self, asked: &HeaderMap, mut headers: HeaderMap, content_type: &'static str) -> Response {
        headers.insert(ETAG, self.tag.clone());
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        if let Some(encoding) = &self.encoding {
            headers.insert(CONTENT_ENCODING, encoding.clone());
        }
        tagged(asked, headers, self.bytes.clone())
    }
}

/// The most bytes of answers that are kept of one state.
const CAPACITY: usize = 16 * 1024 * 1024;
/// About how many bytes an answer takes besides its own.
const BESIDES: usize = 16 * 1024;

/// Answers of one state of what they are of, by what was asked. Those of another state are forgotten.
#[derive(Debug, Default)]
pub struct PackedAnswers(RwLock<(String, HashMap<String, Arc<Packed>>)>);

impl PackedAnswers {
    /// The answer to what was asked, if it is kept of that state.
    #[must_use]
    pub fn get(&self, state: &str, asked: &str) -> Option<Arc<Packed>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if kept.0 == state { kept.1.get(asked).cloned() } else { None }
    }

    /// Keeps an answer of that state.
    pub fn put(&self, state: String, asked: String, packed: Arc<Packed>) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let bytes: usize = kept.1.values().map(|packed| BESIDES + packed.len()).sum();
        if kept.0 != state || bytes + packed.len() > CAPACITY {
            *kept = (state, HashMap::new());
        }
        kept.1.insert(asked, packed);
    }
}
