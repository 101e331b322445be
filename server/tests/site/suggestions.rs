//! Relations that are suggested.

use axum::http::StatusCode;

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

fn main(page: &str) -> &str {
    page.split("<main").nth(1).unwrap().split("</main>").next().unwrap()
}

fn value<'a>(page: &'a str, action: &str) -> &'a str {
    let form = page.split(action).nth(1).unwrap();
    form.split("name=\"other\" value=\"").nth(1).unwrap().split('"').next().unwrap()
}

#[tokio::test]
async fn what_shares_rare_words_is_suggested_with_the_evidence_and_a_draft() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let [one, two, third] = discussion(&mut visitor).await;
    let page = visitor.get(&format!("{one}/suggestions")).await;
    assert_eq!(page.status, StatusCode::OK);
    let page = page.text();
    assert!(
        main(&page).contains("Another &quot;thing&quot;") || main(&page).contains("Another \"thing\""),
        "{page}"
    );
    assert!(main(&page).contains("Both discuss “"), "{page}");
    assert!(main(&page).contains("incident"), "{page}");
    assert!(!main(&page).contains("Filler"), "{page}");
    assert!(main(&visitor.get(&format!("{third}/suggestions")).await.text()).contains("Nothing to suggest."));

    // It stands beside the form too, and the way to relate fills that.
    let form = visitor.get(&format!("{one}/relate")).await.text();
    assert!(main(&form).contains("Suggested") && main(&form).contains("Both discuss"), "{form}");
    let draft = main(&page).split("href=\"").find(|part| part.contains("/relate?other=")).unwrap();
    let draft = draft.split('"').next().unwrap().replace("&amp;", "&");
    let form = visitor.get(&draft).await.text();
    assert!(main(&form).contains("value=\"related-to:forward\" selected"), "{form}");
    assert!(main(&form).contains("Both discuss “"), "{form}");
    let fields = [("relation", "supports:forward"), ("other", two.as_str()), ("explanation", "It is so.")];
    assert_eq!(visitor.post(&format!("{one}/relate"), &fields).await.status, StatusCode::SEE_OTHER);
    for address in [&one, &two] {
        let page = visitor.get(&format!("{address}/suggestions")).await.text();
        assert!(main(&page).contains("Nothing to suggest."), "{page}");
    }
}

#[tokio::test]
async fn a_suggestion_is_dismissed_for_everybody_and_can_be_brought_back() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let [one, two, _] = discussion(&mut visitor).await;
    let page = visitor.get(&format!("{one}/suggestions")).await.text();
    let other = value(&page, "/suggestions/dismiss").to_owned();
    let mut somebody = site.visitor();
    let dismiss = format!("{one}/suggestions/dismiss");
    let answer = somebody.post(&dismiss, &[("other", &other)]).await;
    assert_eq!(answer.location(), format!("{one}/suggestions?said=dismissed"));
    assert!(somebody.get(&answer.location()).await.text().contains("dismissed for good"));
    // Whoever comes second wanted the same.
    assert_eq!(visitor.post(&dismiss, &[("other", &other)]).await.status, StatusCode::SEE_OTHER);
    for (address, title) in [(&one, "Another"), (&two, "One")] {
        let page = visitor.get(&format!("{address}/suggestions")).await.text();
        assert!(main(&page).contains("Nothing to suggest.") && main(&page).contains("Dismissed"), "{page}");
        assert!(main(&page).contains(title), "{page}");
    }
    assert!(visitor.get("/recent").await.text().contains("dismissed a suggested relation of"));

    let page = visitor.get(&format!("{two}/suggestions")).await.text();
    let first = value(&page, "/suggestions/restore").to_owned();
    let answer = visitor.post(&format!("{two}/suggestions/restore"), &[("other", &first)]).await;
    assert_eq!(answer.location(), format!("{two}/suggestions?said=brought-back"));
    assert!(main(&visitor.get(&format!("{one}/suggestions")).await.text()).contains("Both discuss"));
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
        let page = visitor.get(&format!("{address}/relate?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        assert!(!page.text().contains("><b></textarea>"), "{query}");
    }
    assert_eq!(visitor.get("/a/nowhere/suggestions").await.status, StatusCode::NOT_FOUND);
}
