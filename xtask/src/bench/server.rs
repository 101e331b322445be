//! The servers under test: processes of their own on a free port of loopback, ended when dropped.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::load;
use crate::run::{program, run};

/// A running server.
pub(super) struct Server {
    child: Child,
    pub(super) address: SocketAddr,
}

#[derive(Deserialize)]
struct Listing {
    articles: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    slug: String,
}

/// Makes a database of generated articles.
pub(super) fn generate(articles: usize, database: &Path) -> Result<()> {
    let mut generate = server();
    generate.args(["generate", "--seed", "1", "--articles", &articles.to_string(), "--db"]).arg(database);
    run(&mut generate)
}

impl Server {
    /// Starts Folkmoot on a database, without limits.
    pub(super) async fn start(database: &Path, flags: &[&str]) -> Result<Self> {
        Self::limited(database, &[&["--no-rate-limit"], flags].concat()).await
    }

    /// Starts Folkmoot on a database, with its limits.
    pub(super) async fn limited(database: &Path, flags: &[&str]) -> Result<Self> {
        let address = free()?;
        let mut serve = server();
        serve.args(["serve", "--no-seeds", "--addr", &address.to_string(), "--db"]).arg(database);
        serve.args(flags);
        Self::spawn(serve, address, "/healthz").await
    }

    /// Starts the bare route, which serves `body`.
    pub(super) async fn bare(body: &[u8], folder: &Path) -> Result<Self> {
        let address = free()?;
        let file = folder.join("bare.html");
        std::fs::write(&file, body)?;
        let mut bare = server();
        bare.args(["bare", "--addr", &address.to_string(), "--body-file"]).arg(file);
        Self::spawn(bare, address, "/").await
    }

    async fn spawn(mut command: Command, address: SocketAddr, ready: &str) -> Result<Self> {
        let child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("the server did not start")?;
        let server = Self { child, address };
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(30) {
            if load::get(address, ready).await.is_ok() {
                return Ok(server);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("the server at {address} did not answer within 30 s")
    }

    /// The slugs of the first articles.
    pub(super) async fn slugs(&self, limit: usize) -> Result<Vec<String>> {
        let body = self.body(&format!("/api/articles?limit={limit}")).await?;
        let listing: Listing = serde_json::from_slice(&body)?;
        Ok(listing.articles.into_iter().map(|listed| listed.slug).collect())
    }

    /// The body behind an address.
    pub(super) async fn body(&self, path: &str) -> Result<Vec<u8>> {
        let answer = load::get(self.address, path).await?;
        if answer.status != 200 {
            bail!("{path} answered {}", answer.status);
        }
        Ok(answer.body)
    }

    /// Resident memory in KiB, as the kernel tells it.
    pub(super) fn resident(&self) -> Result<u64> {
        self.status("VmRSS:")
    }

    /// The most that it was since [`Server::forget_peak`], in KiB.
    pub(super) fn peak(&self) -> Result<u64> {
        self.status("VmHWM:")
    }

    /// Lets the kernel begin anew with [`Server::peak`].
    pub(super) fn forget_peak(&self) -> Result<()> {
        // proc(5): 5 resets the peak resident set size.
        Ok(std::fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5")?)
    }

    fn status(&self, name: &str) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        kib.context("the kernel does not tell the resident memory")
    }

    /// Processor time that it took so far, in user and kernel mode.
    pub(super) fn processor_time(&self) -> Result<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The fields after the name in brackets; proc(5) counts utime as the 14th of all, in ticks of 10 ms.
        let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
        let ticks: u64 =
            fields.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
        Ok(Duration::from_millis(ticks * 10))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already; there is nobody left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn server() -> Command {
    program(&crate::serve::binary(true).to_string_lossy(), &[])
}

/// A port of loopback that nobody listens at.
fn free() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
