//! What the store does when the disk, another program or a fault is against it, and afterwards.

use domain::testing;
use std::path::Path;
use std::process::Command as Program;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use domain::id::{ArticleId, ContributorId, Timestamp};
use domain::outcome::Outcome;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};
use store::{Access, Error, Options, Outage, Store};
use uuid::Uuid;

use crate::common::{ALICE, Fixture};

impl Fixture {
    async fn try_comment(&self, article: ArticleId, body: &str) -> Result<Outcome, Error> {
        let command = testing::comment(article, body);
        self.store.submit(self.envelope(ALICE, Timestamp(5_000), command)).await
    }

    async fn other_program(&self) -> SqliteConnection {
        other_program(&self.folder.path().join("test.db")).await
    }
}

async fn other_program(database: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(database).connect().await.unwrap()
}

/// Runs `check` until it says yes; fails after a time that is far longer than it can take.
async fn soon<F: Future<Output = bool>>(what: &str, mut check: impl FnMut() -> F) {
    for _ in 0..600 {
        if check().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("never: {what}");
}

/// Writes that are no commands: sessions, drafts and places.
async fn other_writes(store: &Store, article: ArticleId) -> [Result<(), Error>; 3] {
    let contributor = ContributorId(Uuid::from_u128(ALICE));
    static SESSIONS: AtomicU64 = AtomicU64::new(0);
    let session = format!("session {}", SESSIONS.fetch_add(1, Ordering::Relaxed));
    [
        store.open_session(&session, contributor, Timestamp(1)).await,
        store.keep_draft(contributor, "new".into(), "{}".into(), Timestamp(1)).await,
        store.keep_places(vec![(article, 1, 2)]).await,
    ]
}

#[tokio::test]
async fn a_transaction_that_the_database_ended_by_itself_does_not_end_all_writing() {
    let fixture = Fixture::new().await;
    let (article, _) = fixture.article("A title", "A body.").await;
    // As after a full disk: SQLite takes the transaction back, and the driver still counts it as open.
    let mut other = fixture.other_program().await;
    sqlx::query(
        "create trigger fails before insert on comments when new.body = 'Fails.'
         begin select raise(rollback, 'taken back'); end",
    )
    .execute(&mut other)
    .await
    .unwrap();
    for _ in 0..3 {
        assert!(fixture.try_comment(article, "Fails.").await.is_err());
        assert!(matches!(fixture.try_comment(article, "Holds.").await, Ok(Outcome::Applied { .. })));
        for done in other_writes(&fixture.store, article).await {
            done.unwrap();
        }
    }
    assert_eq!(fixture.page("a-title").await.comments.len(), 3);
}

#[tokio::test]
async fn a_lock_that_another_program_holds_is_said_and_writing_goes_on_when_it_is_let_go() {
    let mut fixture = Fixture::new().await;
    let (article, _) = fixture.article("A title", "A body.").await;
    fixture.store.close().await;
    let options = Options { busy_timeout: Duration::from_millis(100), ..Options::default() };
    fixture.store = Store::open(&fixture.folder.path().join("test.db"), options).await.unwrap();
    let mut other = fixture.other_program().await;
    let held = other.begin_with("begin immediate").await.unwrap();
    for _ in 0..3 {
        let refused = fixture.try_comment(article, "Words.").await.unwrap_err();
        assert_eq!(refused.outage(), Some(Outage::Locked), "{refused}");
        for refused in other_writes(&fixture.store, article).await {
            assert_eq!(refused.unwrap_err().outage(), Some(Outage::Locked));
        }
        assert!(fixture.page("a-title").await.comments.is_empty(), "reading goes on");
    }
    let condition = fixture.store.condition().await;
    assert_eq!(condition.writes.map(|ailment| ailment.name), Some("locked"));
    assert_eq!(condition.reads, None);
    held.rollback().await.unwrap();
    assert!(fixture.try_comment(article, "Words.").await.is_ok());
    for done in other_writes(&fixture.store, article).await {
        done.unwrap();
    }
    soon("it is well again", || async { fixture.store.condition().await.is_well() }).await;
}

/// A small disk of its own, where that may be made.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn new(size: &str) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let options = format!("size={size}");
        let mounted =
            Program::new("mount").args(["-t", "tmpfs", "-o", &options, "tmpfs"]).arg(folder.path()).output();
        if mounted.is_ok_and(|mounted| mounted.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("not tested: no disk can be mounted here (this needs root on Linux)");
        None
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Program::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[tokio::test]
async fn after_a_full_disk_writing_goes_on_once_there_is_room() {
    let Some(disk) = SmallDisk::new("6m") else { return };
    let mut fixture = Fixture::new().await;
    fixture.store.close().await;
    fixture.store = Store::open(&disk.0.path().join("test.db"), Options::default()).await.unwrap();
    let (article, _) = fixture.article("A title", "A body.").await;
    let ballast = disk.0.path().join("ballast");
    std::fs::write(&ballast, vec![0; 2 * 1024 * 1024]).unwrap();
    for round in 0..3 {
        // A disk that others fill up to the last page.
        let filled = std::fs::write(disk.0.path().join("filler"), vec![0; 8 * 1024 * 1024]);
        assert!(filled.is_err(), "the disk is small");
        let mut refused = None;
        for number in 0..2_000 {
            match fixture.try_comment(article, &format!("{round} {number} {}", "word ".repeat(1_000))).await {
                Ok(_) => {}
                Err(error) => {
                    refused = Some(error);
                    break;
                }
            }
        }
        assert_eq!(refused.unwrap().outage(), Some(Outage::Full));
        let known = fixture.page("a-title").await.comments.len();
        assert_eq!(fixture.store.condition().await.writes.map(|ailment| ailment.name), Some("full"));
        // Room is made, and taken again for the next round.
        std::fs::remove_file(disk.0.path().join("filler")).unwrap();
        if round == 2 {
            std::fs::remove_file(&ballast).unwrap();
        }
        assert!(fixture.try_comment(article, "There is room.").await.is_ok());
        assert_eq!(fixture.page("a-title").await.comments.len(), known + 1);
        soon("it is well again", || async { fixture.store.condition().await.is_well() }).await;
        if round < 2 {
            std::fs::write(&ballast, vec![0; 1024 * 1024]).unwrap();
        }
    }
    fixture.store.close().await;
}

#[tokio::test]
async fn nobody_writes_into_a_file_that_is_gone_or_was_replaced() {
    let fixture = Fixture::new().await;
    let (article, _) = fixture.article("A title", "A body.").await;
    let (database, elsewhere) =
        (fixture.folder.path().join("test.db"), fixture.folder.path().join("else.db"));
    std::fs::rename(&database, &elsewhere).unwrap();
    let refused = fixture.try_comment(article, "Words.").await.unwrap_err();
    assert_eq!(refused.outage(), Some(Outage::Replaced), "{refused}");
    assert_eq!(fixture.store.condition().await.writes.map(|ailment| ailment.name), Some("replaced"));
    std::fs::write(&database, b"Another file.").unwrap();
    let refused = fixture.try_comment(article, "Words.").await.unwrap_err();
    assert_eq!(refused.outage(), Some(Outage::Replaced), "{refused}");
    for refused in other_writes(&fixture.store, article).await {
        assert_eq!(refused.unwrap_err().outage(), Some(Outage::Replaced));
    }
    std::fs::rename(&elsewhere, &database).unwrap();
    assert!(fixture.try_comment(article, "Words.").await.is_ok());
}

#[tokio::test]
async fn a_file_that_was_cut_is_an_error_and_not_the_end_of_the_process() {
    let fixture = Fixture::new().await;
    for number in 0..20 {
        fixture.article(&format!("Title {number}"), &"Words of a body. ".repeat(500)).await;
    }
    let database = fixture.folder.path().join("test.db");
    let mut other = fixture.other_program().await;
    sqlx::query("pragma wal_checkpoint(truncate)").execute(&mut other).await.unwrap();
    let file = std::fs::OpenOptions::new().write(true).open(&database).unwrap();
    file.set_len(8_192).unwrap();
    let read = fixture.store.articles(100).await;
    assert!(read.is_err(), "{read:?}");
    let condition = fixture.store.condition().await;
    assert!(condition.reads.is_some() && !condition.is_well(), "{condition:?}");
}

#[tokio::test]
async fn the_log_stays_within_its_bound_while_another_program_reads_and_is_cut_afterwards() {
    const LIMIT: u64 = 4 * 1024 * 1024;
    let mut fixture = Fixture::new().await;
    fixture.store.close().await;
    let (database, log) = (fixture.folder.path().join("test.db"), fixture.folder.path().join("test.db-wal"));
    let options = Options { log_limit: LIMIT, ..Options::default() };
    fixture.store = Store::open(&database, options).await.unwrap();
    let (article, _) = fixture.article("A title", "A body.").await;
    let bytes = || std::fs::metadata(&log).unwrap().len();
    let text = "word ".repeat(1_900);
    let mut other = fixture.other_program().await;
    let mut reading = other.begin().await.unwrap();
    let _: i64 = sqlx::query_scalar("select count(*) from articles").fetch_one(&mut *reading).await.unwrap();
    let mut refused = None;
    for _ in 0..2_000 {
        let answer = fixture.try_comment(article, &text).await;
        assert!(bytes() <= LIMIT, "{} bytes", bytes());
        if let Err(error) = answer {
            refused = Some(error);
            break;
        }
    }
    let refused = refused.unwrap();
    assert_eq!(refused.outage(), Some(Outage::LogHeld), "{refused}");
    assert!(bytes() > LIMIT / 2, "there was room for {} bytes only", bytes());
    assert_eq!(fixture.store.condition().await.writes.map(|ailment| ailment.name), Some("log-held"));
    reading.rollback().await.unwrap();
    soon("writing goes on", || async { fixture.try_comment(article, "Words.").await.is_ok() }).await;
    assert!(bytes() < LIMIT / 4, "{} bytes", bytes());
    // Nobody is in the way: it goes on, however much is written.
    for _ in 0..1_000 {
        fixture.try_comment(article, &text).await.unwrap();
        assert!(bytes() <= LIMIT, "{} bytes", bytes());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_cut_although_own_readers_are_always_at_work() {
    const LIMIT: u64 = 2 * 1024 * 1024;
    let mut fixture = Fixture::new().await;
    fixture.store.close().await;
    let (database, log) = (fixture.folder.path().join("test.db"), fixture.folder.path().join("test.db-wal"));
    fixture.store = Store::open(&database, Options { log_limit: LIMIT, ..Options::default() }).await.unwrap();
    let (article, _) = fixture.article("A title", "A body.").await;
    let readers: Vec<_> = (0..8)
        .map(|_| {
            let store = fixture.store.clone();
            tokio::spawn(async move {
                loop {
                    store.home().await.unwrap();
                }
            })
        })
        .collect();
    let text = "word ".repeat(1_900);
    for _ in 0..600 {
        soon("there is room", || async { fixture.try_comment(article, &text).await.is_ok() }).await;
        let bytes = std::fs::metadata(&log).unwrap().len();
        assert!(bytes <= LIMIT, "{bytes} bytes");
    }
    for reader in readers {
        reader.abort();
    }
}

#[tokio::test]
async fn a_log_that_a_killed_server_left_is_cut_when_the_next_one_opens() {
    let fixture = Fixture::new().await;
    let (article, _) = fixture.article("A title", "A body.").await;
    for _ in 0..100 {
        fixture.try_comment(article, &"word ".repeat(1_900)).await.unwrap();
    }
    // A copy of what is on the disk is what a killed server leaves.
    let copy = fixture.folder.path().join("copy.db");
    for part in ["", "-wal"] {
        let from = fixture.folder.path().join(format!("test.db{part}"));
        std::fs::copy(from, fixture.folder.path().join(format!("copy.db{part}"))).unwrap();
    }
    let log = fixture.folder.path().join("copy.db-wal");
    assert!(std::fs::metadata(&log).unwrap().len() > 1024 * 1024);
    let store = Store::open(&copy, Options::default()).await.unwrap();
    assert_eq!(std::fs::metadata(&log).map_or(0, |log| log.len()), 0);
    assert_eq!(store.sequence(), 101);
    store.close().await;
}

#[tokio::test]
async fn a_server_notices_what_other_programs_write() {
    let fixture = Fixture::new().await;
    fixture.article("A title", "A body.").await;
    let (epoch, version) = (fixture.store.epoch(), fixture.store.version());
    let mut news = fixture.store.watch();
    news.borrow_and_update();
    let database = fixture.folder.path().join("test.db");
    let beside =
        Store::open(&database, Options { access: Access::Beside, ..Options::default() }).await.unwrap();
    let command = testing::article("Another").body("A body.");
    let made = beside.submit(fixture.envelope(ALICE, Timestamp(9_000), command)).await.unwrap();
    let newest = made.sequence().unwrap();
    assert_eq!(fixture.store.newest().await.unwrap(), newest, "whoever asks is told at once");
    beside.close().await;
    soon("caches are another version's", || async { fixture.store.version().others > version.others }).await;
    news.wait_for(|sequence| *sequence == newest).await.unwrap();
    assert_eq!(fixture.store.sequence(), newest);
    assert_eq!(fixture.store.epoch(), epoch);
    // Our own writes are nobody else's: what is counted is one more program.
    let version = fixture.store.version();
    for number in 0..20 {
        fixture.article(&format!("Own {number}"), "A body.").await;
    }
    let mut other = fixture.other_program().await;
    sqlx::query("update contributors set role = 'moderator'").execute(&mut other).await.unwrap();
    soon("a role is noticed, too", || async { fixture.store.version().others > version.others }).await;
    assert_eq!(fixture.store.version().others, version.others + 1);
}
