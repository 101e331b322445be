//! What can be said of a cited source beside its texts: what it is good for in the argument, its number in the world's
//! catalogues, and whether its address is that of a passage of another article.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::id::RevisionId;
use crate::problem::{Fault, Field, FieldProblem};
use crate::text::{WebUrl, normalise};

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

    /// Reads `10.1000/182`, `doi:10.1000/182`, `https://doi.org/10.1000/182`, or an ISBN of ten or thirteen digits with
    /// or without hyphens; one of ten digits becomes one of thirteen.
    ///
    /// # Errors
    /// If it is neither, or if the last digit of an ISBN says that another one is wrong.
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
            Self::Doi(doi) => Some(format!("https://doi.org/{doi}")),
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

fn doi(text: &str) -> Option<String> {
    let text =
        ["https://", "http://"].into_iter().find_map(|scheme| after(text, scheme)).map_or(text, |rest| {
            ["doi.org/", "dx.doi.org/", "www.doi.org/"]
                .into_iter()
                .find_map(|host| after(rest, host))
                .unwrap_or("")
        });
    let text = after(text, "doi:").unwrap_or(text).trim();
    let (registrant, suffix) = text.strip_prefix("10.")?.split_once('/')?;
    let numbered = registrant.len() >= 4 && registrant.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let strange = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\\');
    (numbered && !suffix.is_empty() && !suffix.contains(strange)).then(|| text.to_owned())
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

impl PassageLink {
    /// The value of the parameter: `REVISION.START-END`.
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

/// A text as the value of a field of BibTeX, with what is markup there as words.
#[must_use]
pub fn bibtex_value(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in balanced(text).chars() {
        match c {
            '{' | '}' | '%' | '&' | '#' | '$' | '_' => out.extend(['\\', c]),
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            c => out.push(c),
        }
    }
    out
}

/// The text without the braces that have no other to match: BibTeX counts all of them, escaped ones too, and one too many
/// would end the field, or swallow what follows.
fn balanced(text: &str) -> String {
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
    text.char_indices().filter(|(at, _)| !unmatched.contains(at)).map(|(_, c)| c).collect()
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
    fn braces_without_another_are_left_out() {
        for (text, balanced_text) in [
            ("", ""),
            ("a {b} c", "a {b} c"),
            ("{{a}", "{a}"),
            ("a}, author = {me", "a, author = me"),
            ("}{", ""),
            ("}} @book{x, {", " @bookx, "),
        ] {
            assert_eq!(balanced(text), balanced_text, "{text}");
        }
    }
}
