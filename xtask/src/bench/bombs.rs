//! `cargo xtask bench-bombs`: what the worst that is taken costs the server, each door with each shape, while the front
//! page is read and comments are written.

mod shapes;

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use clap::Args;
use hdrhistogram::Histogram;
use serde_json::{Value, json};

use super::load::{Answer, Connection};
use super::server::{self, Server};
use shapes::SHAPES;

/// The most characters of an article and of a comment.
const ARTICLE: usize = 99_990;
const COMMENT: usize = 9_990;
/// Characters of what quotes and sources may have.
const QUOTE: usize = 4_990;
/// How many articles there are, for pictures and searches.
const ARTICLES: usize = 5_000;
/// How many send bombs at once at the end, and for how long.
const AT_ONCE: usize = 16;
const STORM: Duration = Duration::from_secs(20);

/// See `cargo xtask help bench-bombs`.
#[derive(Args)]
pub(crate) struct Bombs {
    /// Also writes the table to this file, as Markdown.
    #[arg(long)]
    markdown: Option<std::path::PathBuf>,
    /// Only doors whose name has these letters.
    #[arg(long, default_value = "")]
    door: String,
}

impl Bombs {
    pub(crate) fn run(self) -> Result<()> {
        crate::serve::build(true)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let text = runtime.block_on(measure(&self.door))?;
        println!("{text}");
        if let Some(path) = self.markdown {
            std::fs::write(&path, text).with_context(|| format!("{} can not be written", path.display()))?;
        }
        Ok(())
    }
}

/// A request that may cost much.
struct Bomb {
    door: &'static str,
    shape: &'static str,
    request: Vec<u8>,
}

/// What one cost.
struct Cost {
    door: &'static str,
    shape: &'static str,
    status: u16,
    processor: Duration,
    took: Duration,
}

async fn measure(only: &str) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let database = folder.path().join("bombs.db");
    server::generate(ARTICLES, &database)?;
    let server = Server::start(&database, &[]).await?;
    let beside = Beside::start(server.address);
    // The graph is read, and the fonts.
    server.body("/graph.png").await?;
    let mut costs: Vec<Cost> = Vec::new();
    let mut connection = Connection::open(server.address).await?;
    for bomb in bombs(&mut connection).await?.into_iter().filter(|bomb| bomb.door.contains(only)) {
        let (before, begin) = (server.processor_time()?, Instant::now());
        let answer = ask(server.address, &bomb.request).await?;
        let took = begin.elapsed();
        let processor = server.processor_time()?.saturating_sub(before);
        ensure!(
            answer.status < 500 || answer.status == 503,
            "{} × {}: {}",
            bomb.door,
            bomb.shape,
            answer.status
        );
        costs.push(Cost { door: bomb.door, shape: bomb.shape, status: answer.status, processor, took });
    }
    let quiet = beside.end().await?;
    let mut text = String::new();
    table(&mut text, &costs)?;
    quiet.line(&mut text, "one bomb after the other")?;
    let beside = Beside::start(server.address);
    let answers = storm(server.address).await?;
    let storm = beside.end().await?;
    storm.line(&mut text, &format!("{AT_ONCE} who send bombs for {} s", STORM.as_secs()))?;
    writeln!(text, "\nAnswers of the storm by status: {answers:?}.")?;
    Ok(text)
}

/// Asks on a connection of its own, as it may be closed behind what was refused.
async fn ask(address: SocketAddr, request: &[u8]) -> Result<Answer> {
    Connection::open(address).await?.ask(request).await
}

fn encoded(text: &str) -> String {
    let mut form = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            form.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(form, "%{byte:02X}");
        }
    }
    form
}

/// Every door with every shape.
async fn bombs(connection: &mut Connection) -> Result<Vec<Bomb>> {
    let mut all = Vec::new();
    let mut bomb = |door, shape, request| all.push(Bomb { door, shape, request });
    // One article of each shape, by which it is edited, quoted and compared.
    for (nth, shape) in SHAPES.iter().enumerate() {
        let (article, comment, quote) = (shape.text(ARTICLE), shape.text(COMMENT), shape.text(QUOTE));
        let name = shape.name;
        let preview = json!({ "markdown": article, "place": "Article" }).to_string();
        let path = "/api/fn/app/functions/rendering/preview";
        bomb("preview", name, connection.json_request(path, &preview));
        let form = format!("form=n{nth}&title=Bomb+{nth}&summary=&body={}&similar_seen=1", encoded(&article));
        bomb("new article", name, connection.post_request("/new", &form));
        let own = format!("/a/bomb-{nth}");
        bomb("article, read", name, connection.get_request(&own));
        let form = format!("form=c{nth}&body={}", encoded(&comment));
        bomb("comment", name, connection.post_request(&format!("{own}/comments"), &form));
        // Nearly what stands there: the last letters are others.
        let form = format!("form=q{nth}&body=Words&quote={}zqz", encoded(&quote));
        bomb("quote that is nearly there", name, connection.post_request(&format!("{own}/comments"), &form));
        bomb(
            "annotation",
            name,
            connection.json_request(
                &format!("/api/articles/bomb-{nth}/annotations"),
                &annotation(&shape.text(ARTICLE), &quote),
            ),
        );
        let form = format!("form=r{nth}&reference={}", encoded(&article));
        bomb("reference", name, connection.post_request(&format!("{own}/cite/fill"), &form));
        let form = format!(
            "form=s{nth}&quote=Words&source_title={0}&source_author={0}&excerpt={0}&note={0}&publisher={0}",
            encoded(&shape.text(490))
        );
        bomb("citation", name, connection.post_request(&format!("{own}/cite"), &form));
        bomb("search", name, connection.get_request(&format!("/search?q={}", encoded(&shape.text(300)))));
        bomb("push of 50", name, connection.json_request("/api/sync/push", &push(nth, &comment)));
        bomb("edit, then compared", name, connection.get_request(&format!("{own}/edit")));
        bomb("difference", name, connection.get_request(&format!("{own}/diff?from=1&to=1")));
    }
    for (nth, kind) in ["graph.svg", "graph.png", "graph"].into_iter().enumerate() {
        for (shape, query) in [
            ("words", format!("words=unheard{nth}")),
            ("by distance", "colour=distance&layout=force".to_owned()),
            ("layers", format!("layout=layered&author=nobody{nth}")),
        ] {
            bomb("picture", shape, connection.get_request(&format!("/{kind}?{query}")));
        }
    }
    for path in ["/outline", "/health", "/recent", "/api/graph", "/api/articles?limit=1000"] {
        bomb("reading", path, connection.get_request(path));
    }
    bomb("deep JSON", "brackets", connection.json_request("/api/sync/push", &"[".repeat(2_900_000)));
    bomb("deep JSON", "objects", connection.json_request("/api/sync/push", &"{\"a\":".repeat(580_000)));
    bomb(
        "deep JSON",
        "dense",
        connection.json_request("/api/sync/push", &format!("[{}0]", "0,".repeat(1_450_000))),
    );
    Ok(all)
}

fn annotation(before: &str, exact: &str) -> String {
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "body": { "type": "TextualBody", "value": "Words" },
        "target": { "selector": [
            { "type": "TextQuoteSelector", "exact": format!("{exact}zqz"), "prefix": before, "suffix": before }
        ] }
    })
    .to_string()
}

/// Fifty comments in one message.
fn push(nth: usize, body: &str) -> String {
    let id = |of: u64| format!("01900000-0000-7000-8{:03x}-{of:012x}", nth);
    let article = id(0);
    let comment = |n: u64| -> Value {
        json!({ "id": id(n), "command": "create-article", "article": id(1_000 + n), "revision": id(2_000 + n),
                "title": format!("Push {nth} {n}"), "summary": "", "body": body, "relation": null })
    };
    json!({ "schema": 1, "client": article, "first": 1, "commands": (1..=50).map(comment).collect::<Vec<_>>() })
        .to_string()
}

/// Many who send the worst that there is at once; how many answers of each status came.
async fn storm(address: SocketAddr) -> Result<std::collections::BTreeMap<u16, usize>> {
    let end = Instant::now() + STORM;
    let mut tasks = tokio::task::JoinSet::new();
    for sender in 0..AT_ONCE {
        tasks.spawn(async move {
            let mut seen = Vec::new();
            let mut nth = sender;
            while Instant::now() < end {
                let connection = Connection::open(address).await?;
                let text = SHAPES[nth % SHAPES.len()].text(ARTICLE);
                let request = if nth % 2 == 0 {
                    let message = json!({ "markdown": text, "place": "Article" }).to_string();
                    connection.json_request("/api/fn/app/functions/rendering/preview", &message)
                } else {
                    let form =
                        format!("form=x{sender}-{nth}&title=Storm&body={}&similar_seen=1", encoded(&text));
                    connection.post_request("/new", &form)
                };
                seen.push(ask(address, &request).await?.status);
                nth += 1;
            }
            anyhow::Ok(seen)
        });
    }
    let mut answers = std::collections::BTreeMap::new();
    while let Some(seen) = tasks.join_next().await {
        for status in seen?? {
            *answers.entry(status).or_default() += 1;
        }
    }
    Ok(answers)
}

/// Who reads and writes beside the bombs.
struct Beside {
    over: Arc<AtomicBool>,
    reads: tokio::task::JoinHandle<Result<Histogram<u64>>>,
    writes: tokio::task::JoinHandle<Result<Histogram<u64>>>,
}

struct Seen {
    reads: Histogram<u64>,
    writes: Histogram<u64>,
}

impl Beside {
    fn start(address: SocketAddr) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let each = |pause: Duration, request: fn(&Connection, usize) -> Vec<u8>, expected: u16| {
            let over = Arc::clone(&over);
            tokio::spawn(async move {
                let mut connection = Connection::open(address).await?;
                let mut seen = Histogram::new(3)?;
                for nth in 0.. {
                    if over.load(Ordering::Acquire) {
                        break;
                    }
                    let (request, begin) = (request(&connection, nth), Instant::now());
                    let answer = connection.ask(&request).await?;
                    ensure!(answer.status == expected, "beside the bombs came {}", answer.status);
                    seen.record(u64::try_from(begin.elapsed().as_micros())?.max(1))?;
                    tokio::time::sleep(pause).await;
                }
                Ok(seen)
            })
        };
        let reads = each(Duration::from_millis(10), |connection, _| connection.get_request("/"), 200);
        let write = |connection: &Connection, nth: usize| {
            let form = format!("form=b{nth}&title=Beside&summary=&body=Words+{nth}.&similar_seen=1");
            connection.post_request("/new", &form)
        };
        Self { writes: each(Duration::from_millis(250), write, 303), reads, over }
    }

    async fn end(self) -> Result<Seen> {
        self.over.store(true, Ordering::Release);
        Ok(Seen { reads: self.reads.await??, writes: self.writes.await?? })
    }
}

impl Seen {
    fn line(&self, text: &mut String, what: &str) -> Result<()> {
        let quantiles = |seen: &Histogram<u64>| {
            let at = |quantile| millis(Duration::from_micros(seen.value_at_quantile(quantile)));
            format!("{} answers, p50 {}, p99 {}, longest {} ms", seen.len(), at(0.5), at(0.99), at(1.0))
        };
        writeln!(
            text,
            "\nBeside {what}: front page {}; articles written {}.",
            quantiles(&self.reads),
            quantiles(&self.writes)
        )?;
        Ok(())
    }
}

fn millis(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1_000.0)
}

/// The costliest shape of each door, and everything above half a second.
fn table(text: &mut String, costs: &[Cost]) -> Result<()> {
    writeln!(
        text,
        "| door | shapes | worst shape | status | processor ms | answer ms |\n|---|---:|---|---:|---:|---:|"
    )?;
    let mut doors: Vec<&str> = costs.iter().map(|cost| cost.door).collect();
    doors.dedup();
    doors.sort_unstable();
    doors.dedup();
    for door in doors {
        let of: Vec<&Cost> = costs.iter().filter(|cost| cost.door == door).collect();
        let count = of.len();
        if let Some(Cost { shape, status, processor, took, .. }) =
            of.into_iter().max_by_key(|cost| cost.processor)
        {
            let (processor, took) = (processor.as_millis(), took.as_millis());
            writeln!(text, "| {door} | {count} | {shape} | {status} | {processor} | {took} |")?;
        }
    }
    let over = costs.iter().filter(|cost| cost.processor > Duration::from_millis(500));
    for Cost { door, shape, processor, .. } in over {
        writeln!(text, "\nOver 500 ms: {door} × {shape}, {} ms.", processor.as_millis())?;
    }
    Ok(())
}
