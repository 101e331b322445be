//! Whatever is hidden, shown, related, removed and brought back: what is counted is what is there.

use domain::testing;
use std::collections::BTreeMap;

use domain::command::{Command, Relate, RemoveRelation, Suggestion};
use domain::id::{ArticleId, CommentId, ContributorId, RelationId, RevisionId, Timestamp};
use domain::moderation::{Hide, Hideable, RestoreRelation, Undo, Unhide};
use domain::relation::Kind;
use domain::role::Role;
use domain::text::Reason;
use domain::write::undo::Plan;
use serde_json::Value;
use sqlx::{Connection as _, SqliteConnection};
use store::Part;
use store::read::changes::Texts;
use uuid::Uuid;

use crate::common::{ALICE, BOB, Fixture};

/// A generator of numbers that is the same for each seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

/// What does not hold of what is derived, in words.
const WRONG: &str = "
select 'the way up of ' || a.title from articles a
where a.parent_id is not (select r.to_id from relations r where r.from_id = a.id and r.kind = 'part-of'
                          and r.removed_at is null order by r.rowid limit 1)
union all
select 'the root of ' || a.title from articles a
where a.root_id is not coalesce((select p.root_id from articles p where p.id = a.parent_id), a.id)
union all
select 'comments on ' || a.title from articles a
where a.comment_count <> (select count(*) from comments m where m.article_id = a.id and m.withdrawn_at is null)
union all
select 'the discussion of ' || a.title from articles a
where a.parent_id is null and (
    a.discussion_articles <> (select count(*) from articles b where b.root_id = a.id)
    or a.discussion_comments <> (select sum(b.comment_count) from articles b where b.root_id = a.id))
union all
select 'the counts of what is not a root: ' || a.title from articles a
where a.parent_id is not null and (a.discussion_articles <> 0 or a.discussion_comments <> 0)
union all
select 'all articles' from counters
where name = 'articles' and value <> (select count(*) from articles where hidden_at is null)
union all
select 'all comments' from counters
where name = 'comments' and value <> (select count(*) from comments where withdrawn_at is null)
union all
select 'a relation of the hidden ' || a.title from articles a join relations r on a.id in (r.from_id, r.to_id)
where a.hidden_at is not null and r.removed_at is null
union all
select 'search for ' || a.title from articles a
where (a.hidden_at is null) <> (a.number in (select rowid from article_search))
union all
select 'the sequence' from counters where name = 'sequence' and value <> (select count(*) from changes)";

#[tokio::test]
async fn what_is_counted_is_what_is_there_whatever_is_hidden_and_shown() {
    let (mut hidden, mut shown, mut restored) = (0, 0, 0);
    for seed in 0..6 {
        let fixture = Fixture::new().await;
        let boss = ContributorId(Uuid::from_u128(0xB055));
        let email = testing::text("boss@example.org");
        let boss =
            fixture.store.grant(&email, Role::Moderator, boss, Timestamp(1)).await.unwrap().0.as_u128();
        let mut database = SqliteConnection::connect(&format!(
            "sqlite://{}",
            fixture.folder.path().join("test.db").display()
        ))
        .await
        .unwrap();
        let mut numbers = Numbers(seed);
        let mut articles: Vec<ArticleId> = Vec::new();
        let (mut relations, mut comments): (Vec<RelationId>, Vec<CommentId>) = (Vec::new(), Vec::new());
        let reason = testing::text::<Reason>("For the test.");
        for step in 0..160 {
            if articles.len() < 8 {
                let command = testing::article(&format!("Article {step}"));
                let article = command.article;
                articles.push(article);
                assert!(fixture.send(ALICE, command).await.sequence().is_some());
                continue;
            }
            let article = articles[numbers.below(articles.len())];
            let thing = match comments.last() {
                Some(_) if numbers.below(2) == 0 => {
                    Hideable::Comment(comments[numbers.below(comments.len())])
                }
                _ => Hideable::Article(article),
            };
            let command: Command = match numbers.below(9) {
                0 | 1 => {
                    let to = articles[numbers.below(articles.len())];
                    let kind = if numbers.below(4) == 0 { Kind::Supports } else { Kind::PartOf };
                    let relate = testing::relate(article, kind, to);
                    relations.push(relate.relation);
                    relate.into()
                }
                2 => {
                    let comment = testing::comment(article, "Said.");
                    comments.push(comment.comment);
                    comment.into()
                }
                3 | 7 if !relations.is_empty() => {
                    let relation = relations[numbers.below(relations.len())];
                    Command::RemoveRelation(RemoveRelation { relation })
                }
                4 | 8 if !relations.is_empty() => {
                    let relation = relations[numbers.below(relations.len())];
                    Command::RestoreRelation(RestoreRelation { relation })
                }
                5 => Command::Hide(Hide { thing, reason: reason.clone() }),
                _ => Command::Unhide(Unhide { thing }),
            };
            let name = command.kind().name();
            let took = fixture.send(boss, command).await.sequence().is_some();
            match name {
                "hide" if took => hidden += 1,
                "unhide" if took => shown += 1,
                "restore-relation" if took => restored += 1,
                _ => {}
            }
            let wrong: Vec<String> = sqlx::query_scalar(WRONG).fetch_all(&mut database).await.unwrap();
            assert!(wrong.is_empty(), "seed {seed}, step {step}, {name}: {wrong:?}");
        }
    }
    assert!(
        hidden > 10 && shown > 10 && restored > 10,
        "{hidden} hidden, {shown} shown, {restored} restored"
    );
}

#[tokio::test]
async fn an_article_hangs_on_what_it_was_part_of_first_whatever_the_ids_of_relations_say() {
    let fixture = Fixture::new().await;
    let (first, _) = fixture.article("First", "Text.").await;
    let (child, _) = fixture.article("Child", "Text.").await;
    let (forged, _) = fixture.article("Forged", "Text.").await;
    for (id, to) in [(u128::MAX, first), (1, forged)] {
        let relate = Relate { relation: testing::id(id), ..testing::relate(child, Kind::PartOf, to) };
        assert!(fixture.send(ALICE, relate).await.sequence().is_some());
    }
    let breadcrumb =
        async || fixture.page("child").await.breadcrumb.iter().map(|link| link.id).collect::<Vec<_>>();
    assert_eq!(breadcrumb().await, [first]);
    // As servers of before had it, which went by the ids.
    let file = fixture.folder.path().join("test.db");
    let mut database = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    sqlx::query(
        "update articles set parent_id = $2, root_id = $2 where id = $1;
         update articles set discussion_articles = discussion_articles + case when id = $2 then 1 else -1 end
         where id in ($2, $3)",
    )
    .bind(child.to_string())
    .bind(forged.to_string())
    .bind(first.to_string())
    .execute(&mut database)
    .await
    .unwrap();
    assert_eq!(breadcrumb().await, [forged]);
    assert_eq!(fixture.store.mend_hierarchy().await.unwrap(), 1);
    assert_eq!(breadcrumb().await, [first]);
    assert_eq!(fixture.store.mend_hierarchy().await.unwrap(), 0);
    let wrong: Vec<String> = sqlx::query_scalar(WRONG).fetch_all(&mut database).await.unwrap();
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// What somebody knows who takes in every change once, when it comes: each thing as it was said last.
#[derive(Default)]
struct Follower {
    next: i64,
    things: BTreeMap<String, Value>,
    /// What was said with a thing that was shown again.
    since: Option<i64>,
}

impl Follower {
    async fn pull(&mut self, fixture: &Fixture) {
        let pulled = fixture.store.changes(self.next, 500, Texts::Whole).await.unwrap();
        for mut thing in pulled.changes.into_iter().flat_map(|change| change.things) {
            self.since = thing
                .as_object_mut()
                .unwrap()
                .remove("again")
                .and_then(|since| since.as_i64())
                .or(self.since);
            self.things.insert(format!("{} {}", thing["type"], thing["id"]), thing);
        }
        self.next = pulled.next;
    }
}

#[tokio::test]
async fn who_follows_the_log_is_told_from_where_to_read_what_comes_back_with_a_thing() {
    let fixture = Fixture::new().await;
    let boss = ContributorId(Uuid::from_u128(0xB055));
    let email = testing::text("boss@example.org");
    let boss = fixture.store.grant(&email, Role::Moderator, boss, Timestamp(1)).await.unwrap().0.as_u128();
    fixture.article("Before it", "Text.").await;
    let before = fixture.store.sequence();
    let (article, first) = fixture.article("A title", "Some words stand here.").await;
    fixture.send(ALICE, testing::comment(article, "Said about it.").quoting("Some words")).await;
    fixture.send(ALICE, testing::revise(article, first, "A title", "Others stand here.")).await;
    let reason = testing::text::<Reason>("For the test.");
    for thing in [Hideable::Article(article), Hideable::Revision(first)] {
        fixture.send(boss, Command::Hide(Hide { thing, reason: reason.clone() })).await;
        // Somebody who comes now knows it without its words.
        let mut follower = Follower::default();
        follower.pull(&fixture).await;
        let words = serde_json::to_string(&follower.things).unwrap();
        assert!(!words.contains("Some words"), "{words}");
        assert_eq!(follower.since, Some(before), "{thing:?}");

        fixture.send(boss, Command::Unhide(Unhide { thing })).await;
        follower.since = None;
        follower.pull(&fixture).await;
        assert_eq!(follower.since, Some(before), "{thing:?}");
        follower.next = before;
        follower.pull(&fixture).await;
        let mut fresh = Follower::default();
        fresh.pull(&fixture).await;
        assert_eq!(follower.things, fresh.things, "{thing:?}");
        assert!(serde_json::to_string(&fresh.things).unwrap().contains("Some words"));
    }
}

async fn undo(fixture: &Fixture, boss: u128, person: u128, since: i64) {
    let people = vec![ContributorId(Uuid::from_u128(person))];
    let past = fixture.store.past(&people, since).await.unwrap();
    let reason = testing::text::<Reason>("For the test.");
    let begin = Command::Undo(Undo { people, since, reason: reason.clone() });
    let acts = Plan::of(&past.touched).acts.into_iter();
    let commands = acts.map(|act| (act.command(RevisionId(fixture.id()), &reason), act.same_as()));
    let part =
        |(command, same_as)| Part { envelope: fixture.envelope(boss, Timestamp(9_000), command), same_as };
    let parts = std::iter::once((begin, None)).chain(commands).map(part).collect();
    for outcome in fixture.store.submit_together(parts).await.unwrap() {
        assert!(outcome.sequence().is_some(), "{outcome:?}");
    }
}

/// What readers have before them.
async fn seen(database: &mut SqliteConnection) -> Vec<String> {
    sqlx::query_scalar(
        "select 'article ' || title || coalesce(parent_id, '') from articles where hidden_at is null
         union all select 'relation ' || id || explanation from relations where removed_at is null
         union all select 'comment ' || id from comments where withdrawn_at is null
         union all select 'dismissed ' || first_id || second_id from dismissed_suggestions order by 1",
    )
    .fetch_all(database)
    .await
    .unwrap()
}

#[tokio::test]
async fn what_an_undoing_did_on_an_article_before_it_hid_it_is_undone_too() {
    let fixture = Fixture::new().await;
    let boss = ContributorId(Uuid::from_u128(0xB055));
    let email = testing::text("boss@example.org");
    let boss = fixture.store.grant(&email, Role::Moderator, boss, Timestamp(1)).await.unwrap().0.as_u128();
    let url = format!("sqlite://{}", fixture.folder.path().join("test.db").display());
    let mut database = SqliteConnection::connect(&url).await.unwrap();
    let (whole, _) = fixture.article("Of others", "Text.").await;
    let part = testing::article("Of theirs").related(Kind::PartOf, whole);
    let other = testing::article("Another");
    let relate = testing::relate(other.article, Kind::Supports, part.article);
    let dismiss = Command::DismissSuggestion(Suggestion { article: whole, other: other.article });
    let comment = testing::comment(part.article, "Said.");
    for command in [part.into(), other.into(), relate.into(), dismiss, comment.into()] {
        assert!(fixture.send(BOB, command).await.sequence().is_some());
    }
    let before = seen(&mut database).await;
    let begin = fixture.store.sequence();
    undo(&fixture, boss, BOB, 1).await;
    assert_eq!(seen(&mut database).await, ["article Of others"]);
    undo(&fixture, boss, boss, begin + 1).await;
    assert_eq!(seen(&mut database).await, before);

    // What a moderator made and hid stays hidden when all that they did is undone.
    let begin = fixture.store.sequence();
    let create = testing::article("Made by mistake");
    let own = create.article;
    fixture.send(boss, create).await;
    let reason = testing::text::<Reason>("For the test.");
    fixture.send(boss, Command::Hide(Hide { thing: Hideable::Article(own), reason })).await;
    undo(&fixture, boss, boss, begin + 1).await;
    assert_eq!(seen(&mut database).await, before);
    let wrong: Vec<String> = sqlx::query_scalar(WRONG).fetch_all(&mut database).await.unwrap();
    assert!(wrong.is_empty(), "{wrong:?}");
}
