//! The style sheet: one entry file with its imports, bundled and minified.

use std::path::Path;

use anyhow::{Result, anyhow};
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use lightningcss::targets::{Browsers, Targets};

/// The entry file with everything it imports, as small as it gets.
pub(super) fn bundle(entry: &Path) -> Result<String> {
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(entry).map_err(|error| anyhow!("{error}"))?;
    let targets = targets();
    sheet
        .minify(MinifyOptions { targets, ..MinifyOptions::default() })
        .map_err(|error| anyhow!("the style sheet cannot be minified: {error}"))?;
    let printed = sheet
        .to_css(PrinterOptions { minify: true, targets, ..PrinterOptions::default() })
        .map_err(|error| anyhow!("the style sheet cannot be written: {error}"))?;
    Ok(printed.code)
}

/// Browsers of 2023 and later: those that know cascade layers, nesting and `color-mix`.
fn targets() -> Targets {
    let version = |major: u32| Some(major << 16);
    Targets::from(Browsers {
        chrome: version(120),
        edge: version(120),
        firefox: version(121),
        safari: version(17),
        ios_saf: version(17),
        ..Browsers::default()
    })
}
