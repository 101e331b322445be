//! A backup is made beside a running server, and the way back loses neither history.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Output};

use sqlx::{Connection as _, SqliteConnection};
use store::{Options, Store};

fn server(database: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_server")).args(words).arg("--db").arg(database).output().unwrap()
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

#[tokio::test]
async fn a_database_is_as_it_was_when_the_backup_was_made_and_what_was_there_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (database, copy) = (folder.path().join("site.db"), folder.path().join("monday.db"));
    let copy_name = copy.to_str().unwrap();
    assert!(server(&database, &["generate", "--articles", "3"]).status.success());
    let running = Store::open(&database, Options::default()).await.unwrap();
    let made = server(&database, &["backup", copy_name]);
    assert!(made.status.success(), "{}", said(&made));
    let again = server(&database, &["backup", copy_name]);
    assert!(!again.status.success());
    assert!(said(&again).contains("name another"), "{}", said(&again));
    assert!(server(&database, &["grant", "moderator", "desk@example.org"]).status.success());

    let refused = server(&database, &["restore", copy_name]);
    assert!(!refused.status.success());
    assert!(said(&refused).contains("stop the server first"), "{}", said(&refused));
    let epoch = running.epoch();
    running.close().await;
    let more = contributors(&database).await;
    let restored = server(&database, &["restore", copy_name]);
    assert!(restored.status.success(), "{}", said(&restored));
    assert!(contributors(&database).await < more);
    assert_eq!(contributors(&database).await, contributors(&copy).await);
    assert_eq!(contributors(&folder.path().join("site.db.before-restore-1")).await, more);
    let store = Store::open(&database, Options::default()).await.unwrap();
    assert_ne!(store.epoch(), epoch, "clients have to notice");
    store.close().await;
}

#[tokio::test]
async fn what_is_no_backup_replaces_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (database, other) = (folder.path().join("site.db"), folder.path().join("other.db"));
    assert!(server(&database, &["generate", "--articles", "3"]).status.success());
    let count = contributors(&database).await;
    for content in [&b"A letter, not a database."[..], b""] {
        std::fs::write(&other, content).unwrap();
        let refused = server(&database, &["restore", other.to_str().unwrap()]);
        assert!(!refused.status.success());
        assert!(said(&refused).contains("cannot be restored"), "{}", said(&refused));
        assert_eq!(contributors(&database).await, count);
    }
    let names: Vec<_> = folder.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().contains("restor")), "{names:?}");
}
