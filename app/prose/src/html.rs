//! Plain text and highlights of rendered HTML.
//!
//! Works on the HTML that our renderer and sanitiser make (well-formed tags, quoted attributes, text escaped),
//! as one pass over it. The plain text is exactly what `textContent` gives in a browser.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

/// A piece of HTML: a tag (or comment) as it stands, or one character of text.
enum Piece<'a> {
    Tag(&'a str),
    Char { source: &'a str, value: char },
}

struct Pieces<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let first = self.rest.chars().next()?;
        let (length, value) = match first {
            '<' => {
                let end = self.rest.find('>').map_or(self.rest.len(), |at| at + 1);
                let (tag, rest) = self.rest.split_at(end);
                self.rest = rest;
                return Some(Piece::Tag(tag));
            }
            '&' => entity(self.rest).unwrap_or((1, '&')),
            c => (c.len_utf8(), c),
        };
        let (source, rest) = self.rest.split_at(length);
        self.rest = rest;
        Some(Piece::Char { source, value })
    }
}

/// The entities that our serialiser writes, and numeric ones; with the bytes they take.
fn entity(text: &str) -> Option<(usize, char)> {
    let end = text.bytes().take(12).position(|b| b == b';')?;
    let name = &text[1..end];
    let value = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "nbsp" => '\u{a0}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((end + 1, value))
}

/// The text a reader sees: the `textContent` of the HTML.
#[must_use]
pub fn plain_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for piece in (Pieces { rest: html }) {
        if let Piece::Char { value, .. } = piece {
            text.push(value);
        }
    }
    text
}

/// A passage to be marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Highlight {
    /// Its place in the plain text.
    pub place: Range<usize>,
    /// Why.
    pub kind: Marked,
}

/// Why a passage is marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Marked {
    /// It is quoted.
    Quoted {
        /// How many quote it.
        count: usize,
        /// The numbers of the citations among them, from 1, as the list of sources has them.
        cited: Vec<usize>,
        /// The `id` of the element that says who quotes it; the count links there.
        target: String,
    },
    /// The address of the page names it. Its first mark has the `id` "passage".
    Linked,
}

/// Marks passages in the HTML, cutting a mark wherever a tag or another passage begins or ends, so that the
/// result is well-formed. What several passages share is marked as such. At the end of each quoted passage stands an
/// empty link that shows the count (by CSS, so that the plain text stays the same). It never stands within another link.
/// A mark names the element that says who quotes it, the innermost passage's, in `data-to`.
#[must_use]
pub fn highlight(html: &str, highlights: &[Highlight]) -> String {
    if highlights.is_empty() {
        return html.to_owned();
    }
    let mut out = String::with_capacity(html.len() + highlights.len() * 160);
    let mut at = 0;
    let mut linked = 0_usize;
    // What is open, in the order in which it began: the last one is the innermost.
    let mut quoted: BTreeMap<(usize, Reverse<usize>), &str> = BTreeMap::new();
    let mut shown = false;
    let mut open: Option<(&str, &str)> = None;
    let mut in_link = 0_usize;
    let mut due: Vec<(usize, &[usize], &str)> = Vec::new();
    let mut starts: Vec<(usize, &Highlight)> = highlights.iter().enumerate().collect();
    let mut ends = starts.clone();
    starts.sort_by_key(|(_, h)| Reverse(h.place.start));
    ends.sort_by_key(|(_, h)| Reverse(h.place.end));

    for piece in (Pieces { rest: html }) {
        match piece {
            Piece::Tag(tag) => {
                if open.take().is_some() {
                    out.push_str("</mark>");
                }
                out.push_str(tag);
                if tag.starts_with("<a ") || tag == "<a>" {
                    in_link += 1;
                } else if tag == "</a>" {
                    in_link = in_link.saturating_sub(1);
                    if in_link == 0 {
                        due.drain(..)
                            .for_each(|(count, cited, target)| count_link(&mut out, count, cited, target));
                    }
                }
            }
            Piece::Char { source, value } => {
                while starts.last().is_some_and(|(_, h)| h.place.start <= at) {
                    let Some((nth, begun)) = starts.pop() else { break };
                    match &begun.kind {
                        Marked::Quoted { target, .. } => {
                            quoted.insert((begun.place.start, Reverse(nth)), target);
                        }
                        Marked::Linked => linked += 1,
                    }
                }
                let mark = match (linked, quoted.last_key_value()) {
                    (0, None) => None,
                    (0, Some((_, target))) if quoted.len() == 1 => Some(("quoted", *target)),
                    (0, Some((_, target))) => Some(("quoted more", *target)),
                    _ => Some(("linked", "")),
                };
                // A mark around white space between blocks would be no valid HTML in lists and tables.
                let mark = mark.filter(|_| open.is_some() || value != '\n');
                if mark != open {
                    if open.is_some() {
                        out.push_str("</mark>");
                    }
                    match mark {
                        Some((class, "")) => {
                            let id = if shown { "" } else { " id=\"passage\"" };
                            shown = true;
                            out.push_str(&format!("<mark class=\"{class}\"{id}>"));
                        }
                        Some((class, target)) => {
                            out.push_str(&format!("<mark class=\"{class}\" data-to=\"#{target}\">"));
                        }
                        None => {}
                    }
                    open = mark;
                }
                out.push_str(source);
                at += 1;
                while ends.last().is_some_and(|(_, h)| h.place.end <= at) {
                    let Some((nth, ended)) = ends.pop() else { break };
                    if open.take().is_some() {
                        out.push_str("</mark>");
                    }
                    match &ended.kind {
                        Marked::Linked => linked = linked.saturating_sub(1),
                        Marked::Quoted { count, cited, target } => {
                            quoted.remove(&(ended.place.start, Reverse(nth)));
                            if in_link > 0 {
                                due.push((*count, cited, target));
                            } else {
                                count_link(&mut out, *count, cited, target);
                            }
                        }
                    }
                }
            }
        }
    }
    out
}

/// The HTML of an article as a part of a longer page: its headings `lower` levels deeper (h6 is the deepest), its ids
/// and the links to them with `prefix` before them, so that those of several articles are apart.
#[must_use]
pub fn within(html: &str, lower: usize, prefix: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    for piece in (Pieces { rest: html }) {
        match piece {
            Piece::Char { source, .. } => out.push_str(source),
            Piece::Tag(tag) => {
                let (start, name) = match tag.strip_prefix("</") {
                    Some(name) => ("</", name),
                    None => ("<", &tag[1..]),
                };
                let level = name.strip_prefix('h').and_then(|rest| rest.chars().next()?.to_digit(10));
                let mut rest = tag;
                if let Some(level) = level {
                    let level = (level as usize + lower).min(6);
                    out.push_str(start);
                    out.push('h');
                    out.push_str(&level.to_string());
                    rest = &tag[start.len() + 2..];
                }
                // A quotation mark within a value is escaped, so these are attributes.
                for named in [" id=\"", " href=\"#"] {
                    if let Some(at) = rest.find(named) {
                        let (before, after) = rest.split_at(at + named.len());
                        out.push_str(before);
                        out.push_str(prefix);
                        rest = after;
                    }
                }
                out.push_str(rest);
            }
        }
    }
    out
}

fn count_link(out: &mut String, count: usize, cited: &[usize], target: &str) {
    let times = if count == 1 { "once".to_owned() } else { format!("{count} times") };
    let cites: String = cited.iter().map(|number| format!("[{number}]")).collect();
    let (shown, said) = match cites.as_str() {
        "" => (String::new(), String::new()),
        cites => (format!(" data-cites=\"{cites}\""), format!(", with source {cites}")),
    };
    out.push_str(&format!(
        "<a class=\"quote-count\" href=\"#{target}\" id=\"at-{target}\" data-count=\"{count}\"{shown} aria-label=\"Quoted {times}{said}: show by whom\"></a>"
    ));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mark(place: Range<usize>) -> Highlight {
        let target = format!("q{}", place.len());
        Highlight { place, kind: Marked::Quoted { count: 1, cited: Vec::new(), target } }
    }

    #[test]
    fn plain_text_is_what_a_reader_sees() {
        assert_eq!(plain_text("<p>a &amp; <b>b</b>&nbsp;&#x41;&lt;</p>\n"), "a & b\u{a0}A<\n");
    }

    #[test]
    fn marks_are_cut_at_tags() {
        assert_eq!(
            highlight("<p>ab<b>cd</b>e</p>", &[mark(1..4)]).split("<a ").next().unwrap(),
            "<p>a<mark class=\"quoted\" data-to=\"#q3\">b</mark><b><mark class=\"quoted\" data-to=\"#q3\">cd</mark>"
        );
    }

    #[test]
    fn what_several_quote_and_what_is_linked_can_be_told_apart() {
        let linked = Highlight { place: 5..7, kind: Marked::Linked };
        let html = highlight("<p>abcd<i>ef</i>gh</p>", &[mark(0..3), mark(1..2), linked]);
        let marks: Vec<&str> =
            html.split("<mark").skip(1).map(|part| part.split("</mark>").next().unwrap()).collect();
        assert_eq!(
            marks,
            [
                " class=\"quoted\" data-to=\"#q3\">a",
                " class=\"quoted more\" data-to=\"#q1\">b",
                " class=\"quoted\" data-to=\"#q3\">c",
                " class=\"linked\" id=\"passage\">f",
                " class=\"linked\">g",
            ]
        );
    }

    #[test]
    fn the_count_never_stands_within_a_link() {
        let html = highlight("<p><a href=\"/x\">abc</a></p>", &[mark(0..2)]);
        let inner = html.split("<a href=\"/x\">").nth(1).unwrap().split("</a>").next().unwrap();
        assert!(!inner.contains("quote-count"), "{html}");
        assert!(html.contains("</a><a class=\"quote-count\""), "{html}");
    }

    #[test]
    fn an_article_within_a_page_has_deeper_headings_and_ids_of_its_own() {
        let html = "<h2 id=\"s-a\">A &amp; B</h2>\n<hr><p><a href=\"#s-a\" title=\"id=&quot;x\">up</a> \
                    <a href=\"https://example.org/#s-a\">out</a></p><h6 id=\"s-b\">6</h6>";
        let expected = "<h4 id=\"in.s-a\">A &amp; B</h4>\n<hr><p><a href=\"#in.s-a\" title=\"id=&quot;x\">up</a> \
                        <a href=\"https://example.org/#s-a\">out</a></p><h6 id=\"in.s-b\">6</h6>";
        assert_eq!(within(html, 2, "in."), expected);
        assert_eq!(within(html, 0, ""), html);
    }

    proptest! {
        #[test]
        fn highlighting_never_changes_the_text(
            text in "[a-z<>&\n ]{0,60}",
            places in proptest::collection::vec((0usize..60, 1usize..20), 0..6),
        ) {
            let escaped = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let html = format!("<p>{}</p>", escaped.replace(' ', " <em>x</em>"));
            let length = plain_text(&html).chars().count();
            let marks: Vec<Highlight> = places
                .into_iter()
                .map(|(start, size)| start.min(length)..(start + size).min(length))
                .filter(|place| place.start < place.end)
                .map(mark)
                .collect();
            let marked = highlight(&html, &marks);
            prop_assert_eq!(plain_text(&marked), plain_text(&html));
            prop_assert_eq!(marked.matches("<mark").count(), marked.matches("</mark>").count());
            prop_assert_eq!(marked.matches("quote-count").count(), marks.len());
        }
    }
}
