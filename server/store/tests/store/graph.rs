//! The graph as it is read: whole, and what became of it.

use domain::testing;
use std::collections::BTreeSet;

use domain::command::{LockArticle, RemoveRelation, RewordRelation};
use domain::id::{ArticleId, ContributorId, RelationId, Timestamp};
use domain::lock::Scope;
use domain::outcome::Outcome;
use domain::relation::Kind;
use domain::role::Role;
use domain::slug::Slug;
use store::read::graph::MAX_CHANGES_AT_ONCE;
use uuid::Uuid;

use crate::common::{ALICE, BOB, Fixture};

async fn relate(fixture: &Fixture, author: u128, from: ArticleId, kind: Kind, to: ArticleId) -> RelationId {
    let relate = testing::relate(from, kind, to);
    assert!(matches!(fixture.send(author, relate.clone()).await, Outcome::Applied { .. }));
    relate.relation
}

#[tokio::test]
async fn everything_has_what_is_there_and_whoever_wrote_it() {
    let fixture = Fixture::new().await;
    let empty = fixture.store.everything().await.unwrap();
    assert_eq!(
        (empty.sequence, empty.people.len(), empty.articles.len(), empty.relations.len()),
        (0, 0, 0, 0)
    );
    fixture.send(BOB, testing::introduce("Policy desk")).await;
    // Someone who wrote nothing that is in the graph.
    fixture.send(0xCA401, testing::introduce("Silent desk")).await;
    let (one, _) = fixture.article("One", "Text.").await;
    let (two, _) = fixture.article("Two", "Text.").await;
    let kept = relate(&fixture, BOB, one, Kind::Supports, two).await;
    let removed = relate(&fixture, ALICE, two, Kind::Opposes, one).await;
    fixture.send(ALICE, RemoveRelation { relation: removed }).await;
    fixture.send(BOB, testing::comment(two, "A comment.")).await;

    let all = fixture.store.everything().await.unwrap();
    assert_eq!(all.sequence, fixture.store.sequence());
    let articles: Vec<_> =
        all.articles.iter().map(|node| (node.id, node.title.as_str(), node.comments)).collect();
    assert_eq!(articles, [(one, "One", 0), (two, "Two", 1)]);
    let relations: Vec<_> =
        all.relations.iter().map(|edge| (edge.id, edge.from, edge.kind, edge.to)).collect();
    assert_eq!(relations, [(kept, one, Kind::Supports, two)]);
    let people: Vec<_> = all.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(people, ["Guest", "Policy desk"]);
}

#[tokio::test]
async fn news_are_of_what_was_touched_and_only_that() {
    let fixture = Fixture::new().await;
    let (one, _) = fixture.article("One", "Text.").await;
    let (two, revision) = fixture.article("Two", "Text.").await;
    let relation = relate(&fixture, ALICE, one, Kind::Supports, two).await;
    let before = fixture.store.sequence();
    let none = fixture.store.graph_news(before).await.unwrap();
    assert_eq!((none.sequence, none.more), (before, false));
    assert!(none.people.is_empty() && none.articles.is_empty() && none.relations.is_empty());

    fixture.send(BOB, testing::revise(two, revision, "Second", "Text.")).await;
    let news = fixture.store.graph_news(before).await.unwrap();
    let titles: Vec<_> = news.articles.iter().map(|node| (node.title.as_str(), node.slug.as_str())).collect();
    assert_eq!(titles, [("Second", "second")]);
    assert!(news.relations.is_empty());

    let since = fixture.store.sequence();
    let reword = RewordRelation { relation, base: 1, explanation: testing::text("For this.") };
    fixture.send(BOB, reword).await;
    let news = fixture.store.graph_news(since).await.unwrap();
    let [(id, Some(edge))] = news.relations.as_slice() else { panic!("{news:?}") };
    assert_eq!((*id, edge.author), (relation, ContributorId(Uuid::from_u128(BOB))));

    let since = fixture.store.sequence();
    fixture.send(ALICE, RemoveRelation { relation }).await;
    fixture.send(BOB, testing::introduce("Response desk")).await;
    let news = fixture.store.graph_news(since).await.unwrap();
    assert_eq!(news.relations, [(relation, None)]);
    assert!(news.people.iter().any(|person| person.name == "Response desk"), "{news:?}");
}

#[tokio::test]
async fn a_relation_made_with_its_article_and_a_lock_are_news() {
    let fixture = Fixture::new().await;
    let (whole, _) = fixture.article("Whole", "Text.").await;
    let since = fixture.store.sequence();
    let command = testing::article("Part").related(Kind::PartOf, whole);
    let (part, id) = (command.article, command.relation.as_ref().unwrap().relation);
    fixture.send(ALICE, command).await;
    let news = fixture.store.graph_news(since).await.unwrap();
    assert!(news.articles.iter().any(|node| node.id == part));
    assert!(news.relations.iter().any(|(relation, edge)| *relation == id && edge.is_some()));

    let email = testing::text("boss@example.org");
    let boss = ContributorId(Uuid::from_u128(0xB055));
    fixture.store.grant(&email, Role::Moderator, boss, Timestamp(1)).await.unwrap();
    let since = fixture.store.sequence();
    let until = Some(Timestamp(9_000_000));
    let lock = LockArticle { until, ..testing::lock(part, Scope::Editing, "Settled.") };
    assert!(matches!(fixture.send(0xB055, lock).await, Outcome::Applied { .. }));
    let news = fixture.store.graph_news(since).await.unwrap();
    assert_eq!(news.articles.iter().find(|node| node.id == part).unwrap().lock, Some(until));
}

#[tokio::test]
async fn news_come_in_pieces_that_miss_nothing() {
    let fixture = Fixture::new().await;
    let count = usize::try_from(MAX_CHANGES_AT_ONCE).unwrap() + 20;
    let mut made = BTreeSet::new();
    for number in 0..count {
        made.insert(fixture.article(&format!("N{number}"), "Text.").await.0);
    }
    let (mut since, mut seen, mut pieces) = (0, BTreeSet::new(), 0);
    loop {
        let news = fixture.store.graph_news(since).await.unwrap();
        seen.extend(news.articles.iter().map(|node| node.id));
        pieces += 1;
        since = news.sequence;
        if !news.more {
            break;
        }
    }
    assert_eq!((seen, pieces, since), (made, 2, fixture.store.sequence()));
}

#[tokio::test]
async fn places_are_kept_whole_or_not_at_all_and_are_no_change() {
    let fixture = Fixture::new().await;
    let (one, _) = fixture.article("One", "Text.").await;
    let (two, _) = fixture.article("Two", "Text.").await;
    let before = fixture.store.sequence();
    fixture.store.keep_places(vec![(one, 5, -7), (two, 0, 1)]).await.unwrap();
    fixture.store.keep_places(vec![(one, 6, -7)]).await.unwrap();
    let nowhere = ArticleId(Uuid::from_u128(0xDEAD));
    assert!(fixture.store.keep_places(vec![(two, 9, 9), (nowhere, 1, 1)]).await.is_err());
    let places: Vec<_> =
        fixture.store.everything().await.unwrap().articles.iter().map(|node| node.place).collect();
    assert_eq!(places, [Some((6, -7)), Some((0, 1))]);
    assert_eq!(fixture.store.sequence(), before);
}

#[tokio::test]
async fn explanations_and_former_slugs_are_found() {
    let fixture = Fixture::new().await;
    let (one, _) = fixture.article("One", "Text.").await;
    let (two, revision) = fixture.article("Two", "Text.").await;
    let kept = relate(&fixture, BOB, one, Kind::Supports, two).await;
    let removed = relate(&fixture, BOB, two, Kind::Supports, one).await;
    fixture.send(BOB, RemoveRelation { relation: removed }).await;
    let unknown = RelationId(Uuid::from_u128(0xDEAD));
    let found = fixture.store.explanations(&[kept, removed, unknown, kept]).await.unwrap();
    let found: Vec<_> =
        found.iter().map(|view| (view.id, view.other.id, view.explanation.as_str())).collect();
    assert_eq!(found, [(kept, two, "Because.")]);
    assert!(fixture.store.explanations(&[]).await.unwrap().is_empty());

    fixture.send(BOB, testing::revise(two, revision, "Second", "Text.")).await;
    for slug in ["two", "second"] {
        let link = fixture.store.link_of(&Slug::parse(slug).unwrap()).await.unwrap().unwrap();
        assert_eq!((link.id, link.slug.as_str()), (two, "second"));
    }
    assert!(fixture.store.link_of(&Slug::parse("nowhere").unwrap()).await.unwrap().is_none());
}
