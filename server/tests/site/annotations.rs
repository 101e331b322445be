//! Quotes as W3C Web Annotations.

use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use serde_json::Value;

use crate::client::Site;

#[tokio::test]
async fn quotes_are_published_as_web_annotations_and_withdrawn_ones_are_not() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let address = visitor.write("An article", "One **two** three 😀 four.").await;
    let comment = [("body", "Well *said*."), ("quote", "three 😀")];
    visitor.post(&format!("{address}/comments"), &comment).await;
    let citation =
        [("quote", "two"), ("source_title", "A source"), ("url", "https://example.org/s"), ("note", "Why.")];
    visitor.post(&format!("{address}/cite"), &citation).await;

    let answer = visitor.get(&format!("/api/articles{}/annotations", &address[2..])).await;
    let kind = answer.headers[CONTENT_TYPE].to_str().unwrap();
    assert_eq!(kind, "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"");
    let all: Value = serde_json::from_str(&answer.text()).unwrap();
    assert_eq!((&all["type"], &all["total"]), (&"AnnotationCollection".into(), &2.into()));
    let items = all["first"]["items"].as_array().unwrap();
    let of = |motivation: &str| items.iter().find(|item| item["motivation"] == motivation).unwrap().clone();

    let commented = of("commenting");
    let selectors = &commented["target"]["selector"];
    assert_eq!(selectors[0]["type"], "TextQuoteSelector");
    assert_eq!(selectors[0]["exact"], "three 😀");
    assert_eq!(selectors[0]["prefix"], "One two ");
    assert_eq!(selectors[1]["type"], "TextPositionSelector");
    assert_eq!((&selectors[1]["start"], &selectors[1]["end"]), (&8.into(), &15.into()));
    assert_eq!(commented["body"][0]["value"], "Well *said*.");
    assert!(commented["target"]["source"].as_str().unwrap().ends_with(&format!("{address}/revisions/1")));
    assert_eq!(of("linking")["body"][0]["source"], "https://example.org/s");

    let id = commented["id"].as_str().unwrap();
    let path = &id[id.find("/api/").unwrap()..];
    let one: Value = serde_json::from_str(&visitor.get(path).await.text()).unwrap();
    assert_eq!(one["@context"], "http://www.w3.org/ns/anno.jsonld");
    assert_eq!((&one["target"], &one["body"]), (&commented["target"], &commented["body"]));

    let page = visitor.get(&address).await.text();
    let start = page.find("id=\"comment-").unwrap() + "id=\"comment-".len();
    let comment = &page[start..start + 36];
    visitor.post(&format!("{address}/comments/{comment}/withdraw"), &[]).await;
    assert_eq!(visitor.get(path).await.status, StatusCode::NOT_FOUND);
    for unknown in ["/api/annotations/x", "/api/annotations/01890a5d-ac96-774b-bcce-b302099a8057"] {
        assert_eq!(visitor.get(unknown).await.status, StatusCode::NOT_FOUND, "{unknown}");
    }
}
