//! A server that is killed in the middle of writing leaves no half command and loses none that it acknowledged.
//!
//! The real binary, killed with SIGKILL at changing moments while several clients write; bounded in rounds and
//! in time.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use sqlx::{Connection as _, SqliteConnection};

const ROUNDS: u32 = 6;
const WRITERS: u32 = 4;
/// How long anything is waited for that does happen, also on a machine that is busy with other work.
const PATIENCE: Duration = Duration::from_secs(180);

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        // SIGKILL: nothing is finished, nothing is flushed.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(database: &Path, address: SocketAddr) -> Server {
    let child = Command::new(env!("CARGO_BIN_EXE_server"))
        .args([
            "serve",
            "--no-seeds",
            "--no-rate-limit",
            "--log",
            "off",
            "--addr",
            &address.to_string(),
            "--db",
        ])
        .arg(database)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let server = Server(child);
    let begun = Instant::now();
    while ask(address, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").is_none() {
        assert!(begun.elapsed() < PATIENCE, "the server did not start");
        thread::sleep(Duration::from_millis(20));
    }
    server
}

/// The whole answer, if there was one.
fn ask(address: SocketAddr, request: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.write_all(request.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.starts_with("HTTP/1.1 ").then_some(answer)
}

fn post(address: SocketAddr, path: &str, body: &str) -> Option<String> {
    let length = body.len();
    ask(
        address,
        &format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
        ),
    )
}

#[test]
fn a_killed_server_leaves_no_half_command_and_loses_nothing_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("crash.db");
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let acknowledged: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let mut server = start(&database, address);
    let made =
        post(address, "/new", "form=first&title=Base&summary=&body=The+words+to+quote+stand+here.").unwrap();
    assert!(made.starts_with("HTTP/1.1 303"), "{made}");
    for round in 0..ROUNDS {
        let before = acknowledged.lock().unwrap().len();
        thread::scope(|scope| {
            for writer in 0..WRITERS {
                let acknowledged = &acknowledged;
                scope.spawn(move || {
                    for n in 0..10_000 {
                        let name = format!("r{round}w{writer}n{n}");
                        // Two thirds comments with a quote (several rows each), one third whole articles.
                        let answer = if n % 3 == 0 {
                            let body =
                                format!("form={name}&title={name}&summary=S&body=Text+{name}&similar_seen=1");
                            post(address, "/new", &body)
                        } else {
                            let body = format!("form={name}&body=Said+{name}&quote=words+to+quote");
                            post(address, "/a/base/comments", &body)
                        };
                        match answer {
                            Some(answer) if answer.starts_with("HTTP/1.1 303") => {
                                acknowledged.lock().unwrap().push(name);
                            }
                            Some(answer) => panic!("{name}: {answer}"),
                            // The server is gone.
                            None => return,
                        }
                    }
                });
            }
            // Another moment each round, from within the first commits to amid many.
            let begun = Instant::now();
            while acknowledged.lock().unwrap().len() < before + 12 * usize::try_from(round).unwrap() {
                assert!(begun.elapsed() < PATIENCE, "nothing is acknowledged");
                thread::sleep(Duration::from_millis(1));
            }
            drop(std::mem::replace(&mut server, Server(Command::new("true").spawn().unwrap())));
        });
        check(&database, &acknowledged.lock().unwrap());
        server = start(&database, address);
    }
    assert!(acknowledged.lock().unwrap().len() > 20, "there was something to lose");
}

#[tokio::main(flavor = "current_thread")]
async fn check(database: &Path, acknowledged: &[String]) {
    let mut connection =
        SqliteConnection::connect(&format!("sqlite://{}", database.display())).await.unwrap();
    let whole: String =
        sqlx::query_scalar("pragma integrity_check").fetch_one(&mut connection).await.unwrap();
    assert_eq!(whole, "ok");
    let dangling = sqlx::query("pragma foreign_key_check").fetch_all(&mut connection).await.unwrap();
    assert!(dangling.is_empty());

    // Each question counts what there may be none of.
    for (what, query) in [
        ("a gap in the log", "select count(*) - coalesce(max(sequence), 0) from changes"),
        (
            "a counter off the log",
            "select value - (select coalesce(max(sequence), 0) from changes) from counters where name = 'sequence'",
        ),
        (
            "a change without its outcome",
            "select count(*) from changes where command_id not in (select id from commands)",
        ),
        (
            "an applied command without its change",
            "select count(*) from commands where outcome like '%applied%' and id not in (select command_id from changes)",
        ),
        (
            "a comment without its change",
            "select count(*) from comments where id not in (select subject_id from changes where subject_id is not null)",
        ),
        (
            "a revision without its change",
            "select count(*) from revisions where id not in (select subject_id from changes where subject_id is not null)",
        ),
        (
            "a comment without its quote",
            "select count(*) from comments where id not in (select comment_id from anchors where comment_id is not null)",
        ),
        (
            "a revision without its rendering",
            "select count(*) from revisions where id not in (select revision_id from renderings)",
        ),
        (
            "an article that search does not know",
            "select count(*) from articles where number not in (select rowid from article_search)",
        ),
        (
            "an article without its slug",
            "select count(*) from articles where slug not in (select slug from slugs)",
        ),
        (
            "a wrong count of comments",
            "select count(*) from articles a where comment_count <> (select count(*) from comments c where c.article_id = a.id)",
        ),
    ] {
        let count: i64 = sqlx::query_scalar(query).fetch_one(&mut connection).await.unwrap();
        assert_eq!(count, 0, "{what}");
    }
    for name in acknowledged {
        let found: i64 = sqlx::query_scalar(
            "select (select count(*) from articles where title = $1) + (select count(*) from comments where body = 'Said ' || $1)",
        )
        .bind(name)
        .fetch_one(&mut connection)
        .await
        .unwrap();
        assert_eq!(found, 1, "{name} was acknowledged");
    }
    connection.close().await.unwrap();
}
