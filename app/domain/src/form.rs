//! Forms: names and values as typed, and the parts of commands that they become.
//!
//! The server reads a form that was sent, and the browser one that is kept until it can be sent; both read it
//! here, so that they give the same commands and find the same faults.

use std::collections::BTreeMap;

use crate::anchor::Passage;
use crate::command::{NewAnchor, Proposal, Source, Target};
use crate::fault::Fault;
use crate::fault::Field;
use crate::fault::FieldProblem;
use crate::id::{AnchorId, RevisionId, Timestamp};
use crate::problem::Problem;
use crate::relation::{Direction, Kind};
use crate::source::{Identifier, Stance};
use crate::text::{
    Body, CitationNote, CommentBody, Container, Excerpt, Note, Publisher, Quote, SourceAuthor, SourceDate,
    SourceTitle, Summary, Title, WebUrl,
};

/// The name of the button that quotes what stands in the article, instead of what was typed; its value are the words.
pub const QUOTE_INSTEAD: &str = "quote_instead";

/// Values by name.
pub trait Values: Sync {
    /// The value of that name; empty if there is none.
    fn value(&self, name: &str) -> &str;
}

impl Values for BTreeMap<String, String> {
    fn value(&self, name: &str) -> &str {
        self.get(name).map_or("", String::as_str)
    }
}

/// Turns values into domain types, and gathers everything that is wrong with them.
pub struct Reading<'a> {
    values: &'a dyn Values,
    problems: Vec<FieldProblem>,
    /// Why this is no form of ours, if it is none.
    not_ours: Option<&'static str>,
}

impl<'a> Reading<'a> {
    /// Begins.
    #[must_use]
    pub fn of(values: &'a dyn Values) -> Self {
        Self { values, problems: Vec::new(), not_ours: None }
    }

    /// A field that its type parses.
    pub fn text<T>(&mut self, name: &str, parse: fn(&str) -> Result<T, FieldProblem>) -> Option<T> {
        self.value(self.values.value(name), parse)
    }

    /// A value that a field of the form stands for.
    pub fn value<T>(&mut self, value: &str, parse: fn(&str) -> Result<T, FieldProblem>) -> Option<T> {
        parse(value).map_err(|problem| self.problems.push(problem)).ok()
    }

    /// The same, where empty means that there is none.
    pub fn optional<T>(
        &mut self,
        name: &str,
        parse: fn(&str) -> Result<T, FieldProblem>,
    ) -> Option<Option<T>> {
        if self.values.value(name).trim().is_empty() { Some(None) } else { self.text(name, parse).map(Some) }
    }

    /// One of a closed set of names.
    pub fn choice<T>(&mut self, name: &str, field: Field, parse: fn(&str) -> Option<T>) -> Option<T> {
        let text = self.values.value(name);
        let fault = if text.is_empty() { Fault::Missing } else { Fault::NotAChoice };
        parse(text).or_else(|| {
            self.fail(field, fault);
            None
        })
    }

    /// The quoted passage, by its place where a selection gave one, else by its words. The outer `None` says that
    /// something was wrong, the inner one that nothing was quoted.
    pub fn quote(&mut self, anchor: AnchorId) -> Option<Option<NewAnchor>> {
        // A form sends line breaks as CR LF; the text has LF.
        let instead = self.values.value(QUOTE_INSTEAD);
        let words = if instead.is_empty() { self.values.value("quote") } else { instead };
        let words = words.replace("\r\n", "\n");
        if words.trim().is_empty() {
            return Some(None);
        }
        let exact = self.value(&words, Quote::parse)?;
        let place = || {
            let revision = self.values.value("quote_revision").parse().ok()?;
            let start = self.values.value("quote_start").parse().ok()?;
            let end = self.values.value("quote_end").parse().ok()?;
            Some((revision, start, end))
        };
        let target = match place().filter(|_| instead.is_empty()) {
            Some((revision, start, end)) => {
                let (prefix, suffix) = (String::new(), String::new());
                Target::Passage(Passage { revision, start, end, exact, prefix, suffix })
            }
            None => Target::Words { exact },
        };
        Some(Some(NewAnchor { anchor, target }))
    }

    /// The same, where something must be quoted.
    pub fn needed_quote(&mut self, anchor: AnchorId) -> Option<NewAnchor> {
        let quote = self.quote(anchor)?;
        if quote.is_none() {
            self.fail(Field::Quote, Fault::Missing);
        }
        quote
    }

    /// What is cited.
    pub fn source(&mut self) -> Option<Source> {
        let title = self.text("source_title", SourceTitle::parse);
        let url = self.optional("url", WebUrl::parse);
        let author = self.text("source_author", SourceAuthor::parse);
        let identifier = self.optional("identifier", Identifier::parse);
        let publisher = self.text("publisher", Publisher::parse);
        let container = self.optional("container", Container::parse);
        let date = self.optional("date", SourceDate::parse);
        let accessed = self.optional("accessed", SourceDate::read_on);
        let excerpt = self.text("excerpt", Excerpt::parse);
        let note = self.text("note", CitationNote::parse);
        // A form from before there was a choice has none.
        let stance = match self.values.value("stance") {
            "" => Some(Stance::default()),
            _ => self.choice("stance", Field::Stance, Stance::from_name),
        };
        Some(Source {
            title: title?,
            url: url?,
            author: author?,
            identifier: identifier?,
            publisher: publisher?,
            container: container?,
            date: date?,
            accessed: accessed?,
            excerpt: excerpt?,
            stance: stance?,
            note: note?,
        })
    }

    /// An edit of `base` as a proposal, with the comment that carries it: the note, or else that it is one.
    pub fn proposal(&mut self, base: Option<RevisionId>) -> Option<(CommentBody, Proposal)> {
        let title = self.text("title", Title::parse);
        let summary = self.text("summary", Summary::parse);
        let body = self.text("body", Body::parse);
        let note = self.text("note", Note::parse)?;
        let words =
            if note.as_str().is_empty() { messages::problem::PROPOSAL_WITHOUT_NOTE } else { note.as_str() };
        let comment = self.value(words, CommentBody::parse)?;
        Some((comment, Proposal { base: base?, title: title?, summary: summary?, body: body? }))
    }

    /// A day and time in UTC, such as `2026-12-31T18:00`; empty for none.
    pub fn moment(&mut self, name: &str, field: Field) -> Option<Option<Timestamp>> {
        let text = self.values.value(name).trim();
        if text.is_empty() {
            return Some(None);
        }
        let moment = Timestamp::from_minute(text);
        if moment.is_none() {
            self.fail(field, Fault::NotAMoment);
        }
        moment.map(Some)
    }

    /// Notes something wrong with a field.
    pub fn fail(&mut self, field: Field, fault: Fault) {
        self.problems.push(FieldProblem::new(field, fault));
    }

    /// Notes that this is no form of ours; the first reason is told, and nothing else: what was typed may be right.
    pub(crate) fn not_ours(&mut self, why: &'static str) {
        self.not_ours.get_or_insert(why);
    }

    /// A value as it came.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.values.value(name)
    }

    /// What was wrong. Call it when a field was missing from what was read.
    #[must_use]
    pub fn problem(self) -> Problem {
        match self.not_ours {
            Some(why) => Problem::Malformed { detail: why.to_owned() },
            None => Problem::Invalid { fields: self.problems },
        }
    }

    /// What was read, if nothing is wrong.
    ///
    /// # Errors
    /// All that is wrong.
    pub fn finish<T>(self, read: Option<T>) -> Result<T, Problem> {
        match read {
            Some(read) if self.is_sound() => Ok(read),
            _ => Err(self.problem()),
        }
    }

    /// Nothing was wrong so far.
    #[must_use]
    pub const fn is_sound(&self) -> bool {
        self.problems.is_empty() && self.not_ours.is_none()
    }
}

/// Kind and direction, as the choice of a relation sends them: `part-of:forward`.
#[must_use]
pub fn kind_and_direction(text: &str) -> Option<(Kind, Direction)> {
    let (kind, direction) = text.split_once(':')?;
    let direction = match direction {
        "forward" => Direction::Forward,
        "backward" => Direction::Backward,
        _ => return None,
    };
    Some((Kind::from_name(kind)?, direction))
}
