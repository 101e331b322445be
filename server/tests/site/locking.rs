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
    let page = refused.page_of(StatusCode::LOCKED);
    page.part("main").says("It is being agreed.");
    assert_eq!(page.value("body"), "Too late.");
    let refused = author.post(&format!("{address}/comments"), &[("body", "A word.")]).await;
    assert_eq!(refused.page_of(StatusCode::LOCKED).value("body"), "A word.");
    let fields = [("quote", "The text."), ("source_title", "A source")];
    assert_eq!(author.post(&format!("{address}/cite"), &fields).await.status, StatusCode::LOCKED);
    let restore =
        author.post(&format!("{address}/restore"), &[("revision", "1"), ("base", base.as_str())]).await;
    assert_eq!(restore.status, StatusCode::LOCKED);

    let mut reader = site.visitor();
    reader.page(&address).await.part("header .state").says("It is being agreed.");
    site.pass(60_000);
    // A kept page does not outlive the lock.
    reader.page(&address).await.has_nowhere("It is being agreed.");
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
        ([("scope", "editing"), ("reason", ""), ("until", "")], "Please enter a reason"),
        ([("scope", "all"), ("reason", "Why"), ("until", "")], "please choose one of the options"),
        ([("scope", "editing"), ("reason", "Why"), ("until", "tomorrow")], "please enter a date and time"),
        (
            [("scope", "editing"), ("reason", "Why"), ("until", "2001-01-01T00:00")],
            "please choose a time in the future",
        ),
    ] {
        let answer = moderator.post(&format!("{address}/lock"), &fields).await;
        answer.page_of(StatusCode::UNPROCESSABLE_ENTITY).part("p.error").says(expected);
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
    let proposing = refused.page_of(StatusCode::LOCKED).part("[data-command='propose-edit']:not([hidden])");
    assert_eq!(proposing.words(), messages::editor::form::PROPOSE);
    let unchanged: Vec<_> = fields
        .map(|pair| if pair.0 == "body" { ("body", "One sentence. Another sentence.") } else { pair })
        .into();
    let refused = author.post(&format!("{address}/proposals"), &unchanged).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "it changes nothing");
    let proposed = author.post(&format!("{address}/proposals"), &fields).await;
    assert_eq!(proposed.status, StatusCode::SEE_OTHER, "{}", proposed.text());

    let mut reader = site.visitor();
    let comment = reader.page(&address).await.part_saying(".comment", messages::talk::comment::PROPOSAL);
    assert_eq!(comment.text(".said"), "Clearer.");
    let link = comment.link(".proposal a");
    let shown = reader.page(&link).await;
    assert_eq!(shown.text("ins"), "better");
    shown.part("main").says(messages::talk::proposal::LOCKED);
    shown.has_nowhere(messages::talk::proposal::APPLY);

    // Somebody else's edit of another sentence meanwhile is merged with it.
    let other = [
        ("title", "An article"),
        ("summary", "A summary."),
        ("body", "One sentence. Another last sentence."),
        ("base", base.as_str()),
    ];
    assert_eq!(moderator.post(&format!("{address}/edit"), &other).await.status, StatusCode::SEE_OTHER);
    let form = moderator.get(&link).await;
    form.page().has_text("main form button", messages::talk::proposal::APPLY);
    form.page().part("main").says(messages::talk::proposal::ARTICLE_CHANGED);
    let hidden = ["base", "proposal"].map(|name| (name, form.hidden(name)));
    let mut fields: Vec<(&str, &str)> =
        fields.iter().copied().filter(|(name, _)| !matches!(*name, "base" | "note")).collect();
    fields.extend(hidden.iter().map(|(name, value)| (*name, value.as_str())));
    let applied = moderator.post(&format!("{address}/edit"), &fields).await;
    assert_eq!(applied.status, StatusCode::SEE_OTHER, "{}", applied.text());
    let page = reader.page(&address).await;
    assert_eq!(page.text(".prose"), "One better sentence. Another last sentence.");
    page.part(".proposal").says(&messages::talk::comment::applied(3));
    // The words are those proposed.
    page.has_nowhere(messages::talk::comment::ADAPTED_BY.trim_matches([',', ' ']));
    reader.page(&link).await.part("main").says(messages::talk::proposal::APPLIED_AS.trim_end());
    fields.push(("form", "again"));
    let again = moderator.post(&format!("{address}/edit"), &fields).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "it says nothing new");
    fields.retain(|(name, _)| !matches!(*name, "form" | "summary"));
    fields.extend([("form", "other"), ("summary", "Another summary.")]);
    let again = moderator.post(&format!("{address}/edit"), &fields).await;
    let again = again.page_of(StatusCode::CONFLICT);
    again.part("[role='alert']").says("has already been applied");
    assert_eq!(again.value("summary"), "Another summary.", "it is applied once");
}
