//! Words and addresses in every script, as a browser asks for them.

use domain::address::{article, encode};
use std::time::{Duration, Instant};

use axum::http::{Method, StatusCode};
use serde_json::json;

use super::client::Site;

/// A title, a text, and what finds the article by each of them.
const ARTICLES: &[(&str, &str, &[&str])] = &[
    ("三方合并会产生冲突", "Text.", &["合并", "冲突", "突"]),
    ("한국어문법을 배우기", "Text.", &["문법", "배우"]),
    ("ภาษาไทยสนุกมาก", "Text.", &["ไทย", "สนุก"]),
    ("今日は成語しりとりをした", "Text.", &["しりとり", "成語"]),
    ("كِتَابٌ جديد", "Text.", &["كتاب", "كِتَابٌ"]),
    ("שלום עולם", "Text.", &["שָׁלוֹם"]),
    ("न्यायालय का निर्णय", "Text.", &["न्यायालय", "निर्णय"]),
    ("Die Straße", "Text.", &["Strasse", "STRASSE"]),
    ("ＡＢＣ１２３", "Text.", &["ABC123"]),
    ("Ships", "Donau\u{ad}dampf\u{ad}schiff, The ﬁnal oﬃce report.", &["Donaudampfschiff", "final office"]),
];

#[tokio::test]
async fn words_of_every_script_are_found_on_the_page_in_the_picker_and_among_similar_titles() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    for (title, body, _) in ARTICLES {
        visitor.write(title, body).await;
    }
    for (title, _, words) in ARTICLES {
        for words in *words {
            let page = visitor.page(&format!("/search?q={}", encode(words))).await;
            page.has_text(".hits h2 a", title);
            if *words == "Donaudampfschiff" {
                page.has(".hits mark");
            }
            let message = json!({ "query": words });
            let found =
                visitor.json(Method::POST, "/api/fn/app/functions/articles/find_articles", &message).await;
            assert!(found.text().contains(title), "picker, {words}: {}", found.text());
        }
    }
    for typed in ["合并", "문법", "ไทย", "しりとり", "كتاب", "die STRASSE"] {
        let message = json!({ "title": typed, "article": null });
        let similar =
            visitor.json(Method::POST, "/api/fn/app/functions/articles/similar_titles", &message).await;
        assert!(similar.text().contains("title"), "{typed}: {}", similar.text());
    }
}

/// Pages below the address of an article, with queries.
const BELOW: &[&str] = &[
    "",
    "?tab=citations",
    "/history?from=1&to=1",
    "/graph?depth=2",
    "/graph.svg",
    "/branch",
    "/outline",
    "/health",
    "/source",
    "/edit",
    "/relate?other=x",
    "/cite?passage=1",
    "/suggestions",
    "/removed",
    "/revisions/1",
    "/diff?from=1&to=1",
];

#[tokio::test]
async fn an_address_in_another_form_leads_to_the_same_page_of_the_article() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let address = visitor.write("Café noir", "Text.").await;
    assert_eq!(address, "/a/caf%C3%A9-noir");
    for form in [
        "cafe%CC%81-noir",
        "CAF%C3%89-NOIR",
        "café-noir",
        "CAFE%CC%81-noir",
        "Cafe-Noir",
        "caf%C3%A9%C2%AD-noir",
    ] {
        for below in BELOW {
            let mut at = format!("/a/{form}{below}");
            let mut steps = 0;
            let answer = loop {
                let answer = visitor.get(&at).await;
                if answer.status != StatusCode::PERMANENT_REDIRECT || steps == 3 {
                    break answer;
                }
                at = answer.location();
                steps += 1;
            };
            let expected = format!("{address}{below}");
            assert!(at == expected && steps > 0, "/a/{form}{below} leads to {at}, {}", answer.status);
            let straight = visitor.get(&expected).await;
            assert_eq!(answer.status, straight.status, "{at}");
        }
    }
    for api in ["/api/articles/CAF%C3%89-NOIR", "/api/articles/CAF%C3%89-NOIR/citations.bib"] {
        let answer = visitor.get(api).await;
        assert_eq!(answer.location(), api.replace("CAF%C3%89-NOIR", "caf%C3%A9-noir"));
    }
    // A form that was made for the other form of the address loses nothing.
    let answer = visitor.post("/a/CAF%C3%89-NOIR/comments", &[("body", "Words.")]).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::PERMANENT_REDIRECT, format!("{address}/comments"))
    );
    assert_eq!(visitor.get("/a/caf%C3%A9-blanc").await.status, StatusCode::NOT_FOUND);
    assert_eq!(visitor.get("/a/%E2%80%8B").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn words_of_every_script_are_whole_in_addresses() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    for (title, slug) in [
        ("न्यायालय का निर्णय", "न्यायालय-का-निर्णय"),
        ("ภาษาไทยน้ำ", "ภาษาไทยน้ำ"),
        ("كِتَابٌ جديد", "كِتَابٌ-جديد"),
        ("İstanbul", "istanbul"),
        ("Cafe\u{301} noir", "café-noir"),
    ] {
        let address = visitor.write(title, "Text.").await;
        assert_eq!(address, article(&domain::slug::Slug::parse(slug).unwrap()).to_string(), "{title}");
        assert_eq!(visitor.get(&address).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_search_is_quick_where_one_word_fills_articles() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    for _ in 0..2 {
        visitor.write("Filled", &"the ".repeat(20_000)).await;
    }
    for query in ["the", "th", "the the the", "filled the"] {
        let begun = Instant::now();
        let page = visitor.get(&format!("/search?q={}", encode(query))).await;
        // It was more than ten seconds.
        assert!(begun.elapsed() < Duration::from_secs(1), "{query}: {:?}", begun.elapsed());
        assert_eq!(page.page_of(StatusCode::OK).texts(".hits h2 a"), ["Filled"; 2], "{query}");
    }
}
