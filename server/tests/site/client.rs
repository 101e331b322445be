//! A site with a clock of its own, and visitors with their cookies.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use clap::Parser as _;
use domain::id::{ContributorId, Timestamp};
use domain::slug::Slug;
use http_body_util::BodyExt as _;
use model::ArticlePage;
use serde_json::Value;
use server::app::{App, Shared};
use server::cli::Cli;
use server::token::Token;
use store::read::Found;
use store::{Options, Store};
use tempfile::TempDir;
use test_page::Page;
use tower::ServiceExt as _;

pub(crate) const BEGIN: i64 = 1_800_000_000_000;

pub(crate) struct Site {
    pub(crate) app: Shared,
    router: Router,
    clock: Arc<AtomicI64>,
    folder: TempDir,
}

/// An answer with its body as text.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn location(&self) -> String {
        self.headers
            .get(LOCATION)
            .unwrap_or_else(|| panic!("{}: {}", self.status, self.text()))
            .to_str()
            .unwrap()
            .to_owned()
    }

    /// The page that it is.
    pub(crate) fn page(&self) -> Page {
        Page::of(&self.text())
    }

    /// The value of a hidden field of the page; of the first, if several have the name.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let page = self.page();
        let values = page.attributes(&format!("input[type='hidden'][name='{name}']"), "value");
        values.into_iter().next().unwrap_or_else(|| panic!("no {name} in {page}"))
    }
}

impl Site {
    pub(crate) async fn new() -> Self {
        Self::with(&["--no-rate-limit"]).await
    }

    pub(crate) async fn with(flags: &[&str]) -> Self {
        Self::on(tempfile::tempdir().unwrap(), flags).await
    }

    /// With the database of that folder, which is made if there is none.
    pub(crate) async fn on(folder: TempDir, flags: &[&str]) -> Self {
        let store = Store::open(&folder.path().join("site.db"), Options::default()).await.unwrap();
        let clock = Arc::new(AtomicI64::new(BEGIN));
        let ticking = Arc::clone(&clock);
        let config = Cli::parse_from(["folkmoot"].iter().chain(flags)).config;
        let now = Arc::new(move || Timestamp(ticking.load(Ordering::Relaxed)));
        let app = Shared::from(App::new(store, &config, now).unwrap());
        Self { router: server::router::router(&app), app, clock, folder }
    }

    /// The file of the database.
    pub(crate) fn database(&self) -> std::path::PathBuf {
        self.folder.path().join("site.db")
    }

    /// Ends it, and opens what it left.
    pub(crate) async fn again(self) -> Self {
        self.app.store.close().await;
        Self::on(self.folder, &["--no-rate-limit"]).await
    }

    /// How many drafts there are, of anybody.
    pub(crate) async fn drafts(&self) -> i64 {
        self.sql("select count(*) from drafts").await
    }

    /// The bytes of the database without its log, as when it is closed.
    pub(crate) async fn closed_size(&self) -> u64 {
        let pages: i64 =
            self.sql("select page_count * page_size from pragma_page_count, pragma_page_size").await;
        u64::try_from(pages).unwrap()
    }

    async fn sql(&self, query: &'static str) -> i64 {
        use sqlx::Connection as _;
        let file = self.folder.path().join("site.db");
        let mut connection =
            sqlx::SqliteConnection::connect(&format!("sqlite://{}?mode=ro", file.display())).await.unwrap();
        sqlx::query_scalar(query).fetch_one(&mut connection).await.unwrap()
    }

    pub(crate) fn pass(&self, millis: i64) {
        self.clock.fetch_add(millis, Ordering::Relaxed);
    }

    /// What the page of an article shows, by its address.
    pub(crate) async fn article(&self, address: &str) -> ArticlePage {
        let slug = Slug::parse(address.trim_start_matches("/a/")).unwrap();
        match self.app.store.article_page(&slug).await.unwrap() {
            Some(Found::Here(page)) => page,
            other => panic!("{address} is {other:?}"),
        }
    }

    pub(crate) fn visitor(&self) -> Visitor<'_> {
        Visitor { site: self, cookie: None, browser: None, forms: 0 }
    }

    /// Asks for an answer that goes on.
    pub(crate) async fn listen(&self, request: Request<Body>) -> Events {
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        Events(response.into_body())
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }
}

/// An answer that goes on.
pub(crate) struct Events(Body);

impl Events {
    /// The next event as it was sent; empty at the end.
    pub(crate) async fn next(&mut self) -> String {
        match self.0.frame().await {
            Some(frame) => String::from_utf8(frame.unwrap().into_data().unwrap().to_vec()).unwrap(),
            None => String::new(),
        }
    }
}

/// Somebody with a browser.
pub(crate) struct Visitor<'a> {
    pub(crate) site: &'a Site,
    /// The cookie of the session.
    pub(crate) cookie: Option<String>,
    /// The cookie with the secret of the browser.
    pub(crate) browser: Option<String>,
    forms: u32,
}

impl Visitor<'_> {
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    /// Gets a page, with further headers.
    pub(crate) async fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(path).header(HOST, "127.0.0.1:3000");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request, Body::empty()).await
    }

    /// Sends a form as a page of the site would, with a form key of its own.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.forms += 1;
        let key = format!("form-{}-{:p}", self.forms, self);
        let mut all = vec![("form", key.as_str())];
        all.extend(fields);
        self.post_exactly(path, &all).await
    }

    pub(crate) async fn post_exactly(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", domain::address::encode(value))).collect();
        let request = Request::post(path)
            .header(HOST, "127.0.0.1:3000")
            .header(ORIGIN, "http://127.0.0.1:3000")
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Body::from(body.join("&"))).await
    }

    /// Sends a message of the protocol.
    pub(crate) async fn json(&mut self, method: Method, path: &str, message: &Value) -> Answer {
        self.message(method, path, message.to_string()).await
    }

    /// The same, as text that may be none.
    pub(crate) async fn raw_json(&mut self, path: &str, text: &str) -> Answer {
        self.message(Method::POST, path, text.to_owned()).await
    }

    async fn message(&mut self, method: Method, path: &str, text: String) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "127.0.0.1:3000")
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, "application/json");
        self.send(request, Body::from(text)).await
    }

    async fn send(&mut self, mut request: axum::http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<&str> =
            [&self.cookie, &self.browser].into_iter().flatten().map(String::as_str).collect();
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        let answer = self.site.send(request.body(body).unwrap()).await;
        for cookie in answer.headers.get_all(SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
            let slot = if pair.contains("-browser=") { &mut self.browser } else { &mut self.cookie };
            *slot = (!pair.ends_with('=')).then_some(pair);
        }
        answer
    }

    /// The contributor of their session.
    pub(crate) async fn who(&self) -> Option<ContributorId> {
        let (_, token) = self.cookie.as_ref()?.split_once('=')?;
        let hash = Token::parse(token)?.hash();
        let session = self.site.app.store.session(&hash, self.site.app.now()).await.unwrap();
        session.map(|session| session.contributor)
    }

    /// Writes an article and gives its address.
    pub(crate) async fn write(&mut self, title: &str, body: &str) -> String {
        let fields = [("title", title), ("summary", "A summary."), ("body", body), ("similar_seen", "1")];
        let answer = self.post("/new", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
        answer.location().split('?').next().unwrap().to_owned()
    }

    /// Signs in as a moderator, as the link on the command line does.
    pub(crate) async fn become_moderator(&mut self) {
        let app = &self.site.app;
        let email = domain::text::Email::parse("boss@example.org").unwrap();
        let id = server::token::fresh_contributor(app.now());
        let account = app.store.grant(&email, domain::role::Role::Moderator, id, app.now()).await.unwrap();
        let token = server::token::Token::random();
        server::visit::session::keep_link(&app.store, &token, account, app.now()).await.unwrap();
        let answer = self.post(&format!("/sign-in/{}", token.reveal()), &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
}
