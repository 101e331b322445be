//! A store on a real SQLite file, and short ways to write to it.

use std::sync::atomic::{AtomicU64, Ordering};

use domain::command::{
    AddComment, Command, CreateArticle, Envelope, NewAnchor, NewRelation, ReviseArticle, Target,
};
use domain::id::{AnchorId, ArticleId, CommandId, CommentId, ContributorId, RevisionId, Timestamp};
use domain::outcome::Outcome;
use domain::slug::Slug;
use domain::text::{Body, CommentBody, Note, Quote, Summary, Title};
use model::ArticlePage;
use store::read::Found;
use store::{Options, Store};
use tempfile::TempDir;
use uuid::Uuid;

/// A store in a folder of its own.
pub(crate) struct Fixture {
    pub(crate) store: Store,
    pub(crate) folder: TempDir,
    next: AtomicU64,
}

pub(crate) const ALICE: u128 = 0xA11CE;
pub(crate) const BOB: u128 = 0xB0B;

impl Fixture {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("test.db"), Options::default()).await.unwrap();
        Self { store, folder, next: AtomicU64::new(1) }
    }

    pub(crate) fn id(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.next.fetch_add(1, Ordering::Relaxed)))
    }

    pub(crate) async fn send(&self, author: u128, command: Command) -> Outcome {
        let at = Timestamp(1_000 + i64::try_from(self.next.load(Ordering::Relaxed)).unwrap());
        self.store.submit(self.envelope(author, at, command)).await.unwrap()
    }

    pub(crate) fn envelope(&self, author: u128, at: Timestamp, command: Command) -> Envelope {
        Envelope { id: CommandId(self.id()), author: ContributorId(Uuid::from_u128(author)), at, command }
    }

    pub(crate) fn create(
        &self,
        title: &str,
        body: &str,
        relation: Option<NewRelation>,
    ) -> (ArticleId, RevisionId, Command) {
        let (article, revision) = (ArticleId(self.id()), RevisionId(self.id()));
        let command = Command::CreateArticle(CreateArticle {
            article,
            revision,
            title: Title::parse(title).unwrap(),
            summary: Summary::parse("A summary.").unwrap(),
            body: Body::parse(body).unwrap(),
            relation,
        });
        (article, revision, command)
    }

    pub(crate) async fn article(&self, title: &str, body: &str) -> (ArticleId, RevisionId) {
        let (article, revision, command) = self.create(title, body, None);
        assert!(matches!(self.send(ALICE, command).await, Outcome::Applied { .. }));
        (article, revision)
    }

    pub(crate) fn revise(
        &self,
        article: ArticleId,
        base: RevisionId,
        title: &str,
        body: &str,
    ) -> (RevisionId, Command) {
        let revision = RevisionId(self.id());
        let command = Command::ReviseArticle(ReviseArticle {
            article,
            revision,
            base,
            title: Title::parse(title).unwrap(),
            summary: Summary::parse("A summary.").unwrap(),
            body: Body::parse(body).unwrap(),
            note: Note::parse("Because.").unwrap(),
            proposal: None,
        });
        (revision, command)
    }

    pub(crate) fn comment(
        &self,
        article: ArticleId,
        body: &str,
        quote: Option<&str>,
    ) -> (CommentId, Command) {
        let comment = CommentId(self.id());
        let quotes = quote.map(|exact| NewAnchor {
            anchor: AnchorId(self.id()),
            target: Target::Words { exact: Quote::parse(exact).unwrap() },
        });
        let command = Command::AddComment(AddComment {
            comment,
            article,
            parent: None,
            body: CommentBody::parse(body).unwrap(),
            quotes: quotes.into_iter().collect(),
            proposal: None,
        });
        (comment, command)
    }

    pub(crate) async fn page(&self, slug: &str) -> ArticlePage {
        match self.store.article(&Slug::parse(slug).unwrap()).await.unwrap() {
            Some(Found::Here(page)) => page,
            other => panic!("{slug}: {other:?}"),
        }
    }
}
