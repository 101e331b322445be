//! A listener to the stream of events, by its route.

use axum::body::Body;
use futures_util::FutureExt as _;
use http_body_util::BodyExt as _;
use sync::message::News;

use crate::server::Site;

/// How a listener comes back to a stream that broke off.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Return {
    /// As one that was never there.
    Anew,
    /// As browsers do by the standard: with the id of the last event.
    ByStandard,
}

/// What a tab hears.
#[derive(Default)]
pub(crate) struct Ear {
    body: Option<Body>,
    last_id: Option<String>,
    /// What it was told last.
    pub(crate) heard: Option<News>,
}

impl Ear {
    /// Hears what there is to hear at this moment; `None` if nothing is said.
    pub(crate) async fn listen(&mut self, site: &Site, returning: Return) -> Option<News> {
        let said = self.drain();
        if self.body.is_some() {
            return said;
        }
        // A bare number would not say of which history it is.
        let bare = self.last_id.as_ref().is_some_and(|id| id.parse::<i64>().is_ok());
        if returning == Return::Anew || bare {
            (self.last_id, self.heard) = (None, None);
        }
        self.body = Some(site.live(self.last_id.as_deref()).await);
        self.drain().or(said)
    }

    /// The connection is gone, which nobody says.
    pub(crate) fn lose(&mut self) {
        self.body = None;
    }

    /// Whether the server has ended the stream, as it does before it stops.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.drain();
        self.body.is_none()
    }

    fn drain(&mut self) -> Option<News> {
        let mut said = None;
        // Nothing is waited for: what the server knows stands in its memory.
        while let Some(body) = &mut self.body {
            match tokio::task::unconstrained(body.frame()).now_or_never() {
                None => break,
                Some(None) => self.body = None,
                Some(Some(frame)) => {
                    let bytes = frame.unwrap().into_data().unwrap_or_default();
                    let text = String::from_utf8(bytes.to_vec()).unwrap();
                    for line in text.lines() {
                        if let Some(id) = line.strip_prefix("id:") {
                            self.last_id = Some(id.trim().to_owned());
                        }
                        if let Some(data) = line.strip_prefix("data:") {
                            let news: News = serde_json::from_str(data).unwrap();
                            self.heard = Some(news.clone());
                            said = Some(news);
                        }
                    }
                }
            }
        }
        said
    }
}
