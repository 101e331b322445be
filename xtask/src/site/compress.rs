//! Files compressed once at build, as well as can be, instead of quickly at every request.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Result;

/// What is worth compressing; pictures are compressed already.
const KINDS: [&str; 8] = ["js", "wasm", "css", "svg", "json", "webmanifest", "txt", "html"];

/// Writes `file.br` and `file.gz` where that saves anything.
pub(super) fn beside(file: &Path) -> Result<()> {
    let kind = file.extension().unwrap_or_default().to_string_lossy().into_owned();
    let content = fs::read(file)?;
    if !KINDS.contains(&kind.as_str()) || content.len() < 200 {
        return Ok(());
    }
    fs::write(with_suffix(file, "br"), brotli(&content)?)?;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(&content)?;
    fs::write(with_suffix(file, "gz"), gzip.finish()?)?;
    Ok(())
}

/// The content in brotli of the highest quality.
pub(crate) fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 24, ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut out, &parameters)?;
    Ok(out)
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}
