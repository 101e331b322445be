//! What quotes may cost.

use domain::command::{AddComment, Command, WithdrawComment};
use domain::fault::Fault;
use domain::fault::Field;
use domain::id::ArticleId;
use domain::outcome::Outcome;
use domain::problem::Problem;
use domain::testing;
use serde_json::json;
use sqlx::{Connection as _, SqliteConnection};
use uuid::Uuid;

use crate::common::{ALICE, Fixture};

/// A comment that quotes all of these.
fn quoting(on: ArticleId, body: &str, exact: &[&str]) -> AddComment {
    exact.iter().fold(testing::comment(on, body), |comment, exact| comment.quoting(exact))
}

#[tokio::test]
async fn a_comment_quotes_at_most_20_passages() {
    let fixture = Fixture::new().await;
    let (article, _) = fixture.article("Ports", "The port was closed on Monday.").await;
    let outcome = fixture.send(ALICE, quoting(article, "So it was.", &["closed"; 21])).await;
    let problem = Problem::field(Field::Quote, Fault::TooMany { limit: 20, actual: 21 });
    assert_eq!(outcome, Outcome::Rejected { problem });
    let outcome = fixture.send(ALICE, quoting(article, "So it was.", &["closed"; 20])).await;
    assert!(matches!(outcome, Outcome::Applied { .. }), "{outcome:?}");
}

#[tokio::test]
async fn quotes_of_what_was_withdrawn_cost_an_edit_nothing() {
    let fixture = Fixture::new().await;
    let (article, first) = fixture.article("Ports", "The port was closed on Monday.").await;
    let command = testing::comment(article, "So it was.").quoting("closed");
    let withdrawn = command.comment;
    fixture.send(ALICE, command).await;
    let command = testing::comment(article, "So it was.").quoting("Monday");
    let kept = command.comment;
    fixture.send(ALICE, command).await;
    fixture.send(ALICE, WithdrawComment { comment: withdrawn }).await;
    let edit = testing::revise(article, first, "Ports", "In May the port was closed on Monday.");
    assert!(matches!(fixture.send(ALICE, edit).await, Outcome::Applied { .. }));
    let path = fixture.folder.path().join("test.db");
    let mut connection = SqliteConnection::connect(&format!("sqlite:{}", path.display())).await.unwrap();
    let place = async |comment: String, connection: &mut SqliteConnection| -> i64 {
        let query = sqlx::query_scalar("select head_start from anchors where comment_id = $1");
        query.bind(comment).fetch_one(connection).await.unwrap()
    };
    assert_eq!(place(kept.to_string(), &mut connection).await, 30, "it moved with its words");
    assert_eq!(place(withdrawn.to_string(), &mut connection).await, 13, "it was left where it was");
}

#[tokio::test]
async fn a_text_that_no_quote_can_be_found_in_at_once_still_takes_comments() {
    let fixture = Fixture::new().await;
    let (article, _) = fixture.article("Letters", &("a".repeat(95_000) + "b")).await;
    let nearly = "a".repeat(4_999) + "c";
    let outcome = fixture.send(ALICE, quoting(article, "Hm.", &[&nearly, &nearly])).await;
    let problem = Problem::field(Field::Quote, Fault::NotInTheArticle);
    assert_eq!(outcome, Outcome::Rejected { problem });
    let command = testing::comment(article, "Hm.");
    assert!(matches!(fixture.send(ALICE, command).await, Outcome::Applied { .. }));
}

#[tokio::test]
async fn ids_of_passages_that_are_taken_are_refused_and_nobody_takes_that_of_anothers_source() {
    let fixture = Fixture::new().await;
    let (article, revision) = fixture.article("A title", "A sentence to quote. Another one.").await;
    let send = async |command: serde_json::Value| {
        fixture.send(ALICE, serde_json::from_value::<Command>(command).unwrap()).await
    };
    let taken = |outcome: &Outcome| matches!(outcome, Outcome::Rejected { problem: Problem::IdTaken });
    let quote = |anchor: Uuid| json!({ "anchor": anchor, "target": "words", "exact": "A sentence" });
    let source = |url: Option<String>| json!({ "title": "A source", "url": url, "author": "", "publisher": "", "date": null, "excerpt": "", "note": "" });
    let passage = || Some(format!("https://example.org/a/a-title?passage={revision}.0-10"));
    let say = |quotes: Vec<serde_json::Value>| {
        json!({ "command": "add-comment", "comment": fixture.id(), "article": article, "parent": null, "body": "Hm.",
                "quotes": quotes })
    };
    let cite = |citation: Uuid, anchor: Uuid, url: Option<String>| {
        json!({ "command": "add-citation", "citation": citation, "article": article, "quote": quote(anchor),
                "source": source(url) })
    };
    let (twice, citation) = (fixture.id(), fixture.id());
    assert!(taken(&send(say(vec![quote(twice), quote(twice)])).await));
    assert!(taken(&send(cite(citation, citation, passage())).await));
    assert!(send(cite(citation, fixture.id(), None)).await.sequence().is_some());
    assert!(
        taken(&send(say(vec![quote(citation)])).await),
        "it is for the passage that the source may become"
    );
    let edit = |citation: Uuid| json!({ "command": "edit-citation", "citation": citation, "base": 1, "source": source(passage()) });
    assert!(send(edit(citation)).await.sequence().is_some());
    // Where somebody took it before that was refused, its author is told, and the database is never asked in vain.
    let other = fixture.id();
    assert!(send(cite(other, fixture.id(), None)).await.sequence().is_some());
    let file = fixture.folder.path().join("test.db");
    let mut database = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    sqlx::query("update anchors set id = $1 where source = 0 and citation_id = $2")
        .bind(other.to_string())
        .bind(citation.to_string())
        .execute(&mut database)
        .await
        .unwrap();
    assert!(taken(&send(edit(other)).await));
}
