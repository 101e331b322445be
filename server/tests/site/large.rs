//! Long talk, hubs and long histories come a page at a time, and nothing is out of reach.

use axum::http::StatusCode;
use domain::command::{AddComment, Command, CreateArticle, Envelope, NewRelation, ReviseArticle};
use domain::id::{ArticleId, CommandId, CommentId, ContributorId, RelationId, RevisionId};
use domain::relation::{Direction, Kind};
use domain::slug::Slug;
use domain::text::{Body, CommentBody, Explanation, Note, Summary, Title};
use store::Found;
use uuid::Uuid;

use crate::client::Site;

async fn send(site: &Site, id: u128, command: Command) {
    let author = ContributorId(Uuid::from_u128(7));
    let envelope = Envelope { id: CommandId(Uuid::from_u128(id)), author, at: site.app.now(), command };
    let outcome = site.app.store.submit(envelope).await.unwrap();
    assert!(outcome.sequence().is_some(), "{outcome:?}");
}

async fn article(site: &Site) -> (ArticleId, RevisionId) {
    site.visitor().write("Large", "The text.").await;
    let slug = Slug::parse("large").unwrap();
    let Some(Found::Here(page)) = site.app.store.article(&slug).await.unwrap() else { panic!() };
    (page.id, page.head)
}

fn comment_id(nth: u128) -> CommentId {
    CommentId(Uuid::from_u128(0xC0_0000 + nth))
}

async fn comment(site: &Site, article: ArticleId, nth: u128, parent: Option<u128>) {
    site.pass(1);
    let comment = AddComment {
        comment: comment_id(nth),
        article,
        parent: parent.map(comment_id),
        body: CommentBody::parse(&format!("Comment {nth}.")).unwrap(),
        quotes: Vec::new(),
        proposal: None,
    };
    send(site, 0xD0_0000 + nth, Command::AddComment(comment)).await;
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
        let html = reader.get(&format!("/a/large?tab=comments&page={page}")).await.text();
        let here = html.matches("id=\"comment-0000").count();
        assert!(here <= app::page::part::COMMENTS && here > 0, "{here} on page {page}");
        seen += here;
        assert!(html.contains(&format!("<b>{}</b>", PAGE + 31)), "the count is whole");
        assert!(html.contains(&format!("Page {page} of 2")));
        assert_eq!(html.contains("In reply to an earlier comment"), page == 2);
    }
    assert_eq!(seen as u128, PAGE + 31);
    for nth in [0, 5, PAGE + 10, PAGE + 30] {
        let id = comment_id(nth);
        let html = reader.get(&format!("/a/large?tab=comments&comment={id}")).await.text();
        assert!(html.contains(&format!("id=\"comment-{id}\"")), "{nth}");
    }
    // Whoever writes lands where it stands, also as a reply in the middle.
    let parent = comment_id(3).to_string();
    let form = reader.get(&format!("/a/large?tab=comments&reply={parent}")).await;
    assert_eq!(form.hidden("parent"), parent);
    let sent = reader.post("/a/large/comments", &[("body", "A late reply."), ("parent", &parent)]).await;
    let to = sent.location();
    let (path, fragment) = to.split_once('#').unwrap();
    let html = reader.get(path).await.text();
    assert!(html.contains(&format!("id=\"{fragment}\"")), "{to}");
}

#[tokio::test]
async fn an_ordinary_talk_stands_on_one_page() {
    let site = Site::new().await;
    let (article, _) = article(&site).await;
    comment(&site, article, 0, None).await;
    comment(&site, article, 1, Some(0)).await;
    let html = site.visitor().get("/a/large").await.text();
    assert!(!html.contains("Page 1 of") && html.contains(&format!("href=\"#comment-{}\"", comment_id(1))));
}

#[tokio::test]
async fn a_hub_shows_what_it_is_related_to_page_by_page() {
    let site = Site::new().await;
    let (hub, _) = article(&site).await;
    let count = app::page::part::RELATIONS as u128 + 5;
    for nth in 0..count {
        let relation = NewRelation {
            relation: RelationId(Uuid::from_u128(0xE0_0000 + nth)),
            other: hub,
            direction: Direction::Forward,
            kind: Kind::Supports,
            explanation: Explanation::parse("Why.").unwrap(),
        };
        let create = CreateArticle {
            article: ArticleId(Uuid::from_u128(0xA0_0000 + nth)),
            revision: RevisionId(Uuid::from_u128(0xB0_0000 + nth)),
            title: Title::parse(&format!("Reason {nth:04}")).unwrap(),
            summary: Summary::parse("").unwrap(),
            body: Body::parse("Because.").unwrap(),
            relation: Some(relation),
        };
        send(&site, 0xF0_0000 + nth, Command::CreateArticle(create)).await;
    }
    let mut reader = site.visitor();
    let mut seen = std::collections::BTreeSet::new();
    for page in 1..=2 {
        let html = reader.get(&format!("/a/large?related={page}")).await.text();
        let list =
            html.split("<dl class=\"relations\">").nth(1).unwrap().split("</dl>").next().unwrap().to_owned();
        let here = (0..count).filter(|nth| list.contains(&format!("Reason {nth:04}")));
        let here: Vec<u128> = here.collect();
        assert!(here.len() <= app::page::part::RELATIONS);
        seen.extend(here);
    }
    assert_eq!(seen.len() as u128, count);
    let last = RelationId(Uuid::from_u128(0xE0_0000 + count - 1));
    let html = reader.get(&format!("/a/large?explain=1&improve={last}")).await.text();
    assert!(html.contains("id=\"improve\""), "the form is on the page that it is asked for");
}

#[tokio::test]
async fn a_long_history_goes_on_at_older_revisions() {
    let site = Site::new().await;
    let (article, mut head) = article(&site).await;
    for nth in 0..205_u128 {
        let revision = RevisionId(Uuid::from_u128(0xA0_0000 + nth));
        let revise = ReviseArticle {
            article,
            revision,
            base: head,
            title: Title::parse("Large").unwrap(),
            summary: Summary::parse("").unwrap(),
            body: Body::parse(&format!("The text, {nth}.")).unwrap(),
            note: Note::none(),
            proposal: None,
        };
        send(&site, 0xF0_0000 + nth, Command::ReviseArticle(revise)).await;
        head = revision;
    }
    let mut reader = site.visitor();
    let newest = reader.get("/a/large/history").await.text();
    assert!(
        newest.contains(">Revision 206<")
            && newest.contains(">Revision 7<")
            && !newest.contains(">Revision 6<")
    );
    assert!(newest.contains("/a/large/history?before=7"));
    let oldest = reader.get("/a/large/history?before=7").await;
    assert_eq!(oldest.status, StatusCode::OK);
    let oldest = oldest.text();
    assert!(
        oldest.contains(">Revision 6<")
            && oldest.contains(">Revision 1<")
            && !oldest.contains("Older revisions")
    );
}

#[tokio::test]
async fn a_relation_that_was_explained_again_and_again_has_pages_of_explanations() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let from = visitor.write("From", "Text.").await;
    visitor.write("To", "Text.").await;
    let fields = [("relation", "supports:forward"), ("other", "to"), ("explanation", "Explanation 1.")];
    let related = visitor.post(&format!("{from}/relate"), &fields).await;
    assert_eq!(related.status, StatusCode::SEE_OTHER, "{}", related.text());
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
        let html = visitor.get(&next).await.text();
        let versions: Vec<u32> = html
            .split("<h2>Version ")
            .skip(1)
            .map(|rest| rest.split('<').next().unwrap().parse().unwrap())
            .collect();
        assert!(versions.len() <= 20, "{}", versions.len());
        seen.extend(versions);
        let Some(older) = html.split("history?before=").nth(1) else { break };
        next = format!("{here}/history?before={}", older.split('"').next().unwrap());
    }
    assert_eq!(seen, (1..=45).rev().collect::<Vec<u32>>());
}
