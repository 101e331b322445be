//! The built site, inside the binary.
//!
//! What is named by its content is immutable; the files of `public/` are revalidated. Compressed forms were made
//! at build.

use std::borrow::Cow;

use app::page::Assets;
use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::Response;
use bytes::Bytes;
use domain::address;
use rust_embed::RustEmbed;
use serde::Deserialize;

use crate::http::encoding::Encoding;
use crate::http::error::{Answer, Error};
use crate::http::etag::{self, tagged};
use crate::token::hex;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
#[allow_missing = true]
struct Site;

#[derive(Deserialize)]
struct Manifest {
    pkg: String,
    css: String,
    graph_css: String,
}

/// How long what is found may be kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keeping {
    /// For ever: another content has another name.
    Immutable,
    /// Until asked again.
    Revalidated,
}

impl Keeping {
    /// The value of `Cache-Control`.
    const fn header(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Immutable => "public, max-age=31536000, immutable",
            Self::Revalidated => "public, max-age=300",
        })
    }
}

/// Where the built files are, as pages name them. Without a built site, pages do without style and bundle.
#[must_use]
pub fn named() -> Assets {
    let manifest =
        Site::get("manifest.json").and_then(|file| serde_json::from_slice::<Manifest>(&file.data).ok());
    match manifest {
        Some(manifest) => Assets {
            css: address::file(&manifest.css).to_string(),
            graph_css: address::file(&manifest.graph_css).to_string(),
            pkg: Some(manifest.pkg),
        },
        None => {
            tracing::warn!(
                "the server was built without its site: pages have no style; use `cargo xtask build`"
            );
            Assets { css: "/assets/main.css".into(), graph_css: "/assets/graph.css".into(), pkg: None }
        }
    }
}

/// `GET /pkg/…` and `GET /assets/…`
pub async fn built(request: Request) -> Answer {
    let path = request.uri().path().trim_start_matches('/');
    file(path, Keeping::Immutable, request.headers()).ok_or(Error::NoSuchPage)
}

/// A file of `public/`, which is at the root.
#[must_use]
pub fn public(path: &str, method: &Method, headers: &HeaderMap) -> Option<Response> {
    if !matches!(*method, Method::GET | Method::HEAD) || path.contains("..") {
        return None;
    }
    let mut response = file(&format!("public{path}"), Keeping::Revalidated, headers)?;
    if path == "/sw.js" {
        // What a worker may ask for is said by its own script, not by the page that starts it.
        let policy =
            HeaderValue::from_static("default-src 'none'; connect-src 'self'; frame-ancestors 'none'");
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Some(response)
}

fn file(path: &str, keeping: Keeping, asked: &HeaderMap) -> Option<Response> {
    let kind = kind(path)?;
    let plain = Site::get(path)?;
    let wanted = Encoding::negotiate(asked);
    let compressed = match wanted {
        Encoding::Identity => None,
        Encoding::Gzip => Site::get(&format!("{path}.gz")),
        Encoding::Brotli => Site::get(&format!("{path}.br")),
    };
    let (encoding, content) = compressed.map_or((Encoding::Identity, plain), |file| (wanted, file));
    let digest = hex(&content.metadata.sha256_hash()[..12]);
    let mut headers = HeaderMap::from_iter([
        (ETAG, etag::tag(&format!("{digest}{}", encoding.suffix()))),
        (VARY, HeaderValue::from_static("accept-encoding")),
        (CONTENT_TYPE, HeaderValue::from_static(kind)),
        (CACHE_CONTROL, keeping.header()),
    ]);
    if let Some(encoding) = encoding.header() {
        headers.insert(CONTENT_ENCODING, encoding);
    }
    let bytes = match content.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    };
    Some(tagged(asked, headers, bytes))
}

/// The type by the ending. Others, compressed forms among them, are not served.
fn kind(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        _ => return None,
    })
}
