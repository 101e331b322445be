//! Addresses of passages, as the toolbar beside selected text makes them.
//!
//! A link to a passage carries its place for us (`?passage=`) and its words for every other browser and reader:
//! a text fragment (<https://wicg.github.io/scroll-to-text-fragment/>), which still finds them in a later
//! revision.

use domain::address;
use domain::slug::Slug;
use domain::source::PassageLink;
use model::Selected;

/// Words longer than this are not put into an address: servers and proxies refuse long ones. The place suffices.
const MAX_QUOTE: usize = 1_500;

/// The form for citing a source at a passage.
#[must_use]
pub fn cite(slug: &Slug, at: &Selected) -> String {
    let form = address::cite(slug)
        .query("quote_revision", at.revision)
        .query("quote_start", at.start)
        .query("quote_end", at.end);
    let with_words = at.exact.chars().count() <= MAX_QUOTE;
    if with_words { form.query("quote", &at.exact) } else { form }.to_string()
}

/// The address of a passage, without its words: those are added by `app/script/passage.js`.
#[must_use]
pub fn passage(origin: &str, slug: &Slug, at: &Selected) -> String {
    address::passage(slug, &PassageLink { revision: at.revision, place: at.start..at.end }).on(origin)
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
    fn a_passage_has_its_place_in_its_address() {
        let slug = Slug::parse("a32").unwrap();
        assert_eq!(
            passage("https://moot.example", &slug, &selected("e-stop")),
            format!("https://moot.example/a/a32?passage={ID}.3-9")
        );
    }

    #[test]
    fn a_very_long_quote_is_cited_by_its_place_alone() {
        let slug = Slug::parse("a32").unwrap();
        let place = format!("/a/a32/cite?quote_revision={ID}&quote_start=3&quote_end=9");
        assert_eq!(cite(&slug, &selected("a b, c&d")), format!("{place}&quote=a%20b%2C%20c%26d"));
        assert_eq!(cite(&slug, &selected(&"x".repeat(1_501))), place);
    }
}
