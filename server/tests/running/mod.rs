//! The real program as a process on a free port, for the tests that start it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(dead_code, reason = "each test that starts the program uses a part of this")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Where the program is.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_folkmoot");
/// How long anything is waited for that does happen, also on a machine that is busy with other work.
pub(crate) const PATIENCE: Duration = Duration::from_secs(180);

/// A server, killed with SIGKILL when it is dropped: nothing is finished, nothing is flushed.
pub(crate) struct Server {
    pub(crate) child: Child,
    pub(crate) address: SocketAddr,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address that nobody listens on.
pub(crate) fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// The program, to be given words.
pub(crate) fn program() -> Command {
    Command::new(PROGRAM)
}

impl Server {
    /// Starts `command`, which is to become the server.
    pub(crate) fn start(mut command: Command, database: &Path, flags: &[&str]) -> Self {
        let address = free_address();
        let child = command
            .args(["serve", "--no-rate-limit", "--addr", &address.to_string(), "--db"])
            .arg(database)
            .args(flags)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self { child, address }
    }

    /// Starts it without seeds, and waits until it answers.
    pub(crate) fn up(database: &Path) -> Self {
        let server = Self::start(program(), database, &["--no-seeds"]);
        server.is_up();
        server
    }

    /// Waits until it answers.
    pub(crate) fn is_up(&self) {
        self.wait("it is up", || self.answers());
    }

    /// Whether it says that it lives.
    pub(crate) fn answers(&self) -> bool {
        self.get("/healthz").is_some_and(|answer| answer.starts_with("HTTP/1.1 200"))
    }

    /// Waits until something is so.
    pub(crate) fn wait(&self, what: &str, mut check: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !check() {
            assert!(begun.elapsed() < PATIENCE, "never: {what}");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Sends a request and leaves it open.
    pub(crate) fn send(&self, request: &str) -> Option<TcpStream> {
        let mut stream = TcpStream::connect(self.address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.write_all(request.as_bytes()).ok()?;
        Some(stream)
    }

    /// The whole answer, if there is one.
    pub(crate) fn ask(&self, request: &str) -> Option<String> {
        let mut answer = Vec::new();
        self.send(request)?.read_to_end(&mut answer).ok()?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        answer.starts_with("HTTP/1.1 ").then_some(answer)
    }

    pub(crate) fn get(&self, path: &str) -> Option<String> {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address))
    }

    /// Sends a form.
    pub(crate) fn post(&self, path: &str, body: &str) -> Option<String> {
        self.ask(&self.posting(path, "application/x-www-form-urlencoded", body))
    }

    /// The request that sends `body`.
    pub(crate) fn posting(&self, path: &str, kind: &str, body: &str) -> String {
        let (address, length) = (self.address, body.len());
        format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\
             Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    }
}
