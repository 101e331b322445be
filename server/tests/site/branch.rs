//! A branch as one document, and explanations that are improved where they stand.

use axum::http::StatusCode;

use crate::client::Site;
use crate::picture::relate;

#[tokio::test]
async fn a_branch_is_one_document_with_its_headings_in_order() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let body = "Words.\n\n# Reasons\n\nSee [them](#s-reasons).";
    let whole = visitor.write("The <whole>", body).await;
    let part = visitor.write("A part", body).await;
    let below = visitor.write("Below it", "Deep words.").await;
    visitor.write("Beside it", "Other words.").await;
    relate(&mut visitor, &part, "part-of:forward", &whole, "").await;
    relate(&mut visitor, &below, "part-of:forward", &part, "").await;
    let answer = visitor.get(&format!("{whole}/branch")).await;
    assert_eq!(answer.status, StatusCode::OK);
    let page = answer.text().replace("<!>", "");
    let main = page.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
    for words in ["3 articles in full.", "The &lt;whole&gt;</h1>", "Deep words.", "A summary."] {
        assert!(main.contains(words), "{words}: {main}");
    }
    assert!(!main.contains("Other words."));
    // Headings of a text are below that of its article, and their addresses apart.
    let places: Vec<usize> = [
        "<h1 id=\"b-the-whole\"",
        "<h2 id=\"b-a-part\"",
        "<h3 id=\"b-a-part.s-reasons\"",
        "<h3 id=\"b-below-it\"",
    ]
    .iter()
    .map(|heading| main.find(heading).unwrap_or_else(|| panic!("{heading}: {main}")))
    .collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(
        main.contains("href=\"#b-a-part.s-reasons\"") && main.contains("id=\"b-the-whole.s-reasons\""),
        "{main}"
    );
    let alone = visitor.get(&format!("{below}/branch")).await.text();
    assert!(!alone.contains("id=\"contents\""), "{alone}");
    assert_eq!(visitor.get("/a/nowhere/branch").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_branch_that_is_too_long_says_where_it_goes_on() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let whole = visitor.write("Whole", "Words.").await;
    for number in 0..25 {
        let one = visitor.write(&format!("Part {number}"), &"long ".repeat(19_999)).await;
        relate(&mut visitor, &one, "part-of:forward", &whole, "").await;
    }
    let page = visitor.get(&format!("{whole}/branch")).await.text().replace("<!>", "");
    assert!(page.contains("21 articles in full."), "{}", page.len());
    assert!(page.len() < 3 * 1024 * 1024, "{}", page.len());
    let further = page.split("id=\"further\"").nth(1).unwrap();
    assert!(
        further.contains("href=\"/a/part-24/branch\"") && !further.contains("href=\"/a/part-3/branch\""),
        "{further}"
    );
}

#[tokio::test]
async fn an_explanation_is_improved_where_it_stands() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let one = visitor.write("One", "Words.").await;
    let two = visitor.write("Two", "Words.").await;
    relate(&mut visitor, &one, "supports:forward", &two, "It gives a reason.").await;
    let page = visitor.get(&format!("{one}?explain=1")).await.text();
    let link = page.split("improve=").nth(1).unwrap_or_else(|| panic!("{page}"));
    let id = link.split('#').next().unwrap().to_owned();
    assert!(!page.contains("data-command=\"reword-relation\""));
    assert!(page.contains("data-live=\"relations\""));

    let page = visitor.get(&format!("{one}?improve={id}")).await;
    let text = page.text();
    for words in [
        "related explained",
        "id=\"improve\"",
        "data-command=\"reword-relation\"",
        "It gives a reason.",
        "/history\"",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("data-live=\"relations\""), "what is being typed is never replaced");
    let base = page.hidden("base");
    let fields = [("base", base.as_str()), ("explanation", "It gives the <best> reason.")];
    let answer = visitor.post(&format!("{one}/relations/{id}"), &fields).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, format!("{one}?explain=1&said=reworded"))
    );
    let page = visitor.get(&format!("{one}?explain=1&improve=nonsense")).await.text();
    assert!(page.contains("the &lt;best&gt; reason.") && !page.contains("id=\"improve\""), "{page}");

    // Whoever may not is not asked to.
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    let lock = [("scope", "editing"), ("reason", "It is settled."), ("until", "")];
    let answer = moderator.post(&format!("{one}/lock"), &lock).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    assert!(!visitor.get(&format!("{one}?explain=1")).await.text().contains("improve="));
    let own = moderator.get(&format!("{one}?explain=1&improve={id}")).await.text();
    assert!(own.contains("id=\"improve\""), "{own}");
    let refused = visitor.get(&format!("{one}?explain=1&improve={id}")).await.text();
    assert!(!refused.contains("id=\"improve\""), "{refused}");
}
