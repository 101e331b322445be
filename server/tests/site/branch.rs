//! A branch as one document, and explanations that are improved where they stand.

use axum::http::StatusCode;

use crate::client::Site;
use crate::support::relation_of;

#[tokio::test]
async fn a_branch_is_one_document_with_its_headings_in_order() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let body = "Words.\n\n# Reasons\n\nSee [them](#s-reasons).";
    let whole = visitor.write("The <whole>", body).await;
    let part = visitor.write("A part", body).await;
    let below = visitor.write("Below it", "Deep words.").await;
    visitor.write("Beside it", "Other words.").await;
    visitor.relate(&part, "part-of:forward", &whole, "").await;
    visitor.relate(&below, "part-of:forward", &part, "").await;
    let main = visitor.page(&format!("{whole}/branch")).await.part("main");
    main.has_text("p.small", "3 articles");
    assert_eq!(main.text("h1"), "The <whole>");
    assert_eq!(main.texts("article.level-2 .prose"), ["Deep words."]);
    assert_eq!(main.texts(".summary"), ["A summary."; 3]);
    main.has_nowhere("Other words.");
    // Headings of a text are below that of its article, and their addresses apart.
    assert_eq!(
        main.attributes("h1, h2:not(#contents), h3", "id"),
        ["b-the-whole", "b-the-whole.s-reasons", "b-a-part", "b-a-part.s-reasons", "b-below-it"]
    );
    for heading in ["h1#b-the-whole", "h2#b-a-part", "h3#b-a-part\\.s-reasons", "h3#b-below-it"] {
        main.has(heading);
    }
    main.has("article.level-1 .prose a[href='#b-a-part.s-reasons']");
    visitor.page(&format!("{below}/branch")).await.has_no("#contents");
    assert_eq!(visitor.get("/a/nowhere/branch").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_branch_that_is_too_long_says_where_it_goes_on() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let whole = visitor.write("Whole", "Words.").await;
    for number in 0..25 {
        let one = visitor.write(&format!("Part {number}"), &"long ".repeat(19_999)).await;
        visitor.relate(&one, "part-of:forward", &whole, "").await;
    }
    let answer = visitor.get(&format!("{whole}/branch")).await;
    assert!(answer.bytes.len() < 3 * 1024 * 1024, "{}", answer.bytes.len());
    let page = answer.page();
    page.has_text("main > p.small", "21 articles");
    let further = page.part("nav[aria-labelledby='further']");
    further.has("a[href='/a/part-24/branch']");
    further.has_no("a[href='/a/part-3/branch']");
}

#[tokio::test]
async fn an_explanation_is_improved_where_it_stands() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let one = visitor.write("One", "Words.").await;
    let two = visitor.write("Two", "Words.").await;
    visitor.relate(&one, "supports:forward", &two, "It gives a reason.").await;
    let page = visitor.page(&format!("{one}?explain=1")).await;
    let id = relation_of(&page);
    page.has_no("[data-command='reword-relation']");
    page.has("[data-live='relations']");

    let page = visitor.page(&format!("{one}?improve={id}")).await;
    let form = page.part(".related.explained #improve form[data-command='reword-relation']");
    assert_eq!(form.value("explanation"), "It gives a reason.");
    form.has("a[href$='/history']");
    // What is being typed is never replaced.
    page.has_no("[data-live='relations']");
    let base = form.value("base");
    let fields = [("base", base.as_str()), ("explanation", "It gives the <best> reason.")];
    let answer = visitor.post(&format!("{one}/relations/{id}"), &fields).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, format!("{one}?explain=1&said=reworded"))
    );
    let page = visitor.page(&format!("{one}?explain=1&improve=nonsense")).await;
    assert_eq!(page.text(".why > span"), "It gives the <best> reason.");
    page.has_no("#improve");

    // Whoever may not is not asked to.
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let lock = [("scope", "editing"), ("reason", "It is settled."), ("until", "")];
    let answer = moderator.post(&format!("{one}/lock"), &lock).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    visitor.page(&format!("{one}?explain=1")).await.has_nowhere("improve=");
    moderator.page(&format!("{one}?explain=1&improve={id}")).await.has("#improve");
    visitor.page(&format!("{one}?explain=1&improve={id}")).await.has_no("#improve");
}
