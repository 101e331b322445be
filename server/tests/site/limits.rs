//! Limits as somebody meets them: what they cost, whom they spare, and what comes back.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{Method, Request, StatusCode};
use domain::trust::KNOWN_AFTER_MILLIS;
use serde_json::json;

use crate::client::{Answer, Site, Visitor};
use crate::support::{given_back, relation_of};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

async fn forged(
    site: &Site,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: &'static str,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    site.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn a_forged_request_costs_its_victim_nothing_and_its_words_are_not_shown() {
    let site = Site::with(&["--address-writes", "3", "--newcomer-writes", "3"]).await;
    let form = (CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded");
    let host = (HOST.as_str(), "127.0.0.1:3000");
    let other_site = ("sec-fetch-site", "cross-site");
    let ours = ("sec-fetch-site", "same-origin");
    let forge = async || {
        for (method, path, headers, expected) in [
            (Method::POST, "/new", vec![host, form, other_site], 403),
            (Method::POST, "/sign-in", vec![host, form, other_site], 403),
            (
                Method::POST,
                "/api/sync/push",
                vec![host, (CONTENT_TYPE.as_str(), "text/plain"), other_site],
                403,
            ),
            (Method::POST, "/new", vec![host, (CONTENT_TYPE.as_str(), "text/plain"), ours], 415),
            (Method::POST, "/new", vec![host, ours], 415),
            (Method::PUT, "/new", vec![host, form, ours], 405),
            (Method::POST, "/recent", vec![host, form, ours], 405),
            (Method::POST, "/nowhere", vec![host, form, ours], 404),
            (Method::POST, "/new", vec![(HOST.as_str(), "rebound.example"), form, ours], 421),
        ] {
            for _ in 0..10 {
                let answer = forged(&site, method.clone(), path, &headers, "title=Forged+words").await;
                assert_eq!(answer.status.as_u16(), expected, "{method} {path} {headers:?}");
                assert!(!answer.text().contains("Forged words"), "{method} {path}: {}", answer.text());
            }
        }
    };
    forge().await;
    let mut visitor = site.visitor();
    for n in 0..3 {
        visitor.write(&format!("Article {n}"), "The text.").await;
    }
    let refused = visitor.post("/new", &[("title", "One too many"), ("body", "My words.")]).await;
    assert_eq!(given_back(&refused.page_of(StatusCode::TOO_MANY_REQUESTS), "body"), "My words.");
    // Also when the limit is reached.
    forge().await;
}

/// Relates two new articles and says how to take that back.
async fn related(visitor: &mut Visitor<'_>, n: usize) -> String {
    let from = visitor.write(&format!("From {n}"), "The text.").await;
    let to = visitor.write(&format!("To {n}"), "The text.").await;
    visitor.relate(&from, "supports:forward", &to, "It does.").await;
    let id = relation_of(&visitor.page(&format!("{from}?explain=1")).await);
    format!("{from}/relations/{id}/remove")
}

#[tokio::test]
async fn newcomers_remove_nothing_of_others_until_they_are_known() {
    let site = Site::new().await;
    let (mut maker, mut other) = (site.visitor(), site.visitor());
    let (first, second) = (related(&mut maker, 1).await, related(&mut maker, 2).await);
    for n in 0..3 {
        other.write(&format!("Mine {n}"), "The text.").await;
    }
    let refused = other.post(&first, &[]).await;
    // It says what can be done.
    refused.page_of(StatusCode::FORBIDDEN).part("main").says("say in a comment");
    assert_eq!(maker.post(&first, &[]).await.status, StatusCode::SEE_OTHER, "one's own goes");
    site.pass(KNOWN_AFTER_MILLIS);
    assert_eq!(other.post(&second, &[]).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn newcomers_remove_and_rename_three_times_an_hour_and_may_go_on_writing() {
    let site = Site::with(&["--newcomer-writes", "99", "--session-writes", "99"]).await;
    let mut visitor = site.visitor();
    let mut refused = Vec::new();
    for n in 0..4 {
        let remove = related(&mut visitor, n).await;
        let removed = visitor.post(&remove, &[]).await;
        let article = format!("/a/to-{n}");
        let base = visitor.get(&format!("{article}/edit")).await.hidden("base");
        let title = format!("Renamed {n}");
        let fields =
            [("title", title.as_str()), ("summary", "A summary."), ("body", "The text."), ("base", &base)];
        let renamed = visitor.post(&format!("{article}/edit"), &fields).await;
        refused.push((removed.status.as_u16(), renamed.status.as_u16()));
    }
    assert_eq!(refused, [(303, 303), (303, 303), (303, 303), (429, 429)]);
    let base = visitor.get("/a/to-3/edit").await.hidden("base");
    let fields = [("title", "To 3"), ("summary", "A summary."), ("body", "Other text."), ("base", &base)];
    assert_eq!(
        visitor.post("/a/to-3/edit", &fields).await.status,
        StatusCode::SEE_OTHER,
        "a text is no title"
    );
}

#[tokio::test]
async fn drafts_begin_with_a_contribution_are_bounded_and_end() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let draft = |n: usize| json!({ "v": 1, "n": n, "text": "x".repeat(390_000) });
    let put = |n: usize| format!("/api/sync/drafts/form-{n}");
    assert_eq!(visitor.json(Method::PUT, &put(0), &draft(0)).await.status, StatusCode::BAD_REQUEST);
    visitor.post("/welcome", &[("action", "skip")]).await;
    assert!(
        visitor.cookie.is_none()
            || visitor.json(Method::PUT, &put(0), &draft(0)).await.status != StatusCode::NO_CONTENT
    );
    visitor.write("An article", "The text.").await;
    for n in 0..15 {
        site.pass(1);
        assert_eq!(visitor.json(Method::PUT, &put(n), &draft(n)).await.status, StatusCode::NO_CONTENT);
    }
    let kept = async |visitor: &mut Visitor<'_>| {
        let answer = visitor.get("/api/sync/drafts").await;
        let drafts: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
        drafts["drafts"].as_array().unwrap().len()
    };
    assert_eq!(kept(&mut visitor).await, 10, "four million characters, the newest of them");
    assert!(visitor.get("/api/sync/drafts").await.text().contains("form-14"));
    // A month later those that were left alone are gone.
    site.pass(20 * 24 * HOUR);
    visitor.json(Method::PUT, &put(14), &json!({ "text": "Touched." })).await;
    site.pass(20 * 24 * HOUR);
    site.app.store.sweep_drafts(site.app.now()).await.unwrap();
    assert_eq!(kept(&mut visitor).await, 1);
    visitor.post("/sign-out", &[]).await;
    assert_eq!(
        site.app.store.sweep_drafts(site.app.now()).await.unwrap(),
        u64::from(site.drafts().await > 0)
    );
    assert_eq!(site.drafts().await, 0, "they end with the last session");
}

#[tokio::test]
async fn drafts_of_an_address_are_bounded_whoever_they_are_of() {
    let site =
        Site::with(&["--newcomer-writes", "999", "--address-writes", "9999", "--session-writes", "999"])
            .await;
    let mut kept = 0;
    for n in 0..6 {
        let mut visitor = site.visitor();
        visitor.write(&format!("Article {n}"), "The text.").await;
        for draft in 0..10 {
            let text = json!({ "text": "x".repeat(390_000) });
            let answer = visitor.json(Method::PUT, &format!("/api/sync/drafts/{draft}"), &text).await;
            kept += usize::from(answer.status == StatusCode::NO_CONTENT);
        }
    }
    assert!((20..=26).contains(&kept), "{kept} drafts of 390,000 bytes in ten megabytes a day");
}

#[tokio::test]
async fn a_full_site_is_read_and_moderated_and_gives_words_back() {
    let site = Site::with(&["--no-rate-limit", "--disk-limit", "1KB"]).await;
    let mut visitor = site.visitor();
    let refused = visitor.post("/new", &[("title", "A title"), ("body", "My words.")]).await;
    let page = refused.page_of(StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(given_back(&page, "body"), "My words.");
    page.part("main").says(messages::failure::FULL);
    assert!(refused.header("retry-after").parse::<u32>().is_ok());
    assert_eq!(visitor.get("/").await.status, StatusCode::OK);
    let command = json!({ "id": "01900000-0000-7000-8000-000000000001", "command": "introduce", "first_name": "A", "last_name": "", "email": null });
    let push = json!({ "schema": 1, "client": "0f6b5c0e-6a53-4d0c-9d6b-0a3c8d0f5b1e", "first": 1, "commands": [command] });
    let refused = visitor.json(Method::POST, "/api/sync/push", &push).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.text());
    visitor.become_moderator().await;
    visitor.write("A title", "My words.").await;
}

#[tokio::test]
async fn a_push_of_endless_small_parts_is_refused_before_it_is_read() {
    let site = Site::new().await;
    let text = format!("{{\"schema\":1,\"commands\":[{}]}}", vec!["{\"a\":1}"; 30_000].join(","));
    let answer = site.visitor().raw_json("/api/sync/push", &text).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.text().contains(messages::failure::malformed::TOO_MANY_PARTS), "{}", answer.text());
}

#[tokio::test]
async fn what_was_typed_is_shown_within_bounds() {
    let site = Site::with(&["--newcomer-writes", "1"]).await;
    let mut visitor = site.visitor();
    visitor.write("An article", "The text.").await;
    let endless = "&".repeat(900_000);
    let refused = visitor.post("/new", &[("title", "Mine"), ("body", &endless)]).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let shown = refused.text().matches("&amp;").count();
    assert!((200_000..=220_000).contains(&shown), "{shown}");
}

/// What somebody who means harm sends again and again, the `n`th of it.
type Worst = fn(usize) -> (String, Vec<(&'static str, String)>);

const SHAPES: [(&str, Worst); 8] = [
    ("letters of four bytes", |n| worst_article(n, "😀".repeat(12_000))),
    ("words that are all different", |n| {
        worst_article(n, (0..4_000).map(|word| format!("w{n}x{word} ")).collect())
    }),
    ("ideographs of four bytes, no two side by side again", |n| {
        worst_article(n, ideographs(n, 0x2_0000, 42_000))
    }),
    ("syllables, no two side by side again", |n| worst_article(n, ideographs(n, 0xac00, 11_000))),
    ("a wide table", |n| {
        let row = "|".repeat(300) + "\n";
        worst_article(n, format!("|a{row}{}|\n{}", "|-".repeat(300), row.repeat(40)))
    }),
    ("emphasis", |n| worst_article(n, "*a* ".repeat(6_000))),
    ("short comments", |n| ("/a/target/comments".into(), vec![("body", format!("x{n}"))])),
    ("links", |n| worst_article(n, "<http://a.b>\n".repeat(2_000))),
];

#[tokio::test]
async fn an_hour_of_the_worst_adds_no_more_than_an_address_may() {
    for shape in SHAPES {
        an_hour_of(shape, &["--address-growth", "3MB", "--address-bytes", "1GB"], 3_000_000).await;
    }
}

#[tokio::test]
#[ignore = "takes minutes: `cargo xtask bench-bombs --hour`"]
async fn an_hour_of_the_worst_at_the_limits_as_they_are_set() {
    for shape in SHAPES {
        an_hour_of(shape, &[], 50_000_000).await;
    }
}

/// Somebody who is known sends as much as is taken for an hour, each time from another browser.
async fn an_hour_of((name, worst): (&str, Worst), flags: &[&str], allowed: u64) {
    let known = ["--newcomer-writes", "120", "--session-writes", "120"];
    let site = Site::with(&[&known, flags].concat()).await;
    site.visitor().write("Target", "The text.").await;
    let before = site.closed_size().await;
    let mut taken = 0;
    for minute in 0..60 {
        for n in 0..130 {
            let (path, fields) = worst(minute * 1_000 + n);
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let answer = site.visitor().post(&path, &fields).await;
            if answer.status == StatusCode::TOO_MANY_REQUESTS {
                break;
            }
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{name}: {}", answer.text());
            taken += 1;
        }
        site.pass(MINUTE);
    }
    let added = site.closed_size().await - before;
    println!("{name}: {taken} taken, {added} bytes added of {allowed}");
    assert!(taken > 0 && added <= allowed, "{name}: {taken} taken, {added} bytes added");
}

/// Letters without blanks in an order of their own for each number.
fn ideographs(n: usize, first: u32, many: u64) -> String {
    let mut at = u64::try_from(n).unwrap();
    let mut next = || {
        at = at.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        first + u32::try_from((at >> 33) % many).unwrap()
    };
    (0..12_000).map(|_| char::from_u32(next()).unwrap()).collect()
}

fn worst_article(n: usize, body: String) -> (String, Vec<(&'static str, String)>) {
    let fields = vec![
        ("title", format!("Article {n}")),
        ("summary", String::new()),
        ("body", body),
        ("similar_seen", "1".into()),
    ];
    ("/new".into(), fields)
}
