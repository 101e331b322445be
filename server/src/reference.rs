//! References in the forms of other programs: what is pasted fills the form of a citation, and the citations of an article
//! leave as CSL-JSON and BibTeX. Nothing is fetched.
//!
//! Each form has a reader of its own that makes a draft: fields of ours, and what has none. Whatever was
//! not understood is said beside the form, so that nothing is dropped without a word.

use domain::fault::Fault;
use domain::fault::Field;
use domain::fault::FieldProblem;
use domain::source::Identifier;
use domain::text::WebUrl;

mod bibtex;
mod csl;
mod draft;
pub mod export;
mod latex;
mod names;
mod place;
mod ris;
mod words;

use draft::MAX_BYTES;
pub use draft::{Filled, Reference};
use messages::talk::reference;

/// More bytes of JSON are not looked at. What a work cites can be longer than everything that is said of the work itself.
const MAX_JSON: usize = 1_000_000;

/// Reads a reference by its form: a DOI, an ISBN, an address, BibTeX, CSL-JSON or RIS; of several entries the first. Of other
/// words a DOI, an address or an ISBN within them.
///
/// # Errors
/// If there is nothing to fill in, or more than 100,000 bytes, in JSON without the list of what the work cites.
pub fn read(text: &str) -> Result<Reference, FieldProblem> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}'));
    let found = match text.len() {
        0..=MAX_BYTES => known(text),
        ..=MAX_JSON if text.starts_with(['{', '[']) => csl::read(text).and_then(draft::Draft::finish),
        _ => None,
    };
    found.ok_or_else(|| {
        FieldProblem::new(Field::Reference, Fault::Unfit { words: reference::NOT_RECOGNISED.to_owned() })
    })
}

fn known(text: &str) -> Option<Reference> {
    if let Ok(identifier) = Identifier::parse(text) {
        return Some(identified(&identifier));
    }
    if let Ok(url) = WebUrl::parse(text) {
        return Some(Reference::of(vec![("url", url.as_str().to_owned())]));
    }
    let json = || text.starts_with(['{', '[']).then(|| csl::read(text)).flatten();
    json()
        .or_else(|| bibtex::read(text))
        .or_else(|| ris::read(text))
        .and_then(draft::Draft::finish)
        .or_else(|| within(text))
}

fn identified(identifier: &Identifier) -> Reference {
    let url = identifier.url().map(|url| ("url", url));
    Reference::of([("identifier", identifier.to_string())].into_iter().chain(url).collect())
}

/// A DOI, an address or an ISBN among words such as those of a list of sources.
fn within(text: &str) -> Option<Reference> {
    let doi = text.split_whitespace().find_map(|word| {
        let doi = words::doi(word).or_else(|| {
            let (_, digits) = word.split_once("10.")?;
            words::doi(&format!("10.{digits}"))
        });
        // As an address of doi.org it is read from there.
        doi.filter(|_| !word.contains("://") || word.contains("doi.org/"))
    });
    let isbn = || {
        let at = text.to_ascii_lowercase().find("isbn")?;
        let number = text.get(at..)?.trim_start_matches(|c: char| !c.is_ascii_digit());
        let number = number.strip_prefix("13:").or_else(|| number.strip_prefix("10:")).unwrap_or(number);
        let end =
            number.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | ' ' | 'X' | 'x' | '‐' | '–')));
        let (found, _) = words::isbn(number.get(..end.unwrap_or(number.len()))?)?;
        Some(identified(&found))
    };
    let address = || {
        let url = text.split_whitespace().filter(|word| word.contains("://")).find_map(|word| {
            let word = word
                .trim_start_matches(['(', '[', '<', '"', '“'])
                .trim_end_matches(['.', ',', ';', ')', ']', '>', '"', '”']);
            WebUrl::parse(word).ok()
        })?;
        Some(Reference::of(vec![("url", url.as_str().to_owned())]))
    };
    let mut found = doi.map(|doi| identified(&doi)).or_else(isbn).or_else(address)?;
    found.remarks.push(reference::ONLY_A_NUMBER.to_owned());
    Some(found)
}

#[cfg(test)]
mod tests;
