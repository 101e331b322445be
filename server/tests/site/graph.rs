//! The graph in memory, and what is answered from it.

use axum::http::Request;
use axum::http::header::{ACCEPT_ENCODING, HOST, IF_NONE_MATCH};
use domain::command::{
    AddComment, Command, CreateArticle, Envelope, Introduce, LockArticle, NewRelation, Relate,
    RemoveRelation, ReviseArticle, RewordRelation, UnlockArticle, WithdrawComment,
};
use domain::id::{ArticleId, CommandId, CommentId, ContributorId, RelationId, RevisionId, Timestamp};
use domain::lock::Scope;
use domain::relation::{Direction, Kind};
use domain::text::{Body, CommentBody, Explanation, FirstName, LastName, Note, Reason, Summary, Title};
use graph::Graph;
use server::follow::snapshot::Snapshot;
use uuid::Uuid;

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

    pub(crate) fn id(&mut self) -> Uuid {
        let (high, low) = (self.below(usize::MAX), self.below(usize::MAX));
        Uuid::from_u64_pair(u64::try_from(high).unwrap(), u64::try_from(low).unwrap())
    }
}

#[derive(Default)]
pub(crate) struct World {
    pub(crate) articles: Vec<(ArticleId, RevisionId)>,
    pub(crate) relations: Vec<RelationId>,
    comments: Vec<CommentId>,
}

pub(crate) fn command(random: &mut Random, world: &mut World) -> Command {
    let title = Title::parse(&format!("Article {}", random.below(40))).unwrap();
    let kind = Kind::ALL[random.below(8)];
    let explanation = Explanation::parse("Because.").unwrap();
    if world.articles.len() < 2 || random.below(6) == 0 {
        let relation = (!world.articles.is_empty() && random.below(2) == 0).then(|| NewRelation {
            relation: RelationId(random.id()),
            other: world.articles[random.below(world.articles.len())].0,
            direction: Direction::Forward,
            kind,
            explanation,
        });
        world.relations.extend(relation.as_ref().map(|relation| relation.relation));
        let (article, revision) = (ArticleId(random.id()), RevisionId(random.id()));
        world.articles.push((article, revision));
        let (summary, body) = (Summary::parse("Sum.").unwrap(), Body::parse("Text.").unwrap());
        return Command::CreateArticle(CreateArticle { article, revision, title, summary, body, relation });
    }
    let at = random.below(world.articles.len());
    let (article, base) = world.articles[at];
    let other = world.articles[random.below(world.articles.len())].0;
    let some = |random: &mut Random, all: &[RelationId]| {
        if all.is_empty() { RelationId(Uuid::nil()) } else { all[random.below(all.len())] }
    };
    match random.below(10) {
        0..=3 => {
            let relation = RelationId(random.id());
            world.relations.push(relation);
            Command::Relate(Relate { relation, from: article, kind, to: other, explanation })
        }
        4 => {
            let relation = some(random, &world.relations);
            Command::RewordRelation(RewordRelation { relation, base: 1, explanation })
        }
        5 => Command::RemoveRelation(RemoveRelation { relation: some(random, &world.relations) }),
        6 => {
            let revision = RevisionId(random.id());
            world.articles[at].1 = revision;
            let (summary, body) = (Summary::parse("Sum.").unwrap(), Body::parse("Text.").unwrap());
            let note = Note::parse("").unwrap();
            let proposal = None;
            Command::ReviseArticle(ReviseArticle {
                article,
                revision,
                base,
                title,
                summary,
                body,
                note,
                proposal,
            })
        }
        7 => {
            let comment = CommentId(random.id());
            world.comments.push(comment);
            let (body, quotes) = (CommentBody::parse("Hm.").unwrap(), Vec::new());
            Command::AddComment(AddComment { comment, article, parent: None, body, quotes, proposal: None })
        }
        8 => match random.below(3) {
            0 if !world.comments.is_empty() => {
                let comment = world.comments[random.below(world.comments.len())];
                Command::WithdrawComment(WithdrawComment { comment })
            }
            1 => Command::UnlockArticle(UnlockArticle { article }),
            _ => Command::LockArticle(LockArticle {
                article,
                scope: Scope::Editing,
                reason: Reason::parse("Settled.").unwrap(),
                until: (random.below(2) == 0).then_some(Timestamp(BEGIN + 5_000)),
            }),
        },
        _ => Command::Introduce(Introduce {
            first_name: FirstName::parse(&format!("Desk {}", random.below(9))).unwrap(),
            last_name: LastName::parse("").unwrap(),
            email: None,
        }),
    }
}

/// What a node is part of first, what has it as that, and how many are part of it.
pub(crate) type Place = (Option<usize>, Vec<usize>, u32);

pub(crate) fn everything(snapshot: &Snapshot) -> (Graph, Vec<Place>) {
    let whole = snapshot.most_important(usize::MAX);
    let tree = (0..whole.nodes.len())
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
            let author = if random.below(3) == 0 {
                ContributorId(Uuid::from_u128(u128::try_from(random.below(4)).unwrap() + 1))
            } else {
                boss
            };
            let command = command(&mut random, &mut world);
            let envelope =
                Envelope { id: CommandId(random.id()), author, at: Timestamp(BEGIN + nth), command };
            site.app.store.submit(envelope).await.unwrap();
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
            for node in 0..patched.graph.nodes.len() {
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
    let fields = [("relation", "supports:forward"), ("other", "second"), ("explanation", "It does.")];
    let related = visitor.post(&format!("{from}/relate"), &fields).await;
    assert_eq!(related.status, 303, "{}", related.text());
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
    let base = visitor.get(&format!("{address}/edit")).await.hidden("base");
    let fields = [("title", "Über all"), ("summary", ""), ("body", "Text."), ("base", base.as_str())];
    assert_eq!(visitor.post(&format!("{address}/edit"), &fields).await.status, 303);
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
    const BADGE: &str = "<small class=\"badge\">Moderator</small>";
    for _ in 0..2 {
        assert!(reader.get("/a/by-a-moderator/history").await.text().contains(BADGE));
    }
    let email = domain::text::Email::parse("boss@example.org").unwrap();
    site.app.store.revoke(&email).await.unwrap();
    let after = marks().await;
    assert_eq!(after[0], before[0]);
    assert!(after[1].len() == 5, "{after:?}");
    assert!(!reader.get("/a/by-a-moderator/history").await.text().contains(BADGE), "nor on a kept page");
}
