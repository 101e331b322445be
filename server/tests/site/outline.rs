//! Outlines, and how explanations came to be.

use axum::http::StatusCode;

use crate::client::Site;
use crate::support::relation_of;

#[tokio::test]
async fn a_discussion_is_read_as_a_nested_list_with_its_relations() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let whole = visitor.write("The <whole>", "Words.").await;
    let part = visitor.write("A part", "Words.").await;
    let reason = visitor.write("A reason", "Words.").await;
    visitor.relate(&part, "part-of:forward", &whole, "It belongs there.").await;
    visitor.relate(&reason, "part-of:forward", &whole, "").await;
    visitor.relate(&reason, "supports:forward", &part, "It shows <why>.").await;

    let page = visitor.page(&format!("{part}/outline")).await;
    assert_eq!(page.text("h1"), "Outline of The <whole>");
    let tree = page.part("main > ul.tree");
    assert_eq!(tree.texts("li > .line"), ["The <whole> contains 2 articles", "A part", "A reason"]);
    assert_eq!(
        tree.texts(".ties > li"),
        ["is supported by A reason (see below)", "supports A part (see above)"]
    );
    assert_eq!(tree.text("[aria-current='true']"), "A part");
    page.has_nowhere("It shows");
    let explained = visitor.page(&format!("{part}/outline?explain=1")).await;
    explained.has_text(".because > span", "It shows <why>.");
    visitor.page("/outline").await.has_text("main section p.small", "2 sub-articles");
}

#[tokio::test]
async fn addresses_of_outlines_can_not_be_too_odd() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    visitor.page("/outline").await.part("main .empty").says(messages::site::NO_ARTICLES.trim());
    let address = visitor.write("An article", "Words.").await;
    for path in [
        "/outline?page=0".to_owned(),
        "/outline?page=99999999999999999999999".to_owned(),
        "/outline?page=-1&page=%3Cscript%3E".to_owned(),
        format!("{address}/outline?below=%00&explain=2"),
    ] {
        assert_eq!(visitor.get(&path).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(visitor.get("/a/nowhere/outline").await.status, StatusCode::NOT_FOUND);
    visitor.edit(&address, "Another name", "Words.").await;
    let moved = visitor.get(&format!("{address}/outline?explain=1")).await;
    assert_eq!(moved.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(moved.location(), "/a/another-name/outline?explain=1");
}

#[tokio::test]
async fn an_explanation_has_a_history_with_who_and_what() {
    let site = Site::new().await;
    let mut first = site.visitor();
    first.post("/welcome", &[("first_name", "Policy"), ("last_name", "desk"), ("action", "continue")]).await;
    let one = first.write("One", "Words.").await;
    let two = first.write("Two", "Words.").await;
    first.relate(&one, "supports:forward", &two, "It gives a reason.").await;
    let id = relation_of(&first.page(&format!("{one}?explain=1")).await);
    let mut second = site.visitor();
    second
        .post("/welcome", &[("first_name", "Response"), ("last_name", "team"), ("action", "continue")])
        .await;
    let fields = [("base", "1"), ("explanation", "It gives a <better> reason.")];
    let answer = second.post(&format!("{one}/relations/{id}"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());

    let improve = first.page(&format!("{one}/relations/{id}")).await;
    improve.has(&format!("main a[href='{one}/relations/{id}/history']"));
    for address in [&one, &two] {
        let page = first.page(&format!("{address}/relations/{id}/history")).await;
        let [newest, oldest] = page.parts("main section").try_into().unwrap_or_else(|_| panic!("{page}"));
        assert_eq!((newest.text("h2"), newest.text("b")), ("Version 2".into(), "Response team".into()));
        newest.part("ins").says("<better>");
        assert_eq!((oldest.text("h2"), oldest.text("b")), ("Version 1".into(), "Policy desk".into()));
        assert_eq!(oldest.text(".difference"), "It gives a reason.");
    }
    for wrong in ["x", "00000000-0000-0000-0000-000000000000"] {
        let answer = first.get(&format!("{one}/relations/{wrong}/history")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}
