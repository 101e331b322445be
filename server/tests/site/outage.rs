//! What is answered while the database cannot be written, and when time is not what it was.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{Request, StatusCode};
use domain::id::{ClientId, CommandId};
use serde_json::json;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use uuid::Uuid;

use crate::client::{BEGIN, Site};
use crate::support::given_back;

#[tokio::test]
async fn while_nothing_can_be_written_everything_can_be_read_and_forms_come_back_with_their_words() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let address = author.write("An article", "The text.").await;
    let mut probe = site.visitor();
    let ready = probe.get("/readyz").await;
    assert_eq!(ready.status, StatusCode::OK, "{}", ready.text());

    // The file is moved away, as by a careless hand: it is seen at once, and ends with its cause.
    let (there, away) = (site.database(), site.database().with_extension("away"));
    std::fs::rename(&there, &away).unwrap();
    for (path, fields) in [
        (format!("{address}/comments"), vec![("body", "Words that must not be lost.")]),
        ("/new".to_owned(), vec![("title", "Another"), ("body", "Words that must not be lost.")]),
        (
            format!("{address}/cite"),
            vec![("quote", "The text."), ("source_title", "Words that must not be lost.")],
        ),
    ] {
        let refused = author.post(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{path}: {}", refused.text());
        assert!(!refused.header("retry-after").is_empty(), "{path}");
        let page = refused.page();
        let (name, typed) = fields.last().unwrap();
        assert_eq!(given_back(&page, name), *typed, "{path}");
        page.part("main").says(messages::failure::outage::REPLACED);
    }
    let push = json!({
        "schema": sync::message::SCHEMA,
        "client": ClientId(Uuid::from_u128(5)),
        "first": 1,
        "commands": [{ "id": CommandId(Uuid::from_u128(6)), "kind": "introduce", "first_name": "Ada", "last_name": "" }],
    });
    let request = Request::post("/api/sync/push")
        .header(HOST, "127.0.0.1:3000")
        .header("sec-fetch-site", "same-origin")
        .header(CONTENT_TYPE, "application/json")
        .body(Body::from(push.to_string()))
        .unwrap();
    let refused = site.send(request).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.text());
    assert!(!refused.header("retry-after").is_empty());
    assert!(refused.text().contains("\"about:blank#replaced\""), "{}", refused.text());
    for path in ["/", &address, "/recent", "/healthz", "/api/articles"] {
        assert_eq!(probe.get(path).await.status, StatusCode::OK, "{path}");
    }
    let unwell = probe.get("/readyz").await;
    assert_eq!(unwell.status, StatusCode::SERVICE_UNAVAILABLE);
    let told: serde_json::Value = serde_json::from_slice(&unwell.bytes).unwrap();
    assert_eq!(told["ready"], json!(false));
    assert_eq!(told["reads"], json!("well"));
    assert_eq!(told["writes"]["problem"], json!("replaced"));

    std::fs::rename(&away, &there).unwrap();
    author.comment(&address, "Words that must not be lost.").await;
}

#[tokio::test]
async fn a_lock_of_another_program_is_said_as_what_it_is() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let address = author.write("An article", "The text.").await;
    let mut other = SqliteConnectOptions::new().filename(site.database()).connect().await.unwrap();
    let held = other.begin_with("begin immediate").await.unwrap();
    let refused = author.post(&format!("{address}/comments"), &[("body", "My words.")]).await;
    let page = refused.page_of(StatusCode::SERVICE_UNAVAILABLE);
    page.part("main").says(messages::failure::outage::LOCKED);
    assert_eq!((given_back(&page, "body").as_str(), refused.header("retry-after")), ("My words.", "2"));
    held.rollback().await.unwrap();
    let taken = author.post(&format!("{address}/comments"), &[("body", "My words.")]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_clock_that_leaps_and_comes_home_leaves_a_lock_neither_in_a_page_nor_out_of_it() {
    let site = Site::new().await;
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let address = moderator.write("An article", "The text.").await;
    let until = domain::id::Timestamp(BEGIN + 60_000).rfc3339()[..16].to_owned();
    let fields = [("scope", "editing"), ("reason", "It is being agreed."), ("until", until.as_str())];
    let locked = moderator.post(&format!("{address}/lock"), &fields).await;
    assert_eq!(locked.status, StatusCode::SEE_OTHER, "{}", locked.text());
    let mut reader = site.visitor();
    let id = serde_json::from_str::<serde_json::Value>(
        &reader.get(&format!("/api/articles/{}", address.trim_start_matches("/a/"))).await.text(),
    )
    .unwrap()["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut told = Vec::new();
    // Half a minute on, a year on, home again, a day back, and home.
    for leap in [30_000, 365 * 86_400_000, -365 * 86_400_000, -86_400_000, 86_400_000] {
        site.pass(leap);
        let page = reader.page(&address).await.count("header .state .lock") == 1;
        let graph: serde_json::Value =
            serde_json::from_slice(&reader.get(&format!("/api/graph/articles/{id}")).await.bytes).unwrap();
        told.push((page, site.app.graph.snapshot().await.unwrap().graph.nodes[0].locked));
        assert!(graph.is_object());
    }
    let locked = [true, false, true, true, true];
    assert_eq!(told, locked.map(|locked| (locked, locked)));
}
