//! Builds, serves, tests and benches Folkmoot: `cargo xtask help`.
//!
//! Everything a clean machine with Rust lacks is added here (the wasm target, npm packages, Chromium), so that the
//! two commands of the README are all there is to know.

mod arrows;
mod bench;
mod bench_graph;
mod budget;
mod run;
mod serve;
mod simulate;
mod site;
mod test;
mod tools;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "Builds, serves, tests and benches Folkmoot", version)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds the WebAssembly bundle, the style sheet and the server, which holds them all.
    Build {
        /// Builds the server for production.
        #[arg(long)]
        release: bool,
    },
    /// Builds everything and serves it; loads the sample discussion into an empty database.
    Serve(serve::Serve),
    /// Runs every check: format, clippy, tests, bundle, byte budget, end-to-end in a real browser.
    Test(test::Test),
    /// Measures the release server beside a bare axum route that serves the same bytes.
    Bench(bench::Bench),
    /// Measures what the costliest that is taken costs the release server, beside readers and writers.
    BenchBombs(bench::bombs::Bombs),
    /// Measures the picture of the graph beside d3-force in a real browser, on the bundle of the last build.
    BenchGraph,
    /// Simulates synchronisation under faults; a failure names the seed by which it can be had again.
    Simulate(simulate::Simulate),
    /// Fails where files or crates know each other that may not.
    Arrows,
    /// Weighs what a first visit downloads, and fails when it is over the budget.
    Budget,
}

fn main() -> Result<()> {
    match Arguments::parse().task {
        Task::Build { release } => serve::build(release),
        Task::Serve(serve) => serve.run(),
        Task::Test(test) => test.run(),
        Task::Bench(bench) => bench.run(),
        Task::BenchBombs(bombs) => bombs.run(),
        Task::BenchGraph => bench_graph::run(),
        Task::Simulate(simulate) => simulate.run(),
        Task::Arrows => arrows::check(),
        Task::Budget => budget::check(),
    }
}
