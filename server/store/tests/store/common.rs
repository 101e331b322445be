//! A store on a real SQLite file, and short ways to write to it.

use std::sync::atomic::{AtomicU64, Ordering};

use domain::command::{Command, Envelope};
use domain::id::{ArticleId, CommandId, RevisionId, Timestamp};
use domain::outcome::Outcome;
use domain::slug::Slug;
use domain::testing;
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

    pub(crate) async fn send(&self, author: u128, command: impl Into<Command>) -> Outcome {
        let at = Timestamp(1_000 + i64::try_from(self.next.load(Ordering::Relaxed)).unwrap());
        self.store.submit(self.envelope(author, at, command)).await.unwrap()
    }

    pub(crate) fn envelope(&self, author: u128, at: Timestamp, command: impl Into<Command>) -> Envelope {
        Envelope { id: CommandId(self.id()), ..testing::envelope(author, at.0, command) }
    }

    pub(crate) async fn article(&self, title: &str, body: &str) -> (ArticleId, RevisionId) {
        let article = testing::article(title).body(body);
        assert!(matches!(self.send(ALICE, article.clone()).await, Outcome::Applied { .. }));
        (article.article, article.revision)
    }

    pub(crate) async fn page(&self, slug: &str) -> ArticlePage {
        match self.store.article(&Slug::parse(slug).unwrap()).await.unwrap() {
            Some(Found::Here(page)) => page,
            other => panic!("{slug}: {other:?}"),
        }
    }
}
