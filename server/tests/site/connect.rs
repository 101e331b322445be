//! How two articles are connected, as a page.

use axum::http::StatusCode;
use messages::relate::connect as words;

use crate::client::{Site, Visitor};

/// A whole with two parts, of which the first is supported by a reason; and an article by itself.
async fn discussion(visitor: &mut Visitor<'_>) -> [String; 5] {
    let whole = visitor.write("The <whole>", "Words.").await;
    let one = visitor.write("Part one", "Words.").await;
    let two = visitor.write("Part two", "Words.").await;
    let reason = visitor.write("A reason", "Words.").await;
    let alone = visitor.write("Something alone", "Words.").await;
    visitor.relate(&one, "part-of:forward", &whole, "It belongs <there>.").await;
    visitor.relate(&two, "part-of:forward", &whole, "").await;
    visitor.relate(&reason, "supports:forward", &one, "It shows why.").await;
    [whole, one, two, reason, alone]
}

#[tokio::test]
async fn a_chain_is_told_step_by_step() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    discussion(&mut visitor).await;
    let page = visitor.page("/connect?from=a-reason&to=part-two").await;
    assert_eq!(page.text("main section h2"), words::chain(0, 3));
    assert_eq!(
        page.texts(".steps .sentence"),
        ["A reason supports Part one", "Part one is part of The <whole>", "The <whole> contains Part two"]
    );
    let reasons = page.parts(".steps .because");
    for (reason, words) in
        reasons.iter().zip(["It shows why.", "It belongs <there>.", words::NO_EXPLANATION.trim_end()])
    {
        reason.says(words);
    }
    for address in ["/a/a-reason/graph?path=a-reason.part-two", "/connect?from=part-two&to=a-reason"] {
        page.has(&format!(".ways a[href='{address}']"));
    }
    assert_eq!((page.value("from"), page.value("to")), ("A reason".into(), "Part two".into()));
    page.part("main .frame svg").says("The <whole>");
    page.has_no_markup("<whole>");
    page.has_no_markup("<there>");
    page.has_nowhere(words::chain(1, 3).split(" (").next().unwrap());
    page.has_nowhere("Something alone");
    visitor.page(&page.link("a[href^='/a/a-reason/relations/']")).await;
    visitor.page("/a/a-reason").await.has("#related a[href='/connect?from=a-reason']");
}

#[tokio::test]
async fn ends_are_named_by_titles_addresses_and_slugs_of_former_days() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    discussion(&mut visitor).await;
    visitor.edit("/a/part-two", "Second part", "Words.").await;
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
    let found = visitor.page("/connect?from=A+reason&to=part-two").await.part("nav.found");
    found.says(messages::relate::DID_YOU_MEAN);
    found.has("a[href='/connect?from=a-reason&to=Second%20part']");
    let slug = other.strip_prefix("/a/").unwrap();
    assert_eq!(visitor.page(&format!("/connect?from={slug}&to=second-part")).await.value("from"), slug);
}

#[tokio::test]
async fn every_state_says_what_to_do() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    visitor.page("/connect").await.part("main .empty").says(words::START);
    discussion(&mut visitor).await;
    for (query, place, words) in [
        ("", ".empty", words::START),
        ("?from=a-reason", ".empty", words::START),
        ("?from=a-reason&to=a-reason", ".empty", words::SAME),
        ("?from=a-reason&to=part", "nav.found", messages::relate::DID_YOU_MEAN),
        ("?from=a-reason&to=zzz", "#to-error", words::NO_MATCH),
    ] {
        visitor.page(&format!("/connect{query}")).await.part(place).says(words);
    }
    assert_eq!(visitor.page("/connect?from=a-reason&to=").await.value("from"), "A reason");
    let apart = visitor.page("/connect?from=a-reason&to=something-alone").await;
    apart.has("main a[href='/a/a-reason/relate?other=something-alone']");
    let neither = visitor.page("/connect?from=zzz&to=yyy").await;
    neither.has("[name='from'][aria-describedby='from-error from-help']");
    let choices = visitor.page("/connect?from=a-reason&to=part").await;
    choices.has("nav.found a[href='/connect?to=part-one&from=A%20reason']");
    let form = visitor.page("/a/a-reason/relate?other=something-alone").await;
    assert_eq!(form.value("other"), "Something alone");
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
            page.page().has_no_markup("<script>alert");
            page.page().has_no("[onfocus]");
        }
    }
    assert_eq!(visitor.get("/connect?from=%FF").await.status, StatusCode::BAD_REQUEST);
}
