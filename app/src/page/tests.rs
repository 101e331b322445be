use std::sync::Arc;

use domain::anchor::Standing;
use domain::id::{
    AnchorId, ArticleId, CitationId, CommentId, ContributorId, RelationId, RevisionId, Timestamp,
};
use domain::lock::Scope;
use domain::problem::{Fault, Field, FieldProblem, Problem};
use domain::relation::{Direction, Kind};
use domain::slug::Slug;
use store::read::{
    ArticleHead, ArticleLink, ArticlePage, CitationView, CommentView, LockView, Person, QuoteView,
    RelationView, RevisionLine, RevisionPage,
};
use uuid::Uuid;

use super::*;

const HOSTILE: &str = "<script>alert(1)</script>\"'&";

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn person(n: u128, name: &str) -> Person {
    Person { id: ContributorId(id(n)), name: name.into() }
}

fn link(n: u128, title: &str) -> ArticleLink {
    ArticleLink {
        id: ArticleId(id(n)),
        slug: Slug::parse(&format!("article-{n}")).unwrap(),
        title: title.into(),
        summary: "Its summary.".into(),
    }
}

fn site(reader: Reader) -> Site {
    Site {
        assets: Arc::new(Assets {
            css: "/assets/main.css".into(),
            graph_css: "/assets/graph.css".into(),
            pkg: Some("pkg/0123".into()),
        }),
        origin: "https://moot.example".into(),
        nonce: "n0nce".into(),
        reader,
        now: Timestamp(1_000_000),
        here: "/a/article-1".into(),
        form_key: "key".into(),
        sequence: 12,
        epoch: "a0".into(),
        notice: None,
    }
}

fn moderator() -> Reader {
    Reader::Known(Me {
        id: ContributorId(id(7)),
        first_name: "Policy".into(),
        last_name: "desk".into(),
        email: "desk@example.org".into(),
        moderator: true,
    })
}

fn sample() -> ArticlePage {
    let quote = QuoteView {
        anchor: AnchorId(id(50)),
        exact: "two".into(),
        revision: 1,
        standing: Standing::Unchanged(4..7),
        stood: 1,
        stood_at: 4..7,
    };
    let gone = QuoteView {
        anchor: AnchorId(id(51)),
        exact: "vanished".into(),
        standing: Standing::Gone,
        ..quote.clone()
    };
    let comment = |n: u128, parent: Option<u128>, quotes: Vec<QuoteView>| CommentView {
        id: CommentId(id(n)),
        parent: parent.map(|parent| CommentId(id(parent))),
        author: person(n, "Response team"),
        at: Timestamp(0),
        edited_at: None,
        withdrawn: false,
        html: format!("<p>Comment {n}.</p>"),
        body: format!("Comment {n}."),
        version: 1,
        proposal: None,
        quotes,
    };
    ArticlePage {
        quoted_in: Vec::new(),
        id: ArticleId(id(1)),
        slug: Slug::parse("article-1").unwrap(),
        title: format!("Title {HOSTILE}"),
        summary: format!("Summary {HOSTILE}"),
        html: "<p>One two three.</p>\n".into(),
        head: RevisionId(id(20)),
        head_number: 2,
        lock: None,
        created_at: Timestamp(0),
        created_by: person(7, "Policy desk"),
        changed_at: Timestamp(0),
        changed_by: person(8, "Guest"),
        contributors: vec![person(7, "Policy desk"), person(8, "Guest")],
        breadcrumb: vec![link(2, "Whole")],
        relations: vec![
            RelationView {
                id: RelationId(id(40)),
                kind: Kind::PartOf,
                direction: Direction::Forward,
                other: link(2, "Whole"),
                explanation: "It belongs there.".into(),
                author: person(7, "Policy desk"),
                at: Timestamp(0),
                version: 1,
            },
            RelationView {
                id: RelationId(id(41)),
                kind: Kind::Supports,
                direction: Direction::Backward,
                other: link(3, HOSTILE),
                explanation: HOSTILE.into(),
                author: person(8, "Guest"),
                at: Timestamp(0),
                version: 1,
            },
        ],
        siblings: vec![link(4, "Sibling")],
        comments: vec![
            comment(60, None, vec![quote.clone(), gone]),
            comment(61, Some(60), vec![]),
            comment(62, Some(61), vec![]),
            comment(63, Some(62), vec![]),
            comment(64, Some(63), vec![]),
            comment(65, Some(64), vec![]),
        ],
        citations: vec![CitationView {
            id: CitationId(id(70)),
            author: person(7, "Policy desk"),
            at: Timestamp(0),
            quote: Some(QuoteView { anchor: AnchorId(id(52)), ..quote }),
            title: "A communication".into(),
            url: "https://example.org/doc".into(),
            authors: "A body; Another body".into(),
            identifier: "doi:10.1000/182".into(),
            accessed: "2026-11-24".into(),
            stance: domain::source::Stance::Supports,
            publisher: String::new(),
            date: "2010".into(),
            excerpt: String::new(),
            note: "It says so.".into(),
            version: 1,
        }],
    }
}

fn head() -> ArticleHead {
    let page = sample();
    ArticleHead {
        id: page.id,
        slug: page.slug,
        head: page.head,
        head_number: 2,
        title: page.title,
        summary: page.summary,
        body: "One two three.".into(),
        lock: None,
    }
}

#[test]
fn nothing_typed_is_ever_markup() {
    let html = article(&site(moderator()), &sample(), &ArticleView::default());
    assert!(!html.contains("<script>alert"), "{html}");
    let form = Form::default().with("title", HOSTILE).with("body", "</textarea><script>alert(1)</script>");
    let target = EditTarget::Edit { article: Box::new(head()) };
    let html = article_form(&site(moderator()), &target, &form, &[]);
    assert!(!html.contains("<script>alert") && !html.contains("</textarea><script"), "{html}");
    let html = search(&site(Reader::New), HOSTILE, &[]);
    assert!(!html.contains("<script>alert"), "{html}");
}

#[test]
fn explanations_are_in_the_page_with_their_authors() {
    let html =
        article(&site(Reader::New), &sample(), &ArticleView { explain: true, ..ArticleView::default() });
    assert!(html.contains("It belongs there."));
    assert!(html.contains("is part of") && html.contains("is supported by"));
    assert!(html.contains("class=\"related explained\""));
}

#[test]
fn quoted_passages_are_marked_counted_and_lead_both_ways() {
    let html = article(&site(Reader::New), &sample(), &ArticleView::default());
    assert!(html.contains("<mark class=\"quoted\">two</mark>"), "{html}");
    assert!(html.contains("data-count=\"2\""), "a comment and a citation quote it");
    assert!(html.contains("id=\"quoted-1\"") && html.contains("href=\"#at-quoted-1\""));
    assert!(html.contains("gone from the text: see revision 1"));
}

#[test]
fn every_reply_is_shown_however_deep() {
    let html = article(&site(Reader::New), &sample(), &ArticleView::default());
    for n in 60..=65 {
        assert_eq!(html.matches(&format!("<p>Comment {n}.</p>")).count(), 1, "comment {n}");
    }
}

#[test]
fn an_error_stands_beside_its_field_and_what_was_typed_is_there() {
    let typed = "x".repeat(501);
    let problem = Problem::Invalid {
        fields: vec![FieldProblem::new(Field::Summary, Fault::TooLong { limit: 500, actual: 501 })],
    };
    let form = Form { problem: Some(problem), ..Form::default() }.with("summary", &typed);
    let html = article_form(&site(Reader::New), &EditTarget::New { from: None }, &form, &[]);
    assert!(html.contains(&typed));
    assert!(html.contains("id=\"summary-error\"") && html.contains("aria-invalid=\"true\""));
    assert!(html.contains("Summary may have at most 500 characters; this has 501."));
}

#[test]
fn a_conflict_shows_all_texts_and_asks_only_where_it_must() {
    let revision = |number: i64, body: &str| RevisionPage {
        article: head().id,
        line: RevisionLine {
            id: RevisionId(id(20)),
            number,
            author: person(8, "Response team"),
            at: Timestamp(0),
            note: String::new(),
            title: "Title".into(),
            size: 3,
            merges: None,
        },
        summary: String::new(),
        body: body.into(),
        html: String::new(),
    };
    let two = Conflict {
        original: Some(revision(1, "The old words.\n\nAn end.")),
        theirs: revision(2, "The new words.\n\nAn end."),
        mine: ["Title".into(), String::new(), "The best words.\n\nAn end, merged.".into()],
    };
    let html = conflict(&site(Reader::New), &head(), &two, &Form::default());
    assert!(html.contains("<ins>new</ins>") && html.contains("<ins>best</ins>"), "{html}");
    assert!(html.contains("Passage 1 of 1"), "the title and the end are no matter of choice");
    assert!(html.contains("name=\"choice_0\"") && !html.contains("checked"), "nothing is chosen beforehand");
    assert!(html.contains("An end, merged.") && html.contains("The best words.\n"));
}

#[test]
fn a_lock_is_shown_while_it_holds() {
    let mut page = sample();
    page.lock = Some(LockView {
        scope: Scope::EditingAndComments,
        reason: "It is being agreed.".into(),
        by: person(9, "Moderator"),
        since: Timestamp(0),
        until: Some(Timestamp(1_000_001)),
    });
    let html = article(&site(Reader::New), &page, &ArticleView::default());
    assert!(html.contains("It is being agreed.") && html.contains("Comments are closed"));
    page.lock = page.lock.map(|lock| LockView { until: Some(Timestamp(1_000_000)), ..lock });
    let html = article(&site(Reader::New), &page, &ArticleView::default());
    assert!(!html.contains("It is being agreed."));
}

#[test]
fn only_newcomers_are_welcomed_and_only_moderators_may_lock() {
    let html = article(&site(Reader::New), &sample(), &ArticleView::default());
    assert!(html.contains("id=\"welcome\"") && !html.contains("/lock\""));
    let html = article(&site(moderator()), &sample(), &ArticleView::default());
    assert!(!html.contains("id=\"welcome\"") && html.contains("/lock\""));
    assert!(!html.contains("desk@example.org"), "an e-mail address is in nobody's page");
}

#[test]
fn a_page_has_what_machines_read() {
    let html = article(&site(Reader::New), &sample(), &ArticleView::default());
    for part in [
        "<link rel=\"canonical\" href=\"https://moot.example/a/article-1\"",
        "property=\"og:title\"",
        "application/ld+json",
        "\"@type\":\"Article\"",
        "<html lang=\"en\">",
    ] {
        assert!(html.contains(part), "{part} is not in {html}");
    }
    let data = html.split("application/ld+json").nth(1).unwrap().split("</script>").next().unwrap();
    assert!(!data.contains("<script>"), "{data}");
}

#[test]
fn there_is_no_style_and_no_handler_in_the_markup() {
    for tab in [Tab::Comments, Tab::Citations, Tab::About] {
        let html = article(&site(moderator()), &sample(), &ArticleView { tab, ..ArticleView::default() });
        assert!(
            !html.contains(" style=") && !html.contains(" onclick=") && !html.contains("<style"),
            "{html}"
        );
    }
}
