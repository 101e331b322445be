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

#[tokio::test]
async fn an_edit_that_a_lock_refuses_is_proposed_and_a_moderator_applies_it() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let address = author.write("An article", "One sentence. Another sentence.").await;
    let base = author.get(&format!("{address}/edit")).await.hidden("base");
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let scope = [("scope", "editing"), ("reason", "It is being agreed.")];
    moderator.post(&format!("{address}/lock"), &scope).await;

    let fields = [
        ("title", "An article"),
        ("summary", "A summary."),
        ("body", "One better sentence. Another sentence."),
        ("note", "Clearer."),
        ("base", base.as_str()),
    ];
    let refused = author.post(&format!("{address}/edit"), &fields).await;
    assert_eq!(refused.status, StatusCode::LOCKED);
    assert!(refused.text().contains("Propose this change"));
    let unchanged: Vec<_> = fields
        .map(|pair| if pair.0 == "body" { ("body", "One sentence. Another sentence.") } else { pair })
        .into();
    let refused = author.post(&format!("{address}/proposals"), &unchanged).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "it changes nothing");
    let proposed = author.post(&format!("{address}/proposals"), &fields).await;
    assert_eq!(proposed.status, StatusCode::SEE_OTHER, "{}", proposed.text());

    let mut reader = site.visitor();
    let page = reader.get(&address).await.text();
    assert!(page.contains("Clearer."));
    let link = page.rsplit("href=\"").find(|part| part.contains("A proposed change")).unwrap();
    let link = link.split('"').next().unwrap();
    let shown = reader.get(link).await.text();
    assert!(shown.contains("<ins>better") && shown.contains("a moderator can apply this"), "{shown}");
    assert!(!shown.contains("Apply this change"));

    // Somebody else's edit of another sentence meanwhile is merged with it.
    let other = [
        ("title", "An article"),
        ("summary", "A summary."),
        ("body", "One sentence. Another last sentence."),
        ("base", base.as_str()),
    ];
    assert_eq!(moderator.post(&format!("{address}/edit"), &other).await.status, StatusCode::SEE_OTHER);
    let form = moderator.get(link).await;
    assert!(form.text().contains("Apply this change") && form.text().contains("has changed since"));
    let hidden = ["base", "proposal"].map(|name| (name, form.hidden(name)));
    let mut fields: Vec<(&str, &str)> =
        fields.iter().copied().filter(|(name, _)| !matches!(*name, "base" | "note")).collect();
    fields.extend(hidden.iter().map(|(name, value)| (*name, value.as_str())));
    let applied = moderator.post(&format!("{address}/edit"), &fields).await;
    assert_eq!(applied.status, StatusCode::SEE_OTHER, "{}", applied.text());
    let page = reader.get(&address).await.text();
    assert!(page.contains("One better sentence. Another last sentence."), "{page}");
    assert!(
        page.contains("applied as revision 3") && !page.contains("adapted by"),
        "the words are those proposed"
    );
    assert!(reader.get(link).await.text().contains("It was applied as"));
    fields.push(("form", "again"));
    let again = moderator.post(&format!("{address}/edit"), &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "it says nothing new");
    fields.retain(|(name, _)| !matches!(*name, "form" | "summary"));
    fields.extend([("form", "other"), ("summary", "Another summary.")]);
    let again = moderator.post(&format!("{address}/edit"), &fields).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "it is applied once");
    assert!(
        again.text().contains("was applied already") && again.text().contains("Another summary."),
        "{}",
        again.text()
    );
}
