//! Histories of real texts: the descriptions of all versions of some packages, fetched by `pip` as it is set up here.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context as _, Result, bail};

use super::python::{self, pip};
use crate::run::{cargo, output, root, run as run_program, step};
use crate::site;

/// Script, package and its last version, a line each.
const PACKAGES: &str = include_str!("histories.txt");
/// How many versions are fetched at a time.
const AT_ONCE: usize = 6;

struct Package {
    script: &'static str,
    name: &'static str,
    last: &'static str,
}

struct Version {
    /// Where its description is kept; empty where it has none.
    file: PathBuf,
    requirement: String,
}

/// Fetches what is missing and measures.
pub(super) fn run() -> Result<()> {
    python::needed()?;
    let folder = root().join("target/quality/histories");
    step("Texts", || fetch(&folder))?;
    // The server embeds the site, so there must be one.
    step("Site", site::build)?;
    let example = ["run", "--release", "--package", "server", "--example", "histories", "--"];
    step("Histories", || run_program(cargo(&example).arg(&folder)))
}

fn packages() -> impl Iterator<Item = Package> {
    PACKAGES.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut words = line.split(' ');
        Some(Package { script: words.next()?, name: words.next()?, last: words.next()? })
    })
}

fn fetch(folder: &Path) -> Result<()> {
    let mut missing = Vec::new();
    for package in packages() {
        let place = folder.join(package.script).join(package.name);
        std::fs::create_dir_all(&place)?;
        let known = place.join("versions.txt");
        if !known.is_file() {
            std::fs::write(&known, versions(&package)?)?;
        }
        let versions = std::fs::read_to_string(&known)?;
        missing.extend(versions.lines().enumerate().filter_map(|(nth, version)| {
            let file = place.join(format!("{nth:04}.md"));
            let requirement = format!("{}=={version}", package.name);
            (!file.exists()).then_some(Version { file, requirement })
        }));
    }
    let count = missing.len();
    let missing = Mutex::new(missing);
    let next = || missing.lock().ok().and_then(|mut missing| Some((missing.len(), missing.pop()?)));
    std::thread::scope(|scope| {
        let fetchers: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                scope.spawn(|| -> Result<()> {
                    while let Some((left, version)) = next() {
                        if left % 50 == 0 {
                            eprintln!("    {left} of {count} versions are left");
                        }
                        std::fs::write(&version.file, description(&version.requirement)?)?;
                    }
                    Ok(())
                })
            })
            .collect();
        fetchers.into_iter().try_for_each(|fetcher| match fetcher.join() {
            Ok(done) => done,
            Err(_) => bail!("a thread broke off"),
        })
    })
}

/// All versions up to the last that is named, the oldest first, a line each.
fn versions(package: &Package) -> Result<String> {
    let said = output(&mut pip(&["index", "versions", package.name, "--pre", "--ignore-requires-python"]))
        .with_context(|| format!("the versions of {} could not be asked for", package.name))?;
    let listed = said.lines().find_map(|line| line.strip_prefix("Available versions: ")).unwrap_or_default();
    let mut versions: Vec<&str> = listed.split(", ").collect();
    versions.reverse();
    let last = versions.iter().position(|version| *version == package.last);
    let last = last.with_context(|| format!("{} has no version {} any more", package.name, package.last))?;
    Ok(versions[..=last].join("\n"))
}

/// The description of a version; empty where it has none, or no wheel for every machine.
fn description(requirement: &str) -> Result<String> {
    let folder = tempfile::tempdir()?;
    let place = folder.path().display().to_string();
    let arguments = [
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--ignore-requires-python",
        "--dest",
        &place,
    ];
    let done = pip(&arguments).arg(requirement).output().context("pip could not be started")?;
    let Some(wheel) = folder.path().read_dir()?.flatten().map(|entry| entry.path()).next() else {
        let said = String::from_utf8_lossy(&done.stderr);
        // There is none, which stays so; anything else may pass.
        if said.contains("No matching distribution") || said.contains("Could not find a version") {
            return Ok(String::new());
        }
        bail!("{requirement} could not be fetched: {said}");
    };
    let mut wheel = zip::ZipArchive::new(std::fs::File::open(&wheel)?)?;
    let about = wheel.file_names().find(|name| name.ends_with(".dist-info/METADATA")).map(str::to_owned);
    let mut text = Vec::new();
    if let Some(about) = about {
        wheel.by_name(&about)?.read_to_end(&mut text)?;
    }
    let text = String::from_utf8_lossy(&text);
    Ok(text.split_once("\n\n").map_or_else(String::new, |(_, description)| description.to_owned()))
}
