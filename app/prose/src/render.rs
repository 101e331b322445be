//! Rendered Markdown: our renderer first, then `ammonia` as a second wall.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::markdown::{self, Place};

/// A rendered article body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Sanitised HTML.
    pub html: String,
    /// What a reader sees of it; anchors count its characters.
    pub plain_text: String,
    /// What the index of words has of it ([`crate::fold::indexed`]); nothing of a comment, which is not searched.
    pub indexed: String,
}

impl Rendered {
    /// Whether a reader sees something of it: a word, a sign or a rule.
    #[must_use]
    pub fn shows_something(&self) -> bool {
        self.plain_text.contains(markdown::is_seen) || self.html.contains("<hr")
    }
}

/// Renders the body of an article.
#[must_use]
pub fn article(markdown: &str) -> Rendered {
    let html = sanitised(markdown, Place::Article);
    let plain_text = crate::html::plain_text(&html);
    let indexed = crate::fold::indexed(&plain_text);
    Rendered { html, plain_text, indexed }
}

/// Renders a comment to sanitised HTML.
#[must_use]
pub fn comment(markdown: &str) -> String {
    sanitised(markdown, Place::Comment)
}

/// HTML of at most [`markdown::most_html`] bytes: the sanitiser adds to each link.
fn sanitised(markdown: &str, place: Place) -> String {
    // A block has a direction of its own where there is more than one: elsewhere it would only be longer.
    let sanitiser = if markdown.contains(is_right_to_left) { &BOTH_WAYS } else { &SANITISER };
    let html = sanitiser.clean(&parted(&markdown::to_html(markdown, place), TEXT)).to_string();
    let html = scrolling(html);
    if html.len() <= markdown::most_html(markdown.len()) {
        return html;
    }
    SANITISER.clean(&parted(&markdown::as_written(markdown), TEXT)).to_string()
}

/// Each table in a box that scrolls by itself, and by keyboard, as each block of code does. A group, as a region would be one more
/// landmark of the page for each. It stands here and not in the renderer, so that the plain text has no line more.
fn scrolling(mut html: String) -> String {
    if html.contains("<pre>") {
        html = html.replace("<pre>", "<pre role=\"group\" aria-label=\"Code\" tabindex=\"0\">");
    }
    if html.contains("<table>") {
        html = html
            .replace(
                "<table>",
                "<div class=\"table\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>",
            )
            .replace("</table>", "</table></div>");
    }
    html
}

/// Bytes of text after which it is parted.
const TEXT: usize = 4_096;

/// The HTML with empty comments in text that is long, before signs that are written as entities. The sanitiser takes the comments
/// out and leaves several texts, one after the other. Without them its serialiser looks through all that is left of a text
/// at each such sign, so that 100,000 of them took a third of a second.
fn parted(html: &str, longest: usize) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 64);
    let (mut written, mut begin, mut in_tag) = (0, 0, false);
    for (at, byte) in html.bytes().enumerate() {
        match byte {
            b'<' => in_tag = true,
            b'>' => (begin, in_tag) = (at + 1, false),
            // The first byte of a no-break space among others.
            b'&' | 0xc2 if !in_tag && at - begin >= longest => {
                out.push_str(&html[written..at]);
                out.push_str("<!---->");
                (written, begin) = (at, at);
            }
            _ => {}
        }
    }
    out.push_str(&html[written..]);
    out
}

/// The most bytes of an address or a title of a link; a source's address has 2,000 characters at most. Longer ones are left out: the
/// sanitiser's serialiser looks through the rest of an attribute at each sign in it that it writes as an entity.
const ATTRIBUTE: usize = 4_096;

/// Letters that are written from right to left (Unicode's blocks of them), and the signs that turn the direction.
const fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}' | '\u{200f}' | '\u{202b}' | '\u{202e}' | '\u{2067}')
}

/// The blocks that have words of their own.
const BLOCKS: [&str; 9] = ["p", "li", "h2", "h3", "h4", "h5", "h6", "td", "th"];

static BOTH_WAYS: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = sanitiser();
    builder.set_tag_attribute_values(
        BLOCKS.into_iter().map(|tag| (tag, HashMap::from([("dir", "auto")]))).collect(),
    );
    builder
});

static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(sanitiser);

fn sanitiser() -> ammonia::Builder<'static> {
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(HashSet::from([
            "a",
            "blockquote",
            "br",
            "code",
            "del",
            "div",
            "em",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "hr",
            "li",
            "ol",
            "p",
            "pre",
            "span",
            "strong",
            "sup",
            "table",
            "tbody",
            "td",
            "th",
            "thead",
            "tr",
            "ul",
        ]))
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["aria-label", "data-n", "href", "title"])),
            ("ol", HashSet::from(["start"])),
            ("h2", HashSet::from(["id"])),
            ("h3", HashSet::from(["id"])),
            ("h4", HashSet::from(["id"])),
            ("h5", HashSet::from(["id"])),
            ("h6", HashSet::from(["id"])),
            ("div", HashSet::from(["id"])),
            ("sup", HashSet::from(["id"])),
        ]))
        .allowed_classes(HashMap::from([
            ("a", HashSet::from(["back"])),
            ("div", HashSet::from(["footnote-definition"])),
            ("pre", HashSet::from(["written"])),
            ("sup", HashSet::from(["footnote-reference", "footnote-definition-label"])),
            ("span", HashSet::from(["task"])),
        ]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::PassThrough)
        .link_rel(Some("nofollow ugc noopener"))
        .attribute_filter(|_, _, value| (value.len() <= ATTRIBUTE).then(|| value.into()));
    builder
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_block_has_its_own_direction_where_there_are_two() {
        let html =
            article("English first.\n\nשלום עולם!\n\n- مرحبا (بكم)!\n\n> سلام.\n\n| a |\n|---|\n| b |").html;
        for block in [
            "<p dir=\"auto\">English",
            "<p dir=\"auto\">שלום",
            "<li dir=\"auto\">مرحبا",
            "<p dir=\"auto\">سلام",
            "<td dir=\"auto\">b",
        ] {
            assert!(html.contains(block), "{block}: {html}");
        }
        assert!(comment("שלום").contains("<p dir=\"auto\">"));
        assert!(!article("English only, and — “signs”.\n\n- 漢字").html.contains("dir="));
    }

    #[test]
    fn bare_addresses_are_treated_as_all_links_are() {
        let html = comment("See https://example.org/a_(b)?x=1. Also www.example.org, thanks.");
        for link in ["https://example.org/a_(b)?x=1", "http://www.example.org"] {
            assert!(html.contains(&format!("<a href=\"{link}\" rel=\"nofollow ugc noopener\">")), "{html}");
        }
    }

    #[test]
    fn the_plain_text_is_that_of_the_html() {
        let rendered = article("# A & B\n\n| x |\n|---|\n| *y* |\n\n- [ ] z");
        assert_eq!(
            rendered.plain_text.split_whitespace().collect::<Vec<_>>(),
            ["A", "&", "B", "x", "y", "☐", "z"]
        );
        assert!(rendered.html.contains("<h2 id=\"s-a--b\">"), "{}", rendered.html);
    }

    #[test]
    fn notes_lead_back_to_their_mentions() {
        let html = article("a[^1] b[^1]\n\n[^1]: note").html;
        for part in [
            "<sup class=\"footnote-reference\" id=\"note-1-ref\"><a href=\"#note-1\"",
            "<sup class=\"footnote-reference\" id=\"note-1-ref-2\"><a href=\"#note-1\"",
            "<div class=\"footnote-definition\" id=\"note-1\">",
            "<a class=\"back\" href=\"#note-1-ref-2\" data-n=\"2\" aria-label=\"Back to mention 2 of note 1\"",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }

    #[test]
    fn what_renders_to_nothing_is_known() {
        for nothing in [
            "",
            "[a]: https://example.org",
            "\u{200b}\u{ad}",
            "&#8203; &shy;&nbsp;",
            "#",
            "> -",
            "[](<>)",
            "```\n\u{2800}\n```",
            "**\u{200d}**",
        ] {
            assert!(!article(nothing).shows_something(), "{nothing:?} gave {}", article(nothing).html);
        }
        for something in
            ["a", "***", "<!-- -->", "![](x.png)", "- [ ]\u{a0}", "&amp;", "🙂", "[^1]: note", "\u{301}"]
        {
            assert!(article(something).shows_something(), "{something:?} gave {}", article(something).html);
        }
    }

    #[test]
    fn a_table_scrolls_by_itself_and_by_keyboard() {
        for html in [article("| x |\n|-|\n| `<table>` |").html, comment("| x |\n|-|\n| `<table>` |")] {
            let (begin, end) = ("tabindex=\"0\"><table><thead>", "</tbody></table></div>");
            assert!(html.matches(begin).count() == 1 && html.matches(end).count() == 1, "{html}");
        }
        let html = article("- | x |\n  |-|\n  | y |");
        assert_eq!(
            html.plain_text,
            crate::html::plain_text(&markdown::to_html("- | x |\n  |-|\n  | y |", Place::Article))
        );
    }

    #[test]
    fn code_scrolls_by_itself_and_by_keyboard() {
        let begin = "<pre role=\"group\" aria-label=\"Code\" tabindex=\"0\"><code>";
        for code in
            ["```rust\nlet a = \"<pre>\";\n```", "    let a = \"<pre>\";", "- one\n\n  ~~~\n  let a\n  ~~~"]
        {
            for html in [article(code).html, comment(code)] {
                assert_eq!(html.matches(begin).count(), 1, "{html}");
            }
        }
        // A text that is shown as it was written is no code: it wraps.
        let html = article(&"#\n".repeat(50_000)).html;
        assert!(html.contains("<pre class=\"written\"><code>") && !html.contains("tabindex"));
    }

    #[test]
    fn table_alignment_is_dropped_rather_than_written_as_a_style() {
        assert!(!article("| x |\n|:-:|\n| y |").html.contains("style"));
    }

    #[test]
    fn no_text_is_so_long_that_looking_through_it_at_each_sign_takes_long() {
        for sign in ["&", "\u{a0}", "&amp;", "a & b\u{a0}"] {
            let text = sign.repeat(99_990 / sign.chars().count());
            let html = markdown::to_html(&text, Place::Article);
            let longest = parted(&html, TEXT).split('<').map(str::len).max().unwrap();
            assert!(longest <= TEXT + 16, "{sign:?}: {longest}");
            let shown = article(&text);
            assert!(!shown.html.contains("<!--"), "{sign:?}");
            assert_eq!(shown.plain_text, crate::html::plain_text(&html), "{sign:?}");
        }
    }

    #[test]
    fn no_attribute_is_so_long_either() {
        for text in ["[word](/&)", "[word](/ \"&\")", "[word]\n\n[word]: /&"] {
            let (before, after) = text.split_once('&').unwrap();
            let of = |count: usize| article(&format!("{before}{}{after}", "&".repeat(count)));
            assert!(of(1_000).html.contains("&amp;&amp;"), "{text}");
            let long = of(99_000);
            assert!(
                long.html.len() < ATTRIBUTE && long.plain_text.trim() == "word",
                "{text}: {}",
                long.html.len()
            );
        }
    }

    proptest! {
        #[test]
        fn parting_changes_nothing(text in "[a-c<>\\[\\]()!*_`#|:&\"'/ \n\u{a0}é-]{0,120}", longest in 0_usize..9) {
            let html = markdown::to_html(&text, Place::Article);
            let whole = SANITISER.clean(&html).to_string();
            prop_assert_eq!(SANITISER.clean(&parted(&html, longest)).to_string(), whole);
        }

        #[test]
        fn the_second_wall_takes_nothing_away_that_the_first_let_through(text in "[a-z<>\\[\\]()!*_`#|:&\"'/ \n-]{0,120}") {
            let once = markdown::to_html(&text, Place::Article);
            prop_assert_eq!(crate::html::plain_text(&once), article(&text).plain_text);
        }
    }
}
