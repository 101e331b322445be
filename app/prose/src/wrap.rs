//! Where Markdown joins lines to one paragraph: a break there means a blank, wherever it is.
//!
//! It is told by each line and the one before it, without parsing the text, and where that is not certain a break counts as one
//! that means something.

use std::ops::Range;

/// What the lines of a text are.
#[derive(Debug, Default)]
pub(crate) struct Wrapping {
    /// Breaks that mean a blank, with the blanks and the marks of a quote around them, in bytes.
    pub(crate) breaks: Vec<Range<usize>>,
    /// Lines of code, in which every sign counts, in bytes.
    pub(crate) code: Vec<Range<usize>>,
}

/// A line without the marks of the quote in which it stands.
struct Line<'a> {
    at: Range<usize>,
    depth: usize,
    /// Where its content begins, without its indent.
    begin: usize,
    indent: usize,
    content: &'a str,
}

impl<'a> Line<'a> {
    fn of(line: &'a str, start: usize) -> Self {
        let mut rest = line.trim_end_matches(['\n', '\r']);
        let end = start + rest.len();
        let mut depth = 0;
        while let Some(after) = rest.trim_start_matches(' ').strip_prefix('>') {
            depth += 1;
            rest = after.strip_prefix(' ').unwrap_or(after);
        }
        let content = rest.trim_start_matches([' ', '\t']);
        let indent = rest[..rest.len() - content.len()].chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
        Self { at: start..start + line.len(), depth, begin: end - content.len(), indent, content }
    }

    fn is_blank(&self) -> bool {
        self.content.is_empty()
    }

    fn fence(&self) -> Option<&'a str> {
        ["`", "~"].into_iter().find_map(|sign| {
            let length = self.content.len() - self.content.trim_start_matches(sign).len();
            (length >= 3).then(|| &self.content[..length])
        })
    }

    fn opens_block(&self) -> bool {
        let line = self.content;
        let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        line.is_empty()
            || line.starts_with(['#', '|', '-', '+', '*', '='])
            || self.fence().is_some()
            || line.starts_with('[') && line.contains("]:")
            || digits > 0 && line[digits..].starts_with(['.', ')'])
    }

    /// Whether the next line does not go on with it, whatever it is.
    fn stands_alone(&self) -> bool {
        let line = self.content;
        // Two blanks or a backslash at its end break the line for the reader, too.
        line.is_empty()
            || line.starts_with('#')
            || line.contains('|')
            // A rule, or the line under a heading.
            || line.bytes().all(|byte| b" -=*_".contains(&byte))
            || line.ends_with("  ")
            || line.ends_with('\\')
            || line.starts_with('[') && line.contains("]:")
    }
}

impl Wrapping {
    pub(crate) fn of(text: &str) -> Self {
        let mut this = Self::default();
        let mut at = 0;
        let mut fence: Option<&str> = None;
        let mut before: Option<Line<'_>> = None;
        // Whether the line before is blank, or may be code by its indent.
        let (mut after_blank, mut is_code) = (true, false);
        for line in text.split_inclusive('\n') {
            let line = Line::of(line, at);
            at = line.at.end;
            let in_fence = fence.is_some();
            match fence {
                Some(open) if line.fence().is_some_and(|close| close.starts_with(open)) => fence = None,
                Some(_) => {}
                None => fence = line.fence(),
            }
            let is_fenced = in_fence || fence.is_some();
            is_code = !line.is_blank() && line.indent >= 4 && (after_blank || is_code);
            if is_fenced || is_code {
                this.code.push(line.at.clone());
            }
            if let Some(before) = before.take()
                && !is_fenced
                && !is_code
                && before.depth == line.depth
                && !before.stands_alone()
                && !line.opens_block()
                && !line.content.contains('|')
            {
                let end = before.begin + before.content.trim_end().len();
                this.breaks.push(end..line.begin);
            }
            after_blank = line.is_blank();
            before = Some(line).filter(|_| !is_fenced && !is_code);
        }
        this
    }

    pub(crate) fn is_code(&self, at: usize) -> bool {
        let nth = self.code.partition_point(|line| line.end <= at);
        self.code.get(nth).is_some_and(|line| line.start <= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with a sign for each break that means a blank.
    fn joined(text: &str) -> String {
        let mut out = String::new();
        let mut at = 0;
        for part in Wrapping::of(text).breaks {
            out.push_str(&text[at..part.start]);
            out.push('␣');
            at = part.end;
        }
        out + &text[at..]
    }

    #[test]
    fn lines_of_a_paragraph_are_joined_and_others_are_not() {
        for (text, expected) in [
            ("one\ntwo\n\nthree\nfour\n", "one␣two\n\nthree␣four\n"),
            ("- one\n  two\n- three\n", "- one␣two\n- three\n"),
            ("1. one\n   two\n2. three", "1. one␣two\n2. three"),
            ("> one\n> two\n>\n> three\n> > four\n> > five", "> one␣two\n>\n> three\n> > four␣five"),
            ("# one\ntwo\nthree", "# one\ntwo␣three"),
            ("one\n---\ntwo", "one\n---\ntwo"),
            ("a | b\n-|-\nc | d\ne | f", "a | b\n-|-\nc | d\ne | f"),
            ("one  \ntwo\\\nthree\nfour", "one  \ntwo\\\nthree␣four"),
            ("```\none\ntwo\n```\nthree\nfour", "```\none\ntwo\n```\nthree␣four"),
            ("~~~\n```\none\n~~~\nthree\nfour", "~~~\n```\none\n~~~\nthree␣four"),
            ("one\n\n    two\n    three\n", "one\n\n    two\n    three\n"),
            ("one\r\ntwo", "one␣two"),
            ("[a]: b\n[c]: d", "[a]: b\n[c]: d"),
            ("one \n two", "one␣two"),
        ] {
            assert_eq!(joined(text), expected, "{text:?}");
        }
    }
}
