//! `cargo xtask bench-bombs`: what the worst that is taken costs the server, each door with each shape, while the front
//! page is read and comments are written.

mod shapes;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use clap::Args;
use hdrhistogram::Histogram;
use serde_json::{Value, json};

use super::load::{Answer, Connection};
use super::server::{self, Server};
use shapes::SHAPES;

use crate::run::{cargo, run, step};
use crate::site;

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
/// How many send bombs at once to a server with its limits, where most are refused.
const CROWD: usize = 64;

/// See `cargo xtask help bench-bombs`.
#[derive(Args)]
pub(crate) struct Bombs {
    /// Also writes the table to this file, as Markdown.
    #[arg(long)]
    markdown: Option<std::path::PathBuf>,
    /// The server as it was built last, for production.
    #[arg(long)]
    built: bool,
    /// Only doors whose name has these letters.
    #[arg(long, default_value = "")]
    door: String,
    /// Measures each function by itself instead of the server, on more kinds of texts.
    #[arg(long)]
    inside: bool,
    /// Measures instead what an hour of the worst adds to the database, at the limits as they are set.
    #[arg(long)]
    hour: bool,
    /// As `inside`, but makes up this number of kinds of texts, and fails where the time grows faster than the text.
    #[arg(long)]
    random: Option<u64>,
    /// What they follow from; a failure names it.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Bombs {
    pub(crate) fn run(self) -> Result<()> {
        if self.inside || self.random.is_some() {
            return self.functions();
        }
        if self.hour {
            return hour();
        }
        if !self.built {
            crate::serve::build(true)?;
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let text = runtime.block_on(measure(&self.door))?;
        println!("{text}");
        if let Some(path) = self.markdown {
            std::fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))?;
        }
        Ok(())
    }

    /// `server/benches/bombs.rs`.
    fn functions(&self) -> Result<()> {
        // The server embeds the site, so there must be one.
        step("Site", site::build)?;
        let mut bench = cargo(&["bench", "--package", "server", "--bench", "bombs", "--"]);
        bench.args(["--seed", &self.seed.to_string()]);
        if let Some(kinds) = self.random {
            bench.args(["--random", &kinds.to_string()]);
        }
        step("Bombs", || run(&mut bench))
    }
}

/// `server/tests/site/limits.rs`.
fn hour() -> Result<()> {
    step("Site", site::build)?;
    let mut test = cargo(&["test", "--release", "--package", "server", "--test", "site", "--"]);
    test.args(["--ignored", "--nocapture", "at_the_limits_as_they_are_set"]);
    step("Hour", || run(&mut test))
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
    let mut range = Range {
        server: &server,
        only,
        costs: Vec::new(),
        connection: Connection::open(server.address).await?,
    };
    range.texts().await?;
    range.readings().await?;
    let costs = range.costs;
    let quiet = beside.end().await?;
    let mut text = String::new();
    table(&mut text, &costs)?;
    quiet.line(&mut text, "one bomb after the other")?;
    let beside = Beside::start(server.address);
    let answers = storm(server.address, AT_ONCE).await?;
    let storm = beside.end().await?;
    storm.line(&mut text, &format!("{AT_ONCE} who send bombs for {} s", STORM.as_secs()))?;
    writeln!(text, "\nAnswers of the storm by status: {answers:?}.")?;
    drop(server);
    memory(&database, &mut text).await?;
    Ok(text)
}

/// What one address can take of the memory, at the limits as they are set.
async fn memory(database: &Path, text: &mut String) -> Result<()> {
    let server = Server::limited(database, &[]).await?;
    // Caches that are bounded are filled first: a site at rest has been read.
    for path in ["/", "/graph.png", "/recent", "/search?q=network"] {
        server.body(path).await?;
    }
    for slug in server.slugs(1_000).await? {
        // Beyond its allowance an address is refused, and what was read until then is what it can.
        if server.body(&format!("/a/{slug}")).await.is_err() {
            break;
        }
    }
    let rest = server.resident()?;
    server.forget_peak()?;
    let answers = storm(server.address, CROWD).await?;
    let peak = server.peak()?;
    writeln!(
        text,
        "\nMemory, {CROWD} at once of one address at the default limits for {} s: {} MiB at rest, {} MiB at most, {} MiB \
         more. Answers by status: {answers:?}.",
        STORM.as_secs(),
        rest / 1_024,
        peak / 1_024,
        peak.saturating_sub(rest) / 1_024
    )?;
    Ok(())
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

/// Where bombs are tried, one after the other.
struct Range<'a> {
    server: &'a Server,
    only: &'a str,
    costs: Vec<Cost>,
    /// Makes requests; none goes over it.
    connection: Connection,
}

#[derive(serde::Deserialize)]
struct Head {
    head: String,
}

impl Range<'_> {
    async fn attempt(&mut self, door: &'static str, shape: &'static str, request: Vec<u8>) -> Result<()> {
        // Articles are there for the other doors, too.
        if !door.contains(self.only) && door != "new article" {
            return Ok(());
        }
        let (before, begin) = (self.server.processor_time()?, Instant::now());
        let answer = ask(self.server.address, &request).await.with_context(|| format!("{door} × {shape}"))?;
        let took = begin.elapsed();
        let processor = self.server.processor_time()?.saturating_sub(before);
        let status = answer.status;
        ensure!(status < 500 || status == 503, "{door} × {shape} was answered with {status}");
        let (cost, longer) = (processor.as_millis(), took.as_millis());
        eprintln!("{door} × {shape}: {status}, {cost} ms of processor time, answered in {longer} ms");
        self.costs.push(Cost { door, shape, status, processor, took });
        Ok(())
    }

    async fn form(
        &mut self,
        door: &'static str,
        shape: &'static str,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<()> {
        let form = |(name, value): &(&str, &str)| format!("{name}={}", encoded(value));
        let form: Vec<String> = fields.iter().map(form).collect();
        let request = self.connection.post_request(path, &form.join("&"));
        self.attempt(door, shape, request).await
    }

    async fn json(
        &mut self,
        door: &'static str,
        shape: &'static str,
        path: &str,
        message: &str,
    ) -> Result<()> {
        let request = self.connection.json_request(path, message);
        self.attempt(door, shape, request).await
    }

    async fn get(&mut self, door: &'static str, shape: &'static str, path: &str) -> Result<()> {
        let request = self.connection.get_request(path);
        self.attempt(door, shape, request).await
    }

    /// Every door for texts with every shape.
    async fn texts(&mut self) -> Result<()> {
        for (nth, shape) in SHAPES.iter().enumerate() {
            let name = shape.name;
            let (article, comment, quote) = (shape.text(ARTICLE), shape.text(COMMENT), shape.text(QUOTE));
            let preview = json!({ "markdown": article, "place": "Article" }).to_string();
            self.json("preview", name, "/api/fn/app/functions/rendering/preview", &preview).await?;
            let title = format!("Bomb {nth}");
            let fields =
                [("form", "n"), ("title", title.as_str()), ("body", article.as_str()), ("similar_seen", "1")];
            self.form("new article", name, "/new", &fields).await?;
            let own = format!("/a/bomb-{nth}");
            self.get("article, read", name, &own).await?;
            let comments = format!("{own}/comments");
            self.form("comment", name, &comments, &[("form", "c"), ("body", &comment)]).await?;
            // Nearly what stands there: the last letters are others.
            let near = format!("{quote}zqz");
            let fields = [("form", "q"), ("body", "Words"), ("quote", near.as_str())];
            self.form("quote that is nearly there", name, &comments, &fields).await?;
            let annotations = format!("/api/articles/bomb-{nth}/annotations");
            self.json("annotation", name, &annotations, &annotation(&article, &quote)).await?;
            self.form("reference", name, &format!("{own}/cite/fill"), &[("reference", &article)]).await?;
            let field = shape.text(290);
            let fields = ["source_title", "source_author", "publisher", "excerpt", "note", "quote"];
            let fields: Vec<(&str, &str)> =
                fields.into_iter().map(|field_name| (field_name, field.as_str())).collect();
            self.form("citation", name, &format!("{own}/cite"), &fields).await?;
            self.get("search", name, &format!("/search?q={}", encoded(&shape.text(300)))).await?;
            self.json("push of 50", name, "/api/sync/push", &push(nth, &comment)).await?;
            let Ok(head) = self.server.body(&format!("/api/articles/bomb-{nth}")).await else { continue };
            let Head { head } = serde_json::from_slice(&head)?;
            let edit = format!("{own}/edit");
            for (door, number, body) in
                [("edit", "1", turned(&article)), ("edit that meets another", "2", backwards(&article))]
            {
                let fields = [("form", number), ("base", &head), ("title", &title), ("body", &body)];
                self.form(door, name, &edit, &fields).await?;
            }
            self.get("difference", name, &format!("{own}/diff?from=1&to=2")).await?;
            self.get("history", name, &format!("{own}/history")).await?;
        }
        self.json("deep JSON", "brackets", "/api/sync/push", &"[".repeat(2_900_000)).await?;
        self.json("deep JSON", "objects", "/api/sync/push", &"{\"a\":".repeat(580_000)).await?;
        self.json("deep JSON", "dense", "/api/sync/push", &format!("[{}0]", "0,".repeat(1_450_000))).await
    }

    /// What is read and costs much.
    async fn readings(&mut self) -> Result<()> {
        for (nth, kind) in ["graph.svg", "graph.png", "graph"].into_iter().enumerate() {
            for (shape, query) in [
                ("words", format!("words=unheard{nth}")),
                ("by distance", "colour=distance&layout=force".to_owned()),
                ("layers", format!("layout=layered&author=nobody{nth}")),
            ] {
                self.get("picture", shape, &format!("/{kind}?{query}")).await?;
            }
        }
        for path in [
            "/outline",
            "/health",
            "/recent",
            "/api/graph",
            "/api/articles?limit=1000",
            "/connect?from=a&to=b",
        ] {
            self.get("reading", path, path).await?;
        }
        Ok(())
    }
}

/// The second half before the first.
fn turned(text: &str) -> String {
    let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
    format!("{}{}", &text[middle..], &text[..middle])
}

fn backwards(text: &str) -> String {
    text.chars().rev().collect()
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
    let id = |of: u64| format!("01900000-0000-7000-8{nth:03x}-{of:012x}");
    let article = id(0);
    let comment = |n: u64| -> Value {
        json!({ "id": id(n), "command": "create-article", "article": id(1_000 + n), "revision": id(2_000 + n),
                "title": format!("Push {nth} {n}"), "summary": "", "body": body, "relation": null })
    };
    json!({ "schema": 1, "client": article, "first": 1, "commands": (1..=50).map(comment).collect::<Vec<_>>() })
        .to_string()
}

/// What the senders of a storm send, made before it begins: this process has the same processors as the server.
struct Magazine {
    previews: Vec<String>,
    bodies: Vec<String>,
}

impl Magazine {
    fn filled() -> Self {
        let texts: Vec<String> = SHAPES.iter().map(|shape| shape.text(ARTICLE)).collect();
        let preview = |text: &String| json!({ "markdown": text, "place": "Article" }).to_string();
        Self {
            previews: texts.iter().map(preview).collect(),
            bodies: texts.iter().map(|text| encoded(text)).collect(),
        }
    }

    fn request(&self, connection: &Connection, sender: usize, nth: usize) -> Vec<u8> {
        let shape = nth % SHAPES.len();
        if nth.is_multiple_of(2) {
            return connection.json_request("/api/fn/app/functions/rendering/preview", &self.previews[shape]);
        }
        let form = format!("form=x{sender}-{nth}&title=Storm&body={}&similar_seen=1", self.bodies[shape]);
        connection.post_request("/new", &form)
    }
}

/// Many who send the worst that there is at once; how many answers of each status came.
async fn storm(address: SocketAddr, senders: usize) -> Result<BTreeMap<u16, usize>> {
    let magazine = Arc::new(Magazine::filled());
    let end = Instant::now() + STORM;
    let mut tasks = tokio::task::JoinSet::new();
    for sender in 0..senders {
        let magazine = Arc::clone(&magazine);
        tasks.spawn(async move {
            let mut seen = Vec::new();
            let mut nth = sender;
            while Instant::now() < end {
                let connection = Connection::open(address).await?;
                let request = magazine.request(&connection, sender, nth);
                // 0: the connection was closed.
                seen.push(ask(address, &request).await.map_or(0, |answer| answer.status));
                nth += 1;
            }
            anyhow::Ok(seen)
        });
    }
    let mut answers = BTreeMap::new();
    while let Some(seen) = tasks.join_next().await {
        for status in seen?? {
            *answers.entry(status).or_default() += 1;
        }
    }
    Ok(answers)
}

/// Who reads and writes beside the bombs, each on a thread of their own: what is measured is how long the server takes, and not
/// those who send.
struct Beside {
    over: Arc<AtomicBool>,
    reads: Watch,
    writes: Watch,
}

type Watch = std::thread::JoinHandle<Result<Histogram<u64>>>;

struct Seen {
    reads: Histogram<u64>,
    writes: Histogram<u64>,
}

impl Beside {
    fn start(address: SocketAddr) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let each = |pause: Duration, request: fn(&Connection, usize) -> Vec<u8>, expected: u16| {
            let over = Arc::clone(&over);
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
                runtime.block_on(async {
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
        let joined = |watch: Watch| watch.join().map_err(|_| anyhow!("who watched is gone"))?;
        tokio::task::spawn_blocking(move || {
            Ok(Seen { reads: joined(self.reads)?, writes: joined(self.writes)? })
        })
        .await?
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
