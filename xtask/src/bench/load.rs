//! The load generator: keep-alive connections on one thread, each asking again as soon as it has its answer.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use hdrhistogram::Histogram;
use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// What is asked for.
pub(super) enum Kind {
    /// Pages, in turn.
    Get(Vec<String>),
    /// Comments on articles, one article a connection.
    Comment(Vec<String>),
    /// Edits of articles, one article a connection, each on the revision before.
    Save(Vec<String>),
    /// Pages, in turn, each the first of its kind after a comment on an article, one article a connection; only the
    /// pages are timed.
    After(Vec<String>, Vec<String>),
}

/// What was seen.
pub(super) struct Measured {
    /// Answers a second; 0 if none came in time, and then so are the others.
    pub(super) rate: f64,
    /// The median, in microseconds.
    pub(super) p50: u64,
    /// All but one of a hundred were as quick as this, in microseconds.
    pub(super) p99: u64,
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    cookie: Option<String>,
}

/// How to ask.
pub(super) struct Client {
    pub(super) address: SocketAddr,
    pub(super) connections: usize,
    pub(super) time: Duration,
}

impl Client {
    /// Asks for the given time, after a tenth of it to warm up.
    pub(super) async fn measure(self, kind: Kind) -> Result<Measured> {
        let warm = Instant::now() + self.time / 10;
        let end = warm + self.time;
        let plan = Arc::new(Plan { kind, turn: AtomicUsize::new(0), warm, end });
        let mut tasks = JoinSet::new();
        for nth in 0..self.connections {
            tasks.spawn(one(self.address, Arc::clone(&plan), nth));
        }
        let mut all = Histogram::<u64>::new(3)?;
        while let Some(seen) = tasks.join_next().await {
            all.add(seen??)?;
        }
        #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52 answers")]
        let rate = all.len() as f64 / self.time.as_secs_f64();
        Ok(Measured { rate, p50: all.value_at_quantile(0.5), p99: all.value_at_quantile(0.99) })
    }
}

struct Plan {
    kind: Kind,
    turn: AtomicUsize,
    warm: Instant,
    end: Instant,
}

async fn one(address: SocketAddr, plan: Arc<Plan>, nth: usize) -> Result<Histogram<u64>> {
    let mut connection = Connection::open(address).await?;
    let mut seen = Histogram::new(3)?;
    let next = || plan.turn.fetch_add(1, Ordering::Relaxed);
    loop {
        let request = match &plan.kind {
            Kind::Get(paths) => connection.get_request(&paths[next() % paths.len()]),
            Kind::Comment(slugs) => {
                let n = next();
                let body = format!("form=bench-{nth}-{n}&body=A+comment+of+the+bench%2C+number+{n}.");
                connection.post_request(&format!("/a/{}/comments", slugs[nth % slugs.len()]), &body)
            }
            Kind::Save(slugs) => connection.save_request(&slugs[nth % slugs.len()], next()).await?,
            Kind::After(slugs, paths) => {
                let n = next();
                let body = format!("form=after-{nth}-{n}&body=News+of+the+bench%2C+number+{n}.");
                let path = format!("/a/{}/comments", slugs[nth % slugs.len()]);
                let request = connection.post_request(&path, &body);
                let answer = connection.ask(&request).await?;
                ensure!(answer.status == 303, "a comment was answered with {}", answer.status);
                connection.get_request(&paths[n % paths.len()])
            }
        };
        let start = Instant::now();
        if start >= plan.end {
            return Ok(seen);
        }
        let answer = connection.ask(&request).await?;
        let took = start.elapsed();
        let expected = if matches!(plan.kind, Kind::Get(_) | Kind::After(..)) { 200 } else { 303 };
        if answer.status != expected {
            bail!("expected {expected}, got {}: {}", answer.status, String::from_utf8_lossy(&answer.body));
        }
        if start >= plan.warm {
            seen.record(u64::try_from(took.as_micros())?.max(1))?;
        }
    }
}

/// Asks once, on a connection of its own.
pub(super) async fn get(address: SocketAddr, path: &str) -> Result<Answer> {
    let mut connection = Connection::open(address).await?;
    let request = connection.get_request(path);
    connection.ask(&request).await
}

/// Writes one comment.
pub(super) async fn comment(address: SocketAddr, slug: &str) -> Result<()> {
    let mut connection = Connection::open(address).await?;
    let request = connection.post_request(&format!("/a/{slug}/comments"), "form=bench&body=News.");
    let answer = connection.ask(&request).await?;
    ensure!(answer.status == 303, "a comment was answered with {}", answer.status);
    Ok(())
}

#[derive(Deserialize)]
struct Article {
    head: String,
    title: String,
}

pub(super) struct Connection {
    stream: TcpStream,
    address: SocketAddr,
    cookie: Option<String>,
    buffer: Vec<u8>,
}

impl Connection {
    pub(super) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, address, cookie: None, buffer: Vec::with_capacity(64 * 1024) })
    }

    pub(super) fn get_request(&self, path: &str) -> Vec<u8> {
        format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address).into_bytes()
    }

    pub(super) fn post_request(&self, path: &str, body: &str) -> Vec<u8> {
        let cookie = self.cookie.as_ref().map_or_else(String::new, |cookie| format!("Cookie: {cookie}\r\n"));
        format!(
            "POST {path} HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nSec-Fetch-Site: same-origin\r\n{cookie}\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {1}\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .into_bytes()
    }

    /// A message in JSON.
    pub(super) fn json_request(&self, path: &str, body: &str) -> Vec<u8> {
        format!(
            "POST {path} HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/json\r\nContent-Length: {1}\r\n\r\n{body}",
            self.address,
            body.len()
        )
        .into_bytes()
    }

    async fn save_request(&mut self, slug: &str, n: usize) -> Result<Vec<u8>> {
        let answer = self.ask(&self.get_request(&format!("/api/articles/{slug}"))).await?;
        let article: Article = serde_json::from_slice(&answer.body).context("the article as JSON")?;
        let title: String =
            article.title.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '+' }).collect();
        let words = "A+sentence+of+an+article+that+somebody+edits.+".repeat(80);
        let form = format!(
            "form=bench-{n}&base={}&title={title}&summary=Edited&note=Bench&body={words}{n}",
            article.head
        );
        Ok(self.post_request(&format!("/a/{slug}/edit"), &form))
    }

    pub(super) async fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await?;
            ensure!(read > 0, "the server closed the connection");
            if let Some((answer, length)) = parse(&self.buffer)? {
                ensure!(length == self.buffer.len(), "more than one answer came");
                if answer.cookie.is_some() {
                    self.cookie.clone_from(&answer.cookie);
                }
                return Ok(answer);
            }
        }
    }
}

/// The answer and its length, once it is whole.
fn parse(bytes: &[u8]) -> Result<Option<(Answer, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; 48];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(start) = response.parse(bytes)? else { return Ok(None) };
    let header = |name: &str| {
        let found = response.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        found.map(|header| String::from_utf8_lossy(header.value).into_owned())
    };
    let length: usize = header("content-length").context("an answer without Content-Length")?.parse()?;
    if bytes.len() < start + length {
        return Ok(None);
    }
    let cookie = header("set-cookie").and_then(|cookie| Some(cookie.split(';').next()?.to_owned()));
    let answer =
        Answer { status: response.code.unwrap_or(0), body: bytes[start..start + length].to_vec(), cookie };
    Ok(Some((answer, start + length)))
}
