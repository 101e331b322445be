//! What an annotation from elsewhere says, and of which words (<https://www.w3.org/TR/annotation-model/>).
//!
//! The model allows one thing or a list nearly everywhere, a type or several, selectors that refine others, and bodies in choices
//! and lists; JSON that is nested more deeply than any of these was refused when it was read.

use domain::text::{Quote, WebUrl};
use messages::talk::annotation;
use serde_json::Value;

use super::words;

/// What is taken of an annotation.
pub(super) struct Incoming {
    pub(super) exact: Quote,
    pub(super) prefix: String,
    pub(super) suffix: String,
    pub(super) start: Option<usize>,
    pub(super) end: Option<usize>,
    /// The number of the revision that it is of, if its source says so as ours do.
    pub(super) revision: Option<i64>,
    /// What is said, in Markdown.
    pub(super) words: String,
    /// A source that it links to, with its title.
    pub(super) link: Option<(WebUrl, String)>,
}

impl Incoming {
    /// `None` if it is of no words, or says nothing.
    pub(super) fn read(annotation: &Value) -> Option<Self> {
        let (target, quote) = each(&annotation["target"])
            .iter()
            .find_map(|target| Some((target, refined(&target["selector"], "TextQuoteSelector")?)))?;
        // A position counts from the begin of the text, unless it refines something.
        let outer = each(&target["selector"]).iter().find(|selector| is(selector, "TextPositionSelector"));
        let position = |end: &str| outer?[end].as_u64()?.try_into().ok();
        let (_, revision) =
            target["source"].as_str().and_then(|source| source.rsplit_once("/revisions/")).unzip();
        let mut said = Said::default();
        each(&annotation["body"]).iter().for_each(|body| said.add(body));
        said.words.extend(annotation["bodyValue"].as_str().map(str::to_owned));
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Some(Self {
            exact: Quote::parse(quote["exact"].as_str()?).ok()?,
            prefix: text(&quote["prefix"]),
            suffix: text(&quote["suffix"]),
            start: position("start"),
            end: position("end"),
            revision: revision.and_then(|number| number.parse().ok()),
            words: said.words.join("\n\n"),
            link: said.link,
        })
        .filter(|incoming| !incoming.words.trim().is_empty() || incoming.link.is_some())
    }

    /// What is said, with the words that it is said of and the source.
    pub(super) fn with_its_words(&self) -> String {
        let quoted: Vec<String> = self.exact.as_str().lines().map(|line| format!("> {line}")).collect();
        let link = self.link.as_ref().map(|(url, _)| format!("<{}>", url.as_str()));
        [
            Some(quoted.join("\n")),
            Some(annotation::QUOTE_NOT_FOUND.to_owned()),
            Some(self.words.clone()),
            link,
        ]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n\n")
    }
}

#[derive(Default)]
struct Said {
    words: Vec<String>,
    link: Option<(WebUrl, String)>,
}

impl Said {
    fn add(&mut self, body: &Value) {
        // Of a choice the first is what is shown by default; of the others all count (§ 3.2.6, and the list of before).
        if is(body, "Choice") {
            return each(&body["items"]).first().into_iter().for_each(|item| self.add(item));
        }
        if ["List", "Composite", "Independents"].into_iter().any(|kind| is(body, kind)) {
            return each(&body["items"]).iter().for_each(|item| self.add(item));
        }
        if let Some(value) = body["value"].as_str() {
            let format = each(&body["format"]).first().and_then(Value::as_str).unwrap_or_default();
            return self.words.push(words::of(value, format));
        }
        // A body that is a string is an address (§ 3.2.1); so is the source of a specific one, which may be a resource itself.
        let source = &body["source"];
        let address = [body, source, &source["id"], &body["id"]].into_iter().find_map(Value::as_str);
        let Some(address) = address else { return };
        match WebUrl::parse(address) {
            Ok(url) if self.link.is_none() => {
                let label = [&body["label"], &source["label"]].into_iter().find_map(Value::as_str);
                let title = label.unwrap_or(url.as_str()).to_owned();
                self.link = Some((url, title));
            }
            // There is one source of a citation; what else is linked to is said.
            Ok(url) => self.words.push(format!("<{}>", url.as_str())),
            // Some write words where an address is meant.
            Err(_) if body.is_string() && !address.contains(':') => self.words.push(address.to_owned()),
            Err(_) => {}
        }
    }
}

/// One of what may be a list or stand alone.
fn each(value: &Value) -> &[Value] {
    match value {
        Value::Array(list) => list,
        Value::Null => &[],
        one => std::slice::from_ref(one),
    }
}

/// Whether something has a type, among others or alone.
fn is(thing: &Value, kind: &str) -> bool {
    each(&thing["type"]).iter().any(|of| of == kind)
}

/// The selector of a kind that says most exactly what is meant: what refines another comes before it.
fn refined<'a>(selectors: &'a Value, kind: &str) -> Option<&'a Value> {
    each(selectors).iter().find_map(|selector| {
        let own = || is(selector, kind).then_some(selector);
        let alternatives = || refined(&selector["items"], kind);
        refined(&selector["refinedBy"], kind).or_else(own).or_else(alternatives)
    })
}
