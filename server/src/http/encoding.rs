//! Content encodings: what a client takes, and compressing.
//!
//! Compression costs more than rendering, so what is kept is compressed once and well, and what is not kept is
//! compressed quickly, and only if it is large enough to gain by it.

use std::io::Write as _;

use axum::http::header::ACCEPT_ENCODING;
use axum::http::{HeaderMap, HeaderValue};
use bytes::Bytes;

/// A content encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// None.
    Identity,
    /// gzip (RFC 1952).
    Gzip,
    /// Brotli (RFC 7932).
    Brotli,
}

/// How hard to compress.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// For one answer.
    Quick,
    /// For bytes that are kept and sent often.
    Thorough,
}

/// Below this many bytes an answer fits into one packet anyway.
pub const WORTH_IT: usize = 1_024;

impl Encoding {
    /// The best encoding that the client takes (RFC 9110 §12.5.3); wildcards are not counted on.
    #[must_use]
    pub fn negotiate(headers: &HeaderMap) -> Self {
        let mut best = Self::Identity;
        for value in headers.get_all(ACCEPT_ENCODING) {
            for item in value.as_bytes().split(|byte| *byte == b',') {
                let mut parts = item.split(|byte| *byte == b';').map(<[u8]>::trim_ascii);
                let name = parts.next().unwrap_or_default();
                let refused = parts.any(|part| {
                    let weight = part.strip_prefix(b"q=").or_else(|| part.strip_prefix(b"Q="));
                    weight.is_some_and(|q| q.starts_with(b"0") && q.iter().all(|b| matches!(b, b'0' | b'.')))
                });
                if refused {
                    continue;
                }
                if name.eq_ignore_ascii_case(b"br") {
                    return Self::Brotli;
                }
                if name.eq_ignore_ascii_case(b"gzip") {
                    best = Self::Gzip;
                }
            }
        }
        best
    }

    /// The value of `Content-Encoding`.
    #[must_use]
    pub const fn header(self) -> Option<HeaderValue> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some(HeaderValue::from_static("gzip")),
            Self::Brotli => Some(HeaderValue::from_static("br")),
        }
    }

    /// Distinguishes the entity tags of the encodings of one page.
    #[must_use]
    pub const fn suffix(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Gzip => "-gz",
            Self::Brotli => "-br",
        }
    }

    /// Compresses; `None` if that is not worth it.
    #[must_use]
    pub fn compress(self, plain: &[u8], effort: Effort) -> Option<Bytes> {
        if plain.len() < WORTH_IT {
            return None;
        }
        match self {
            Self::Identity => None,
            Self::Gzip => gzip(plain, effort),
            Self::Brotli => brotli(plain, effort),
        }
    }
}

fn gzip(plain: &[u8], effort: Effort) -> Option<Bytes> {
    let level = match effort {
        Effort::Quick => 1,
        Effort::Thorough => 6,
    };
    let mut encoder =
        flate2::write::GzEncoder::new(Vec::with_capacity(plain.len() / 4), flate2::Compression::new(level));
    encoder.write_all(plain).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

fn brotli(mut plain: &[u8], effort: Effort) -> Option<Bytes> {
    let params = brotli::enc::BrotliEncoderParams {
        quality: match effort {
            Effort::Quick => 4,
            Effort::Thorough => 5,
        },
        // Pages are far smaller than the default window of 4 MiB; a smaller one is quicker to set up.
        lgwin: 18,
        size_hint: plain.len(),
        ..Default::default()
    };
    let mut compressed = Vec::with_capacity(plain.len() / 4);
    brotli::BrotliCompress(&mut plain, &mut compressed, &params).ok()?;
    Some(Bytes::from(compressed))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn the_best_encoding_that_is_not_refused_is_taken() {
        for (accept, expected) in [
            ("", Encoding::Identity),
            ("gzip, deflate, br, zstd", Encoding::Brotli),
            ("gzip;q=1.0, br;q=0", Encoding::Gzip),
            ("br;q=0.000, gzip;q=0", Encoding::Identity),
            ("GZIP", Encoding::Gzip),
            ("identity, *;q=0", Encoding::Identity),
            ("br;q=0.5", Encoding::Brotli),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, accept.parse().unwrap());
            assert_eq!(Encoding::negotiate(&headers), expected, "{accept}");
        }
    }

    #[test]
    fn what_is_compressed_comes_back() {
        let plain = "Folkmoot is the open assembly. ".repeat(100);
        let mut back = String::new();
        let gzip = Encoding::Gzip.compress(plain.as_bytes(), Effort::Thorough).unwrap();
        flate2::read::GzDecoder::new(gzip.as_ref()).read_to_string(&mut back).unwrap();
        assert_eq!(back, plain);
        let brotli = Encoding::Brotli.compress(plain.as_bytes(), Effort::Quick).unwrap();
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut brotli.as_ref(), &mut back).unwrap();
        assert_eq!(back, plain.as_bytes());
        assert_eq!(Encoding::Brotli.compress(b"short", Effort::Thorough), None);
    }
}
