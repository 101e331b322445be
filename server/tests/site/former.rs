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
    let page = visitor.page("/a/lights-at-sea").await;
    for (place, words) in [
        (".summary", "What ships carry at night."),
        (".prose", "and a horn"),
        (".prose", "光は夜に見える。"),
        ("main", "Harbour desk"),
        ("[data-live='lock'] .state", "It is being agreed."),
        (".comments", "I doubt the second."),
        (".passages summary", "3 quoted passages: "),
    ] {
        page.part(place).says(words);
    }
    page.has_text(".comment .said strong", "second");
    visitor.page("/a/lights-at-sea?tab=citations").await.part("#talk").says("A log");
    visitor.page("/a/lights-at-sea/history").await.part(".revisions").says("The horn.");
    visitor.page("/recent").await.part(".changes").says("It is being agreed.");
    visitor.page("/search?q=horn").await.has_text(".hits h2 a", "Lights at sea");
    visitor.page("/graph").await.part("#picture svg").says("Lights at sea");
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
