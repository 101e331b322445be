//! The built site, inside the binary.
//!
//! What is named by its content is immutable; the files of `public/` are revalidated. Compressed forms were made
//! at build.

use app::page::Assets;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use domain::address;
use rust_embed::{EmbeddedFile, RustEmbed};
use serde::Deserialize;

use crate::http::encoding::Encoding;
use crate::http::error::{Answer, Error};
use crate::http::etag::names;
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
    file(path, Keeping::Immutable, request.method(), request.headers()).ok_or(Error::NoSuchPage)
}

/// A file of `public/`, which is at the root.
#[must_use]
pub fn public(path: &str, method: &Method, headers: &HeaderMap) -> Option<Response> {
    if !matches!(*method, Method::GET | Method::HEAD) || path.contains("..") {
        return None;
    }
    let mut response = file(&format!("public{path}"), Keeping::Revalidated, method, headers)?;
    if path == "/sw.js" {
        // What a worker may ask for is said by its own script, not by the page that starts it.
        let policy =
            HeaderValue::from_static("default-src 'none'; connect-src 'self'; frame-ancestors 'none'");
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    Some(response)
}

fn file(path: &str, keeping: Keeping, method: &Method, asked: &HeaderMap) -> Option<Response> {
    let kind = kind(path)?;
    let plain = Site::get(path)?;
    let wanted = Encoding::negotiate(asked);
    let compressed = match wanted {
        Encoding::Identity => None,
        Encoding::Gzip => Site::get(&format!("{path}.gz")),
        Encoding::Brotli => Site::get(&format!("{path}.br")),
    };
    let (encoding, content) = compressed.map_or((Encoding::Identity, plain), |file| (wanted, file));
    let tag = tag(&content, encoding);
    let mut response = Response::new(Body::empty());
    if asked.get(IF_NONE_MATCH).is_some_and(|tags| names(tags, &tag)) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
    } else if *method != Method::HEAD {
        *response.body_mut() = Body::from(Bytes::from(content.data.into_owned()));
    }
    let headers = response.headers_mut();
    headers.insert(ETAG, tag);
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static(match keeping {
            Keeping::Immutable => "public, max-age=31536000, immutable",
            Keeping::Revalidated => "public, max-age=300",
        }),
    );
    if let Some(encoding) = encoding.header() {
        headers.insert(CONTENT_ENCODING, encoding);
    }
    Some(response)
}

fn tag(content: &EmbeddedFile, encoding: Encoding) -> HeaderValue {
    let hash = content.metadata.sha256_hash();
    HeaderValue::try_from(format!("\"{}{}\"", hex(&hash[..12]), encoding.suffix()))
        .expect("hexadecimal digits")
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
