//! BibTeX and biblatex as programs write them, read with patience.
//!
//! The reader of entries is our own. `biblatex` refuses a file as a whole for one unknown abbreviation, a line before the first
//! entry or a parenthesis, writes abbreviations of abbreviations out without a bound, and has panicked at dates that people
//! paste. This one goes once over the text, calls itself for nothing, and reads what there is to be read; the tests hold
//! `biblatex` against what it exports.

use std::collections::HashMap;

use messages::talk::reference::{self, role};

use super::draft::Draft;
use super::latex::{self, verbatim};
use super::names;
use super::place::Place;
use super::words::{date, month, plain};

/// More bytes of abbreviations are not written out.
const WRITTEN: usize = 200_000;
/// No more fields are taken from another entry.
const INHERITED: usize = 100;
/// How deep braces may stand within each other.
const MAX_DEPTH: usize = 24;

/// A piece of a value: words, or the name of an abbreviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Name(&'a str),
}

/// An entry: its kind, its key and its fields, by name in lower case.
#[derive(Debug, Default)]
struct Entry<'a> {
    kind: String,
    key: &'a str,
    fields: Vec<(String, Vec<Piece<'a>>)>,
}

/// The first entry of a text, with what else it says of itself; `None` if there is none, or more than is read.
#[must_use]
pub(super) fn read(text: &str) -> Option<Draft> {
    if depth(text) > MAX_DEPTH {
        return None;
    }
    let mut scanner = Scanner { text, at: 0, broken: false };
    let (mut entries, mut strings) = (Vec::new(), HashMap::new());
    let mut written = 0;
    while let Some(entry) = scanner.next_entry() {
        match entry.kind.as_str() {
            "string" => {
                for (name, pieces) in &entry.fields {
                    let value = expanded(pieces, &strings, &mut written)?;
                    strings.insert(name.clone(), value);
                }
            }
            "preamble" | "control" => {}
            _ => entries.push(entry),
        }
    }
    let first = entries.first()?;
    let mut fields = Fields::default();
    for (name, pieces) in &first.fields {
        fields.add(name, expanded(pieces, &strings, &mut written)?);
    }
    inherit(&mut fields, &entries, &strings, &mut written)?;
    let mut draft = draft(&mut fields, &first.kind);
    if entries.len() > 1 {
        draft.remarks.insert(0, reference::only_first_entry(entries.len()));
    }
    Some(draft)
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

/// A value with its abbreviations written out; one that nobody defined stays as the word that it is. `None` if they are more
/// than is written out.
fn expanded(pieces: &[Piece<'_>], strings: &HashMap<String, String>, written: &mut usize) -> Option<String> {
    let mut out = String::new();
    for piece in pieces {
        let words = match piece {
            Piece::Words(words) => words,
            Piece::Name(name) => strings.get(&name.to_lowercase()).map_or(*name, String::as_str),
        };
        *written += words.len();
        if *written > WRITTEN {
            return None;
        }
        out.push_str(words);
    }
    Some(out)
}

/// What an entry takes from the one that it is a part of, where that is in the same text.
fn inherit(
    fields: &mut Fields,
    entries: &[Entry<'_>],
    strings: &HashMap<String, String>,
    written: &mut usize,
) -> Option<()> {
    for reference in ["crossref", "xdata"] {
        let key = fields.peek(reference).trim().to_lowercase();
        let parent =
            entries.iter().skip(1).find(|entry| !key.is_empty() && entry.key.trim().to_lowercase() == key);
        let Some(parent) = parent else { continue };
        fields.take(reference);
        for (name, pieces) in parent.fields.iter().take(INHERITED) {
            let to = match name.as_str() {
                "title" if reference == "crossref" => "booktitle",
                "subtitle" if reference == "crossref" => "booksubtitle",
                "author" | "doi" | "isbn" | "url" | "pages" | "note" | "crossref" | "xdata" | "keywords"
                    if reference == "crossref" =>
                {
                    continue;
                }
                "crossref" | "xdata" => continue,
                name => name,
            };
            if fields.peek(to).is_empty() {
                let value = expanded(pieces, strings, written)?;
                fields.add(to, value);
            }
        }
    }
    Some(())
}

/// Values by name, until they are taken.
#[derive(Debug, Default)]
struct Fields(Vec<(String, String)>);

impl Fields {
    /// Of two fields with one name, the first that says something counts; the other is left.
    fn add(&mut self, name: &str, value: String) {
        self.0.push((name.to_owned(), value));
    }

    fn peek(&self, name: &str) -> &str {
        let found = self.0.iter().find(|(known, value)| known == name && !value.trim().is_empty());
        found.map_or("", |(_, value)| value)
    }

    fn take(&mut self, name: &str) -> String {
        let at = self.0.iter().position(|(known, value)| known == name && !value.trim().is_empty());
        at.map(|at| self.0.remove(at).1).unwrap_or_default()
    }

    /// The first of these that there is; the others stay.
    fn first(&mut self, names: &[&str]) -> String {
        names.iter().map(|name| self.take(name)).find(|value| !value.is_empty()).unwrap_or_default()
    }
}

/// Plain words of a value. What was no word to the reader of LaTeX is said.
fn words(raw: &str, draft: &mut Draft) -> String {
    /// More commands are not told apart.
    const UNKNOWN: usize = 20;
    let read = latex::words(raw);
    for command in read.unknown.into_iter().take(UNKNOWN) {
        if draft.left.len() < UNKNOWN && !draft.left.iter().any(|(_, known)| *known == command) {
            draft.left.push((reference::UNKNOWN_COMMAND.to_owned(), command));
        }
    }
    plain(&read.text)
}

fn draft(fields: &mut Fields, kind: &str) -> Draft {
    let mut draft = Draft::default();
    let mut text = |fields: &mut Fields, names: &[&str]| words(&fields.first(names), &mut draft);
    let title = text(fields, &["title"]);
    let subtitle = text(fields, &["subtitle"]);
    let journal = text(fields, &["journaltitle", "journal", "journalname"]);
    let (journal, part) = if journal.is_empty() {
        (text(fields, &["booktitle"]), text(fields, &["booksubtitle"]))
    } else {
        (journal, text(fields, &["journalsubtitle"]))
    };
    let volume = text(fields, &["volume"]);
    let issue = text(fields, &["issue", "number"]);
    let pages = text(fields, &["pages", "eid", "article-number", "articleno"]);
    let publisher = text(fields, &["publisher", "institution", "organization", "school"]);
    let note = text(fields, &["note"]);
    let annotation = text(fields, &["annotation", "annote"]);
    if title.is_empty() {
        // A whole journal or a collection is called by what it collects.
        let (name, part) = match (journal.is_empty(), fields.peek("maintitle").is_empty()) {
            (false, _) => (journal, part),
            (true, false) => (
                words(&fields.take("maintitle"), &mut draft),
                words(&fields.take("mainsubtitle"), &mut draft),
            ),
            (true, true) => (words(&fields.first(&["issuetitle", "shorttitle"]), &mut draft), String::new()),
        };
        draft.set_title(&name, if subtitle.is_empty() { &part } else { &subtitle });
        draft.place = Place { title: String::new(), volume, issue, pages: Place::dashed(&pages) };
    } else {
        draft.set_title(&title, &subtitle);
        let title = super::draft::joined(&journal, &part);
        draft.place = Place { title, volume, issue, pages: Place::dashed(&pages) };
    }
    draft.publisher = publisher;
    draft.add_note(&note);
    draft.add_note(&annotation);
    people(fields, &mut draft);
    dates(fields, &mut draft);
    addresses(fields, &mut draft, kind);
    for (name, value) in std::mem::take(&mut fields.0) {
        let value = words(&value, &mut draft);
        draft.leave(&name, &value);
    }
    draft
}

fn people(fields: &mut Fields, draft: &mut Draft) {
    draft.authors = names::read(&fields.take("author"));
    if !draft.authors.is_empty() {
        return;
    }
    for (name, who) in
        [("editor", role::EDITORS), ("translator", role::TRANSLATORS), ("editora", role::EDITORS)]
    {
        draft.authors = names::read(&fields.take(name));
        if !draft.authors.is_empty() {
            draft.remarks.push(reference::no_author(who));
            return;
        }
    }
}

fn dates(fields: &mut Fields, draft: &mut Draft) {
    let day = words(&fields.take("date"), draft);
    if !day.is_empty() {
        draft.set_date("date", &day);
    }
    let year = words(&fields.take("year"), draft);
    let month = words(&fields.take("month"), draft);
    let number = words(&fields.take("day"), draft);
    if draft.date.is_empty() {
        let read = date(&year);
        let whole = dated(&read.value, &month, &number);
        let said = [&month, &number].iter().all(|part| part.is_empty());
        if !(read.whole || year.is_empty()) {
            draft.leave("year", &year);
        }
        match whole {
            Some((whole, exact)) => {
                draft.date = whole;
                if !exact {
                    draft.leave("month", &format!("{month} {number}"));
                }
            }
            None => {
                draft.date = read.value;
                if !said {
                    draft.leave("month", &format!("{month} {number}"));
                }
            }
        }
    } else if !draft.date.starts_with(date(&year).value.as_str()) {
        draft.leave("year", &year);
    }
    let read =
        words(&fields.first(&["urldate", "accessed", "lastaccessed", "lastchecked", "access-date"]), draft);
    if !read.is_empty() {
        draft.set_accessed("urldate", &read);
    }
}

/// A year with its month and day, as far as they are some, and whether that is all that was written.
fn dated(year: &str, month_words: &str, day: &str) -> Option<(String, bool)> {
    if year.len() != 4 || month_words.is_empty() {
        return None;
    }
    // Also `10~jan`, `March 3` and `Jan--Feb`.
    let parts: Vec<&str> =
        month_words.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let numbers: Vec<&str> =
        parts.iter().copied().filter(|part| part.bytes().all(|b| b.is_ascii_digit())).collect();
    let named = parts.iter().find_map(|part| month(part));
    let (number, day, exact) = match (named, numbers.as_slice()) {
        (Some(number), []) => (number, day, parts.len() == 1),
        (Some(number), [day]) => (number, *day, parts.len() == 2),
        (Some(number), _) => (number, day, false),
        (None, [number, ..]) => (number.parse().ok()?, day, parts.len() == 1),
        (None, []) => return None,
    };
    let whole = date(&format!("{year}-{number}-{day}"));
    if whole.whole && whole.value.len() > 4 && (day.is_empty() || whole.value.len() == 10) {
        return Some((whole.value, exact));
    }
    let month = date(&format!("{year}-{number}"));
    (month.whole && month.value.len() == 7).then_some((month.value, false))
}

fn addresses(fields: &mut Fields, draft: &mut Draft, kind: &str) {
    let doi = verbatim(&fields.take("doi"));
    if !doi.is_empty() {
        draft.set_doi("doi", &doi);
    }
    let isbn = words(&fields.take("isbn"), draft);
    if !isbn.is_empty() {
        draft.set_isbn("isbn", &isbn);
    }
    for name in ["url", "link", "ee"] {
        let url = verbatim(&fields.take(name));
        if !url.is_empty() {
            draft.set_url(name, &url);
        }
    }
    let raw = fields.take("howpublished");
    let published = verbatim(&raw);
    if draft.url.is_empty() && super::words::address(&published).is_some() {
        draft.set_url("howpublished", &published);
    } else if draft.publisher.is_empty() && matches!(kind, "misc" | "online" | "booklet") {
        draft.publisher = words(&raw, draft);
    } else {
        let published = words(&raw, draft);
        draft.leave("howpublished", &published);
    }
    let archive = ["archiveprefix", "eprinttype"]
        .iter()
        .find(|name| fields.peek(name).trim().eq_ignore_ascii_case("arxiv"));
    if draft.url.is_empty()
        && let Some(archive) = archive
    {
        let number = verbatim(fields.peek("eprint").trim());
        let sound =
            !number.is_empty() && number.bytes().all(|b| b.is_ascii_alphanumeric() || b"./-".contains(&b));
        if sound {
            draft.url = format!("https://arxiv.org/abs/{number}");
            fields.take("eprint");
            fields.take(archive);
        }
    }
}

/// Goes over a text from entry to entry. Each step passes at least one byte.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
    /// A brace or a quotation mark is never closed. From then on values end with their lines, since looking for the end of
    /// each would take as many passes over the text.
    broken: bool,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip(&mut self, what: impl Fn(u8) -> bool) {
        while self.peek().is_some_and(&what) {
            self.at += 1;
        }
    }

    fn blanks(&mut self) {
        self.skip(|byte| byte.is_ascii_whitespace());
    }

    /// Passes what `what` says of, which ends at a sign of ASCII.
    fn run(&mut self, what: impl Fn(u8) -> bool) -> &'a str {
        let start = self.at;
        self.skip(what);
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// The next entry that begins as one: `@kind{` or `@kind(`. Lines between entries are passed.
    fn next_entry(&mut self) -> Option<Entry<'a>> {
        loop {
            self.at += self.rest().find('@')? + 1;
            self.blanks();
            let kind =
                self.run(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-').to_lowercase();
            self.blanks();
            let close = match self.peek() {
                Some(b'{') => b'}',
                Some(b'(') => b')',
                _ => continue,
            };
            if kind.is_empty() {
                continue;
            }
            self.at += 1;
            if kind == "comment" {
                if close == b'}' {
                    self.braced();
                } else {
                    self.skip(|byte| byte != b'\n');
                }
                continue;
            }
            let key = if matches!(kind.as_str(), "string" | "preamble") { "" } else { self.key(close) };
            let fields = self.fields(close);
            return Some(Entry { kind, key, fields });
        }
    }

    /// What stands before the first comma, unless that is a field already.
    fn key(&mut self, close: u8) -> &'a str {
        let start = self.at;
        let key = self.run(|byte| !matches!(byte, b',' | b'=' | b'{' | b'"' | b'\n') && byte != close);
        match self.peek() {
            Some(b'=' | b'{' | b'"') => {
                self.at = start;
                // `@article{key title = {T}}`: a comma is missing.
                let words = key.split_whitespace().count();
                if words > 1 && self.peek() != Some(b',') {
                    self.blanks();
                    return self.run(|byte| !byte.is_ascii_whitespace());
                }
                ""
            }
            _ => key,
        }
    }

    fn fields(&mut self, close: u8) -> Vec<(String, Vec<Piece<'a>>)> {
        let mut fields = Vec::new();
        loop {
            self.skip(|byte| byte.is_ascii_whitespace() || byte == b',');
            match self.peek() {
                Some(byte) if byte == close => {
                    self.at += 1;
                    return fields;
                }
                // The entry was never closed.
                None | Some(b'@') => return fields,
                _ => {}
            }
            let start = self.at;
            let name = self.run(|byte| {
                !byte.is_ascii_whitespace()
                    && !matches!(byte, b',' | b'=' | b'{' | b'}' | b'"' | b'#' | b'@')
                    && byte != close
            });
            self.blanks();
            let valued = match self.peek() {
                Some(b'=') => {
                    self.at += 1;
                    true
                }
                Some(b'{' | b'"') => !name.is_empty(),
                _ => false,
            };
            if valued {
                let pieces = self.value(close);
                fields.push((name.to_lowercase(), pieces));
            } else if self.at == start {
                // Nothing that a field begins with.
                self.at += self.rest().chars().next().map_or(1, char::len_utf8);
            }
        }
    }

    fn value(&mut self, close: u8) -> Vec<Piece<'a>> {
        let mut pieces = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                None => return pieces,
                Some(b'{') => {
                    self.at += 1;
                    pieces.push(Piece::Words(self.braced()));
                }
                Some(b'"') => {
                    self.at += 1;
                    pieces.push(Piece::Words(self.quoted()));
                }
                Some(b'#') => {
                    self.at += 1;
                    continue;
                }
                Some(_) => match self.bare(close) {
                    "" => return pieces,
                    word => pieces.push(Piece::Name(word)),
                },
            }
            self.blanks();
            if self.peek() != Some(b'#') {
                return pieces;
            }
        }
    }

    /// A number, an abbreviation, or words that somebody forgot to put into braces.
    fn bare(&mut self, close: u8) -> &'a str {
        let start = self.at;
        let ends = |byte: u8| matches!(byte, b',' | b'#' | b'\n' | b'=' | b'}' | b'@') || byte == close;
        let words = self.run(|byte| !ends(byte));
        if self.peek() == Some(b'=') {
            // The next field is on the same line, and a comma is missing.
            self.at = start;
            return self.run(|byte| !ends(byte) && !byte.is_ascii_whitespace());
        }
        words.trim()
    }

    /// Up to the brace that closes the one before; braces count even with a backslash before them, as for BibTeX.
    fn braced(&mut self) -> &'a str {
        if self.broken {
            return self.line();
        }
        let start = self.at;
        let mut depth = 1_usize;
        for (at, byte) in self.text.bytes().enumerate().skip(start) {
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                let value = self.text.get(start..at).unwrap_or_default();
                let end = next_field(value);
                self.at = end.map_or(at + 1, |end| start + end);
                return end
                    .and_then(|end| value.get(..end))
                    .map_or(value, |value| value.trim_end_matches(ENDS));
            }
        }
        self.broken = true;
        self.line()
    }

    fn quoted(&mut self) -> &'a str {
        if self.broken {
            return self.line();
        }
        let start = self.at;
        let mut depth = 0_usize;
        for (at, byte) in self.text.bytes().enumerate().skip(start) {
            match byte {
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                b'"' if depth == 0 => {
                    self.at = at + 1;
                    return self.text.get(start..at).unwrap_or_default();
                }
                _ => {}
            }
        }
        self.broken = true;
        self.line()
    }

    /// The rest of the line, without what closes a value there.
    fn line(&mut self) -> &'a str {
        let line = self.run(|byte| byte != b'\n');
        let words = line.trim_end_matches(ENDS);
        words.strip_suffix(['}', '"']).unwrap_or(words)
    }
}

/// What may stand between a value and the next field.
const ENDS: [char; 5] = [' ', '\r', '\n', '\t', ','];

/// Where a line within a value begins as a field does: then a brace of the value was forgotten. Each finding leaves a brace
/// open, of which there are [`MAX_DEPTH`] at most, so no byte is looked at more often than that.
fn next_field(value: &str) -> Option<usize> {
    const NAMES: [&str; 14] = [
        "title",
        "author",
        "editor",
        "journal",
        "journaltitle",
        "booktitle",
        "publisher",
        "year",
        "date",
        "month",
        "volume",
        "pages",
        "doi",
        "url",
    ];
    value.match_indices('\n').map(|(at, _)| at).find(|at| {
        let line = value.get(*at + 1..).unwrap_or_default().trim_start_matches([' ', '\t']);
        let end = line.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(line.len());
        let (name, rest) = line.split_at(end);
        if !NAMES.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            return false;
        }
        let valued = rest
            .trim_start_matches([' ', '\t'])
            .strip_prefix('=')
            .map(|rest| rest.trim_start_matches([' ', '\t']));
        valued.is_some_and(|value| {
            value.starts_with(['{', '"']) || value.starts_with(|c: char| c.is_ascii_digit())
        })
    })
}

#[cfg(test)]
mod tests;
