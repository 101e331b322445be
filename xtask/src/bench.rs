//! `cargo xtask bench`: the release server on generated articles, beside a bare axum route that serves the same
//! bytes, in one run, on loopback.
//!
//! Every point is bounded in time; the servers are processes of their own and end with the bench.

pub(crate) mod bombs;
mod live;
mod load;
mod report;
mod server;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use clap::Args;

use self::load::{Client, Kind, Measured};
use self::report::Report;
use self::server::Server;
use crate::run::step;

/// How many connections ask at the same time.
const CONNECTIONS: [usize; 3] = [1, 16, 64];
/// How many different articles are asked for, in turn.
const DIFFERENT: usize = 1_000;

/// See `cargo xtask help bench`.
#[derive(Args)]
pub(crate) struct Bench {
    /// How many articles the corpora have; without a number there is none.
    #[arg(long, value_delimiter = ',', num_args = 0.., default_value = "1000,100000")]
    articles: Vec<usize>,
    /// How many pages listen for changes; 0 leaves that out.
    #[arg(long, default_value_t = 5_000)]
    listeners: usize,
    /// Two seconds a point instead of eight.
    #[arg(long)]
    quick: bool,
    /// Also writes the tables to this file, as Markdown.
    #[arg(long)]
    markdown: Option<PathBuf>,
}

impl Bench {
    pub(crate) fn run(self) -> Result<()> {
        crate::serve::build(true)?;
        let time = Duration::from_secs(if self.quick { 2 } else { 8 });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut report = Report::default();
        for articles in &self.articles {
            step(&format!("Bench on {articles} articles"), || {
                runtime.block_on(corpus(*articles, time, &mut report))
            })?;
        }
        if self.listeners > 0 {
            step(&format!("Bench with {} listeners", self.listeners), || {
                runtime.block_on(async {
                    report.listened(self.listeners, &live::listen(self.listeners).await?);
                    Ok(())
                })
            })?;
        }
        let text = report.markdown();
        println!("{text}");
        if let Some(path) = self.markdown {
            std::fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))?;
        }
        Ok(())
    }
}

async fn corpus(articles: usize, time: Duration, report: &mut Report) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let database = folder.path().join("bench.db");
    server::generate(articles, &database)?;
    let cached = Server::start(&database, &[]).await?;
    let slugs = cached.slugs(DIFFERENT).await?;
    ensure!(!slugs.is_empty(), "the generated corpus has no articles");
    let pages: Vec<String> = slugs.iter().map(|slug| format!("/a/{slug}")).collect();
    let histories: Vec<String> = slugs.iter().map(|slug| format!("/a/{slug}/history")).collect();

    let page = cached.body(&pages[0]).await?;
    let bare = Server::bare(&page, folder.path()).await?;
    report.corpus(articles, page.len());
    for connections in CONNECTIONS {
        let point = Point { connections, time };
        let base = point.measure(&bare, Kind::Get(vec!["/".into()])).await?;
        report.bare(connections, &base);
        let one = point.measure(&cached, Kind::Get(vec![pages[0].clone()])).await?;
        report.row("article, cached, one page", connections, &one);
        let many = point.measure(&cached, Kind::Get(pages.clone())).await?;
        report.row("article, cached, 1,000 pages in turn", connections, &many);
        let home = point.measure(&cached, Kind::Get(vec!["/".into()])).await?;
        report.row("home, cached", connections, &home);
    }
    drop(bare);
    let resident = cached.resident()?;
    drop(cached);

    let uncached = Server::start(&database, &["--no-page-cache"]).await?;
    for connections in CONNECTIONS {
        let point = Point { connections, time };
        for (name, kind) in [
            ("article, uncached", Kind::Get(pages.clone())),
            ("home, uncached", Kind::Get(vec!["/".into()])),
            ("history, uncached", Kind::Get(histories.clone())),
            ("comment, durable", Kind::Comment(slugs.clone())),
            ("save, durable", Kind::Save(slugs.clone())),
        ] {
            report.row(name, connections, &point.measure(&uncached, kind).await?);
        }
    }
    report.memory(resident, uncached.resident()?);
    drop(uncached);
    graph(&database, &slugs, time, report).await?;
    report.bytes(&crate::site::manifest()?, &page)?;
    Ok(())
}

/// What answers from the graph in memory, and what it costs to have it.
async fn graph(
    database: &std::path::Path,
    slugs: &[String],
    time: Duration,
    report: &mut Report,
) -> Result<()> {
    // Each with one that is far from it in the order of the list.
    let ends = slugs.iter().zip(slugs.iter().cycle().skip(slugs.len() / 2 + 1));
    let pairs = ends.map(|(from, to)| format!("from={from}&to={to}"));
    let (chains, pages): (Vec<String>, Vec<String>) =
        pairs.map(|pair| (format!("/api/graph/connections?{pair}"), format!("/connect?{pair}"))).unzip();
    let own: Vec<String> =
        slugs.iter().map(|slug| format!("/api/graph/connections?from={slug}&to={slug}")).collect();
    let of = |what: &str| slugs.iter().map(|slug| format!("/a/{slug}{what}")).collect::<Vec<_>>();

    let start = std::time::Instant::now();
    let server = Server::start(database, &["--no-page-cache"]).await?;
    let listening = start.elapsed();
    server.body(&own[0]).await?;
    report.started(listening, start.elapsed());
    for connections in [1, 16] {
        let point = Point { connections, time };
        for (name, kind) in [
            ("how two are connected, API", Kind::Get(chains.clone())),
            ("how two are connected, page", Kind::Get(pages.clone())),
            ("suggestions for an article, page", Kind::Get(of("/suggestions"))),
            ("graph of an article, page", Kind::Get(of("/graph"))),
            ("health of everything, page", Kind::Get(vec!["/health".into()])),
            ("the graph asked for one article", Kind::Get(own.clone())),
            ("the same, after a change", Kind::After(slugs.to_vec(), own.clone())),
            ("health of everything, after a change", Kind::After(slugs.to_vec(), vec!["/health".into()])),
        ] {
            let timed = matches!(kind, Kind::After(..));
            let measured = point.measure(&server, kind).await?;
            if timed {
                report.timed(name, connections, &measured);
            } else {
                report.row(name, connections, &measured);
            }
        }
    }
    Ok(())
}

struct Point {
    connections: usize,
    time: Duration,
}

impl Point {
    async fn measure(&self, server: &Server, kind: Kind) -> Result<Measured> {
        Client { address: server.address, connections: self.connections, time: self.time }.measure(kind).await
    }
}
