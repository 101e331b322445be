//! Reads references from standard input, with U+001E between them, and writes for each a line of JSON: what it fills in,
//! how it was read, and what was left; `null` if it is refused. For measuring against collections of others (docs/QUALITY.md).

use std::io::{Read, Write, stdin, stdout};

fn main() -> anyhow::Result<()> {
    let mut text = String::new();
    stdin().read_to_string(&mut text)?;
    let mut out = stdout().lock();
    for reference in text.split('\u{1E}') {
        let line = server::reference::read(reference).ok().map(|read| {
            let fields: serde_json::Map<_, _> =
                read.fields.into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
            serde_json::json!({ "fields": fields, "remarks": read.remarks, "left": read.left })
        });
        writeln!(out, "{}", serde_json::Value::from(line))?;
    }
    Ok(())
}
