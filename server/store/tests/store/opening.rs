//! What is taken for the database and what is refused: in words, and left as it was.

use std::path::Path;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};
use store::{Access, Options, Store};
use tempfile::TempDir;

use crate::common::Fixture;

/// A database made by `statements`.
async fn database(path: &Path, statements: &'static str) {
    let mut connection = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Delete)
        .connect()
        .await
        .unwrap();
    sqlx::raw_sql(statements).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

async fn made() -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ours.db");
    Store::open(&path, Options::default()).await.unwrap().close().await;
    (folder, path)
}

async fn number(path: &Path, query: &'static str) -> i64 {
    let mut connection = SqliteConnectOptions::new().filename(path).connect().await.unwrap();
    let number = sqlx::query_scalar(query).fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    number
}

#[tokio::test]
async fn what_is_not_ours_is_refused_in_words_and_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("letter"), "Dear reader, this is no database but a letter of some length.").unwrap();
    std::fs::write(at("short"), "x").unwrap();
    std::fs::write(at("header"), [b"SQLite format 3\0".as_slice(), &[7; 4_096]].concat()).unwrap();
    std::fs::create_dir(at("folder")).unwrap();
    database(&at("stranger"), "create table songs (title text); insert into songs values ('One')").await;
    database(&at("alike"), "create table settings (name text); create table articles (id text)").await;
    database(&at("marked"), "pragma application_id = 1234; create table settings (name text)").await;
    let migrations = "create table _sqlx_migrations (version bigint primary key)";
    database(&at("sqlx"), migrations).await;
    database(&at("sqlx"), "create table songs (title text)").await;
    let (_folder, ours) = made().await;
    std::fs::copy(&ours, at("newer")).unwrap();
    database(
        &at("newer"),
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values (9999, 'to come', 1, x'00', 0)",
    )
    .await;
    std::fs::write(at("gone-wal"), "a log without its database").unwrap();
    std::fs::write(at("emptied"), "").unwrap();
    std::fs::write(at("emptied-wal"), "a log without its database").unwrap();
    std::fs::write(at("halfway.restoring"), "a restore that was killed").unwrap();
    for (name, words) in [
        ("letter", "not a database of Folkmoot"),
        ("short", "not a database of Folkmoot"),
        ("header", ""),
        ("folder", "not a database of Folkmoot"),
        ("stranger", "not a database of Folkmoot"),
        ("alike", "not a database of Folkmoot"),
        ("marked", "not a database of Folkmoot"),
        ("sqlx", "not a database of Folkmoot"),
        ("newer", "newer version"),
        ("gone", "its log"),
        ("emptied", "its log"),
        ("halfway", "interrupted"),
    ] {
        let before = std::fs::read(at(name)).ok();
        for access in [Access::Serving, Access::Beside, Access::AsItIs] {
            let refused = Store::open(&at(name), Options { access, ..Options::default() }).await;
            let error = refused.err().unwrap_or_else(|| panic!("{name} was opened"));
            assert!(error.to_string().contains(words), "{name}: {error}");
        }
        assert_eq!(std::fs::read(at(name)).ok(), before, "{name} was changed");
        assert!(!at(&format!("{name}.lock")).exists(), "{name} has a lock beside it");
    }
}

/// A database that was restored or is made has no write-ahead log yet. Whoever is killed while it gets one leaves a journal, which
/// nobody who only reads can take back: every later start was refused.
#[tokio::test]
async fn what_a_process_that_was_killed_had_not_finished_is_taken_back() {
    let (folder, ours) = made().await;
    let killed = folder.path().join("killed.db");
    let options = SqliteConnectOptions::new().filename(&ours).journal_mode(SqliteJournalMode::Delete);
    let mut connection = options.synchronous(SqliteSynchronous::Off).connect().await.unwrap();
    let begin = "begin immediate; update settings set value = 'half' where name = 'epoch'";
    sqlx::raw_sql(begin).execute(&mut connection).await.unwrap();
    let beside = |path: &Path| std::path::PathBuf::from(format!("{}-journal", path.display()));
    std::fs::copy(&ours, &killed).unwrap();
    assert!(std::fs::copy(beside(&ours), beside(&killed)).unwrap() > 0);
    connection.close().await.unwrap();
    let copy = folder.path().join("copy.db");
    std::fs::copy(&killed, folder.path().join("other.db")).unwrap();
    std::fs::copy(beside(&killed), beside(&folder.path().join("other.db"))).unwrap();
    Store::copy(&folder.path().join("other.db"), &copy).await.unwrap();
    let store = Store::open(&killed, Options::default()).await.unwrap();
    assert_ne!(store.epoch(), "half");
    store.close().await;
    assert!(!beside(&killed).exists());
}

#[tokio::test]
async fn an_old_database_of_ours_is_known_by_its_tables_and_marked() {
    let (_folder, ours) = made().await;
    database(&ours, "pragma application_id = 0").await;
    let store = Store::open(&ours, Options::default()).await.unwrap();
    store.close().await;
    assert_eq!(number(&ours, "pragma application_id").await, 0x466f_6c6b);
    // One whose making was broken off after its first table is finished.
    let begun = ours.with_file_name("begun.db");
    database(
        &begun,
        "create table _sqlx_migrations (version bigint primary key, description text not null,
             installed_on timestamp not null default current_timestamp, success boolean not null,
             checksum blob not null, execution_time bigint not null)",
    )
    .await;
    Store::open(&begun, Options::default()).await.unwrap().close().await;
}

#[tokio::test]
async fn a_file_has_one_server_and_commands_beside_it_do_not_change_its_form() {
    let fixture = Fixture::new().await;
    let path = fixture.folder.path().join("test.db");
    let link = fixture.folder.path().join("link.db");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&path, &link).unwrap();
    for path in [&path, &link] {
        let refused = Store::open(path, Options::default()).await.err().unwrap();
        assert!(refused.to_string().contains("another server"), "{refused}");
        assert!(refused.to_string().contains(&std::process::id().to_string()), "{refused}");
    }
    let form = "select max(version) from _sqlx_migrations";
    let newest = number(&path, form).await;
    database_beside(
        &path,
        "delete from _sqlx_migrations where version = (select max(version) from _sqlx_migrations)",
    )
    .await;
    for access in [Access::Beside, Access::AsItIs] {
        let refused = Store::open(&path, Options { access, ..Options::default() }).await.err().unwrap();
        assert!(refused.to_string().contains("older version"), "{refused}");
    }
    assert!(number(&path, form).await < newest);
    let copy = fixture.folder.path().join("copy.db");
    Store::copy(&path, &copy).await.unwrap();
    assert!(number(&copy, form).await < newest, "a backup before an upgrade is of before");
}

async fn database_beside(path: &Path, statement: &'static str) {
    let mut connection = SqliteConnectOptions::new().filename(path).connect().await.unwrap();
    sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn the_database_its_log_and_its_copies_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let fixture = Fixture::new().await;
    fixture.article("A title", "A body.").await;
    let at = |name: &str| fixture.folder.path().join(name);
    fixture.store.backup(&at("copy.db")).await.unwrap();
    for name in ["test.db", "test.db-wal", "test.db-shm", "test.db.lock", "copy.db"] {
        assert_eq!(mode(&at(name)), 0o600, "{name}");
    }
    fixture.store.close().await;
    // One that was made before, for all to read.
    std::fs::set_permissions(at("test.db"), std::fs::Permissions::from_mode(0o644)).unwrap();
    let store = Store::open(&at("test.db"), Options::default()).await.unwrap();
    assert_eq!(mode(&at("test.db")), 0o600);
    store.close().await;
}
