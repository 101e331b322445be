//! The citations of an article as other programs read them: CSL-JSON
//! (<https://docs.citationstyles.org/en/stable/specification.html>), and BibTeX that old styles and biblatex both take.

use domain::slug::Slug;
use domain::source::{Identifier, bibtex_key, bibtex_value};
use domain::text::SourceAuthor;
use model::CitationView;
use serde::Serialize;

use super::draft::numbers;
use super::place::Place;
use super::words::is_others;

/// What kind of thing a source is, as far as its numbers and its place tell.
/// In JSON it has its name in CSL.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Sort {
    Book,
    Chapter,
    #[serde(rename = "article-journal")]
    Article,
    #[serde(rename = "webpage")]
    Page,
    #[serde(rename = "document")]
    Other,
}

fn sort(citation: &CitationView, place: &Place) -> Sort {
    let within = !place.title.is_empty();
    match Identifier::parse(&citation.identifier) {
        Ok(Identifier::Isbn(_)) if within => Sort::Chapter,
        Ok(Identifier::Isbn(_)) => Sort::Book,
        Ok(Identifier::Doi(_)) => Sort::Article,
        Err(_) if !citation.url.is_empty() && (place.volume.is_empty() && place.pages.is_empty()) => {
            Sort::Page
        }
        Err(_) if within => Sort::Article,
        Err(_) => Sort::Other,
    }
}

/// Where a source stands. Before there was a field for that, people put the journal of an article where publishers stand.
fn place(citation: &CitationView) -> (Place, Sort) {
    let mut place = Place::parse(&citation.container);
    let sort = sort(citation, &place);
    if sort == Sort::Article && place.is_empty() {
        place.title.clone_from(&citation.publisher);
    }
    (place, sort)
}

/// The parts of a name: that of a family with the given ones, or the whole name of a body.
struct Name {
    family: String,
    suffix: String,
    given: Option<String>,
}

/// Author by author, and whether there are others that are not named.
fn authors(citation: &CitationView) -> (Vec<Name>, bool) {
    let Ok(authors) = SourceAuthor::parse(&citation.authors) else { return (Vec::new(), false) };
    let (others, named): (Vec<&str>, Vec<&str>) = authors.names().partition(|name| is_others(name));
    let names = named.into_iter().map(|name| {
        let parts: Vec<String> = name.split(',').map(|part| part.trim().to_owned()).collect();
        match <[String; 3]>::try_from(parts) {
            Ok([family, suffix, given]) => Name { family, suffix, given: Some(given) },
            Err(_) => match name.split_once(',') {
                Some((family, given)) => Name {
                    family: family.trim().to_owned(),
                    suffix: String::new(),
                    given: Some(given.trim().to_owned()),
                },
                None => Name { family: name.to_owned(), suffix: String::new(), given: None },
            },
        }
    });
    (names.collect(), !others.is_empty())
}

/// The name of a reference in either form: its article's with its number in the list there.
fn key(slug: &Slug, nth: usize) -> String {
    format!("{}-{}", bibtex_key(&slug.to_string()), nth + 1)
}

/// A reference in CSL-JSON. What is not known is left out.
#[derive(Serialize)]
struct Item<'a> {
    /// The name of the reference.
    id: String,
    /// What kind of thing it is.
    #[serde(rename = "type")]
    sort: Sort,
    /// Its title.
    title: &'a str,
    /// Those who wrote it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Author>,
    /// Whether there are more of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    custom: Option<Custom>,
    /// The DOI, without an address before it.
    #[serde(rename = "DOI", skip_serializing_if = "String::is_empty")]
    doi: String,
    /// The ISBN.
    #[serde(rename = "ISBN", skip_serializing_if = "String::is_empty")]
    isbn: String,
    /// Its address.
    #[serde(rename = "URL", skip_serializing_if = "str::is_empty")]
    url: &'a str,
    /// The journal or book that it stands in.
    #[serde(rename = "container-title", skip_serializing_if = "String::is_empty")]
    container_title: String,
    /// The volume of a journal.
    #[serde(skip_serializing_if = "String::is_empty")]
    volume: String,
    /// The issue of a volume.
    #[serde(skip_serializing_if = "String::is_empty")]
    issue: String,
    /// From which page to which.
    #[serde(skip_serializing_if = "String::is_empty")]
    page: String,
    /// Its publisher.
    #[serde(skip_serializing_if = "str::is_empty")]
    publisher: &'a str,
    /// What was said of it here.
    #[serde(skip_serializing_if = "str::is_empty")]
    note: &'a str,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Date>,
    /// When it was looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    accessed: Option<Date>,
}

/// An author in CSL-JSON.
#[derive(Serialize)]
#[serde(untagged)]
enum Author {
    /// A person.
    Person {
        /// The name of the family.
        family: String,
        /// The given names.
        given: String,
        /// What stands behind, such as `Jr.`.
        #[serde(skip_serializing_if = "String::is_empty")]
        suffix: String,
    },
    /// Whoever has one name.
    Body {
        /// That name.
        literal: String,
    },
}

impl From<Name> for Author {
    fn from(Name { family, suffix, given }: Name) -> Self {
        match given {
            Some(given) => Self::Person { family, given, suffix },
            None => Self::Body { literal: family },
        }
    }
}

/// What the schema of CSL-JSON has no name for.
#[derive(Serialize)]
struct Custom {
    /// Whether there are authors who are not named.
    #[serde(rename = "et-al")]
    et_al: bool,
}

/// A date in CSL-JSON.
#[derive(Serialize)]
struct Date {
    /// Year, month and day, as many of them as are known. A second list would be the end of a range.
    #[serde(rename = "date-parts")]
    date_parts: [Vec<u32>; 1],
}

impl Date {
    /// Of a date as it is kept: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; `None` if there is none.
    fn of(date: &str) -> Option<Self> {
        let parts = date.split('-').filter_map(|part| part.parse().ok()).collect();
        (!date.is_empty()).then_some(Self { date_parts: [parts] })
    }
}

fn item<'a>(slug: &Slug, nth: usize, citation: &'a CitationView) -> Item<'a> {
    let (place, sort) = place(citation);
    let (names, others) = authors(citation);
    let (doi, isbn) = numbers(&citation.identifier);
    Item {
        id: key(slug, nth),
        sort,
        title: &citation.title,
        custom: (others && !names.is_empty()).then_some(Custom { et_al: true }),
        author: names.into_iter().map(Author::from).collect(),
        doi,
        isbn,
        url: &citation.url,
        container_title: place.title,
        volume: place.volume,
        issue: place.issue,
        page: place.pages.replace('–', "-"),
        publisher: &citation.publisher,
        note: &citation.note,
        issued: Date::of(&citation.date),
        accessed: Date::of(&citation.accessed),
    }
}

fn to_bibtex(slug: &Slug, nth: usize, citation: &CitationView) -> String {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let (place, sort) = place(citation);
    let (kind, within) = match sort {
        Sort::Book => ("book", "booktitle"),
        Sort::Chapter => ("incollection", "booktitle"),
        Sort::Article => ("article", "journal"),
        Sort::Page => ("online", "journal"),
        Sort::Other => ("misc", "journal"),
    };
    let (names, others) = authors(citation);
    let people: Vec<String> = names.iter().map(person).chain(others.then(|| "others".to_owned())).collect();
    let (doi, isbn) = numbers(&citation.identifier);
    let mut date = citation.date.split('-');
    let year = date.next().unwrap_or_default().to_owned();
    // A month is an abbreviation, which each style writes in its own way.
    let month = date.next().and_then(|month| MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?));
    let month = month.map(|month| format!("month = {month},\n")).unwrap_or_default();
    let fields: String = [
        ("title", bibtex_value(&citation.title)),
        ("author", people.join(" and ")),
        (within, bibtex_value(&place.title)),
        ("volume", bibtex_value(&place.volume)),
        ("number", bibtex_value(&place.issue)),
        ("pages", bibtex_value(&place.pages).replace('–', "--")),
        ("publisher", bibtex_value(&citation.publisher)),
        ("year", year),
        ("date", citation.date.clone()),
        ("urldate", citation.accessed.clone()),
        ("url", bare(&citation.url)),
        ("doi", bare(&doi)),
        ("isbn", isbn),
        ("note", bibtex_value(&citation.note)),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(field, value)| format!("{field} = {{{value}}},\n"))
    .collect();
    format!("@{kind}{{{},\n{fields}{month}}}", key(slug, nth))
}

/// In braces, so that the name of a body is not taken for given names and a family's, or for those of two.
fn person(Name { family, suffix, given }: &Name) -> String {
    let parts = [Some(family), Some(suffix).filter(|suffix| !suffix.is_empty()), given.as_ref()];
    let whole = parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(", ");
    let is_body = given.is_none()
        || whole.matches(',').count() > 2
        || whole.contains('=')
        || family.is_empty()
        || whole.split_whitespace().any(|word| word.eq_ignore_ascii_case("and"));
    if is_body { format!("{{{}}}", bibtex_value(&whole)) } else { bibtex_value(&whole) }
}

/// An address without what BibTeX takes for its own: there is another way to write it.
fn bare(address: &str) -> String {
    address.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C")
}

/// The citations of an article as CSL-JSON.
#[must_use]
pub fn csl_json(slug: &Slug, citations: &[CitationView]) -> String {
    let items = citations.iter().enumerate().map(|(nth, citation)| item(slug, nth, citation));
    serde_json::to_string(&items.collect::<Vec<_>>()).expect("an item is texts and numbers")
}

/// The citations of an article as BibTeX, in the fields of BibLaTeX.
#[must_use]
pub fn bibtex(slug: &Slug, citations: &[CitationView]) -> String {
    let citations = citations.iter().enumerate();
    let entries = citations.map(|(nth, citation)| to_bibtex(slug, nth, citation));
    entries.collect::<Vec<_>>().join("\n\n") + "\n"
}

#[cfg(test)]
mod tests;
