//! `cargo xtask test`: every check, the quick ones first; it ends at the first that fails.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};

use crate::run::{cargo, program, root, run};
use crate::tools::WASM;
use crate::{arrows, budget, serve, site, tools};

/// See `cargo xtask help test`.
#[derive(Args)]
pub(crate) struct Test {
    /// Runs only these steps.
    #[arg(long, value_delimiter = ',')]
    only: Vec<Step>,
    /// More arguments for Playwright, after `--`, such as the name of a test file.
    #[arg(last = true)]
    playwright: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Step {
    /// rustfmt.
    Format,
    /// Who may know whom (`cargo xtask arrows`).
    Arrows,
    /// The bundle, which the server embeds.
    Site,
    /// The byte budget.
    Budget,
    /// clippy on everything for this machine.
    Clippy,
    /// clippy on what runs in the browser.
    ClippyWasm,
    /// rustdoc, with warnings denied.
    Docs,
    /// Licences, bans and sources, where cargo-deny is installed.
    Deny,
    /// All Rust tests.
    Rust,
    /// The end-to-end tests in Chromium.
    EndToEnd,
}

impl Step {
    const ALL: [Self; 10] = [
        Self::Format,
        Self::Arrows,
        Self::Site,
        Self::Budget,
        Self::Clippy,
        Self::ClippyWasm,
        Self::Docs,
        Self::Deny,
        Self::Rust,
        Self::EndToEnd,
    ];

    const fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Arrows => "arrows",
            Self::Site => "site",
            Self::Budget => "byte budget",
            Self::Clippy => "clippy",
            Self::ClippyWasm => "clippy (wasm)",
            Self::Docs => "docs",
            Self::Deny => "cargo deny",
            Self::Rust => "Rust tests",
            Self::EndToEnd => "end-to-end tests",
        }
    }

    fn run(self, playwright: &[String]) -> Result<()> {
        match self {
            Self::Format => run(&mut cargo(&["fmt", "--all", "--check"])),
            Self::Arrows => arrows::check(),
            Self::Site => site::build(),
            Self::Budget => budget::check(),
            Self::Clippy => clippy(),
            Self::ClippyWasm => clippy_wasm(),
            Self::Docs => docs(),
            Self::Deny => deny(),
            Self::Rust => rust_tests(),
            Self::EndToEnd => end_to_end(playwright),
        }
    }
}

impl Test {
    pub(crate) fn run(self) -> Result<()> {
        let steps: Vec<Step> =
            Step::ALL.into_iter().filter(|step| self.only.is_empty() || self.only.contains(step)).collect();
        let mut times: Vec<(Step, Duration)> = Vec::new();
        let start = Instant::now();
        for step in &steps {
            eprintln!("\n==> {} ({} of {})", step.name(), times.len() + 1, steps.len());
            let begun = Instant::now();
            step.run(&self.playwright).with_context(|| format!("the step '{}' failed", step.name()))?;
            times.push((*step, begun.elapsed()));
        }
        eprintln!();
        for (step, time) in &times {
            eprintln!("    {:>7.1} s  {}", time.as_secs_f64(), step.name());
        }
        eprintln!("    {:>7.1} s  in all", start.elapsed().as_secs_f64());
        println!("{} passed, 0 failed", times.len());
        Ok(())
    }
}

fn clippy() -> Result<()> {
    run(&mut cargo(&[
        "clippy",
        "--workspace",
        "--exclude",
        "xtask",
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))?;
    // In the folder where this program was built, so that its packages are not built twice.
    run(&mut cargo(&[
        "clippy",
        "-p",
        "xtask",
        "--all-targets",
        "--target-dir",
        "target/xtask",
        "--",
        "-D",
        "warnings",
    ]))
}

/// The docs of everything, also of what is private: they are for whoever works on it.
fn docs() -> Result<()> {
    let doc = ["doc", "--workspace", "--exclude", "xtask", "--no-deps", "--document-private-items"];
    run(cargo(&doc).env("RUSTDOCFLAGS", "-D warnings -A rustdoc::private_intra_doc_links"))
}

fn clippy_wasm() -> Result<()> {
    tools::wasm_target()?;
    run(&mut cargo(&[
        "clippy",
        "-p",
        "web",
        "-p",
        "app",
        "-p",
        "canvas",
        "--lib",
        "--features",
        "app/hydrate",
        "--target",
        WASM,
        "--profile",
        site::PROFILE,
        "--",
        "-D",
        "warnings",
    ]))
}

fn deny() -> Result<()> {
    if tools::find(&["cargo-deny"]).is_none() {
        eprintln!("    cargo-deny is not installed: skipped (`cargo install cargo-deny` brings it)");
        return Ok(());
    }
    run(&mut cargo(&["deny", "check"]))
}

fn rust_tests() -> Result<()> {
    run(&mut cargo(&["test", "--workspace", "--exclude", "xtask"]))?;
    tools::npm_packages()?;
    run(cargo(&["test", "-p", "store", "--test", "commonmark", "--", "--include-ignored"])
        .env("COMMONMARK_SPEC", root().join("end2end/node_modules/commonmark-spec/spec.txt")))?;
    run(&mut cargo(&["test", "-p", "xtask", "--target-dir", "target/xtask"]))
}

fn end_to_end(playwright: &[String]) -> Result<()> {
    let (chromium, nginx, java) = (tools::chromium()?, tools::nginx()?, tools::java()?);
    tools::npm_packages()?;
    run(&mut cargo(&["build", "--package", "server"]))?;
    run(program("npx", &["playwright", "test"])
        .args(playwright)
        .current_dir(root().join("end2end"))
        .env("CHROMIUM", chromium)
        .env("FOLKMOOT_NGINX", nginx)
        .env("JAVA", java)
        .env("FOLKMOOT_SERVER", serve::binary(false)))
}
