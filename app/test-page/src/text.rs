//! What can be read of HTML.

use scraper::{ElementRef, Node};

/// Elements within a line; at the ends of all others it breaks.
const INLINE: [&str; 24] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s",
    "samp", "small", "span", "strong", "sub", "sup", "time", "u",
];

/// Elements of which nothing is read.
const UNREAD: [&str; 5] = ["script", "style", "template", "head", "noscript"];

pub(crate) fn read(element: ElementRef<'_>) -> String {
    let mut text = String::new();
    collect(element, &mut text);
    let words = text.split([' ', '\n', '\t', '\r', '\u{c}']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

fn collect(element: ElementRef<'_>, text: &mut String) {
    let name = element.value().name();
    // Those of islands have a hyphen in their names.
    let breaks = !INLINE.contains(&name) && !name.contains('-');
    if breaks {
        text.push('\n');
    }
    for child in element.children() {
        match child.value() {
            Node::Text(words) => text.push_str(words),
            Node::Element(below) if !UNREAD.contains(&below.name()) => {
                if let Some(below) = ElementRef::wrap(child) {
                    collect(below, text);
                }
            }
            _ => {}
        }
    }
    if breaks {
        text.push('\n');
    }
}
