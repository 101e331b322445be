//! The stream of events: says that there is something new, never what. Data is pulled.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderName;
use axum::http::request::Parts;
use axum::response::Response;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use store::Store;
use sync::message;
use tokio::sync::watch;

use crate::guard::rate::streams::{Stream, Streams};
use crate::http::address::address;
use crate::http::answer::no_store;
use crate::http::cookie::CookieKind;
use crate::http::error::Error;

/// How often something is sent to a listener at least, so that both ends know that the other is there.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// Tells nginx, and who follows it, to hand on what comes when it comes.
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");

/// The last that a stream says when its browser has opened another: whoever reads that waits long before the next.
const ELSEWHERE: &str = "elsewhere";

/// Tells listeners that there is news.
pub struct News {
    /// The database.
    pub store: Store,
    /// How the session cookie is set, which tells browsers apart.
    pub cookie: CookieKind,
    /// Who listens.
    pub streams: Streams,
    /// Becomes true when the server is about to end, so that listeners let go.
    pub ending: watch::Receiver<bool>,
    /// How many proxies in front are believed.
    pub trusted_proxies: usize,
}

/// `GET /api/sync/live`. A browser that opens another stream ends the one before.
pub async fn live(State(news): State<Arc<News>>, parts: Parts) -> Result<Response, Error> {
    let epoch = news.store.epoch();
    let last = parts.headers.get(HeaderName::from_static("last-event-id"));
    let told = last.and_then(|last| last.to_str().ok()).and_then(|last| told(last, &epoch));
    let browser = news.cookie.token(&parts.headers).map(|token| token.hash());
    let stream = news.streams.open(address(&parts, news.trusted_proxies), browser).ok_or(Error::Crowded)?;
    let (news, ending) = (news.store.watch(), news.ending.clone());
    let listener = Listener { news, ending, told, epoch, stream, gone: false };
    let events = Sse::new(stream::unfold(listener, Listener::next));
    Ok(no_store(([(UNBUFFERED, "no")], events.keep_alive(KeepAlive::new().interval(HEARTBEAT)))))
}

/// The change that was told last, if it was of this history: `EPOCH:NUMBER`. Clients of former days say the number alone.
fn told(last: &str, epoch: &str) -> Option<i64> {
    match last.rsplit_once(':') {
        Some((of, number)) if of == epoch => number.parse().ok(),
        Some(_) => None,
        None => last.parse().ok(),
    }
}

struct Listener {
    news: watch::Receiver<i64>,
    ending: watch::Receiver<bool>,
    /// The change that was told last.
    told: Option<i64>,
    epoch: String,
    stream: Stream,
    /// Whether it was said that another stream of its browser is open.
    gone: bool,
}

impl Listener {
    async fn next(mut self) -> Option<(Result<Event, axum::Error>, Self)> {
        loop {
            if *self.ending.borrow() || self.gone {
                return None;
            }
            if *self.stream.superseded.borrow() {
                self.gone = true;
                return Some((Ok(Event::default().event("news").data(ELSEWHERE)), self));
            }
            let newest = *self.news.borrow_and_update();
            if self.told != Some(newest) {
                self.told = Some(newest);
                let id = format!("{}:{newest}", self.epoch);
                let news = message::News { sequence: newest, epoch: self.epoch.clone() };
                return Some((Event::default().event("news").id(id).json_data(news), self));
            }
            tokio::select! {
                changed = self.news.changed() => changed.ok()?,
                changed = self.ending.changed() => changed.ok()?,
                // Its browser's next stream is there, or this one is the last.
                _ = self.stream.superseded.changed() => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_told_last_counts_in_its_own_history_only() {
        for (last, expected) in [
            ("5b1c:204", Some(204)),
            ("other:204", None),
            ("204", Some(204)),
            ("5b1c:", None),
            ("5b1c:x", None),
            ("", None),
        ] {
            assert_eq!(told(last, "5b1c"), expected, "{last}");
        }
    }
}
