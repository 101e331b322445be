//! Who one is, and that nobody learns more than they should.

use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use domain::role::Role;
use domain::text::Email;
use server::token::{Token, fresh_contributor};

use crate::client::Site;

#[tokio::test]
async fn whoever_introduces_themselves_is_named_and_their_address_is_in_no_page() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let fields = [
        ("first_name", "Policy"),
        ("last_name", "desk"),
        ("email", "secret-desk@example.org"),
        ("action", "continue"),
        ("back", "/recent"),
    ];
    let answer = visitor.post("/welcome", &fields).await;
    assert!(answer.location().starts_with("/recent"));
    let cookies: Vec<&str> =
        answer.headers.get_all(SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert_eq!(cookies.len(), 2, "a session and the secret of the browser: {cookies:?}");
    for cookie in cookies {
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    }
    let address = visitor.write("An article", "The text.").await;
    let mut reader = site.visitor();
    let mut pages =
        vec!["/".to_owned(), "/recent".into(), "/search?q=article".into(), "/api/articles".into()];
    pages.push(format!("/api{}", address.replace("/a/", "/articles/")));
    for rest in [
        "",
        "?tab=about",
        "?tab=citations",
        "/history",
        "/revisions/1",
        "/edit",
        "/cite",
        "/relate",
        "/source",
    ] {
        pages.push(format!("{address}{rest}"));
    }
    for page in pages {
        for text in [visitor.get(&page).await.text(), reader.get(&page).await.text()] {
            assert!(!text.contains("secret-desk"), "{page}");
        }
    }
    reader.page(&format!("{address}?tab=about")).await.has_text(".about b", "Policy desk");
    // In one's own form it may stand.
    assert_eq!(visitor.page("/welcome").await.value("email"), "secret-desk@example.org");
}

#[tokio::test]
async fn whoever_skips_is_a_guest_and_is_not_asked_again() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    visitor.page("/").await.has("form#welcome");
    visitor.post("/welcome", &[("action", "skip"), ("back", "//evil.example")]).await;
    visitor.page("/").await.has_no("#welcome");
    let address = visitor.write("By a guest", "The text.").await;
    visitor.page(&format!("{address}?tab=about")).await.has_text(".about b", "Guest");
}

#[tokio::test]
async fn a_sign_in_link_works_once_and_not_by_looking() {
    let site = Site::new().await;
    let app = &site.app;
    let email = Email::parse("boss@example.org").unwrap();
    let account =
        app.store.grant(&email, Role::Moderator, fresh_contributor(app.now()), app.now()).await.unwrap();
    let token = Token::random();
    server::visit::session::keep_link(&app.store, &token, account, app.now()).await.unwrap();
    let path = format!("/sign-in/{}", token.reveal());
    let mut visitor = site.visitor();
    for _ in 0..2 {
        assert_eq!(visitor.get(&path).await.status, StatusCode::OK, "looking does not use it up");
    }
    assert_eq!(visitor.post(&path, &[]).await.status, StatusCode::SEE_OTHER);
    let address = visitor.write("An article", "The text.").await;
    visitor.page(&address).await.has_text("nav.acts a", messages::article::act::LOCK);
    let mut thief = site.visitor();
    assert_eq!(thief.post(&path, &[]).await.status, StatusCode::GONE);
    assert!(thief.cookie.is_none());

    let late = Token::random();
    server::visit::session::keep_link(&app.store, &late, account, app.now()).await.unwrap();
    site.pass(10 * 60 * 1000);
    assert_eq!(thief.post(&format!("/sign-in/{}", late.reveal()), &[]).await.status, StatusCode::GONE);
    assert_eq!(thief.get("/sign-in/nonsense").await.status, StatusCode::GONE);
}

#[tokio::test]
async fn a_typed_address_gives_no_rights_and_a_withdrawn_role_is_gone_at_once() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let mut boss = site.visitor();
    boss.become_moderator().await;
    let fields = [("first_name", "Boss"), ("email", "boss@example.org"), ("action", "continue")];
    visitor.post("/welcome", &fields).await;
    let address = visitor.write("An article", "The text.").await;
    let lock = [("scope", "editing"), ("reason", "Why")];
    assert_eq!(visitor.post(&format!("{address}/lock"), &lock).await.status, StatusCode::FORBIDDEN);
    let app = &site.app;
    let email = Email::parse("boss@example.org").unwrap();
    app.store.grant(&email, Role::Contributor, fresh_contributor(app.now()), app.now()).await.unwrap();
    assert_eq!(boss.post(&format!("{address}/lock"), &lock).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn signing_out_ends_the_session() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    visitor.become_moderator().await;
    let old = visitor.cookie.clone();
    visitor.post("/sign-out", &[]).await;
    assert!(visitor.cookie.is_none());
    visitor.cookie = old;
    // The token is worth nothing any more.
    visitor.page("/").await.has("form#welcome");
}

#[tokio::test]
async fn behind_https_the_cookie_is_bound_to_it() {
    let flags = ["--no-rate-limit", "--origin", "https://moot.example", "--host", "127.0.0.1"];
    let site = Site::with(&flags).await;
    let mut visitor = site.visitor();
    let answer = visitor.post_exactly("/welcome", &[("action", "skip"), ("form", "x")]).await;
    let names: Vec<&str> = answer
        .headers
        .get_all(SET_COOKIE)
        .iter()
        .map(|cookie| {
            let cookie = cookie.to_str().unwrap();
            assert!(cookie.contains("Secure"), "{cookie}");
            cookie.split('=').next().unwrap()
        })
        .collect();
    assert_eq!(names, ["__Host-folkmoot", "__Host-folkmoot-browser"]);
    assert!(answer.header("strict-transport-security").contains("max-age"));
}
