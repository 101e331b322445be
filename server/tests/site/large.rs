//! Long talk, hubs and long histories come a page at a time, and nothing is out of reach.

use axum::http::StatusCode;
use domain::command::{AddComment, Command};
use domain::id::{ArticleId, CommentId, RevisionId};
use domain::relation::Kind;
use domain::slug::Slug;
use domain::testing;
use store::Found;

use crate::client::Site;

async fn send(site: &Site, command: impl Into<Command>) {
    let outcome = site.app.store.submit(testing::envelope(7, site.app.now().0, command)).await.unwrap();
    assert!(outcome.sequence().is_some(), "{outcome:?}");
}

async fn article(site: &Site) -> (ArticleId, RevisionId) {
    site.visitor().write("Large", "The text.").await;
    let slug = Slug::parse("large").unwrap();
    let Some(Found::Here(page)) = site.app.store.article(&slug).await.unwrap() else { panic!() };
    (page.id, page.head)
}

fn comment_id(nth: u128) -> CommentId {
    testing::id(0xC0_0000 + nth)
}

async fn comment(site: &Site, article: ArticleId, nth: u128, parent: Option<u128>) {
    site.pass(1);
    let said = testing::comment(article, &format!("Comment {nth}."));
    send(site, AddComment { comment: comment_id(nth), parent: parent.map(comment_id), ..said }).await;
}

/// How many comments a page holds.
const PAGE: u128 = app::page::part::COMMENTS as u128;

#[tokio::test]
async fn every_comment_of_a_long_talk_is_on_a_page_and_a_link_leads_to_it() {
    let site = Site::new().await;
    let (article, _) = article(&site).await;
    // The first has replies up to the second page.
    comment(&site, article, 0, None).await;
    for nth in 1..PAGE + 30 {
        comment(&site, article, nth, Some(0)).await;
    }
    comment(&site, article, PAGE + 30, None).await;
    let mut reader = site.visitor();
    let mut seen = 0;
    for page in 1..=2 {
        let shown = reader.page(&format!("/a/large?tab=comments&page={page}")).await;
        let here = shown.count("article.comment[id^='comment-0000']");
        assert!(here <= app::page::part::COMMENTS && here > 0, "{here} on page {page}");
        seen += here;
        assert_eq!(shown.text("#tab-comments b"), (PAGE + 31).to_string(), "the count is whole");
        shown.part("[data-live='thread']").says(&format!("Page {page} of 2"));
        let continued =
            shown.texts(".comment a").contains(&messages::talk::comment::IN_REPLY_TO_EARLIER.to_owned());
        assert_eq!(continued, page == 2);
    }
    assert_eq!(seen as u128, PAGE + 31);
    for nth in [0, 5, PAGE + 10, PAGE + 30] {
        let id = comment_id(nth);
        reader.page(&format!("/a/large?tab=comments&comment={id}")).await.has(&format!("#comment-{id}"));
    }
    // Whoever writes lands where it stands, also as a reply in the middle.
    let parent = comment_id(3).to_string();
    let form = reader.get(&format!("/a/large?tab=comments&reply={parent}")).await;
    assert_eq!(form.hidden("parent"), parent);
    let sent = reader.post("/a/large/comments", &[("body", "A late reply."), ("parent", &parent)]).await;
    let to = sent.location();
    let (path, fragment) = to.split_once('#').unwrap();
    reader.page(path).await.has(&format!("#{fragment}"));
}

#[tokio::test]
async fn an_ordinary_talk_stands_on_one_page() {
    let site = Site::new().await;
    let (article, _) = article(&site).await;
    comment(&site, article, 0, None).await;
    comment(&site, article, 1, Some(0)).await;
    let page = site.visitor().page("/a/large").await;
    page.has_nowhere("Page 1 of");
    page.has(&format!(".comment footer a[href='#comment-{}']", comment_id(1)));
}

#[tokio::test]
async fn a_hub_shows_what_it_is_related_to_page_by_page() {
    let site = Site::new().await;
    let (hub, _) = article(&site).await;
    let count = app::page::part::RELATIONS as u128 + 5;
    let mut last = None;
    for nth in 0..count {
        let reason = testing::article(&format!("Reason {nth:04}")).related(Kind::Supports, hub);
        last = reason.relation.as_ref().map(|relation| relation.relation);
        send(&site, reason).await;
    }
    let mut reader = site.visitor();
    let mut seen = std::collections::BTreeSet::new();
    for page in 1..=2 {
        let here = reader.page(&format!("/a/large?related={page}")).await.texts("dl.relations dd > a");
        assert!(here.len() <= app::page::part::RELATIONS);
        seen.extend(here);
    }
    let all: std::collections::BTreeSet<String> = (0..count).map(|nth| format!("Reason {nth:04}")).collect();
    assert_eq!(seen, all);
    let last = last.unwrap();
    // The form is on the page that it is asked for.
    reader.page(&format!("/a/large?explain=1&improve={last}")).await.has("#improve");
}

#[tokio::test]
async fn a_long_history_goes_on_at_older_revisions() {
    let site = Site::new().await;
    let (article, mut head) = article(&site).await;
    for nth in 0..205_u128 {
        let revise = testing::revise(article, head, "Large", &format!("The text, {nth}."));
        head = revise.revision;
        send(&site, revise).await;
    }
    let mut reader = site.visitor();
    let listed = |from: usize, to: usize| -> Vec<String> {
        (to..=from).rev().map(|number| format!("Revision {number}")).collect()
    };
    let newest = reader.page("/a/large/history").await;
    assert_eq!(newest.texts(".revisions a[href*='/revisions/']"), listed(206, 7));
    newest.has_text("main a[href='/a/large/history?before=7']", messages::history::OLDER);
    let oldest = reader.page("/a/large/history?before=7").await;
    assert_eq!(oldest.texts(".revisions a[href*='/revisions/']"), listed(6, 1));
    oldest.has_nowhere(messages::history::OLDER);
}

#[tokio::test]
async fn a_relation_that_was_explained_again_and_again_has_pages_of_explanations() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let from = visitor.write("From", "Text.").await;
    visitor.write("To", "Text.").await;
    visitor.relate(&from, "supports:forward", "to", "Explanation 1.").await;
    let slug = Slug::parse("from").unwrap();
    let Some(Found::Here(page)) = site.app.store.article(&slug).await.unwrap() else { panic!() };
    let here = format!("{from}/relations/{}", page.relations[0].id);
    for version in 1..45 {
        let words = format!("Explanation {}.", version + 1);
        let sent = visitor.post(&here, &[("base", &version.to_string()), ("explanation", &words)]).await;
        assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
    }
    let (mut next, mut seen) = (format!("{here}/history"), Vec::new());
    loop {
        let page = visitor.page(&next).await;
        let versions = page.texts("main section h2");
        assert!(versions.len() <= 20, "{}", versions.len());
        seen.extend(versions);
        let Some(older) = page.links("a[rel='next']").pop() else { break };
        next = older;
    }
    let all: Vec<String> = (1..=45).rev().map(|version| format!("Version {version}")).collect();
    assert_eq!(seen, all);
}
