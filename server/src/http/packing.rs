//! Compressing large answers beside the threads that answer. Small ones are compressed where they are made.

use std::sync::Arc;

use axum::body::Body;
use axum::http::HeaderMap;
use axum::http::header::CONTENT_ENCODING;
use axum::response::Response;
use bytes::Bytes;
use store::work::Pool;

use crate::http::cache::Entry;
use crate::http::encoding::{Effort, Encoding};

/// Marks an answer that is still to be compressed.
#[derive(Debug, Clone)]
pub enum Unpacked {
    /// A kept page.
    Shared(Arc<Entry>),
    /// A page for one reader, which is the body of the answer.
    Private(Bytes),
}

/// The answer as it is sent. Where there is too much to do it goes as it is: that costs bytes and no time.
pub async fn pack(pool: &Pool, asked: &HeaderMap, mut response: Response) -> Response {
    match response.extensions_mut().remove::<Unpacked>() {
        None => response,
        Some(Unpacked::Shared(entry)) => answer(pool, entry, asked).await,
        Some(Unpacked::Private(plain)) => {
            let encoding = Encoding::negotiate(asked);
            let Some(name) = encoding.header() else { return response };
            if let Ok(Some(small)) = pool.run(move |_| encoding.compress(&plain, Effort::Quick)).await {
                response.headers_mut().insert(CONTENT_ENCODING, name);
                *response.body_mut() = Body::from(small);
            }
            response
        }
    }
}

/// A kept page as it is sent.
pub async fn answer(pool: &Pool, entry: Arc<Entry>, asked: &HeaderMap) -> Response {
    let mut encoding = Encoding::negotiate(asked);
    if entry.is_unpacked(encoding) {
        let own = Arc::clone(&entry);
        if pool.run(move |_| own.pack(encoding)).await.is_err() {
            encoding = Encoding::Identity;
        }
    }
    entry.answer(encoding, asked)
}
