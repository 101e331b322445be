//! Quotes as W3C Web Annotations.

use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

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
    assert_eq!((&all["type"][1], &all["total"]), (&"AnnotationCollection".into(), &2.into()));
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

#[tokio::test]
async fn annotations_are_taken_where_their_words_are_found_and_lose_nothing_where_not() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let text = "The line stopped at noon. Nobody knew why the line stopped. Later the line stopped for good.";
    let address = visitor.write("An article", text).await;
    let there = format!("/api/articles{}/annotations", &address[2..]);
    let annotation = |exact: &str, prefix: &str, suffix: &str, body: Value| {
        json!({
            "@context": "http://www.w3.org/ns/anno.jsonld", "type": "Annotation", "body": body,
            "target": { "source": "https://example.org/page", "selector": [
                { "type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix },
            ] },
        })
    };
    let said = |words: &str| json!({ "type": "TextualBody", "value": words });

    // Of three places the surroundings tell which is meant.
    let second = annotation("the line stopped", "Nobody knew why ", ". Later", said("The second."));
    let answer = visitor.json(Method::POST, &there, &second).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let location = answer.headers[LOCATION].to_str().unwrap().to_owned();
    let one: Value = serde_json::from_str(&visitor.get(&location).await.text()).unwrap();
    assert_eq!(one["target"]["selector"][1]["start"], 42);
    assert_eq!(one["body"][0]["value"], "The second.");
    // One that is sent again is no new one.
    let again = visitor.json(Method::POST, &there, &second).await;
    assert_eq!(again.headers[LOCATION].to_str().unwrap(), location);
    let all = |text: String| serde_json::from_str::<Value>(&text).unwrap()["total"].as_u64().unwrap();
    assert_eq!(all(visitor.get(&there).await.text()), 1);

    // A link is a citation.
    let linking = json!([
        { "type": "SpecificResource", "source": "https://example.org/s", "label": "A source", "purpose": "linking" },
        { "type": "TextualBody", "value": "Why.", "purpose": "describing" },
    ]);
    let answer = visitor.json(Method::POST, &there, &annotation("stopped for good", "", "", linking)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
    let page = visitor.page(&format!("{address}?tab=citations")).await;
    let cited = page.part_saying("li[id^='citation-']", "Why.");
    assert_eq!(cited.text("cite a[href='https://example.org/s']"), "A source");

    // Words that are not there are kept, at no place.
    let lost = annotation("words of another page altogether", "", "", said("Kept."));
    let answer = visitor.json(Method::POST, &there, &lost).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let page = visitor.page(&format!("{address}?tab=comments")).await;
    page.part_saying(".comment", "words of another page altogether").says("Kept.");
    assert_eq!(all(visitor.get(&there).await.text()), 2);

    // What was published comes back as it was, from the revision that it was of.
    let other = site.visitor().json(Method::POST, &there, &one).await;
    let location = other.headers[LOCATION].to_str().unwrap();
    let copy: Value = serde_json::from_str(&visitor.get(location).await.text()).unwrap();
    assert_eq!(copy["target"], one["target"]);

    // What is not fit for a citation or a quote is refused, and leaves nothing behind.
    let script = json!({ "type": "SpecificResource", "source": "javascript:alert(1)", "purpose": "linking" });
    let long = "word ".repeat(20_000);
    for hostile in [
        annotation("stopped for good", "", "", script),
        annotation(&long, "", "", said("x")),
        annotation("noon", &long, &long, said(&long)),
    ] {
        let answer = visitor.json(Method::POST, &there, &hostile).await;
        assert!(answer.status.is_client_error(), "{}", answer.status);
    }
    visitor.page(&format!("{address}?tab=citations")).await.has_nowhere("javascript:");

    for bad in
        [json!({}), json!([]), json!({ "target": {}, "body": "x" }), annotation("line", "", "", json!([]))]
    {
        assert_eq!(visitor.json(Method::POST, &there, &bad).await.status, StatusCode::BAD_REQUEST, "{bad}");
    }
}

/// What a reader finds of an annotation.
enum Shown {
    Words(&'static str),
    Link(&'static str),
}

/// The forms that the model allows beside the plainest, of which other programs make use.
#[tokio::test]
async fn annotations_of_every_form_are_taken() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let address = visitor.write("An article", "Alpha beta gamma delta epsilon.").await;
    let there = format!("/api/articles{}/annotations", &address[2..]);
    let plain = |exact: &str| json!({ "type": "TextQuoteSelector", "exact": exact });
    let said = json!({ "type": "TextualBody", "value": "Well." });
    let fragment =
        |refined_by: Value| json!({ "type": "FragmentSelector", "value": "x", "refinedBy": refined_by });
    let link = "https://example.org/said";
    for (nth, (selector, body, shown)) in [
        (fragment(plain("Alpha")), said.clone(), Shown::Words("Well.")),
        (json!([fragment(fragment(plain("beta")))]), said.clone(), Shown::Words("Well.")),
        (json!({ "type": "TextQuoteSelector", "exact": "Alpha beta gamma", "refinedBy": plain("gamma") }), said.clone(), Shown::Words("Well.")),
        (json!({ "type": ["TextQuoteSelector"], "exact": "delta" }), said.clone(), Shown::Words("Well.")),
        (json!({ "type": "Choice", "items": [plain("delta")] }), said, Shown::Words("Well.")),
        (plain("beta"), json!({ "type": "Choice", "items": [{ "type": "TextualBody", "value": "First." },
                                                           { "type": "TextualBody", "value": "Second." }] }), Shown::Words("First.")),
        (plain("beta"), json!({ "type": ["List"], "items": [{ "value": "One." }, { "value": "Two." }] }), Shown::Words("Two.")),
        (plain("beta"), json!(link), Shown::Link("https://example.org/said")),
        (plain("gamma"), json!({ "id": "https://example.org/film", "type": "Video" }), Shown::Link("https://example.org/film")),
        (plain("gamma"), json!({ "type": "SpecificResource", "source": { "id": "https://example.org/within" } }),
         Shown::Link("https://example.org/within")),
        (plain("delta"), json!({ "type": "TextualBody", "value": "<p>Some <b>bold</b> &eacute;</p>", "format": "text/html" }),
         Shown::Words("Some bold é")),
        (plain("delta"), json!({ "type": "TextualBody", "value": "*as it is*", "format": ["text/plain"] }), Shown::Words("*as it is*")),
    ]
    .into_iter()
    .enumerate()
    {
        let annotation = json!({
            "@context": "http://www.w3.org/ns/anno.jsonld", "type": ["Annotation"], "id": format!("urn:x:{nth}"), "body": body,
            "target": [{ "source": "https://example.org/page", "selector": selector }],
        });
        let answer = visitor.json(Method::POST, &there, &annotation).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{annotation}: {}", answer.text());
        let location = answer.headers[LOCATION].to_str().unwrap().to_owned();
        assert!(location.starts_with("/api/annotations/"), "{annotation} is at no place: {location}");
        let (mut said, mut links) = (Vec::new(), Vec::new());
        for tab in ["comments", "citations"] {
            let talk = visitor.page(&format!("{address}?tab={tab}")).await.part("#talk");
            talk.has_no_markup("&lt;p&gt;");
            talk.has_nowhere("Second.");
            said.push(talk.words());
            links.extend(talk.links("a"));
        }
        let found = match shown {
            Shown::Words(words) => said.iter().any(|said| said.contains(words)),
            Shown::Link(address) => links.iter().any(|link| link == address),
        };
        assert!(found, "{annotation}: {said:?} {links:?}");
    }
}

#[tokio::test]
async fn answers_have_the_headers_of_the_protocol() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let address = visitor.write("An article", "Alpha beta.").await;
    let there = format!("/api/articles{}/annotations", &address[2..]);
    let annotation = json!({
        "type": "Annotation", "body": { "value": "Well." }, "target": { "selector": { "type": "TextQuoteSelector", "exact": "beta" } },
    });
    let one =
        visitor.json(Method::POST, &there, &annotation).await.headers[LOCATION].to_str().unwrap().to_owned();
    for (path, allowed, link) in [
        (&there, "GET, HEAD, OPTIONS, POST", "<http://www.w3.org/ns/ldp#BasicContainer>; rel=\"type\""),
        (&one, "GET, HEAD, OPTIONS", "<http://www.w3.org/ns/ldp#Resource>; rel=\"type\""),
    ] {
        let mut answers = Vec::new();
        for method in [Method::GET, Method::HEAD, Method::OPTIONS] {
            answers.push(visitor.json(method, path, &Value::Null).await);
        }
        for answer in &answers {
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert_eq!(answer.headers["allow"], allowed, "{path}");
            assert_eq!(answer.headers["link"], link, "{path}");
            let vary =
                answer.headers.get_all("vary").iter().any(|vary| vary.to_str().unwrap().contains("accept"));
            assert!(vary, "{path}");
        }
        assert_eq!(answers[0].headers["etag"], answers[1].headers["etag"], "{path}");
        let again =
            visitor.get_with(path, &[("if-none-match", answers[0].headers["etag"].to_str().unwrap())]).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
        assert!(again.bytes.is_empty());
    }
    let container = visitor.get(&there).await;
    assert!(container.headers["accept-post"].to_str().unwrap().starts_with("application/ld+json"));
    let container: Value = serde_json::from_str(&container.text()).unwrap();
    assert_eq!(container["first"]["partOf"], container["id"]);
}

/// Each quote comes with the whole comment, so that thirty comments that quote twenty passages each were six megabytes.
#[tokio::test]
async fn many_annotations_come_in_pages_of_a_bounded_length() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let text: Vec<String> = (0..100).map(|number| format!("passage{number:03}x")).collect();
    let address = visitor.write("An article", &text.join(" ")).await;
    let here = format!("/api/articles{}/annotations", &address[2..]);
    let slug = domain::slug::Slug::parse(&address[3..]).unwrap();
    let Some(store::Found::Here(page)) = site.app.store.article(&slug).await.unwrap() else { panic!() };
    let id = |number: u64| format!("01900000-0000-7000-8000-{number:012x}");
    let comment = |nth: u64| {
        let quotes: Vec<Value> = (0..20)
            .map(|quote| json!({ "anchor": id(nth * 100 + quote), "target": "words", "exact": text[quote as usize] }))
            .collect();
        json!({ "id": id(1_000_000 + nth), "command": "add-comment", "comment": id(2_000_000 + nth), "article": page.id,
                "parent": null, "body": "x".repeat(9_000), "quotes": quotes })
    };
    let commands: Vec<Value> = (1..=30).map(comment).collect();
    let push = json!({ "schema": 1, "client": id(9_000_000), "first": 1, "commands": commands });
    let mut first = 1;
    while first <= 30 {
        let mut push = push.clone();
        (push["first"], push["commands"]) = (json!(first), json!(commands[first - 1..]));
        let pushed: Value =
            serde_json::from_str(&visitor.json(Method::POST, "/api/sync/push", &push).await.text()).unwrap();
        first = usize::try_from(pushed["next"].as_u64().unwrap_or_else(|| panic!("{pushed}"))).unwrap();
    }
    let (mut next, mut seen, mut pages) = (here.clone(), std::collections::BTreeSet::new(), 0);
    loop {
        let answer = visitor.get(&next).await;
        assert!(answer.bytes.len() < 1_500_000, "{}", answer.bytes.len());
        let answer: Value = serde_json::from_str(&answer.text()).unwrap();
        let page = if pages == 0 { &answer["first"] } else { &answer };
        assert_eq!(page["type"], "AnnotationPage");
        if pages == 0 {
            assert_eq!(answer["total"], 600);
        } else {
            assert!(page["partOf"].as_str().unwrap().ends_with(&here));
        }
        let items = page["items"].as_array().unwrap();
        assert!(items.iter().all(|item| seen.insert(item["id"].as_str().unwrap().to_owned())));
        pages += 1;
        let Some(address) = page["next"].as_str() else { break };
        next = address[address.find("/api/").unwrap()..].to_owned();
    }
    assert!(seen.len() == 600 && pages > 3, "{} in {pages}", seen.len());
}

#[tokio::test]
async fn an_annotation_of_very_many_parts_is_none() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let address = visitor.write("An article", "Some text.").await;
    let there = format!("/api/articles{}/annotations", &address[2..]);
    let dense = format!("[{}0]", "[],".repeat(100_000));
    let refused = visitor.raw_json(&there, &dense).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.text().contains(messages::failure::malformed::TOO_MANY_PARTS), "{}", refused.text());
}
