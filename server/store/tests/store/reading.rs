//! Read models, search and identity against a real SQLite file.

use domain::command::{Command, Introduce, RemoveRelation, WithdrawComment};
use domain::id::{ArticleId, ContributorId, Timestamp};
use domain::outcome::Outcome;
use domain::relation::Kind;
use domain::role::Role;
use domain::testing;
use domain::text::Email;
use proptest::prelude::*;
use store::read::changes::Texts;
use store::{GUEST, Link, MODERATOR, NewLink};
use uuid::Uuid;

use crate::common::{ALICE, BOB, Fixture};

fn introduce(email: &str) -> Introduce {
    Introduce { email: Some(testing::text(email)), ..testing::introduce("Policy desk") }
}

#[tokio::test]
async fn home_lists_whole_discussions_and_counts_what_is_in_them() {
    let fixture = Fixture::new().await;
    let (root, _) = fixture.article("Root", "Text.").await;
    fixture.article("Lone", "Text.").await;
    let mut parent = root;
    for title in ["Child", "Grandchild"] {
        let command = testing::article(title).related(Kind::PartOf, parent);
        let article = command.article;
        fixture.send(ALICE, command).await;
        parent = article;
    }
    fixture.send(BOB, testing::comment(parent, "Deep down.")).await;
    let home = fixture.store.home().await.unwrap();
    let listed: Vec<_> =
        home.discussions.iter().map(|d| (d.article.title.as_str(), d.articles, d.comments)).collect();
    assert_eq!(listed, [("Root", 2, 1), ("Lone", 0, 0)]);
    assert_eq!((home.articles, home.comments), (4, 1));
    assert_eq!(home.recent[0].kind, domain::command::CommandKind::AddComment);
    assert_eq!(home.recent[0].article.as_ref().unwrap().title, "Grandchild");
}

/// What the hierarchy's kept columns must say, worked out from the relations and comments alone.
const MISCOUNTED: &str = "
with recursive
hung (id, parent_id) as (
    select a.id, (select r.to_id from relations r
                  where r.from_id = a.id and r.kind = 'part-of' and r.removed_at is null order by r.rowid limit 1)
    from articles a
),
up (id, root_id) as (
    select id, id from hung where parent_id is null
    union all
    select h.id, up.root_id from up join hung h on h.parent_id = up.id
),
said (id, comments) as (
    select a.id, (select count(*) from comments c where c.article_id = a.id and c.withdrawn_at is null)
    from articles a
)
select a.title from articles a join hung h on h.id = a.id join up u on u.id = a.id join said s on s.id = a.id
where a.parent_id is not h.parent_id or a.root_id <> u.root_id or a.comment_count <> s.comments
   or a.discussion_articles <> (select count(*) from up o where o.root_id = a.id)
   or a.discussion_comments <> (select coalesce(sum(o.comments), 0) from said o join up v on v.id = o.id
                                where v.root_id = a.id)
union all
select 'articles' from counters where name = 'articles' and value <> (select count(*) from articles)
union all
select 'comments' from counters where name = 'comments'
    and value <> (select count(*) from comments where withdrawn_at is null)";

/// Relates, removes, comments or withdraws, as the numbers say; refusals (of cycles and doubles) are part of it.
async fn shuffle(fixture: &Fixture, articles: &[ArticleId], steps: &[(usize, usize, u8)]) {
    let mut relations = Vec::new();
    let mut comments = Vec::new();
    for (first, second, what) in steps {
        let (from, to) = (articles[first % articles.len()], articles[second % articles.len()]);
        let command: Command = match what {
            0..=3 => {
                let relate = testing::relate(from, Kind::PartOf, to);
                relations.push(relate.relation);
                relate.into()
            }
            4..=5 if !relations.is_empty() => {
                Command::RemoveRelation(RemoveRelation { relation: relations[first % relations.len()] })
            }
            6 if !comments.is_empty() => {
                Command::WithdrawComment(WithdrawComment { comment: comments[first % comments.len()] })
            }
            _ => {
                let comment = testing::comment(from, "Words.");
                comments.push(comment.comment);
                comment.into()
            }
        };
        fixture.send(ALICE, command).await;
    }
}

#[test]
fn the_counts_of_discussions_stay_true_however_articles_are_hung() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let steps = prop::collection::vec((0..8_usize, 0..8_usize, 0..9_u8), 1..60);
    proptest!(ProptestConfig::with_cases(24), |(steps in steps)| {
        let wrong: Vec<String> = runtime.block_on(async {
            let fixture = Fixture::new().await;
            let mut articles = Vec::new();
            for number in 0..8 {
                articles.push(fixture.article(&format!("Article {number}"), "Text.").await.0);
            }
            shuffle(&fixture, &articles, &steps).await;
            let file = fixture.folder.path().join("test.db");
            let pool = sqlx::SqlitePool::connect(&format!("sqlite://{}", file.display())).await.unwrap();
            sqlx::query_scalar(MISCOUNTED).fetch_all(&pool).await.unwrap()
        });
        prop_assert_eq!(wrong, Vec::<String>::new());
    });
}

#[tokio::test]
async fn search_finds_words_and_marks_them() {
    let fixture = Fixture::new().await;
    fixture.article("Cybercrime platform", "Reports are gathered **in one form**.").await;
    fixture.article("Another thing", "A café by the sea.").await;
    let hits = fixture.store.search("reports GATHERED", 10).await.unwrap();
    assert_eq!(hits.len(), 1);
    assert!(hits[0].snippet.contains("\u{2}Reports\u{2}"), "{:?}", hits[0].snippet);
    assert_eq!(fixture.store.search("cafe", 10).await.unwrap().len(), 1, "accents do not matter");
    assert_eq!(fixture.store.find("cyb", 10).await.unwrap()[0].title, "Cybercrime platform");
    assert_eq!(fixture.store.search("", 10).await.unwrap().len(), 0);
}

#[tokio::test]
async fn what_is_pulled_is_read_in_pieces_and_nothing_is_left_out() {
    let fixture = Fixture::new().await;
    for number in 0..30 {
        fixture.article(&format!("Article {number}"), &"x".repeat(99_000)).await;
    }
    let (mut since, mut numbers) = (0, Vec::new());
    loop {
        let pulled = fixture.store.changes(since, 500, Texts::Whole).await.unwrap();
        assert!((1..=12).contains(&pulled.changes.len()), "{} at once", pulled.changes.len());
        numbers.extend(pulled.changes.iter().map(|change| change.sequence));
        since = pulled.next;
        if !pulled.more {
            break;
        }
    }
    assert_eq!(numbers, (1..=30).collect::<Vec<i64>>());
    // Without texts they are few bytes.
    let pulled = fixture.store.changes(0, 500, Texts::None).await.unwrap();
    assert_eq!((pulled.changes.len(), pulled.more, pulled.next), (30, false, 30));
    let pulled = fixture.store.changes(30, 500, Texts::Whole).await.unwrap();
    assert_eq!((pulled.changes.len(), pulled.more, pulled.next), (0, false, 30));
}

#[tokio::test]
async fn a_search_ends_where_one_word_stands_thousands_of_times() {
    let fixture = Fixture::new().await;
    for (n, unit) in ["1. ", "a\n=\n", "a b ", "![a]("].into_iter().enumerate() {
        fixture.article(&format!("Bomb {n}"), &unit.repeat(99_990 / unit.len())).await;
    }
    for words in ["1. 1. 1. 1. 1.", "a a a a", "a b a b a b", "A"] {
        let hits = fixture.store.search(words, 30).await.unwrap();
        assert!(!hits.is_empty(), "{words}");
        for hit in hits {
            let (marked, bytes) = (hit.snippet.contains(model::Hit::MARK), hit.snippet.len());
            assert!(marked && bytes < 600, "{words}: {bytes} bytes, {marked}");
        }
    }
}

#[tokio::test]
async fn similar_titles_are_found_while_one_types() {
    let fixture = Fixture::new().await;
    let (article, _) = fixture.article("Should breach notification be mandatory?", "Text.").await;
    fixture.article("Unrelated", "Text.").await;
    let similar = fixture.store.similar("breach notification mandatory", None).await.unwrap();
    assert_eq!(similar.len(), 1);
    assert!(fixture.store.similar("breach notification mandatory", Some(article)).await.unwrap().is_empty());
    assert_eq!(fixture.store.suggestions("should-breach").await.unwrap().len(), 1);
}

#[tokio::test]
async fn an_introduction_names_a_guest_and_never_shows_the_address() {
    let fixture = Fixture::new().await;
    fixture.article("A title", "Text.").await;
    assert!(matches!(fixture.send(ALICE, introduce("desk@example.org")).await, Outcome::Applied { .. }));
    let page = fixture.page("a-title").await;
    assert_eq!(page.created_by.name, "Policy desk");
    let recent = fixture.store.recent(None, 10).await.unwrap();
    assert!(!format!("{page:?} {recent:?}").contains("desk@"));
}

#[tokio::test]
async fn a_typed_address_gives_no_rights() {
    let fixture = Fixture::new().await;
    fixture.send(ALICE, introduce("boss@example.org")).await;
    let email = Email::parse("boss@example.org").unwrap();
    assert_eq!(fixture.store.account(&email).await.unwrap(), None);
    let fresh = ContributorId(fixture.id());
    let granted = fixture.store.grant(&email, Role::Moderator, fresh, Timestamp(1)).await.unwrap();
    assert_eq!(granted, fresh, "the account is not that of whoever typed the address first");
    fixture.store.open_session("hash", ContributorId(Uuid::from_u128(ALICE)), Timestamp(1)).await.unwrap();
    let session = fixture.store.session("hash", Timestamp(2)).await.unwrap().unwrap();
    assert_eq!(session.role, Role::Contributor);
    let again = fixture
        .store
        .grant(&email, Role::Moderator, ContributorId(fixture.id()), Timestamp(1))
        .await
        .unwrap();
    assert_eq!(again, fresh, "granting twice is granting once");
}

#[tokio::test]
async fn sessions_and_sign_in_links_end() {
    let fixture = Fixture::new().await;
    let email = Email::parse("boss@example.org").unwrap();
    let id = fixture
        .store
        .grant(&email, Role::Moderator, ContributorId(fixture.id()), Timestamp(1))
        .await
        .unwrap();
    let store = &fixture.store;
    let link = |hash: &str, now, until| NewLink {
        token_hash: hash.into(),
        account: id,
        browser_hash: Some("here".into()),
        now: Timestamp(now),
        until: Timestamp(until),
    };
    assert!(store.add_sign_in_link(link("link", 1, 10), 5).await.unwrap());
    let look = async |hash: &str, browser: &str, now| {
        store.sign_in_link(hash, browser, Timestamp(now)).await.unwrap()
    };
    assert_eq!(look("link", "here", 2).await, Some(Link::Holds(id)), "looking does not use it up");
    assert_eq!(look("link", "elsewhere", 2).await, Some(Link::OfAnotherBrowser));
    let redeem = async |hash: &str, browser: &str, now| {
        store.redeem_sign_in_link(hash, browser, Timestamp(now)).await.unwrap()
    };
    assert_eq!(redeem("link", "elsewhere", 3).await, None);
    assert_eq!(redeem("link", "here", 10).await, None, "it has ended");
    assert_eq!(redeem("link", "here", 3).await, Some(id));
    assert_eq!(redeem("link", "here", 4).await, None, "it was used");
    assert!(!store.add_sign_in_link(link("soon", 5, 15), 5).await.unwrap(), "one was made a moment ago");
    assert!(store.add_sign_in_link(link("next", 6, 16), 5).await.unwrap());
    assert!(store.add_sign_in_link(link("newest", 6, 16), 0).await.unwrap());
    assert_eq!(look("next", "here", 7).await, None, "a new one ends the old");
    assert_eq!(look("newest", "here", -SETBACK).await, None, "the clock went back");
    assert_eq!(redeem("newest", "here", 7).await, Some(id));

    for (role, ends) in [(Role::Contributor, GUEST), (Role::Moderator, MODERATOR)] {
        store.grant(&email, role, id, Timestamp(1)).await.unwrap();
        let hash = format!("session {}", role.name());
        store.open_session(&hash, id, Timestamp(0)).await.unwrap();
        let holds =
            async |now| store.session(&hash, Timestamp(now)).await.unwrap().map(|session| session.role);
        assert_eq!(holds(ends.idle - 1).await, Some(role));
        assert_eq!(holds(ends.idle).await, None, "nobody used it for so long");
        assert_eq!(holds(-ends.absolute).await, Some(role), "a clock that goes back ends nothing");
        let mut now = 0;
        while now < ends.absolute {
            assert_eq!(holds(now).await, Some(role), "{now}");
            store.see_session(hash.clone(), Timestamp(now)).await.unwrap();
            store.see_session(hash.clone(), Timestamp(-now)).await.unwrap();
            now += ends.idle - 1;
        }
        assert_eq!(holds(ends.absolute).await, None, "however much it is used");
    }
    store.open_session("session", id, Timestamp(1)).await.unwrap();
    store.open_session("other device", id, Timestamp(1)).await.unwrap();
    store.close_session("session", Timestamp(2)).await.unwrap();
    assert_eq!(store.session("session", Timestamp(2)).await.unwrap(), None);
    assert!(store.session("other device", Timestamp(2)).await.unwrap().is_some());
    assert!(store.end_sessions(id, Timestamp(2)).await.unwrap() >= 1);
    assert_eq!(store.session("other device", Timestamp(2)).await.unwrap(), None);
    assert_eq!(store.revoke(&Email::parse("nobody@example.org").unwrap()).await.unwrap(), None);
    assert_eq!(store.revoke(&email).await.unwrap(), Some(id));
}

const DAY: i64 = 24 * 60 * 60 * 1_000;
/// More than a clock may go back without ending a sign-in link.
const SETBACK: i64 = 61_000;

#[tokio::test]
async fn no_clock_however_wrong_ends_a_session_for_good() {
    let fixture = Fixture::new().await;
    fixture.article("A title", "Text.").await;
    let store = &fixture.store;
    let people = 40;
    for person in 0..people {
        let id = ContributorId(Uuid::from_u128(ALICE + person));
        store.open_session(&format!("session {person}"), id, Timestamp(0)).await.unwrap();
    }
    for now in [0, -DAY, 365 * DAY, 730 * DAY, 20_000 * DAY, -20_000 * DAY, 0] {
        for _ in 0..3 {
            store.sweep_sessions(Timestamp(now)).await.unwrap();
        }
        store
            .open_session(
                &format!("newcomer of {now} {}", fixture.id()),
                ContributorId(fixture.id()),
                Timestamp(now),
            )
            .await
            .unwrap();
    }
    for person in 0..people {
        assert!(
            store.session(&format!("session {person}"), Timestamp(1)).await.unwrap().is_some(),
            "{person}"
        );
    }
}

#[tokio::test]
async fn sessions_that_ended_are_swept_when_clock_and_log_have_gone_on() {
    let fixture = Fixture::new().await;
    let (article, _) = fixture.article("A title", "Text.").await;
    let store = &fixture.store;
    let id = ContributorId(Uuid::from_u128(ALICE));
    store.open_session("session", id, Timestamp(0)).await.unwrap();
    store.close_session("session", Timestamp(0)).await.unwrap();
    assert_eq!(store.sweep_sessions(Timestamp(0)).await.unwrap(), 0);
    assert_eq!(store.sweep_sessions(Timestamp(40 * DAY)).await.unwrap(), 0, "the log stood still");
    let mut sending = tokio::task::JoinSet::new();
    for _ in 0..1_000 {
        let comment = testing::comment(article, "Words.");
        let (store, envelope) = (store.clone(), fixture.envelope(BOB, Timestamp(1), comment));
        sending.spawn(async move { store.submit(envelope).await.unwrap() });
    }
    assert_eq!(sending.join_all().await.len(), 1_000);
    assert_eq!(store.sweep_sessions(Timestamp(29 * DAY)).await.unwrap(), 0, "the clock has not gone on");
    assert_eq!(store.sweep_sessions(Timestamp(30 * DAY)).await.unwrap(), 1);
}

#[tokio::test]
async fn history_and_revisions_are_all_there() {
    let fixture = Fixture::new().await;
    let (article, first) = fixture.article("A title", "One.").await;
    fixture.send(BOB, testing::revise(article, first, "A title", "Two.")).await;
    let slug = domain::slug::Slug::parse("a-title").unwrap();
    let Some(store::Found::Here(history)) = fixture.store.history(&slug, None).await.unwrap() else {
        panic!()
    };
    assert_eq!(
        history.revisions.iter().map(|r| (r.number, r.note.as_str())).collect::<Vec<_>>(),
        [(2, "Because."), (1, "")]
    );
    let revision = fixture.store.revision(article, 1).await.unwrap().unwrap();
    assert_eq!((revision.body.as_str(), revision.html.as_str()), ("One.", "<p>One.</p>\n"));
    assert_eq!(fixture.store.revision_by_id(first).await.unwrap(), Some(revision));
    assert_eq!(fixture.store.revision(article, 3).await.unwrap(), None);
}

#[test]
fn no_words_make_the_search_fail() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let fixture = runtime.block_on(Fixture::new());
    runtime.block_on(fixture.article("A title", "Text."));
    proptest!(|(words in any::<String>())| {
        runtime.block_on(async {
            fixture.store.search(&words, 5).await.unwrap();
            fixture.store.similar(&words, None).await.unwrap();
            fixture.store.suggestions(&words).await.unwrap();
        });
    });
    for words in ["\"", "a AND", "NEAR(", "title:x", "*", "a\0b", "-x", "(", "^a"] {
        runtime.block_on(fixture.store.search(words, 5)).unwrap();
    }
}

#[tokio::test]
async fn chapters_come_in_the_order_asked_for_and_end_before_there_are_too_many_bytes() {
    let fixture = Fixture::new().await;
    let (a, _) = fixture.article("A", &"x".repeat(1_000)).await;
    let (b, _) = fixture.article("B", &"é".repeat(1_000)).await;
    let (c, _) = fixture.article("C", "Text.").await;
    let titles = async |articles: &[ArticleId], most: i64| -> Vec<String> {
        let chapters = fixture.store.chapters(articles, most).await.unwrap();
        chapters.into_iter().map(|chapter| chapter.title).collect()
    };
    assert_eq!(titles(&[c, a, b], 10_000).await, ["C", "A", "B"]);
    assert_eq!(titles(&[c, a, b], 2_000).await, ["C", "A"], "two bytes a letter");
    assert_eq!(titles(&[b, c], 5).await, ["B"], "the first is there in any case");
    assert!(titles(&[ArticleId(Uuid::nil())], 5).await.is_empty());
}
