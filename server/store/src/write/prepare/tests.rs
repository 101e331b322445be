use std::sync::Arc;

use domain::command::{AddComment, CreateArticle, Envelope, LockArticle, NewAnchor, ReviseArticle, Target};
use domain::id::{AnchorId, ArticleId, CommandId, CommentId, ContributorId, RevisionId, Timestamp};
use domain::lock::Scope;
use domain::outcome::Outcome;
use domain::role::Role;
use domain::text::{Body, CommentBody, Note, Quote, Reason, Summary, Title};
use uuid::Uuid;

use super::*;
use crate::Options;
use crate::write::job::Settled;

const ARTICLE: ArticleId = ArticleId(Uuid::from_u128(1));
const FIRST: RevisionId = RevisionId(Uuid::from_u128(2));

fn envelope(id: u128, command: Command) -> Envelope {
    let (id, author) = (CommandId(Uuid::from_u128(id)), ContributorId(Uuid::from_u128(0xA11CE)));
    Envelope { id, author, at: Timestamp(1_000), command }
}

fn revise(revision: u128, base: RevisionId, body: &str) -> Command {
    Command::ReviseArticle(ReviseArticle {
        article: ARTICLE,
        revision: RevisionId(Uuid::from_u128(revision)),
        base,
        title: Title::parse("A title").unwrap(),
        summary: Summary::parse("").unwrap(),
        body: Body::parse(body).unwrap(),
        note: Note::none(),
        proposal: None,
    })
}

fn quote(number: u128, words: &str) -> Command {
    let target = Target::Words { exact: Quote::parse(words).unwrap() };
    Command::AddComment(AddComment {
        comment: CommentId(Uuid::from_u128(number)),
        article: ARTICLE,
        parent: None,
        body: CommentBody::parse("Well said.").unwrap(),
        quotes: vec![NewAnchor { anchor: AnchorId(Uuid::from_u128(number)), target }],
        proposal: None,
    })
}

async fn store(body: &str) -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("test.db"), Options::default()).await.unwrap();
    let create = CreateArticle {
        article: ARTICLE,
        revision: FIRST,
        title: Title::parse("A title").unwrap(),
        summary: Summary::parse("").unwrap(),
        body: Body::parse(body).unwrap(),
        relation: None,
    };
    store.submit(envelope(1, Command::CreateArticle(create))).await.unwrap();
    (folder, store)
}

/// A job as it is before it is handed to the writer.
async fn prepared(store: &Store, envelope: Envelope) -> Job {
    let texts = Arc::new(store.html_of(&envelope.command).await.unwrap());
    let mut job =
        Job { envelope: Arc::new(envelope), digest: String::new(), texts, place: None, prepared: None };
    let Preparation::Ready(prepared) = store.prepare(&job).await.unwrap() else { panic!("it is new") };
    job.prepared = prepared.map(Arc::from);
    assert!(job.prepared.is_some());
    job
}

async fn settle(store: &Store, job: Job) -> Settled {
    store.writer.send(job).unwrap().await.unwrap().unwrap()
}

fn is_stale(settled: &Settled) -> bool {
    matches!(settled, Settled::Stale)
}

#[tokio::test]
async fn what_was_worked_out_holds_only_as_long_as_what_it_depends_on() {
    let (_folder, store) = store("One here.\n\nTwo there.").await;
    let edit = || envelope(10, revise(10, FIRST, "One here.\n\nTwo there, changed."));

    // A passage that is quoted meanwhile is to be carried too.
    let job = prepared(&store, edit()).await;
    store.submit(envelope(11, quote(11, "One here."))).await.unwrap();
    assert!(is_stale(&settle(&store, job).await));

    // A new head.
    let job = prepared(&store, edit()).await;
    let found = prepared(&store, envelope(12, quote(12, "Two there."))).await;
    store.submit(envelope(13, revise(13, FIRST, "One here, changed.\n\nTwo there."))).await.unwrap();
    assert!(is_stale(&settle(&store, job).await));
    assert!(is_stale(&settle(&store, found).await));

    // A lock, and the right to pass it.
    let job = prepared(&store, edit()).await;
    store.set_role(ContributorId(Uuid::from_u128(0xA11CE)), Role::Moderator, Timestamp(1)).await.unwrap();
    let lock = LockArticle {
        article: ARTICLE,
        scope: Scope::Editing,
        reason: Reason::parse("Heated.").unwrap(),
        until: None,
    };
    store.submit(envelope(14, Command::LockArticle(lock))).await.unwrap();
    assert!(is_stale(&settle(&store, job).await));

    // Nothing of all that took effect; now it does, at once and as a whole.
    let outcome = store.submit(edit()).await.unwrap();
    assert!(matches!(outcome, Outcome::Merged { .. }), "{outcome:?}");
}

#[tokio::test]
async fn something_else_that_is_written_meanwhile_does_not_matter() {
    let (_folder, store) = store("One here.").await;
    let job = prepared(&store, envelope(10, revise(10, FIRST, "One here, changed."))).await;
    let create = CreateArticle {
        article: ArticleId(Uuid::from_u128(20)),
        revision: RevisionId(Uuid::from_u128(21)),
        title: Title::parse("Another").unwrap(),
        summary: Summary::parse("").unwrap(),
        body: Body::parse("Text.").unwrap(),
        relation: None,
    };
    store.submit(envelope(20, Command::CreateArticle(create))).await.unwrap();
    assert!(!is_stale(&settle(&store, job).await));
}
