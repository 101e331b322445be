//! Shapes of text that cost more than they look: what an adversary would send, at any size.

/// A shape: its name, and how it is made in a number of characters.
pub(super) struct Shape {
    pub(super) name: &'static str,
    unit: &'static str,
    begin: &'static str,
    /// Characters between line breaks; 0 for none.
    line: usize,
}

impl Shape {
    /// A text of at most `characters`.
    pub(super) fn text(&self, characters: usize) -> String {
        let mut text = String::with_capacity(characters * 2);
        text.push_str(self.begin);
        let (mut count, mut column) = (self.begin.chars().count(), 0);
        let unit = self.unit.chars().count();
        while count + unit < characters {
            text.push_str(self.unit);
            (count, column) = (count + unit, column + unit);
            if self.line > 0 && column >= self.line {
                text.push('\n');
                (count, column) = (count + 1, 0);
            }
        }
        text
    }
}

const fn of(name: &'static str, unit: &'static str) -> Shape {
    Shape { name, unit, begin: "", line: 0 }
}

/// All shapes.
pub(super) const SHAPES: &[Shape] = &[
    of("quotes in quotes", ">"),
    of("lists in lists", "- "),
    of("numbered lists in lists", "1. "),
    of("quotes and lists", "> - "),
    of("headings of one name", "# a\n"),
    of("headings by underline", "a\n=\n"),
    of("emphasis that crosses", "*a**b+"),
    of("emphasis that opens", "*a _b "),
    of("open brackets", "["),
    of("images in images", "![a]("),
    of("links in brackets", "[a](b)["),
    of("references that are defined", "[a]: b\n"),
    of("footnotes", "[^a]"),
    of("code that opens", "`a``b"),
    of("strikes that open", "~~a "),
    of("ampersands", "&"),
    of("less than", "<"),
    of("tags", "<a b=\"c\">"),
    of("open comments", "<!--"),
    of("backslashes", "\\*"),
    of("addresses", "http://a.b "),
    of("tasks", "- [ ] a\n"),
    of("rules", "- - - "),
    of("blank lines", "a\n\n"),
    of("one long word", "a"),
    of("words of two kinds", "a b "),
    of("near matches", "the same words again "),
    of("signs of four bytes", "\u{1f600}"),
    of("combining signs", "e\u{301}"),
    of("signs without width", "a\u{200b}"),
    of("punctuation", ".,;"),
    Shape { name: "wide tables", unit: "|a", begin: "", line: 2_000 },
    Shape { name: "long tables", unit: "|b", begin: "|a|a|a|a\n|-|-|-|-\n", line: 8 },
    Shape { name: "a wide head and empty rows", unit: "|\n", begin: WIDE, line: 0 },
];

/// A head of 50 columns.
const WIDE: &str = concat!(
    "|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a|a\n",
    "|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-\n",
);
