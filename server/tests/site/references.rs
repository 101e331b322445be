//! Citations on their way in and out, as other programs write them.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde_json::{Value, json};

use crate::client::Site;

#[tokio::test]
async fn citations_leave_as_csl_json_and_bibtex_and_come_back_from_either() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let address = visitor.write("An article", "One two three.").await;
    let citation = [
        ("quote", "two"),
        ("source_title", "On {curly} }things, 100% & \\more_"),
        ("source_author", "de la Cruz, Ana ;; Policy desk"),
        ("identifier", "https://doi.org/10.1000/182"),
        ("publisher", "A journal"),
        ("url", "https://example.org/s_1?a=b&c=%20"),
        ("date", "2010-11"),
        ("accessed", "2026-11-24"),
        ("stance", "disputes"),
    ];
    let answer = visitor.post(&format!("{address}/cite"), &citation).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = visitor.get(&format!("{address}?tab=citations")).await.text();
    // The text has the number of the source where the passage ends.
    for words in [
        "data-cites=\"[1]\"",
        "with source [1]",
        "disputes",
        "doi:10.1000/182",
        "read on 2026-11-24",
        "citations.bib",
    ] {
        assert!(page.contains(words), "{words}");
    }

    let of = format!("/api/articles{}/citations", &address[2..]);
    let csl = visitor.get(&format!("{of}.json")).await;
    assert_eq!(csl.headers[CONTENT_TYPE], "application/vnd.citationstyles.csl+json");
    let csl = csl.text();
    let items: Value = serde_json::from_str(&csl).unwrap();
    let item = &items[0];
    assert_eq!(item["type"], "article-journal");
    assert_eq!(
        item["author"],
        json!([{ "family": "de la Cruz", "given": "Ana" }, { "literal": "Policy desk" }])
    );
    assert_eq!(item["issued"], json!({ "date-parts": [[2010, 11]] }));
    assert_eq!((&item["DOI"], &item["title"]), (&json!("10.1000/182"), &json!(citation[1].1)));
    let bibtex = visitor.get(&format!("{of}.bib")).await.text();
    assert!(bibtex.starts_with("@article{an-article-1,"), "{bibtex}");

    // BibTeX has no brace without another.
    for (text, title) in
        [(csl, "On {curly} }things, 100% &amp; \\more_"), (bibtex, "On {curly} things, 100% &amp; \\more_")]
    {
        // What was typed beside it stays.
        let typed = [("quote", "two"), ("note", "Mine."), ("reference", &text)];
        let form = visitor.post(&format!("{address}/cite/fill"), &typed).await;
        assert_eq!(form.status, StatusCode::OK);
        let form = form.text();
        assert!(form.contains("\ntwo</textarea>") && form.contains("\nMine.</textarea>"), "{form}");
        for value in [
            title,
            "de la Cruz, Ana; Policy desk",
            "doi:10.1000/182",
            "https://example.org/s_1?a=b&amp;c=%20",
            "2010-11",
            "2026-11-24",
        ] {
            assert!(form.contains(&format!("value=\"{value}\"")), "{value} of {text}");
        }
    }
}

#[tokio::test]
async fn what_is_no_reference_comes_back_with_what_to_do() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let address = visitor.write("An article", "One two three.").await;
    let fill = format!("{address}/cite/fill");
    let answer = visitor.post(&fill, &[("quote", "two"), ("reference", "see <that> book")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let form = answer.text();
    assert!(form.contains("see &lt;that> book") || form.contains("see &lt;that&gt; book"));
    assert!(form.contains("Please fill in the fields below."));
    let wrong = [("quote", "two"), ("source_title", "A book"), ("identifier", "0-306-40615-3")];
    let answer = visitor.post(&format!("{address}/cite"), &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("Please check each digit."));
    let long = "x".repeat(100_001);
    let answer = visitor.post(&fill, &[("quote", "two"), ("note", "Mine."), ("reference", &long)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("\nMine.</textarea>"));
    let missing = visitor.get("/api/articles/no-such/citations.bib").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_article_says_which_others_quote_it_and_its_words_are_followed() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let quoted = visitor.write("The quoted article", "One fine day it rained. Then it stopped.").await;
    let quoting = visitor.write("The quoting article", "A claim stands here.").await;
    let page = visitor.get(&quoted).await.text();
    let start = page.find("data-revision=\"").unwrap() + "data-revision=\"".len();
    let revision = &page[start..start + 36];
    let link = format!("https://moot.example{quoted}?passage={revision}.4-22#passage:~:text=fine");

    let pasted = [("quote", "claim"), ("reference", link.as_str())];
    let form = visitor.post(&format!("{quoting}/cite/fill"), &pasted).await.text();
    assert!(form.contains("value=\"The quoted article\"") && form.contains("fine day it rained"), "{form}");
    let cite = [("quote", "claim"), ("source_title", "The quoted article"), ("url", &link)];
    let answer = visitor.post(&format!("{quoting}/cite"), &cite).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());

    let page = visitor.get(&format!("{quoted}?tab=citations")).await.text();
    assert!(page.contains("1 passage quoted in 1 other article"), "{page}");
    assert!(page.contains("Quoted in other articles") && page.contains("The quoting article"));
    let page = visitor.get(&format!("{quoting}?tab=citations")).await.text();
    assert!(page.contains("1 passage quoted in 1 citation") && !page.contains("Quoted in other articles"));
    let annotations = visitor.get(&format!("/api/articles{}/annotations", &quoted[2..])).await.text();
    assert!(annotations.contains("The quoting article"), "{annotations}");

    let edited = [("title", "The quoted article"), ("body", "Then it stopped."), ("base", revision)];
    let answer = visitor.post(&format!("{quoted}/edit"), &edited).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = visitor.get(&format!("{quoted}?tab=citations")).await.text();
    assert!(page.contains("gone from the text: see revision 1"), "{page}");

    // Another address takes it off the page, and a place that is not there is refused.
    let list = visitor.get(&format!("{quoting}?tab=citations")).await.text();
    let start = list.find("id=\"citation-").unwrap() + "id=\"citation-".len();
    let edit = format!("{quoting}/citations/{}/edit", &list[start..start + 36]);
    let far = link.replace(".4-22", ".400-422");
    let answer = visitor.post(&edit, &[("source_title", "It"), ("url", &far), ("base", "1")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = visitor.post(&edit, &[("source_title", "It"), ("url", &link), ("base", "1")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let there = format!("{quoted}?tab=citations");
    assert!(visitor.get(&there).await.text().contains("The quoting article"));
    let elsewhere = [("source_title", "It"), ("url", "https://example.org/"), ("base", "2")];
    assert_eq!(visitor.post(&edit, &elsewhere).await.status, StatusCode::SEE_OTHER);
    assert!(!visitor.get(&there).await.text().contains("The quoting article"));
}
