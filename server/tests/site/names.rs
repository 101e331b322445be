//! Who stands beside what: marks that no name can make, and words that nobody puts into another's mouth.

use axum::http::StatusCode;

use crate::client::{Site, Visitor};

async fn call_oneself(visitor: &mut Visitor<'_>, name: &str) -> crate::client::Answer {
    let fields =
        [("first_name", name), ("last_name", ""), ("email", ""), ("action", "continue"), ("back", "/")];
    visitor.post("/welcome", &fields).await
}

/// The address of the first comment of an article.
fn comment_of(page: &str, address: &str) -> String {
    let id = page.split("id=\"comment-").nth(1).unwrap().split('"').next().unwrap();
    format!("{address}/comments/{id}")
}

const BADGE: &str = "<small class=\"badge\">Moderator</small>";

#[tokio::test]
async fn a_moderator_is_known_by_a_badge_that_no_name_makes() {
    let site = Site::new().await;
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let address = moderator.write("An article", "One sentence.").await;
    moderator.post(&format!("{address}/comments"), &[("body", "Said by a moderator.")]).await;
    let mut guest = site.visitor();
    for name in ["Moderator", "Mоderator", "Site Admin", "Folkmoot", "Ana\u{202E}"] {
        let refused = call_oneself(&mut guest, name).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        let page = refused.text();
        assert!(
            page.contains("aria-invalid") && page.contains(&format!("value=\"{name}\"")),
            "{name}: {page}"
        );
    }
    assert_eq!(
        call_oneself(&mut guest, "<small class=\"badge\">Ana</small>").await.status,
        StatusCode::SEE_OTHER
    );
    site.pass(1_000);
    guest.post(&format!("{address}/comments"), &[("body", "Said by a guest.")]).await;

    let mut reader = site.visitor();
    for path in [address.clone(), "/recent".into(), format!("{address}/history"), "/".into()] {
        let page = reader.get(&path).await.text();
        assert!(page.contains(BADGE), "{path}: {page}");
    }
    let page = reader.get(&format!("{address}?tab=comments")).await.text();
    let (by_moderator, by_guest) = page.split_once("Said by a moderator.").unwrap();
    assert!(by_moderator.contains(BADGE));
    assert!(by_guest.contains("<small class=\"sign\">guest ") && !by_guest.contains(BADGE), "{by_guest}");
    let about = reader.get(&format!("{address}?tab=about")).await.text();
    assert!(about.contains(BADGE));
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
    let sign = |page: &str| {
        let sign = page.split("<small class=\"sign\">guest ").nth(1).unwrap_or_else(|| panic!("{page}"));
        sign.split('<').next().unwrap().to_owned()
    };
    let mut reader = site.visitor();
    let first = sign(&reader.get("/a/first-article/history").await.text());
    let second = sign(&reader.get("/a/second-article/history").await.text());
    assert_ne!(first, second);
    let recent = reader.get("/recent").await.text();
    for sign in [&first, &second] {
        assert!(recent.contains(&format!("<small class=\"sign\">guest {sign}</small>")), "{recent}");
    }
}

#[tokio::test]
async fn a_moderator_hides_what_others_said_for_a_reason_and_edits_and_withdraws_nothing_of_it() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let address = author.write("An article", "One sentence.").await;
    author.post(&format!("{address}/comments"), &[("body", "First words.")]).await;
    let mut reader = site.visitor();
    let page = reader.get(&format!("{address}?tab=comments")).await.text();
    let comment = comment_of(&page, &address);
    assert!(!page.contains("/history\">edited"), "it was not edited");
    let edited = author.post(&format!("{comment}/edit"), &[("body", "Second words."), ("base", "1")]).await;
    assert_eq!(edited.status, StatusCode::SEE_OTHER);

    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let form = moderator.get(&format!("{comment}/edit")).await.text();
    assert!(!form.contains("Withdraw this comment") && !form.contains("name=\"body\""), "{form}");
    let hide = form.split("href=\"/hide?thing=comment&amp;named=").nth(1).unwrap_or_else(|| panic!("{form}"));
    let named = hide.split('"').next().unwrap().to_owned();
    let forged = [("body", "Words in another's mouth."), ("base", "2")];
    let refused = moderator.post(&format!("{comment}/edit"), &forged).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.text().contains("Words in another"), "what was typed comes back");

    let page = reader.get(&format!("{address}?tab=comments")).await.text();
    assert!(
        page.contains("Second words.") && page.contains(&format!("href=\"{comment}/history\"")),
        "{page}"
    );
    let history = reader.get(&format!("{comment}/history")).await.text();
    assert!(history.contains("<del>First") && history.contains("<ins>Second"), "{history}");
    assert!(history.contains("Version 1") && history.contains("Version 2"));

    let withdrawn = moderator.post(&format!("{comment}/withdraw"), &[]).await;
    assert_eq!(withdrawn.status, StatusCode::FORBIDDEN, "{}", withdrawn.text());
    assert!(reader.get(&format!("{address}?tab=comments")).await.text().contains("Second words."));
    let fields = [("thing", "comment"), ("named", named.as_str()), ("reason", "It is spam.")];
    assert_eq!(moderator.post("/hide", &fields).await.status, StatusCode::SEE_OTHER);
    let history = reader.get(&format!("{comment}/history")).await.text();
    assert!(history.contains("This comment was withdrawn") && history.contains(BADGE), "{history}");
    assert!(history.contains("It is spam."), "{history}");
    assert!(!history.contains("First words") && !history.contains("Second words"));
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
    assert_eq!(refused.status, StatusCode::LOCKED, "{}", refused.text());
    let page = refused.text();
    assert!(page.contains("“A locked article” is locked") && page.contains("Because it does."), "{page}");
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
    assert_eq!(refused.status, StatusCode::LOCKED);
    assert!(refused.text().contains("From elsewhere"), "what was typed comes back");
    assert_eq!(moderator.post(&format!("{open}/relate"), &relation).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_title_that_looks_like_anothers_is_warned_of_and_marked() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    guest.write("The rules", "One.").await;
    let alike = [("title", "\u{422}he rules"), ("summary", ""), ("body", "Two.")];
    let warned = guest.post("/new", &alike).await;
    assert_eq!(warned.status, StatusCode::CONFLICT);
    assert!(warned.text().contains("href=\"/a/the-rules\""), "{}", warned.text());
    let address = guest.write("\u{422}he rules", "Two.").await;
    for (address, other) in [("/a/the-rules", address.as_str()), (address.as_str(), "/a/the-rules")] {
        let page = guest.get(address).await.text();
        let said = page.split("Not to be confused with").nth(1).unwrap_or_else(|| panic!("{page}"));
        assert!(said.contains(&format!("({other})")) || said.contains(other), "{said}");
    }
}

#[tokio::test]
async fn a_title_from_right_to_left_turns_nothing_around_in_labels() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    let address = guest.write("כללים 1", "One.").await;
    let history = guest.get(&format!("{address}/history")).await.text();
    assert!(
        history.contains("<title>\u{2068}History: \u{2068}כללים 1\u{2069}\u{2069} · Folkmoot</title>"),
        "{history}"
    );
    let page = guest.get(&address).await.text();
    assert!(page.contains("data-label=\"Comment on “\u{2068}כללים 1\u{2069}”\""), "{page}");
    let refused = guest
        .post("/new", &[("title", "\u{3164}\u{200B}"), ("body", "Kept words."), ("similar_seen", "1")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("cannot be seen") && refused.text().contains("Kept words."));
}
