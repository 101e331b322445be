//! Whose name stands where, and whose address leads where.

use domain::testing;
use std::collections::BTreeSet;

use domain::command::{EditComment, Introduce, ReviseArticle, WithdrawComment};
use domain::fault::Field;
use domain::id::{ArticleId, CommentId, ContributorId, RevisionId, Timestamp};
use domain::outcome::Outcome;
use domain::problem::Problem;
use domain::role::Role;
use domain::slug::Slug;
use domain::text::Email;
use model::{Mark, ProposalState, Sign, Versions};
use sqlx::{Connection as _, SqliteConnection};
use store::read::Found;
use store::{Options, Store};
use uuid::Uuid;

use crate::common::{ALICE, BOB, Fixture};

/// With all of the name as the first.
fn introduce(name: &str) -> Introduce {
    Introduce { first_name: testing::text(name), ..testing::introduce("Somebody") }
}

async fn grant(fixture: &Fixture, who: u128, role: Role) {
    let email = Email::parse(&format!("{who}@example.org")).unwrap();
    let id = ContributorId(Uuid::from_u128(who));
    fixture.store.grant(&email, role, id, Timestamp(1)).await.unwrap();
}

#[tokio::test]
async fn a_moderator_has_a_mark_and_nobody_else_their_name() {
    let fixture = Fixture::new().await;
    grant(&fixture, ALICE, Role::Moderator).await;
    assert!(matches!(fixture.send(ALICE, introduce("Moderator")).await, Outcome::Applied { .. }));
    assert!(matches!(fixture.send(ALICE, introduce("Ana Hill")).await, Outcome::Applied { .. }));
    for name in ["Ana Hill", "ANA HILL", "Аna Hill", "Moderator", "Ana\u{200B}"] {
        let Outcome::Rejected { problem } = fixture.send(BOB, introduce(name)).await else {
            panic!("{name}")
        };
        assert!(problem.of(Field::FirstName).is_some(), "{name}: {problem}");
    }
    assert!(matches!(fixture.send(BOB, introduce("Ana Hills")).await, Outcome::Applied { .. }));
    let (article, _) = fixture.article("A title", "Text.").await;
    for (who, body) in [(ALICE, "One."), (BOB, "Two."), (0xCA2, "Three.")] {
        let comment = testing::comment(article, body);
        fixture.send(who, comment).await;
    }
    let page = fixture.page("a-title").await;
    let people: Vec<_> = page.comments.iter().map(|comment| &comment.author).collect();
    assert_eq!(
        people.iter().map(|person| person.mark).collect::<Vec<_>>(),
        [Mark::Moderator, Mark::Guest, Mark::Unnamed]
    );
    assert_eq!(people[0].words(), "Moderator");
    assert_eq!(people[1].words(), format!("guest {}", people[1].sign));
    // The role ends, and the mark with it, also beside what was written before.
    grant(&fixture, ALICE, Role::Contributor).await;
    let page = fixture.page("a-title").await;
    assert_eq!(page.comments[0].author.mark, Mark::Account);
    assert_eq!(page.comments[0].author.name, "Ana Hill");
    // A name that only moderators may have ends, too.
    for again in [true, false] {
        grant(&fixture, ALICE, Role::Moderator).await;
        fixture.send(ALICE, introduce("Moderator")).await;
        if again {
            let email = Email::parse(&format!("{ALICE}@example.org")).unwrap();
            fixture.store.revoke(&email).await.unwrap();
        } else {
            grant(&fixture, ALICE, Role::Contributor).await;
        }
        assert_eq!(fixture.page("a-title").await.comments[0].author.name, "Guest");
    }
}

#[test]
fn two_numbers_have_two_signs() {
    let most = 27_u32.pow(5) - 1;
    let numbers: Vec<u32> = (0..2_000).chain((0..2_000).map(|nth| most - nth * 7_001)).collect();
    let signs: BTreeSet<String> = numbers.iter().map(|number| Sign(*number).to_string()).collect();
    assert_eq!(signs.len(), numbers.len());
    assert!(
        signs.iter().all(|sign| sign.len() == 5 && sign.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    );
}

#[tokio::test]
async fn nobody_can_work_out_which_sign_a_guest_will_have() {
    // Guests of the same ids at two sites: whoever makes up the secret behind an id learns nothing of the sign.
    let mut signs = BTreeSet::new();
    for _ in 0..2 {
        let fixture = Fixture::new().await;
        let (article, _) = fixture.article("A title", "Text.").await;
        for who in [0xCA1, 0xCA2, 0xCA3] {
            let comment = testing::comment(article, "Said.");
            fixture.send(who, comment).await;
        }
        let page = fixture.page("a-title").await;
        let here: Vec<String> = page.comments.iter().map(|comment| comment.author.words()).collect();
        signs.extend(here.clone());
        fixture.send(0xCA1, testing::comment(article, "Said again.")).await;
        assert_eq!(fixture.page("a-title").await.comments[3].author.words(), here[0], "it stays");
    }
    assert_eq!(signs.len(), 6, "{signs:?}");
}

#[tokio::test]
async fn names_and_titles_that_are_older_than_the_rules_are_shown_with_what_cannot_be_seen() {
    let fixture = Fixture::new().await;
    let (article, _) = fixture.article("A title", "Text.").await;
    fixture.send(BOB, testing::comment(article, "Said.")).await;
    let path = fixture.folder.path().join("test.db");
    fixture.store.close().await;
    let mut raw = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
    sqlx::query("update contributors set first_name = 'Ann\u{200B}a\u{202E}'")
        .execute(&mut raw)
        .await
        .unwrap();
    sqlx::query("update articles set title = '\u{3164}\u{2066}A'").execute(&mut raw).await.unwrap();
    sqlx::query("update revisions set title = '\u{3164}\u{2066}A'").execute(&mut raw).await.unwrap();
    raw.close().await.unwrap();
    let store = Store::open(&path, Options::default()).await.unwrap();
    let Some(Found::Here(page)) = store.article(&Slug::parse("a-title").unwrap()).await.unwrap() else {
        panic!("it is there")
    };
    assert_eq!(page.comments[0].author.name, "Ann\u{FFFD}a\u{FFFD}");
    assert_eq!(page.title, "\u{FFFD}\u{FFFD}A");
    let recent = store.recent(None, 9).await.unwrap();
    assert!(recent.iter().all(|change| change.by.name == "Ann\u{FFFD}a\u{FFFD}"));
    assert_eq!(recent[0].article.as_ref().unwrap().title, "\u{FFFD}\u{FFFD}A");
    assert_eq!(store.everything().await.unwrap().articles[0].title, "\u{FFFD}\u{FFFD}A");
}

/// The present slug of an article, and where another slug leads.
async fn leads_to(fixture: &Fixture, slug: &str) -> Option<String> {
    match fixture.store.head(&Slug::parse(slug).unwrap()).await.unwrap() {
        Some(Found::Here(head)) => Some(head.slug.to_string()),
        Some(Found::Moved(newer)) => Some(newer.to_string()),
        Some(Found::Hidden(..)) | None => None,
    }
}

async fn rename(fixture: &Fixture, article: ArticleId, base: &mut RevisionId, title: &str) {
    let command = testing::revise(article, *base, title, "Text.");
    let revision = command.revision;
    let outcome = fixture.send(BOB, command).await;
    assert!(matches!(outcome, Outcome::Applied { .. }), "{title}: {outcome:?}");
    *base = revision;
}

#[tokio::test]
async fn an_article_that_is_renamed_again_and_again_keeps_ten_former_addresses_and_no_more() {
    let fixture = Fixture::new().await;
    let (article, mut base) = fixture.article("Name 0", "Text.").await;
    for nth in 1..=14 {
        rename(&fixture, article, &mut base, &format!("Name {nth}")).await;
    }
    for nth in 0..=3 {
        assert_eq!(leads_to(&fixture, &format!("name-{nth}")).await, None, "name-{nth} is free");
    }
    for nth in 4..=14 {
        assert_eq!(leads_to(&fixture, &format!("name-{nth}")).await.as_deref(), Some("name-14"));
    }
    // An honest article of a title that is free has its own address.
    fixture.article("Name 3", "Text.").await;
    assert_eq!(leads_to(&fixture, "name-3").await.as_deref(), Some("name-3"));
    fixture.article("Name 4", "Text.").await;
    assert_eq!(leads_to(&fixture, "name-4").await.as_deref(), Some("name-14"), "it is one of the ten");
    assert_eq!(leads_to(&fixture, "name-4-2").await.as_deref(), Some("name-4-2"));
}

#[tokio::test]
async fn renaming_there_and_back_takes_no_further_address() {
    let fixture = Fixture::new().await;
    let (article, mut base) = fixture.article("First name", "Text.").await;
    for nth in 0..24 {
        rename(&fixture, article, &mut base, if nth % 2 == 0 { "Second name" } else { "First name" }).await;
    }
    assert_eq!(leads_to(&fixture, "first-name").await.as_deref(), Some("first-name"));
    assert_eq!(leads_to(&fixture, "second-name").await.as_deref(), Some("first-name"));
    assert_eq!(leads_to(&fixture, "first-name-2").await, None);
}

#[tokio::test]
async fn the_hundredth_article_of_a_title_has_the_hundredth_address() {
    let fixture = Fixture::new().await;
    fixture.article("The rules 7", "Text.").await;
    let mut slugs = Vec::new();
    for _ in 0..100 {
        let (article, _) = fixture.article("The rules", "Text.").await;
        slugs.push(fixture.store.link(article).await.unwrap().unwrap().slug.to_string());
    }
    let expected: Vec<String> = std::iter::once("the-rules".to_owned())
        .chain((2..=101).filter(|nth| *nth != 7).map(|nth| format!("the-rules-{nth}")))
        .collect();
    assert_eq!(slugs, expected);
}

struct Proposed {
    fixture: Fixture,
    article: ArticleId,
    base: RevisionId,
    comment: CommentId,
}

/// Bob proposes to Alice's article.
async fn proposed() -> Proposed {
    let fixture = Fixture::new().await;
    let (article, base) = fixture.article("A title", "One. Two.").await;
    let edit = testing::revise(article, base, "A title", "One better. Two.");
    let add = testing::comment(article, "I propose.").proposing(edit);
    let comment = add.comment;
    assert!(matches!(fixture.send(BOB, add).await, Outcome::Applied { .. }));
    Proposed { fixture, article, base, comment }
}

impl Proposed {
    async fn apply(&self, base: RevisionId, body: &str) -> Outcome {
        let revise = testing::revise(self.article, base, "A title", body);
        self.fixture.send(0xCA201, ReviseArticle { proposal: Some(self.comment), ..revise }).await
    }
}

#[tokio::test]
async fn a_proposal_applied_with_other_words_says_who_adapted_it_and_names_no_false_author() {
    let proposed = proposed().await;
    let outcome = proposed.apply(proposed.base, "Words that Bob never wrote.").await;
    assert!(matches!(outcome, Outcome::Applied { .. }), "{outcome:?}");
    let page = proposed.fixture.page("a-title").await;
    let Some(ProposalState::Applied { number: 2, adapted_by: Some(by) }) = &page.comments[0].proposal else {
        panic!("{:?}", page.comments[0].proposal)
    };
    assert_eq!(by.id.0.as_u128(), 0xCA201);
    let authors: Vec<u128> = page.contributors.iter().map(|person| person.id.0.as_u128()).collect();
    assert_eq!(authors, [ALICE, 0xCA201]);
    let line = proposed.fixture.store.revision(proposed.article, 2).await.unwrap().unwrap().line;
    assert!(line.proposal.is_some_and(|proposal| proposal.adapted && proposal.by.id.0.as_u128() == BOB));
}

#[tokio::test]
async fn a_proposal_applied_as_it_was_made_counts_its_author_also_when_it_was_merged() {
    let proposed = proposed().await;
    let other = testing::revise(proposed.article, proposed.base, "A title", "One. Two more.");
    assert!(matches!(proposed.fixture.send(ALICE, other).await, Outcome::Applied { .. }));
    let outcome = proposed.apply(proposed.base, "One better. Two.").await;
    assert!(matches!(outcome, Outcome::Merged { .. }), "{outcome:?}");
    let page = proposed.fixture.page("a-title").await;
    assert!(matches!(
        page.comments[0].proposal,
        Some(ProposalState::Applied { number: 3, adapted_by: None })
    ));
    assert!(page.contributors.iter().any(|person| person.id.0.as_u128() == BOB));
}

#[tokio::test]
async fn proposals_of_before_say_who_adapted_them_once_the_database_is_of_this_form() {
    // As the migration finds them: one applied with its words, one merged, one with other words.
    for (applied, merged_with, adapted) in [
        ("One better. Two.", None, false),
        ("One better. Two.", Some("One. Two more."), false),
        ("Words that Bob never wrote.", None, true),
    ] {
        let proposed = proposed().await;
        if let Some(body) = merged_with {
            let other = testing::revise(proposed.article, proposed.base, "A title", body);
            proposed.fixture.send(ALICE, other).await;
        }
        proposed.apply(proposed.base, applied).await;
        let path = proposed.fixture.folder.path().join("test.db");
        proposed.fixture.store.close().await;
        let mut raw = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
        sqlx::query("update proposals set adapted_by = null").execute(&mut raw).await.unwrap();
        let migration = include_str!("../../migrations/sqlite/0019_names.sql");
        let update = migration.split(';').find(|statement| statement.contains("update proposals")).unwrap();
        sqlx::query(sqlx::AssertSqlSafe(update.to_owned())).execute(&mut raw).await.unwrap();
        let by: Option<String> =
            sqlx::query_scalar("select adapted_by from proposals").fetch_one(&mut raw).await.unwrap();
        assert_eq!(by.is_some(), adapted, "{applied} {merged_with:?}");
    }
}

#[tokio::test]
async fn what_a_comment_said_before_is_there_to_read_and_what_was_withdrawn_is_not() {
    let fixture = Fixture::new().await;
    let (article, _) = fixture.article("A title", "Text.").await;
    let comment = testing::comment(article, "First words.");
    let id = comment.comment;
    fixture.send(BOB, comment).await;
    let edit = |base, body: &str| EditComment { comment: id, base, body: testing::text(body) };
    fixture.send(BOB, edit(1, "Second words.")).await;
    grant(&fixture, 0x30D, Role::Moderator).await;
    let forged = fixture.send(0x30D, edit(2, "Words in another's mouth.")).await;
    assert!(matches!(forged, Outcome::Rejected { problem: Problem::NotYours { .. } }), "{forged:?}");
    let versions = fixture.store.comment_versions(article, id, None).await.unwrap().unwrap();
    let Versions::Said(wordings) = &versions else { panic!("{versions:?}") };
    let texts: Vec<_> = wordings.iter().map(|wording| (wording.version, wording.text.as_str())).collect();
    assert_eq!(texts, [(2, "Second words."), (1, "First words.")]);
    assert!(wordings.iter().all(|wording| wording.author.as_ref().unwrap().id.0.as_u128() == BOB));
    assert!(wordings[0].at > wordings[1].at);

    let withdraw = || WithdrawComment { comment: id };
    let forged = fixture.send(0x30D, withdraw()).await;
    assert!(matches!(forged, Outcome::Rejected { problem: Problem::NotYours { .. } }), "{forged:?}");
    fixture.send(BOB, withdraw()).await;
    let versions = fixture.store.comment_versions(article, id, None).await.unwrap().unwrap();
    let Versions::Withdrawn(withdrawal) = &versions else { panic!("{versions:?}") };
    assert_eq!(withdrawal.by.as_ref().unwrap().id.0.as_u128(), BOB);
    assert!(!format!("{versions:?}").contains("words"));
    let elsewhere = ArticleId(fixture.id());
    assert_eq!(fixture.store.comment_versions(elsewhere, id, None).await.unwrap(), None);
}

#[tokio::test]
async fn a_title_that_cannot_be_seen_is_refused_where_it_is_new_and_stays_where_it_is_old() {
    let fixture = Fixture::new().await;
    for title in ["\u{200B}\u{200B}", "\u{3164}", "Rules\u{202E}"] {
        let Outcome::Rejected { problem } = fixture.send(BOB, testing::article(title)).await else {
            panic!("{}", title.escape_unicode())
        };
        assert!(
            problem
                .of(Field::Title)
                .is_some_and(|words| words.contains("contains a character that is invisible")),
            "{problem}"
        );
    }
    let (article, base) = fixture.article("A title", "Text.").await;
    let renamed = testing::revise(article, base, "A\u{200B} title", "Text.");
    assert!(matches!(fixture.send(BOB, renamed).await, Outcome::Rejected { .. }));
}

#[tokio::test]
async fn a_title_that_looks_like_anothers_is_found_also_where_both_are_old() {
    let fixture = Fixture::new().await;
    fixture.article("The rules", "Text.").await;
    fixture.article("Other things", "Text.").await;
    // Cyrillic letters.
    fixture.article("\u{422}h\u{435} rules", "Text.").await;
    let names = |page: &model::ArticlePage| {
        page.namesakes.iter().map(|other| other.title.clone()).collect::<Vec<_>>()
    };
    let page = fixture.page("the-rules").await;
    assert_eq!(names(&page), ["\u{422}h\u{435} rules"]);
    assert!(fixture.page("other-things").await.namesakes.is_empty());
    let similar = fixture.store.similar("TH\u{415} RULES", None).await.unwrap();
    assert_eq!(
        similar.iter().map(|choice| choice.title.as_str()).collect::<Vec<_>>(),
        ["The rules", "\u{422}h\u{435} rules"]
    );

    let path = fixture.folder.path().join("test.db");
    fixture.store.close().await;
    let mut raw = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
    sqlx::query("update articles set looks = null").execute(&mut raw).await.unwrap();
    raw.close().await.unwrap();
    let store = Store::open(&path, Options::default()).await.unwrap();
    store.work_out_looks().await.unwrap();
    let Some(Found::Here(page)) = store.article(&Slug::parse("the-rules").unwrap()).await.unwrap() else {
        panic!("it is there")
    };
    assert_eq!(names(&page), ["\u{422}h\u{435} rules"]);
}
