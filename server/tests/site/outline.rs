//! Outlines, and how explanations came to be.

use axum::http::StatusCode;

use crate::client::{Site, Visitor};

async fn relate(visitor: &mut Visitor<'_>, from: &str, relation: &str, to: &str, why: &str) {
    let fields = [("relation", relation), ("other", to), ("explanation", why)];
    let answer = visitor.post(&format!("{from}/relate"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

#[tokio::test]
async fn a_discussion_is_read_as_a_nested_list_with_its_relations() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let whole = visitor.write("The <whole>", "Words.").await;
    let part = visitor.write("A part", "Words.").await;
    let reason = visitor.write("A reason", "Words.").await;
    relate(&mut visitor, &part, "part-of:forward", &whole, "It belongs there.").await;
    relate(&mut visitor, &reason, "part-of:forward", &whole, "").await;
    relate(&mut visitor, &reason, "supports:forward", &part, "It shows <why>.").await;

    let page = visitor.get(&format!("{part}/outline")).await;
    assert_eq!(page.status, StatusCode::OK);
    let page = page.text();
    assert!(page.contains("Outline of The &lt;whole&gt;") || page.contains("The &lt;whole&gt;"), "{page}");
    for words in ["is supported by", "see below", "see above", "contains 2 articles", "aria-current=\"true\""]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("It shows"));
    let explained = visitor.get(&format!("{part}/outline?explain=1")).await.text();
    assert!(explained.contains("It shows &lt;why&gt;."));
    let all = visitor.get("/outline").await.text();
    assert!(all.contains("2 articles below it."), "{all}");
}

#[tokio::test]
async fn addresses_of_outlines_can_not_be_too_odd() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    assert!(visitor.get("/outline").await.text().contains("Nothing has been written yet"));
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
    let fields = [("title", "Another name"), ("summary", ""), ("body", "Words.")];
    let base = visitor.get(&format!("{address}/edit")).await.hidden("base");
    let all: Vec<_> = fields.iter().copied().chain([("base", base.as_str())]).collect();
    assert_eq!(visitor.post(&format!("{address}/edit"), &all).await.status, StatusCode::SEE_OTHER);
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
    relate(&mut first, &one, "supports:forward", &two, "It gives a reason.").await;
    let page = first.get(&format!("{one}?explain=1")).await.text();
    let id = page.split("improve=").nth(1).unwrap().split('#').next().unwrap().to_owned();
    let mut second = site.visitor();
    second
        .post("/welcome", &[("first_name", "Response"), ("last_name", "team"), ("action", "continue")])
        .await;
    let fields = [("base", "1"), ("explanation", "It gives a <better> reason.")];
    let answer = second.post(&format!("{one}/relations/{id}"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());

    let improve = first.get(&format!("{one}/relations/{id}")).await.text();
    assert!(improve.contains(&format!("{one}/relations/{id}/history")));
    for address in [&one, &two] {
        let page = first.get(&format!("{address}/relations/{id}/history")).await;
        assert_eq!(page.status, StatusCode::OK);
        let main = page.text().split("<main").nth(1).unwrap().to_owned();
        let (newest, oldest) = main.split_once("Version 1").unwrap();
        assert!(newest.contains("Version 2") && newest.contains("Response team"), "{newest}");
        assert!(newest.contains("<ins>") && newest.contains("&lt;better&gt;"), "{newest}");
        assert!(oldest.contains("Policy desk") && oldest.contains("It gives a reason."), "{oldest}");
    }
    for wrong in ["x", "00000000-0000-0000-0000-000000000000"] {
        let answer = first.get(&format!("{one}/relations/{wrong}/history")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}
