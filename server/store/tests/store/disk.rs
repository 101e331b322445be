//! A disk that fails at each step of a commit, and the power that goes at that moment.

use domain::testing;
use std::path::Path;
use std::time::Duration;

use domain::command::Envelope;
use domain::id::{ArticleId, Timestamp};
use domain::outcome::Outcome;
use faulty_disk::{Disk, Refusal, SOUND};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use store::{Options, Outage, Store};

use crate::common::{ALICE, Fixture};

/// More steps than a commit with a checkpoint behind it takes.
const STEPS: u32 = 40;

impl Fixture {
    fn said(&self, article: ArticleId, words: &str) -> Envelope {
        let command = testing::comment(article, words);
        self.envelope(ALICE, Timestamp(5_000), command)
    }
}

async fn times(database: &Path, words: &str) -> i64 {
    let options = SqliteConnectOptions::new().filename(database).vfs(SOUND);
    let mut connection = options.connect().await.unwrap();
    let whole: String =
        sqlx::query_scalar("pragma integrity_check").fetch_one(&mut connection).await.unwrap();
    assert_eq!(whole, "ok");
    let times = sqlx::query_scalar("select count(*) from comments where body = $1")
        .bind(words)
        .fetch_one(&mut connection)
        .await
        .unwrap();
    connection.close().await.unwrap();
    times
}

/// A log that could not be moved is not tried again at once.
async fn within_a_second(store: &Store, envelope: &Envelope) -> Outcome {
    let mut told = store.submit(envelope.clone()).await;
    for _ in 0..10 {
        if told.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        told = store.submit(envelope.clone()).await;
    }
    told.unwrap()
}

/// What the power would leave now, if all was on the disk that could be: opened, and the command sent once more.
async fn after_the_power_went(
    fixture: &Fixture,
    acknowledged: &[String],
    refused: Option<(&str, &Envelope)>,
) {
    let folder = tempfile::tempdir().unwrap();
    for ending in ["", "-wal"] {
        let name = format!("test.db{ending}");
        let _ = std::fs::copy(fixture.folder.path().join(&name), folder.path().join(&name));
    }
    let database = folder.path().join("test.db");
    let store = Store::open(&database, Options::default()).await.unwrap();
    for words in acknowledged {
        assert_eq!(times(&database, words).await, 1, "{words} was acknowledged");
    }
    if let Some((words, envelope)) = refused {
        assert!(times(&database, words).await <= 1);
        let again = store.submit(envelope.clone()).await.unwrap();
        assert!(matches!(again, Outcome::Applied { .. }), "{again:?}");
        assert_eq!(times(&database, words).await, 1, "{words} was sent again");
    }
    store.close().await;
}

/// At the `n`-th reading, writing or syncing of a commit the disk fails, for every `n`. The log has either room, or so
/// little that it is moved with each commit.
#[tokio::test]
async fn a_disk_that_fails_in_the_middle_loses_nothing_and_stops_nothing() {
    for (refusal, log_limit) in
        Refusal::ALL.into_iter().flat_map(|refusal| [(refusal, 128 << 20), (refusal, 256 << 10)])
    {
        let mut fixture = Fixture::new().await;
        fixture.store.close().await;
        let disk = Disk::of(fixture.folder.path());
        let database = fixture.folder.path().join("test.db");
        let options = Options { log_limit, readers: 1, ..Options::default() };
        fixture.store = Store::open(&database, options.clone()).await.unwrap();
        let (article, _) = fixture.article("A title", "A body.").await;
        let (mut acknowledged, mut failures) = (Vec::new(), 0);
        for step in 0..STEPS {
            let words = format!("{refusal:?} {log_limit} {step}");
            let envelope = fixture.said(article, &words);
            // Its pages are to be read again.
            let mut other =
                SqliteConnectOptions::new().filename(&database).vfs(SOUND).connect().await.unwrap();
            sqlx::query("update counters set value = value").execute(&mut other).await.unwrap();
            other.close().await.unwrap();
            disk.refuse(refusal, step);
            let mut told = fixture.store.submit(envelope.clone()).await;
            if told.as_ref().is_err_and(|error| error.outage() == Some(Outage::LogHeld)) {
                // It was cut a moment ago, and has grown by a quarter since.
                tokio::time::sleep(Duration::from_millis(100)).await;
                told = fixture.store.submit(envelope.clone()).await;
            }
            if let Err(error) = &told {
                failures += 1;
                let full = refusal == Refusal::Room;
                let expected = if full { Outage::Full } else { Outage::Failing };
                assert_eq!(error.outage(), Some(expected), "{words}: {error:?}");
                let second = fixture.store.submit(envelope.clone()).await;
                assert!(refusal == Refusal::Read || second.is_err(), "{words}: the disk still fails");
                if step % 4 == 0 {
                    after_the_power_went(&fixture, &acknowledged, Some((&words, &envelope))).await;
                }
            }
            disk.mend();
            let again = within_a_second(&fixture.store, &envelope).await;
            assert!(matches!(again, Outcome::Applied { .. }), "{words}: {again:?}");
            if let Ok(told) = told {
                assert_eq!(again, told, "{words}");
            }
            assert_eq!(times(&database, &words).await, 1, "{words}");
            acknowledged.push(words);
        }
        assert!(failures > 0, "{refusal:?}: nothing failed");
        after_the_power_went(&fixture, &acknowledged, None).await;
        fixture.store.close().await;
        assert_eq!(times(&database, &acknowledged[0]).await, 1);
    }
}

/// SQLite ends the transaction of a reader by itself, and the driver would begin the next one within it.
#[tokio::test]
async fn a_reader_whose_transaction_failed_does_not_read_the_same_state_for_ever() {
    let mut fixture = Fixture::new().await;
    fixture.store.close().await;
    let disk = Disk::of(fixture.folder.path());
    let database = fixture.folder.path().join("test.db");
    let options = Options { readers: 1, ..Options::default() };
    fixture.store = Store::open(&database, options).await.unwrap();
    let (article, revision) = fixture.article("A title", "A body.").await;
    let mut failures = 0;
    for step in 0..STEPS {
        // Its pages are to be read again.
        fixture.article(&format!("Title {step}"), "A body.").await;
        let command = testing::revise(article, revision, "A title", "Another body.");
        let envelope = fixture.envelope(ALICE, Timestamp(5_000), command);
        disk.refuse(Refusal::Read, step % 8);
        failures += u32::from(fixture.store.everything().await.is_err());
        // Has its texts read in one transaction before it is decided, and may be left in the middle of it.
        let _ = fixture.store.submit(envelope).await;
        disk.mend();
        for _ in 0..3 {
            fixture.store.everything().await.unwrap();
            let (id, _) = fixture.article(&format!("After {step}"), "A body.").await;
            let known = fixture.store.everything().await.unwrap();
            assert_eq!(known.sequence, fixture.store.sequence(), "{step}");
            assert!(known.articles.iter().any(|article| article.id == id), "{step}");
            let pulled = fixture.store.changes(0, 500, store::read::changes::Texts::None).await.unwrap();
            assert_eq!(pulled.next, fixture.store.sequence(), "{step}");
        }
    }
    assert!(failures > 0, "nothing failed");
}

/// Who opens it while the disk fails is told so, and finds it as it was when the disk is well.
#[tokio::test]
async fn what_is_opened_while_the_disk_fails_is_refused_and_left_whole() {
    let fixture = Fixture::new().await;
    fixture.article("A title", "A body.").await;
    fixture.store.close().await;
    let disk = Disk::of(fixture.folder.path());
    let database = fixture.folder.path().join("test.db");
    for refusal in Refusal::ALL {
        let mut refused = 0;
        for step in 0..STEPS {
            disk.refuse(refusal, step);
            let opened = Store::open(&database, Options::default()).await;
            if disk.mend() == 0 {
                opened.unwrap().close().await;
                break;
            }
            match opened {
                Ok(store) => store.close().await,
                Err(error) => {
                    refused += 1;
                    assert!(error.outage().is_some(), "{refusal:?} {step}: {error:?}");
                }
            }
            let store = Store::open(&database, Options::default()).await.unwrap();
            assert_eq!(store.sequence(), 1);
            store.close().await;
        }
        // What was closed in good order asks for no more than to be read.
        assert_eq!(refused > 0, refusal == Refusal::Read, "{refusal:?}");
    }
}
