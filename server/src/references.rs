//! References in the forms of other programs: what is pasted fills the form of a citation, and the citations of an article
//! leave as CSL-JSON (<https://docs.citationstyles.org/en/stable/specification.html>) and BibTeX. Nothing is fetched.

use std::collections::HashMap;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::Response;
use biblatex::{Bibliography, ChunksExt, RawBibliography, RawChunk};
use citationberg::json::{DateValue, Item, NameValue, Value as CslValue};
use domain::problem::{Fault, Field, FieldProblem};
use domain::slug::Slug;
use domain::source::{Identifier, bibtex_value};
use domain::text::{SourceAuthor, SourceDate, WebUrl};
use serde_json::{Value, json};
use store::read::CitationView;

use crate::error::{Answer, Error};
use crate::pages::found;
use crate::state::{App, Shared};
use crate::visit::Visit;
use crate::work::made;

/// A field of the form of a citation, and its value.
pub type Filled = (&'static str, String);

/// More bytes than this are not read as a reference, nor written out of its abbreviations.
const LONGEST: usize = 100_000;
/// How deep braces may stand within each other. The parser calls itself for each command within another.
const DEEPEST: usize = 24;
/// The fields of BibTeX that are read.
const READ: [&str; 20] = [
    "title",
    "author",
    "doi",
    "isbn",
    "publisher",
    "journaltitle",
    "journal",
    "institution",
    "organization",
    "booktitle",
    "date",
    "year",
    "month",
    "day",
    "urldate",
    "url",
    "note",
    "annotation",
    "annote",
    "school",
];

/// Reads a reference by its form: a DOI, an ISBN, an address, BibTeX or CSL-JSON; of several entries the first.
///
/// # Errors
/// If it is none of them.
pub fn read(text: &str) -> Result<Vec<Filled>, FieldProblem> {
    let text = text.trim();
    let found = if text.len() > LONGEST {
        None
    } else if let Ok(identifier) = Identifier::parse(text) {
        let url = identifier.url().map(|url| ("url", url));
        Some([("identifier", identifier.to_string())].into_iter().chain(url).collect())
    } else if let Ok(url) = WebUrl::parse(text) {
        Some(vec![("url", url.as_str().to_owned())])
    } else if text.starts_with('@') {
        bibtex(text)
    } else {
        csl(text)
    };
    found
        .map(|fields: Vec<Filled>| {
            fields.into_iter().filter(|(_, value)| !value.is_empty()).collect::<Vec<_>>()
        })
        .filter(|fields| !fields.is_empty())
        .ok_or(FieldProblem::new(Field::Reference, Fault::NotAReference))
}

fn bibtex(text: &str) -> Option<Vec<Filled>> {
    let bibliography = Bibliography::from_raw(bounded(text)?).ok()?;
    let entry = bibliography.iter().next()?;
    let plain = |field: &str| entry.get(field).map(ChunksExt::format_verbatim).unwrap_or_default();
    let first = |fields: &[&str]| {
        fields.iter().map(|field| plain(field)).find(|value| !value.is_empty()).unwrap_or_default()
    };
    let authors: Vec<String> = entry
        .author()
        .unwrap_or_default()
        .iter()
        .map(|person| {
            let family = [person.prefix.as_str(), person.name.as_str()];
            named(&family, &person.given_name, &person.suffix)
        })
        .collect();
    let date = match first(&["date", "year"]) {
        year if year.len() == 4 && plain("date").is_empty() => dated(year, &plain("month"), &plain("day")),
        date => date,
    };
    Some(vec![
        ("source_title", plain("title")),
        ("source_author", authors.join("; ")),
        ("identifier", identifier(&first(&["doi", "isbn"]))),
        (
            "publisher",
            first(&[
                "publisher",
                "journaltitle",
                "journal",
                "institution",
                "organization",
                "school",
                "booktitle",
            ]),
        ),
        ("date", day(&date)),
        ("accessed", day(&plain("urldate"))),
        ("url", address(&plain("url"))),
        ("note", first(&["note", "annotation", "annote"])),
    ])
}

/// The first entry with the fields that we read, so that nothing in it can make the parser run for long or call itself
/// without end: no reference to another entry, and no abbreviation of abbreviations.
fn bounded(text: &str) -> Option<RawBibliography<'_>> {
    if depth(text) > DEEPEST {
        return None;
    }
    let mut raw = RawBibliography::parse(text).ok()?;
    raw.entries.truncate(1);
    raw.abbreviations.retain(|pair| pair.value.v.iter().all(|chunk| matches!(chunk.v, RawChunk::Normal(_))));
    let lengths: HashMap<&str, usize> = raw
        .abbreviations
        .iter()
        .map(|pair| (pair.key.v, pair.value.v.iter().map(|chunk| chunk.span.len()).sum()))
        .collect();
    let entry = &mut raw.entries.first_mut()?.v;
    entry.fields.retain(|pair| READ.contains(&pair.key.v.to_ascii_lowercase().as_str()));
    let length = |chunk: &RawChunk<'_>| match chunk {
        RawChunk::Normal(words) => words.len(),
        // It is made of words alone.
        RawChunk::Abbreviation(name) => lengths.get(name).copied().unwrap_or_default(),
    };
    let written: usize =
        entry.fields.iter().flat_map(|pair| &pair.value.v).map(|chunk| length(&chunk.v)).sum();
    (written <= LONGEST).then_some(raw)
}

/// How deep braces stand within each other, at most.
fn depth(text: &str) -> usize {
    let (mut now, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'{' => now += 1,
            b'}' => now = now.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(now);
    }
    deepest
}

fn csl(text: &str) -> Option<Vec<Filled>> {
    let one = serde_json::from_str::<Item>(text).ok();
    let item = one.or_else(|| serde_json::from_str::<Vec<Item>>(text).ok()?.into_iter().next())?.0;
    let plain =
        |field: &str| item.get(field).and_then(CslValue::to_str).map(String::from).unwrap_or_default();
    let first = |fields: &[&str]| {
        fields.iter().map(|field| plain(field)).find(|value| !value.is_empty()).unwrap_or_default()
    };
    let authors: Vec<String> = match item.get("author") {
        Some(CslValue::Names(names)) => names.iter().map(csl_name).collect(),
        _ => Vec::new(),
    };
    let date = |field: &str| match item.get(field) {
        Some(CslValue::Date(date)) => csl_date(date),
        Some(other) => other.to_str().map(String::from).unwrap_or_default(),
        None => String::new(),
    };
    Some(vec![
        ("source_title", plain("title")),
        ("source_author", authors.join("; ")),
        ("identifier", identifier(&first(&["DOI", "ISBN"]))),
        ("publisher", first(&["publisher", "container-title"])),
        ("date", day(&date("issued"))),
        ("accessed", day(&date("accessed"))),
        ("url", address(&plain("URL"))),
        ("note", first(&["note", "annote"])),
    ])
}

fn csl_name(name: &NameValue) -> String {
    match name {
        NameValue::Literal(name) => name.literal.clone(),
        NameValue::Item(name) => {
            let part = |part: &Option<String>| part.clone().unwrap_or_default();
            let (dropping, particle) = (part(&name.dropping_particle), part(&name.non_dropping_particle));
            let family = [dropping.as_str(), particle.as_str(), name.family.as_str()];
            named(&family, &part(&name.given), &part(&name.suffix))
        }
    }
}

fn csl_date(date: &DateValue) -> String {
    let numbers = match date {
        DateValue::Raw { raw, .. } => {
            let start = &raw.start;
            vec![i32::from(start.year)]
                .into_iter()
                .chain(start.month.map(|month| i32::from(month) + 1))
                .chain(start.day.map(|day| i32::from(day) + 1))
                .collect()
        }
        DateValue::DateParts { date_parts, .. } => date_parts
            .0
            .first()
            .map(|parts| parts.0.iter().map(|part| i32::from(*part)).collect::<Vec<_>>())
            .unwrap_or_default(),
    };
    match numbers.as_slice() {
        [year] => format!("{year:04}"),
        [year, month] => format!("{year:04}-{month:02}"),
        [year, month, day, ..] => format!("{year:04}-{month:02}-{day:02}"),
        [] => String::new(),
    }
}

/// A person as the form has one: family name, given names.
fn named(family: &[&str], given: &str, suffix: &str) -> String {
    let family: Vec<&str> = family.iter().copied().filter(|part| !part.is_empty()).collect();
    [family.join(" ").as_str(), suffix, given]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
        .replace(';', ",")
}

fn identifier(text: &str) -> String {
    Identifier::parse(text).map_or_else(|_| String::new(), |identifier| identifier.to_string())
}

fn address(text: &str) -> String {
    WebUrl::parse(text).map_or_else(|_| String::new(), |url| url.as_str().to_owned())
}

/// A year with its month and day, as far as they are some. The parser's own reading of dates panics at some of what
/// people paste.
fn dated(year: String, month: &str, day: &str) -> String {
    const NAMES: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let named = || {
        let start = month.trim().get(..3)?.to_ascii_lowercase();
        NAMES.iter().zip(1..).find(|(name, _)| **name == start).map(|(_, number)| number)
    };
    let month = month.trim().parse().ok().filter(|month| (1..=12).contains(month)).or_else(named);
    let Some(month) = month else { return year };
    let day = day.trim().parse().unwrap_or(0_u8);
    let whole = format!("{year}-{month:02}-{day:02}");
    if SourceDate::parse(&whole).is_ok() { whole } else { format!("{year}-{month:02}") }
}

/// A date if it has one of our forms, else nothing: what is no date stays to be typed.
fn day(text: &str) -> String {
    let start = text.split(['/', 'T']).next().unwrap_or_default();
    SourceDate::parse(start).map_or_else(|_| String::new(), |date| date.as_str().to_owned())
}

/// What kind of thing a source is, as far as its numbers tell.
enum Sort {
    Book,
    Article,
    Page,
    Other,
}

fn sort(citation: &CitationView) -> Sort {
    match Identifier::parse(&citation.identifier) {
        Ok(Identifier::Isbn(_)) => Sort::Book,
        Ok(Identifier::Doi(_)) => Sort::Article,
        Err(_) if citation.url.is_empty() => Sort::Other,
        Err(_) => Sort::Page,
    }
}

/// Author by author: the family name with the given ones, or the whole name of a body.
fn authors(citation: &CitationView) -> Vec<(String, Option<String>)> {
    let Ok(authors) = SourceAuthor::parse(&citation.authors) else { return Vec::new() };
    authors
        .names()
        .map(|name| match name.split_once(',') {
            Some((family, given)) => (family.trim().to_owned(), Some(given.trim().to_owned())),
            None => (name.to_owned(), None),
        })
        .collect()
}

/// The name of a reference in either form: its article's with its number in the list there.
fn key(slug: &Slug, nth: usize) -> String {
    format!("{slug}-{}", nth + 1)
}

fn to_csl(slug: &Slug, nth: usize, citation: &CitationView) -> Value {
    let date = |date: &str| {
        let parts: Vec<u32> = date.split('-').filter_map(|part| part.parse().ok()).collect();
        json!({ "date-parts": [parts] })
    };
    let mut item = json!({
        "id": key(slug, nth),
        "type": match sort(citation) {
            Sort::Book => "book",
            Sort::Article => "article-journal",
            Sort::Page => "webpage",
            Sort::Other => "document",
        },
        "title": citation.title,
    });
    let names: Vec<Value> = authors(citation)
        .into_iter()
        .map(|(name, given)| match given {
            Some(given) => json!({ "family": name, "given": given }),
            None => json!({ "literal": name }),
        })
        .collect();
    if !names.is_empty() {
        item["author"] = Value::Array(names);
    }
    match Identifier::parse(&citation.identifier) {
        Ok(Identifier::Doi(doi)) => item["DOI"] = json!(doi),
        Ok(Identifier::Isbn(isbn)) => item["ISBN"] = json!(isbn),
        Err(_) => {}
    }
    for (name, value) in
        [("URL", &citation.url), ("publisher", &citation.publisher), ("note", &citation.note)]
    {
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
    let (kind, publisher) = match sort(citation) {
        Sort::Book => ("book", "publisher"),
        Sort::Article => ("article", "journaltitle"),
        Sort::Page => ("online", "publisher"),
        Sort::Other => ("misc", "publisher"),
    };
    let people: Vec<String> = authors(citation)
        .into_iter()
        .map(|(name, given)| {
            let whole = given.as_ref().map_or_else(|| name.clone(), |given| format!("{name}, {given}"));
            // In braces, so that the name of a body is not taken for given names and a family's, or for those of two.
            let is_body =
                given.is_none() || whole.split_whitespace().any(|word| word.eq_ignore_ascii_case("and"));
            if is_body { format!("{{{}}}", bibtex_value(&whole)) } else { bibtex_value(&whole) }
        })
        .collect();
    let (doi, isbn) = match Identifier::parse(&citation.identifier) {
        Ok(Identifier::Doi(doi)) => (doi, String::new()),
        Ok(Identifier::Isbn(isbn)) => (String::new(), isbn),
        Err(_) => (String::new(), String::new()),
    };
    let fields: String = [
        ("title", bibtex_value(&citation.title)),
        ("author", people.join(" and ")),
        (publisher, bibtex_value(&citation.publisher)),
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
    format!("@{kind}{{{},\n{fields}}}", key(slug, nth))
}

/// An address without what BibTeX takes for its own: there is another way to write it.
fn bare(address: &str) -> String {
    address.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C")
}

/// About how many bytes a citation takes to export.
const EXPORTED: usize = 2_048;

async fn citations(app: &App, visit: &Visit, slug: &str) -> Result<(Slug, Vec<CitationView>), Error> {
    let slug = Slug::parse(slug)?;
    let page = found(visit, &slug, app.store.article_page(&slug).await?)?;
    Ok((page.slug, page.citations))
}

fn file(slug: &Slug, extension: &str, kind: &'static str, text: String) -> Response {
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    // A slug may have any letters; the address has the name in their encoding.
    let name = format!("attachment; filename*=UTF-8''{}.{extension}", slug.in_path());
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(CONTENT_DISPOSITION, name);
    }
    response
}

/// `GET /api/articles/{slug}/citations.json`: the citations as CSL-JSON.
pub async fn csl_json(State(app): State<Shared>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let (slug, citations) = citations(&app, &visit, &slug).await?;
    let (of, bytes) = (slug.clone(), EXPORTED * citations.len());
    let export = move || {
        let items = citations.iter().enumerate().map(|(nth, citation)| to_csl(&of, nth, citation));
        Value::Array(items.collect()).to_string()
    };
    let text = made(app.store.work(), bytes, export).await?;
    Ok(file(&slug, "json", "application/vnd.citationstyles.csl+json", text))
}

/// `GET /api/articles/{slug}/citations.bib`: the citations as BibTeX, in the fields of BibLaTeX.
pub async fn bib(State(app): State<Shared>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let (slug, citations) = citations(&app, &visit, &slug).await?;
    let (of, bytes) = (slug.clone(), EXPORTED * citations.len());
    let export = move || {
        let citations = citations.iter().enumerate();
        let entries = citations.map(|(nth, citation)| to_bibtex(&of, nth, citation));
        entries.collect::<Vec<_>>().join("\n\n") + "\n"
    };
    let text = made(app.store.work(), bytes, export).await?;
    Ok(file(&slug, "bib", "application/x-bibtex; charset=utf-8", text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fields(text: &str) -> Vec<(&'static str, String)> {
        read(text).unwrap_or_else(|problem| panic!("{text}: {problem}"))
    }

    fn value(fields: &[Filled], name: &str) -> String {
        fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.clone()).unwrap_or_default()
    }

    #[test]
    fn a_number_or_an_address_is_known_by_its_form() {
        let doi = fields(" doi:10.1000/182 ");
        assert_eq!(
            doi,
            [("identifier", "doi:10.1000/182".to_owned()), ("url", "https://doi.org/10.1000/182".to_owned())]
        );
        assert_eq!(fields("0-306-40615-2"), [("identifier", "ISBN 9780306406157".to_owned())]);
        assert_eq!(fields("https://example.org/x"), [("url", "https://example.org/x".to_owned())]);
        for text in
            ["", "hello", "@", "@article{", "{}", "[]", "[1]", "{\"title\":", "0-306-40615-3", "\u{0}"]
        {
            assert!(read(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn bibtex_fills_the_form() {
        let read = fields(
            "@article{key, title = {The {Role} of T\\'elecoms \\& Law}, author = {de la Cruz, Ana and Smith, Jo and {Policy Desk}},
              journal = {A Journal}, year = 2010, month = nov, doi = {10.1000/182}, url = {https://example.org/a_b},
              urldate = {2026-11-24}, note = {Read it}}",
        );
        for (name, wanted) in [
            ("source_title", "The Role of Télecoms & Law"),
            ("source_author", "de la Cruz, Ana; Smith, Jo; Policy Desk"),
            ("identifier", "doi:10.1000/182"),
            ("publisher", "A Journal"),
            ("date", "2010-11"),
            ("accessed", "2026-11-24"),
            ("url", "https://example.org/a_b"),
            ("note", "Read it"),
        ] {
            assert_eq!(value(&read, name), wanted, "{name}");
        }
    }

    #[test]
    fn abbreviations_are_written_out() {
        let read = fields(
            "@string{house = \"A house\"} @book{key, title = \"On \" # house, publisher = house, year = 2010, month = nov}",
        );
        assert_eq!(value(&read, "source_title"), "On A house");
        assert_eq!(value(&read, "publisher"), "A house");
        assert_eq!(value(&read, "date"), "2010-11");
    }

    #[test]
    fn no_reference_makes_the_server_run_away() {
        let doubled: String = (1..60)
            .map(|nth| format!("@string{{a{nth} = a{} # a{}}}", nth - 1, nth - 1))
            .chain(["@string{a0 = \"ha\"} @book{k, title = a59, year = 2010}".to_owned()])
            .collect();
        let nested = format!("@book{{k, title = {{{}{}}}}}", "\\x{".repeat(12_000), "}".repeat(12_000));
        let repeated =
            format!("@string{{a = \"{}\"}} @book{{k, title = a{}}}", "x".repeat(9_000), " # a".repeat(9_000));
        for text in [
            "@string{a = a} @book{k, title = a}",
            "@string{a = b} @string{b = a} @book{k, title = a}",
            "@book{a, crossref = {b}, year = 2010} @book{b, crossref = {a}, year = 2010}",
            "@book{a, crossref = a, title = {T}}",
            "@book{a, xdata = {a}, ids = {a,a,{}}, title = {T}}",
            "@book{a, ids = 1 # 2, title = {T}}",
            &doubled,
            &nested,
            &repeated,
            &"{".repeat(50_000),
            &format!("@book{}", "{".repeat(50_000)),
            &"[".repeat(100_000),
            &"@".repeat(200_000),
            "@book{k, year = {- 2010}}",
            "@book{k, date = {2010/+ {2011}}}",
            "@book{k, year = {20102010}}",
            "@book{k, year = 2010, month = {jan 999}}",
            "@book{k, year = 2010, month = 0, day = 0}",
        ] {
            // What it is read as is of no matter: that it is read is.
            let _ = read(text);
        }
        assert!(read(&doubled).is_err() && read(&nested).is_err() && read(&repeated).is_err());
        assert_eq!(value(&fields("@book{a, crossref = a, title = {T}}"), "source_title"), "T");
    }

    #[test]
    fn a_year_has_its_month_and_day_in_another_field() {
        let date = |fields: &str| value(&read(&format!("@book{{k, {fields}}}")).unwrap(), "date");
        assert_eq!(date("year = 2010, month = nov"), "2010-11");
        assert_eq!(date("year = {2010}, month = {September}, day = 3"), "2010-09-03");
        assert_eq!(date("year = 2010, month = 9, day = 31"), "2010-09", "no such day");
        assert_eq!(date("year = 2010, month = {é}, day = 3"), "2010");
        assert_eq!(date("date = {2010-11-20/2010-11-21}, month = jan"), "2010-11-20");
    }

    proptest! {
        #[test]
        fn whatever_is_pasted_is_read_or_refused(
            parts in proptest::collection::vec(
                prop::sample::select(vec![
                    "@", "@book", "@string", "{", "}", "{", "}", "\"", ",", "=", " # ", "\\", "\\'", "\\^", "$", "key", "a",
                    "title", "author", "date", "year", "month", "urldate", "isbn", "doi", " and ", " ", "-", "/", "2010", "..",
                    "é", "\u{301}", "😀", "~", "%", "\n", "jan", "x", "&", "others", "{\\x", ":",
                ]),
                0..40,
            ),
        ) {
            let text = parts.concat();
            let _ = read(&text);
            for field in ["title", "author", "date", "year", "urldate", "isbn", "url"] {
                let _ = read(&format!("@book{{k, {field} = {{{text}}}}}"));
                let _ = read(&format!("@book{{k, year = 2010, {field} = \"{text}\"}}"));
            }
        }
    }

    fn cited(texts: &[String; 4]) -> CitationView {
        let [title, authors, publisher, note] = texts.clone();
        let author = store::read::Person {
            id: domain::id::ContributorId(uuid::Uuid::nil()),
            name: "Ana".into(),
            mark: store::read::Mark::Guest,
            sign: store::read::Sign(0),
        };
        CitationView {
            id: domain::id::CitationId(uuid::Uuid::nil()),
            author,
            at: domain::id::Timestamp(0),
            quote: None,
            title,
            url: format!("https://example.org/{}", note.replace(char::is_whitespace, "")),
            authors,
            publisher,
            date: "2010".into(),
            excerpt: String::new(),
            note,
            identifier: String::new(),
            accessed: String::new(),
            stance: domain::source::Stance::default(),
            version: 1,
        }
    }

    /// Where an entry ends for BibTeX, which counts braces and knows no escapes.
    fn end_for_bibtex(entry: &str) -> Option<usize> {
        let mut depth = 0_i32;
        entry.char_indices().find_map(|(at, c)| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            (c == '}' && depth <= 0).then_some(at)
        })
    }

    /// What stays of a text through any spelling: its letters and digits.
    fn letters(text: &str) -> String {
        text.chars().filter(char::is_ascii_alphanumeric).collect()
    }

    fn survives(texts: &[String; 4]) {
        let slug = Slug::parse("a-title").unwrap();
        let entry = to_bibtex(&slug, 0, &cited(texts));
        assert_eq!(end_for_bibtex(&entry), Some(entry.len() - 1), "BibTeX: {entry}");
        let next = format!("{entry}\n\n@book{{next, title = {{The next}}}}\n");
        let both = RawBibliography::parse(&next).unwrap_or_else(|error| panic!("{error}: {next}"));
        assert_eq!(both.entries.len(), 2, "{next}");
        let fields: Vec<&str> = both.entries[0].v.fields.iter().map(|pair| pair.key.v).collect();
        assert!(
            fields.iter().all(|name| ["title", "author", "date", "url", "note", "publisher"].contains(name)),
            "a field that nobody filled in: {fields:?} {next}"
        );
        let both = Bibliography::parse(&next).unwrap_or_else(|error| panic!("{error}: {next}"));
        let title = both.get("a-title-1").and_then(|entry| entry.get("title")).unwrap();
        assert_eq!(letters(&title.format_verbatim()), letters(&texts[0]), "{next}");
    }

    #[test]
    fn words_of_a_citation_neither_end_a_field_of_the_exported_file_nor_add_to_it() {
        for text in [
            "Ends} , author = {Somebody Else",
            "Ends} } @book{forged, title = {Forged",
            "{Never ends",
            "}",
            "a \\} b",
            "a \\{ b \\",
            "\\input{/etc/passwd}",
            "%} comment",
            "$x^{2}$ _ & # ~ @book",
            "\"quoted\" # other",
            "A and B} and {C",
        ] {
            let of = |text: &str| format!("x{text}x");
            survives(&[of(text), of(text), of(text), of(text)]);
            survives(&[of(text), "Smith, J".into(), String::new(), String::new()]);
            survives(&["T".into(), format!("{}, {}; B", of(text), of(text)), of(text), of(text)]);
        }
    }

    proptest! {
        #[test]
        fn an_exported_file_has_the_entries_that_there_are_whatever_their_words(
            parts in proptest::collection::vec(
                proptest::collection::vec(
                    prop::sample::select(vec![
                        "{", "}", "{", "}", "\\", "%", "$", "&", "#", "_", "~", "^", "\"", "@", "@book{x,", ",", "=", " and ", ";",
                        "a", "B", " ", "1", "é", "😀", "--", "``", "'", ":", "(", ")", "\\textbf", "others",
                    ]),
                    0..12,
                ),
                4,
            ),
        ) {
            let texts: Vec<String> = parts.iter().map(|parts| format!("t{}", parts.concat())).collect();
            survives(&texts.try_into().unwrap());
        }
    }

    #[test]
    fn csl_json_fills_the_form() {
        let item = r#"{"id":"x","type":"book","title":"A title","ISBN":"0-306-40615-2","publisher":"A house",
            "author":[{"family":"Cruz","given":"Ana","non-dropping-particle":"de la"},{"literal":"Policy desk"}],
            "issued":{"date-parts":[[2010,11,20]]},"accessed":{"date-parts":[["2026",1]]},"URL":"javascript:alert(1)"}"#;
        for text in [item.to_owned(), format!("[{item}]")] {
            let read = fields(&text);
            for (name, wanted) in [
                ("source_title", "A title"),
                ("source_author", "de la Cruz, Ana; Policy desk"),
                ("identifier", "ISBN 9780306406157"),
                ("publisher", "A house"),
                ("date", "2010-11-20"),
                ("accessed", "2026-01"),
                ("url", ""),
            ] {
                assert_eq!(value(&read, name), wanted, "{name}");
            }
        }
    }
}
