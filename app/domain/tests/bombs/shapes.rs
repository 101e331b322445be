//! Texts that were made to cost as much as they can: each kind of mark nested, repeated, left open, or nearly the same as another.
//! The table of tests and the bench (`cargo xtask bench-bombs`) use the same list.

/// A kind of text.
pub(crate) struct Shape {
    /// What it is made of.
    pub(crate) name: String,
    make: Box<dyn Fn(usize) -> String>,
}

impl Shape {
    fn new(name: impl Into<String>, make: impl Fn(usize) -> String + 'static) -> Self {
        Self { name: name.into(), make: Box::new(make) }
    }

    fn repeated(part: impl Into<String>) -> Self {
        let part = part.into();
        let characters = part.chars().count();
        Self::new(format!("{part:?} again and again"), move |size| part.repeat(size / characters + 1))
    }

    /// Such a text of at most `size` characters.
    pub(crate) fn of(&self, size: usize) -> String {
        (self.make)(size).chars().take(size).collect()
    }
}

/// What is repeated, besides single signs.
const PARTS: &[&str] = &[
    "1. ",
    "1.\n",
    "- - ",
    "* + ",
    "> - ",
    "> 1. ",
    "- > ",
    "*a **b ",
    "a**b",
    "*_",
    "**a *b",
    "_a __b ",
    "~~a ~b ",
    "[a](",
    "[a][",
    "![",
    "![[",
    "[a](b",
    "<a",
    "<a b=\"",
    "<!--",
    "<!",
    "<?",
    "<![CDATA[",
    "</a",
    "<a@b.c",
    "<http:",
    "&amp;",
    "&amp",
    "&#0;",
    "&#x10FFFF;",
    "&ngE;",
    "&CounterClockwiseContourIntegral;",
    "\\*",
    "`a``",
    "|a|b\n",
    "\n|-|-|\n",
    "a\n-\n",
    "a\n=\n",
    "# a\n",
    "#\n",
    "- [ ] ",
    "- [x] a\n",
    "[^1]",
    "[^1]: a\n",
    "[^a]:",
    "[a]: b\n",
    "[a]",
    "[a]: <",
    "[a]: b 'c\n",
    "```\n",
    "~~~\n",
    "    a\n",
    "<div>\n",
    "<div>\n\n",
    "<pre>\n",
    "<script>\n",
    "- a\n\n",
    "1) ",
    "a  \n",
    "a\\\n",
    "http://a.b ",
    "<https://a.b>",
    "*a*",
    "**a**",
    "`a`",
    "~~a~~",
    "[a](b)",
    "![a](b)",
    "](",
    "[a](<b",
    "[a](b \"c",
    "*a_",
    "***a** b*",
    "[[a]](b)",
    "[a](b)](",
    "[](a)",
    "a <? ",
    "a <!A ",
    "a <![CDATA[ ",
    "a <b c='",
    ". ",
    ".)",
    "a. ",
    "A. b ",
    ".\u{301}",
    "a b ",
    "a\n",
    "a\nb\n",
    "a\n\n",
    "one two three. ",
    "> *a [b](c) `d` **e\n1. ",
    "- |a|b|\n  |-|-|\n",
    "[^1]: > - ",
    "é",
    "😀",
    "e\u{301}",
    "\u{301}",
    "\u{a0}",
    "\u{200b}",
    "\u{202e}",
    "\t",
    "中。",
    "ा",
];

/// Every kind.
pub(crate) fn shapes() -> Vec<Shape> {
    let mut shapes: Vec<Shape> = PARTS.iter().map(|part| Shape::repeated(*part)).collect();
    for sign in (0x21_u8..0x7f).map(char::from).filter(|sign| !sign.is_ascii_alphanumeric()).chain(['a', '1'])
    {
        for part in [
            format!("{sign}"),
            format!("{sign} "),
            format!("a{sign}"),
            format!("{sign}\n"),
            format!("{sign} a\n"),
        ] {
            shapes.push(Shape::repeated(part));
        }
    }
    let pairs = [
        ("> ", ""),
        ("*a ", " b*"),
        ("**a ", " b**"),
        ("_a **b ", " c** d_"),
        ("~~a ", " b~~"),
        ("![", "](b)"),
        ("[", "]"),
        ("[", "](b)"),
        ("*", "*"),
        ("`", "`"),
        ("<a ", ">"),
        ("(", ")"),
        ("- ", "\n"),
        ("- ", "a\n"),
        ("> ", "a\n"),
        ("1. ", "\n"),
        ("\"", "'"),
        ("a", "b"),
        ("a ", "b "),
        ("a\n", "b\n"),
    ];
    for (open, close) in pairs {
        shapes.push(Shape::new(format!("{open:?} many times, then {close:?} as often"), move |size| {
            let times = size / (open.len() + close.len());
            format!("{}x{}", open.repeat(times), close.repeat(times))
        }));
    }
    let grows = |name: &'static str, part: fn(usize) -> String| {
        Shape::new(name, move |size| {
            let mut text = String::new();
            let mut nth = 0;
            while text.len() < size {
                text.push_str(&part(nth));
                nth += 1;
            }
            text
        })
    };
    shapes.extend([
        grows("runs of backticks, each longer than the last", |nth| format!("e{}", "`".repeat(nth + 1))),
        grows("stairs of lists", |nth| format!("{}- a\n", "  ".repeat(nth))),
        grows("stairs of quotes", |nth| format!("{}a\n", "> ".repeat(nth))),
        grows("stairs of 60 lists a line", |nth| format!("{}{}a\n", "  ".repeat(60 * nth), "- ".repeat(60))),
        grows("links that are defined", |nth| format!("[{nth}]: a\n\n[{nth}] ")),
        grows("footnotes that name the next", |nth| format!("[^{nth}]: [^{}]\n\n", nth + 1)),
        grows("footnotes and their notes", |nth| format!("[^{nth}]\n\n[^{nth}]: a\n\n")),
        grows("headings of two names that meet", |nth| {
            format!("# a{}\n", if nth % 2 == 0 { String::new() } else { format!(" {nth}") })
        }),
        grows("words that are all different", |nth| format!("w{nth} ")),
        grows("lines that are all different", |nth| format!("w{nth}\n")),
        grows("words of a few kinds", |nth| format!("w{} ", nth.wrapping_mul(2_654_435_761) >> 7 & 7)),
        grows("lines of a few kinds", |nth| format!("w{}\n", nth.wrapping_mul(2_654_435_761) >> 7 & 7)),
        grows("signs of a few kinds", |nth| {
            [".", ",", ";", "!"][nth.wrapping_mul(2_654_435_761) >> 7 & 3].to_owned()
        }),
        Shape::new("a definition that is long and used often", |size| {
            format!("[a]: {}\n\n{}", "x".repeat(size / 2), "[a]".repeat(size / 6))
        }),
        Shape::new("a title of ampersands that is used often", |size| {
            format!("[a]: b \"{}\"\n\n{}", "&".repeat(size / 50), "[a] ".repeat(size / 5))
        }),
        Shape::new("one footnote used often", |size| format!("[^1]: a\n\n{}", "[^1]".repeat(size / 4))),
        Shape::new("a long label", |size| format!("[{}]", "a".repeat(size - 2))),
        Shape::new("a long heading with an underline", |size| format!("{}===", "a\n".repeat(size / 2 - 2))),
        Shape::new("deep lists, then lazy lines", |size| {
            format!("{}a\n{}", "- ".repeat(size / 4), "a\n".repeat(size / 4))
        }),
        Shape::new("deep numbers, then blank lines", |size| {
            format!("{}a\n{}", "1. ".repeat(size / 6), "\n".repeat(size / 2))
        }),
    ]);
    for columns in [10, 100, 1_000, 10_000] {
        shapes.push(Shape::new(format!("a table of {columns} columns with short rows"), move |size| {
            let head = "|a".repeat(columns) + "|\n" + &"|-".repeat(columns) + "|\n";
            head + &"|b\n".repeat(size / 3)
        }));
    }
    shapes
}

/// What may have become of a text: nearly the same, and as far from it as can be.
pub(crate) fn changed(text: &str) -> Vec<(&'static str, String)> {
    let chars: Vec<char> = text.chars().collect();
    let (left, right) = chars.split_at(chars.len() / 2);
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    vec![
        ("backwards", chars.iter().rev().collect()),
        ("its second half first", right.iter().chain(left).collect()),
        (
            "with each third sign another",
            chars.iter().enumerate().map(|(at, c)| if at % 3 == 0 { '.' } else { *c }).collect(),
        ),
        (
            "without each fifth sign",
            chars.iter().enumerate().filter(|(at, _)| at % 5 != 0).map(|(_, c)| *c).collect(),
        ),
        ("its lines backwards", lines.into_iter().rev().collect()),
    ]
}

/// Words that nearly stand in a text.
pub(crate) fn nearly(text: &str, length: usize) -> String {
    let start = text.chars().count().saturating_sub(length) / 2;
    let mut words: Vec<char> = text.chars().skip(start).take(length).collect();
    let end = words.len();
    for at in [end / 2, end.saturating_sub(1)] {
        if let Some(c) = words.get_mut(at) {
            *c = 'ß';
        }
    }
    words.into_iter().collect()
}

/// References that are too much.
pub(crate) fn references() -> Vec<Shape> {
    let around = |open: &'static str, part: &'static str, close: &'static str| {
        Shape::new(format!("{open}{part}…{close}"), move |size| {
            let room = size.saturating_sub(open.len() + close.len());
            let inner: String = part.chars().cycle().take(room).collect();
            format!("{open}{inner}{close}")
        })
    };
    let mut shapes = Vec::new();
    for part in [
        "{",
        "}",
        "\\",
        "\\'",
        "\\x{",
        "{}",
        "a and ",
        "a, ",
        "$",
        "\"",
        "#",
        " # a",
        "~",
        "%",
        "a = {b}, ",
        "@book{",
        "é",
        "- ",
        "\\\"{a}",
    ] {
        shapes.push(around("@book{k, title = {", part, "}}"));
        shapes.push(around("@book{k, author = \"", part, "\"}"));
        shapes.push(around("@book{k, ", part, "}"));
        shapes.push(around("@string{a = \"b\"} @book{k, title = a", part, "}"));
    }
    for part in [
        "[",
        "{\"a\":",
        "{\"title\":[",
        "[{}],",
        "\"\\u0041",
        "1,",
        "{\"author\":[",
        "{\"issued\":{\"date-parts\":[[",
    ] {
        shapes.push(around("", part, ""));
        shapes.push(around("{\"title\":", part, "}"));
        shapes.push(around("[{\"type\":\"book\",\"author\":[", part, "]}]"));
    }
    shapes
}

/// Numbers that follow from a seed (G. Marsaglia, 'Xorshift RNGs', 2003).
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap_or(0) % limit
    }

    /// A kind of text that nobody thought of.
    pub(crate) fn shape(&mut self) -> Shape {
        const SIGNS: &[&str] = &[
            "*",
            "**",
            "_",
            "`",
            "~~",
            "[",
            "]",
            "(",
            ")",
            "<",
            ">",
            "> ",
            "- ",
            "1. ",
            "#",
            "# ",
            "|",
            "|-",
            "&",
            "&amp;",
            "!",
            "\\",
            "\n",
            "\n\n",
            "  ",
            "    ",
            "a",
            "b ",
            "[^1]",
            "[^1]: ",
            "[a]: ",
            "\"",
            "'",
            ":",
            ".",
            "http://a.b",
            "é",
            "\u{301}",
            "=",
            "-",
        ];
        let mut part = |most: usize| -> String {
            (0..=self.below(most)).map(|_| SIGNS[self.below(SIGNS.len())]).collect()
        };
        let (first, second, third) = (part(5), part(3), part(5));
        match self.below(4) {
            0 => Shape::repeated(first),
            1 => Shape::new(
                format!("{first:?} many times, {second:?}, then {third:?} as often"),
                move |size| {
                    let times = size / (first.len() + third.len());
                    format!("{}{second}{}", first.repeat(times), third.repeat(times))
                },
            ),
            2 => Shape::new(format!("{first:?} once, then {third:?} again and again"), move |size| {
                format!("{first}{}", third.repeat(size / third.chars().count() + 1))
            }),
            _ => Shape::new(format!("{first:?} once more in each line, then {third:?}"), move |size| {
                let mut text = String::new();
                let mut nth = 0;
                while text.len() < size {
                    text.push_str(&first.repeat(nth));
                    text.push_str(&third);
                    text.push('\n');
                    nth += 1;
                }
                text
            }),
        }
    }
}
