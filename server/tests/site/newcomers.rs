//! A newcomer is whoever holds their secret: browsers that differ in nothing but their cookies are different people, and
//! one browser is one person however often it sends a form.

use axum::http::{Method, StatusCode};
use domain::id::ClientId;
use serde_json::{Value, json};
use sync::message::SCHEMA;
use uuid::Uuid;

use crate::client::{Answer, Site, Visitor};

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// Every form with which somebody may begin: its path behind the article's address, or whole, and its fields.
fn first_forms(article: &str, other: &str) -> Vec<(String, Vec<(&'static str, String)>)> {
    let of = |rest: &str| format!("{article}{rest}");
    vec![
        (of("/comments"), vec![("body", "The same words.".into())]),
        (
            "/new".into(),
            vec![
                ("title", "The same title".into()),
                ("summary", "The same.".into()),
                ("body", "The same.".into()),
                ("similar_seen", "1".into()),
            ],
        ),
        (
            of("/cite"),
            vec![
                ("quote", "The text of it.".into()),
                ("source_title", "The same source".into()),
                ("url", "https://example.org/".into()),
            ],
        ),
        (
            of("/relate"),
            vec![
                ("relation", "supports:forward".into()),
                ("other", other.rsplit('/').next().unwrap().into()),
                ("explanation", "The same.".into()),
            ],
        ),
        (
            "/welcome".into(),
            vec![
                ("first_name", "Night".into()),
                ("last_name", "desk".into()),
                ("email", "night@example.org".into()),
                ("action", "continue".into()),
            ],
        ),
        ("/welcome".into(), vec![("action", "skip".into())]),
    ]
}

/// A site with two articles, and a browser that has seen the first.
async fn two_articles(site: &Site) -> (String, String) {
    let mut author = site.visitor();
    let first = author.write("The first article", "The text of it.").await;
    let second = author.write("The second article", "Another text.").await;
    (first, second)
}

fn with_key<'a>(key: &'a str, fields: &'a [(&'static str, String)]) -> Vec<(&'a str, &'a str)> {
    let typed = fields.iter().map(|(name, value)| (*name, value.as_str()));
    [("form", key)].into_iter().chain(typed).collect()
}

#[tokio::test]
async fn the_same_form_of_two_browsers_behind_one_address_is_of_two_people() {
    for nth in 0..6 {
        let site = Site::new().await;
        let (article, other) = two_articles(&site).await;
        let (path, fields) = first_forms(&article, &other).swap_remove(nth);
        let (mut first, mut second) = (site.visitor(), site.visitor());
        // Until the graph is read, the page of an article comes without its picture and is not kept.
        site.app.graph.snapshot().await.unwrap();
        let (page_of_first, page_of_second) = (first.get(&article).await, second.get(&article).await);
        assert_eq!(page_of_first.bytes, page_of_second.bytes, "nothing in the page tells them apart");
        assert!(first.browser.is_some() && first.browser != second.browser);
        let key = page_of_first.hidden("form");
        for visitor in [&mut first, &mut second] {
            let answer = visitor.post_exactly(&path, &with_key(&key, &fields)).await;
            // The relation is there already; even that is told to another person.
            let told = answer.status == StatusCode::SEE_OTHER || path.ends_with("/relate");
            assert!(told, "{path}: {} {}", answer.status, answer.text());
        }
        let (one, another) = (first.who().await, second.who().await);
        assert!(one.is_some() && one != another, "{path}: {one:?} {another:?}");
    }
}

#[tokio::test]
async fn the_same_words_of_two_people_are_two_comments_and_neither_reaches_what_is_the_others() {
    let site = Site::new().await;
    let (article, _) = two_articles(&site).await;
    let (mut first, mut second) = (site.visitor(), site.visitor());
    let key = first.get(&article).await.hidden("form");
    second.get(&article).await;
    let fields = [("form", key.as_str()), ("body", "The same words.")];
    let path = format!("{article}/comments");
    let made = first.post_exactly(&path, &fields).await.location();
    first
        .post("/welcome", &[("first_name", "Night"), ("email", "night@example.org"), ("action", "continue")])
        .await;
    let draft = json!({ "fields": { "body": "A secret half" } });
    let kept = first.json(Method::PUT, "/api/sync/drafts/new", &draft).await;
    assert_eq!(kept.status, StatusCode::NO_CONTENT);
    site.pass(5_000);
    second.post_exactly(&path, &fields).await;
    assert_eq!(site.visitor().page(&article).await.texts(".comment .said"), ["The same words."; 2]);
    second.page("/welcome").await.has_nowhere("night@example.org");
    assert!(!second.get("/api/sync/drafts").await.text().contains("A secret half"));
    let comment = made.rsplit("comment-").next().unwrap().to_owned();
    for act in ["edit", "withdraw"] {
        let path = format!("{article}/comments/{comment}/{act}");
        let refused = second.post(&path, &[("body", "Mine now."), ("base", "1")]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{act}");
    }
    site.visitor().page(&article).await.has_nowhere("Mine now.");
}

#[tokio::test]
async fn a_form_that_one_browser_sends_twice_is_one_without_a_script_and_behind_any_address() {
    for nth in 0..6 {
        let site = Site::new().await;
        let (article, other) = two_articles(&site).await;
        let (path, fields) = first_forms(&article, &other).swap_remove(nth);
        let mut browser = site.visitor();
        let key = browser.get(&article).await.hidden("form");
        let fields = with_key(&key, &fields);
        let before = site.app.store.sequence();
        // Pressed twice, before the first answer is there.
        let mut second = site.visitor();
        second.browser.clone_from(&browser.browser);
        let (one, again) =
            tokio::join!(browser.post_exactly(&path, &fields), second.post_exactly(&path, &fields));
        assert_eq!((one.status, one.location()), (again.status, again.location()), "{path}");
        assert_eq!(browser.who().await, second.who().await, "{path}: whichever answer the browser keeps");
        // Gone back to, and sent again, when there is a session; and when the answer with it was lost.
        for session in [browser.cookie.clone(), None] {
            browser.cookie = session;
            let later = browser.post_exactly(&path, &fields).await;
            assert_eq!(later.location(), one.location(), "{path}");
            assert_eq!(browser.who().await, second.who().await, "{path}");
            site.pass(60_000);
        }
        assert!(site.app.store.sequence() <= before + 1, "{path}: it took effect once");
    }
}

#[tokio::test]
async fn a_browser_that_keeps_no_cookies_writes_once_for_each_sending_and_is_taken_for_nobody() {
    let site = Site::new().await;
    let (article, _) = two_articles(&site).await;
    let fields = [("form", "page-2"), ("body", "Without a cookie.")];
    let mut people = Vec::new();
    for _ in 0..3 {
        let mut nobody = site.visitor();
        assert_eq!(
            nobody.post_exactly(&format!("{article}/comments"), &fields).await.status,
            StatusCode::SEE_OTHER
        );
        people.push(nobody.who().await.unwrap());
    }
    people.sort_unstable();
    people.dedup();
    assert_eq!(people.len(), 3);
    assert_eq!(site.visitor().page(&article).await.texts(".comment .said"), ["Without a cookie."; 3]);
}

#[tokio::test]
async fn the_secret_comes_once_beside_the_kept_page_and_no_cache_between_may_keep_it() {
    let site = Site::new().await;
    let (article, _) = two_articles(&site).await;
    for path in [article.as_str(), "/", "/new", "/nowhere", "/search?q=text"] {
        for _ in 0..2 {
            let mut visitor = site.visitor();
            let first = visitor.get(path).await;
            assert!(visitor.browser.is_some(), "{path}");
            assert!(first.header("cache-control").contains("private"), "{path}");
            let again = visitor.get(path).await;
            assert_eq!(again.header("set-cookie"), "", "{path}");
        }
    }
    let mut visitor = site.visitor();
    visitor.get("/").await;
    assert_eq!(visitor.get(&article).await.header("cache-control"), "no-cache");
    for path in ["/api/articles", "/api/sync/changes", "/healthz", "/graph.svg"] {
        let mut program = site.visitor();
        program.get(path).await;
        assert_eq!(program.browser, None, "{path} is no page");
    }
}

fn comment(number: u128, article: &str) -> Value {
    crate::sync::comment(number, article, &format!("Pushed {number}."))
}

async fn push(visitor: &mut Visitor<'_>, client: u128, first: i64, command: Value) -> Answer {
    let client = ClientId(Uuid::from_u128(client));
    let message = json!({ "schema": SCHEMA, "client": client, "first": first, "commands": [command] });
    visitor.json(Method::POST, "/api/sync/push", &message).await
}

/// The id of an article, as the API tells it.
async fn article_id(site: &Site, address: &str) -> String {
    let text = site.visitor().get(&format!("/api{}", address.replace("/a/", "/articles/"))).await.text();
    let article: Value = serde_json::from_str(&text).unwrap();
    article["id"].as_str().unwrap().to_owned()
}

/// The ways in which a guest's session ends.
#[derive(Debug, Clone, Copy)]
enum End {
    SignedOut,
    Unused,
}

#[tokio::test]
async fn what_proved_who_a_guest_was_proves_nothing_when_their_session_has_ended() {
    for end in [End::SignedOut, End::Unused] {
        let site = Site::new().await;
        let (address, _) = two_articles(&site).await;
        let article = article_id(&site, &address).await;
        let (mut pushing, mut plain) = (site.visitor(), site.visitor());
        assert_eq!(push(&mut pushing, 7, 1, comment(10, &article)).await.status, StatusCode::OK);
        // The answer was lost: the same again is answered the same, to the same guest.
        let before = pushing.who().await;
        pushing.cookie = None;
        assert_eq!(push(&mut pushing, 7, 1, comment(10, &article)).await.status, StatusCode::OK);
        assert_eq!(pushing.who().await, before);
        plain.get("/").await;
        let (path, fields) = (format!("{address}/comments"), [("form", "x"), ("body", "By a form.")]);
        plain.post_exactly(&path, &fields).await;
        let (author, secret) = (plain.who().await.unwrap(), plain.browser.clone());
        for visitor in [&mut pushing, &mut plain] {
            match end {
                End::SignedOut => {
                    assert_eq!(visitor.post("/sign-out", &[]).await.location(), "/?said=signed-out");
                    assert_eq!(visitor.cookie, None);
                }
                End::Unused => visitor.cookie = None,
            }
        }
        assert!(matches!(end, End::Unused) || plain.browser != secret, "whoever comes next is another guest");
        if matches!(end, End::Unused) {
            site.pass(90 * DAY);
        }
        // The id of the client, without a session.
        let refused = push(&mut site.visitor(), 7, 2, comment(20, &article)).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{end:?}: {}", refused.text());
        let details: Value = serde_json::from_str(&refused.text()).unwrap();
        assert_eq!(details["refusal"], json!({ "code": "somebody-else", "now": null }));
        // What waits can be sent as whoever is there now.
        let mut next = site.visitor();
        assert_eq!(push(&mut next, 8, 1, comment(20, &article)).await.status, StatusCode::OK);
        assert!(next.who().await.is_some() && next.who().await != before);
        // The secret of the browser, as one had copied it.
        let mut thief = site.visitor();
        thief.browser = secret;
        thief.post_exactly(&path, &fields).await;
        assert!(thief.who().await.is_some_and(|who| who != author), "{end:?}");
    }
}

#[tokio::test]
async fn a_guest_can_sign_out_and_so_can_whoever_lost_a_role() {
    let site = Site::new().await;
    let (address, _) = two_articles(&site).await;
    let mut guest = site.visitor();
    // Nobody is signed in.
    guest.page(&address).await.has_nowhere(messages::site::bar::SIGN_OUT);
    guest.comment(&address, "Words.").await;
    guest.page(&address).await.has("form[action='/sign-out']");
    let mut boss = site.visitor();
    boss.become_moderator().await;
    let email = domain::text::Email::parse("boss@example.org").unwrap();
    site.app.store.revoke(&email).await.unwrap();
    for visitor in [&mut guest, &mut boss] {
        visitor.page(&address).await.has("form[action='/sign-out']");
        let old = visitor.cookie.clone();
        visitor.post("/sign-out", &[]).await;
        assert_eq!(visitor.who().await, None);
        visitor.cookie = old;
        assert_eq!(visitor.who().await, None, "the token is worth nothing any more");
        visitor.page("/").await.has("form#welcome");
    }
}

#[tokio::test]
async fn signing_out_ends_every_session_of_a_guest_whose_answers_crossed() {
    let site = Site::new().await;
    let (address, _) = two_articles(&site).await;
    let mut browser = site.visitor();
    browser.get(&address).await;
    let mut crossed = site.visitor();
    crossed.browser.clone_from(&browser.browser);
    let (path, fields) = (format!("{address}/comments"), [("form", "x"), ("body", "Twice.")]);
    browser.post_exactly(&path, &fields).await;
    crossed.post_exactly(&path, &fields).await;
    assert_ne!(browser.cookie, crossed.cookie);
    browser.post("/sign-out", &[]).await;
    assert_eq!(crossed.who().await, None);
}
