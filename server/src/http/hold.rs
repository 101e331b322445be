//! Answers that hold something until they are sent.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use axum::response::Response;
use bytes::Bytes;
use http_body::{Frame, SizeHint};

/// Answers up to this many bytes are in the hands of the operating system at once.
const SMALL: u64 = 64 * 1_024;

/// Holds `held` until a large answer has been sent or given up.
#[must_use]
pub fn until_sent<T: Send + Unpin + 'static>(response: Response, held: T) -> Response {
    if response.body().size_hint().exact().is_some_and(|bytes| bytes <= SMALL) {
        return response;
    }
    response.map(|body| Body::new(Sending { body, _held: held }))
}

struct Sending<T> {
    body: Body,
    _held: T,
}

impl<T: Unpin> HttpBody for Sending<T> {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
