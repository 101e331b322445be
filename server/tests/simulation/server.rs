//! The server of a history: the real router on a real SQLite file, which can be stopped, killed and started again.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, LOCATION, ORIGIN, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use clap::Parser as _;
use domain::command::{Command, Envelope, ReviseArticle};
use domain::id::{CommandId, ContributorId, RevisionId, Timestamp};
use domain::outcome::Outcome;
use domain::role::Role;
use domain::text::{self, Email, Note, Summary, Title};
use server::app::{App, Shared};
use server::cli::Cli;
use server::config::Config;
use sqlx::{Connection as _, SqliteConnection};
use store::{Options, Store};
use sync::client::{Cursor, Reply};
use sync::message::{Pulled, Push, Pushed};
use tempfile::TempDir;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::faults::PATIENT;

pub(crate) const MODERATOR: ContributorId = ContributorId(Uuid::from_u128(0x0D));
/// When every history begins.
pub(crate) const BEGIN: i64 = 1_800_000_000_000;

/// A database as a history begins with it: migrating is done once.
pub(crate) struct Template(TempDir);

impl Template {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("site.db"), Options::default()).await.unwrap();
        let email = Email::parse("moderator@example.org").unwrap();
        store.grant(&email, Role::Moderator, MODERATOR, Timestamp(BEGIN)).await.unwrap();
        store.close().await;
        Self(folder)
    }
}

pub(crate) struct Site {
    pub(crate) app: Shared,
    router: Router,
    clock: Arc<AtomicI64>,
    folder: TempDir,
    /// Which file it is: each crash leaves one behind.
    file: u32,
    /// How long the writer waits for a lock.
    pub(crate) patience: Duration,
    /// Whether nothing can be written by intention: then a request is answered that it is welcome later.
    pub(crate) outage: bool,
    /// The newest change when the disk ceased to keep what it is given: no later one is to be told of.
    pub(crate) unsaved: Option<i64>,
    /// Whether something is wrong by intention, so that a request may fail.
    pub(crate) failing: bool,
}

/// An answer to a push.
pub(crate) struct PushAnswer {
    pub(crate) reply: Reply<Pushed>,
    /// The cookie that came with it.
    pub(crate) cookie: Option<String>,
}

/// The cookie that an answer sets, as it is sent back.
fn cookie_of(headers: &HeaderMap) -> Option<String> {
    let cookie = headers.get(SET_COOKIE)?.to_str().unwrap();
    Some(cookie.split(';').next().unwrap().to_owned())
}

pub(crate) fn log_of(database: &Path) -> PathBuf {
    PathBuf::from(format!("{}-wal", database.display()))
}

impl Site {
    pub(crate) async fn new(template: &Template, patience: Duration) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("site-0.db");
        std::fs::copy(template.0.path().join("site.db"), &path).unwrap();
        let clock = Arc::new(AtomicI64::new(BEGIN));
        let (app, router) = start(&path, &clock, patience).await;
        Self { app, router, clock, folder, file: 0, patience, outage: false, unsaved: None, failing: false }
    }

    pub(crate) fn pass(&self, millis: i64) {
        self.clock.fetch_add(millis, Ordering::Relaxed);
    }

    pub(crate) fn set_clock(&self, millis: i64) {
        self.clock.store(millis, Ordering::Relaxed);
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join(format!("site-{}.db", self.file))
    }

    /// How many bytes of the log are on the disk.
    pub(crate) fn log_length(&self) -> u64 {
        std::fs::metadata(log_of(&self.path())).map_or(0, |file| file.len())
    }

    /// A server of the same database beside it, which keeps no page.
    pub(crate) fn without_cache(&self) -> Beside {
        let (app, router) = serve(self.app.store.clone(), &self.clock, Keeping::Nothing);
        Beside { app, router }
    }

    /// Says that it ends, so that listeners let go, and ends.
    pub(crate) async fn stop(&self) {
        self.app.ending.send_replace(true);
        self.app.store.close().await;
    }

    pub(crate) async fn start(&mut self) {
        (self.app, self.router) = start(&self.path(), &self.clock, self.patience).await;
    }

    /// Goes on from what the disk holds after the power went: the database, and its log up to `end`.
    pub(crate) async fn crash(&mut self, end: u64, scribble: Option<u8>) {
        let (old, old_log) = (self.path(), log_of(&self.path()));
        self.file += 1;
        std::fs::copy(&old, self.path()).unwrap();
        if let Ok(mut log) = std::fs::read(&old_log) {
            log.truncate(usize::try_from(end).unwrap());
            log.extend(scribble.map(|byte| [byte; 2_000]).into_iter().flatten());
            std::fs::write(log_of(&self.path()), log).unwrap();
        }
        // Nobody reads it any more.
        self.app.store.close().await;
        for file in [old, old_log] {
            let _ = std::fs::remove_file(file);
        }
        self.start().await;
    }

    /// What a moderator does, at the server itself.
    pub(crate) async fn moderate(&self, id: Uuid, command: Command) -> Option<Outcome> {
        let envelope = Envelope { id: CommandId(id), author: MODERATOR, at: self.app.now(), command };
        match self.app.store.submit(envelope).await {
            Ok(outcome) => Some(outcome),
            Err(error) => {
                assert!(self.failing, "{error}");
                None
            }
        }
    }

    pub(crate) async fn connect(&self) -> SqliteConnection {
        // It only looks, and nothing fails for it.
        let address = format!("sqlite://{}?vfs={}", self.path().display(), faulty_disk::SOUND);
        SqliteConnection::connect(&address).await.unwrap()
    }

    /// Proposals that were not applied yet, as the edits that would apply them.
    pub(crate) async fn proposals(&self) -> Vec<ReviseArticle> {
        let mut connection = self.connect().await;
        let rows: Vec<(String, String, String, String, String, String)> = sqlx::query_as(
            "select comment_id, article_id, base_id, title, summary, body from proposals
             where applied_id is null order by comment_id",
        )
        .fetch_all(&mut connection)
        .await
        .unwrap();
        connection.close().await.unwrap();
        let edit = |(comment, article, base, title, summary, body): (
            String,
            String,
            String,
            String,
            String,
            String,
        )| ReviseArticle {
            article: article.parse().unwrap(),
            revision: RevisionId(Uuid::nil()),
            base: base.parse().unwrap(),
            title: Title::parse(&title).unwrap(),
            summary: Summary::parse(&summary).unwrap(),
            body: text::Body::parse(&body).unwrap(),
            note: Note::none(),
            proposal: Some(comment.parse().unwrap()),
        };
        rows.into_iter().map(edit).collect()
    }

    async fn ask(&self, request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
        let (status, headers, bytes) = ask(&self.router, request).await;
        if status.is_server_error() {
            let text = String::from_utf8_lossy(&bytes);
            assert!(self.failing, "{status} though nothing is wrong: {text}");
            let welcome_later =
                status == StatusCode::SERVICE_UNAVAILABLE && headers.contains_key(RETRY_AFTER);
            assert!(welcome_later || !self.outage, "{status} while nothing can be written: {text}");
        }
        (status, headers, bytes)
    }

    /// A push that goes on by itself.
    pub(crate) fn push_of_its_own(&self, push: &Push) -> impl Future<Output = Reply<Pushed>> + use<> {
        let router = self.router.clone();
        let request = push_request(serde_json::to_vec(push).unwrap(), None);
        async move {
            let (status, _, bytes) = ask(&router, request).await;
            Reply::of(status.as_u16(), &String::from_utf8_lossy(&bytes), None)
        }
    }

    /// A push of which only the first `upto` bytes arrive.
    pub(crate) async fn push(&self, push: &Push, upto: Option<usize>, cookie: Option<&str>) -> PushAnswer {
        let mut text = serde_json::to_vec(push).unwrap();
        if let Some(upto) = upto {
            text.truncate(upto);
        }
        let (status, headers, bytes) = self.ask(push_request(text, cookie)).await;
        let retry = headers.get(RETRY_AFTER).and_then(|after| after.to_str().ok()?.parse().ok());
        let reply: Reply<Pushed> = Reply::of(status.as_u16(), &String::from_utf8_lossy(&bytes), retry);
        if let (Some(newest), Reply::Done(pushed)) = (self.unsaved, &reply) {
            let told = pushed.answers.iter().filter_map(|answer| answer.outcome["sequence"].as_i64());
            let newer: Vec<i64> = told.filter(|sequence| *sequence > newest).collect();
            assert!(newer.is_empty(), "told that {newer:?} is saved though nothing can be");
        }
        PushAnswer { reply, cookie: cookie_of(&headers) }
    }

    pub(crate) async fn pull(&self, cursor: &Cursor, limit: usize) -> Reply<Pulled> {
        let Cursor { epoch, next, .. } = cursor;
        let path = format!("/api/sync/changes?epoch={epoch}&since={next}&limit={limit}");
        let (status, _, bytes) = self.ask(get(&path)).await;
        Reply::of(status.as_u16(), &String::from_utf8_lossy(&bytes), None)
    }

    /// A page as a newcomer gets it.
    pub(crate) async fn page(&self, path: &str) -> (StatusCode, String) {
        let (status, _, bytes) = self.ask(get(path)).await;
        (status, String::from_utf8(bytes).unwrap())
    }

    /// The cookie of a new session of the moderator with that token; `None` if something fails.
    pub(crate) async fn moderator(&self, token: &str) -> Option<String> {
        let hash = server::token::Token::parse(token).unwrap().hash();
        let opened = self.app.store.open_session(&hash, MODERATOR, self.app.now()).await;
        assert!(opened.is_ok() || self.failing, "{opened:?}");
        opened.ok().map(|()| format!("folkmoot={token}"))
    }

    /// A form that somebody with that cookie sends: its status, and where it leads or what it says.
    pub(crate) async fn form(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        cookie: &str,
    ) -> (StatusCode, String) {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", domain::address::encode(value))).collect();
        let request = Request::post(path)
            .header(HOST, "127.0.0.1:3000")
            .header(ORIGIN, "http://127.0.0.1:3000")
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(COOKIE, cookie);
        let (status, headers, bytes) = self.ask(request.body(Body::from(body.join("&"))).unwrap()).await;
        let leads = headers.get(LOCATION).map(|to| to.to_str().unwrap().to_owned());
        (status, leads.unwrap_or_else(|| String::from_utf8(bytes).unwrap()))
    }

    /// The stream of events.
    pub(crate) async fn live(&self, last_id: Option<&str>) -> Body {
        let mut request = get("/api/sync/live");
        if let Some(last_id) = last_id {
            request.headers_mut().insert("last-event-id", last_id.parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        response.into_body()
    }

    /// Signs in the account of that number, as a link in a mail does, and gives its cookie.
    pub(crate) async fn sign_in(&self, number: usize) -> String {
        let email = Email::parse(&format!("person-{number}@example.org")).unwrap();
        let id = ContributorId(Uuid::from_u128(0xACC0 + u128::try_from(number).unwrap()));
        let store = &self.app.store;
        let account = store.grant(&email, Role::Contributor, id, self.app.now()).await.unwrap();
        let token = server::token::Token::random();
        store.open_session(&token.hash(), account, self.app.now()).await.unwrap();
        format!("folkmoot={}", token.reveal())
    }

    /// Whose page somebody with that cookie gets; an error if they get none.
    pub(crate) async fn whose(&self, cookie: Option<&str>) -> Result<Option<ContributorId>, store::Error> {
        let token = cookie.and_then(|cookie| cookie.strip_prefix("folkmoot="));
        let Some(token) = token.and_then(server::token::Token::parse) else { return Ok(None) };
        let session = self.app.store.session(&token.hash(), self.app.now()).await;
        assert!(session.is_ok() || self.failing, "{session:?}");
        Ok(session?.map(|session| session.contributor))
    }
}

/// Whether a server keeps pages.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keeping {
    Pages,
    Nothing,
}

/// A second router on the database of a [`Site`].
pub(crate) struct Beside {
    pub(crate) app: Shared,
    router: Router,
}

impl Beside {
    pub(crate) async fn page(&self, path: &str) -> (StatusCode, String) {
        let (status, _, bytes) = ask(&self.router, get(path)).await;
        (status, String::from_utf8(bytes).unwrap())
    }
}

fn push_request(text: Vec<u8>, cookie: Option<&str>) -> Request<Body> {
    let mut request = Request::post("/api/sync/push")
        .header(HOST, "127.0.0.1:3000")
        .header("sec-fetch-site", "same-origin")
        .header(CONTENT_TYPE, "application/json");
    if let Some(cookie) = cookie {
        request = request.header(COOKIE, cookie);
    }
    request.body(Body::from(text)).unwrap()
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).header(HOST, "127.0.0.1:3000").body(Body::empty()).unwrap()
}

async fn ask(router: &Router, request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
    (parts.status, parts.headers, bytes)
}

fn serve(store: Store, clock: &Arc<AtomicI64>, keeping: Keeping) -> (Shared, Router) {
    /// Read once: there are many servers.
    static CONFIGS: OnceLock<[Config; 2]> = OnceLock::new();
    let read = |flags: &[&str]| {
        Cli::parse_from(["folkmoot", "--no-rate-limit", "--disk-free=0"].iter().chain(flags)).config
    };
    let [pages, no_pages] = CONFIGS.get_or_init(|| [read(&[]), read(&["--no-page-cache"])]);
    let config = if keeping == Keeping::Pages { pages } else { no_pages };
    let ticking = Arc::clone(clock);
    let now = Arc::new(move || Timestamp(ticking.load(Ordering::Relaxed)));
    let app = Shared::from(App::new(store, config, now).unwrap());
    let router = server::router::router(&app);
    (app, router)
}

async fn start(path: &Path, clock: &Arc<AtomicI64>, busy_timeout: Duration) -> (Shared, Router) {
    let options = Options { readers: 1, busy_timeout, ..Options::default() };
    for _ in 0..100 {
        match Store::open(path, options.clone()).await {
            Ok(store) => return serve(store, clock, Keeping::Pages),
            // One that has little patience may have too little on a busy machine.
            Err(error) => assert!(busy_timeout < PATIENT, "{error}"),
        }
    }
    panic!("the database cannot be opened");
}
