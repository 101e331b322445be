//! Open pages that listen for changes: what they cost while nothing happens, and how soon all of them are told.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::load;
use super::server::{self, Server};

/// How many connections are opened at the same time.
const AT_ONCE: usize = 250;
/// How long the listeners are left alone before memory is read: two heartbeats.
const IDLE: Duration = Duration::from_secs(45);

/// What was seen.
pub(super) struct Listened {
    /// Resident memory in KiB before anybody listened.
    pub(super) before: u64,
    /// And with all of them, idle.
    pub(super) idle: u64,
    /// And after all of them were told of a change.
    pub(super) told: u64,
    /// Processor time that the server took while they were idle, as a part of one core.
    pub(super) load: f64,
    /// From the answer to the writer until half of them were told.
    pub(super) half: Duration,
    /// And until all were.
    pub(super) all: Duration,
}

/// Opens `listeners` listeners and then writes something.
pub(super) async fn listen(listeners: usize) -> Result<Listened> {
    let folder = tempfile::tempdir()?;
    let database = folder.path().join("live.db");
    server::generate(1_000, &database)?;
    let server = Server::start(&database, &[]).await?;
    let slugs = server.slugs(1).await?;
    let slug = slugs.first().context("the generated corpus has no articles")?;
    let before = server.resident()?;

    let (tell, mut told) = mpsc::unbounded_channel();
    let mut open = JoinSet::new();
    for first in (0..listeners).step_by(AT_ONCE) {
        let batch = AT_ONCE.min(listeners - first);
        for _ in 0..batch {
            open.spawn(one(server.address, tell.clone()));
        }
        for _ in 0..batch {
            heard(&mut told, &mut open).await?;
        }
    }
    let (begun, cpu) = (Instant::now(), server.processor_time()?);
    tokio::time::sleep(IDLE).await;
    let idle = server.resident()?;
    let load = (server.processor_time()? - cpu).as_secs_f64() / begun.elapsed().as_secs_f64();

    load::comment(server.address, slug).await?;
    let written = Instant::now();
    let mut half = Duration::ZERO;
    for nth in 0..listeners {
        heard(&mut told, &mut open).await?;
        if nth == listeners / 2 {
            half = written.elapsed();
        }
    }
    Ok(Listened { before, idle, told: server.resident()?, load, half, all: written.elapsed() })
}

/// Waits for one listener to be told; none of them may end.
async fn heard(told: &mut mpsc::UnboundedReceiver<()>, open: &mut JoinSet<Result<()>>) -> Result<()> {
    tokio::select! {
        some = told.recv() => some.context("nobody listens any more"),
        ended = open.join_next() => match ended {
            Some(ended) => {
                ended??;
                bail!("a stream ended");
            }
            None => bail!("nobody listens"),
        },
        () = tokio::time::sleep(Duration::from_secs(60)) => bail!("a listener was not told within 60 s"),
    }
}

/// One page that listens, for as long as the bench does.
async fn one(address: SocketAddr, tell: mpsc::UnboundedSender<()>) -> Result<()> {
    let mut stream = TcpStream::connect(address).await?;
    let request =
        format!("GET /api/sync/live HTTP/1.1\r\nHost: {address}\r\nAccept: text/event-stream\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut buffer = Vec::with_capacity(1_024);
    loop {
        let read = stream.read_buf(&mut buffer).await?;
        ensure!(read > 0, "the server closed a stream");
        // An event ends with an empty line; a heartbeat is a comment.
        while let Some(end) = buffer.windows(2).position(|pair| pair == b"\n\n") {
            let event: Vec<u8> = buffer.drain(..end + 2).collect();
            if event.windows(11).any(|words| words == b"event: news") {
                tell.send(())?;
            }
        }
    }
}
