//! Python, by which what is measured is fetched and read.

use std::process::Command;

use anyhow::{Result, ensure};

use crate::run::program;
use crate::tools;

/// Whether there is a Python.
///
/// # Errors
/// Says how to get it.
pub(super) fn needed() -> Result<()> {
    ensure!(
        tools::find(&["python3"]).is_some(),
        "python3 with pip and venv is missing, by which what is measured is fetched and read (on Debian: `apt-get install \
         python3-pip python3-venv`)"
    );
    Ok(())
}

/// A command of `pip`.
pub(super) fn pip(arguments: &[&str]) -> Command {
    let mut command = program("python3", &["-m", "pip", "--disable-pip-version-check"]);
    command.args(arguments);
    command
}
