//! A page of HTML as its readers see it, for tests: asked by selectors, and shown where what was asked for is not there.
//!
//! What fails prints the part of the page that was looked at, and no more. Pages are read as by a browser with scripts: what
//! stands in `noscript` is text, of which [`Page::of`] makes a page of its own.

mod text;

use std::fmt;
use std::rc::Rc;

use scraper::{ElementRef, Html, Selector};

/// A page, or one element of it. All selectors look below it.
#[derive(Clone)]
pub struct Page {
    document: Rc<Document>,
    /// The element that this is about, by its place among all of the page; none if it is the page.
    at: Option<usize>,
}

struct Document {
    html: Html,
    source: String,
}

impl Page {
    /// Reads a page, or a piece of one.
    #[must_use]
    pub fn of(source: &str) -> Self {
        let document = Document { html: Html::parse_document(source), source: source.to_owned() };
        Self { document: Rc::new(document), at: None }
    }

    /// The one element that `selector` names.
    ///
    /// # Panics
    ///
    /// If there is none, or more than one.
    #[must_use]
    #[track_caller]
    pub fn part(&self, selector: &str) -> Self {
        let mut parts = self.parts(selector);
        assert!(parts.len() == 1, "{} of `{selector}`, where one is meant, in {self}", parts.len());
        parts.remove(0)
    }

    /// The one element that `selector` names and that says `words` somewhere.
    ///
    /// # Panics
    ///
    /// If there is none, or more than one.
    #[must_use]
    #[track_caller]
    pub fn part_saying(&self, selector: &str, words: &str) -> Self {
        let mut parts = self.parts(selector);
        parts.retain(|part| part.words().contains(words));
        assert!(
            parts.len() == 1,
            "{} of `{selector}` say '{words}', where one is meant, in {self}",
            parts.len()
        );
        parts.remove(0)
    }

    /// The elements that `selector` names, in the order of the page.
    ///
    /// # Panics
    ///
    /// If it is no selector.
    #[must_use]
    #[track_caller]
    pub fn parts(&self, selector: &str) -> Vec<Self> {
        let selector = match Selector::parse(selector) {
            Ok(selector) => selector,
            Err(error) => panic!("`{selector}` is no selector: {error:?}"),
        };
        let all = self.document.html.tree.nodes().filter_map(ElementRef::wrap).enumerate();
        let here = self.element();
        all.filter(|(_, element)| {
            selector.matches(element) && here.is_none_or(|here| element.ancestors().any(|node| node == *here))
        })
        .map(|(at, _)| Self { document: Rc::clone(&self.document), at: Some(at) })
        .collect()
    }

    /// How many elements `selector` names.
    #[must_use]
    #[track_caller]
    pub fn count(&self, selector: &str) -> usize {
        self.parts(selector).len()
    }

    /// Fails unless `selector` names something.
    ///
    /// # Panics
    ///
    /// Then, with the part of the page that was looked at.
    #[track_caller]
    pub fn has(&self, selector: &str) {
        assert!(self.count(selector) > 0, "no `{selector}` in {self}");
    }

    /// Fails if `selector` names anything.
    ///
    /// # Panics
    ///
    /// Then, with what it names.
    #[track_caller]
    pub fn has_no(&self, selector: &str) {
        if let Some(part) = self.parts(selector).first() {
            panic!("there is `{selector}`: {part}");
        }
    }

    /// Fails unless an element that `selector` names says `words`, and nothing else.
    ///
    /// # Panics
    ///
    /// Then, with what those elements say.
    #[track_caller]
    pub fn has_text(&self, selector: &str, words: &str) {
        let texts = self.texts(selector);
        assert!(texts.iter().any(|text| text == words), "no `{selector}` says '{words}', but {texts:#?}");
    }

    /// Fails unless `words` can be read here.
    ///
    /// # Panics
    ///
    /// Then, with what can be read here.
    #[track_caller]
    pub fn says(&self, words: &str) {
        let text = self.words();
        assert!(text.contains(words), "'{words}' is not said by: {text}");
    }

    /// Fails if `words` stand anywhere here: also in attributes, comments and scripts, as HTML has them or as they are read.
    ///
    /// # Panics
    ///
    /// Then, with what stands around them.
    #[track_caller]
    pub fn has_nowhere(&self, words: &str) {
        lacks(&self.source(), words);
        lacks(&self.words(), words);
    }

    /// Fails if `markup` stands in the HTML of this. What is escaped, and so can be read, is no markup.
    ///
    /// # Panics
    ///
    /// Then, with what stands around it.
    #[track_caller]
    pub fn has_no_markup(&self, markup: &str) {
        lacks(&self.source(), markup);
    }

    /// What can be read of the one element that `selector` names.
    #[must_use]
    #[track_caller]
    pub fn text(&self, selector: &str) -> String {
        self.part(selector).words()
    }

    /// What can be read of each element that `selector` names.
    #[must_use]
    #[track_caller]
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.parts(selector).iter().map(Self::words).collect()
    }

    /// Where the links that `selector` names lead.
    #[must_use]
    #[track_caller]
    pub fn links(&self, selector: &str) -> Vec<String> {
        self.attributes(selector, "href")
    }

    /// Where the one link that `selector` names leads.
    #[must_use]
    #[track_caller]
    pub fn link(&self, selector: &str) -> String {
        self.attribute(selector, "href")
    }

    /// An attribute of the one element that `selector` names.
    ///
    /// # Panics
    ///
    /// If there is none, or more than one, or the element has no such attribute.
    #[must_use]
    #[track_caller]
    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let part = self.part(selector);
        let value = part.element().and_then(|element| element.attr(name)).map(str::to_owned);
        value.unwrap_or_else(|| panic!("no {name} at {part}"))
    }

    /// An attribute of those elements that `selector` names and that have it.
    #[must_use]
    #[track_caller]
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let parts = self.parts(selector);
        parts.iter().filter_map(|part| part.element()?.attr(name).map(str::to_owned)).collect()
    }

    /// What stands in the control of a form, as it would be sent. If several have the name, they hold one value.
    ///
    /// # Panics
    ///
    /// If there is no such control, or several that hold different values.
    #[must_use]
    #[track_caller]
    pub fn value(&self, name: &str) -> String {
        let selector = format!(
            "textarea[name='{name}'], select[name='{name}'], \
             input[name='{name}']:not([type='radio'], [type='checkbox']), input[name='{name}'][checked]"
        );
        let mut values: Vec<String> = self.parts(&selector).iter().map(Self::own_value).collect();
        values.dedup();
        assert!(values.len() == 1, "{name} is {values:?}, where one value is meant, in {self}");
        values.remove(0)
    }

    fn own_value(&self) -> String {
        let Some(element) = self.element() else { return String::new() };
        match element.value().name() {
            "textarea" => element.text().collect(),
            "select" => {
                let chosen = self.attributes("option[selected]", "value");
                let first = || self.attributes("option", "value").into_iter().next();
                chosen.into_iter().next().or_else(first).unwrap_or_default()
            }
            _ => element.attr("value").unwrap_or_default().to_owned(),
        }
    }

    /// What can be read here, as a browser shows it: without scripts and styles, and with one blank wherever lines break.
    #[must_use]
    pub fn words(&self) -> String {
        text::read(self.element().unwrap_or_else(|| self.document.html.root_element()))
    }

    /// The text of this as it stands in the page, also of a script, with all of its blanks.
    #[must_use]
    pub fn raw_text(&self) -> String {
        self.element().unwrap_or_else(|| self.document.html.root_element()).text().collect()
    }

    /// The HTML of this: as it came if it is the page, else as a browser would write it.
    #[must_use]
    pub fn source(&self) -> String {
        self.element().map_or_else(|| self.document.source.clone(), |element| element.html())
    }

    fn element(&self) -> Option<ElementRef<'_>> {
        self.document.html.tree.nodes().filter_map(ElementRef::wrap).nth(self.at?)
    }
}

/// The HTML of an element; of a page, that of `main` if there is one.
impl fmt::Display for Page {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let main = self.parts("main");
        let shown = if self.at.is_none() { main.first().unwrap_or(self) } else { self };
        formatter.write_str(&shown.source())
    }
}

#[track_caller]
fn lacks(text: &str, words: &str) {
    if let Some(at) = text.find(words) {
        let before = text[..at].char_indices().rev().nth(200).map_or(0, |(start, _)| start);
        let around: String = text[before..].chars().take(400 + words.chars().count()).collect();
        panic!("'{words}' stands in: {around}");
    }
}

#[cfg(test)]
mod tests;
