//! What the buttons of the Markdown toolbar do to a text, as plain functions.
//!
//! Positions are UTF-16 units, as a textarea counts them; an [`Edit`] replaces one range, so that the browser can
//! undo it as one step.

use std::ops::Range;

use messages::editor::toolbar::{BOLD_TEXT, CODE_TEXT, ITALIC_TEXT, LINK_TEXT};

use super::offsets::byte_of_unit;

/// A button of the toolbar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the mark of that name")]
pub enum Mark {
    Bold,
    Italic,
    Heading,
    Link,
    List,
    Quote,
    Code,
}

/// One replacement in a text, and what is selected afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub range: Range<usize>,
    /// What stands there instead.
    pub with: String,
    /// What is selected then.
    pub select: Range<usize>,
}

impl Mark {
    /// What this button does to the selection of a text. Pressed again it takes its mark away.
    #[must_use]
    pub fn apply(self, text: &str, selection: &Range<usize>) -> Edit {
        let bytes = byte_of_unit(text, selection.start)..byte_of_unit(text, selection.end);
        let several = text[bytes.clone()].contains('\n');
        match self {
            Self::Bold => wrap(text, bytes, "**", "**", BOLD_TEXT),
            Self::Italic => wrap(text, bytes, "_", "_", ITALIC_TEXT),
            Self::Link => link(text, bytes),
            Self::Code if several => wrap(text, bytes, "```\n", "\n```", CODE_TEXT),
            Self::Code => wrap(text, bytes, "`", "`", CODE_TEXT),
            Self::Heading => prefix(text, &bytes, "## "),
            Self::List => prefix(text, &bytes, "- "),
            Self::Quote => prefix(text, &bytes, "> "),
        }
    }
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn edit(text: &str, bytes: &Range<usize>, with: String, select: &Range<usize>) -> Edit {
    let start = units(&text[..bytes.start]);
    let end = start + units(&text[bytes.clone()]);
    let from = start + units(&with[..select.start]);
    let to = from + units(&with[select.clone()]);
    Edit { range: start..end, with, select: from..to }
}

/// Puts marks around the selection, or takes them away. White space at the ends stays outside, as CommonMark
/// knows no emphasis that begins or ends with it.
fn wrap(text: &str, bytes: Range<usize>, open: &str, close: &str, placeholder: &str) -> Edit {
    let selected = &text[bytes.clone()];
    let start = bytes.start + (selected.len() - selected.trim_start().len());
    let inner = selected.trim();
    let (inner_range, inner) =
        if inner.is_empty() { (bytes, placeholder) } else { (start..start + inner.len(), inner) };
    if text[..inner_range.start].ends_with(open) && text[inner_range.end..].starts_with(close) {
        let outer = inner_range.start - open.len()..inner_range.end + close.len();
        let bare = text[inner_range].to_owned();
        let length = bare.len();
        return edit(text, &outer, bare, &(0..length));
    }
    let with = [open, inner, close].concat();
    let select = open.len()..open.len() + inner.len();
    edit(text, &inner_range, with, &select)
}

/// Makes the selection a link and selects the address to be typed; a selected address becomes the target.
fn link(text: &str, bytes: Range<usize>) -> Edit {
    let selected = text[bytes.clone()].trim();
    if selected.starts_with("http://") || selected.starts_with("https://") {
        let with = format!("[{LINK_TEXT}]({selected})");
        return edit(text, &bytes, with, &(1..1 + LINK_TEXT.len()));
    }
    let title = if selected.is_empty() { LINK_TEXT } else { selected };
    let with = format!("[{title}](https://)");
    let address = title.len() + 3..with.len() - 1;
    edit(text, &bytes, with, &address)
}

/// Puts a mark before every line that the selection touches, or takes it away if all have it.
fn prefix(text: &str, bytes: &Range<usize>, mark: &str) -> Edit {
    let start = text[..bytes.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[bytes.end..].find('\n').map_or(text.len(), |at| bytes.end + at);
    let lines: Vec<&str> = text[start..end].split('\n').collect();
    let marked = lines.iter().all(|line| line.is_empty() || line.starts_with(mark))
        && lines.iter().any(|line| !line.is_empty());
    let with = lines
        .iter()
        .map(|line| match line.strip_prefix(mark) {
            Some(bare) if marked => bare.to_owned(),
            None if marked || (line.is_empty() && lines.len() > 1) => (*line).to_owned(),
            _ => [mark, line].concat(),
        })
        .collect::<Vec<_>>()
        .join("\n");
    // One line keeps the caret behind its words, several stay selected.
    let select = if lines.len() > 1 { 0..with.len() } else { with.len()..with.len() };
    edit(text, &(start..end), with, &select)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `|` marks both ends of the selection, before and after.
    fn check(mark: Mark, before: &str, after: &str) {
        let at = |text: &str| {
            let mut parts = text.split('|').map(units);
            let start = parts.next().unwrap();
            start..start + parts.next().unwrap()
        };
        let text = before.replace('|', "");
        let edit = mark.apply(&text, &at(before));
        let (from, to) = (byte_of_unit(&text, edit.range.start), byte_of_unit(&text, edit.range.end));
        assert_eq!([&text[..from], &edit.with, &text[to..]].concat(), after.replace('|', ""), "{mark:?}");
        assert_eq!(edit.select, at(after), "{mark:?} {before}");
    }

    #[test]
    fn marks_go_around_words_and_come_off_again() {
        check(Mark::Bold, "a |word| b", "a **|word|** b");
        check(Mark::Bold, "a **|word|** b", "a |word| b");
        check(Mark::Italic, "|😀 |b", "_|😀|_ b");
        check(Mark::Bold, "x||", "x**|bold text|**");
        check(Mark::Code, "😀 |let|", "😀 `|let|`");
        check(Mark::Code, "|a\nb|", "```\n|a\nb|\n```");
    }

    #[test]
    fn lines_are_marked_as_a_whole() {
        check(Mark::Heading, "a\nb|c|d\ne", "a\n## bcd||\ne");
        check(Mark::List, "a\n|b\n\nc|", "a\n|- b\n\n- c|");
        check(Mark::List, "|- b\n- c|", "|b\nc|");
        check(Mark::Quote, "||", "> ||");
    }

    #[test]
    fn a_link_asks_for_its_address_or_its_title() {
        check(Mark::Link, "see |this| page", "see [this](|https://|) page");
        check(Mark::Link, "|https://a.example|", "[|title|](https://a.example)");
        check(Mark::Link, "||", "[title](|https://|)");
    }
}
