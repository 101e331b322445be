//! A database that version 0.1.0 wrote opens, says what it said, and is written on.
//!
//! `fixtures/0.1.0.db.br` is a backup that the program of that version made of the sample discussion, with an article, comments,
//! a citation, a relation, a lock and a proposal that were sent to it by forms.

use std::io::Read as _;

use axum::http::StatusCode;

use crate::client::Site;

const DATABASE: &[u8] = include_bytes!("../fixtures/0.1.0.db.br");

async fn former() -> Site {
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = Vec::new();
    brotli::Decompressor::new(DATABASE, 4_096).read_to_end(&mut bytes).unwrap();
    std::fs::write(folder.path().join("site.db"), bytes).unwrap();
    Site::on(folder, &["--no-rate-limit"]).await
}

#[tokio::test]
async fn a_database_of_the_former_version_is_read_and_written_on() {
    let site = former().await;
    // What an earlier renderer made is made anew, as after a start.
    site.app.store.make_anew().await.unwrap();
    let mut visitor = site.visitor();
    let page = visitor.get("/a/lights-at-sea").await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    for part in [
        "What ships carry at night.",
        "and a horn",
        "光は夜に見える。",
        "Harbour desk",
        "It is being agreed.",
        "I doubt the <strong>second</strong>.",
        "3 passages quoted",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(visitor.get("/a/lights-at-sea?tab=citations").await.text().contains("A log"));
    let history = visitor.get("/a/lights-at-sea/history").await.text();
    assert!(history.contains("The horn."), "{history}");
    assert!(visitor.get("/recent").await.text().contains("It is being agreed."));
    assert!(visitor.get("/search?q=horn").await.text().contains("Lights at sea"));
    assert!(visitor.get("/graph").await.text().contains("Lights at sea"));
    let said =
        visitor.post("/a/lights-at-sea/comments", &[("body", "Still here."), ("quote", "a horn")]).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text());
    let locked = [
        ("title", "Other"),
        ("body", "Other."),
        ("base", &visitor.get("/a/lights-at-sea/edit").await.hidden("base")),
    ];
    assert_eq!(visitor.post("/a/lights-at-sea/edit", &locked).await.status, StatusCode::LOCKED);
    // Who moderated there does so here.
    visitor.become_moderator().await;
    assert_eq!(visitor.post("/a/lights-at-sea/unlock", &[]).await.status, StatusCode::SEE_OTHER);
}
