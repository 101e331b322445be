//! Heavy work is bounded: who asks for too much waits, and everybody else does not notice.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, HOST, RETRY_AFTER};
use axum::http::{Method, Request, StatusCode};
use serde_json::json;
use sync::message::Pushed;
use test_page::Page;

use crate::client::{Answer, Site};
use crate::support::given_back;

/// Spends more than a minute's allowance for the address that all visitors here have.
fn spend(site: &Site) {
    let accounts = site.app.accounts.as_ref().unwrap();
    accounts.of([127, 0, 0, 1].into()).pay(Duration::from_secs(3_600), Instant::now());
}

async fn preview(site: &Site, markdown: &str) -> Answer {
    let message = json!({ "markdown": markdown, "place": "Article" });
    site.visitor().json(Method::POST, "/api/fn/app/functions/rendering/preview", &message).await
}

#[tokio::test]
async fn an_address_that_had_much_worked_out_waits_and_can_still_read_and_write_what_is_small() {
    let site = Site::with(&[]).await;
    let mut visitor = site.visitor();
    let article = visitor.write("An article", "The text.").await;
    spend(&site);
    for path in ["/graph", "/graph.svg", "/graph.png?words=anything", "/api/graph"] {
        let refused = visitor.get(path).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS, "{path}");
        assert!(refused.header(RETRY_AFTER.as_str()).parse::<u64>().unwrap() > 0, "{path}");
        // Three of them are no pages.
        assert!(refused.text().contains("took too much computing time"), "{path}: {}", refused.text());
    }
    // So is what the database has to look for, but a form is there without what would be offered beside it.
    for path in [
        "/search?q=text",
        &format!("{article}/suggestions"),
        &format!("{article}/history"),
        "/connect?from=nothing&to=text",
    ] {
        assert_eq!(visitor.get(path).await.status, StatusCode::TOO_MANY_REQUESTS, "{path}");
    }
    assert_eq!(visitor.get(&format!("{article}/relate")).await.status, StatusCode::OK);
    assert_eq!(visitor.get("/a/nowhere").await.status, StatusCode::NOT_FOUND);
    // A long text is refused with all of it.
    let long = "word ".repeat(4_000);
    let fields = [("title", "Another"), ("body", long.as_str()), ("similar_seen", "1")];
    let refused = visitor.post("/new", &fields).await;
    assert_eq!(given_back(&refused.page_of(StatusCode::TOO_MANY_REQUESTS), "body").trim(), long.trim());
    for path in ["/", article.as_str(), "/recent"] {
        assert_eq!(visitor.get(path).await.status, StatusCode::OK, "{path}");
    }
    visitor.write("Another", "A short text.").await;
}

#[tokio::test]
async fn where_too_much_waits_the_rest_goes_on() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    visitor.write("An article", "The text.").await;
    // As when the queue is full.
    site.app.store.work().end();
    let refused = visitor.get("/graph").await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.header(RETRY_AFTER.as_str()), "2");
    assert_eq!(preview(&site, &"a ".repeat(5_000)).await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(preview(&site, "A *short* text.").await.status, StatusCode::OK);
    assert_eq!(visitor.get("/").await.status, StatusCode::OK);
    visitor.write("Another", "A short text.").await;
}

#[tokio::test]
async fn a_large_page_is_compressed_unless_there_is_too_much_to_do() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let path = visitor.write("An article", &"A line of text.\n\n".repeat(5_000)).await;
    let get = async |cookie: Option<&str>| {
        let mut request = Request::get(&path).header(HOST, "127.0.0.1:3000").header(ACCEPT_ENCODING, "br");
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        site.send(request.body(Body::empty()).unwrap()).await
    };
    let own = visitor.cookie.clone();
    for cookie in [None, own.as_deref()] {
        let small = get(cookie).await;
        assert_eq!((small.status, small.header(CONTENT_ENCODING.as_str())), (StatusCode::OK, "br"));
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut small.bytes.as_slice(), &mut plain).unwrap();
        let page = Page::of(&String::from_utf8(plain).unwrap());
        assert_eq!(page.texts(".prose p"), vec!["A line of text."; 5_000]);
    }
    site.app.store.work().end();
    // It was compressed before, so it still is; a page of one's own cannot be made.
    assert_eq!(get(None).await.header(CONTENT_ENCODING.as_str()), "br");
    assert_eq!(get(own.as_deref()).await.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn a_push_that_is_a_lot_of_work_breaks_off_and_the_rest_is_taken_when_it_is_sent() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let id = |number: u64| format!("01890a5d-ac96-774b-bcce-{number:012x}");
    // What costs most to render of all that is tried by the bench.
    let body = format!("{}|\n{}|\n{}", "|a".repeat(100), "|-".repeat(100), "|b\n".repeat(13_000));
    let commands: Vec<_> = (0..8)
        .map(|nth| {
            json!({ "id": id(10 + nth), "command": "create-article", "article": id(100 + nth),
                    "revision": id(200 + nth), "title": format!("Costly {nth}"), "summary": "",
                    "body": format!("{body} {nth}"), "relation": null })
        })
        .collect();
    let (mut taken, mut pushes) = (0, 0);
    while taken < commands.len() {
        let message =
            json!({ "schema": 1, "client": id(1), "first": taken + 1, "commands": commands[taken..] });
        let answer = visitor.json(Method::POST, "/api/sync/push", &message).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let pushed: Pushed = serde_json::from_str(&answer.text()).unwrap();
        assert!(!pushed.answers.is_empty(), "each push comes further");
        assert!(pushed.answers.iter().all(|answer| answer.outcome.get("sequence").is_some()));
        taken += pushed.answers.len();
        assert_eq!(pushed.next, i64::try_from(taken).unwrap() + 1, "in their order, and none twice");
        pushes += 1;
    }
    assert!(pushes > 1, "one request does not do all of it");
}

#[tokio::test]
async fn pictures_in_which_the_same_is_to_be_seen_are_drawn_once() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    visitor.write("An article", "The text.").await;
    let tag = async |query: &str| {
        let image = site.visitor().get(&format!("/graph.svg?{query}")).await;
        assert_eq!(image.status, StatusCode::OK, "{query}");
        (image.header("etag").to_owned(), site.app.images.len())
    };
    let first = tag("words=nothing+has+these").await;
    assert_eq!(tag("words=nor+these&author=Nobody").await, first);
    assert_eq!(tag("words=zzz&since=2999-01-01").await, first);
    assert_ne!(tag("words=article").await, first);
}
