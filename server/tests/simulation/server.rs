//! The server of a history: the real router on a real SQLite file, which can be killed and started again.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{Request, StatusCode};
use clap::Parser as _;
use domain::command::{Command, Envelope, ReviseArticle};
use domain::decide::Role;
use domain::id::{CommandId, ContributorId, RevisionId, Timestamp};
use domain::outcome::Outcome;
use domain::sync::client::{Cursor, Reply};
use domain::sync::wire::{Pulled, Push, Pushed};
use domain::text::{self, Email, Note, Summary, Title};
use server::cli::Cli;
use server::state::{App, Shared};
use sqlx::{Connection as _, SqliteConnection};
use store::{Options, Store, Synchronous};
use tempfile::TempDir;
use tower::ServiceExt as _;
use uuid::Uuid;

pub(crate) const MODERATOR: ContributorId = ContributorId(Uuid::from_u128(0x0D));

pub(crate) struct Site {
    pub(crate) app: Shared,
    router: Router,
    clock: Arc<AtomicI64>,
    folder: TempDir,
}

async fn start(path: &std::path::Path, clock: &Arc<AtomicI64>) -> (Shared, Router) {
    // What a crash of the machine may lose is not the matter here; a commit is a commit.
    let options = Options { readers: 1, synchronous: Synchronous::Normal, ..Options::default() };
    let store = Store::open(path, options).await.unwrap();
    let config = Cli::parse_from(["server", "--no-rate-limit"]).config;
    let ticking = Arc::clone(clock);
    let now = Arc::new(move || Timestamp(ticking.load(Ordering::Relaxed)));
    let app: Shared = Arc::new(App::new(store, &config, now).unwrap());
    let router = server::router::router(&app);
    (app, router)
}

impl Site {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(1_800_000_000_000));
        let (app, router) = start(&folder.path().join("site.db"), &clock).await;
        let email = Email::parse("moderator@example.org").unwrap();
        app.store.grant(&email, Role::Moderator, MODERATOR, app.now()).await.unwrap();
        Self { app, router, clock, folder }
    }

    pub(crate) fn pass(&self, millis: i64) {
        self.clock.fetch_add(millis, Ordering::Relaxed);
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("site.db")
    }

    /// Ends it and starts it again on the same file.
    pub(crate) async fn restart(&mut self) {
        self.app.store.close().await;
        (self.app, self.router) = start(&self.path(), &self.clock).await;
    }

    /// Ends it, goes back to a backup as the command line does, and starts it again.
    pub(crate) async fn replace(&mut self, backup: &std::path::Path) {
        self.app.store.close().await;
        let aside = Store::restore(backup, &self.path()).await.unwrap();
        assert!(aside.is_some_and(|aside| aside.exists()), "what was there is kept");
        (self.app, self.router) = start(&self.path(), &self.clock).await;
    }

    /// What a moderator does, at the server itself.
    pub(crate) async fn moderate(&self, id: Uuid, command: Command) -> Outcome {
        let envelope = Envelope { id: CommandId(id), author: MODERATOR, at: self.app.now(), command };
        self.app.store.submit(envelope).await.unwrap()
    }

    /// How many commands have their outcome.
    pub(crate) async fn outcomes(&self) -> i64 {
        let mut connection =
            SqliteConnection::connect(&format!("sqlite://{}", self.path().display())).await.unwrap();
        let count =
            sqlx::query_scalar("select count(*) from commands").fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        count
    }

    /// Proposals that were not applied yet, as the edits that would apply them.
    pub(crate) async fn proposals(&self) -> Vec<ReviseArticle> {
        let mut connection =
            SqliteConnection::connect(&format!("sqlite://{}", self.path().display())).await.unwrap();
        let rows: Vec<[String; 6]> = sqlx::query_as::<_, (String, String, String, String, String, String)>(
            "select comment_id, article_id, base_id, title, summary, body from proposals
             where applied_id is null order by comment_id",
        )
        .fetch_all(&mut connection)
        .await
        .unwrap()
        .into_iter()
        .map(<[String; 6]>::from)
        .collect();
        connection.close().await.unwrap();
        let edit = |[comment, article, base, title, summary, body]: [String; 6]| ReviseArticle {
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

    async fn ask(&self, request: Request<Body>) -> (StatusCode, Vec<u8>) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        (status, axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec())
    }

    /// A push of which only the first `upto` bytes arrive.
    pub(crate) async fn push(&self, push: &Push, upto: Option<usize>) -> Reply<Pushed> {
        let mut text = serde_json::to_vec(push).unwrap();
        if let Some(upto) = upto {
            text.truncate(upto);
        }
        let request = Request::post("/api/sync/push")
            .header(HOST, "127.0.0.1:3000")
            .header("sec-fetch-site", "same-origin")
            .header(CONTENT_TYPE, "application/json")
            .body(Body::from(text))
            .unwrap();
        let (status, bytes) = self.ask(request).await;
        Reply::of(status.as_u16(), &String::from_utf8_lossy(&bytes), None)
    }

    pub(crate) async fn pull(&self, cursor: &Cursor, limit: usize) -> Reply<Pulled> {
        let Cursor { epoch, next, .. } = cursor;
        let path = format!("/api/sync/changes?epoch={epoch}&since={next}&limit={limit}");
        let request = Request::get(path).header(HOST, "127.0.0.1:3000").body(Body::empty()).unwrap();
        let (status, bytes) = self.ask(request).await;
        Reply::of(status.as_u16(), &String::from_utf8_lossy(&bytes), None)
    }
}
