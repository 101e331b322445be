//! Characters: the form in which texts are kept and compared.

/// The text as it is kept: CRLF and CR become LF, then NFC, then empty lines go from the beginning and white space from the
/// end. The first line with words keeps its indent, which means something in Markdown and in texts of several scripts; what
/// has one line only loses that too when it is parsed.
///
/// In a browser the text must be in NFC already: the browser composes it, with tables of its own (see `domain::text::count_with`).
#[must_use]
pub fn normalise(text: &str) -> String {
    normalise_with(text, compose)
}

#[cfg(not(target_arch = "wasm32"))]
fn compose(text: &str) -> String {
    unicode_normalization::UnicodeNormalization::nfc(text).collect()
}

#[cfg(target_arch = "wasm32")]
fn compose(text: &str) -> String {
    text.to_owned()
}

/// Whether a character belongs to the one before it: an accent, a sign of a vowel.
#[cfg(not(target_arch = "wasm32"))]
#[must_use]
pub fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Whether a character belongs to the one before it: a browser has no tables that say so.
#[cfg(target_arch = "wasm32")]
#[must_use]
pub const fn is_mark(_: char) -> bool {
    false
}

/// As [`normalise`], by another way of composing.
pub fn normalise_with(text: &str, compose: impl FnOnce(&str) -> String) -> String {
    let lines =
        if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() };
    let composed = if lines.is_ascii() { lines } else { compose(&lines) };
    let words = composed.trim();
    let begin = words.as_ptr().addr() - composed.as_ptr().addr();
    // Where the line begins that has the first words.
    let line = composed.as_bytes().iter().take(begin).rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    composed.get(line..begin + words.len()).unwrap_or_default().to_owned()
}
