//! Pictures of the graph: their pages, and as images.

use axum::http::StatusCode;

use crate::client::{Site, Visitor};

pub(crate) async fn relate(visitor: &mut Visitor<'_>, from: &str, relation: &str, to: &str, why: &str) {
    let fields = [("relation", relation), ("other", to), ("explanation", why)];
    let answer = visitor.post(&format!("{from}/relate"), &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
}

/// A whole with two parts, the second of which supports the first.
async fn discussion(visitor: &mut Visitor<'_>) -> [String; 3] {
    let whole = visitor.write("The <whole>", "Words.").await;
    let part = visitor.write("A part", "Words.").await;
    let reason = visitor.write("A reason", "Words.").await;
    relate(visitor, &part, "part-of:forward", &whole, "").await;
    relate(visitor, &reason, "part-of:forward", &whole, "").await;
    relate(visitor, &reason, "supports:forward", &part, "It shows why.").await;
    [whole, part, reason]
}

/// A page without what marks the ends of its pieces.
async fn page(visitor: &mut Visitor<'_>, path: &str) -> String {
    let answer = visitor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.text().replace("<!>", "")
}

/// The picture of a page.
fn svg(page: &str) -> String {
    let start = page.find("id=\"picture\"").unwrap_or_else(|| panic!("no picture: {page}"));
    let rest = &page[start..];
    rest[rest.find("<svg").unwrap()..rest.find("</svg>").unwrap()].to_owned()
}

#[tokio::test]
async fn an_article_is_found_in_its_picture_whatever_its_letters() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let [whole, address] = [visitor.write("A", "Words.").await, visitor.write("Über uns", "Words.").await];
    // The address of an article called `a`, as somebody pastes it.
    relate(&mut visitor, &address, "part-of:forward", &format!("https://moot.example{whole}/history"), "")
        .await;
    let shown = page(&mut visitor, &format!("{address}/graph")).await;
    assert_eq!(address, "/a/%C3%BCber-uns");
    assert!(shown.contains("href=\"#here\""), "{shown}");
    assert!(svg(&shown).contains("id=\"here\" href=\"/a/%C3%BCber-uns\""), "{shown}");
    assert!(svg(&shown).contains("href=\"/a/a\""), "{shown}");
}

#[tokio::test]
async fn an_article_has_a_picture_of_its_discussion_that_needs_no_script() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let [whole, part, reason] = discussion(&mut visitor).await;
    let shown = page(&mut visitor, &format!("{part}/graph")).await;
    for words in [
        "data-source=\"/api/graph?root=a-part\"",
        "data-focus=\"a-part\"",
        "3 articles of this discussion",
        "id=\"view\"",
        "name=\"kind-supports\"",
        "href=\"/a/a-part/outline\"",
        "href=\"/a/a-part/graph.svg\"",
        "href=\"/connect?from=a-part\"",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    let all = svg(&shown);
    for address in [&whole, &part, &reason] {
        assert!(all.contains(&format!("href=\"{address}\"")), "{address}: {all}");
    }
    assert!(all.contains("The &lt;whole&gt;"), "{all}");
    assert!(page(&mut visitor, "/graph").await.contains("3 articles, which is all."));
}

#[tokio::test]
async fn the_form_of_a_picture_filters_it_and_comes_back_as_it_was_sent() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let [whole, part, reason] = discussion(&mut visitor).await;
    let near = page(&mut visitor, &format!("{reason}/graph?depth=1&kind-supports=on&words=part")).await;
    let shown = svg(&near);
    assert!(shown.contains(&format!("href=\"{part}\"")) && !shown.contains(&format!("href=\"{whole}\"")));
    assert!(near.contains("2 articles within one step of"), "{near}");
    assert!(near.contains("value=\"part\""), "{near}");
    assert!(near.contains("details open class=\"asks\""), "{near}");
    let checked = near.matches("type=\"checkbox\" id=\"kind-").count();
    assert_eq!((checked, near.matches("value=\"on\" checked").count()), (8, 1), "{near}");
    // The links to images show the same.
    assert!(near.contains("graph.svg?depth=1&amp;kinds=supports&amp;words=part"), "{near}");
    let dimmed = page(&mut visitor, &format!("{reason}/graph?words=whole")).await;
    assert!(dimmed.contains("2 of them are bright"), "{dimmed}");
    let none = page(&mut visitor, "/graph?until=2001-01-01").await;
    assert!(none.contains("Nothing is left to show"), "{none}");
    let elsewhere = page(&mut visitor, "/graph?focus=a-part&depth=1&fold=a-part").await;
    assert!(
        elsewhere.contains("<noscript><input type=\"hidden\" name=\"focus\" value=\"a-part\""),
        "{elsewhere}"
    );
    assert!(elsewhere.contains("1 branch is folded away"), "{elsewhere}");
}

#[tokio::test]
async fn a_large_discussion_is_shown_around_the_article_with_ways_to_the_rest() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let root = visitor.write("Root", "Words.").await;
    let middle = visitor.write("Middle", "Words.").await;
    let last = visitor.write("Last", "Words.").await;
    relate(&mut visitor, &middle, "part-of:forward", &root, "").await;
    relate(&mut visitor, &last, "part-of:forward", &middle, "").await;
    for number in 0..60 {
        let one = visitor.write(&format!("Number {number}"), "Words.").await;
        relate(&mut visitor, &one, "part-of:forward", &root, "").await;
    }
    let shown = page(&mut visitor, &format!("{last}/graph")).await;
    assert!(shown.contains("This discussion is large. 3 articles within 2 steps of"), "{shown}");
    assert!(
        shown.contains("data-depth=\"2\"") && shown.contains("/api/graph?focus=last&amp;depth=4"),
        "{shown}"
    );
    assert!(shown.contains("href=\"/a/last/graph?depth=3\""), "{shown}");
    let deeper = page(&mut visitor, &format!("{last}/graph?depth=3")).await;
    assert!(deeper.contains("63 articles within 3 steps of"), "{deeper}");
}

#[tokio::test]
async fn addresses_of_pictures_can_be_odd_and_empty_states_say_what_to_do() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    assert!(page(&mut visitor, "/graph").await.contains("Nothing has been written yet"));
    for path in ["/graph.svg", "/graph.png", "/graph.png?preview=1"] {
        assert_eq!(visitor.get(path).await.status, StatusCode::OK, "{path}");
    }
    let address = visitor.write("An article", "Words.").await;
    let alone = page(&mut visitor, &format!("{address}/graph")).await;
    assert!(alone.contains("Nothing is related to this yet"), "{alone}");
    for path in [
        "/graph?focus=nowhere&depth=9&kinds=x.y&fold=..&path=.&at=NaN,1,2".to_owned(),
        "/graph?since=%F0%9F%92%A9&until=0000-00-00&author=%3Cscript%3E".to_owned(),
        format!("{address}/graph?focus=%00&depth=-1&layout=force&colour=distance"),
    ] {
        let answer = visitor.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(!answer.text().contains("<script>alert"), "{path}");
    }
    assert_eq!(visitor.get("/a/nowhere/graph").await.status, StatusCode::NOT_FOUND);
    assert_eq!(visitor.get("/a/nowhere/graph.png").await.status, StatusCode::NOT_FOUND);
    let base = visitor.get(&format!("{address}/edit")).await.hidden("base");
    let fields = [("title", "Another name"), ("summary", ""), ("body", "Words."), ("base", base.as_str())];
    assert_eq!(visitor.post(&format!("{address}/edit"), &fields).await.status, StatusCode::SEE_OTHER);
    for page in ["graph?depth=1", "graph.svg", "graph.png?preview=1"] {
        let moved = visitor.get(&format!("{address}/{page}")).await;
        assert_eq!(
            (moved.status, moved.location()),
            (StatusCode::PERMANENT_REDIRECT, format!("/a/another-name/{page}"))
        );
    }
}

#[tokio::test]
async fn images_stand_for_themselves_and_are_sent_once() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let [whole, part, _] = discussion(&mut visitor).await;
    let image = visitor.get(&format!("{part}/graph.svg")).await;
    assert_eq!(image.header("content-type"), "image/svg+xml");
    assert_eq!(
        image.header("content-security-policy"),
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    );
    assert_eq!(image.header("cross-origin-resource-policy"), "cross-origin");
    let text = image.text();
    assert!(text.starts_with("<svg xmlns=") && text.contains("<style>"), "{text}");
    assert!(text.contains(&format!("href=\"http://127.0.0.1:3000{whole}\"")), "{text}");
    let again = visitor.get(&format!("{part}/graph.svg?kinds=")).await;
    assert_eq!(again.header("etag"), image.header("etag"));
    let request = axum::http::Request::get(format!("{part}/graph.svg"))
        .header("host", "127.0.0.1:3000")
        .header("if-none-match", image.header("etag"));
    let unchanged = site.send(request.body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!((unchanged.status, unchanged.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    visitor.write("One more", "Words.").await;
    let changed = visitor.get("/graph.svg").await;
    assert!(changed.text().contains("One more"));

    let size = |bytes: &[u8]| {
        assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
        let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        (number(16), number(20))
    };
    let png = visitor.get(&format!("{part}/graph.png")).await;
    assert_eq!(png.header("content-type"), "image/png");
    let (width, height) = size(&png.bytes);
    assert!(width > 300 && width <= 2_400 && height <= 2_400, "{width} {height}");
    let preview = visitor.get(&format!("{part}/graph.png?preview=1")).await;
    assert_eq!(size(&preview.bytes), (1_200, 630));
}
