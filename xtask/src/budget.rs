//! The byte budgets: what a first visit downloads until the page is interactive, and what the picture of the graph
//! takes besides, in brotli bytes.

use std::fs;

use anyhow::{Result, bail};

use crate::site;

/// The most bytes of everything to interactive.
const FIRST_VISIT: u64 = 220 * 1024;
/// What the HTML of an article page may take of it; that of A32 in the sample discussion takes 8.8 KB.
const HTML: u64 = 11 * 1024;
/// The most bytes that the pages of the graph have besides, without their data. Only they load it: two layouts, the drawing of
/// images and the reader of the graph are in it.
const GRAPH: u64 = 200 * 1024;
/// The scripts that a page brings when they are first needed: no visit has them to become interactive.
const LATER: [&str; 2] = ["passage.js", "paste.js"];
/// The most bytes of all of [`LATER`].
const LATER_BYTES: u64 = 6 * 1024;

/// Weighs the site of the last build.
///
/// # Errors
/// If it is over a budget, or there is no site.
pub(crate) fn check() -> Result<()> {
    let manifest = site::manifest()?;
    let pkg = site::folder().join(&manifest.pkg);
    let compressed =
        |name: &str| Ok::<_, anyhow::Error>(fs::metadata(site::folder().join(format!("{name}.br")))?.len());
    let mut first =
        vec![("HTML (allowance)".to_owned(), HTML), (manifest.css.clone(), compressed(&manifest.css)?)];
    let mut graph = vec![(manifest.graph_css.clone(), compressed(&manifest.graph_css)?)];
    let mut later = Vec::new();
    for file in site::files(&pkg)? {
        let name = file.strip_prefix(&pkg)?.to_string_lossy().into_owned();
        if let Some(name) = name.strip_suffix(".br") {
            let parts = match name {
                name if name.starts_with("graph") => &mut graph,
                name if LATER.contains(&name) => &mut later,
                _ => &mut first,
            };
            parts.push((name.to_owned(), fs::metadata(&file)?.len()));
        }
    }
    weigh("a first visit", &first, FIRST_VISIT)?;
    weigh("the graph", &graph, GRAPH)?;
    weigh("what comes when it is needed", &later, LATER_BYTES)
}

fn weigh(what: &str, parts: &[(String, u64)], budget: u64) -> Result<()> {
    let total: u64 = parts.iter().map(|(_, size)| size).sum();
    for (name, size) in parts {
        eprintln!("    {size:>8} bytes  {name}");
    }
    eprintln!("    {total:>8} bytes  {what} in all, of {budget}");
    if total > budget {
        bail!("{what} takes {total} bytes, which is {} over the budget of {budget}", total - budget);
    }
    Ok(())
}
