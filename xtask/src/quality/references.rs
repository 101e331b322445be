//! Collections of references that packages bring, read entry by entry by the server and by an independent reader beside it.

use std::fs::File;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::python::{self, pip};
use crate::run::{cargo, output, program, root, run as run_program, step};
use crate::site;

/// Packages of Python with their versions, whose sources have tests or examples with references in them.
const OF_PYTHON: [&str; 8] = [
    "alexandria3k==3.6.2",
    "bibmanager==1.4.14",
    "crossref-lmdb==0.1.2",
    "habanero==2.9.2",
    "oc-ds-converter==2.0.3",
    "papis==0.16.1",
    "pybtex==0.26.1",
    "sphinxcontrib-bibtex==2.7.0",
];
/// The same of npm.
const OF_NPM: [&str; 2] = ["bib2json@0.0.1", "bibtex-parse@2.1.0"];
/// The independent reader.
const READER: [&str; 3] = ["bibtexparser==2.1.0", "pylatexenc==2.11", "pyyaml==6.0.4"];
const SCRIPT: &str = "xtask/src/quality/references.py";

/// Fetches what is missing, reads it twice, and compares.
pub(super) fn run() -> Result<()> {
    python::needed()?;
    let folder = root().join("target/quality/references");
    let packages = folder.join("packages");
    let python = folder.join("venv/bin/python").display().to_string();
    step("Collections", || fetch(&packages))?;
    step("Independent reader", || {
        if !Path::new(&python).is_file() {
            run_program(program("python3", &["-m", "venv"]).arg(folder.join("venv")))?;
        }
        run_program(program(&python, &["-m", "pip", "install", "--quiet"]).args(READER))?;
        run_program(program(&python, &[SCRIPT, "prepare"]).arg(&packages).arg(&folder))
    })?;
    // The server embeds the site, so there must be one.
    step("Site", site::build)?;
    step("References", || {
        for kind in ["bibtex", "csl"] {
            let (from, to) = (format!("{kind}.txt"), format!("{kind}.jsonl"));
            let mut reader = cargo(&["run", "--quiet", "--package", "server", "--example", "references"]);
            run_program(reader.stdin(File::open(folder.join(from))?).stdout(File::create(folder.join(to))?))?;
        }
        run_program(program(&python, &[SCRIPT, "compare"]).arg(&folder))
    })
}

/// Each package once.
fn fetch(packages: &Path) -> Result<()> {
    std::fs::create_dir_all(packages)?;
    let place = packages.display().to_string();
    let kept: Vec<String> = packages
        .read_dir()?
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    let is_kept = |package: &str, separator: &str| {
        let (name, version) = package.split_once(separator).unwrap_or((package, ""));
        let file = format!("{}-{version}.", name.replace('-', "_"));
        kept.iter().any(|kept| kept.replace('-', "_").starts_with(&file.replace('-', "_")))
    };
    for package in OF_PYTHON.iter().filter(|package| !is_kept(package, "==")) {
        let arguments = ["download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest", &place];
        run_program(pip(&arguments).arg(package))?;
    }
    for package in OF_NPM.iter().filter(|package| !is_kept(package, "@")) {
        output(&mut program("npm", &["pack", "--silent", "--pack-destination", &place, package]))
            .with_context(|| format!("{package} could not be fetched"))?;
    }
    Ok(())
}
