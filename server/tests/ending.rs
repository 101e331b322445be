//! A server that is told to end does so, whatever it is asked for at that moment, and leaves a whole database.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(unix)]

mod running;

use std::net::TcpStream;
use std::process::{Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use running::Server;

/// What is promised, and as much again for a machine that has other things to do.
const BOUND: Duration = Duration::from_secs(20);
/// How many requests that take a while are under way.
const BOMBS: usize = 40;

/// Waits for the end; `None` if it does not come in time.
fn ended(server: &mut Server) -> Option<ExitStatus> {
    let told = Instant::now();
    while told.elapsed() < BOUND {
        if let Some(status) = server.child.try_wait().unwrap() {
            return Some(status);
        }
        thread::sleep(Duration::from_millis(20));
    }
    None
}

#[test]
fn a_server_that_is_told_to_end_ends_though_it_has_much_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("ending.db");
    let mut server = Server::up(&database);
    let ask = |path: &str, kind: &str, body: &str| server.send(&server.posting(path, kind, body)).unwrap();
    let form = "application/x-www-form-urlencoded";
    let open: Vec<TcpStream> = (0..BOMBS)
        .map(|nth| match nth % 3 {
            0 => {
                let text = "&".repeat(99_990);
                let body = format!("{{\"markdown\":\"{text}\",\"place\":\"Article\"}}");
                ask("/api/fn/app/functions/rendering/preview", "application/json", &body)
            }
            1 => {
                let text = "*a**b+".repeat(16_000);
                ask("/new", form, &format!("form=f{nth}&title=T{nth}&body={text}&similar_seen=1"))
            }
            _ => {
                let text = "|a".repeat(1_000) + "%0A" + &"|-".repeat(1_000) + "%0A" + &"|b%0A".repeat(20_000);
                ask("/new", form, &format!("form=f{nth}&title=T{nth}&body={text}&similar_seen=1"))
            }
        })
        .collect();
    // It has them all, and answers beside them.
    assert!(server.answers());
    let pid = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let status = ended(&mut server).expect("it ends in time");
    assert_eq!(status.code(), Some(0));
    drop(open);
    // What it leaves opens again, whole.
    drop(Server::up(&database));
}
