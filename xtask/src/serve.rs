//! `cargo xtask build` and `cargo xtask serve`.

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

use crate::run::{cargo, program, root, run, step};
use crate::site;

/// See `cargo xtask help serve`.
#[derive(Args)]
pub(crate) struct Serve {
    /// Builds for production.
    #[arg(long)]
    release: bool,
    /// The database file; made if there is none [default: folkmoot.db, or FOLKMOOT_DB].
    #[arg(long)]
    db: Option<PathBuf>,
    /// The address to listen at [default: 127.0.0.1:3000, or FOLKMOOT_ADDR].
    #[arg(long)]
    addr: Option<String>,
    /// More flags for the server, after `--`.
    #[arg(last = true)]
    more: Vec<String>,
}

/// Builds the site, and the server that holds it.
pub(crate) fn build(release: bool) -> Result<()> {
    site::build()?;
    step("Server", || {
        let mut cargo = cargo(&["build", "--package", "server"]);
        if release {
            cargo.arg("--release");
        }
        run(&mut cargo)
    })
}

/// Where the built server is.
pub(crate) fn binary(release: bool) -> PathBuf {
    root().join("target").join(if release { "release" } else { "debug" }).join("folkmoot")
}

impl Serve {
    pub(crate) fn run(self) -> Result<()> {
        build(self.release)?;
        let binary = binary(self.release);
        let mut server = program(&binary.to_string_lossy(), &["serve"]);
        server.current_dir(std::env::current_dir()?);
        if let Some(db) = self.db {
            server.arg("--db").arg(db);
        }
        if let Some(addr) = self.addr {
            server.arg("--addr").arg(addr);
        }
        server.args(self.more);
        replace(server).with_context(|| format!("{} could not be started", binary.display()))
    }
}

/// Becomes the server, so that signals reach it.
#[cfg(unix)]
fn replace(mut server: std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(server.exec().into())
}

#[cfg(not(unix))]
fn replace(mut server: std::process::Command) -> Result<()> {
    run(&mut server)
}
