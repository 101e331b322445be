use std::sync::Arc;

use domain::anchor::Standing;
use domain::fault::Fault;
use domain::fault::Field;
use domain::fault::FieldProblem;
use domain::id::{
    AnchorId, ArticleId, CitationId, CommentId, ContributorId, RelationId, RevisionId, Timestamp,
};
use domain::lock::Scope;
use domain::problem::Problem;
use domain::relation::{Direction, Kind};
use domain::slug::Slug;
use model::{
    ArticleHead, ArticleLink, ArticlePage, CitationView, CommentView, LockView, Mark, Person, QuoteView,
    RelationView, RevisionLine, RevisionPage, Sign,
};
use uuid::Uuid;

use super::*;

const HOSTILE: &str = "<script>alert(1)</script>\"'&";

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn person(n: u128, name: &str) -> Person {
    Person { id: ContributorId(id(n)), name: name.into(), mark: Mark::Guest, sign: Sign(0) }
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
        sign: None,
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
        bytes: 0,
        html: format!("<p>Comment {n}.</p>"),
        body: format!("Comment {n}."),
        version: 1,
        proposal: None,
        quotes,
    };
    ArticlePage {
        quoted_in: Vec::new(),
        namesakes: Vec::new(),
        hidden: None,
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
            container: "A journal, vol. 2".into(),
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
        hidden: None,
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
    assert!(html.contains("<mark class=\"quoted\" data-to=\"#quoted-1\">two</mark>"), "{html}");
    assert!(html.contains("data-count=\"2\""), "a comment and a citation quote it");
    assert!(html.contains("id=\"quoted-1\"") && html.contains("href=\"#at-quoted-1\""));
    assert!(html.contains("gone from the text: see revision 1"));
}

/// The text was read anew for each of them, and each had a difference with a budget of its own.
#[test]
fn a_page_with_thousands_of_reworded_quotes_takes_no_longer_than_its_length() {
    let mut page = sample();
    page.html = format!("<p>{}</p>", "word &amp; ".repeat(12_000));
    let (comment, quote) = (page.comments[0].clone(), page.comments[0].quotes[0].clone());
    page.comments = (0..100_u128)
        .map(|nth| {
            let quotes = (0..20_u128).map(|of| QuoteView {
                anchor: AnchorId(id(1_000 + nth * 20 + of)),
                exact: "word and word".into(),
                standing: Standing::Reworded(700..713),
                ..quote.clone()
            });
            CommentView { id: CommentId(id(1_000 + nth)), quotes: quotes.collect(), ..comment.clone() }
        })
        .collect();
    let begin = std::time::Instant::now();
    let html = article(&site(Reader::New), &page, &ArticleView::default());
    assert!(begin.elapsed() < std::time::Duration::from_secs(60), "{:?}", begin.elapsed());
    assert_eq!(html.matches("As it stood in revision").count(), 2_000);
    assert!(html.contains("<del>"), "differences are shown");
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
            hidden: None,
            id: RevisionId(id(20)),
            number,
            author: person(8, "Response team"),
            at: Timestamp(0),
            note: String::new(),
            title: "Title".into(),
            size: 3,
            merges: None,
            proposal: None,
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

mod pictures {
    use graph::{Edge, Graph, Node};
    use model::{Stale, StaleCitation};

    use super::*;

    fn graph() -> Graph {
        let node = |n: u128, title: &str| Node {
            id: ArticleId(id(n)),
            slug: Slug::parse(&format!("article-{n}")).unwrap(),
            title: title.into(),
            created: Timestamp(0),
            changed: Timestamp(0),
            author: 0,
            locked: false,
            comments: 0,
            at: None,
        };
        let nodes = vec![node(1, HOSTILE), node(2, "Second"), node(3, "Third")];
        Graph { sequence: 1, authors: vec!["Policy desk".into()], nodes, edges: Vec::new() }
    }

    fn edge(from: usize, kind: Kind, to: usize) -> Edge {
        Edge { id: RelationId(id(40)), from, kind, to, at: Timestamp(0), author: 0 }
    }

    fn one<T>(thing: T) -> List<T> {
        List { shown: vec![thing], total: 1 }
    }

    #[test]
    fn every_finding_is_a_sentence_and_a_way_to_mend_it() {
        let citation = StaleCitation {
            citation: CitationId(id(70)),
            article: ArticleId(id(1)),
            title: HOSTILE.into(),
            why: Stale::Old("2020-02".into()),
        };
        let found = HealthView {
            unanswered: List { shown: vec![0], total: 1_201 },
            refuted: one(1),
            alone: one(0),
            dead_ends: one(1),
            one_sided: one((0, 2, 0)),
            circles: one(vec![
                edge(0, Kind::DependsOn, 1),
                edge(2, Kind::Supports, 1),
                edge(2, Kind::DependsOn, 0),
            ]),
            contradictions: one(edge(1, Kind::Opposes, 0)),
            unexplained: one(edge(0, Kind::Feeds, 2)),
            stale: one((0, citation)),
        };
        let html = health(&site(Reader::New), &graph(), Some((0, 1)), &found);
        assert!(!html.contains("<script>alert"), "{html}");
        assert_eq!(html.matches("class=\"mend\"").count(), 9);
        let text = prose::html::plain_text(&html);
        for words in [
            "1,200 more",
            "rests on Second, which rests on Third, which rests on",
            "is supported by 2 articles and opposed by none.",
            "has not been read since 2020-02.",
            "Nobody has said why",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
    }

    #[test]
    fn where_nothing_is_to_mend_the_page_says_so() {
        let html = health(&site(Reader::New), &graph(), None, &HealthView::default());
        assert!(html.contains("Nothing to mend.") && !html.contains("class=\"mend\""));
    }

    #[test]
    fn suggestions_are_related_or_dismissed_by_plain_forms() {
        let graph = graph();
        let found =
            [SuggestedArticle { other: &graph.nodes[0], why: format!("Both discuss “{HOSTILE}”.") }];
        let html = suggestions(&site(Reader::New), &head(), &found, &[&graph.nodes[1]]);
        assert!(!html.contains("<script>alert"), "{html}");
        assert!(
            html.contains("/a/article-1/suggestions/dismiss")
                && html.contains("/a/article-1/suggestions/restore")
        );
        assert!(html.contains("&amp;relation=related-to:forward&amp;explanation=Both%20discuss"), "{html}");
        let html = suggestions(&site(Reader::New), &head(), &[], &[]);
        assert!(html.contains("Nothing to suggest."));
        let html = relate(&site(Reader::New), &head(), &Form::default(), &[], &found);
        assert!(!html.contains("<script>alert") && html.contains("All suggestions"), "{html}");
    }
}
