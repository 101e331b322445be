//! Whole pages for readers without a session, kept as bytes by path and query.
//!
//! An entry holds as long as the database has the version it was rendered at, no lock has ended since, it is not old, and
//! the clock has not gone back behind its rendering: what the page says of locks is of another time then. It carries its own nonce in body and header, so both always match; the entity tag is over the bytes,
//! nonce included, so a 304 never pairs a new header with an old body. Compressed forms are made once, when first
//! asked for. A hit costs a look-up, a comparison and the copy of a header map.

use std::future::ready;
use std::sync::{Arc, OnceLock};

use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, ETAG, VARY};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use bytes::Bytes;
use domain::id::Timestamp;
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};
use store::Version;

use crate::follow::error::Error as Failure;
use crate::follow::projection::{Batch, Mark, Position, Projection};
use crate::http::encoding::{Effort, Encoding};
use crate::http::etag::{self, tagged};
use crate::http::limits::LARGE;
use crate::token::hex;

/// The most bytes of pages that are kept. Whoever asks for pages by the thousand fills it, so that it is a part of what a single
/// address can make the memory grow by.
const CAPACITY: u64 = 64 * 1024 * 1024;
/// A nonce is used no longer than this.
const MAX_AGE_MILLIS: i64 = 10 * 60 * 1000;

/// The pages.
#[derive(Debug)]
pub struct PageCache {
    /// `None` where nothing is kept.
    pages: Option<Cache<String, Arc<Entry>, Weight>>,
    mark: Mark,
}

/// A kept page.
#[derive(Debug)]
pub struct Entry {
    version: Version,
    rendered: Timestamp,
    until: Timestamp,
    tag: String,
    plain: Form,
    gzip: OnceLock<Option<Form>>,
    brotli: OnceLock<Option<Form>>,
}

/// One encoding of a page, ready to be sent.
#[derive(Debug)]
struct Form {
    headers: HeaderMap,
    body: Bytes,
}

/// Up to when a page holds good.
#[derive(Debug, Clone, Copy)]
pub struct Validity {
    /// That of the database before the page's first query.
    pub version: Version,
    /// When it was rendered.
    pub now: Timestamp,
    /// When the next lock ends by itself.
    pub next_expiry: Option<Timestamp>,
}

#[derive(Debug, Clone)]
struct Weight;

impl Weighter<String, Arc<Entry>> for Weight {
    fn weight(&self, key: &String, entry: &Arc<Entry>) -> u64 {
        // Half as much again, for the compressed forms, and the headers that come later.
        (key.len() + entry.plain.body.len() / 2 * 3 + 2_048) as u64
    }
}

impl PageCache {
    /// An empty cache.
    #[must_use]
    pub fn new() -> Self {
        Self { pages: Some(Cache::with_weighter(4_096, CAPACITY, Weight)), mark: Mark::new() }
    }

    /// A cache that keeps nothing.
    #[must_use]
    pub const fn disabled() -> Self {
        Self { pages: None, mark: Mark::new() }
    }

    /// The page at that path and query, if what is kept still holds.
    #[must_use]
    pub fn get(&self, here: &str, version: Version, now: Timestamp) -> Option<Arc<Entry>> {
        let entry = self.pages.as_ref()?.get(here)?;
        (entry.version == version && entry.rendered <= now && now < entry.until).then_some(entry)
    }

    /// Lets the bytes of former pages go, none of which is sent again: its version says so.
    fn forget_before(&self, position: &Position) {
        let is_former =
            |version: Version| version.sequence < position.sequence || version.others < position.others;
        if let Some(pages) = &self.pages {
            pages.retain(|_, entry| !is_former(entry.version));
        }
    }

    /// Keeps a page.
    pub fn put(&self, here: &str, entry: Arc<Entry>) {
        if let Some(pages) = &self.pages {
            pages.insert(here.to_owned(), entry);
        }
    }
}

impl Projection for PageCache {
    fn position(&self) -> Option<Position> {
        self.mark.get()
    }

    fn begin<'a>(&'a self, at: &'a Position) -> BoxFuture<'a, Result<(), Failure>> {
        self.forget_before(at);
        self.mark.set(at);
        ready(Ok(())).boxed()
    }

    fn take<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<(), Failure>> {
        if let Some(position) = self.mark.take(batch) {
            self.forget_before(&position);
        }
        ready(Ok(())).boxed()
    }
}

impl Default for PageCache {
    fn default() -> Self {
        Self::new()
    }
}

impl Entry {
    /// A page with the headers that belong to it.
    #[must_use]
    pub fn new(html: String, mut headers: HeaderMap, validity: Validity) -> Self {
        let oldest = validity.now.0.saturating_add(MAX_AGE_MILLIS);
        let until = validity.next_expiry.map_or(oldest, |expiry| oldest.min(expiry.0));
        let digest = Sha256::digest(html.as_bytes());
        let tag = format!("{}-{}", validity.version.sequence, hex(&digest[..12]));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(VARY, HeaderValue::from_static("accept-encoding, cookie"));
        let plain = Form::new(headers, Bytes::from(html), &tag, Encoding::Identity);
        Self {
            version: validity.version,
            rendered: validity.now,
            until: Timestamp(until),
            tag,
            plain,
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
        }
    }

    /// Whether it is large and was not compressed so yet.
    #[must_use]
    pub fn is_unpacked(&self, encoding: Encoding) -> bool {
        let form = match encoding {
            Encoding::Identity => return false,
            Encoding::Gzip => &self.gzip,
            Encoding::Brotli => &self.brotli,
        };
        self.plain.body.len() > LARGE && form.get().is_none()
    }

    /// Compresses it, unless that is done.
    pub fn pack(&self, encoding: Encoding) {
        self.form(encoding);
    }

    /// The answer in that encoding to whoever asks with those headers.
    #[must_use]
    pub fn answer(&self, encoding: Encoding, asked: &HeaderMap) -> Response {
        let form = self.form(encoding);
        tagged(asked, form.headers.clone(), form.body.clone())
    }

    fn form(&self, encoding: Encoding) -> &Form {
        let kept = match encoding {
            Encoding::Identity => return &self.plain,
            Encoding::Gzip => &self.gzip,
            Encoding::Brotli => &self.brotli,
        };
        let made = kept.get_or_init(|| {
            let body = encoding.compress(&self.plain.body, Effort::Thorough)?;
            Some(Form::new(self.plain.headers.clone(), body, &self.tag, encoding))
        });
        made.as_ref().unwrap_or(&self.plain)
    }
}

impl Form {
    fn new(mut headers: HeaderMap, body: Bytes, tag: &str, encoding: Encoding) -> Self {
        headers.insert(ETAG, etag::tag(&format!("{tag}{}", encoding.suffix())));
        headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        if let Some(encoding) = encoding.header() {
            headers.insert(CONTENT_ENCODING, encoding);
        }
        Self { headers, body }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::etag::names;

    const SEVEN: Version = Version { sequence: 7, others: 0 };

    fn entry(next_expiry: Option<i64>) -> Arc<Entry> {
        let validity =
            Validity { version: SEVEN, now: Timestamp(1_000), next_expiry: next_expiry.map(Timestamp) };
        Arc::new(Entry::new("<p>".repeat(1_000), HeaderMap::new(), validity))
    }

    #[test]
    fn a_page_holds_until_the_database_changes_or_a_lock_ends_or_it_is_old() {
        let cache = PageCache::new();
        cache.put("/", entry(Some(2_000)));
        assert!(cache.get("/", SEVEN, Timestamp(1_999)).is_some());
        assert!(cache.get("/", SEVEN, Timestamp(2_000)).is_none());
        assert!(cache.get("/", Version { sequence: 8, ..SEVEN }, Timestamp(1_500)).is_none());
        assert!(cache.get("/", Version { others: 1, ..SEVEN }, Timestamp(1_500)).is_none());
        assert!(cache.get("/other", SEVEN, Timestamp(1_500)).is_none());
        cache.put("/", entry(None));
        assert!(cache.get("/", SEVEN, Timestamp(1_000 + MAX_AGE_MILLIS)).is_none());
        assert!(PageCache::disabled().get("/", SEVEN, Timestamp(1_000)).is_none());
    }

    #[test]
    fn a_page_of_a_time_that_is_still_to_come_is_not_shown_when_the_clock_goes_back() {
        let cache = PageCache::new();
        cache.put("/", entry(None));
        assert!(cache.get("/", SEVEN, Timestamp(1_000)).is_some());
        assert!(cache.get("/", SEVEN, Timestamp(999)).is_none());
    }

    #[test]
    fn every_encoding_has_a_tag_of_its_own() {
        let entry = entry(None);
        let tags: Vec<_> = [Encoding::Identity, Encoding::Gzip, Encoding::Brotli]
            .map(|encoding| entry.form(encoding).headers[ETAG].clone())
            .into();
        assert!(tags[0] != tags[1] && tags[1] != tags[2] && tags[0] != tags[2]);
        assert!(names(
            &HeaderValue::from_str(&format!("\"x\", W/{}", tags[0].to_str().unwrap())).unwrap(),
            &tags[0]
        ));
        assert!(!names(&tags[1], &tags[0]));
    }
}
