//! The real binary as a process: how it starts, how it refuses to, and how it goes on.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod running;

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Output};

use running::{PROGRAM, Server};
use sqlx::{Connection as _, SqliteConnection};

fn run(database: &Path, words: &[&str]) -> Output {
    running::program().args(words).arg("--db").arg(database).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[tokio::main(flavor = "current_thread")]
async fn number(database: &Path, query: &'static str) -> i64 {
    let mut connection =
        SqliteConnection::connect(&format!("sqlite://{}", database.display())).await.unwrap();
    let number = sqlx::query_scalar(query).fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    number
}

#[test]
fn a_database_has_one_server_and_the_next_one_may_follow_when_that_was_killed() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("site.db");
    let first = Server::up(&database);
    let second = run(&database, &["serve", "--addr", &running::free_address().to_string()]);
    assert_eq!(second.status.code(), Some(1));
    let process = format!("another server (process {})", first.child.id());
    assert!(said(&second).contains(&process), "{}", said(&second));
    // Commands work beside it, and what they write is noticed.
    let granted = run(&database, &["grant", "moderator", "desk@example.org"]);
    assert!(granted.status.success(), "{}", said(&granted));
    let link = run(&database, &["sign-in-link", "desk@example.org"]);
    assert!(link.status.success(), "{}", said(&link));
    assert!(first.get("/").unwrap().contains("200 OK"));
    let generated = run(&database, &["generate", "--articles", "2"]);
    assert!(generated.status.success(), "{}", said(&generated));
    first.wait("the start page shows what was generated", || {
        first.get("/api/graph").unwrap().contains("\"title\"")
            && first.get("/recent").unwrap().contains("/a/")
    });
    drop(first);
    drop(Server::up(&database));
}

#[test]
fn a_first_start_that_was_killed_is_completed_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole.db");
    let changes = "select value from counters where name = 'sequence'";
    {
        let server = Server::start(running::program(), &whole, &[]);
        server.is_up();
    }
    let expected = number(&whole, changes);
    assert!(expected > 100);
    let mut halves = 0;
    for round in 1..=4_u64 {
        let database = folder.path().join(format!("killed-{round}.db"));
        let server = Server::start(running::program(), &database, &[]);
        // Killed by how many bytes the log has: another moment of the loading each time.
        let log = folder.path().join(format!("killed-{round}.db-wal"));
        server.wait("it has begun", || std::fs::metadata(&log).is_ok_and(|log| log.len() > round * 400_000));
        drop(server);
        let next = Server::start(running::program(), &database, &[]);
        next.is_up();
        drop(next);
        assert_eq!(number(&database, changes), expected, "killed in round {round}");
        halves += 1;
    }
    assert_eq!(halves, 4);
}

/// The server as somebody whom modes hold back.
fn as_nobody(command: &mut Command) {
    if std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
        command.uid(65_534).gid(65_534);
    }
}

#[test]
fn a_file_that_cannot_be_written_is_refused_at_the_start_and_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("site.db");
    assert!(run(&database, &["generate", "--articles", "1"]).status.success());
    // Whose binary nobody may run, has nothing to test here.
    let mut able = running::program();
    as_nobody(&mut able);
    if !able.arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("not tested: an ordinary user cannot run {PROGRAM}");
        return;
    }
    for (what, file_mode, folder_mode) in [("file", 0o400, 0o700), ("folder", 0o600, 0o500)] {
        let _ = std::fs::remove_file(folder.path().join("site.db.lock"));
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
        std::fs::set_permissions(&database, std::fs::Permissions::from_mode(file_mode)).unwrap();
        let _ = (chown(folder.path(), Some(65_534), None), chown(&database, Some(65_534), None));
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(folder_mode)).unwrap();
        let before = std::fs::read(&database).unwrap();
        let mut command = running::program();
        as_nobody(&mut command);
        let output =
            command.args(["serve", "--addr", &running::free_address().to_string(), "--db"]).arg(&database);
        let output = output.output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{what}: {}", said(&output));
        assert!(said(&output).contains("cannot write to the database"), "{what}: {}", said(&output));
        assert_eq!(std::fs::read(&database).unwrap(), before, "{what}");
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    }
}

/// A bound on the size of each file stands for a disk that fails: a write beyond it is an error, until it is raised.
#[test]
fn after_a_disk_that_failed_writing_goes_on_without_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("site.db");
    if !Command::new("prlimit").arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("not tested: there is no prlimit here");
        return;
    }
    let mut command = Command::new("sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", PROGRAM]);
    let server = Server::start(command, &database, &["--no-seeds"]);
    server.is_up();
    let made = server.post("/new", "form=first&title=Base&summary=&body=The+words.").unwrap();
    assert!(made.starts_with("HTTP/1.1 303"), "{made}");
    let limit = |bytes: &str| {
        let process = server.child.id().to_string();
        let set = Command::new("prlimit").args(["--pid", &process, &format!("--fsize={bytes}:")]).status();
        assert!(set.unwrap().success());
    };
    for round in 0..3 {
        // Less than the log has already.
        limit("4096");
        let words = format!("form=r{round}&body=Words+of+round+{round}.");
        let refused = server.post("/a/base/comments", &words).unwrap();
        assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
        assert!(refused.to_ascii_lowercase().contains("retry-after: 2"), "{refused}");
        assert!(refused.contains(&format!("Words of round {round}.")), "the form comes back: {refused}");
        assert!(server.get("/a/base").unwrap().starts_with("HTTP/1.1 200"), "reading goes on");
        assert!(server.get("/healthz").unwrap().starts_with("HTTP/1.1 200"));
        let unwell = server.get("/readyz").unwrap();
        assert!(unwell.starts_with("HTTP/1.1 503") && unwell.contains("(code: "), "{unwell}");
        limit("unlimited");
        let taken = server.post("/a/base/comments", &words).unwrap();
        assert!(taken.starts_with("HTTP/1.1 303"), "{taken}");
        server.wait("it is well", || server.get("/readyz").unwrap().starts_with("HTTP/1.1 200"));
    }
    assert_eq!(number(&database, "select count(*) from comments"), 3);
}
