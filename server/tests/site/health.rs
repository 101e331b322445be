//! What there is to mend, and that it is gone once it is mended.

use axum::http::StatusCode;

use crate::client::{Site, Visitor};

async fn relate(visitor: &mut Visitor<'_>, from: &str, relation: &str, to: &str, why: &str) {
    let fields = [("relation", relation), ("other", to), ("explanation", why)];
    let answer = visitor.post(&format!("{from}/relate"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

/// The text of a section, or nothing if it is not there.
fn section(page: &str, id: &str) -> String {
    let start = format!("aria-labelledby=\"{id}\"");
    page.split(&start)
        .nth(1)
        .map_or_else(String::new, |rest| rest.split("</section>").next().unwrap().to_owned())
}

#[tokio::test]
async fn an_empty_site_and_one_in_order_have_nothing_to_mend() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    assert!(visitor.get("/health").await.text().contains("Nothing has been written yet"));
    let whole = visitor.write("The whole", "Words.").await;
    let part = visitor.write("A part", "Words.").await;
    relate(&mut visitor, &part, "part-of:forward", &whole, "").await;
    for path in ["/health".to_owned(), format!("{part}/health")] {
        let page = visitor.get(&path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text().contains("Nothing to mend."), "{}", page.text());
    }
}

#[tokio::test]
async fn a_question_is_unanswered_until_somebody_answers_it() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let question = visitor.write("Should <it> be so?", "Words.").await;
    let page = visitor.get("/health").await.text();
    assert!(section(&page, "unanswered").contains("Should &lt;it&gt; be so?"), "{page}");
    assert!(section(&page, "unanswered").contains("&amp;relation=answers:forward"), "{page}");
    assert!(section(&page, "alone").contains("is related to nothing"), "{page}");
    let form = visitor.get(&format!("/new?from={}&relation=answers:forward", &question[3..])).await.text();
    assert!(form.contains("value=\"answers:forward\" selected"), "{form}");

    let answer = visitor.write("It should", "Words.").await;
    relate(&mut visitor, &answer, "answers:forward", &question, "").await;
    let page = visitor.get("/health").await.text();
    assert!(section(&page, "unanswered").is_empty() && section(&page, "alone").is_empty(), "{page}");
    assert!(section(&page, "dead-ends").contains("It should"), "{page}");
    assert!(section(&page, "unexplained").contains("Explain it"), "{page}");
}

#[tokio::test]
async fn a_discussion_has_only_its_own_findings() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let whole = visitor.write("The whole", "Words.").await;
    let [one, two] = [visitor.write("One", "Words.").await, visitor.write("Two", "Words.").await];
    for part in [&one, &two] {
        relate(&mut visitor, part, "part-of:forward", &whole, "").await;
    }
    relate(&mut visitor, &one, "depends-on:forward", &two, "So it is.").await;
    relate(&mut visitor, &two, "elaborates:forward", &one, "So it is.").await;
    let elsewhere = visitor.write("Elsewhere?", "Words.").await;
    let page = visitor.get(&format!("{two}/health")).await.text();
    let circle = section(&page, "circles");
    assert!(
        circle.contains("which rests on") && circle.contains("again") && circle.contains("/relations/"),
        "{page}"
    );
    assert!(!page.contains("Elsewhere"), "{page}");
    assert!(page.contains("Health of the discussion"), "{page}");
    assert!(!visitor.get(&format!("{elsewhere}/health")).await.text().contains("which rests on"));
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
    let page = visitor.get("/health").await.text();
    let stale = section(&page, "stale");
    assert!(stale.contains("Old &lt;source&gt;") && stale.contains("2024"), "{page}");
    assert!(!stale.contains("New source") && stale.contains("#citation-"), "{page}");
    let fields = [("title", "An article"), ("summary", ""), ("body", "Nothing that was.")];
    let base = visitor.get(&format!("{address}/edit")).await.hidden("base");
    let fields: Vec<_> = fields.iter().copied().chain([("base", base.as_str())]).collect();
    assert_eq!(visitor.post(&format!("{address}/edit"), &fields).await.status, StatusCode::SEE_OTHER);
    assert!(section(&visitor.get("/health").await.text(), "stale").contains("is gone from the text"));
    let other = visitor.write("Another article", "Words.").await;
    let fields = [("quote", "Words"), ("source_title", "Third source"), ("accessed", "2026-12-01")];
    assert_eq!(visitor.post(&format!("{other}/cite"), &fields).await.status, StatusCode::SEE_OTHER);
    assert!(!visitor.get("/health").await.text().contains("Third source"));
    // The clock goes on, and nothing is written.
    site.pass(3 * 366 * 24 * 3_600_000);
    let mut later = site.visitor();
    assert!(section(&later.get("/health").await.text(), "stale").contains("Third source"));
}
