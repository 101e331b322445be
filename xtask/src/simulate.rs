//! `cargo xtask simulate`: synchronisation under faults, as many histories as one likes.

use anyhow::Result;
use clap::Args;

use crate::run::{cargo, run, step};
use crate::site;

/// See `cargo xtask help simulate`.
#[derive(Args)]
pub(crate) struct Simulate {
    /// How many histories.
    #[arg(long, default_value_t = 1_000_000)]
    histories: u64,
    /// The seed of the first; a failure names its own.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

impl Simulate {
    pub(crate) fn run(self) -> Result<()> {
        // The server embeds the site, so there must be one.
        step("Site", site::build)?;
        let mut test =
            cargo(&["test", "--release", "--package", "server", "--test", "simulation", "--", "--nocapture"]);
        test.env("FOLKMOOT_HISTORIES", self.histories.to_string());
        test.env("FOLKMOOT_SEED", self.seed.to_string());
        step("Simulation", || run(&mut test))
    }
}
