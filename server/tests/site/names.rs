//! Who stands beside what: marks that no name can make, and words that nobody puts into another's mouth.

use axum::http::StatusCode;
use test_page::Page;

use crate::client::{Site, Visitor};

async fn call_oneself(visitor: &mut Visitor<'_>, name: &str) -> crate::client::Answer {
    let fields =
        [("first_name", name), ("last_name", ""), ("email", ""), ("action", "continue"), ("back", "/")];
    visitor.post("/welcome", &fields).await
}

/// The address of the one comment of an article.
fn comment_of(page: &Page, address: &str) -> String {
    let id = page.attribute("article.comment", "id");
    format!("{address}/comments/{}", id.strip_prefix("comment-").unwrap())
}

/// What stands beside the name of a moderator.
const BADGE: &str = "small.badge";

#[tokio::test]
async fn a_moderator_is_known_by_a_badge_that_no_name_makes() {
    let site = Site::new().await;
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let address = moderator.write("An article", "One sentence.").await;
    moderator.comment(&address, "Said by a moderator.").await;
    let mut guest = site.visitor();
    for name in ["Moderator", "Mоderator", "Site Admin", "Folkmoot", "Ana\u{202E}"] {
        let refused = call_oneself(&mut guest, name).await;
        let page = refused.page_of(StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(page.attribute("[name='first_name'][aria-invalid='true']", "value"), name);
    }
    assert_eq!(
        call_oneself(&mut guest, "<small class=\"badge\">Ana</small>").await.status,
        StatusCode::SEE_OTHER
    );
    site.pass(1_000);
    guest.comment(&address, "Said by a guest.").await;

    let mut reader = site.visitor();
    for path in [address.clone(), "/recent".into(), format!("{address}/history"), "/".into()] {
        reader.page(&path).await.has_text(BADGE, "Moderator");
    }
    let page = reader.page(&format!("{address}?tab=comments")).await;
    let by_moderator = page.part_saying("article.comment", "Said by a moderator.");
    assert_eq!(by_moderator.text(BADGE), "Moderator");
    by_moderator.has_no(".sign");
    let by_guest = page.part_saying("article.comment", "Said by a guest.");
    assert!(by_guest.text(".sign").starts_with("guest "), "{by_guest}");
    by_guest.has_no(BADGE);
    reader.page(&format!("{address}?tab=about")).await.part(".about").has_text(BADGE, "Moderator");
    let annotated = reader.get("/api/sync/changes?since=0").await.text();
    assert!(
        annotated.contains("\"by_mark\":\"Moderator\"") && annotated.contains("\"by_mark\":\"guest "),
        "{annotated}"
    );
}

#[tokio::test]
async fn two_guests_of_one_name_are_told_apart_everywhere_by_the_same_signs() {
    let site = Site::new().await;
    let (mut one, mut two) = (site.visitor(), site.visitor());
    for (visitor, title) in [(&mut one, "First article"), (&mut two, "Second article")] {
        assert_eq!(call_oneself(visitor, "Reader One").await.status, StatusCode::SEE_OTHER);
        visitor.write(title, "Text.").await;
    }
    let mut reader = site.visitor();
    let first = reader.page("/a/first-article/history").await.text("main .sign");
    let second = reader.page("/a/second-article/history").await.text("main .sign");
    assert_ne!(first, second);
    let recent = reader.page("/recent").await;
    for sign in [&first, &second] {
        assert!(sign.starts_with("guest "), "{sign}");
        recent.has_text(".changes .sign", sign);
    }
}

#[tokio::test]
async fn a_moderator_hides_what_others_said_for_a_reason_and_edits_and_withdraws_nothing_of_it() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let address = author.write("An article", "One sentence.").await;
    author.comment(&address, "First words.").await;
    let mut reader = site.visitor();
    let page = reader.page(&format!("{address}?tab=comments")).await;
    let comment = comment_of(&page, &address);
    // It was not edited.
    page.has_no("article.comment a[href$='/history']");
    let edited = author.post(&format!("{comment}/edit"), &[("body", "Second words."), ("base", "1")]).await;
    assert_eq!(edited.status, StatusCode::SEE_OTHER);

    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let form = moderator.page(&format!("{comment}/edit")).await;
    form.has_nowhere(messages::talk::comment_form::WITHDRAW);
    form.has_no("[name='body']");
    let hide = form.link("main a[href^='/hide?thing=comment&named=']");
    let named = hide.rsplit_once('=').unwrap().1.to_owned();
    let forged = [("body", "Words in another's mouth."), ("base", "2")];
    let refused = moderator.post(&format!("{comment}/edit"), &forged).await;
    let refused = refused.page_of(StatusCode::FORBIDDEN);
    assert_eq!(refused.value("body"), "Words in another's mouth.", "what was typed comes back");

    let page = reader.page(&format!("{address}?tab=comments")).await;
    assert_eq!(page.text(".comment .said"), "Second words.");
    page.has(&format!(".comment header a[href='{comment}/history']"));
    let history = reader.page(&format!("{comment}/history")).await;
    assert_eq!(history.texts("main h2"), ["Version 2", "Version 1"]);
    assert_eq!((history.text("del"), history.text("ins")), ("First".into(), "Second".into()));

    let withdrawn = moderator.post(&format!("{comment}/withdraw"), &[]).await;
    assert_eq!(withdrawn.status, StatusCode::FORBIDDEN, "{}", withdrawn.text());
    let page = reader.page(&format!("{address}?tab=comments")).await;
    assert_eq!(page.text(".comment .said"), "Second words.");
    let fields = [("thing", "comment"), ("named", named.as_str()), ("reason", "It is spam.")];
    assert_eq!(moderator.post("/hide", &fields).await.status, StatusCode::SEE_OTHER);
    let history = reader.page(&format!("{comment}/history")).await;
    let state = history.part("main .state");
    state.says(messages::history::versions::comment::WITHDRAWN);
    assert_eq!(state.text(BADGE), "Moderator");
    history.part("main").says("It is spam.");
    history.has_nowhere("First words");
    history.has_nowhere("Second words");
}

#[tokio::test]
async fn a_locked_article_is_not_related_from_elsewhere() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    let open = guest.write("An open article", "One.").await;
    let locked = guest.write("A locked article", "Two.").await;
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let lock = [("scope", "editing"), ("reason", "It is being agreed.")];
    assert_eq!(moderator.post(&format!("{locked}/lock"), &lock).await.status, StatusCode::SEE_OTHER);
    let relation = [
        ("relation", "supports:forward"),
        ("other", "A locked article"),
        ("explanation", "Because it does."),
    ];
    let refused = guest.post(&format!("{open}/relate"), &relation).await;
    let page = refused.page_of(StatusCode::LOCKED);
    page.part("[role='alert']").says("“A locked article” is locked");
    assert_eq!(page.value("explanation"), "Because it does.");
    let new = [
        ("title", "From elsewhere"),
        ("summary", ""),
        ("body", "Three."),
        ("similar_seen", "1"),
        ("from", "a-locked-article"),
        ("relation", "part-of:forward"),
        ("explanation", "A part."),
    ];
    let refused = guest.post("/new", &new).await;
    assert_eq!(refused.page_of(StatusCode::LOCKED).value("title"), "From elsewhere");
    assert_eq!(moderator.post(&format!("{open}/relate"), &relation).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_title_that_looks_like_anothers_is_warned_of_and_marked() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    guest.write("The rules", "One.").await;
    let alike = [("title", "\u{422}he rules"), ("summary", ""), ("body", "Two.")];
    let warned = guest.post("/new", &alike).await;
    assert_eq!(warned.page_of(StatusCode::CONFLICT).links(".alert.calm a"), ["/a/the-rules"]);
    let address = guest.write("\u{422}he rules", "Two.").await;
    for (address, other) in [("/a/the-rules", address.as_str()), (address.as_str(), "/a/the-rules")] {
        let said = guest
            .page(address)
            .await
            .part_saying("header p", messages::article::namesakes::BEFORE.trim_end());
        assert_eq!(said.links("a"), [other]);
        said.says(&format!("({other})"));
    }
}

#[tokio::test]
async fn a_title_from_right_to_left_turns_nothing_around_in_labels() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    let address = guest.write("כללים 1", "One.").await;
    let history = guest.page(&format!("{address}/history")).await;
    assert_eq!(history.text("title"), "\u{2068}History: \u{2068}כללים 1\u{2069}\u{2069} · Folkmoot");
    let label = guest.page(&address).await.attribute("form#comment", "data-label");
    assert_eq!(label, messages::talk::compose::comment_on("\u{2068}כללים 1\u{2069}"));
    let refused = guest
        .post("/new", &[("title", "\u{3164}\u{200B}"), ("body", "Kept words."), ("similar_seen", "1")])
        .await;
    let refused = refused.page_of(StatusCode::UNPROCESSABLE_ENTITY);
    refused.part("#title-error").says("contains a character that is invisible");
    assert_eq!(refused.value("body"), "Kept words.");
}
