//! A disk that fails to read, to take, to make durable, or has no room: what is answered meanwhile, and afterwards.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::http::{Method, StatusCode};
use domain::id::{ArticleId, ClientId, CommandId, CommentId};
use faulty_disk::{Disk, Refusal};
use serde_json::json;
use tracing_subscriber::fmt::MakeWriter;
use uuid::Uuid;

use crate::client::{Answer, Site, Visitor};

/// The log of the program, as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Everything that somebody may be told when the disk fails.
fn is_a_sentence(what: &str, answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{what}: {}", answer.text());
    assert_eq!(answer.header("retry-after"), "2", "{what}");
    let text = answer.text();
    assert!(text.contains("disk"), "{what} says nothing of the disk: {text}");
    assert!(!text.contains("code:"), "{what} tells causes: {text}");
}

/// An article, and who writes about it in every way.
struct Writers<'a> {
    address: String,
    /// Of the article that the moderator locks.
    locked: String,
    article: ArticleId,
    author: Visitor<'a>,
    moderator: Visitor<'a>,
    /// How many rounds they wrote.
    round: u128,
}

impl<'a> Writers<'a> {
    async fn new(site: &'a Site) -> Self {
        let mut author = site.visitor();
        let mut moderator = site.visitor();
        moderator.become_moderator().await;
        let address = author.write("An article", "The text.").await;
        let locked = moderator.write("Another one", "Its text.").await;
        let path = format!("/api/articles/{}", address.trim_start_matches("/a/"));
        let told: serde_json::Value = serde_json::from_str(&author.get(&path).await.text()).unwrap();
        let article = told["id"].as_str().unwrap().parse().unwrap();
        Self { address, locked, article, author, moderator, round: 0 }
    }

    /// Writes `words` in each way that there is; answers with what it was.
    async fn write(&mut self, words: &str) -> Vec<(&'static str, Answer)> {
        self.round += 1;
        let Self { address, locked, article, author, moderator, round } = self;
        let title = format!("Title {words}");
        let fields = [("title", title.as_str()), ("summary", ""), ("body", words), ("similar_seen", "1")];
        let mut answers = vec![("an article", author.post("/new", &fields).await)];
        let path = format!("{address}/comments");
        answers.push(("a comment", author.post(&path, &[("body", words)]).await));
        // Somebody who has no name and no session yet.
        answers.push(("a first comment", author.site.visitor().post(&path, &[("body", words)]).await));
        let fields = [("quote", "The text."), ("source_title", words)];
        answers.push(("a citation", author.post(&format!("{address}/cite"), &fields).await));
        let fields = [("scope", "editing"), ("reason", words)];
        answers.push(("a lock", moderator.post(&format!("{locked}/lock"), &fields).await));
        let push = json!({
            "schema": sync::message::SCHEMA,
            "client": ClientId(Uuid::from_u128(*round * 10)),
            "first": 1,
            "commands": [{
                "id": CommandId(Uuid::from_u128(*round * 10 + 1)), "command": "add-comment",
                "comment": CommentId(Uuid::from_u128(*round * 10 + 2)), "article": article,
                "parent": null, "body": words, "quotes": [],
            }],
        });
        let mut guest = author.site.visitor();
        answers.push(("a push", guest.json(Method::POST, "/api/sync/push", &push).await));
        let draft = json!({ "v": 1, "words": words });
        answers.push(("a draft", author.json(Method::PUT, "/api/sync/drafts/new", &draft).await));
        answers
    }
}

const PAGES: [&str; 9] = [
    "/",
    "/recent",
    "/a/an-article",
    "/a/an-article?tab=comments",
    "/a/an-article/history",
    "/api/articles",
    "/api/graph",
    "/api/sync/changes?since=0",
    "/search?q=text",
];

#[tokio::test]
async fn whatever_the_disk_refuses_is_said_and_nothing_of_it_stays() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().with_writer(log.clone()).with_ansi(false).finish();
    // Everything of this runtime is done on this thread.
    let _guard = tracing::subscriber::set_default(subscriber);
    for refusal in Refusal::ALL {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::of(folder.path());
        let site = Site::on(folder, &["--no-rate-limit", "--disk-free=0"]).await;
        let mut writers = Writers::new(&site).await;
        let name = format!("{refusal:?}");
        for (what, answer) in writers.write(&format!("{name}-before")).await {
            assert!(answer.status.as_u16() < 400, "{what}: {} {}", answer.status, answer.text());
        }

        disk.refuse(refusal, 0);
        for (what, answer) in writers.write(&format!("{name}-meanwhile")).await {
            // What is still in memory needs no disk; what is written does.
            if refusal != Refusal::Read || answer.status.is_server_error() {
                is_a_sentence(&format!("{name}: {what}"), &answer);
            }
            assert!(
                what == "a push"
                    || what == "a draft"
                    || what == "a lock"
                    || refusal == Refusal::Read
                    || answer.text().contains(&format!("{name}-meanwhile")),
                "{name}: {what} does not come back: {}",
                answer.text()
            );
        }
        for path in PAGES {
            for visitor in [&mut writers.author, &mut site.visitor()] {
                let answer = visitor.get(path).await;
                if refusal == Refusal::Read && answer.status != StatusCode::OK {
                    is_a_sentence(&format!("{name}: {path}"), &answer);
                } else {
                    assert_eq!(answer.status, StatusCode::OK, "{name}: {path}: {}", answer.text());
                }
            }
        }
        let mut probe = site.visitor();
        assert_eq!(probe.get("/healthz").await.status, StatusCode::OK);
        let unwell = probe.get("/readyz").await;
        assert_eq!(unwell.status, StatusCode::SERVICE_UNAVAILABLE, "{name}");
        let code = format!("(code: {})", refusal.code());
        assert!(unwell.text().contains(&code), "{name}: {}", unwell.text());
        assert!(disk.mend() > 0, "{name}: nothing was refused");

        let mended = Instant::now();
        for (what, answer) in writers.write(&format!("{name}-after")).await {
            assert!(answer.status.as_u16() < 400, "{name}: {what}: {} {}", answer.status, answer.text());
        }
        assert!(mended.elapsed() < Duration::from_secs(20), "it goes on at once, also on a busy machine");
        while probe.get("/readyz").await.status != StatusCode::OK {
            assert!(mended.elapsed() < Duration::from_secs(60), "{name}: it is never well again");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert!(log.text().contains(&code), "{name}: {}", log.text());

        let (address, path) = (writers.address.clone(), "/api/sync/changes?since=0&limit=500");
        drop(writers);
        let site = site.again().await;
        assert_eq!(site.visitor().get(&address).await.status, StatusCode::OK);
        let all = site.visitor().get(path).await.text();
        let times = |what: &str| all.matches(&format!("\"body\":\"{name}-{what}\"")).count();
        // An article and three comments.
        assert_eq!((times("before"), times("after")), (4, 4), "{name}: what was answered is there: {all}");
        if refusal != Refusal::Read {
            assert_eq!(times("meanwhile"), 0, "{name}: what was refused is not");
        }
    }
}
