//! The byte budget: what a first visit downloads until the page is interactive, in brotli bytes.

use std::fs;

use anyhow::{Result, bail};

use crate::site;

/// The most bytes of everything to interactive.
const BUDGET: u64 = 220 * 1024;
/// What the HTML of an article page may take of it.
const HTML: u64 = 12 * 1024;

/// Weighs the site of the last build.
///
/// # Errors
/// If it is over the budget, or there is no site.
pub(crate) fn check() -> Result<()> {
    let manifest = site::manifest()?;
    let pkg = site::folder().join(&manifest.pkg);
    let mut parts = vec![("HTML (allowance)".to_owned(), HTML)];
    let sheet = site::folder().join(format!("{}.br", manifest.css));
    parts.push((manifest.css.clone(), fs::metadata(sheet)?.len()));
    for file in site::files(&pkg)? {
        let name = file.strip_prefix(&pkg)?.to_string_lossy().into_owned();
        if let Some(name) = name.strip_suffix(".br") {
            parts.push((name.to_owned(), fs::metadata(&file)?.len()));
        }
    }
    let total: u64 = parts.iter().map(|(_, size)| size).sum();
    for (name, size) in &parts {
        eprintln!("    {size:>8} bytes  {name}");
    }
    eprintln!("    {total:>8} bytes  in all, of {BUDGET}");
    if total > BUDGET {
        bail!("a first visit takes {total} bytes, which is {} over the budget of {BUDGET}", total - BUDGET);
    }
    Ok(())
}
