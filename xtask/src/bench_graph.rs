//! `cargo xtask bench-graph`: the picture of the graph beside d3-force, in Chromium.

use anyhow::Result;

use crate::run::{self, program, root};
use crate::{site, tools};

/// Measures, and prints a table.
///
/// # Errors
/// If there is no bundle or no browser.
pub(crate) fn run() -> Result<()> {
    site::manifest()?;
    let chromium = tools::chromium()?;
    tools::npm_packages()?;
    run::run(
        program("node", &["bench/graph.mjs"])
            .current_dir(root().join("end2end"))
            .env("CHROMIUM", chromium)
            .env("FOLKMOOT_SITE", site::folder()),
    )
}
