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
    let page = visitor.page(&format!("{address}?tab=citations")).await;
    // The text has the number of the source where the passage ends.
    page.has(".prose .quote-count[data-cites='[1]'][aria-label*='with source [1]']");
    let cited = page.part("li[id^='citation-']");
    assert_eq!(cited.text(".stance"), messages::talk::source::DISPUTES);
    cited.says("doi:10.1000/182");
    cited.part(".source").says("A journal, vol. 12, no. 3, pp. 45–67, A house");
    cited.part(".source").says(&messages::talk::source::accessed("2026-11-24"));
    page.has("#talk a[href$='citations.bib']");

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

    for text in [csl, bibtex] {
        // What was typed beside it stays.
        let typed = [("quote", "two"), ("note", "Mine."), ("reference", &text)];
        let form = visitor.post(&format!("{address}/cite/fill"), &typed).await;
        let form = form.page_of(StatusCode::OK);
        for (name, value) in [
            ("quote", "two"),
            ("note", "Mine."),
            ("source_title", citation[1].1),
            ("source_author", "de la Cruz, Ana; Policy desk"),
            ("identifier", "doi:10.1000/182"),
            ("container", "A journal, vol. 12, no. 3, pp. 45–67"),
            ("publisher", "A house"),
            ("url", "https://example.org/s_1?a=b&c=%20"),
            ("date", "2010-11"),
            ("accessed", "2026-11-24"),
        ] {
            assert_eq!(form.value(name), value, "{name} of {text}");
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
    let form = answer.page_of(StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(form.value("reference"), "see <that> book");
    form.part("main").says(messages::talk::reference::NOT_RECOGNISED);
    let wrong = [("quote", "two"), ("source_title", "A book"), ("identifier", "0-306-40615-3")];
    let answer = visitor.post(&format!("{address}/cite"), &wrong).await;
    let form = answer.page_of(StatusCode::UNPROCESSABLE_ENTITY);
    form.part("#identifier-error").says("Check each digit.");
    let long = "x".repeat(100_001);
    let answer = visitor.post(&fill, &[("quote", "two"), ("note", "Mine."), ("reference", &long)]).await;
    assert_eq!(answer.page_of(StatusCode::UNPROCESSABLE_ENTITY).value("note"), "Mine.");
    let missing = visitor.get("/api/articles/no-such/citations.bib").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_article_says_which_others_quote_it_and_its_words_are_followed() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let quoted = visitor.write("The quoted article", "One fine day it rained. Then it stopped.").await;
    let quoting = visitor.write("The quoting article", "A claim stands here.").await;
    let revision = &visitor.page(&quoted).await.attribute(".prose", "data-revision");
    let link = format!("https://moot.example{quoted}?passage={revision}.4-22#passage:~:text=fine");

    let pasted = [("quote", "claim"), ("reference", link.as_str())];
    let form = visitor.post(&format!("{quoting}/cite/fill"), &pasted).await.page();
    assert_eq!(form.value("source_title"), "The quoted article");
    assert_eq!(form.value("excerpt"), "fine day it rained");
    let cite = [("quote", "claim"), ("source_title", "The quoted article"), ("url", &link)];
    let answer = visitor.post(&format!("{quoting}/cite"), &cite).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());

    let page = visitor.page(&format!("{quoted}?tab=citations")).await;
    assert_eq!(page.text(".passages summary"), "1 quoted passage: 1 other article");
    page.has_text("h3", messages::talk::source::BACKLINKS);
    assert_eq!(page.texts(".backlinks p > a"), ["The quoting article"]);
    let page = visitor.page(&format!("{quoting}?tab=citations")).await;
    assert_eq!(page.text(".passages summary"), "1 quoted passage: 1 source");
    page.has_nowhere(messages::talk::source::BACKLINKS);
    let annotations = visitor.get(&format!("/api/articles{}/annotations", &quoted[2..])).await.text();
    assert!(annotations.contains("The quoting article"), "{annotations}");

    let edited = [("title", "The quoted article"), ("body", "Then it stopped."), ("base", revision)];
    let answer = visitor.post(&format!("{quoted}/edit"), &edited).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = visitor.page(&format!("{quoted}?tab=citations")).await;
    assert_eq!(page.text(".backlinks .gone .standing"), messages::talk::quote::gone(1));

    // Another address takes it off the page, and a place that is not there is refused.
    let list = visitor.page(&format!("{quoting}?tab=citations")).await;
    let citation = list.attribute("li[id^='citation-']", "id");
    let edit = format!("{quoting}/citations/{}/edit", &citation["citation-".len()..]);
    let far = link.replace(".4-22", ".400-422");
    let answer = visitor.post(&edit, &[("source_title", "It"), ("url", &far), ("base", "1")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = visitor.post(&edit, &[("source_title", "It"), ("url", &link), ("base", "1")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let there = format!("{quoted}?tab=citations");
    assert_eq!(visitor.page(&there).await.texts(".backlinks p > a"), ["The quoting article"]);
    let elsewhere = [("source_title", "It"), ("url", "https://example.org/"), ("base", "2")];
    assert_eq!(visitor.post(&edit, &elsewhere).await.status, StatusCode::SEE_OTHER);
    visitor.page(&there).await.has_nowhere("The quoting article");
}

#[tokio::test]
async fn references_of_many_programs_fill_the_form_and_nothing_is_dropped_without_a_word() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let address = visitor.write("An article", "One two three.").await;
    let old = "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O";
    let shown = "doi:10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O";
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
        let form = form.page_of(StatusCode::OK);
        for (name, wanted) in wanted {
            assert_eq!(form.value(name), wanted, "{name} of {reference}");
        }
    }
    let both = "@book{a, title={A}, keywords={sea <b>}, note={Read it}} @book{b, title={B}}";
    let typed = [("note", "Mine."), ("reference", both)];
    let form = visitor.post(&format!("{address}/cite/fill"), &typed).await.page();
    let filled = form.part(".filled");
    filled.says(&messages::talk::reference::only_first_entry(2));
    filled.says(messages::talk::source_form::LEFT_OUT);
    filled.part("li").says("keywords: sea");
    assert_eq!(form.value("note"), "Mine.\nRead it");

    // Saved, the DOI is a link that works, and leaves as it is.
    let cite = [
        ("quote", "two"),
        ("source_title", "T"),
        ("identifier", old),
        ("source_author", "Smith, Jo; et al."),
    ];
    let answer = visitor.post(&format!("{address}/cite"), &cite).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = visitor.page(&format!("{address}?tab=citations")).await;
    let cited = page.part("li[id^='citation-']");
    assert_eq!(
        cited.link("a[rel~='nofollow']"),
        "https://doi.org/10.1002/(SICI)1097-4571(199806)49:8%3C693::AID-ASI4%3E3.0.CO;2-O"
    );
    cited.part(".source").says("Smith, Jo; et al.");
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
        let about =
            visitor.page(&format!("{address}?tab=about")).await.part_saying("pre", "@online{").raw_text();
        let own = about.split("@online{").nth(1).unwrap().split(',').next().unwrap();
        assert!(own.is_ascii() && key.starts_with(own), "{own} {key}");
        assert!(about.contains("year = {"), "{about}");
        keys.push(key);
    }
    assert_ne!(keys[0], keys[1]);
}
