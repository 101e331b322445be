//! A server that is told to end does so, whatever it is asked for at that moment, and leaves a whole database.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(unix)]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What is promised, and as much again for a machine that has other things to do.
const BOUND: Duration = Duration::from_secs(20);
/// How many requests that take a while are under way.
const BOMBS: usize = 40;

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
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
    while !answers(address) {
        assert!(begun.elapsed() < Duration::from_secs(30), "the server did not start");
        thread::sleep(Duration::from_millis(20));
    }
    server
}

fn answers(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let mut answer = String::new();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}

/// Sends a request and leaves it open.
fn ask(address: SocketAddr, path: &str, kind: &str, body: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nSec-Fetch-Site: same-origin\r\nContent-Type: {kind}\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

/// Waits for the end; `None` if it does not come in time.
fn ended(server: &mut Server) -> Option<ExitStatus> {
    let told = Instant::now();
    while told.elapsed() < BOUND {
        if let Some(status) = server.0.try_wait().unwrap() {
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
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut server = start(&database, address);
    let form = "application/x-www-form-urlencoded";
    let open: Vec<TcpStream> = (0..BOMBS)
        .map(|nth| match nth % 3 {
            0 => {
                let text = "&".repeat(99_990);
                let body = format!("{{\"markdown\":\"{text}\",\"place\":\"Article\"}}");
                ask(address, "/api/fn/app/functions/rendering/preview", "application/json", &body)
            }
            1 => {
                let text = "*a**b+".repeat(16_000);
                ask(address, "/new", form, &format!("form=f{nth}&title=T{nth}&body={text}&similar_seen=1"))
            }
            _ => {
                let text = "|a".repeat(1_000) + "%0A" + &"|-".repeat(1_000) + "%0A" + &"|b%0A".repeat(20_000);
                ask(address, "/new", form, &format!("form=f{nth}&title=T{nth}&body={text}&similar_seen=1"))
            }
        })
        .collect();
    // It has them all, and answers beside them.
    assert!(answers(address));
    let pid = server.0.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let status = ended(&mut server).expect("it ends in time");
    assert_eq!(status.code(), Some(0));
    drop(open);
    // What it leaves opens again, whole.
    let again = start(&database, address);
    assert!(answers(address));
    drop(again);
}
