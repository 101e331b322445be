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
use test_page::Page;
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
    let page = Page::of(&article(&site(moderator()), &sample(), &ArticleView::default()));
    page.has_no_markup("<script>alert");
    assert_eq!(page.text("h1"), format!("Title {HOSTILE}"));
    let form = Form::default().with("title", HOSTILE).with("body", "</textarea><script>alert(1)</script>");
    let target = EditTarget::Edit { article: Box::new(head()) };
    let html = article_form(&site(moderator()), &target, &form, &[]);
    assert!(!html.contains("<script>alert") && !html.contains("</textarea><script"), "{html}");
    let page = Page::of(&html);
    assert_eq!(
        (page.value("title"), page.value("body")),
        (HOSTILE.into(), "</textarea><script>alert(1)</script>".into())
    );
    let page = Page::of(&search(&site(Reader::New), HOSTILE, &[]));
    page.has_no_markup("<script>alert");
    assert_eq!(page.part("main").value("q"), HOSTILE);
}

#[test]
fn of_very_many_passages_none_is_said_to_be_gone() {
    let mut page = sample();
    let text = "a ".repeat(1_000);
    page.html = format!("<p>{text}</p>\n");
    let source = page.citations.remove(0);
    let quote = source.quote.clone().unwrap();
    page.citations = (0..500_u32)
        .map(|nth| {
            let at = 2 * usize::try_from(nth).unwrap();
            let standing = Standing::Unchanged(at..at + 1);
            let anchor = AnchorId(id(1_000 + u128::from(nth)));
            let quote = QuoteView { anchor, standing, ..quote.clone() };
            CitationView { id: CitationId(id(5_000 + u128::from(nth))), quote: Some(quote), ..source.clone() }
        })
        .collect();
    page.comments = Vec::new();
    let view = ArticleView { tab: Tab::Citations, ..ArticleView::default() };
    let shown = Page::of(&article(&site(Reader::New), &page, &view));
    assert_eq!(shown.count("ol.citations blockquote"), 500);
    shown.has_no("blockquote.gone");
}

#[test]
fn explanations_are_in_the_page_with_their_authors() {
    let view = ArticleView { explain: true, ..ArticleView::default() };
    let page = Page::of(&article(&site(Reader::New), &sample(), &view));
    let related = page.part("section.related.explained");
    assert_eq!(related.texts("dt"), ["is part of", "is supported by"]);
    assert_eq!(related.texts(".why > span"), ["It belongs there.", HOSTILE]);
    assert_eq!(related.texts(".why > cite > b"), ["Policy desk", "Guest"]);
}

#[test]
fn quoted_passages_are_marked_counted_and_lead_both_ways() {
    let page = Page::of(&article(&site(Reader::New), &sample(), &ArticleView::default()));
    assert_eq!(page.text(".prose mark.quoted[data-to='#quoted-1']"), "two");
    assert_eq!(page.attributes("[data-count]", "data-count"), ["2"], "a comment and a citation quote it");
    assert_eq!(page.link("#quoted-1 blockquote a"), "#at-quoted-1");
    page.has("#at-quoted-1");
    assert_eq!(page.text("blockquote.gone .standing"), messages::talk::quote::gone(1));
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
    let page = Page::of(&html);
    let links = page.texts(".comment details.standing > a");
    assert_eq!(links.iter().filter(|words| words.starts_with("See it in revision")).count(), 2_000);
    page.has(".comment .difference del");
}

#[test]
fn every_reply_is_shown_however_deep() {
    let page = Page::of(&article(&site(Reader::New), &sample(), &ArticleView::default()));
    let said: Vec<String> = (60..=65).map(|n| format!("Comment {n}.")).collect();
    assert_eq!(page.texts(".comment > .said > p"), said);
}

#[test]
fn an_error_stands_beside_its_field_and_what_was_typed_is_there() {
    let typed = "x".repeat(501);
    let problem = Problem::Invalid {
        fields: vec![FieldProblem::new(Field::Summary, Fault::TooLong { limit: 500, actual: 501 })],
    };
    let form = Form { problem: Some(problem), ..Form::default() }.with("summary", &typed);
    let page = Page::of(&article_form(&site(Reader::New), &EditTarget::New { from: None }, &form, &[]));
    assert_eq!(page.value("summary"), typed);
    page.has("[name='summary'][aria-invalid='true'][aria-describedby~='summary-error']");
    assert_eq!(page.count("[aria-invalid]"), 1);
    let sentence = "Summary is 1 character too long (501 of 500).";
    assert_eq!(page.text("#summary-error"), sentence);
    assert_eq!(page.text("[role='alert'] a[href='#summary']"), sentence);
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
    let page = Page::of(&conflict(&site(Reader::New), &head(), &two, &Form::default()));
    // The title and the end are no matter of choice.
    assert_eq!(page.texts("legend"), [messages::history::conflict::passage(1, 1)]);
    assert_eq!(page.texts("fieldset ins"), ["new", "best"]);
    page.has("[type='radio'][name='choice_0']");
    page.has_no("[checked]");
    assert_eq!(page.text("pre.source"), "An end, merged.");
    assert!(page.value("text_0").starts_with("The best words."), "{page}");
    assert_eq!(page.value("mine_body"), "The best words.\n\nAn end, merged.");
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
    let locked = Page::of(&html);
    locked.part("[data-live='lock'] .state").says("It is being agreed.");
    locked.part(".comments").says(messages::talk::comment::CLOSED);
    page.lock = page.lock.map(|lock| LockView { until: Some(Timestamp(1_000_000)), ..lock });
    let open = Page::of(&article(&site(Reader::New), &page, &ArticleView::default()));
    open.has_nowhere("It is being agreed.");
    open.has("form#comment");
}

#[test]
fn only_newcomers_are_welcomed_and_only_moderators_may_lock() {
    let newcomer = Page::of(&article(&site(Reader::New), &sample(), &ArticleView::default()));
    newcomer.has("form#welcome");
    newcomer.has_no("[href$='/lock']");
    newcomer.has_no("[action$='/lock']");
    let moderator = Page::of(&article(&site(moderator()), &sample(), &ArticleView::default()));
    moderator.has_no("#welcome");
    moderator.has(".acts a[href='/a/article-1/lock']");
    // An e-mail address is in nobody's page.
    moderator.has_nowhere("desk@example.org");
}

#[test]
fn a_page_has_what_machines_read() {
    let page = Page::of(&article(&site(Reader::New), &sample(), &ArticleView::default()));
    page.has("html[lang='en']");
    assert_eq!(page.link("head link[rel='canonical']"), "https://moot.example/a/article-1");
    assert_eq!(page.attribute("meta[property='og:title']", "content"), format!("Title {HOSTILE}"));
    let data = page.part("script[type='application/ld+json']");
    data.has_no_markup("<script>");
    let data: serde_json::Value = serde_json::from_str(&data.raw_text()).unwrap();
    assert_eq!((&data["@type"], &data["headline"]), (&"Article".into(), &format!("Title {HOSTILE}").into()));
}

#[test]
fn there_is_no_style_and_no_handler_in_the_markup() {
    for tab in [Tab::Comments, Tab::Citations, Tab::About] {
        let html = article(&site(moderator()), &sample(), &ArticleView { tab, ..ArticleView::default() });
        let page = Page::of(&html);
        page.has_no("style");
        for attribute in [" style=", " onclick="] {
            page.has_no_markup(attribute);
        }
    }
}

mod pictures {
    use graph::{AuthorIndex, Edge, Graph, Node, NodeIndex};
    use model::{Stale, StaleCitation};

    use super::*;

    fn graph() -> Graph {
        let node = |n: u128, title: &str| Node {
            id: ArticleId(id(n)),
            slug: Slug::parse(&format!("article-{n}")).unwrap(),
            title: title.into(),
            created: Timestamp(0),
            changed: Timestamp(0),
            author: AuthorIndex(0),
            locked: false,
            comments: 0,
            at: None,
        };
        let nodes = vec![node(1, HOSTILE), node(2, "Second"), node(3, "Third")];
        Graph { sequence: 1, authors: vec!["Policy desk".into()], nodes, edges: Vec::new() }
    }

    fn edge(from: u32, kind: Kind, to: u32) -> Edge {
        let (from, to) = (NodeIndex(from), NodeIndex(to));
        Edge { id: RelationId(id(40)), from, kind, to, at: Timestamp(0), author: AuthorIndex(0) }
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
            unanswered: List { shown: vec![NodeIndex(0)], total: 1_201 },
            refuted: one(NodeIndex(1)),
            alone: one(NodeIndex(0)),
            dead_ends: one(NodeIndex(1)),
            one_sided: one((NodeIndex(0), 2, 0)),
            circles: one(vec![
                edge(0, Kind::DependsOn, 1),
                edge(2, Kind::Supports, 1),
                edge(2, Kind::DependsOn, 0),
            ]),
            contradictions: one(edge(1, Kind::Opposes, 0)),
            unexplained: one(edge(0, Kind::Feeds, 2)),
            stale: one((NodeIndex(0), citation)),
        };
        let page =
            Page::of(&health(&site(Reader::New), &graph(), Some((NodeIndex(0), NodeIndex(1))), &found));
        page.has_no_markup("<script>alert");
        assert_eq!(page.count("a.mend"), 9);
        for (section, words) in [
            ("unanswered", "1,200 more".to_owned()),
            (
                "circles",
                format!(
                    "{HOSTILE} relies on Second, which relies on Third, which relies on {HOSTILE} again."
                ),
            ),
            ("one-sided", format!("{HOSTILE} is supported by 2 articles and opposed by none.")),
            ("stale", format!("“{HOSTILE}”, cited in {HOSTILE}, has not been read since 2020-02.")),
            ("unexplained", format!("Nobody has explained why {HOSTILE} is an input for Third.")),
        ] {
            page.part(&format!("section[aria-labelledby='{section}']")).says(&words);
        }
    }

    #[test]
    fn where_nothing_is_to_mend_the_page_says_so() {
        let page = Page::of(&health(&site(Reader::New), &graph(), None, &HealthView::default()));
        assert_eq!(page.text(".state.well > b"), messages::outline::issues::NONE);
        page.has_no(".mend");
    }

    #[test]
    fn suggestions_are_related_or_dismissed_by_plain_forms() {
        let graph = graph();
        let found = [SuggestedArticle { other: &graph.nodes[0], why: format!("Shared words: {HOSTILE}.") }];
        let page = Page::of(&suggestions(&site(Reader::New), &head(), &found, &[&graph.nodes[1]]));
        page.has_no_markup("<script>alert");
        page.has(".suggested form[method='post'][action='/a/article-1/suggestions/dismiss'] button");
        page.has(".dismissed form[method='post'][action='/a/article-1/suggestions/restore'] button");
        let relation = page.link(".suggested .acts a");
        assert!(
            relation.contains("?other=article-1&relation=related-to:forward&explanation=Shared%20words"),
            "{relation}"
        );
        let page = Page::of(&suggestions(&site(Reader::New), &head(), &[], &[]));
        page.has_text("main .state > b", messages::relate::suggestion::EMPTY);
        page.has_no("main form");
        let page = Page::of(&relate(&site(Reader::New), &head(), &Form::default(), &[], &found));
        page.has_no_markup("<script>alert");
        assert_eq!(
            page.text("section.suggestions a[href='/a/article-1/suggestions']"),
            messages::relate::suggestion::ALL
        );
    }
}
