//! Addresses that islands make and read: percent-encoding, passages, the citation form.
//!
//! A link to a passage carries its place for us (`?passage=`) and its words for every other browser and reader:
//! a text fragment (<https://wicg.github.io/scroll-to-text-fragment/>), which still finds them in a later
//! revision.

use std::fmt::Write as _;

use model::Selected;

/// Words longer than this are not put into an address: servers and proxies refuse long ones. The place suffices.
const MAX_QUOTE: usize = 1_500;

/// Percent-encodes for any part of an address.
#[must_use]
pub fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String never fails.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// The path of an article. A slug holds letters, digits and hyphens only, so one that is encoded already stays
/// as it is.
#[must_use]
pub fn article(slug: &str) -> String {
    let mut path = String::from("/a/");
    for c in slug.chars() {
        if c.is_ascii() {
            path.push(c);
        } else {
            path.push_str(&encode(c.encode_utf8(&mut [0; 4])));
        }
    }
    path
}

/// The form for citing a source at a passage.
#[must_use]
pub fn cite(slug: &str, at: &Selected) -> String {
    let mut address = format!(
        "{}/cite?quote_revision={}&quote_start={}&quote_end={}",
        article(slug),
        at.revision,
        at.start,
        at.end
    );
    if at.exact.chars().count() <= MAX_QUOTE {
        address.push_str("&quote=");
        address.push_str(&encode(&at.exact));
    }
    address
}

/// The address of a passage, without its words: those are added by `app/script/passage.js`.
#[must_use]
pub fn passage(origin: &str, slug: &str, at: &Selected) -> String {
    format!("{origin}{}?passage={}.{}-{}", article(slug), at.revision, at.start, at.end)
}

#[cfg(test)]
mod tests {
    use domain::id::RevisionId;

    use super::*;

    const ID: &str = "01890a5d-ac96-774b-bcce-b302099a8057";

    fn selected(exact: &str) -> Selected {
        Selected { revision: ID.parse::<RevisionId>().unwrap(), start: 3, end: 9, exact: exact.into() }
    }

    #[test]
    fn what_has_a_meaning_in_an_address_is_encoded() {
        assert_eq!(encode("a-b,c&d=é 😀"), "a%2Db%2Cc%26d%3D%C3%A9%20%F0%9F%98%80");
        assert_eq!(article("straße-2"), "/a/stra%C3%9Fe-2");
        assert_eq!(article("stra%C3%9Fe-2"), "/a/stra%C3%9Fe-2");
    }

    #[test]
    fn a_passage_has_its_place_in_its_address() {
        assert_eq!(
            passage("https://moot.example", "a32", &selected("e-stop")),
            format!("https://moot.example/a/a32?passage={ID}.3-9")
        );
    }

    #[test]
    fn a_very_long_quote_is_cited_by_its_place_alone() {
        let place = format!("/a/a32/cite?quote_revision={ID}&quote_start=3&quote_end=9");
        assert_eq!(cite("a32", &selected("a b")), format!("{place}&quote=a%20b"));
        assert_eq!(cite("a32", &selected(&"x".repeat(1_501))), place);
    }
}
