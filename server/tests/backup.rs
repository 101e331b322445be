//! A backup is made beside a running server, and the way back works when something is broken.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use sqlx::{Connection as _, SqliteConnection};
use store::{Options, Store};
use tempfile::TempDir;

fn server(database: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_folkmoot")).args(words).arg("--db").arg(database).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

async fn contributors(database: &Path) -> i64 {
    let mut connection = SqliteConnection::connect(database.to_str().unwrap()).await.unwrap();
    let count =
        sqlx::query_scalar("select count(*) from contributors").fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    count
}

/// A database, and a backup from before somebody more came.
struct Place {
    folder: TempDir,
    database: PathBuf,
    copy: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (database, copy) = (folder.path().join("site.db"), folder.path().join("monday.db"));
        let place = Self { folder, database, copy };
        let generated = server(&place.database, &["generate", "--articles", "3"]);
        assert!(generated.status.success(), "{}", said(&generated));
        let made = place.backup();
        assert!(made.status.success(), "{}", said(&made));
        assert!(said(&made).contains("3 articles"), "{}", said(&made));
        assert!(server(&place.database, &["grant", "moderator", "desk@example.org"]).status.success());
        place
    }

    fn backup(&self) -> Output {
        server(&self.database, &["backup", self.copy.to_str().unwrap()])
    }

    fn restore(&self) -> Output {
        server(&self.database, &["restore", self.copy.to_str().unwrap()])
    }

    fn beside(&self, ending: &str) -> PathBuf {
        PathBuf::from(format!("{}{ending}", self.database.display()))
    }

    fn names(&self) -> Vec<String> {
        let names = self.folder.path().read_dir().unwrap();
        let mut names: Vec<_> =
            names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// What was restored opens, and holds what the backup held.
    async fn is_restored(&self, restored: &Output) {
        assert!(restored.status.success(), "{}", said(restored));
        assert!(said(restored).contains("3 articles"), "{}", said(restored));
        let store = Store::open(&self.database, Options::default()).await.unwrap();
        assert_eq!(store.home().await.unwrap().articles, 3);
        store.close().await;
        assert_eq!(contributors(&self.database).await, contributors(&self.copy).await);
        assert!(!self.names().iter().any(|name| name.contains("restoring")), "{:?}", self.names());
    }
}

#[tokio::test]
async fn a_database_is_as_it_was_when_the_backup_was_made_and_what_was_there_is_kept() {
    let place = Place::new();
    let running = Store::open(&place.database, Options::default()).await.unwrap();
    let again = place.backup();
    assert!(!again.status.success());
    assert!(said(&again).contains("choose another name"), "{}", said(&again));

    let refused = place.restore();
    assert!(!refused.status.success());
    assert!(said(&refused).contains("stop the server first"), "{}", said(&refused));
    let epoch = running.epoch();
    running.close().await;
    // A shell that somebody forgot.
    let mut shell = SqliteConnection::connect(place.database.to_str().unwrap()).await.unwrap();
    let _: i64 = sqlx::query_scalar("select count(*) from articles").fetch_one(&mut shell).await.unwrap();
    let refused = place.restore();
    assert!(said(&refused).contains("stop the server first"), "{}", said(&refused));
    shell.close().await.unwrap();

    let more = contributors(&place.database).await;
    place.is_restored(&place.restore()).await;
    assert!(contributors(&place.database).await < more);
    assert_eq!(contributors(&place.beside(".before-restore-1")).await, more);
    let store = Store::open(&place.database, Options::default()).await.unwrap();
    assert_ne!(store.epoch(), epoch, "clients have to notice");
    store.close().await;
}

#[tokio::test]
async fn a_restore_works_over_whatever_is_broken_and_keeps_it() {
    type Harm = fn(&Path);
    let cases: [(&str, Harm); 7] = [
        ("a damaged header", |file| {
            let mut bytes = std::fs::read(file).unwrap();
            bytes[..100].fill(0xff);
            std::fs::write(file, bytes).unwrap();
        }),
        ("a damaged first page", |file| {
            let mut bytes = std::fs::read(file).unwrap();
            bytes[100..4_096].fill(0x55);
            std::fs::write(file, bytes).unwrap();
        }),
        ("half a file", |file| {
            let bytes = std::fs::read(file).unwrap();
            std::fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("an empty file", |file| std::fs::write(file, "").unwrap()),
        ("a letter", |file| std::fs::write(file, "Dear reader").unwrap()),
        ("no file", |file| std::fs::remove_file(file).unwrap()),
        ("a stranger's log", |_| {}),
    ];
    for (what, harm) in cases {
        for log_is_left in [false, true] {
            let place = Place::new();
            harm(&place.database);
            let there = std::fs::read(&place.database).ok();
            // What a killed server leaves: a log that belongs to what was, not to what comes.
            if log_is_left {
                std::fs::write(place.beside("-wal"), [0x37; 4_120]).unwrap();
                std::fs::write(place.beside("-shm"), [0; 32_768]).unwrap();
            }
            let restored = place.restore();
            assert!(!said(&restored).contains("cannot be restored"), "{what}: {}", said(&restored));
            place.is_restored(&restored).await;
            assert_eq!(std::fs::read(place.beside(".before-restore-1")).ok(), there, "{what}");
            if log_is_left {
                let log = std::fs::read(place.beside(".before-restore-1-wal")).unwrap();
                assert_eq!(log, [0x37; 4_120], "{what}: the log is kept beside what it belongs to");
            }
        }
    }
}

#[tokio::test]
async fn what_is_no_backup_replaces_nothing() {
    let place = Place::new();
    let count = contributors(&place.database).await;
    let whole = std::fs::read(&place.copy).unwrap();
    let mut damaged = whole.clone();
    let middle = whole.len() / 2;
    damaged[middle..middle + 20_000].fill(0x5a);
    for content in [&b"A letter, not a database."[..], b"", &whole[..whole.len() / 2], &damaged] {
        std::fs::write(&place.copy, content).unwrap();
        let refused = place.restore();
        assert!(!refused.status.success(), "{}", said(&refused));
        assert!(said(&refused).contains("cannot be restored"), "{}", said(&refused));
        assert_eq!(contributors(&place.database).await, count);
    }
    assert!(place.names().iter().all(|name| !name.contains("restor")), "{:?}", place.names());
}

#[tokio::test]
async fn a_copy_with_the_log_that_was_beside_it_is_a_backup_too() {
    let place = Place::new();
    let running = Store::open(&place.database, Options::default()).await.unwrap();
    let email = domain::text::Email::parse("second@example.org").unwrap();
    let id = domain::id::ContributorId(uuid::Uuid::from_u128(77));
    running.grant(&email, domain::role::Role::Moderator, id, domain::id::Timestamp(1)).await.unwrap();
    for part in ["", "-wal"] {
        std::fs::copy(place.beside(part), format!("{}{part}", place.copy.display())).unwrap();
    }
    running.close().await;
    let more = contributors(&place.database).await;
    let restored = place.restore();
    assert!(restored.status.success(), "{}", said(&restored));
    assert_eq!(contributors(&place.database).await, more);
}

#[tokio::test]
async fn a_copy_that_could_not_be_finished_is_not_in_the_way_of_the_next() {
    let place = Place::new();
    std::fs::remove_file(&place.copy).unwrap();
    std::fs::write(format!("{}.making", place.copy.display()), "half a copy").unwrap();
    let made = place.backup();
    assert!(made.status.success(), "{}", said(&made));
    assert!(!place.names().iter().any(|name| name.contains("making")), "{:?}", place.names());
    // One that cannot be made leaves nothing.
    let nowhere = server(&place.database, &["backup", "/nowhere/at/all.db"]);
    assert!(!nowhere.status.success() && said(&nowhere).contains("/nowhere/at/all.db"), "{}", said(&nowhere));
}

#[cfg(unix)]
#[tokio::test]
async fn a_restore_keeps_links_and_modes_and_by_root_the_owner() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
    let mut place = Place::new();
    let disk = tempfile::tempdir().unwrap();
    let target = disk.path().join("site.db");
    std::fs::rename(&place.database, &target).unwrap();
    symlink(&target, &place.database).unwrap();
    std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o400)).unwrap();
    let is_root = chown(&target, Some(65_534), Some(65_534)).is_ok();
    if !is_root {
        eprintln!("not tested: only root can restore for another owner");
    }
    let owner = std::fs::metadata(&target).unwrap().uid();
    let restored = place.restore();
    assert!(restored.status.success(), "{}", said(&restored));
    assert_eq!(std::fs::read_link(&place.database).unwrap(), target, "the link is still one");
    let metadata = std::fs::metadata(&target).unwrap();
    assert_eq!((metadata.uid(), metadata.mode() & 0o777), (owner, 0o400));
    assert!(disk.path().join("site.db.before-restore-1").exists(), "beside the file, on its own disk");
    std::fs::set_permissions(&target, std::fs::Permissions::from_mode(0o600)).unwrap();
    place.database = target;
    place.is_restored(&restored).await;
}

/// A disk that fails is mounted read-only, and then a backup is wanted most. SQLite opens no database there, since it cannot make
/// what it puts beside one. A small disk needs root and Linux.
#[test]
fn a_backup_is_made_of_what_can_only_be_read() {
    let place = Place::new();
    let disk = tempfile::tempdir().unwrap();
    let mount = |options: &str| {
        let asked =
            Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(disk.path()).output();
        asked.is_ok_and(|mounted| mounted.status.success())
    };
    if !mount("size=8m") {
        eprintln!("not tested: no disk can be mounted here");
        return;
    }
    let database = disk.path().join("site.db");
    std::fs::copy(&place.database, &database).unwrap();
    let copied = mount("remount,ro,size=8m")
        .then(|| server(&database, &["backup", place.folder.path().join("saved.db").to_str().unwrap()]));
    let _ = Command::new("umount").arg("-l").arg(disk.path()).status();
    let copied = copied.unwrap();
    assert!(copied.status.success() && said(&copied).contains("3 articles"), "{}", said(&copied));
    let place = Place { copy: place.folder.path().join("saved.db"), ..place };
    assert!(place.restore().status.success());
}

/// Without room nothing is changed and nothing left half done. A small disk needs root and Linux.
#[tokio::test]
async fn a_restore_without_room_changes_nothing() {
    let place = Place::new();
    let disk = tempfile::tempdir().unwrap();
    let mounted =
        Command::new("mount").args(["-t", "tmpfs", "-o", "size=3m", "tmpfs"]).arg(disk.path()).output();
    if !mounted.is_ok_and(|mounted| mounted.status.success()) {
        eprintln!("not tested: no disk can be mounted here");
        return;
    }
    let database = disk.path().join("site.db");
    std::fs::copy(&place.database, &database).unwrap();
    let _ = std::fs::write(disk.path().join("filler"), vec![0; 4 * 1024 * 1024]);
    let before = std::fs::read(&database).unwrap();
    let refused = server(&database, &["restore", place.copy.to_str().unwrap()]);
    let words = said(&refused);
    let names: Vec<_> = disk.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let after = std::fs::read(&database).unwrap();
    let _ = Command::new("umount").arg("-l").arg(disk.path()).status();
    assert!(!refused.status.success());
    assert!(words.contains("there is no room") && words.contains("was not changed"), "{words}");
    assert!(!words.contains("cannot be restored"), "{words}");
    assert_eq!(after, before);
    assert!(names.iter().all(|name| !name.to_string_lossy().contains("restor")), "{names:?}");
}
