//! Locks on every path.

use axum::http::StatusCode;

use crate::client::{BEGIN, Site};

#[tokio::test]
async fn a_lock_refuses_contributors_keeps_their_words_and_ends_by_itself() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let address = author.write("An article", "The text.").await;
    let base = author.get(&format!("{address}/edit")).await.hidden("base");

    let locked = author.post(&format!("{address}/lock"), &[("scope", "editing"), ("reason", "Why")]).await;
    assert_eq!(locked.status, StatusCode::FORBIDDEN, "only moderators lock");

    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    // One minute later, to the minute.
    let until = domain::id::Timestamp(BEGIN + 60_000).rfc3339()[..16].to_owned();
    let fields =
        [("scope", "editing-and-comments"), ("reason", "It is being agreed."), ("until", until.as_str())];
    let locked = moderator.post(&format!("{address}/lock"), &fields).await;
    assert_eq!(locked.status, StatusCode::SEE_OTHER, "{}", locked.text());

    let fields = [("title", "An article"), ("summary", "S"), ("body", "Too late."), ("base", base.as_str())];
    let refused = author.post(&format!("{address}/edit"), &fields).await;
    assert_eq!(refused.status, StatusCode::LOCKED);
    assert!(refused.text().contains("It is being agreed.") && refused.text().contains("Too late."));
    let refused = author.post(&format!("{address}/comments"), &[("body", "A word.")]).await;
    assert_eq!(refused.status, StatusCode::LOCKED);
    assert!(refused.text().contains("A word."));
    let fields = [("quote", "The text."), ("source_title", "A source")];
    assert_eq!(author.post(&format!("{address}/cite"), &fields).await.status, StatusCode::LOCKED);
    let restore =
        author.post(&format!("{address}/restore"), &[("revision", "1"), ("base", base.as_str())]).await;
    assert_eq!(restore.status, StatusCode::LOCKED);

    let mut reader = site.visitor();
    assert!(reader.get(&address).await.text().contains("It is being agreed."));
    site.pass(60_000);
    assert!(
        !reader.get(&address).await.text().contains("It is being agreed."),
        "a kept page does not outlive the lock"
    );
    let fields = [("title", "An article"), ("summary", "S"), ("body", "In time."), ("base", base.as_str())];
    assert_eq!(author.post(&format!("{address}/edit"), &fields).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_lock_needs_a_reason_and_a_later_time() {
    let site = Site::new().await;
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let address = moderator.write("An article", "The text.").await;
    for (fields, expected) in [
        ([("scope", "editing"), ("reason", ""), ("until", "")], "Reason is missing"),
        ([("scope", "all"), ("reason", "Why"), ("until", "")], "none of the choices"),
        ([("scope", "editing"), ("reason", "Why"), ("until", "tomorrow")], "must be a day and time"),
        ([("scope", "editing"), ("reason", "Why"), ("until", "2001-01-01T00:00")], "has passed already"),
    ] {
        let answer = moderator.post(&format!("{address}/lock"), &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.text().contains(expected), "{expected}: {}", answer.text());
    }
    assert_eq!(moderator.post(&format!("{address}/unlock"), &[]).await.status, StatusCode::CONFLICT);
}
