//! Kept pages: the same bytes, quickly, and never too old or somebody else's.

use std::io::Read as _;

use axum::body::Body;
use axum::http::header::{ACCEPT_ENCODING, HOST, IF_NONE_MATCH};
use axum::http::{Request, StatusCode};
use test_page::Page;

use crate::client::Site;

#[tokio::test]
async fn newcomers_share_a_page_until_something_is_written() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let address = author.write("An article", "The text.").await;
    let first = site.visitor().get(&address).await;
    let second = site.visitor().get(&address).await;
    assert!(!first.header("etag").is_empty());
    assert_eq!(first.bytes, second.bytes, "down to the nonce");
    author.comment(&address, "News.").await;
    let third = site.visitor().get(&address).await;
    assert_eq!(third.page().texts(".comment .said"), ["News."]);
    assert_ne!(first.header("etag"), third.header("etag"));
    assert_ne!(nonce(&first.page()), nonce(&third.page()), "what came with the write cannot know the nonce");
}

/// The one nonce of all scripts of a page.
fn nonce(page: &Page) -> String {
    let mut nonces = page.attributes("script[nonce]", "nonce");
    nonces.dedup();
    assert_eq!(nonces.len(), 1, "{nonces:?}");
    nonces.remove(0)
}

#[tokio::test]
async fn every_page_has_its_nonce_in_its_policy() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let address = author.write("An article", "The text.").await;
    for mut visitor in [site.visitor(), author] {
        for path in [address.clone(), "/".into(), "/new".into(), "/nowhere".into(), "/search?q=x".into()] {
            let answer = visitor.get(&path).await;
            let policy = answer.header("content-security-policy").to_owned();
            let nonce = nonce(&answer.page());
            assert!(!nonce.is_empty() && policy.contains(&format!("'nonce-{nonce}'")), "{path}: {policy}");
            assert!(!policy.contains("unsafe-inline"));
        }
    }
}

#[tokio::test]
async fn an_unchanged_page_is_not_sent_again_and_a_changed_one_is() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let address = author.write("An article", "The text.").await;
    let ask = async |tag: &str, encoding: &str| {
        let request = Request::get(&address)
            .header(HOST, "127.0.0.1:3000")
            .header(IF_NONE_MATCH, tag)
            .header(ACCEPT_ENCODING, encoding);
        site.send(request.body(Body::empty()).unwrap()).await
    };
    let plain = ask("\"x\"", "").await;
    assert_eq!(plain.status, StatusCode::OK);
    let again = ask(plain.header("etag"), "").await;
    assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
    let packed = ask("\"x\"", "br").await;
    assert_eq!(packed.header("content-encoding"), "br");
    let mut unpacked = Vec::new();
    brotli::BrotliDecompress(&mut packed.bytes.as_slice(), &mut unpacked).unwrap();
    assert_eq!(unpacked, plain.bytes);
    let zipped = ask("\"x\"", "gzip").await;
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(zipped.bytes.as_slice()).read_to_end(&mut unpacked).unwrap();
    assert_eq!(unpacked, plain.bytes);
    author.comment(&address, "News.").await;
    assert_eq!(ask(plain.header("etag"), "").await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_one_readers_own_is_kept_for_nobody() {
    let site = Site::new().await;
    let mut author = site.visitor();
    let address = author.write("An article", "The text.").await;
    author.post("/welcome", &[("first_name", "Unmistakable"), ("action", "continue")]).await;
    let own = author.get("/").await;
    assert_eq!(own.page().text("header .who .name"), "Unmistakable");
    assert!(own.header("cache-control").contains("private"));
    let said = site.visitor().get(&format!("{address}?said=saved")).await;
    assert_eq!(said.page().text(".notice"), "Your changes are saved.");
    assert!(said.header("cache-control").contains("private"));
    let forged = site.visitor().get(&format!("{address}?said=Send+us+your+password")).await;
    forged.page().has_no(".notice");
}
