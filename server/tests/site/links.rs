//! Titles with everything that means something in an address, and every link of every page followed from the front page on.

use std::collections::{BTreeSet, VecDeque};

use test_page::Page;

use crate::client::{Site, Visitor};

/// Signs of addresses, of HTML and of files; letters that are composed, that turn direction, and that take four bytes.
const TITLES: [&str; 12] = [
    "100% of what?",
    "Either/or\\neither",
    "What is #1 & what is not?",
    "..",
    "%2e%2e%2f%00",
    "A \"quoted\" <b>title</b>'s end",
    "Cafe\u{301} und Straße",
    "שלום לכל העולם",
    "光は夜に見える",
    "𝒳 and 😀",
    "C++; a=b, c:d @home!",
    "क्षत्रिय + नमस्ते",
];

/// Addresses of this site in the attributes of a page, without what stands after `#`.
fn links(page: &Page) -> BTreeSet<String> {
    let mut links = BTreeSet::new();
    for attribute in ["href", "src", "data-source"] {
        for value in page.attributes(&format!("[{attribute}]"), attribute) {
            let address = value.split('#').next().unwrap();
            if address.starts_with('/') && !address.starts_with("//") {
                links.insert(address.to_owned());
            }
        }
    }
    links
}

async fn fill(writer: &mut Visitor<'_>) {
    let mut before: Option<String> = None;
    for title in TITLES {
        let body = format!("# {title}\n\n[A link](/search?q=%23) in the text of {title}.");
        let address = writer.write(title, &body).await;
        writer.post(&format!("{address}/comments"), &[("body", title), ("quote", "in the text of")]).await;
        let source = [("quote", "A link"), ("source_title", title), ("url", "https://example.org/a?b=c#d")];
        writer.post(&format!("{address}/cite"), &source).await;
        if let Some(before) = &before {
            let relate =
                [("relation", "elaborates:forward"), ("other", before.as_str()), ("explanation", title)];
            writer.post(&format!("{address}/relate"), &relate).await;
        }
        before = Some(address);
    }
}

#[tokio::test]
async fn every_link_of_every_page_leads_somewhere_whatever_titles_say() {
    let site = Site::new().await;
    let mut moderator = site.visitor();
    moderator.become_moderator().await;
    fill(&mut moderator).await;
    let (mut stranger, mut pages) = (site.visitor(), 0);
    for visitor in [&mut stranger, &mut moderator] {
        let mut seen = BTreeSet::from(["/".to_owned()]);
        let mut waiting = VecDeque::from([("/".to_owned(), String::new())]);
        while let Some((address, from)) = waiting.pop_front() {
            let answer = visitor.get(&address).await;
            assert!(
                answer.status.is_success() || answer.status.is_redirection(),
                "{address}, which stands on {from}, answers {}",
                answer.status
            );
            pages += 1;
            let next = match answer.status.is_redirection() {
                true => BTreeSet::from([answer.location().split('#').next().unwrap().to_owned()]),
                false if answer.header("content-type").starts_with("text/html") => links(&answer.page()),
                false => continue,
            };
            // Views of one thing in all their combinations are more than a test has time for: one of each path, and of each name.
            for link in next {
                let kind = kind(&link);
                if seen.insert(kind) {
                    waiting.push_back((link, address.clone()));
                }
            }
        }
        for title in TITLES {
            let found = visitor.get(&format!("/search?q={}", domain::address::encode(title))).await;
            assert!(found.status.is_success(), "searching for {title} answers {}", found.status);
        }
    }
    assert!(pages > 2 * TITLES.len() * 5, "only {pages} pages were reached");
}

/// The path, and the names of what is asked for.
fn kind(link: &str) -> String {
    let (path, query) = link.split_once('?').unwrap_or((link, ""));
    let names: BTreeSet<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    format!("{path}?{}", names.into_iter().collect::<Vec<_>>().join("&"))
}
