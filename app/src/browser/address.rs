//! Addresses that islands make and read: percent-encoding, links to a passage, the citation form.
//!
//! A link to a passage carries its place for us (`?passage=`) and its words for every other browser and reader:
//! a text fragment (<https://wicg.github.io/scroll-to-text-fragment/>), which still finds them in a later
//! revision.

use std::fmt::Write as _;

use domain::view::Selected;

/// Words longer than this are not put into an address: servers and proxies refuse long ones. The place suffices.
const LONGEST_QUOTE: usize = 1_500;
/// A passage longer than this is named by its first and last words in a text fragment.
const LONGEST_FRAGMENT: usize = 80;
/// How many words name an end of a long passage.
const WORDS: usize = 4;

/// Percent-encodes for any part of an address. The hyphen too, which has a meaning in a text fragment.
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
    if at.exact.chars().count() <= LONGEST_QUOTE {
        address.push_str("&quote=");
        address.push_str(&encode(&at.exact));
    }
    address
}

/// The link to a passage, to be shared. `words` are those of the passage, none of them cut.
#[must_use]
pub fn passage(origin: &str, slug: &str, at: &Selected, words: &str) -> String {
    format!(
        "{origin}{}?passage={}.{}-{}#passage:~:text={}",
        article(slug),
        at.revision,
        at.start,
        at.end,
        fragment(words)
    )
}

/// The words as a text directive: all of them, or the first and last if they are many or span blocks, which a
/// browser only finds as a range.
fn fragment(exact: &str) -> String {
    if exact.chars().count() <= LONGEST_FRAGMENT && !exact.contains('\n') {
        return encode(exact);
    }
    let first = exact.lines().next().unwrap_or_default();
    let last = exact.lines().next_back().unwrap_or_default();
    let start: Vec<&str> = first.split_whitespace().take(WORDS).collect();
    let mut end: Vec<&str> = last.split_whitespace().rev().take(WORDS).collect();
    end.reverse();
    // A single line without a blank has no other words to end with.
    if first.len() == exact.len() && start.len() < 2 {
        return encode(exact);
    }
    format!("{},{}", encode(&start.join(" ")), encode(&end.join(" ")))
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
    fn a_link_to_a_passage_has_its_place_and_its_words() {
        assert_eq!(
            passage("https://moot.example", "a32", &selected("e-stop"), "one-stop, shop"),
            format!("https://moot.example/a/a32?passage={ID}.3-9#passage:~:text=one%2Dstop%2C%20shop")
        );
    }

    #[test]
    fn a_long_passage_is_named_by_its_first_and_last_words() {
        let long = "A worm released on one continent stops a hospital on another within the very same hour.";
        assert_eq!(fragment(long), "A%20worm%20released%20on,the%20very%20same%20hour.");
        assert_eq!(fragment("Why?\nTwenty-seven inquiries"), "Why%3F,Twenty%2Dseven%20inquiries");
        assert_eq!(fragment(&"x".repeat(90)), "x".repeat(90));
    }

    #[test]
    fn a_very_long_quote_is_cited_by_its_place_alone() {
        let place = format!("/a/a32/cite?quote_revision={ID}&quote_start=3&quote_end=9");
        assert_eq!(cite("a32", &selected("a b")), format!("{place}&quote=a%20b"));
        assert_eq!(cite("a32", &selected(&"x".repeat(1_501))), place);
    }
}
