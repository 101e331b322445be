//! Pictures of the graph: their pages, and as images.

use axum::http::StatusCode;
use test_page::Page;

use crate::client::{Site, Visitor};

/// A whole with two parts, the second of which supports the first.
async fn discussion(visitor: &mut Visitor<'_>) -> [String; 3] {
    let whole = visitor.write("The <whole>", "Words.").await;
    let part = visitor.write("A part", "Words.").await;
    let reason = visitor.write("A reason", "Words.").await;
    visitor.relate(&part, "part-of:forward", &whole, "").await;
    visitor.relate(&reason, "part-of:forward", &whole, "").await;
    visitor.relate(&reason, "supports:forward", &part, "It shows why.").await;
    [whole, part, reason]
}

/// Which articles the picture of a page leads to.
fn drawn(page: &Page) -> Vec<String> {
    let mut addresses = page.links("#picture svg a[href^='/a/']");
    addresses.sort_unstable();
    addresses.dedup();
    addresses
}

#[tokio::test]
async fn an_article_is_found_in_its_picture_whatever_its_letters() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let [whole, address] = [visitor.write("A", "Words.").await, visitor.write("Über uns", "Words.").await];
    // The address of an article called `a`, as somebody pastes it.
    let pasted = format!("https://moot.example{whole}/history");
    visitor.relate(&address, "part-of:forward", &pasted, "").await;
    let shown = visitor.page(&format!("{address}/graph")).await;
    assert_eq!(address, "/a/%C3%BCber-uns");
    shown.has("a[href='#here']");
    shown.has("#picture svg a#here[href='/a/%C3%BCber-uns']");
    shown.has("#picture svg a[href='/a/a']");
}

#[tokio::test]
async fn an_article_has_a_picture_of_its_discussion_that_needs_no_script() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let [whole, part, reason] = discussion(&mut visitor).await;
    let shown = visitor.page(&format!("{part}/graph")).await;
    shown.has("#picture[data-source='/api/graph?root=a-part'][data-focus='a-part']");
    shown.part("main .said").says("3 articles in this discussion");
    shown.has("form#view [name='kind-supports']");
    for address in ["/a/a-part/outline", "/a/a-part/graph.svg", "/connect?from=a-part"] {
        shown.has(&format!("nav.ways a[href='{address}']"));
    }
    let mut all = [whole, part, reason];
    all.sort_unstable();
    assert_eq!(drawn(&shown), all);
    shown.part("#picture svg").says("The <whole>");
    visitor.page("/graph").await.part("main .said").says("Showing all 3 articles.");
}

#[tokio::test]
async fn the_form_of_a_picture_filters_it_and_comes_back_as_it_was_sent() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let [whole, part, reason] = discussion(&mut visitor).await;
    let near = visitor.page(&format!("{reason}/graph?depth=1&kind-supports=on&words=part")).await;
    let shown = drawn(&near);
    assert!(shown.contains(&part) && !shown.contains(&whole), "{shown:?}");
    near.part("main .said").says("Showing 2 articles within 1 step of");
    let form = near.part("details.asks[open] form#view");
    assert_eq!(form.value("words"), "part");
    assert_eq!(form.count("[type='checkbox'][id^='kind-']"), 8);
    assert_eq!(form.attributes("[type='checkbox'][value='on'][checked]", "name"), ["kind-supports"]);
    // The links to images show the same.
    near.has("nav.ways a[href$='graph.svg?depth=1&kinds=supports&words=part']");
    let dimmed = visitor.page(&format!("{reason}/graph?words=whole")).await;
    dimmed.part("main .said").says("2 articles match the filters and are highlighted.");
    let none = visitor.page("/graph?until=2001-01-01").await;
    none.part("main .said").says("No articles match the filters");
    let elsewhere = visitor.page("/graph?focus=a-part&depth=1&fold=a-part").await;
    let without_script = Page::of(&elsewhere.part("form#view noscript").raw_text());
    without_script.has("input[type='hidden'][name='focus'][value='a-part']");
    elsewhere.part("main .said").says("1 branch is collapsed");
}

#[tokio::test]
async fn a_large_discussion_is_shown_around_the_article_with_ways_to_the_rest() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let root = visitor.write("Root", "Words.").await;
    let middle = visitor.write("Middle", "Words.").await;
    let last = visitor.write("Last", "Words.").await;
    visitor.relate(&middle, "part-of:forward", &root, "").await;
    visitor.relate(&last, "part-of:forward", &middle, "").await;
    for number in 0..60 {
        let one = visitor.write(&format!("Number {number}"), "Words.").await;
        visitor.relate(&one, "part-of:forward", &root, "").await;
    }
    let shown = visitor.page(&format!("{last}/graph")).await;
    shown.part("main .said").says("This discussion is large. Showing 3 articles within 2 steps of");
    shown.has("#picture[data-depth='2'][data-source^='/api/graph?focus=last&depth=4']");
    shown.has("main .said a[href='/a/last/graph?depth=3']");
    let deeper = visitor.page(&format!("{last}/graph?depth=3")).await;
    deeper.part("main .said").says("63 articles within 3 steps of");
}

#[tokio::test]
async fn addresses_of_pictures_can_be_odd_and_empty_states_say_what_to_do() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    visitor.page("/graph").await.part("main .empty").says("No articles yet");
    for path in ["/graph.svg", "/graph.png", "/graph.png?preview=1"] {
        assert_eq!(visitor.get(path).await.status, StatusCode::OK, "{path}");
    }
    let address = visitor.write("An article", "Words.").await;
    let alone = visitor.page(&format!("{address}/graph")).await;
    alone.part("main .said .empty").says("No relations yet");
    for path in [
        "/graph?focus=nowhere&depth=9&kinds=x.y&fold=..&path=.&at=NaN,1,2".to_owned(),
        "/graph?since=%F0%9F%92%A9&until=0000-00-00&author=%3Cscript%3E".to_owned(),
        format!("{address}/graph?focus=%00&depth=-1&layout=force&colour=distance"),
    ] {
        visitor.page(&path).await.has_no_markup("<script>alert");
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
