//! The citations of an article as other programs read them: CSL-JSON
//! (<https://docs.citationstyles.org/en/stable/specification.html>), and BibTeX that old styles and biblatex both take.

use domain::slug::Slug;
use domain::source::{Identifier, bibtex_key, bibtex_value};
use domain::text::SourceAuthor;
use model::CitationView;
use serde_json::{Value, json};

use super::draft::numbers;
use super::place::Place;
use super::words::is_others;

/// What kind of thing a source is, as far as its numbers and its place tell.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Book,
    Chapter,
    Article,
    Page,
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

fn to_csl(slug: &Slug, nth: usize, citation: &CitationView) -> Value {
    let date = |date: &str| {
        let parts: Vec<u32> = date.split('-').filter_map(|part| part.parse().ok()).collect();
        json!({ "date-parts": [parts] })
    };
    let (place, sort) = place(citation);
    let mut item = json!({
        "id": key(slug, nth),
        "type": match sort {
            Sort::Book => "book",
            Sort::Chapter => "chapter",
            Sort::Article => "article-journal",
            Sort::Page => "webpage",
            Sort::Other => "document",
        },
        "title": citation.title,
    });
    let (names, others) = authors(citation);
    let names: Vec<Value> = names
        .into_iter()
        .map(|Name { family, suffix, given }| match given {
            Some(given) if suffix.is_empty() => json!({ "family": family, "given": given }),
            Some(given) => json!({ "family": family, "given": given, "suffix": suffix }),
            None => json!({ "literal": family }),
        })
        .collect();
    if !names.is_empty() {
        item["author"] = Value::Array(names);
        if others {
            // There is no name for them; a member of this kind is what the schema has for what it does not know.
            item["custom"] = json!({ "et-al": true });
        }
    }
    let (doi, isbn) = numbers(&citation.identifier);
    let pages = place.pages.replace('–', "-");
    for (name, value) in [
        ("DOI", &doi),
        ("ISBN", &isbn),
        ("URL", &citation.url),
        ("container-title", &place.title),
        ("volume", &place.volume),
        ("issue", &place.issue),
        ("page", &pages),
        ("publisher", &citation.publisher),
        ("note", &citation.note),
    ] {
        if !value.is_empty() {
            item[name] = json!(value);
        }
    }
    for (name, value) in [("issued", &citation.date), ("accessed", &citation.accessed)] {
        if !value.is_empty() {
            item[name] = date(value);
        }
    }
    item
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
    let items = citations.iter().enumerate().map(|(nth, citation)| to_csl(slug, nth, citation));
    Value::Array(items.collect()).to_string()
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
