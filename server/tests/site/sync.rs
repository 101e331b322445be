//! Push, pull, live events and drafts, as a client of its own would use them.

use std::fmt::Debug;
use std::str::FromStr;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use domain::command::{AddComment, CreateArticle, ReviseArticle};
use domain::id::{ArticleId, ClientId};
use domain::testing;
use serde_json::{Value, json};
use sync::message::{OLDEST_SCHEMA, Pulled, Pushed, SCHEMA};
use uuid::Uuid;

use crate::client::{Answer, Site, Visitor};
use crate::support::sent;

/// The id of a number, as a browser would make one.
fn id(number: u128) -> String {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number).to_string()
}

/// That id, of whatever the place asks for.
fn of<T: FromStr<Err: Debug>>(id: &str) -> T {
    id.parse().unwrap()
}

fn create(number: u128, title: &str) -> Value {
    let article = testing::article(title).body("One here.\n\nTwo there.");
    let (article_id, revision) = (of(&id(number + 1)), of(&id(number + 2)));
    sent(&id(number), CreateArticle { article: article_id, revision, ..article })
}

pub(crate) fn comment(number: u128, article: &str, body: &str) -> Value {
    let comment = testing::comment(of(article), body);
    sent(&id(number), AddComment { comment: of(&id(number + 1)), ..comment })
}

fn revise(number: u128, article: &str, base: &str, body: &str) -> Value {
    let revise = testing::revise(of(article), of(base), "A title", body);
    sent(&id(number), ReviseArticle { revision: of(&id(number + 1)), ..revise })
}

fn message(client: u128, first: i64, commands: &[Value]) -> Value {
    json!({ "schema": SCHEMA, "client": ClientId(Uuid::from_u128(client)), "first": first, "commands": commands })
}

async fn push(visitor: &mut Visitor<'_>, client: u128, first: i64, commands: &[Value]) -> Answer {
    visitor.json(Method::POST, "/api/sync/push", &message(client, first, commands)).await
}

async fn pushed(visitor: &mut Visitor<'_>, client: u128, first: i64, commands: &[Value]) -> Pushed {
    let answer = push(visitor, client, first, commands).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    serde_json::from_str(&answer.text()).unwrap()
}

async fn pull(visitor: &mut Visitor<'_>, query: &str) -> Pulled {
    let answer = visitor.get(&format!("/api/sync/changes?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    serde_json::from_str(&answer.text()).unwrap()
}

#[tokio::test]
async fn a_create_and_what_refers_to_it_go_in_one_push_and_a_second_time_change_nothing() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let commands = [create(10, "A title"), comment(20, &id(11), "First."), comment(30, &id(11), "Second.")];
    let first = pushed(&mut visitor, 1, 1, &commands).await;
    assert_eq!(first.next, 4);
    assert_eq!(first.answers[0].location.as_deref(), Some("/a/a-title?said=created"));
    assert!(first.answers.iter().all(|answer| answer.outcome["sequence"].is_i64()));
    for (from, upto) in [(0, 3), (0, 1), (1, 3), (2, 3)] {
        let again = pushed(&mut visitor, 1, 1, &commands[from..upto]).await;
        assert_eq!(again.answers, first.answers[from..upto], "the outcome is the same for ever");
        assert_eq!((again.next, again.sequence), (4, 3));
    }
    assert_eq!(visitor.page("/a/a-title").await.texts(".comment .said"), ["First.", "Second."]);
}

#[tokio::test]
async fn commands_come_in_their_order_or_not_at_all() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    pushed(&mut visitor, 1, 1, &[create(10, "A title")]).await;
    let early = push(&mut visitor, 1, 3, &[comment(30, &id(11), "Third.")]).await;
    assert_eq!(early.status, StatusCode::CONFLICT);
    let details: Value = serde_json::from_str(&early.text()).unwrap();
    assert_eq!(details["refusal"], json!({ "code": "out-of-order", "next": 2 }));
    // Cut off in the middle: what came is known by its id, and the rest follows.
    pushed(&mut visitor, 1, 2, &[comment(20, &id(11), "Second.")]).await;
    let all = [comment(20, &id(11), "Second."), comment(30, &id(11), "Third.")];
    assert_eq!(pushed(&mut visitor, 1, 2, &all).await.next, 4);
}

#[tokio::test]
async fn a_command_that_can_not_be_read_is_refused_once_and_stops_no_other() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let mut long = create(20, "x");
    long["title"] = json!("x".repeat(151));
    let unknown = json!({ "id": id(30), "command": "levitate", "article": id(11) });
    let commands = [create(10, "A title"), long, unknown, comment(40, &id(11), "After all.")];
    for _ in 0..2 {
        let answers = pushed(&mut visitor, 1, 1, &commands).await.answers;
        let status = |nth: usize| answers[nth].outcome.clone();
        assert_eq!(status(1)["status"], "rejected");
        assert_eq!(status(2)["problem"]["code"], "malformed");
        assert!(answers[2].words.as_ref().is_some_and(|words| words.contains("could not be read")));
        assert_eq!(status(3)["status"], "applied");
    }
}

#[tokio::test]
async fn nobody_pushes_in_the_name_of_another() {
    let site = Site::new().await;
    let mut first = site.visitor();
    pushed(&mut first, 1, 1, &[create(10, "A title")]).await;
    assert!(first.cookie.is_some(), "the guest has a session now");
    pushed(&mut first, 1, 2, &[comment(20, &id(11), "Mine.")]).await;
    let mut second = site.visitor();
    pushed(&mut second, 2, 1, &[comment(30, &id(11), "Theirs.")]).await;
    let stolen = push(&mut second, 1, 3, &[comment(40, &id(11), "Not mine.")]).await;
    assert_eq!(stolen.status, StatusCode::CONFLICT);
    assert!(stolen.text().contains("somebody-else"), "{}", stolen.text());
    // Under a name of their own they may send it, and what was taken before stays what it was.
    let kept =
        pushed(&mut second, 3, 1, &[comment(20, &id(11), "Mine."), comment(40, &id(11), "Now mine.")]).await;
    assert_eq!(kept.answers[0].outcome["sequence"], 2);
}

#[tokio::test]
async fn a_page_that_lies_open_sends_nothing_in_the_name_of_who_signed_in_since() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    pushed(&mut visitor, 1, 1, &[create(10, "A title")]).await;
    let signed = |by: &Value, client: u128, number: u128| {
        let mut message = message(client, 1, &[comment(number, &id(11), "Words.")]);
        message["by"] = by.clone();
        message
    };
    let other = json!(id(900));
    let refused = visitor.json(Method::POST, "/api/sync/push", &signed(&other, 2, 20)).await;
    assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
    let details: Value = serde_json::from_str(&refused.text()).unwrap();
    let now = details["refusal"]["now"].clone();
    assert_eq!(details["refusal"]["code"], "somebody-else");
    assert!(now.is_string(), "{details}");
    visitor.page("/a/a-title").await.has_nowhere("Words.");
    let taken = visitor.json(Method::POST, "/api/sync/push", &signed(&now, 2, 20)).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
    let mut nobody = site.visitor();
    let lost = nobody.json(Method::POST, "/api/sync/push", &signed(&other, 9, 40)).await;
    assert_eq!(lost.status, StatusCode::CONFLICT);
    let details: Value = serde_json::from_str(&lost.text()).unwrap();
    assert_eq!(details["refusal"]["now"], Value::Null);
}

#[tokio::test]
async fn stale_edits_are_merged_or_come_back_as_a_conflict() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    pushed(&mut visitor, 1, 1, &[create(10, "A title")]).await;
    let base = id(12);
    let edits = [
        revise(20, &id(11), &base, "One here, changed.\n\nTwo there."),
        revise(30, &id(11), &base, "One here.\n\nTwo there, too."),
        revise(40, &id(11), &base, "One and only.\n\nTwo there."),
    ];
    let answers = pushed(&mut visitor, 1, 2, &edits).await.answers;
    let outcome = |nth: usize| answers[nth].outcome.clone();
    assert_eq!(outcome(0)["status"], "applied");
    assert_eq!(outcome(1), json!({ "status": "merged", "sequence": 3, "with": id(21) }));
    assert_eq!(answers[1].location.as_deref(), Some("/a/a-title/diff?from=2&to=3&said=merged"));
    assert_eq!(outcome(2), json!({ "status": "conflict", "head": id(31) }));
}

#[tokio::test]
async fn the_log_is_pulled_in_pages_without_gaps() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let mut commands = vec![create(10, "A title")];
    commands.extend((0..9).map(|n| comment(100 + n * 10, &id(11), &format!("Comment {n}."))));
    pushed(&mut visitor, 1, 1, &commands).await;
    let (mut seen, mut since) = (Vec::new(), 0);
    for _ in 0..10 {
        let page = pull(&mut visitor, &format!("since={since}&limit=4")).await;
        assert!(page.changes.len() <= 4);
        seen.extend(page.changes.iter().map(|change| change.sequence));
        since = page.next;
        if !page.more {
            break;
        }
    }
    assert_eq!(seen, (1..=10).collect::<Vec<_>>());
    let page = pull(&mut visitor, "since=0&limit=2").await;
    assert_eq!(page.changes[0].things[0]["body"], "One here.\n\nTwo there.");
    assert_eq!(page.changes[1].things[0]["type"], "comment");
    assert_eq!(page.changes[0].article, Some(ArticleId(Uuid::parse_str(&id(11)).unwrap())));
    assert_eq!(pull(&mut visitor, "since=0&limit=1&texts=0").await.changes[0].things[0]["body"], Value::Null);
    assert_eq!(pull(&mut visitor, "since=10").await.changes, []);

    for query in ["since=11", "since=3&epoch=another"] {
        let gone = visitor.get(&format!("/api/sync/changes?{query}")).await;
        assert_eq!(gone.status, StatusCode::GONE, "{query}: another history");
    }
    let before = pull(&mut visitor, "since=3").await.epoch;
    site.app.store.renew_epoch().await.unwrap();
    let gone = visitor.get(&format!("/api/sync/changes?since=3&epoch={before}")).await;
    assert_eq!(gone.status, StatusCode::GONE);
}

#[tokio::test]
async fn what_was_withdrawn_or_is_private_is_not_pulled() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let introduce = json!({ "id": id(50), "command": "introduce", "first_name": "Night", "last_name": "desk",
                            "email": "night@example.org" });
    let withdraw = json!({ "id": id(60), "command": "withdraw-comment", "comment": id(21) });
    let commands = [create(10, "A title"), comment(20, &id(11), "Regretted."), introduce, withdraw];
    pushed(&mut visitor, 1, 1, &commands).await;
    let log = visitor.get("/api/sync/changes").await.text();
    assert!(!log.contains("night@example.org") && log.contains("Night desk"), "{log}");
    assert!(!log.contains("\"body\":\"Regretted.\""), "{log}");
}

#[tokio::test]
async fn messages_of_other_versions_and_forms_are_refused_with_a_reason() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    for schema in [0, SCHEMA + 1] {
        let mut push = message(1, 1, &[create(10, "A title")]);
        push["schema"] = json!(schema);
        let answer = visitor.json(Method::POST, "/api/sync/push", &push).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(answer.text().contains("\"code\":\"schema\""), "{}", answer.text());
    }
    let whole = message(1, 1, &[create(10, "A title")]).to_string();
    for end in [0, 1, whole.len() / 2, whole.len() - 1] {
        let answer = visitor.raw_json("/api/sync/push", &whole[..end]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "cut at {end}");
    }
    let form = visitor.post("/api/sync/push", &[("a", "b")]).await;
    assert_eq!(form.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(site.app.store.sequence(), 0, "nothing took effect");
}

/// Every version that has shipped, as it was written then.
#[tokio::test]
async fn the_last_three_versions_are_understood() {
    for schema in OLDEST_SCHEMA..=SCHEMA {
        let site = Site::new().await;
        let mut visitor = site.visitor();
        let path = format!("{}/tests/site/fixtures/push.v{schema}.json", env!("CARGO_MANIFEST_DIR"));
        let golden = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let answer = visitor.raw_json("/api/sync/push", &golden).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let pushed: Pushed = serde_json::from_str(&answer.text()).unwrap();
        assert_eq!(pushed.answers.len(), 15);
        for answer in pushed.answers {
            assert!(answer.outcome["sequence"].is_i64(), "{answer:?}");
        }
    }
}

#[tokio::test]
async fn listeners_are_told_that_there_is_something_and_resume_where_they_were() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    pushed(&mut visitor, 1, 1, &[create(10, "A title")]).await;
    let listen = |last: Option<&str>| {
        let mut request = Request::get("/api/sync/live").header("host", "127.0.0.1:3000");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        request.body(Body::empty()).unwrap()
    };
    let mut events = site.listen(listen(None)).await;
    let first = events.next().await;
    let epoch = site.app.store.epoch();
    assert!(first.contains(&format!("id: {epoch}:1")) && first.contains("\"sequence\":1"), "{first}");
    pushed(&mut visitor, 1, 2, &[comment(20, &id(11), "News.")]).await;
    let second = events.next().await;
    assert!(second.contains(&format!("id: {epoch}:2")), "{second}");
    // Who comes back knowing the newest is told nothing until there is more.
    let mut resumed = site.listen(listen(Some(&format!("{epoch}:2")))).await;
    assert!(tokio::time::timeout(Duration::from_millis(50), resumed.next()).await.is_err());
    pushed(&mut visitor, 1, 3, &[comment(30, &id(11), "More.")]).await;
    assert!(resumed.next().await.contains(&format!("id: {epoch}:3")));
    // Another history has other things under the same numbers.
    let mut elsewhere = site.listen(listen(Some("0ld:3"))).await;
    assert!(elsewhere.next().await.contains(&format!("id: {epoch}:3")));
    // A browser has one stream: the newest.
    let mut tabs = Vec::new();
    for _ in 0..2 {
        let mut request = listen(None);
        let cookie = visitor.cookie.as_deref().unwrap().parse().unwrap();
        request.headers_mut().insert("cookie", cookie);
        let mut tab = site.listen(request).await;
        assert!(tab.next().await.contains("\"sequence\":3"));
        tabs.push(tab);
    }
    assert!(tabs[0].next().await.contains("data: elsewhere"));
    assert_eq!(tabs[0].next().await, "", "what it says last is why");
    site.app.ending.send_replace(true);
    assert_eq!(resumed.next().await, "", "the server lets go when it ends");
}

#[tokio::test]
async fn drafts_are_kept_for_their_owner_alone() {
    let site = Site::new().await;
    let mut owner = site.visitor();
    let draft = json!({ "v": 1, "fields": { "body": "Half a sent" } });
    let refused = owner.json(Method::PUT, "/api/sync/drafts/new", &draft).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "somebody without a session owns nothing");
    pushed(&mut owner, 1, 1, &[create(10, "A title")]).await;
    let kept = owner.json(Method::PUT, "/api/sync/drafts/new", &draft).await;
    assert_eq!(kept.status, StatusCode::NO_CONTENT, "{}", kept.text());
    assert!(owner.get("/api/sync/drafts").await.text().contains("Half a sent"));
    let mut other = site.visitor();
    pushed(&mut other, 2, 1, &[create(50, "Another")]).await;
    // By a page that lies open since before the other signed in.
    let stale = format!("/api/sync/drafts/new?by={}", id(900));
    for path in ["/api/sync/drafts/", "/api/sync/drafts"] {
        let refused = owner.get(&format!("{path}?by={}", id(900))).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{path}");
        assert!(!refused.text().contains("Half a sent"), "{path}");
        let told = owner.get(&format!("{path}?by={}", owner.who().await.unwrap())).await;
        assert!(told.text().contains("Half a sent"), "{path}");
    }
    for method in [Method::PUT, Method::DELETE] {
        let refused = owner.json(method, &stale, &json!({ "fields": {} })).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{}", refused.text());
    }
    assert!(owner.get("/api/sync/drafts").await.text().contains("Half a sent"));
    assert!(!other.get("/api/sync/drafts").await.text().contains("Half a sent"));
    other.json(Method::DELETE, "/api/sync/drafts/new", &Value::Null).await;
    assert!(owner.get("/api/sync/drafts").await.text().contains("Half a sent"));
    owner.json(Method::DELETE, "/api/sync/drafts/new", &Value::Null).await;
    assert!(!owner.get("/api/sync/drafts").await.text().contains("Half a sent"));
    let huge = json!({ "fields": { "body": "x".repeat(400_001) } });
    let refused = owner.json(Method::PUT, "/api/sync/drafts/new", &huge).await;
    assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_long_outbox_is_slowed_down_and_not_lost() {
    let site = Site::with(&["--session-writes", "3", "--address-writes", "5"]).await;
    let mut visitor = site.visitor();
    let mut commands = vec![create(10, "A title")];
    commands.extend((0..9).map(|n| comment(100 + n * 10, &id(11), &format!("Comment {n}."))));
    let first = pushed(&mut visitor, 1, 1, &commands).await;
    assert!(first.answers.len() < commands.len() && first.retry_after.is_some(), "{first:?}");
    assert_eq!(first.next, i64::try_from(first.answers.len()).unwrap() + 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_command_is_kept_in_two_hundred_characters() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let long = "é".repeat(1_000_000);
    let article = id(800);
    let wrong = [
        json!({ "id": id(1), "command": long }),
        json!({ "id": id(2), "command": "add-comment", "comment": id(3), "article": article, "parent": long, "body": "x", "quotes": [] }),
        json!({ "id": id(4), "command": "relate", "relation": id(5), "from": article, "to": id(801), "kind": long, "explanation": "" }),
        json!({ "id": id(6), "command": "create-article", "article": long }),
    ];
    for (number, command) in (1..).zip(wrong) {
        let answer = pushed(&mut visitor, 77, number, &[command]).await;
        let outcome = answer.answers[0].outcome.to_string();
        assert!(outcome.contains("rejected"), "{outcome:.300}");
        assert!(outcome.len() < 700, "{} bytes are kept", outcome.len());
        assert!(answer.answers[0].words.as_ref().is_some_and(|words| words.chars().count() < 400));
    }
}

/// A push of a client of its own, with a command that is none.
fn unreadable(n: u64) -> Value {
    let id = |kind: u64| format!("01900000-0000-7000-8000-{:012x}", kind << 32 | n);
    json!({ "schema": 1, "client": id(1), "first": 1, "commands": [{ "id": id(2), "command": "x".repeat(300) }] })
}

#[tokio::test]
async fn what_is_kept_of_commands_that_cannot_be_read_counts_as_growth_and_needs_room() {
    let writes = ["--newcomer-writes", "999", "--address-writes", "999", "--address-growth", "100KB"];
    let site = Site::with(&writes).await;
    let mut kept = 0;
    for n in 0..40 {
        let answer = site.visitor().json(Method::POST, "/api/sync/push", &unreadable(n)).await;
        let answer: Value = serde_json::from_str(&answer.text()).unwrap();
        let answers = answer["answers"].as_array().unwrap();
        kept += answers.len();
        assert_eq!(answers.is_empty(), answer["retry_after"].is_number());
    }
    assert!((10..=13).contains(&kept), "{kept} of 4 KB each in half of 100 KB");
    let full = Site::with(&["--no-rate-limit", "--disk-limit", "1KB"]).await;
    let refused = full.visitor().json(Method::POST, "/api/sync/push", &unreadable(1)).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.text());
}
