//! A server that is killed in the middle of writing leaves no half command and loses none that it acknowledged.
//!
//! The real binary, killed with SIGKILL at changing moments while several clients write; bounded in rounds and
//! in time.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod running;

use std::path::Path;
use std::process::Command;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use running::{PATIENCE, Server};
use sqlx::{Connection as _, SqliteConnection};

const ROUNDS: u32 = 6;
const WRITERS: u32 = 4;

#[test]
fn a_killed_server_leaves_no_half_command_and_loses_nothing_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("crash.db");
    let acknowledged: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let mut server = Server::up(&database);
    let made =
        server.post("/new", "form=first&title=Base&summary=&body=The+words+to+quote+stand+here.").unwrap();
    assert!(made.starts_with("HTTP/1.1 303"), "{made}");
    for round in 0..ROUNDS {
        let before = acknowledged.lock().unwrap().len();
        thread::scope(|scope| {
            for writer in 0..WRITERS {
                let (server, acknowledged) = (&server, &acknowledged);
                scope.spawn(move || {
                    for n in 0..10_000 {
                        let name = format!("r{round}w{writer}n{n}");
                        // Two thirds comments with a quote (several rows each), one third whole articles.
                        let answer = if n % 3 == 0 {
                            let body =
                                format!("form={name}&title={name}&summary=S&body=Text+{name}&similar_seen=1");
                            server.post("/new", &body)
                        } else {
                            let body = format!("form={name}&body=Said+{name}&quote=words+to+quote");
                            server.post("/a/base/comments", &body)
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
            let killed = server.child.id().to_string();
            assert!(Command::new("kill").args(["-KILL", &killed]).status().unwrap().success());
        });
        drop(server);
        check(&database, &acknowledged.lock().unwrap());
        server = Server::up(&database);
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
