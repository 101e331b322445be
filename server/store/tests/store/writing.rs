//! The one write path against a real SQLite file.

use domain::command::{
    Command, EditComment, LockArticle, RemoveRelation, RewordRelation, Suggestion, UnlockArticle,
    WithdrawComment,
};
use domain::id::{ContributorId, Timestamp};
use domain::lock::Scope;
use domain::outcome::Outcome;
use domain::problem::{Problem, Thing};
use domain::relation::Kind;
use domain::role::Role;
use domain::slug::Slug;
use domain::testing::{self, relate};
use sqlx::{Connection, SqliteConnection};
use store::read::Found;
use store::{Options, Store};
use uuid::Uuid;

use crate::common::{ALICE, BOB, Fixture};

#[tokio::test]
async fn an_article_is_there_once_its_command_is_applied() {
    let fixture = Fixture::new().await;
    fixture.article("A title", "One **two** three.").await;
    let page = fixture.page("a-title").await;
    assert_eq!(page.html, "<p>One <strong>two</strong> three.</p>\n");
    assert_eq!((page.head_number, page.created_by.name.as_str()), (1, "Guest"));
}

#[tokio::test]
async fn the_same_command_sent_again_returns_its_first_outcome_and_changes_nothing() {
    let fixture = Fixture::new().await;
    let command = testing::article("A title");
    let envelope = fixture.envelope(ALICE, Timestamp(1), command);
    let first = fixture.store.submit(envelope.clone()).await.unwrap();
    let mut later = envelope.clone();
    later.at = Timestamp(99);
    assert_eq!(fixture.store.submit(later).await.unwrap(), first);
    assert_eq!(fixture.store.sequence(), 1);

    let other = testing::article("Another title");
    let stolen = domain::command::Envelope { command: other.into(), ..envelope };
    assert_eq!(
        fixture.store.submit(stolen).await.unwrap(),
        Outcome::Rejected { problem: Problem::IdTaken },
        "an id names one command for ever"
    );
}

#[tokio::test]
async fn an_edit_on_an_old_revision_is_a_conflict_and_writes_nothing() {
    let fixture = Fixture::new().await;
    let (article, first) = fixture.article("A title", "One.").await;
    let command = testing::revise(article, first, "A title", "Two.");
    let second = command.revision;
    assert_eq!(fixture.send(BOB, command).await, Outcome::Applied { sequence: 2 });
    let stale = testing::revise(article, first, "A title", "Three.");
    assert_eq!(fixture.send(ALICE, stale).await, Outcome::Conflict { head: second });
    let page = fixture.page("a-title").await;
    assert_eq!((page.html.as_str(), page.head_number), ("<p>Two.</p>\n", 2));
}

#[tokio::test]
async fn an_edit_that_touches_other_sentences_is_merged_and_kept_as_it_was_sent() {
    let fixture = Fixture::new().await;
    let (article, first) = fixture.article("A title", "One here.\n\nTwo there.").await;
    let quote = testing::comment(article, "Quoted.").quoting("Two there.");
    let comment = quote.comment;
    assert!(fixture.send(BOB, quote).await.sequence().is_some(), "{comment}");
    let command = testing::revise(article, first, "A title", "One here, changed.\n\nTwo there.");
    let second = command.revision;
    assert!(fixture.send(BOB, command).await.sequence().is_some());
    let stale = testing::revise(article, first, "My title", "One here.\n\nTwo there.\n\nThree.");
    let third = stale.revision;
    assert_eq!(fixture.send(ALICE, stale.clone()).await, Outcome::Merged { sequence: 4, with: second });

    let page = fixture.page("my-title").await;
    assert_eq!(page.html, "<p>One here, changed.</p>\n<p>Two there.</p>\n<p>Three.</p>\n");
    assert_eq!(page.head, third);
    let merged = fixture.store.revision_by_id(third).await.unwrap().unwrap();
    assert_eq!(merged.line.merges, Some((1, 2)), "made from the first, merged with the second");
    let mut connection = open(&fixture).await;
    let kept: String =
        sqlx::query_scalar("select text from former_texts where thing = 'revision' and id = $1")
            .bind(third.to_string())
            .fetch_one(&mut connection)
            .await
            .unwrap();
    assert!(kept.contains("One here.\\n\\nTwo there.\\n\\nThree."), "{kept}");

    // What both did already is no new revision.
    let same = testing::revise(article, first, "A title", "One here, changed.\n\nTwo there.");
    assert_eq!(fixture.send(ALICE, same).await, Outcome::Rejected { problem: Problem::NothingChanged });
}

#[tokio::test]
async fn many_writers_at_once_leave_a_log_without_gaps() {
    let fixture = Fixture::new().await;
    let (article, _) = fixture.article("A title", "Text.").await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..200 {
        let command = testing::comment(article, &format!("Comment {n}"));
        let envelope = fixture.envelope(ALICE + n, Timestamp(5), command);
        let store = fixture.store.clone();
        tasks.spawn(async move { store.submit(envelope).await.unwrap() });
    }
    let mut sequences: Vec<i64> = Vec::new();
    while let Some(outcome) = tasks.join_next().await {
        let Outcome::Applied { sequence } = outcome.unwrap() else { panic!("comments do not clash") };
        sequences.push(sequence);
    }
    sequences.sort_unstable();
    assert_eq!(sequences, (2..=201).collect::<Vec<_>>());
    assert_eq!(fixture.page("a-title").await.comments.len(), 200);
}

#[tokio::test]
async fn a_new_title_moves_the_article_and_the_old_address_leads_there() {
    let fixture = Fixture::new().await;
    let (article, first) = fixture.article("First title", "Text.").await;
    let command = testing::revise(article, first, "Second title", "Text.");
    let second = command.revision;
    fixture.send(ALICE, command).await;
    let old = Slug::parse("first-title").unwrap();
    let new = Slug::parse("second-title").unwrap();
    assert_eq!(fixture.store.article(&old).await.unwrap(), Some(Found::Moved(new.clone())));

    // Another article may not take an address that leads somewhere already.
    fixture.article("First title", "Another text.").await;
    assert_eq!(fixture.page("first-title-2").await.title, "First title");
    // The article itself may go back to it.
    fixture.send(ALICE, testing::revise(article, second, "First title", "Text.")).await;
    assert_eq!(fixture.page("first-title").await.id, article);
    let old = Slug::parse("second-title").unwrap();
    assert!(matches!(fixture.store.head(&old).await.unwrap(), Some(Found::Moved(_))));
}

#[tokio::test]
async fn quotes_follow_their_words_are_orphaned_and_come_back() {
    let fixture = Fixture::new().await;
    let (article, first) = fixture.article("A title", "One two three.").await;
    let command = testing::comment(article, "Well said.").quoting("two");
    assert!(matches!(fixture.send(BOB, command).await, Outcome::Applied { .. }));
    let place = |page: model::ArticlePage| page.comments[0].quotes[0].standing.place().cloned();
    assert_eq!(place(fixture.page("a-title").await), Some(4..7));

    let command = testing::revise(article, first, "A title", "Zero. One two three.");
    let second = command.revision;
    fixture.send(ALICE, command).await;
    assert_eq!(place(fixture.page("a-title").await), Some(10..13));

    let command = testing::revise(article, second, "A title", "Zero. One three.");
    let third = command.revision;
    fixture.send(ALICE, command).await;
    assert_eq!(place(fixture.page("a-title").await), None);

    fixture.send(ALICE, testing::revise(article, third, "A title", "One two three.")).await;
    assert_eq!(place(fixture.page("a-title").await), Some(4..7));
}

#[tokio::test]
async fn relations_are_explained_reworded_and_removed_and_may_not_go_in_circles() {
    let fixture = Fixture::new().await;
    let (a, _) = fixture.article("A", "Text.").await;
    let (b, _) = fixture.article("B", "Text.").await;
    let (c, _) = fixture.article("C", "Text.").await;
    let first = relate(a, Kind::PartOf, b);
    let part = first.relation;
    fixture.send(ALICE, first).await;
    fixture.send(ALICE, relate(b, Kind::PartOf, c)).await;

    let circle = fixture.send(ALICE, relate(c, Kind::PartOf, a)).await;
    assert_eq!(circle, Outcome::Rejected { problem: Problem::Cycle });
    let twice = fixture.send(ALICE, relate(a, Kind::PartOf, b)).await;
    assert_eq!(twice, Outcome::Rejected { problem: Problem::DuplicateRelation });
    fixture.send(ALICE, relate(a, Kind::RelatedTo, c)).await;
    let mirrored = fixture.send(ALICE, relate(c, Kind::RelatedTo, a)).await;
    assert_eq!(mirrored, Outcome::Rejected { problem: Problem::DuplicateRelation });

    let page = fixture.page("a").await;
    assert_eq!(page.breadcrumb.iter().map(|link| link.title.as_str()).collect::<Vec<_>>(), ["C", "B"]);

    let reword = RewordRelation { relation: part, base: 1, explanation: testing::text("A better reason.") };
    fixture.send(BOB, reword.clone()).await;
    assert_eq!(fixture.page("a").await.relations[0].explanation, "A better reason.");
    assert_eq!(
        fixture.send(BOB, reword).await,
        Outcome::Rejected { problem: Problem::ChangedMeanwhile { thing: Thing::Relation } }
    );

    fixture.send(ALICE, RemoveRelation { relation: part }).await;
    assert!(fixture.page("a").await.breadcrumb.is_empty());
    let again = relate(c, Kind::PartOf, a);
    assert!(matches!(fixture.send(ALICE, again).await, Outcome::Applied { .. }), "the circle is gone");
}

#[tokio::test]
async fn an_article_and_its_relation_are_made_together_or_not_at_all() {
    let fixture = Fixture::new().await;
    let (whole, _) = fixture.article("Whole", "Text.").await;
    fixture.send(ALICE, testing::article("Part").related(Kind::PartOf, whole)).await;
    let page = fixture.page("part").await;
    assert_eq!(page.breadcrumb[0].title, "Whole");

    let command = testing::article("Lost").related(Kind::PartOf, testing::fresh());
    assert!(matches!(fixture.send(ALICE, command).await, Outcome::Rejected { .. }));
    assert_eq!(fixture.store.article(&Slug::parse("lost").unwrap()).await.unwrap(), None);
}

#[tokio::test]
async fn locks_hold_until_they_end_and_only_moderators_set_them() {
    let fixture = Fixture::new().await;
    let (article, head) = fixture.article("A title", "Text.").await;
    let lock = LockArticle {
        until: Some(Timestamp(1_000_000)),
        ..testing::lock(article, Scope::EditingAndComments, "It is being agreed.")
    };
    assert_eq!(fixture.send(BOB, lock.clone()).await, Outcome::Rejected { problem: Problem::ModeratorsOnly });
    let email = testing::text("desk@example.org");
    let bob = ContributorId(Uuid::from_u128(BOB));
    assert_eq!(fixture.store.grant(&email, Role::Moderator, bob, Timestamp(0)).await.unwrap(), bob);
    assert!(matches!(fixture.send(BOB, lock).await, Outcome::Applied { .. }));
    assert_eq!(fixture.store.next_expiry(Timestamp(5)), Some(Timestamp(1_000_000)));
    assert_eq!(fixture.store.next_expiry(Timestamp(1_000_000)), None);

    let edit = testing::revise(article, head, "A title", "Vandalised.");
    let refused = fixture.send(ALICE, edit).await;
    assert!(matches!(refused, Outcome::Rejected { problem: Problem::Locked { .. } }), "{refused:?}");
    let comment = testing::comment(article, "Hello.");
    let refused = fixture.send(ALICE, comment.clone()).await;
    assert!(matches!(refused, Outcome::Rejected { problem: Problem::Locked { .. } }));
    let later = fixture.envelope(ALICE, Timestamp(1_000_000), comment);
    assert!(
        matches!(fixture.store.submit(later).await.unwrap(), Outcome::Applied { .. }),
        "it ended by itself"
    );

    fixture.send(BOB, UnlockArticle { article }).await;
    assert_eq!(fixture.page("a-title").await.lock, None);
    assert_eq!(fixture.store.next_expiry(Timestamp(5)), None);
}

#[tokio::test]
async fn an_edited_or_withdrawn_comment_is_kept_but_not_shown() {
    let fixture = Fixture::new().await;
    let (article, _) = fixture.article("A title", "Text.").await;
    let command = testing::comment(article, "First words.").quoting("Text");
    let comment = command.comment;
    fixture.send(ALICE, command).await;
    let mine = EditComment { comment, base: 1, body: testing::text("Better words.") };
    assert_eq!(
        fixture.send(BOB, mine.clone()).await,
        Outcome::Rejected { problem: Problem::NotYours { thing: Thing::Comment } }
    );
    fixture.send(ALICE, mine).await;
    let page = fixture.page("a-title").await;
    assert_eq!((page.comments[0].body.as_str(), page.comments[0].version), ("Better words.", 2));

    fixture.send(ALICE, WithdrawComment { comment }).await;
    let page = fixture.page("a-title").await;
    assert!(
        page.comments[0].withdrawn && page.comments[0].body.is_empty() && page.comments[0].quotes.is_empty()
    );

    let mut connection = open(&fixture).await;
    let former: String = sqlx::query_scalar("select text from former_texts where thing = 'comment'")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(former, "First words.");
}

#[tokio::test]
async fn the_database_itself_refuses_what_is_over_a_limit() {
    let fixture = Fixture::new().await;
    fixture.article("A title", "Text.").await;
    let mut connection = open(&fixture).await;
    for statement in [
        "update revisions set summary = printf('%.501c', 'x')",
        "update revisions set title = ''",
        "update revisions set body = printf('%.100001c', 'x')",
        "update articles set title = printf('%.151c', 'x')",
        "update contributors set role = 'king'",
        "insert into relations select 'x', id, 'supports', id, '', created_by, 0, 1, null, null, null, null, null from articles",
        "insert into comments select 'x', id, null, created_by, 0, printf('%.10001c', 'x'), 1, '', 1, null, null, 0, null, null, null from articles",
        "insert into relations select 'x', 'y', 'supports', id, printf('%.501c', 'x'), created_by, 0, 1, null, null, null, null, null from articles",
    ] {
        let refused = sqlx::query(statement).execute(&mut connection).await;
        let message = refused.expect_err(statement).to_string();
        assert!(message.contains("CHECK constraint"), "{statement}: {message}");
    }
    let emoji = "update revisions set summary = replace(printf('%.500c', 'x'), 'x', '😀')";
    sqlx::query(emoji).execute(&mut connection).await.expect("500 characters are 500 characters");
}

#[tokio::test]
async fn everything_is_there_after_reopening() {
    let fixture = Fixture::new().await;
    let (article, _) = fixture.article("A title", "Text.").await;
    fixture.send(BOB, testing::comment(article, "Hello.")).await;
    fixture.store.close().await;
    let store = Store::open(&fixture.folder.path().join("test.db"), Options::default()).await.unwrap();
    assert_eq!(store.sequence(), 2);
    assert!(!store.is_empty().await.unwrap());
    let Some(Found::Here(page)) = store.article(&Slug::parse("a-title").unwrap()).await.unwrap() else {
        panic!("the article is there")
    };
    assert_eq!(page.comments.len(), 1);
}

async fn open(fixture: &Fixture) -> SqliteConnection {
    let path = fixture.folder.path().join("test.db");
    SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.unwrap()
}

#[tokio::test]
async fn a_dismissed_suggestion_holds_for_both_articles_until_it_is_brought_back() {
    let fixture = Fixture::new().await;
    let (a, _) = fixture.article("A", "Text.").await;
    let (b, _) = fixture.article("B", "Text.").await;
    let dismissed = async |article| fixture.store.suggestible(article).await.unwrap().unwrap().dismissed;
    let dismiss = |article, other| Command::DismissSuggestion(Suggestion { article, other });
    let restore = |article, other| Command::RestoreSuggestion(Suggestion { article, other });
    assert!(matches!(fixture.send(ALICE, dismiss(b, a)).await, Outcome::Applied { .. }));
    assert_eq!((dismissed(a).await, dismissed(b).await), (vec![b], vec![a]));
    let again = fixture.send(BOB, dismiss(a, b)).await;
    assert_eq!(again, Outcome::Rejected { problem: Problem::NothingChanged });
    assert!(matches!(fixture.send(BOB, restore(a, b)).await, Outcome::Applied { .. }));
    assert_eq!((dismissed(a).await, dismissed(b).await), (Vec::new(), Vec::new()));
    let again = fixture.send(ALICE, restore(b, a)).await;
    assert_eq!(again, Outcome::Rejected { problem: Problem::NothingChanged });
    let log: Vec<&str> =
        fixture.store.recent(None, 2).await.unwrap().into_iter().map(|change| change.kind.name()).collect();
    assert_eq!(log, ["restore-suggestion", "dismiss-suggestion"]);
}

#[tokio::test]
async fn terms_are_found_where_they_stand_and_common_ones_are_left_out() {
    let fixture = Fixture::new().await;
    for number in 0..5 {
        fixture.article(&format!("Number {number}"), "Common words, \u{e9}tude.").await;
    }
    fixture.article("Rare \"thing\"", "Common words OR a rare thing.").await;
    let terms = ["common", "rare thing", "etude", "\"", "a\" OR \"b", "NOT", ""].map(str::to_owned);
    let found = fixture.store.postings(&terms, 5).await.unwrap();
    let count =
        |term: &str| found.iter().find(|posting| posting.term == term).map(|posting| posting.articles.len());
    assert_eq!(count("common"), None, "it stands in six");
    assert_eq!(count("rare thing"), Some(1));
    assert_eq!(count("etude"), Some(5));
    assert_eq!([count("\""), count("NOT"), count("")], [Some(0); 3]);
}
