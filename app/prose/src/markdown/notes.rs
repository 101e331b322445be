//! Footnotes: numbered in the order in which they are first met, with a link from each mention to its note and back.
//!
//! The ids are made of the numbers, so that no two labels share one, and none is that of a heading (`s-…`).

use std::collections::HashMap;

use pulldown_cmark::{CowStr, Event, TagEnd};
use unicase::UniCase;

/// The most links back of one note, so that a note that is mentioned everywhere stays shorter than its text.
const MAX_LINKS_BACK: usize = 20;

/// The notes of one text, as far as they were met.
#[derive(Default)]
pub(super) struct Notes<'a> {
    /// By labels, which are alike whatever their case.
    numbers: HashMap<UniCase<CowStr<'a>>, usize>,
    notes: Vec<Note>,
    /// The places among the events where links back are written, with the index of their note.
    backs: Vec<(usize, usize)>,
    /// The index of each note that is open.
    open: Vec<Option<usize>>,
}

#[derive(Default)]
struct Note {
    mentions: usize,
    defined: bool,
}

impl<'a> Notes<'a> {
    fn index(&mut self, label: CowStr<'a>) -> usize {
        let next = self.notes.len();
        let index = *self.numbers.entry(UniCase::new(label)).or_insert(next);
        if index == next {
            self.notes.push(Note::default());
        }
        index
    }

    /// A mention. The parser lets none stand within a link.
    pub(super) fn mention(&mut self, label: CowStr<'a>) -> Event<'a> {
        let index = self.index(label);
        let number = index + 1;
        let note = &mut self.notes[index];
        note.mentions += 1;
        let id = match note.mentions {
            nth @ 1..=MAX_LINKS_BACK => format!(" id=\"{}\"", mention_id(number, nth)),
            _ => String::new(),
        };
        Event::InlineHtml(
            format!("<sup class=\"footnote-reference\"{id}><a href=\"#note-{number}\">{number}</a></sup>")
                .into(),
        )
    }

    /// Where a note begins. Of several with one label the first is the one that mentions lead to.
    pub(super) fn begin(&mut self, label: CowStr<'a>, out: &mut Vec<Event<'a>>) {
        let index = self.index(label);
        let number = index + 1;
        let first = !std::mem::replace(&mut self.notes[index].defined, true);
        self.open.push(first.then_some(index));
        let id = if first { format!(" id=\"note-{number}\"") } else { String::new() };
        out.push(Event::Html(
            format!(
                "<div class=\"footnote-definition\"{id}><sup class=\"footnote-definition-label\">{number}</sup>\n"
            )
            .into(),
        ));
    }

    /// Where a note ends: its links back stand at the end of its last paragraph if it ends with one.
    pub(super) fn end(&mut self, out: &mut Vec<Event<'a>>) {
        if let Some(index) = self.open.pop().flatten() {
            let last = out.pop_if(|event| *event == Event::End(TagEnd::Paragraph));
            self.backs.push((out.len(), index));
            out.push(Event::InlineHtml("".into()));
            out.extend(last);
        }
        out.push(Event::Html("</div>\n".into()));
    }

    /// Writes the links back, when all mentions are known. They have no text, as the plain text of an article is what its
    /// author wrote: the arrow is drawn by CSS.
    pub(super) fn finish(self, out: &mut [Event<'a>]) {
        for (place, index) in self.backs {
            let number = index + 1;
            let links: String = (1..=self.notes[index].mentions.min(MAX_LINKS_BACK))
                .map(|nth| {
                    let id = mention_id(number, nth);
                    let shown = if nth == 1 { String::new() } else { format!(" data-n=\"{nth}\"") };
                    format!("<a class=\"back\" href=\"#{id}\"{shown} aria-label=\"Back to mention {nth} of note {number}\"></a>")
                })
                .collect();
            out[place] = Event::InlineHtml(links.into());
        }
    }
}

fn mention_id(number: usize, nth: usize) -> String {
    if nth == 1 { format!("note-{number}-ref") } else { format!("note-{number}-ref-{nth}") }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use crate::markdown::{Place, to_html};

    fn values<'a>(html: &'a str, attribute: &str) -> Vec<&'a str> {
        html.split(attribute).skip(1).filter_map(|part| part.split('"').next()).collect()
    }

    #[test]
    fn each_mention_leads_to_its_note_and_back() {
        for (markdown, ids, targets) in [
            (
                "a[^1] b[^1]\n\n[^1]: note",
                vec!["note-1-ref", "note-1-ref-2", "note-1"],
                vec!["note-1", "note-1", "note-1-ref", "note-1-ref-2"],
            ),
            // A note before its mention, and one that nobody mentions.
            (
                "[^a]: note\n\nb[^A]\n\n[^c]: note",
                vec!["note-1", "note-1-ref", "note-2"],
                vec!["note-1-ref", "note-1"],
            ),
            // Labels that are alike but for their signs.
            (
                "a[^a.b] b[^a-b]\n\n[^a.b]: c\n\n[^a-b]: d",
                vec!["note-1-ref", "note-2-ref", "note-1", "note-2"],
                vec!["note-1", "note-2", "note-1-ref", "note-2-ref"],
            ),
            // Two notes of one label.
            ("a[^1]\n\n[^1]: b\n\n[^1]: c", vec!["note-1-ref", "note-1"], vec!["note-1", "note-1-ref"]),
            // A mention takes the link around it away, and one without a note is text.
            ("[a[^1]](/b) [^2]\n\n[^1]: c", vec!["note-1-ref", "note-1"], vec!["note-1", "note-1-ref"]),
        ] {
            let html = to_html(markdown, Place::Article);
            assert_eq!(values(&html, " id=\""), ids, "{html}");
            assert_eq!(values(&html, " href=\"#"), targets, "{html}");
        }
        let html = to_html("a[^1] b[^1]\n\n[^1]: note", Place::Article);
        assert_eq!(
            values(&html, " aria-label=\""),
            ["Back to mention 1 of note 1", "Back to mention 2 of note 1"]
        );
        assert_eq!(crate::html::plain_text(&html).trim(), "a1 b1\n1\nnote");
    }

    #[test]
    fn links_back_stand_in_the_last_paragraph_of_a_note() {
        let html = to_html("a[^1]\n\n[^1]: one\n\n    two\n\n[^2]: - three", Place::Article);
        assert!(html.contains("<p>one</p>\n<p>two<a class=\"back\""), "{html}");
        let html = to_html("a[^1]\n\n[^1]: - three", Place::Article);
        assert!(html.contains("</ul>\n<a class=\"back\""), "{html}");
    }

    #[test]
    fn a_note_that_is_mentioned_often_has_twenty_links_back() {
        let text = "with words around it [^1] and so on. ".repeat(2_000) + "\n\n[^1]: note";
        let html = to_html(&text, Place::Article);
        assert_eq!(html.matches("class=\"back\"").count(), 20);
        assert_eq!(html.matches("-ref-20\"").count(), 2);
        assert_eq!(html.matches("href=\"#note-1\"").count(), 2_000);
    }

    proptest! {
        #[test]
        fn every_id_is_one_element_and_every_link_back_leads_to_one(
            markdown in "(\\[\\^(1|a|B|b|a-b)\\]:? ?|\n\n|    |[>#*-] |w|\\[|\\]\\(u\\)){0,40}"
        ) {
            let html = to_html(&markdown, Place::Article);
            let ids = values(&html, " id=\"");
            let unlike: HashSet<&str> = ids.iter().copied().collect();
            prop_assert_eq!(unlike.len(), ids.len(), "{}", html);
            for target in values(&html, "class=\"back\" href=\"#") {
                prop_assert!(unlike.contains(target), "{}", html);
            }
        }
    }
}
