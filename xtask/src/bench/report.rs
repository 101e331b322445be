//! The tables of the bench.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::Result;

use super::live::Listened;
use super::load::Measured;
use crate::site::{self, Manifest};

/// Collects rows and writes them as Markdown.
#[derive(Default)]
pub(super) struct Report {
    text: String,
    bare: Vec<(usize, f64)>,
}

impl Report {
    /// Begins the table of a corpus.
    pub(super) fn corpus(&mut self, articles: usize, page: usize) {
        self.bare.clear();
        self.line(&format!("\n### {articles} articles; the article page is {page} bytes of HTML\n"));
        self.line("| what | connections | requests/s | p50 ms | p99 ms | of the bare route |");
        self.line("|---|---:|---:|---:|---:|---:|");
    }

    /// The bare route, to which the others are compared.
    pub(super) fn bare(&mut self, connections: usize, measured: &Measured) {
        self.bare.push((connections, measured.rate));
        self.row("bare axum route, same bytes", connections, measured);
    }

    /// A row.
    pub(super) fn row(&mut self, what: &str, connections: usize, measured: &Measured) {
        let bare = self.bare.iter().find(|(of, _)| *of == connections).map_or(0.0, |(_, rate)| *rate);
        let ratio = if bare > 0.0 { format!("{:.3}", measured.rate / bare) } else { String::new() };
        let row = format!(
            "| {what} | {connections} | {:.0} | {} | {} | {ratio} |",
            measured.rate,
            millis(measured.p50),
            millis(measured.p99)
        );
        eprintln!("    {row}");
        self.line(&row);
    }

    /// A row whose answers come after something that is not timed, so that there is no rate.
    pub(super) fn timed(&mut self, what: &str, connections: usize, measured: &Measured) {
        let row =
            format!("| {what} | {connections} | | {} | {} | |", millis(measured.p50), millis(measured.p99));
        eprintln!("    {row}");
        self.line(&row);
    }

    /// Memory after the load.
    pub(super) fn memory(&mut self, cached: u64, uncached: u64) {
        self.line(&format!(
            "\nResident memory after the load: {} MiB with the page cache, {} MiB without it after the writes.",
            cached / 1024,
            uncached / 1024
        ));
    }

    /// When a server that was started listened, and when it had the graph in memory; begins the table of the graph.
    pub(super) fn started(&mut self, listening: Duration, graph: Duration) {
        self.line(&format!(
            "\nA server that is started listens after {} ms and has the graph in memory after {} ms.\n",
            listening.as_millis(),
            graph.as_millis()
        ));
        self.line("| what | connections | requests/s | p50 ms | p99 ms | of the bare route |");
        self.line("|---|---:|---:|---:|---:|---:|");
    }

    /// What listeners cost.
    pub(super) fn listened(&mut self, listeners: usize, listened: &Listened) {
        let Listened { before, idle, told, load, half, all } = listened;
        let kib = idle.saturating_sub(*before) / u64::try_from(listeners.max(1)).unwrap_or(1);
        self.line(&format!("\n### {listeners} pages that listen for changes\n"));
        self.line(&format!(
            "Resident memory: {} MiB before, {} MiB with all of them idle ({kib} KiB each), {} MiB after a change. \
             Idle, they take {:.1} % of one core. Of a new comment half are told in {} ms, all in {} ms.",
            before / 1024,
            idle / 1024,
            told / 1024,
            load * 100.0,
            half.as_millis(),
            all.as_millis()
        ));
    }

    /// What a first visit downloads.
    pub(super) fn bytes(&mut self, manifest: &Manifest, page: &[u8]) -> Result<()> {
        let html = site::brotli(page)?.len();
        let size = |path: &str| -> Result<u64> { Ok(std::fs::metadata(site::folder().join(path))?.len()) };
        let css = size(&format!("{}.br", manifest.css))?;
        let script = size(&format!("{}/app.js.br", manifest.pkg))?;
        let wasm = size(&format!("{}/app_bg.wasm.br", manifest.pkg))?;
        let paint = css + u64::try_from(html)?;
        self.line(&format!(
            "\nBrotli bytes: {paint} to first paint (HTML {html}, CSS {css}), {} to interactive (script {script}, WebAssembly {wasm}).",
            paint + script + wasm
        ));
        Ok(())
    }

    /// Everything so far.
    pub(super) fn markdown(&self) -> &str {
        &self.text
    }

    fn line(&mut self, line: &str) {
        // Writing to a String never fails.
        let _ = writeln!(self.text, "{line}");
    }
}

fn millis(micros: u64) -> String {
    format!("{}.{:03}", micros / 1000, micros % 1000)
}
