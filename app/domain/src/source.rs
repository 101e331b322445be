//! What can be said of a cited source beside its texts: what it is good for in the argument, its number in the world's
//! catalogues, and whether its address is that of a passage of another article.

use std::fmt;
use std::ops::Range;

use prose::text::normalise;
use serde::{Deserialize, Serialize};

use crate::address::{decode, encode_doi};
use crate::fault::Fault;
use crate::fault::Field;
use crate::fault::FieldProblem;
use crate::id::RevisionId;
use crate::text::WebUrl;

/// What a source does to the passage that it is cited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stance {
    /// It says more about the matter.
    #[default]
    Context,
    /// It is a reason to believe it.
    Supports,
    /// It is a reason to doubt it.
    Disputes,
}

impl Stance {
    /// Each of them, as a form offers them.
    pub const ALL: [Self; 3] = [Self::Supports, Self::Disputes, Self::Context];

    /// Its name in the store and on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Context => "context",
            Self::Supports => "supports",
            Self::Disputes => "disputes",
        }
    }

    /// The stance of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stance| stance.name() == name)
    }

    /// Whether nothing was said of it.
    #[must_use]
    pub fn is_context(&self) -> bool {
        *self == Self::Context
    }
}

/// A source's number in a catalogue: a DOI (<https://www.doi.org/>) or an ISBN (ISO 2108), recognised by its form alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Identifier {
    /// `10.` with a registrant, a slash and a suffix.
    Doi(String),
    /// Thirteen digits, of which the last checks the others.
    Isbn(String),
}

impl Identifier {
    /// The most characters.
    pub const LIMIT: usize = 200;

    /// Reads `10.1000/182`, `doi:10.1000/182`, `https://doi.org/10.1000/182`, also percent-encoded and with brackets or
    /// the end of a sentence around it, or an ISBN of ten or thirteen digits with or without hyphens; one of ten digits
    /// becomes one of thirteen.
    ///
    /// # Errors
    /// If it is neither, or if the last digit of an ISBN says that another digit is wrong.
    pub fn parse(text: &str) -> Result<Self, FieldProblem> {
        let text = normalise(text);
        let text = text.trim_start();
        doi(text)
            .map(Self::Doi)
            .or_else(|| isbn(text).map(Self::Isbn))
            .filter(|identifier| identifier.to_string().chars().count() <= Self::LIMIT)
            .ok_or(FieldProblem::new(Field::Identifier, Fault::NotAnIdentifier))
    }

    /// Where it can be looked up, if one place is certain to know it.
    #[must_use]
    pub fn url(&self) -> Option<String> {
        match self {
            Self::Doi(doi) => Some(format!("https://doi.org/{}", encode_doi(doi))),
            Self::Isbn(_) => None,
        }
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Doi(doi) => write!(f, "doi:{doi}"),
            Self::Isbn(isbn) => write!(f, "ISBN {isbn}"),
        }
    }
}

impl TryFrom<String> for Identifier {
    type Error = FieldProblem;
    fn try_from(text: String) -> Result<Self, FieldProblem> {
        Self::parse(&text)
    }
}

impl From<Identifier> for String {
    fn from(identifier: Identifier) -> Self {
        identifier.to_string()
    }
}

/// What follows a prefix in which case does not count.
fn after<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// A DOI as people write it, without what stands around it (`DOI`, an address, brackets, the full stop of a sentence) and
/// with the signs that an address has percent-encoded. Reading what this gives gives the same.
fn doi(text: &str) -> Option<String> {
    /// More bytes are no DOI, even where each is percent-encoded.
    const MAX_DOI_BYTES: usize = 2_000;
    /// What may be said before it, with a blank after each: so is nothing.
    const AROUND: &str = "doi https http doi.org dx.doi.org www.doi.org info urn url ";
    if text.len() > MAX_DOI_BYTES {
        return None;
    }
    let (before, doi) = text.split_at(text.find("10.")?);
    // Signs by name: the tables of all letters would be more than all the rest in a browser.
    let is_sign = |c: char| match c {
        '.' => false,
        c if c.is_ascii() => !c.is_ascii_alphanumeric(),
        c => c.is_whitespace() || "：（「『【《“‘«„".contains(c),
    };
    let before = before.to_ascii_lowercase();
    if !before.split(is_sign).all(|word| AROUND.split(' ').any(|known| word == known)) {
        return None;
    }
    let asked = doi.split_once('?').filter(|(doi, _)| before.contains('/') && !doi.ends_with('/'));
    let mut doi = asked.map_or(doi, |(doi, _)| doi).trim().to_owned();
    while let Some(decoded) = decoded(&doi) {
        doi = decoded;
    }
    let (registrant, suffix) = doi.strip_prefix("10.")?.split_once('/')?;
    let numbered = registrant.len() >= 4 && registrant.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    // One sign of the suffix stays, whatever it is.
    let least = doi.len() - suffix.len() + suffix.chars().next()?.len_utf8();
    while doi.len() > least
        && let Some(last) = doi.chars().next_back()
        && is_around(&doi, last)
    {
        doi.pop();
    }
    // Signs that some programs take for markup are a part of those of before 2000: `10.1002/(SICI)…<693::AID-ASI4>3.0.CO;2-O`.
    (numbered && !doi.contains(strange)).then_some(doi)
}

/// What is in no DOI.
fn strange(c: char) -> bool {
    c.is_control() || c.is_whitespace() || matches!(c, '"' | '\\')
}

/// Whether the last sign of a text is no part of the DOI that the text begins with: the end of a sentence or a quotation, or a
/// bracket that was opened before.
fn is_around(text: &str, last: char) -> bool {
    let open = match last {
        ')' => '(',
        ']' => '[',
        '}' => '{',
        '>' => '<',
        last => return ".,;:\"'”’“‘» 。，、；）」』】》".contains(last),
    };
    text.matches(last).count() > text.matches(open).count()
}

/// With each `%3C` as the sign that it stands for; `None` if there is none.
fn decoded(text: &str) -> Option<String> {
    let plain = decode(text)?;
    (plain.len() < text.len() && !plain.contains(strange)).then(|| plain.into_owned())
}

fn isbn(text: &str) -> Option<String> {
    let text = ["isbn-13", "isbn-10", "isbn"].into_iter().find_map(|name| after(text, name)).unwrap_or(text);
    let text = text.trim_start_matches([':', ' ']);
    let mut digits: Vec<u32> = Vec::with_capacity(13);
    for c in text.chars().filter(|c| !matches!(c, '-' | ' ' | '‐' | '‑' | '–')) {
        match c.to_digit(10) {
            Some(digit) => digits.push(digit),
            None if digits.len() == 9 && matches!(c, 'X' | 'x') => digits.push(10),
            None => return None,
        }
    }
    match digits.len() {
        10 => {
            let sum: u32 = digits.iter().zip((1..=10).rev()).map(|(digit, weight)| digit * weight).sum();
            sum.is_multiple_of(11).then(|| {
                let mut longer = vec![9, 7, 8];
                longer.extend(&digits[..9]);
                longer.push((10 - checksum(&longer) % 10) % 10);
                longer
            })
        }
        13 => (digits.starts_with(&[9, 7]) && checksum(&digits).is_multiple_of(10) && !digits.contains(&10))
            .then_some(digits),
        _ => None,
    }
    .map(|digits| digits.into_iter().filter_map(|digit| char::from_digit(digit, 10)).collect())
}

/// The sum of digits weighted one and three in turn.
fn checksum(digits: &[u32]) -> u32 {
    digits.iter().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| digit * weight).sum()
}

/// A passage of an article of this site as its address names it: `…?passage=REVISION.START-END`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassageLink {
    /// The revision in which it was selected.
    pub revision: RevisionId,
    /// Its place in the plain text of that revision, in characters.
    pub place: Range<usize>,
}

impl fmt::Display for PassageLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}-{}", self.revision, self.place.start, self.place.end)
    }
}

impl PassageLink {
    /// Reads the value of the parameter, `REVISION.START-END`, as [`fmt::Display`] writes it.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        let (revision, place) = value.split_once('.')?;
        let (start, end) = place.split_once('-')?;
        let (start, end) = (start.parse().ok()?, end.parse().ok()?);
        (start < end).then_some(Self { revision: revision.parse().ok()?, place: start..end })
    }

    /// From an address that has the parameter. That the revision is one of this site, only the store can tell.
    #[must_use]
    pub fn of(url: &WebUrl) -> Option<Self> {
        let (_, query) = url.as_str().split('#').next()?.split_once('?')?;
        query.split('&').find_map(|pair| pair.strip_prefix("passage=")).and_then(Self::parse)
    }
}

/// A slug as the key of an entry in BibTeX, which old programs read only if it is ASCII. Slugs of other letters keep those
/// that are, and get a number made of all of them, so that two keys differ where two slugs do.
#[must_use]
pub fn bibtex_key(slug: &str) -> String {
    if slug.is_ascii() {
        return slug.to_owned();
    }
    // FNV-1a, <http://www.isthe.com/chongo/tech/comp/fnv/>.
    let number = slug.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let letters: String = slug.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let words: Vec<&str> = letters.split('-').filter(|word| !word.is_empty()).collect();
    let words = if words.is_empty() { "article".to_owned() } else { words.join("-") };
    format!("{words}-{number:016x}")
}

/// A text as the value of a field of BibTeX, with what is markup there as words.
///
/// BibTeX counts all braces, escaped ones too, and one too many would end the field, or swallow what follows: a brace without
/// another is written by its name.
#[must_use]
pub fn bibtex_value(text: &str) -> String {
    let unmatched = unmatched_braces(text);
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        // Two of these side by side are a dash or a quotation mark there.
        let joins = (before == c && matches!(c, '-' | '\'' | ',' | '<' | '>'))
            || matches!((before, c), ('`' | '?' | '!', '`'));
        if joins {
            out.push_str("{}");
        }
        match c {
            '{' if unmatched.contains(&at) => out.push_str("\\textbraceleft{}"),
            '}' if unmatched.contains(&at) => out.push_str("\\textbraceright{}"),
            '{' | '}' | '%' | '&' | '#' | '$' | '_' => out.extend(['\\', c]),
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// The places of braces that have no other to match.
fn unmatched_braces(text: &str) -> std::collections::BTreeSet<usize> {
    let mut open = Vec::new();
    let mut unmatched = std::collections::BTreeSet::new();
    for (at, c) in text.char_indices() {
        match c {
            '{' => open.push(at),
            '}' if open.pop().is_none() => {
                unmatched.insert(at);
            }
            _ => {}
        }
    }
    unmatched.extend(open);
    unmatched
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        Identifier::parse(text).ok().map(|identifier| identifier.to_string())
    }

    #[test]
    fn identifiers_are_recognised_by_their_form() {
        for (text, is) in [
            ("10.1000/182", "doi:10.1000/182"),
            (" DOI: 10.1000/xyz(1)2", "doi:10.1000/xyz(1)2"),
            ("https://doi.org/10.1371/journal.pone.0000217", "doi:10.1371/journal.pone.0000217"),
            ("http://dx.doi.org/10.1000.5/a/b", "doi:10.1000.5/a/b"),
            ("0-306-40615-2", "ISBN 9780306406157"),
            ("ISBN-13: 978-0-306-40615-7", "ISBN 9780306406157"),
            ("0 8044 2957 X", "ISBN 9780804429573"),
            ("ISBN 9780804429573", "ISBN 9780804429573"),
        ] {
            assert_eq!(read(text).as_deref(), Some(is), "{text}");
            assert_eq!(read(is).as_deref(), Some(is));
        }
        for text in [
            "",
            "182",
            "10.1000",
            "10.1/2",
            "https://example.org/10.1000/182",
            "10.1000/a b",
            "0-306-40615-3",
            "9780306406158",
            "1230306406158",
            "080442957XX",
            "Ünïcode",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&format!("10.1000/{}", "1".repeat(Identifier::LIMIT))), None);
    }

    #[test]
    fn a_link_to_a_passage_is_told_from_others() {
        let of = |url: &str| PassageLink::of(&WebUrl::parse(url).unwrap());
        let id = "019aa5d4-6f2a-7c11-8e33-0123456789ab";
        let link =
            of(&format!("https://moot.example/a/x?tab=about&passage={id}.3-9#passage:~:text=one")).unwrap();
        assert_eq!((link.revision.to_string().as_str(), link.place), (id, 3..9));
        for url in [
            "https://moot.example/a/x".to_owned(),
            format!("https://moot.example/a/x#?passage={id}.3-9"),
            format!("https://moot.example/a/x?passage={id}.9-3"),
            format!("https://moot.example/a/x?passage={id}.3-9x"),
            "https://moot.example/a/x?passage=1.3-9".to_owned(),
        ] {
            assert_eq!(of(&url), None, "{url}");
        }
    }

    #[test]
    fn dois_of_every_age_are_read_whatever_stands_around_them() {
        let old = "10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O";
        for text in [
            old.to_owned(),
            format!("doi:{old}"),
            format!("<https://doi.org/{old}>"),
            "https://doi.org/10.1002/(SICI)1097-4571(199806)49:8%3C693::AID-ASI4%3E3.0.CO;2-O".into(),
            "http://dx.doi.org/10.1002%2F(SICI)1097-4571(199806)49%3A8%3C693%3A%3AAID-ASI4%3E3.0.CO%3B2-O"
                .into(),
            "https://doi.org/10.1002/(SICI)1097-4571(199806)49:8%253C693::AID-ASI4%253E3.0.CO;2-O".into(),
        ] {
            assert_eq!(read(&text), Some(format!("doi:{old}")), "{text}");
        }
        assert_eq!(
            Identifier::parse(old).unwrap().url().unwrap(),
            "https://doi.org/10.1002/(SICI)1097-4571(199806)49:8%3C693::AID-ASI4%3E3.0.CO;2-O"
        );
        for text in [
            "(10.1000/182)",
            "10.1000/182.",
            "DOI 10.1000/182,",
            "doi: https://doi.org/10.1000/182",
            "“10.1000/182”",
            "[doi:10.1000/182];",
            "info:doi/10.1000/182",
            "urn:doi:10.1000/182",
            "doi.org/10.1000/182",
            "https://doi.org/10.1000/182?nosfx=y",
        ] {
            assert_eq!(read(text).as_deref(), Some("doi:10.1000/182"), "{text}");
        }
        for (text, is) in [
            ("10.1016/S0022-2836(05)80360-2", "doi:10.1016/S0022-2836(05)80360-2"),
            ("(doi:10.1016/0022-2836(71)90339-0).", "doi:10.1016/0022-2836(71)90339-0"),
            (
                "<10.1641/0006-3568(2000)050[0053:EAECON]2.3.CO;2>",
                "doi:10.1641/0006-3568(2000)050[0053:EAECON]2.3.CO;2",
            ),
            ("DOI：10.1000/182。", "doi:10.1000/182"),
            ("（10.1000/182）", "doi:10.1000/182"),
            ("10.1000/a(b)", "doi:10.1000/a(b)"),
            ("10.1000/50%", "doi:10.1000/50%"),
            ("10.1000/.", "doi:10.1000/."),
            ("10.1000/a%20b", "doi:10.1000/a%20b"),
            ("10.1000/ü%C3%BC", "doi:10.1000/üü"),
        ] {
            assert_eq!(read(text).as_deref(), Some(is), "{text}");
        }
        assert_eq!(read(&"10.".repeat(100_000)), None);
    }

    proptest::proptest! {
        #[test]
        fn an_identifier_that_was_read_is_read_the_same_again(
            text in "10\\.[0-9]{4}/[a-z0-9%/().,;:<>\\[\\]{}#?'-]{1,12}(%(25)*3[CE]){0,2}[.,;)>]{0,3}",
        ) {
            if let Ok(identifier) = Identifier::parse(&text) {
                proptest::prop_assert_eq!(Identifier::parse(&identifier.to_string()), Ok(identifier.clone()));
                if let Some(url) = identifier.url() {
                    proptest::prop_assert_eq!(Identifier::parse(&url), Ok(identifier));
                }
            }
        }
    }

    #[test]
    fn keys_are_of_ascii_and_differ_where_slugs_do() {
        assert_eq!(bibtex_key("an-article"), "an-article");
        let keys =
            ["ελλάδα-κύπρος", "ελλάδα-κρήτη", "über-uns", "uber-uns", "ber-uns", "日本"].map(bibtex_key);
        for (nth, key) in keys.iter().enumerate() {
            assert!(key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'), "{key}");
            assert!(!keys[..nth].contains(key), "{keys:?}");
        }
        assert!(keys[0].starts_with("article-") && keys[2].starts_with("ber-uns-"), "{keys:?}");
    }

    #[test]
    fn words_become_values_that_are_balanced() {
        for (text, value) in [
            ("", ""),
            ("a {b} c", "a \\{b\\} c"),
            ("open { brace", "open \\textbraceleft{} brace"),
            ("a}, author = {me", "a\\textbraceright{}, author = \\textbraceleft{}me"),
            ("a^b~c \\d", "a\\textasciicircum{}b\\textasciitilde{}c \\textbackslash{}d"),
            ("1--2 ``x''", "1-{}-2 `{}`x'{}'"),
        ] {
            assert_eq!(bibtex_value(text), value, "{text}");
        }
    }
}
