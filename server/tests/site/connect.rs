//! How two articles are connected, as a page.

use axum::http::StatusCode;

use crate::client::{Site, Visitor};

async fn relate(visitor: &mut Visitor<'_>, from: &str, relation: &str, to: &str, why: &str) {
    let fields = [("relation", relation), ("other", to), ("explanation", why)];
    let answer = visitor.post(&format!("{from}/relate"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

/// A whole with two parts, of which the first is supported by a reason; and an article by itself.
async fn discussion(visitor: &mut Visitor<'_>) -> [String; 5] {
    let whole = visitor.write("The <whole>", "Words.").await;
    let one = visitor.write("Part one", "Words.").await;
    let two = visitor.write("Part two", "Words.").await;
    let reason = visitor.write("A reason", "Words.").await;
    let alone = visitor.write("Something alone", "Words.").await;
    relate(visitor, &one, "part-of:forward", &whole, "It belongs <there>.").await;
    relate(visitor, &two, "part-of:forward", &whole, "").await;
    relate(visitor, &reason, "supports:forward", &one, "It shows why.").await;
    [whole, one, two, reason, alone]
}

#[tokio::test]
async fn a_chain_is_told_step_by_step() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    discussion(&mut visitor).await;
    let page = visitor.get("/connect?from=a-reason&to=part-two").await;
    assert_eq!(page.status, StatusCode::OK);
    let text = page.text();
    for words in [
        "Nearest chain, 3 steps",
        "supports",
        "is part of",
        "contains",
        "It belongs &lt;there&gt;.",
        "It shows why.",
        "Nobody has explained this yet.",
        "href=\"/a/a-reason/relations/",
        "href=\"/a/a-reason/graph?path=a-reason.part-two\"",
        "href=\"/connect?from=part-two&amp;to=a-reason\"",
        "value=\"A reason\"",
        "<svg ",
        "The &lt;whole&gt;",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("<whole>") && !text.contains("<there>"), "{text}");
    assert!(!text.contains("Second chain") && !text.contains("Something alone"), "{text}");
    let improve = text.split("href=\"/a/a-reason/relations/").nth(1).unwrap().split('"').next().unwrap();
    let improve = visitor.get(&format!("/a/a-reason/relations/{improve}")).await;
    assert_eq!(improve.status, StatusCode::OK);
    let article = visitor.get("/a/a-reason").await.text();
    assert!(article.contains("href=\"/connect?from=a-reason\""), "{article}");
}

#[tokio::test]
async fn ends_are_named_by_titles_addresses_and_slugs_of_former_days() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    discussion(&mut visitor).await;
    let base = visitor.get("/a/part-two/edit").await.hidden("base");
    let fields = [("title", "Second part"), ("summary", ""), ("body", "Words."), ("base", base.as_str())];
    assert_eq!(visitor.post("/a/part-two/edit", &fields).await.status, StatusCode::SEE_OTHER);
    for (from, to) in [
        ("a%20REASON", "second-part"),
        ("https://moot.example/a/a-reason?explain=1%23related", "part-two"),
        ("+a-reason+", "/a/part-two"),
    ] {
        let answer = visitor.get(&format!("/connect?from={from}&to={to}")).await;
        assert_eq!(answer.status, StatusCode::TEMPORARY_REDIRECT, "{from} {to}: {}", answer.text());
        assert_eq!(answer.location(), "/connect?from=a-reason&to=second-part");
    }
    // Two articles of one title: neither is meant by it.
    let other = visitor.write("A reason", "Words.").await;
    let page = visitor.get("/connect?from=A+reason&to=part-two").await.text();
    assert!(page.contains("Which one do you mean?"), "{page}");
    assert!(page.contains("href=\"/connect?from=a-reason&amp;to=Second%20part\""), "{page}");
    let slug = other.strip_prefix("/a/").unwrap();
    let page = visitor.get(&format!("/connect?from={slug}&to=second-part")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains(&format!("value=\"{slug}\"")));
}

#[tokio::test]
async fn every_state_says_what_to_do() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    assert!(visitor.get("/connect").await.text().contains("Name two articles"));
    discussion(&mut visitor).await;
    for (query, words) in [
        ("", "Name two articles"),
        ("?from=a-reason", "Name two articles"),
        ("?from=a-reason&to=", "value=\"A reason\""),
        ("?from=a-reason&to=a-reason", "These are the same article"),
        ("?from=a-reason&to=something-alone", "href=\"/a/a-reason/relate?other=something-alone\""),
        ("?from=a-reason&to=part", "Which one do you mean?"),
        ("?from=a-reason&to=zzz", "No article has these words."),
        ("?from=zzz&to=yyy", "aria-describedby=\"from-error from-help\""),
    ] {
        let page = visitor.get(&format!("/connect{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        assert!(page.text().contains(words), "{query}: {}", page.text());
    }
    let choices = visitor.get("/connect?from=a-reason&to=part").await.text();
    assert!(choices.contains("href=\"/connect?to=part-one&amp;from=A%20reason\""), "{choices}");
    let form = visitor.get("/a/a-reason/relate?other=something-alone").await;
    assert!(form.text().contains("value=\"Something alone\""));
}

#[tokio::test]
async fn nothing_typed_is_too_odd_and_nothing_typed_is_markup() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    discussion(&mut visitor).await;
    let long = "x".repeat(5_000);
    for odd in [
        "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
        "%22%20onfocus%3D%22alert(1)",
        "%00%01%02",
        "%22%22%22*%20AND%20NEAR(",
        "%F0%9F%92%A9%E2%80%AE",
        "/a/",
        "/a/%2525",
        "https://x/a/a-reason/relations/",
        "-",
        "%25zz",
        &long,
    ] {
        for query in
            [format!("from={odd}"), format!("from=a-reason&to={odd}"), format!("from={odd}&to={odd}")]
        {
            let page = visitor.get(&format!("/connect?{query}")).await;
            let is_page = page.status == StatusCode::OK || page.status == StatusCode::TEMPORARY_REDIRECT;
            assert!(is_page, "{query}: {}", page.status);
            let text = page.text();
            assert!(!text.contains("<script>alert") && !text.contains("\" onfocus=\""), "{query}: {text}");
        }
    }
    assert_eq!(visitor.get("/connect?from=%FF").await.status, StatusCode::BAD_REQUEST);
}
