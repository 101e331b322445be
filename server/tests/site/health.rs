//! What there is to mend, and that it is gone once it is mended.

use axum::http::StatusCode;

use crate::client::Site;

/// Names the section with the findings of a kind.
fn section(id: &str) -> String {
    format!("main section[aria-labelledby='{id}']")
}

#[tokio::test]
async fn an_empty_site_and_one_in_order_have_nothing_to_mend() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    visitor.page("/health").await.part("main .state").says(messages::site::NO_ARTICLES.trim());
    let whole = visitor.write("The whole", "Words.").await;
    let part = visitor.write("A part", "Words.").await;
    visitor.relate(&part, "part-of:forward", &whole, "").await;
    for path in ["/health".to_owned(), format!("{part}/health")] {
        assert_eq!(visitor.page(&path).await.text("main .state > b"), messages::outline::issues::NONE);
    }
}

#[tokio::test]
async fn a_question_is_unanswered_until_somebody_answers_it() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let question = visitor.write("Should <it> be so?", "Words.").await;
    let page = visitor.page("/health").await;
    let unanswered = page.part(&section("unanswered"));
    assert_eq!(unanswered.texts("li p"), ["Should <it> be so? has no answer yet."]);
    let mend = format!("/new?from={}&relation=answers:forward", &question[3..]);
    assert_eq!(unanswered.links("a.mend"), [mend.as_str()]);
    page.part(&section("alone")).says("has no relations");
    visitor.page(&mend).await.has("[name='relation'] option[value='answers:forward'][selected]");

    let answer = visitor.write("It should", "Words.").await;
    visitor.relate(&answer, "answers:forward", &question, "").await;
    let page = visitor.page("/health").await;
    page.has_no(&section("unanswered"));
    page.has_no(&section("alone"));
    page.part(&section("dead-ends")).says("It should");
    assert_eq!(
        page.part(&section("unexplained")).texts("a.mend"),
        [messages::outline::issues::unexplained::ACT]
    );
}

#[tokio::test]
async fn a_discussion_has_only_its_own_findings() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let whole = visitor.write("The whole", "Words.").await;
    let [one, two] = [visitor.write("One", "Words.").await, visitor.write("Two", "Words.").await];
    for part in [&one, &two] {
        visitor.relate(part, "part-of:forward", &whole, "").await;
    }
    visitor.relate(&one, "depends-on:forward", &two, "So it is.").await;
    visitor.relate(&two, "elaborates:forward", &one, "So it is.").await;
    let elsewhere = visitor.write("Elsewhere?", "Words.").await;
    let page = visitor.page(&format!("{two}/health")).await;
    let circle = page.part(&section("circles"));
    circle.says("which relies on");
    circle.says("again.");
    circle.has("a.mend[href*='/relations/']");
    page.has_nowhere("Elsewhere");
    page.part("h1").says("Open issues in");
    visitor.page(&format!("{elsewhere}/health")).await.has_nowhere("which relies on");
    assert_eq!(visitor.get("/a/nowhere/health").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_source_that_nobody_has_read_for_two_years_is_stale() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let address = visitor.write("An article", "Words that are quoted.").await;
    for (quote, title, accessed) in
        [("quoted", "Old <source>", "2024"), ("Words", "New source", "2026-12-01")]
    {
        let fields = [("quote", quote), ("source_title", title), ("accessed", accessed)];
        let answer = visitor.post(&format!("{address}/cite"), &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    }
    let stale = visitor.page("/health").await.part(&section("stale"));
    stale.says("“Old <source>”, cited in An article, has not been read since 2024.");
    stale.has_nowhere("New source");
    stale.has("a.mend[href*='#citation-']");
    visitor.edit(&address, "An article", "Nothing that was.").await;
    visitor.page("/health").await.part(&section("stale")).says("was removed.");
    let other = visitor.write("Another article", "Words.").await;
    let fields = [("quote", "Words"), ("source_title", "Third source"), ("accessed", "2026-12-01")];
    assert_eq!(visitor.post(&format!("{other}/cite"), &fields).await.status, StatusCode::SEE_OTHER);
    visitor.page("/health").await.has_nowhere("Third source");
    // The clock goes on, and nothing is written.
    site.pass(3 * 366 * 24 * 3_600_000);
    let mut later = site.visitor();
    later.page("/health").await.part(&section("stale")).says("Third source");
}
