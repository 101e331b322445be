//! The one form of a path: letters composed (NFC), as every slug is, and percent-encoded beyond ASCII. Keyboards and file systems
//! that decompose letters would else make addresses that nobody has, and one page would have two.

use domain::address::{decode, encode};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

/// The composed form of a path as it stands in an address, if it is another.
#[must_use]
pub fn composed(path: &str) -> Option<String> {
    if !path.contains('%') && path.is_ascii() {
        return None;
    }
    let mut changed = false;
    let parts: Vec<String> = path
        .split('/')
        .map(|part| match decode(part) {
            Some(decoded) if !part.is_ascii() || !is_nfc(&decoded) => {
                changed = true;
                encode(&decoded.nfc().collect::<String>())
            }
            _ => part.to_owned(),
        })
        .collect();
    // Two slashes at the beginning would name another host.
    (changed && !path.starts_with("//")).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_decomposed_letters_leads_to_its_composed_form() {
        for (path, expected) in [
            ("/a/u%CC%88ber", Some("/a/%C3%BCber")),
            ("/a/u%cc%88ber/history", Some("/a/%C3%BCber/history")),
            ("/api/articles/u%CC%88ber/citations.bib", Some("/api/articles/%C3%BCber/citations.bib")),
            ("/a/%C3%BCber", None),
            ("/a/%c3%bcber", None),
            ("/a/\u{fc}ber/history", Some("/a/%C3%BCber/history")),
            ("/a/u\u{308}ber", Some("/a/%C3%BCber")),
            ("//evil.example/\u{fc}", None),
            ("/a/plain", None),
            ("/a/%FF", None),
            ("/a/%2F%2Fevil.example/u%CC%88", Some("/a/%2F%2Fevil.example/%C3%BC")),
            ("//evil.example/u%CC%88", None),
            // What stands in the changed part stays a part.
            ("/a/%2Fu%CC%88%3Fq%0D%0A", Some("/a/%2F%C3%BC%3Fq%0D%0A")),
        ] {
            assert_eq!(composed(path).as_deref(), expected, "{path}");
        }
    }
}
