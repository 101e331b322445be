//! What the tasks need beyond Rust: added where it is missing, or named with what to do about it.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::run::{output, program, root, run};

/// The target of the bundle.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Adds the wasm target if it is missing.
pub(crate) fn wasm_target() -> Result<()> {
    let sysroot = output(&mut program("rustc", &["--print", "sysroot"]))?;
    if Path::new(sysroot.trim()).join("lib/rustlib").join(WASM).is_dir() {
        return Ok(());
    }
    eprintln!("    the target {WASM} is missing; adding it");
    run(&mut program("rustup", &["target", "add", WASM])).with_context(|| {
        format!("please install the Rust target {WASM}, for example by `rustup target add {WASM}`")
    })
}

/// Finds Chromium, and installs it where that needs no question.
pub(crate) fn chromium() -> Result<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    Tool { name: "Chromium", variable: "CHROMIUM", names: &names, package: "chromium" }.found()
}

/// The same with nginx, through which the stream of news is read.
pub(crate) fn nginx() -> Result<PathBuf> {
    Tool { name: "nginx", variable: "FOLKMOOT_NGINX", names: &["nginx"], package: "nginx-light" }.found()
}

/// The same with Java, in which the validator of HTML is written.
pub(crate) fn java() -> Result<PathBuf> {
    Tool { name: "Java 17 or later", variable: "JAVA", names: &["java"], package: "default-jre-headless" }
        .found()
}

/// A program that the tests need and the distribution has.
struct Tool<'a> {
    name: &'a str,
    /// The variable that may say where it is.
    variable: &'a str,
    /// What it may be called.
    names: &'a [&'a str],
    /// Its package in Debian.
    package: &'a str,
}

impl Tool<'_> {
    fn found(&self) -> Result<PathBuf> {
        let Self { name, variable, names, package } = self;
        if let Some(named) = std::env::var_os(variable) {
            let named = PathBuf::from(named);
            if named.is_file() {
                return Ok(named);
            }
            bail!("{variable} names {}, which is no file", named.display());
        }
        if let Some(found) = find(names) {
            return Ok(found);
        }
        let may_install = find(&["apt-get"]).is_some() && output(&mut program("id", &["-u"]))?.trim() == "0";
        if may_install {
            eprintln!("    {name} is missing; installing it from the distribution");
            let apt = |arguments: &[&str]| {
                run(program("apt-get", arguments).env("DEBIAN_FRONTEND", "noninteractive"))
            };
            apt(&["update", "-qq"])?;
            apt(&["install", "-y", "-qq", "--no-install-recommends", package])?;
            if let Some(found) = find(names) {
                return Ok(found);
            }
        }
        bail!(
            "{name} is missing: install it (on Debian: `apt-get install {package}`), or name it in the variable {variable}"
        )
    }
}

/// Installs the npm packages of the end-to-end tests when they are missing or older than their lock.
pub(crate) fn npm_packages() -> Result<()> {
    if find(&["npm"]).is_none() {
        bail!(
            "npm is missing: install Node.js 20 or later, which brings it (on Debian: `apt-get install nodejs npm`)"
        );
    }
    let folder = root().join("end2end");
    let age = |path: &Path| path.metadata().and_then(|about| about.modified()).ok();
    let installed = age(&folder.join("node_modules/.package-lock.json"));
    if installed.is_some() && installed >= age(&folder.join("package-lock.json")) {
        return Ok(());
    }
    // The browser is the distribution's; Playwright must not fetch one of its own.
    run(program("npm", &["ci", "--no-audit", "--no-fund"])
        .current_dir(folder)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))
}

/// Where a program of one of these names is.
pub(crate) fn find(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    // What serves stands in `sbin`, which not everybody has in their path.
    let folders: Vec<PathBuf> = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]).collect();
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file()))
}
