//! The site: bundle, style sheet and static files, named by their content and compressed once.
//!
//! `target/site/` is what the server embeds:
//! `pkg/<hash>/app.js` and `app_bg.wasm`, the same of `graph` for the pages of the graph, the scripts of `app/script/` beside
//! them, `assets/main.<hash>.css`, `assets/graph.<hash>.css`, `public/…` and `manifest.json`, which names them. Beside each
//! stand its brotli (`.br`) and gzip (`.gz`) forms.

mod compress;
pub(crate) use compress::brotli;
mod style;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::run::{cargo, root, run, step};
use crate::tools::{self, WASM};

/// The profile in which the bundle is built, always: its size is under test.
pub(crate) const PROFILE: &str = "wasm-release";

/// The bundles: the package that each is made of, and the name of its files.
const BUNDLES: [(&str, &str); 2] = [("web", "app"), ("canvas", "graph")];

/// The folder of the scripts that are written by hand.
const SCRIPTS: &str = "app/script";

/// `manifest.json`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The folder of the bundle.
    pub(crate) pkg: String,
    /// The style sheet.
    pub(crate) css: String,
    /// What the pages of the graph have besides.
    pub(crate) graph_css: String,
    /// Names this build of the site.
    pub(crate) version: String,
}

/// Where the site is.
pub(crate) fn folder() -> PathBuf {
    root().join("target/site")
}

/// What the site of the last build says of itself.
pub(crate) fn manifest() -> Result<Manifest> {
    let path = folder().join("manifest.json");
    let text = fs::read_to_string(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}

/// Builds the site; does again only what changed.
pub(crate) fn build() -> Result<()> {
    tools::wasm_target()?;
    step("WebAssembly bundle", || {
        let packages = BUNDLES.iter().flat_map(|(package, _)| ["--package", package]);
        let words: Vec<&str> = ["build"]
            .into_iter()
            .chain(packages)
            .chain(["--lib", "--target", WASM, "--profile", PROFILE])
            .collect();
        run(&mut cargo(&words))
    })?;
    step("Site", assemble)
}

fn assemble() -> Result<()> {
    let built = root().join("target").join(WASM).join(PROFILE);
    let mut wasm = Vec::new();
    for (package, name) in BUNDLES {
        let path = built.join(format!("{}.wasm", package.replace('-', "_")));
        wasm.push((name, fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?));
    }
    let css = style::bundle(&root().join("style/main.css"))?;
    let graph_css = style::bundle(&root().join("style/graph.css"))?;
    let mut scripts = Vec::new();
    for path in files(&root().join(SCRIPTS))? {
        let name = path.file_name().context("a script has a name")?.to_owned();
        scripts.push((name, fs::read_to_string(&path)?));
    }
    let code: Vec<&[u8]> = wasm
        .iter()
        .map(|(_, bytes)| bytes.as_slice())
        .chain(scripts.iter().map(|(_, text)| text.as_bytes()))
        .chain([FORM.as_bytes()])
        .collect();
    let sheet = |name: &str, css: &str| format!("assets/{name}.{}.css", hash(&[css.as_bytes()]));
    let manifest = Manifest {
        pkg: format!("pkg/{}", hash(&code)),
        css: sheet("main", &css),
        graph_css: sheet("graph", &graph_css),
        version: hash(&[code.as_slice(), &[css.as_bytes(), graph_css.as_bytes()]].concat()),
    };
    let site = folder();
    let bundle = site.join(&manifest.pkg);
    if !BUNDLES.iter().all(|(_, name)| bundle.join(format!("{name}_bg.wasm.br")).is_file()) {
        bind(&wasm, &scripts, &bundle)?;
    }
    keep_only(&site.join("pkg"), Path::new(&manifest.pkg).file_name().unwrap_or_default().as_ref())?;
    let sheets = [(&manifest.css, &css), (&manifest.graph_css, &graph_css)];
    if !sheets.iter().all(|(name, _)| site.join(name).with_extension("css.br").is_file()) {
        remove(&site.join("assets"))?;
        for (name, css) in sheets {
            write(&site.join(name), css.as_bytes())?;
            compress::beside(&site.join(name))?;
        }
    }
    copy_public(&site.join("public"))?;
    let text = serde_json::to_string_pretty(&manifest)?;
    // The server is built anew when this file is newer, so it is written only when it says something else.
    if fs::read_to_string(site.join("manifest.json")).ok().as_ref() != Some(&text) {
        write(&site.join("manifest.json"), text.as_bytes())?;
    }
    Ok(())
}

/// Another one where the same code becomes other files: their address is to be another one then, too. With the lock file
/// come the versions of what makes them.
const FORM: &str = concat!("glue without blanks", include_str!("../../Cargo.lock"));

/// Makes the JavaScript glue and the final WebAssembly, and puts the scripts beside them. A folder that is there is whole: it is moved into place.
fn bind(bundles: &[(&str, Vec<u8>)], scripts: &[(OsString, String)], to: &Path) -> Result<()> {
    let fresh = folder().join("fresh");
    remove(&fresh)?;
    fs::create_dir_all(&fresh)?;
    for (name, wasm) in bundles {
        let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
        bindgen
            .input_bytes(name, wasm.clone())
            .web(true)?
            .typescript(false)
            .remove_name_section(true)
            .remove_producers_section(true)
            .out_name(name)
            .generate(&fresh)?;
        ensure!(fresh.join(format!("{name}_bg.wasm")).is_file(), "wasm-bindgen wrote no {name}_bg.wasm");
    }
    for (name, text) in scripts {
        fs::write(fresh.join(name), without_comments(text))?;
    }
    for file in files(&fresh)? {
        let is_glue = file.file_name().is_none_or(|name| scripts.iter().all(|(other, _)| other != name));
        if is_glue && file.extension().is_some_and(|kind| kind == "js") {
            let script = fs::read_to_string(&file)?;
            let minified = minifier::js::minify(&script).map_err(anyhow::Error::msg)?;
            fs::write(&file, minified.to_string())?;
        }
        compress::beside(&file)?;
    }
    remove(to)?;
    fs::create_dir_all(to.parent().unwrap_or(to))?;
    fs::rename(&fresh, to)?;
    Ok(())
}

/// A script without its indentation and the lines that are comments. Minifiers that are crates are made for the glue, or
/// large: `minifier` writes what follows `[^/]` in a regular expression twice. What brotli leaves of names is little.
fn without_comments(script: &str) -> String {
    let lines =
        script.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn copy_public(to: &Path) -> Result<()> {
    let from = root().join("public");
    for file in files(&from)? {
        let copy = to.join(file.strip_prefix(&from)?);
        let content = fs::read(&file)?;
        if fs::read(&copy).ok().as_ref() != Some(&content) {
            write(&copy, &content)?;
            compress::beside(&copy)?;
        }
    }
    Ok(())
}

/// Every file below a folder.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}

fn keep_only(folder: &Path, name: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.file_name() != Some(name.as_os_str()) {
            remove(&path)?;
        }
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

fn write(path: &Path, content: &[u8]) -> Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    fs::write(path, content).with_context(|| format!("{} cannot be written", path.display()))
}

/// The first 16 hexadecimal digits of SHA-256.
fn hash(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
