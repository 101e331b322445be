//! What was read of a reference, until it is the fields of the form.

use domain::source::Identifier;
use domain::text::SourceAuthor;
use messages::talk::reference;

use super::place::Place;
use super::words::{ET_AL, address, date, decoded, doi, is_others, isbn, plain};

/// More bytes than this are not read as a reference.
pub(super) const MAX_BYTES: usize = 100_000;

/// A field of the form of a citation, and its value.
pub type Filled = (&'static str, String);

/// What a reference says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What the form is filled with; never empty.
    pub fields: Vec<Filled>,
    /// How it was read, a sentence each.
    pub remarks: Vec<String>,
    /// What has no field or was not understood, a line each.
    pub left: Vec<String>,
}

impl Reference {
    pub(super) const fn of(fields: Vec<Filled>) -> Self {
        Self { fields, remarks: Vec::new(), left: Vec::new() }
    }
}

/// What was read so far, by the names of the fields of the form, and what could not be placed.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) title: String,
    /// One by one, as the form has them.
    pub(super) authors: Vec<String>,
    pub(super) identifier: String,
    pub(super) url: String,
    pub(super) place: Place,
    pub(super) publisher: String,
    pub(super) date: String,
    pub(super) accessed: String,
    pub(super) note: String,
    /// What has no field, or was not understood: what it is called there, and its words.
    pub(super) left: Vec<(String, String)>,
    /// Sentences about how it was read.
    pub(super) remarks: Vec<String>,
}

impl Draft {
    /// Notes what was not taken, if it is anything.
    pub(super) fn leave(&mut self, name: &str, words: &str) {
        let words = plain(words);
        if !words.is_empty() {
            self.left.push((name.to_owned(), words));
        }
    }

    /// Takes a number of a catalogue, if it is one and there is none yet.
    pub(super) fn set_doi(&mut self, name: &str, text: &str) {
        // Publishers have addresses of their own that lead on: `http://doi.acm.org/10.1145/6462.6463`.
        let of_address = || {
            let (host, path) = text.trim().split_once("://")?.1.split_once('/')?;
            doi(path).filter(|_| host.starts_with("doi."))
        };
        // What looks like a tag may be a part of it.
        match doi(&decoded(text)).or_else(|| doi(&plain(text))).or_else(of_address) {
            Some(found) if self.identifier.is_empty() => self.identifier = found.to_string(),
            Some(found) if found.to_string() == self.identifier => {}
            _ => self.leave(name, text),
        }
    }

    /// Takes the number of a book, of which there may be several, if there is no number yet.
    pub(super) fn set_isbn(&mut self, name: &str, text: &str) {
        let text = plain(text);
        match isbn(&text).filter(|_| self.identifier.is_empty()) {
            Some((found, others)) => {
                self.identifier = found.to_string();
                self.leave(name, &others);
            }
            None => self.leave(name, &text),
        }
    }

    /// Takes an address, if there is none yet.
    pub(super) fn set_url(&mut self, name: &str, text: &str) {
        match address(text).filter(|_| self.url.is_empty()) {
            Some((url, others)) => {
                self.url = url;
                self.leave(name, &others);
            }
            None if text.trim() == self.url => {}
            None => self.leave(name, text),
        }
    }

    /// Takes a date, if there is none yet; what it says beyond the year is not lost.
    pub(super) fn set_date(&mut self, name: &str, text: &str) {
        let read = date(&plain(text));
        if self.date.is_empty() {
            self.date = read.value;
        } else if read.value != self.date {
            return self.leave(name, text);
        }
        if !read.whole {
            self.leave(name, text);
        }
    }

    /// Takes the day on which the source was read.
    pub(super) fn set_accessed(&mut self, name: &str, text: &str) {
        let read = date(&plain(text));
        if self.accessed.is_empty() {
            self.accessed = read.value;
        }
        if !read.whole {
            self.leave(name, text);
        }
    }

    /// Adds words to the note.
    pub(super) fn add_note(&mut self, words: &str) {
        let words = plain(words);
        if !words.is_empty() && !self.note.contains(&words) {
            let before = std::mem::take(&mut self.note);
            self.note = if before.is_empty() { words } else { format!("{before}\n{words}") };
        }
    }

    /// The title with what follows it.
    pub(super) fn set_title(&mut self, title: &str, subtitle: &str) {
        self.title = joined(&plain(title), &plain(subtitle));
    }

    /// The fields and what is to be said beside the form; `None` if there is nothing to fill in.
    #[must_use]
    pub(super) fn finish(mut self) -> Option<Reference> {
        let authors = self.authors_line();
        // An older export of this site had the journal where publishers stand.
        let alone = self.place == Place { title: self.publisher.clone(), ..Place::default() };
        if alone {
            self.place.title.clear();
        }
        let fields: Vec<_> = [
            ("source_title", self.title),
            ("source_author", authors),
            ("identifier", self.identifier),
            ("container", self.place.to_string()),
            ("publisher", self.publisher),
            ("date", self.date),
            ("accessed", self.accessed),
            ("url", self.url),
            ("note", self.note),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .collect();
        if fields.is_empty() && self.left.is_empty() {
            return None;
        }
        let mut fields = fields;
        if fields.is_empty() {
            // What has no field at all is better in the note than nowhere.
            let words: Vec<String> =
                self.left.drain(..).map(|(name, words)| reference::left_out(&name, &words)).collect();
            fields.push(("note", words.join("\n")));
        }
        Some(Reference { fields, remarks: self.remarks, left: listed(&self.left) })
    }

    /// The authors with semicolons between them, as many as the form takes.
    fn authors_line(&mut self) -> String {
        let names: Vec<&String> = self.authors.iter().filter(|name| !name.trim().is_empty()).collect();
        let known: Vec<&str> = names.iter().map(|name| name.trim()).filter(|name| !is_others(name)).collect();
        let others = known.len() < names.len() && !known.is_empty();
        let mut line = String::new();
        let mut length = 0;
        let most = SourceAuthor::LIMIT - ET_AL.len() - 2;
        for (nth, name) in known.iter().enumerate() {
            let more = name.chars().count() + 2;
            if length + more > most && nth > 0 {
                self.remarks.push(reference::only_first_authors(known.len(), nth));
                return format!("{line}; {ET_AL}");
            }
            if nth > 0 {
                line.push_str("; ");
            }
            line.push_str(name);
            length += more;
        }
        if others { format!("{line}; {ET_AL}") } else { line }
    }
}

/// A title and what follows it, with a colon between them unless the title ends with a sign of its own.
pub(super) fn joined(title: &str, subtitle: &str) -> String {
    match (title.is_empty(), subtitle.is_empty()) {
        (_, true) => title.to_owned(),
        (true, false) => subtitle.to_owned(),
        (false, false) if title.ends_with(['?', '!', ':', '…']) => format!("{title} {subtitle}"),
        (false, false) => format!("{title}: {subtitle}"),
    }
}

/// What was left, a line each; the reference itself still stands in the form.
fn listed(left: &[(String, String)]) -> Vec<String> {
    const MAX_LINES: usize = 40;
    const MAX_CHARS: usize = 200;
    let line = |(name, words): &(String, String)| {
        let short: String = words.chars().take(MAX_CHARS).collect();
        let more = if short.len() < words.len() { "…" } else { "" };
        reference::left_out(name, &format!("{short}{more}"))
    };
    let mut lines: Vec<String> = left.iter().take(MAX_LINES).map(line).collect();
    if left.len() > MAX_LINES {
        lines.push(reference::more_left_out(left.len() - MAX_LINES));
    }
    lines
}

/// What a number is, for programs: its DOI or its ISBN.
#[must_use]
pub(super) fn numbers(identifier: &str) -> (String, String) {
    match Identifier::parse(identifier) {
        Ok(Identifier::Doi(doi)) => (doi, String::new()),
        Ok(Identifier::Isbn(isbn)) => (String::new(), isbn),
        Err(_) => (String::new(), String::new()),
    }
}
