//! What an earlier version made of texts is made anew, and loses no quote.

use domain::command::EditComment;
use domain::testing;
use prose::markdown::RENDERER;
use sqlx::{Connection as _, SqliteConnection};

use crate::common::{ALICE, BOB, Fixture};

async fn beside(fixture: &Fixture) -> SqliteConnection {
    let file = fixture.folder.path().join("test.db");
    SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap()
}

/// As an earlier renderer left it: with other HTML, and with other words where they are given.
async fn age(fixture: &Fixture, words: Option<&str>) {
    let mut connection = beside(fixture).await;
    sqlx::query(
        "update renderings set html = '<p>As it was</p>', renderer = 1, plain_text = coalesce($1, plain_text);
         update comments set html = '<p>As it was</p>', renderer = 1",
    )
    .bind(words.map(str::to_owned))
    .execute(&mut connection)
    .await
    .unwrap();
}

async fn old(fixture: &Fixture) -> i64 {
    let all = "select (select count(*) from renderings where renderer <> $1) + (select count(*) from comments where renderer <> $1)";
    sqlx::query_scalar(all).bind(RENDERER).fetch_one(&mut beside(fixture).await).await.unwrap()
}

#[tokio::test]
async fn html_of_an_earlier_renderer_is_made_anew_and_pages_are_others_then() {
    let fixture = Fixture::new().await;
    let (article, first) = fixture.article("Kept", "Some *words*.").await;
    let revise = testing::revise(article, first, "Kept", "Some *other* words.");
    let second = revise.revision;
    fixture.send(ALICE, revise).await;
    let add = testing::comment(article, "I *agree*.").quoting("other");
    let comment = add.comment;
    fixture.send(BOB, add).await;
    // More than one step has.
    for number in 0..40 {
        fixture.article(&format!("More {number}"), "Text.").await;
    }
    let before = fixture.page("kept").await;
    age(&fixture, None).await;
    let version = fixture.store.version();
    fixture.store.make_anew().await.unwrap();
    let page = fixture.page("kept").await;
    assert_eq!((page.html, &page.comments[0].html), (before.html, &before.comments[0].html));
    assert_ne!(fixture.store.version(), version);
    assert_eq!(old(&fixture).await, 0);
    // What was edited since stays as it was edited.
    age(&fixture, None).await;
    let edit = EditComment { comment, base: 1, body: testing::text("I **differ**.") };
    fixture.send(BOB, edit).await;
    fixture.send(ALICE, testing::revise(article, second, "Kept", "Some other **texts**.")).await;
    fixture.store.make_anew().await.unwrap();
    let page = fixture.page("kept").await;
    assert!(page.html.contains("<strong>texts</strong>"), "{}", page.html);
    assert!(page.comments[0].html.contains("<strong>differ</strong>"), "{}", page.comments[0].html);
}

#[tokio::test]
async fn words_that_would_change_do_so_only_where_nothing_is_quoted() {
    let fixture = Fixture::new().await;
    let (quoted, _) = fixture.article("Quoted", "Some emphatic words.").await;
    fixture.send(BOB, testing::comment(quoted, "I agree.").quoting("words")).await;
    fixture.article("Unquoted", "Some emphatic words.").await;
    age(&fixture, Some("Some **emphatic** words.")).await;
    fixture.store.make_anew().await.unwrap();
    assert_eq!(fixture.page("quoted").await.html, "<p>As it was</p>");
    let quote = &fixture.page("quoted").await.comments[0].quotes[0];
    assert_eq!(quote.exact, "words");
    assert_eq!(fixture.page("unquoted").await.html.trim(), "<p>Some emphatic words.</p>");
    assert_eq!(old(&fixture).await, 0);
    // The words that are found are those that are shown.
    let found = fixture.store.search("emphatic", 9).await.unwrap();
    assert_eq!(found.len(), 2);
}
