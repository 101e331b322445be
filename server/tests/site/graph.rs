//! The graph in memory, and what is answered from it.

use axum::http::Request;
use axum::http::header::{ACCEPT_ENCODING, HOST, IF_NONE_MATCH};
use domain::command::{Command, LockArticle, RemoveRelation, RewordRelation, UnlockArticle, WithdrawComment};
use domain::id::{ArticleId, CommentId, RelationId, RevisionId, Timestamp};
use domain::lock::Scope;
use domain::relation::Kind;
use domain::testing;
use graph::{Graph, NodeIndex};
use server::follow::snapshot::Snapshot;

use crate::client::{BEGIN, Site};

/// xorshift64 (Marsaglia 2003).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

#[derive(Default)]
pub(crate) struct World {
    pub(crate) articles: Vec<(ArticleId, RevisionId)>,
    pub(crate) relations: Vec<RelationId>,
    comments: Vec<CommentId>,
}

pub(crate) fn command(random: &mut Random, world: &mut World) -> Command {
    let title = format!("Article {}", random.below(40));
    let kind = Kind::ALL[random.below(8)];
    if world.articles.len() < 2 || random.below(6) == 0 {
        let mut article = testing::article(&title);
        if !world.articles.is_empty() && random.below(2) == 0 {
            article = article.related(kind, world.articles[random.below(world.articles.len())].0);
        }
        world.relations.extend(article.relation.as_ref().map(|relation| relation.relation));
        world.articles.push((article.article, article.revision));
        return article.into();
    }
    let at = random.below(world.articles.len());
    let (article, base) = world.articles[at];
    let other = world.articles[random.below(world.articles.len())].0;
    let some = |random: &mut Random, all: &[RelationId]| {
        if all.is_empty() { testing::id(0) } else { all[random.below(all.len())] }
    };
    match random.below(10) {
        0..=3 => {
            let relate = testing::relate(article, kind, other);
            world.relations.push(relate.relation);
            relate.into()
        }
        4 => {
            let relation = some(random, &world.relations);
            RewordRelation { relation, base: 1, explanation: testing::text("Because.") }.into()
        }
        5 => RemoveRelation { relation: some(random, &world.relations) }.into(),
        6 => {
            let revise = testing::revise(article, base, &title, "Text.");
            world.articles[at].1 = revise.revision;
            revise.into()
        }
        7 => {
            let comment = testing::comment(article, "Hm.");
            world.comments.push(comment.comment);
            comment.into()
        }
        8 => match random.below(3) {
            0 if !world.comments.is_empty() => {
                let comment = world.comments[random.below(world.comments.len())];
                WithdrawComment { comment }.into()
            }
            1 => UnlockArticle { article }.into(),
            _ => {
                let until = (random.below(2) == 0).then_some(Timestamp(BEGIN + 5_000));
                LockArticle { until, ..testing::lock(article, Scope::Editing, "Settled.") }.into()
            }
        },
        _ => testing::introduce(&format!("Desk {}", random.below(9))).into(),
    }
}

/// What a node is part of first, what has it as that, and how many are part of it.
pub(crate) type Place = (Option<NodeIndex>, Vec<NodeIndex>, u32);

pub(crate) fn everything(snapshot: &Snapshot) -> (Graph, Vec<Place>) {
    let whole = snapshot.most_important(usize::MAX);
    let tree = whole
        .node_indices()
        .map(|node| (snapshot.parent(node), snapshot.parts(node).to_vec(), snapshot.sizes()[node]))
        .collect();
    (whole, tree)
}

#[tokio::test]
async fn what_was_patched_is_what_would_be_read_anew() {
    for seed in 1..6 {
        let site = Site::new().await;
        let mut moderator = site.visitor();
        moderator.become_moderator().await;
        let email = domain::text::Email::parse("boss@example.org").unwrap();
        let boss = site.app.store.account(&email).await.unwrap().unwrap();
        let (mut random, mut world) = (Random(seed * 7_919), World::default());
        let mut held = vec![site.app.graph.snapshot().await.unwrap()];
        for nth in 0..300 {
            let author = if random.below(3) == 0 { random.below(4) as u128 + 1 } else { boss.0.as_u128() };
            let command = command(&mut random, &mut world);
            site.app.store.submit(testing::envelope(author, BEGIN + nth, command)).await.unwrap();
            if random.below(4) == 0 {
                let snapshot = site.app.graph.snapshot().await.unwrap();
                assert_eq!(snapshot.graph.sequence, site.app.store.sequence());
                if random.below(3) == 0 {
                    held.push(snapshot);
                }
            }
            if nth == 200 {
                let place = vec![(world.articles[0].0, 5, -7)];
                site.app.graph.keep_places(place).await.unwrap();
            }
        }
        for late in [0, 10_000] {
            site.pass(late);
            let patched = site.app.graph.snapshot().await.unwrap();
            let fresh = site.app.graph.read_anew().await.unwrap();
            assert_eq!(everything(&patched), everything(&fresh));
            assert!(patched.graph.is_whole());
            for node in patched.graph.node_indices() {
                let around = patched.around(node, 2, 9);
                assert!(around.is_whole() && around.nodes.len() <= 9);
                assert_eq!(around.nodes[0].id, patched.graph.nodes[node].id);
                assert_eq!(around, fresh.around(node, 2, 9));
                let discussion = patched.discussion(node, 9);
                assert!(discussion.is_whole() && discussion.nodes.len() <= 9);
                assert_eq!(discussion, fresh.discussion(node, 9));
            }
        }
        assert!(held.windows(2).all(|pair| pair[0].graph.sequence <= pair[1].graph.sequence));
        assert_eq!(held[0].graph.nodes.len(), 0, "a snapshot stays as it is for who holds it");
    }
}

#[tokio::test]
async fn another_history_is_read_anew() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    visitor.write("One", "Text.").await;
    assert_eq!(site.app.graph.snapshot().await.unwrap().graph.nodes.len(), 1);
    site.app.store.renew_epoch().await.unwrap();
    visitor.write("Two", "Text.").await;
    assert_eq!(site.app.graph.snapshot().await.unwrap().graph.nodes.len(), 2);
}

#[tokio::test]
async fn the_graph_and_connections_are_answered_and_bad_questions_are_refused() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let from = visitor.write("First", "Text.").await;
    visitor.write("Second", "Text.").await;
    visitor.relate(&from, "supports:forward", "second", "It does.").await;
    let answer = visitor.get("/api/graph").await;
    let graph: Graph = serde_json::from_slice(&answer.bytes).unwrap();
    assert!(graph.is_whole() && graph.nodes.len() == 2 && graph.edges.len() == 1);
    assert!(answer.header("etag").starts_with('"'));
    let around: Graph =
        serde_json::from_slice(&visitor.get("/api/graph?focus=second&depth=1&most=99999999").await.bytes)
            .unwrap();
    assert_eq!(around.nodes[0].slug.as_str(), "second");
    let text = visitor.get("/api/graph/connections?from=second&to=first").await.text();
    assert!(text.contains("is supported by") && text.contains("It does."), "{text}");
    let edge = graph.edges[0].id;
    assert!(visitor.get(&format!("/api/graph/relations/{edge}")).await.text().contains("It does."));
    let article = graph.nodes[0].id;
    assert!(visitor.get(&format!("/api/graph/articles/{article}")).await.text().contains("A summary."));
    for (path, status) in [
        ("/api/graph?focus=nowhere", 404),
        ("/api/graph?most=many", 400),
        ("/api/graph?depth=-1", 400),
        ("/api/graph/connections?from=first", 404),
        ("/api/graph/relations/x", 404),
        ("/api/graph/articles/%00", 404),
    ] {
        let answer = visitor.get(path).await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
    }
}

#[tokio::test]
async fn the_graph_is_sent_compressed_and_once() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    for nth in 0..30 {
        visitor.write(&format!("Article with a title of some length {nth}"), "Text.").await;
    }
    let ask = |encoding: &'static str, tag: &str| {
        let request = Request::get("/api/graph").header(HOST, "127.0.0.1:3000");
        let request = request.header(ACCEPT_ENCODING, encoding).header(IF_NONE_MATCH, tag);
        request.body(axum::body::Body::empty()).unwrap()
    };
    let plain = site.send(ask("identity", "")).await;
    assert_eq!((plain.status.as_u16(), plain.header("content-encoding")), (200, ""));
    let mut tags = vec![plain.header("etag").to_owned()];
    for encoding in ["gzip", "br"] {
        let small = site.send(ask(encoding, "")).await;
        assert_eq!((small.status.as_u16(), small.header("content-encoding")), (200, encoding));
        assert!(small.bytes.len() * 3 < plain.bytes.len(), "{} of {}", small.bytes.len(), plain.bytes.len());
        assert_eq!(small.header("vary"), "accept-encoding");
        let tag = small.header("etag").to_owned();
        let again = site.send(ask(encoding, &format!("\"other\", {tag}"))).await;
        assert_eq!((again.status.as_u16(), again.bytes.len()), (304, 0));
        assert_eq!(again.header("etag"), tag);
        tags.push(tag);
    }
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 3, "each form has a tag of its own");
    let tag = plain.header("etag").to_owned();
    visitor.write("One more", "Text.").await;
    let newer = site.send(ask("identity", &tag)).await;
    assert_eq!(newer.status, 200);
    assert_ne!(newer.header("etag"), tag);
}

#[tokio::test]
async fn old_slugs_lead_to_the_same_question_with_the_newer_one() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let address = visitor.write("First", "Text.").await;
    visitor.write("Second", "Text.").await;
    visitor.edit(&address, "Über all", "Text.").await;
    let moved = visitor.get("/api/graph?focus=first&depth=2&most=9").await;
    assert_eq!(moved.status, 308);
    let there = moved.location();
    assert!(there.contains("depth=2") && there.contains("most=9"), "{there}");
    let graph: Graph = serde_json::from_slice(&visitor.get(&there).await.bytes).unwrap();
    assert_eq!(graph.nodes[0].title, "Über all");
    let moved = visitor.get("/api/graph/connections?from=second&to=first").await;
    assert_eq!(moved.status, 308);
    assert_eq!(visitor.get(&moved.location()).await.status, 200);
}

#[tokio::test]
async fn the_graph_says_what_stands_beside_each_name_also_when_a_role_ends() {
    let site = Site::new().await;
    let (mut guest, mut moderator) = (site.visitor(), site.visitor());
    moderator.become_moderator().await;
    for (visitor, title) in [(&mut guest, "By a guest"), (&mut moderator, "By a moderator")] {
        let fields = [("first_name", "Ana Hill"), ("last_name", ""), ("email", ""), ("action", "continue")];
        assert_eq!(visitor.post("/welcome", &fields).await.status, axum::http::StatusCode::SEE_OTHER);
        visitor.write(title, "Text.").await;
    }
    let marks = async || {
        let graph: serde_json::Value =
            serde_json::from_slice(&site.visitor().get("/api/graph").await.bytes).unwrap();
        assert_eq!(graph["authors"], serde_json::json!(["Ana Hill", "Ana Hill"]), "two of one name are two");
        let marks = graph["author_marks"].as_array().unwrap();
        marks.iter().map(|mark| mark.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let before = marks().await;
    assert!(before[0].starts_with("guest ") && before[1] == "Moderator", "{before:?}");
    let mut reader = site.visitor();
    for _ in 0..2 {
        let history = reader.page("/a/by-a-moderator/history").await;
        assert_eq!(history.text("main small.badge"), "Moderator");
    }
    let email = domain::text::Email::parse("boss@example.org").unwrap();
    site.app.store.revoke(&email).await.unwrap();
    let after = marks().await;
    assert_eq!(after[0], before[0]);
    assert!(after[1].len() == 5, "{after:?}");
    // Nor on a kept page.
    reader.page("/a/by-a-moderator/history").await.has_no("small.badge");
}
