//! What keeps the HTML, and the work of making it, in proportion to the text.
//!
//! Blocks and inlines stand at most [`MAX_DEPTH`] within each other; what is deeper is shown as it was written. Cells that a short row
//! of a table leaves out are filled up only as long as they are not most of what is written.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag, TagEnd};

/// How deep quotes, lists, emphasis, links and the like stand within each other, at most.
pub const MAX_DEPTH: usize = 64;

/// The most bytes of HTML for a text of `markdown` bytes. What would take more is shown as it was written.
#[must_use]
pub const fn most_html(markdown: usize) -> usize {
    8 * markdown + 16 * 1_024
}

/// The text as it was typed, and why. It has no mark that could be more than the text is. Its lines are no code and wrap: the class
/// `written` says so.
#[must_use]
pub fn as_written(markdown: &str) -> String {
    let mut html = String::with_capacity(markdown.len() + markdown.len() / 8 + 200);
    html.push_str(
        "<p><em>This text has so many marks that it would be many times as long. It stands here as it was written.</em></p>\n<pre class=\"written\"><code>",
    );
    for c in markdown.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            c => html.push(c),
        }
    }
    html.push_str("</code></pre>\n");
    html
}

/// A text of which no line opens more than [`MAX_DEPTH`] quotes and lists at once: the mark of the next one is escaped. The parser
/// would go through all of them again for each line that follows.
pub(super) fn shallow(markdown: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let (mut copied, mut start) = (0, 0);
    for line in markdown.split_inclusive('\n') {
        if let Some(at) = too_deep(line) {
            out.push_str(&markdown[copied..start + at]);
            out.push('\\');
            copied = start + at;
        }
        start += line.len();
    }
    if copied == 0 {
        return Cow::Borrowed(markdown);
    }
    out.push_str(&markdown[copied..]);
    Cow::Owned(out)
}

/// The place of the mark that would open the block after the deepest.
fn too_deep(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let blank = |at: usize| bytes.get(at).is_none_or(|byte| matches!(byte, b' ' | b'\t' | b'\n'));
    let mut rule = None;
    let (mut at, mut depth) = (0, 0);
    loop {
        while matches!(bytes.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        let mark = match bytes.get(at)? {
            b'>' => at,
            b'-' | b'+' | b'*' if blank(at + 1) => at,
            b'0'..=b'9' => {
                let end = at + bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                if !matches!(bytes.get(end), Some(b'.' | b')')) || !blank(end + 1) {
                    return None;
                }
                end
            }
            _ => return None,
        };
        depth += 1;
        if depth > MAX_DEPTH {
            // A line of dashes is a rule, however long it is.
            return (at < *rule.get_or_insert_with(|| rule_start(bytes))).then_some(mark);
        }
        at = mark + 1;
    }
}

/// Where the part of a line begins that is a rule; the line's end if none is.
fn rule_start(line: &[u8]) -> usize {
    let (mut sign, mut signs) = (None, 0);
    let mut start = line.len();
    for (at, byte) in line.iter().enumerate().rev() {
        match byte {
            b' ' | b'\t' | b'\n' => {}
            b'-' | b'*' | b'_' if *sign.get_or_insert(*byte) == *byte => signs += 1,
            _ => break,
        }
        start = at;
    }
    if signs >= 3 { start } else { line.len() }
}

/// The events, with what is too deep as the text that it was.
pub(super) fn flat<'a>(
    source: &'a str,
    events: impl Iterator<Item = (Event<'a>, Range<usize>)>,
) -> Vec<Event<'a>> {
    let mut out = Vec::new();
    let mut depth = 0_usize;
    // How many tags are open within what is left out.
    let mut left_out = 0_usize;
    for (event, range) in events {
        if left_out > 0 {
            match event {
                Event::Start(_) => left_out += 1,
                Event::End(_) => left_out -= 1,
                _ => {}
            }
            continue;
        }
        match &event {
            Event::Start(tag) if nests(tag) && depth == MAX_DEPTH => {
                left_out = 1;
                let text = Event::Text(CowStr::Borrowed(&source[range]));
                if matches!(tag, Tag::BlockQuote(_) | Tag::List(_)) {
                    out.extend([Event::Start(Tag::Paragraph), text, Event::End(TagEnd::Paragraph)]);
                } else {
                    out.push(text);
                }
                continue;
            }
            Event::Start(tag) if nests(tag) => depth += 1,
            Event::End(tag) if nests_end(*tag) => depth -= 1,
            _ => {}
        }
        out.push(event);
    }
    out
}

const fn nests(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::BlockQuote(_)
            | Tag::List(_)
            | Tag::FootnoteDefinition(_)
            | Tag::Emphasis
            | Tag::Strong
            | Tag::Strikethrough
            | Tag::Link { .. }
            | Tag::Image { .. }
    )
}

const fn nests_end(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::FootnoteDefinition
            | TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Link
            | TagEnd::Image
    )
}

/// The events, without the empty cells at the ends of rows once there are more of them than half as many as the text has bytes,
/// and a thousand.
pub(super) fn short_rows<'a>(length: usize, events: Vec<Event<'a>>) -> Vec<Event<'a>> {
    let mut left = length / 2 + 1_000;
    let mut out: Vec<Event<'a>> = Vec::with_capacity(events.len());
    // Where the row that is open has its last cell that is not empty.
    let mut filled = 0;
    for event in events {
        match &event {
            Event::Start(Tag::TableRow) => filled = out.len() + 1,
            Event::End(TagEnd::TableCell) if !matches!(out.last(), Some(Event::Start(Tag::TableCell))) => {
                filled = out.len() + 1;
            }
            Event::End(TagEnd::TableRow) => {
                // Each has a beginning and an end.
                let empty = (out.len() - filled) / 2;
                if empty > left {
                    out.truncate(filled + 2 * left);
                }
                left = left.saturating_sub(empty);
            }
            _ => {}
        }
        out.push(event);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::Parser;

    use super::*;
    use crate::markdown::{Place, options, to_html};

    /// How deep the tags of HTML stand within each other.
    fn depth(html: &str) -> usize {
        let (mut now, mut deepest) = (0_usize, 0);
        for tag in html.split('<').skip(1) {
            match tag.as_bytes() {
                [b'/', ..] => now -= 1,
                _ if tag.starts_with("hr") || tag.starts_with("br") => {}
                _ => now += 1,
            }
            deepest = deepest.max(now);
        }
        deepest
    }

    #[test]
    fn whatever_nests_is_at_most_64_deep_and_text_from_there() {
        let pairs = |open: &str, close: &str| open.repeat(5_000) + "x" + &close.repeat(5_000);
        let stairs: String = (0..300).map(|nth| format!("{}- a\n", "  ".repeat(nth))).collect();
        let notes = (0..3_000).map(|nth| format!("[^{nth}]: > - ")).collect::<String>() + "x";
        for text in [
            pairs("> ", ""),
            pairs(">", ""),
            pairs("- ", ""),
            pairs("1. ", ""),
            pairs("> 1) ", ""),
            pairs("*a ", " b*"),
            pairs("**a ", " b**"),
            pairs("_a **b ", " c** d_"),
            pairs("~~a ", " b~~"),
            pairs("![", "](b)"),
            pairs("[", "](b)"),
            pairs("*[a ", " b](c)*"),
            pairs("> *a ", " b*"),
            pairs("+ _a ", " b_"),
            stairs,
            notes,
        ] {
            for place in [Place::Article, Place::Comment] {
                let html = to_html(&text, place);
                let start: String = text.chars().take(30).collect();
                // A level of a list is two elements.
                assert!(depth(&html) <= 2 * MAX_DEPTH + 8, "{start} is {} deep", depth(&html));
                assert!(html.contains('x') || html.contains('a'), "{start} is lost");
            }
        }
    }

    #[test]
    fn the_65th_mark_of_a_line_is_text() {
        let marks = |number: usize| to_html(&("> ".repeat(number) + "x"), Place::Article);
        assert_eq!(marks(64).matches("<blockquote>").count(), 64);
        assert!(!marks(64).contains("&gt;"));
        assert_eq!(marks(66).matches("<blockquote>").count(), 64);
        assert!(marks(66).contains("<p>&gt; &gt; x</p>"), "{}", marks(66));
        let numbered = to_html(&("1. ".repeat(65) + "x"), Place::Article);
        assert!(numbered.contains("1. x"), "{numbered}");
    }

    #[test]
    fn a_line_of_dashes_is_a_rule_however_long_it_is() {
        assert_eq!(to_html(&"- ".repeat(500), Place::Article), "<hr />\n");
        assert!(to_html(&("> ".repeat(3) + &"* ".repeat(500)), Place::Article).contains("<hr />"));
        assert!(!to_html(&("- ".repeat(500) + "x"), Place::Article).contains("<hr"));
    }

    #[test]
    fn short_rows_of_a_wide_table_are_not_filled_up_without_end() {
        let columns = 1_000;
        let head = "|a".repeat(columns) + "|\n" + &"|-".repeat(columns) + "|\n";
        let text = head.clone() + &"|b\n".repeat(20_000);
        let html = to_html(&text, Place::Article);
        assert!(html.len() <= most_html(text.len()), "{} bytes for {}", html.len(), text.len());
        assert!(html.matches("<td>b</td>").count() > 200);
        let small = to_html(&(head + "|b\n"), Place::Article);
        assert_eq!(small.matches("<td>").count(), columns, "an ordinary table is filled up");
        let holes = to_html("|a|b|c|\n|-|-|-|\n||x|\n", Place::Article);
        assert!(holes.contains("<td></td><td>x</td><td></td>"), "{holes}");
    }

    #[test]
    fn what_would_be_many_times_as_long_is_shown_as_it_was_written() {
        let text = "[^1]: note\n\n".to_owned() + &"[^1]".repeat(20_000) + "<&";
        let html = to_html(&text, Place::Article);
        assert!(html.len() <= most_html(text.len()));
        assert!(html.contains("as it was written") && html.ends_with("[^1]&lt;&amp;</code></pre>\n"));
    }

    proptest! {
        #[test]
        fn what_is_not_deep_is_as_it_would_be_without_a_bound(text in "[a1<>\\[\\]()!*_`#|:.^&\"'/ \n\t+-]{0,200}") {
            prop_assert_eq!(shallow(&text), text.as_str());
            let parser = || Parser::new_ext(&text, options(Place::Article));
            let plain: Vec<Event<'_>> = parser().collect();
            let bounded = short_rows(text.len(), flat(&text, parser().into_offset_iter()));
            prop_assert_eq!(bounded, plain);
        }

        #[test]
        fn html_is_in_proportion_to_the_text(text in "([>*_\\[#|`<&-] ?|a|1\\. |\n|\\]\\(b\\)|\\[\\^1\\]){0,300}", times in 1_usize..40) {
            let text = text.repeat(times);
            for place in [Place::Article, Place::Comment] {
                let html = to_html(&text, place);
                prop_assert!(html.len() <= most_html(text.len()));
                prop_assert!(depth(&html) <= 2 * MAX_DEPTH + 8);
            }
        }
    }
}
