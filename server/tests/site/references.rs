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
        ("container", "A journal, vol. 12, no. 3, pp. 45–67"),
        ("publisher", "A house"),
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
        "A journal, vol. 12, no. 3, pp. 45–67, A house",
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
    assert_eq!((&item["container-title"], &item["volume"]), (&json!("A journal"), &json!("12")));
    assert!(bibtex.starts_with("@article{an-article-1,"), "{bibtex}");
    for line in
        ["journal = {A journal},", "pages = {45--67},", "year = {2010},", "month = nov,", "date = {2010-11},"]
    {
        assert!(bibtex.contains(line), "{line} in {bibtex}");
    }

    let title = "On {curly} }things, 100% &amp; \\more_";
    for text in [csl, bibtex] {
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
            "A journal, vol. 12, no. 3, pp. 45–67",
            "A house",
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

/// What stands in a control of the form, as HTML has it.
fn value(form: &str, name: &str) -> String {
    let control = form.find(&format!("name=\"{name}\"")).map(|at| &form[at..]).unwrap_or_default();
    let text = control.find("value=\"").map(|at| &control[at + "value=\"".len()..]).unwrap_or_default();
    text.split('"').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn references_of_many_programs_fill_the_form_and_nothing_is_dropped_without_a_word() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let address = visitor.write("An article", "One two three.").await;
    let old = "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O";
    let shown = "doi:10.1002/(SICI)1097-4571(199806)49:8&lt;693::AID-ASI4&gt;3.0.CO;2-O";
    let crossref = json!({
        "type": "journal-article", "title": ["On tides"], "container-title": "Sea Letters", "publisher": "A house",
        "DOI": "10.1000/182", "ISSN": ["1234-5679"], "author": [{ "name": "Tide Office" }],
        "issued": { "date-parts": [[2019, 5]] }, "score": 1.0, "relation": {},
    })
    .to_string();
    let nothing = json!({ "title": "T", "issued": { "date-parts": [[null]] } }).to_string();
    let old_of_bibtex = format!("@article{{k, title={{T}}, doi={{{old}}}}}");
    for (reference, wanted) in [
        (
            crossref.as_str(),
            vec![("source_author", "Tide Office"), ("container", "Sea Letters"), ("date", "2019-05")],
        ),
        (&nothing, vec![("source_title", "T"), ("date", "")]),
        (old, vec![("identifier", shown)]),
        (&old_of_bibtex, vec![("identifier", shown)]),
        (
            "Scopus\nEXPORT DATE: 12 May 2024\n\n@ARTICLE(k, title={T}, year={c. 1999})",
            vec![("source_title", "T"), ("date", "1999")],
        ),
        (
            "@article{k, title={T}, journal=cacm, month=sept, year=2010}",
            vec![("container", "cacm"), ("date", "2010-09")],
        ),
        (
            "@book{k, title={Core\\textendash{Shell} $\\alpha$}, author={Smith, Jo and others}}",
            vec![("source_title", "Core–Shell α"), ("source_author", "Smith, Jo; et al.")],
        ),
        (
            "TY  - JOUR\nAU  - Cruz, Ana\nTI  - On tides\nJO  - Sea Letters\nVL  - 12\nER  - ",
            vec![("source_author", "Cruz, Ana"), ("container", "Sea Letters, vol. 12")],
        ),
        ("Cruz, A. (2019). On tides. https://doi.org/10.1000/182.", vec![("identifier", "doi:10.1000/182")]),
    ] {
        let form = visitor
            .post(&format!("{address}/cite/fill"), &[("quote", "two"), ("reference", reference)])
            .await;
        assert_eq!(form.status, StatusCode::OK, "{reference}");
        let form = form.text();
        for (name, wanted) in wanted {
            assert_eq!(value(&form, name), wanted, "{name} of {reference}");
        }
    }
    let both = "@book{a, title={A}, keywords={sea <b>}, note={Read it}} @book{b, title={B}}";
    let typed = [("note", "Mine."), ("reference", both)];
    let form = visitor.post(&format!("{address}/cite/fill"), &typed).await.text();
    assert!(form.contains("There were 2 entries; the first was read."), "{form}");
    assert!(form.contains("or was not understood:") && form.contains("keywords: sea"), "{form}");
    assert!(form.contains("\nMine.\nRead it</textarea>"), "{form}");

    // Saved, the DOI is a link that works, and leaves as it is.
    let cite = [
        ("quote", "two"),
        ("source_title", "T"),
        ("identifier", old),
        ("source_author", "Smith, Jo; et al."),
    ];
    let answer = visitor.post(&format!("{address}/cite"), &cite).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = visitor.get(&format!("{address}?tab=citations")).await.text();
    assert!(
        page.contains(
            "href=\"https://doi.org/10.1002/(SICI)1097-4571(199806)49:8%3C693::AID-ASI4%3E3.0.CO;2-O\""
        ),
        "{page}"
    );
    assert!(page.contains("Smith, Jo; et al."));
    let of = format!("/api/articles{}/citations", &address[2..]);
    let csl: Value = serde_json::from_str(&visitor.get(&format!("{of}.json")).await.text()).unwrap();
    assert_eq!(csl[0]["DOI"], old);
    assert_eq!(csl[0]["author"], json!([{ "family": "Smith", "given": "Jo" }]));
    let bibtex = visitor.get(&format!("{of}.bib")).await.text();
    assert!(
        bibtex.contains(&format!("doi = {{{old}}}")) && bibtex.contains("author = {Smith, Jo and others}"),
        "{bibtex}"
    );
}

#[tokio::test]
async fn exports_of_articles_in_other_letters_have_keys_of_ascii() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let mut keys = Vec::new();
    for title in ["Ελλάδα & Κύπρος", "Ελλάδα & Κρήτη"] {
        let address = visitor.write(title, "One two three.").await;
        let cite = [("quote", "two"), ("source_title", "open { brace")];
        assert_eq!(visitor.post(&format!("{address}/cite"), &cite).await.status, StatusCode::SEE_OTHER);
        let bibtex = visitor.get(&format!("/api/articles{}/citations.bib", &address[2..])).await.text();
        let key = bibtex.split(['{', ',']).nth(1).unwrap().to_owned();
        assert!(key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{key}");
        assert_eq!(bibtex.matches('{').count(), bibtex.matches('}').count(), "{bibtex}");
        // So has what cites the article itself.
        let about = visitor.get(&format!("{address}?tab=about")).await.text();
        let own = about.split("@online{").nth(1).unwrap().split(',').next().unwrap();
        assert!(own.is_ascii() && key.starts_with(own), "{own} {key}");
        assert!(about.contains("year = {"), "{about}");
        keys.push(key);
    }
    assert_ne!(keys[0], keys[1]);
}
