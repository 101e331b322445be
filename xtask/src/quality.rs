//! `cargo xtask quality`: what the parts that read others' files make of real ones, which are fetched for it.

mod histories;
mod python;
mod references;

use anyhow::Result;
use clap::Subcommand;

/// See `cargo xtask help quality`.
#[derive(Subcommand)]
pub(crate) enum Quality {
    /// Carries passages through the histories of real texts in seven scripts; takes half an hour the first time.
    Histories,
    /// Reads the references that packages bring, and compares with an independent reader.
    References,
}

impl Quality {
    pub(crate) fn run(&self) -> Result<()> {
        match self {
            Self::Histories => histories::run(),
            Self::References => references::run(),
        }
    }
}
