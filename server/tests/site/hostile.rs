//! Bad input: each a clear answer of the right status, never a 500, never a panic.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{Method, Request, StatusCode};

use crate::client::{Answer, Site};
use crate::support::given_back;

async fn raw(
    site: &Site,
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path).header(HOST, "127.0.0.1:3000");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    site.send(request.body(body.into()).unwrap()).await
}

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const OURS: (&str, &str) = ("sec-fetch-site", "same-origin");

#[tokio::test]
async fn wrong_addresses_are_answered_and_not_with_a_server_error() {
    let site = Site::new().await;
    site.visitor().write("An article", "The text.").await;
    for (path, expected) in [
        ("/nowhere", 404),
        ("/a/none", 404),
        ("/a/--", 404),
        ("/a/An%20Article", 404),
        ("/a/%FF", 400),
        ("/a/an-article/revisions/99", 404),
        ("/a/an-article/revisions/x", 404),
        ("/a/an-article/revisions/99999999999999999999", 404),
        ("/a/an-article/diff", 400),
        ("/a/an-article/diff?from=1&to=x", 400),
        ("/a/an-article/diff?from=1&to=2", 404),
        ("/a/an-article/relations/x", 404),
        ("/a/an-article/comments/x/edit", 404),
        ("/a/an-article/citations/00000000-0000-0000-0000-000000000000/edit", 404),
        ("/a/an-article?reply=nonsense", 200),
        ("/a/an-article?tab=nonsense", 200),
        ("/a/an-article?tab=%FF", 400),
        ("/a/an-article/", 308),
        ("/recent?before=x", 400),
        ("/recent?before=-5", 200),
        ("/search?q=%00%22%27*(", 200),
        ("/search?q=%FF", 400),
        ("/pkg/../../etc/passwd", 404),
        ("/..%2f..%2fetc%2fpasswd", 404),
        ("/%2e%2e/x", 404),
        ("/a/an-article/lock", 403),
        ("/api/articles/none", 404),
        ("/api/articles?limit=x", 400),
        ("/api/nowhere", 404),
        ("//evil.example/", 404),
    ] {
        let answer = raw(&site, Method::GET, path, &[], "").await;
        assert_eq!(answer.status.as_u16(), expected, "{path}");
        assert!(!answer.header("x-content-type-options").is_empty(), "{path} has no security headers");
        if path.starts_with("/api/") {
            assert!(answer.header("content-type").contains("json"), "{path}");
        }
    }
}

#[tokio::test]
async fn wrong_bodies_are_answered_and_not_with_a_server_error() {
    let site = Site::new().await;
    let address = site.visitor().write("An article", "The text.").await;
    let edit = format!("{address}/edit");
    let comments = format!("{address}/comments");
    let huge = format!("body={}", "x".repeat(4 * 1024 * 1024));
    for (path, kind, body, expected) in [
        (comments.as_str(), "application/json", "{}", 415),
        (&comments, "multipart/form-data; boundary=x", "--x--", 415),
        (&comments, "", "body=x", 415),
        (&comments, FORM.1, "body=%FF%FE", 400),
        (&comments, FORM.1, huge.as_str(), 413),
        // No form of ours; its words come back all the same.
        (&comments, FORM.1, "body=x&parent=nonsense", 422),
        (&comments, FORM.1, "", 422),
        (&comments, FORM.1, "body=x&quote=The+text.&quote_revision=x&quote_start=-1&quote_end=9", 303),
        (
            &comments,
            FORM.1,
            "body=x&quote=The+text.&quote_revision=00000000-0000-0000-0000-000000000000&quote_start=0&quote_end=9",
            404,
        ),
        (&edit, FORM.1, "title=T", 422),
        (&edit, FORM.1, "title=T&base=nonsense", 422),
        ("/a/none/edit", FORM.1, "title=T", 404),
        ("/welcome", FORM.1, "first_name=&action=continue", 422),
        ("/welcome", FORM.1, "first_name=x&email=nonsense&action=continue", 422),
        ("/", FORM.1, "x=y", 405),
    ] {
        let answer =
            raw(&site, Method::POST, path, &[(CONTENT_TYPE.as_str(), kind), OURS], body.to_owned()).await;
        assert_eq!(answer.status.as_u16(), expected, "{path} {kind} {:.80}: {}", body, answer.text());
        assert!(
            !answer.text().contains("sqlx") && !answer.text().contains("panicked"),
            "internals are not shown"
        );
    }
}

#[tokio::test]
async fn json_that_is_nested_deeply_is_refused_by_every_door_and_nothing_falls_over() {
    let site = Site::new().await;
    let address = site.visitor().write("An article", "The text.").await;
    let annotations = format!("/api/articles{}/annotations", &address[2..]);
    let deep =
        |open: &str, times: usize, close: &str| format!("{}1{}", open.repeat(times), close.repeat(times));
    // Balanced and not; deeper than what reads it may go, and as deep as a request may be long.
    let mut bodies = vec!["[".repeat(2_000_000), "{\"a\":".repeat(400_000)];
    for times in [120, 200, 100_000] {
        bodies.push(deep("[", times, "]"));
        bodies.push(deep("{\"a\":", times, "}"));
        bodies.push(format!("{{\"type\":\"Annotation\",\"body\":{}}}", deep("[", times, "]")));
        bodies.push(format!("{{\"target\":{{\"selector\":{}}}}}", deep("[", times, "]")));
        bodies.push(format!("{{\"schema\":1,\"commands\":[{}]}}", deep("{\"id\":", times, "}")));
        bodies.push(format!("{{\"title\":\"T\",\"author\":{}}}", deep("[", times, "]")));
        bodies.push(format!("[{{\"issued\":{{\"date-parts\":{}}}}}]", deep("[", times, "]")));
    }
    for body in bodies {
        for path in [annotations.as_str(), "/api/sync/push", "/api/fn/app/functions/rendering/preview"] {
            let headers = [(CONTENT_TYPE.as_str(), "application/json"), OURS];
            let answer = raw(&site, Method::POST, path, &headers, body.clone()).await;
            assert!(answer.status.is_client_error(), "{path} {:.60}: {}", body, answer.status);
        }
        // Brackets are three bytes each in a form.
        let reference: String = body.chars().take(99_000).collect();
        let encoded: String = reference
            .bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect();
        let cite = format!("{address}/cite/fill");
        let answer = raw(&site, Method::POST, &cite, &[FORM, OURS], format!("reference={encoded}")).await;
        assert!(!answer.status.is_server_error(), "{cite} {:.60}: {}", body, answer.status);
    }
    assert_eq!(raw(&site, Method::GET, &address, &[], "").await.status, StatusCode::OK, "it goes on");
}

#[tokio::test]
async fn other_sites_can_send_nothing() {
    let site = Site::new().await;
    let address = site.visitor().write("An article", "The text.").await;
    let comments = format!("{address}/comments");
    for (headers, allowed) in [
        (vec![("sec-fetch-site", "same-origin")], true),
        (vec![("sec-fetch-site", "none")], true),
        (vec![("sec-fetch-site", "cross-site")], false),
        (vec![("sec-fetch-site", "same-site")], false),
        (vec![(ORIGIN.as_str(), "http://127.0.0.1:3000")], true),
        (vec![(ORIGIN.as_str(), "https://evil.example")], false),
        (vec![(ORIGIN.as_str(), "null")], false),
    ] {
        let headers: Vec<(&str, &str)> = [FORM].into_iter().chain(headers).collect();
        let answer = raw(
            &site,
            Method::POST,
            &comments,
            &headers,
            format!("body=Hello&form={headers:?}").replace(' ', "+"),
        )
        .await;
        let status = if allowed { StatusCode::SEE_OTHER } else { StatusCode::FORBIDDEN };
        assert_eq!(answer.status, status, "{headers:?}");
    }
    let function = "/api/fn/app/functions/rendering/preview";
    let headers = [(CONTENT_TYPE.as_str(), "application/json"), ("sec-fetch-site", "cross-site")];
    assert_eq!(raw(&site, Method::POST, function, &headers, "{}").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn who_writes_too_much_waits_and_keeps_their_words() {
    let site = Site::with(&["--session-writes", "2", "--address-writes", "3"]).await;
    let mut visitor = site.visitor();
    let address = visitor.write("An article", "The text.").await;
    let mut last = None;
    for n in 0..3 {
        last = Some(visitor.post(&format!("{address}/comments"), &[("body", &format!("Words {n}."))]).await);
    }
    let refused = last.unwrap();
    assert_eq!(given_back(&refused.page_of(StatusCode::TOO_MANY_REQUESTS), "body"), "Words 2.");
    assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
    assert_eq!(visitor.get(&address).await.status, StatusCode::OK, "reading is free");
}

#[tokio::test]
async fn hostile_markdown_is_text() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let body = "<script>alert(1)</script>\n\n[a](javascript:alert(1)) <img src=x onerror=alert(1)>\n\n<a href='javascript:x' onclick=x>b</a>\n\n![i](https://example.org/i.png)";
    let address = visitor.write("<script>alert(1)</script> & co", body).await;
    visitor.comment(&address, body).await;
    for path in [
        address.clone(),
        "/".into(),
        "/recent".into(),
        format!("{address}/history"),
        format!("{address}/revisions/1"),
        format!("{address}/edit"),
        "/search?q=script".into(),
    ] {
        let page = visitor.page(&path).await;
        for bad in ["<script>alert", "<img", "href=\"javascript", "<a href='"] {
            page.has_no_markup(bad);
        }
        page.has_no("img, [onclick], [onerror], a[href^='javascript']");
    }
}

#[tokio::test]
async fn reading_needs_no_body_and_other_methods_are_refused() {
    let site = Site::new().await;
    let address = site.visitor().write("An article", "The text.").await;
    let head = raw(&site, Method::HEAD, &address, &[], "").await;
    assert_eq!((head.status, head.bytes.len()), (StatusCode::OK, 0));
    assert_eq!(
        raw(&site, Method::DELETE, &address, &[OURS], "").await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
    assert_eq!(raw(&site, Method::GET, "/healthz", &[], "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_site_that_is_asked_under_another_name_says_so_and_probes_are_answered_under_any() {
    let site =
        Site::with(&["--no-rate-limit", "--origin", "https://moot.example", "--host", "www.moot.example"])
            .await;
    let ask = |hosts: &'static [&str], path: &'static str| {
        let mut request = Request::get(path);
        for host in hosts {
            request = request.header(HOST, *host);
        }
        site.send(request.body(Body::empty()).unwrap())
    };
    for (hosts, path, expected) in [
        (&["moot.example"][..], "/", 200),
        (&["www.moot.example:443"], "/", 200),
        (&["rebound.example"], "/", 421),
        // Not even a page that is kept, and no redirect.
        (&["rebound.example"], "/", 421),
        (&["rebound.example"], "/a/u%CC%88", 421),
        (&["127.0.0.1"], "/", 421),
        (&["rebound.example"], "/api/sync/changes", 421),
        (&[], "/", 400),
        (&["moot.example", "moot.example"], "/", 400),
        (&["moot.example", "rebound.example"], "/", 400),
        (&["10.0.0.7:3000"], "/healthz", 200),
        (&[], "/healthz", 200),
    ] {
        let answer = ask(hosts, path).await;
        assert_eq!(answer.status.as_u16(), expected, "{hosts:?} {path}: {}", answer.text());
        assert!(!answer.header("x-content-type-options").is_empty(), "{hosts:?} {path}");
        if expected == 421 {
            assert!(answer.text().contains("--host"), "it says what can be done: {}", answer.text());
        }
    }
}

#[tokio::test]
async fn an_old_address_and_one_of_decomposed_letters_lead_on_in_pages_and_for_programs() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let old = visitor.write("Über alles", "The text.").await;
    assert_eq!(old, "/a/%C3%BCber-alles");
    let edit = visitor.get(&format!("{old}/edit")).await;
    let fields = [
        ("title", "Newer"),
        ("summary", "A summary."),
        ("body", "The text."),
        ("base", &edit.hidden("base")),
    ];
    let newer = visitor.post(&format!("{old}/edit"), &fields).await.location();
    assert!(newer.starts_with("/a/newer"), "{newer}");
    for (from, to) in [
        ("/a/%C3%BCber-alles", "/a/newer"),
        ("/a/%C3%BCber-alles/history", "/a/newer/history"),
        ("/a/%C3%BCber-alles/diff?from=1&to=2", "/a/newer/diff?from=1&to=2"),
        ("/api/articles/%C3%BCber-alles", "/api/articles/newer"),
        ("/api/articles/%C3%BCber-alles/annotations", "/api/articles/newer/annotations"),
        ("/api/articles/%C3%BCber-alles/citations.bib", "/api/articles/newer/citations.bib"),
        ("/api/articles/%C3%BCber-alles/citations.json", "/api/articles/newer/citations.json"),
        ("/a/u%CC%88ber-alles?tab=comments", "/a/%C3%BCber-alles?tab=comments"),
        ("/api/articles/u%CC%88ber-alles", "/api/articles/%C3%BCber-alles"),
    ] {
        let answer = visitor.get(from).await;
        assert_eq!((answer.status.as_u16(), answer.location().as_str()), (308, to), "{from}");
    }
    assert_eq!(visitor.get("/api/articles/newer").await.status, StatusCode::OK);
}
