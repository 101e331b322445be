//! Relations that are suggested.

use axum::http::StatusCode;
use test_page::Page;

use crate::client::{Site, Visitor};

/// Two articles that share a rare phrase, and others that share none; their addresses.
async fn discussion(visitor: &mut Visitor<'_>) -> [String; 3] {
    for number in 0..12 {
        visitor.write(&format!("Filler {number}"), "Nothing of that kind is said here.").await;
    }
    let one = visitor
        .write("One <thing>", "We want incident reporting. Without incident reporting nobody learns.")
        .await;
    let two = visitor
        .write("Another \"thing\"", "Here incident reporting burdens many; incident reporting costs.")
        .await;
    let third = visitor.write("A third", "Of something else.").await;
    [one, two, third]
}

/// The article that a form of the page would dismiss or bring back.
fn other_of(page: &Page, act: &str) -> String {
    page.part(&format!("form[action$='/suggestions/{act}']")).value("other")
}

/// That nothing is suggested there.
fn suggests_nothing(page: &Page) {
    page.has_text("main > .state > b", messages::relate::suggestion::EMPTY);
    page.has_no(".suggested");
}

#[tokio::test]
async fn what_shares_rare_words_is_suggested_with_the_evidence_and_a_draft() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let [one, two, third] = discussion(&mut visitor).await;
    let page = visitor.page(&format!("{one}/suggestions")).await;
    let suggested = page.part("main > ol.suggested > li");
    assert_eq!(suggested.text(".which"), "Another \"thing\"");
    suggested.part(".evidence").says("Shared words: ");
    suggested.part(".evidence").says("incident");
    page.part("main").has_nowhere("Filler");
    suggests_nothing(&visitor.page(&format!("{third}/suggestions")).await);

    // It stands beside the form too, and the way to relate fills that.
    let beside = visitor.page(&format!("{one}/relate")).await.part("section.suggestions");
    assert_eq!(beside.text("h2"), messages::relate::suggestion::SOME);
    beside.part(".evidence").says("Shared words:");
    let form = visitor.page(&suggested.link("a[href*='/relate?other=']")).await;
    assert_eq!(form.value("relation"), "related-to:forward");
    assert!(form.value("explanation").starts_with("Shared words: "), "{form}");
    visitor.relate(&one, "supports:forward", &two, "It is so.").await;
    for address in [&one, &two] {
        suggests_nothing(&visitor.page(&format!("{address}/suggestions")).await);
    }
}

#[tokio::test]
async fn a_suggestion_is_dismissed_for_everybody_and_can_be_brought_back() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let [one, two, _] = discussion(&mut visitor).await;
    let other = other_of(&visitor.page(&format!("{one}/suggestions")).await, "dismiss");
    let mut somebody = site.visitor();
    let dismiss = format!("{one}/suggestions/dismiss");
    let answer = somebody.post(&dismiss, &[("other", &other)]).await;
    assert_eq!(answer.location(), format!("{one}/suggestions?said=dismissed"));
    somebody.page(&answer.location()).await.part(".notice").says(messages::notice::DISMISSED);
    // Whoever comes second wanted the same.
    assert_eq!(visitor.post(&dismiss, &[("other", &other)]).await.status, StatusCode::SEE_OTHER);
    for (address, title) in [(&one, "Another"), (&two, "One")] {
        let page = visitor.page(&format!("{address}/suggestions")).await;
        suggests_nothing(&page);
        assert_eq!(page.text("#dismissed"), "Dismissed");
        page.part(".dismissed .which").says(title);
    }
    visitor.page("/recent").await.part(".changes").says(messages::log::did::DISMISS_SUGGESTION);

    let first = other_of(&visitor.page(&format!("{two}/suggestions")).await, "restore");
    let answer = visitor.post(&format!("{two}/suggestions/restore"), &[("other", &first)]).await;
    assert_eq!(answer.location(), format!("{two}/suggestions?said=brought-back"));
    visitor.page(&format!("{one}/suggestions")).await.part("ol.suggested .evidence").says("Shared words:");
}

#[tokio::test]
async fn what_is_odd_is_refused_and_nothing_typed_is_syntax() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let odd = "\"a* OR b\" NEAR(c) AND NOT (title : x) \u{301}\u{0639} 漢字 '; drop table articles; -- \\ {} [] ^ +";
    let address = visitor.write(odd, &format!("{odd} {odd}")).await;
    visitor.write("Another", odd).await;
    assert_eq!(visitor.get(&format!("{address}/suggestions")).await.status, StatusCode::OK);
    assert_eq!(visitor.get(&format!("{address}/relate")).await.status, StatusCode::OK);
    for other in ["", "x", "00000000-0000-0000-0000-000000000000"] {
        for act in ["dismiss", "restore"] {
            let answer = visitor.post(&format!("{address}/suggestions/{act}"), &[("other", other)]).await;
            assert!(answer.status.is_client_error(), "{other} {act}: {}", answer.status);
        }
    }
    for query in ["other=%00&relation=x:y", "other=nowhere&explanation=%3Cb%3E", "relation=supports:backward"]
    {
        visitor.page(&format!("{address}/relate?{query}")).await.has_no_markup("><b></textarea>");
    }
    assert_eq!(visitor.get("/a/nowhere/suggestions").await.status, StatusCode::NOT_FOUND);
}
