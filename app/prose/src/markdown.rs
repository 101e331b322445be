//! Markdown to HTML: CommonMark with tables, footnotes, strikethrough and task lists, and emphasis as it is written in scripts
//! without blanks.
//!
//! Raw HTML becomes text, links keep only schemes from an allow-list, and images become links (a picture
//! fetched from elsewhere would tell its host who reads what). The server sanitises the result once more.

use std::collections::{HashMap, HashSet};

use icu_properties::props::{BinaryProperty as _, DefaultIgnorableCodePoint};
use percent_encoding::percent_decode_str;
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html};
use unicode_normalization::char::is_combining_mark;

mod addresses;
mod bounds;
mod cjk;
mod notes;

pub use bounds::{MAX_DEPTH, as_written, most_html};

/// Raised whenever the HTML for the same Markdown changes, so that kept HTML is made anew: by the server, after its start.
pub const RENDERER: i64 = 5;

/// What a text is part of; decides what it may contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The body of an article: headings get an `id`, footnotes are on.
    Article,
    /// A comment: no headings and no footnotes, whose addresses would collide on a page.
    Comment,
}

/// Renders Markdown to HTML of at most [`most_html`] bytes. Never fails; takes time linear in the text.
#[must_use]
pub fn to_html(markdown: &str, place: Place) -> String {
    let text = bounds::shallow(markdown);
    let (text, letter) = cjk::marked(&text);
    let events = Parser::new_ext(&text, options(place)).into_offset_iter();
    let mut events = bounds::short_rows(text.len(), bounds::flat(&text, events));
    if let Some(letter) = letter {
        events = cjk::unmarked(letter, events);
    }
    let events = rewrite(events, place);
    let mut out = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut out, events.into_iter());
    if out.len() <= most_html(markdown.len()) { out } else { as_written(markdown) }
}

fn options(place: Place) -> Options {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    match place {
        Place::Article => options | Options::ENABLE_FOOTNOTES,
        Place::Comment => options,
    }
}

fn rewrite(events: Vec<Event<'_>>, place: Place) -> Vec<Event<'_>> {
    let ids = heading_ids(&events);
    let named: HashSet<String> =
        if place == Place::Article { ids.iter().cloned().collect() } else { HashSet::new() };
    let mut ids = ids.into_iter();
    // Text that may hold addresses; the parser parts it at every sign that could mean something.
    let mut text = String::new();
    let (mut in_code, mut in_cell) = (false, false);
    let mut level = 1;
    // For each open link or image: the link that is to be written, if any.
    let mut links: Vec<Option<OpenLink<'_>>> = Vec::new();
    let mut open_links = 0_usize;
    let mut notes = notes::Notes::default();
    let mut out = Vec::with_capacity(events.len());
    for event in events {
        match event {
            Event::Text(part) if open_links == 0 && !in_code => {
                text.push_str(&part);
                continue;
            }
            _ if !text.is_empty() => addresses::linked(std::mem::take(&mut text), &mut out),
            _ => {}
        }
        match &event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::TableCell) => in_cell = true,
            Event::End(TagEnd::TableCell) => in_cell = false,
            _ => {}
        }
        match event {
            // There is no other way to write one in a cell.
            Event::InlineHtml(tag) if in_cell && is_break(&tag) => out.push(Event::HardBreak),
            Event::Html(text) | Event::InlineHtml(text) => out.push(Event::Text(text)),
            // The wrapper of a raw HTML block; its lines are text now, and so a paragraph.
            Event::Start(Tag::HtmlBlock) => out.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => out.push(Event::End(TagEnd::Paragraph)),
            Event::Start(Tag::Heading { level: asked, .. }) => {
                // The page's title is h1. Leaving out a level would confuse those who navigate by headings.
                level = (asked as usize).clamp(2, level + 1);
                match (place, ids.next()) {
                    (Place::Article, Some(id)) => out.push(Event::Start(Tag::Heading {
                        level: heading(level),
                        id: Some(id.into()),
                        classes: Vec::new(),
                        attrs: Vec::new(),
                    })),
                    _ => {
                        out.push(Event::Start(Tag::Paragraph));
                        out.push(Event::Start(Tag::Strong));
                    }
                }
            }
            Event::End(TagEnd::Heading(_)) => match place {
                Place::Article => out.push(Event::End(TagEnd::Heading(heading(level)))),
                Place::Comment => {
                    out.push(Event::End(TagEnd::Strong));
                    out.push(Event::End(TagEnd::Paragraph));
                }
            },
            Event::Start(
                Tag::Link { link_type, dest_url, title, id } | Tag::Image { link_type, dest_url, title, id },
            ) => {
                // A picture within a link is already a link.
                let written = open_links == 0 && allowed(&dest_url, link_type);
                links.push(written.then(|| OpenLink { begin: out.len(), address: dest_url.clone() }));
                if written {
                    open_links += 1;
                    let dest_url = heading_of(&dest_url, &named).map_or(dest_url, CowStr::from);
                    out.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                }
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if let Some(link) = links.pop().flatten() {
                    open_links -= 1;
                    link.end(&mut out);
                }
            }
            // A disabled checkbox without a label tells a screen reader nothing.
            Event::TaskListMarker(done) => out.push(Event::Html(CowStr::Borrowed(if done {
                "<span class=\"task\">☑</span> "
            } else {
                "<span class=\"task\">☐</span> "
            }))),
            Event::FootnoteReference(label) => out.push(notes.mention(label)),
            Event::Start(Tag::FootnoteDefinition(label)) => notes.begin(label, &mut out),
            Event::End(TagEnd::FootnoteDefinition) => notes.end(&mut out),
            other => out.push(other),
        }
    }
    if !text.is_empty() {
        addresses::linked(text, &mut out);
    }
    notes.finish(&mut out);
    out
}

/// A link whose words are being written.
struct OpenLink<'a> {
    /// The index of the event that begins it.
    begin: usize,
    /// Where it leads, as its author wrote it.
    address: CowStr<'a>,
}

impl<'a> OpenLink<'a> {
    /// Ends it. Without words it shows its address, so that no link is without a name; without an address either it is none.
    fn end(self, out: &mut Vec<Event<'a>>) {
        let named = out[self.begin..].iter().any(|event| match event {
            Event::Text(text) | Event::Code(text) => text.contains(is_seen),
            _ => false,
        });
        if !named && !self.address.contains(is_seen) {
            out[self.begin] = Event::Text("".into());
            return;
        }
        if !named {
            out.push(Event::Text(self.address));
        }
        out.push(Event::End(TagEnd::Link));
    }
}

/// Whether a character by itself leaves something on the page.
#[must_use]
pub fn is_seen(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && c != '\u{2800}' && !DefaultIgnorableCodePoint::for_char(c)
}

/// `<br>` in any of its forms.
fn is_break(tag: &str) -> bool {
    let name = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/').trim_end();
    name.eq_ignore_ascii_case("br")
}

/// The address of a heading of this text that a link means by `#name`.
fn heading_of(address: &str, named: &HashSet<String>) -> Option<String> {
    let name = address.strip_prefix('#')?;
    let name = percent_decode_str(name).decode_utf8().ok()?;
    let id = [format!("s-{name}"), format!("s-{}", name.to_lowercase()), name.into_owned()];
    let id = id.into_iter().find(|id| named.contains(id))?;
    Some(format!("#{id}"))
}

fn heading(level: usize) -> HeadingLevel {
    match level {
        0..=2 => HeadingLevel::H2,
        3 => HeadingLevel::H3,
        4 => HeadingLevel::H4,
        5 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}

/// One `id` a heading, from its words as on GitHub, so that lists of contents lead there: lower case, without punctuation, a hyphen
/// for each blank; numbered where two are alike. All start with `s-`, so that none collides with another `id` of the page;
/// links of the text get that, too.
fn heading_ids(events: &[Event]) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut taken = HashSet::new();
    // For each name the number that is to be tried next: all before it are taken.
    let mut next: HashMap<String, usize> = HashMap::new();
    let mut words: Option<String> = None;
    for event in events {
        match event {
            Event::Start(Tag::Heading { .. }) => words = Some(String::new()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(words) = &mut words {
                    words.push_str(text);
                }
            }
            Event::SoftBreak | Event::HardBreak => {
                if let Some(words) = &mut words {
                    words.push(' ');
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let words = words.take().unwrap_or_default().trim().to_lowercase();
                let slug: String = words.chars().filter_map(in_id).collect();
                let mut id = format!("s-{slug}");
                while !taken.insert(id.clone()) {
                    let number = next.entry(slug.clone()).or_insert(1);
                    id = format!("s-{slug}-{number}");
                    *number += 1;
                }
                ids.push(id);
            }
            _ => {}
        }
    }
    ids
}

/// What a sign becomes in the name of a heading: letters, their marks and digits stay.
fn in_id(c: char) -> Option<char> {
    match c {
        ' ' | '-' => Some('-'),
        '_' => Some('_'),
        c if c.is_alphanumeric() || is_combining_mark(c) => Some(c),
        _ => None,
    }
}

/// `http`, `https`, `mailto`, and addresses within this site.
fn allowed(address: &str, kind: LinkType) -> bool {
    if kind == LinkType::Email {
        return true;
    }
    let address: String = address.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
    let before_path = address.split(['/', '?', '#']).next().unwrap_or_default();
    match before_path.split_once(':') {
        None => !address.starts_with("//"),
        Some((scheme, _)) => {
            ["http", "https", "mailto"].iter().any(|allowed| scheme.eq_ignore_ascii_case(allowed))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn article(markdown: &str) -> String {
        to_html(markdown, Place::Article)
    }

    #[test]
    fn raw_html_becomes_text() {
        let html = article("<script>alert(1)</script>\n\nA <img src=x onerror=alert(1)> b");
        assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "{html}");
    }

    #[test]
    fn links_keep_only_allowed_schemes() {
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "//evil.example",
            "java&#x73;cript:alert(1)",
            "&#1;javascript:alert(1)",
        ] {
            let html = article(&format!("[text]({bad})"));
            assert!(!html.contains("<a"), "{bad} gave {html}");
            assert!(html.contains("text"));
        }
        for good in ["https://example.org/a:b", "/a/slug", "#s-part", "mailto:desk@example.org", "?tab=about"]
        {
            assert!(article(&format!("[text]({good})")).contains("<a href"), "{good}");
        }
    }

    #[test]
    fn images_become_links_and_never_nest() {
        let html =
            article("![alt](https://example.org/x.png) [![in](https://a.example/y.png)](https://b.example)");
        assert!(!html.contains("<img"));
        assert_eq!(html.matches("<a ").count(), 2, "{html}");
    }

    #[test]
    fn a_link_without_words_shows_its_address() {
        for (markdown, words) in [
            ("![](https://example.org/x.png)", "https://example.org/x.png"),
            ("[](https://example.org)", "https://example.org"),
            ("[ ](/a/b)", "/a/b"),
            ("[\u{200b}\u{ad}&#8203;](/a/b)", "\u{200b}\u{ad}\u{200b}/a/b"),
            ("[![](https://a.example/y.png)](https://b.example)", "https://b.example"),
            ("[**` `**](/b)", " /b"),
            ("[][r]\n\n[r]: https://example.org/r", "https://example.org/r"),
            ("[](#part)\n\n# Part", "#part\nPart"),
            ("a ![](x.png \"title\") b", "a x.png b"),
            ("[words](/b) ![alt](/c)", "words alt"),
            ("[]()[ ](<>)", ""),
            ("[](&#8203;)", ""),
        ] {
            let html = article(markdown);
            assert_eq!(crate::html::plain_text(&html).trim(), words.trim(), "{html}");
            assert_eq!(html.matches("<a ").count(), html.matches("</a>").count(), "{html}");
        }
    }

    #[test]
    fn headings_have_anchors_and_leave_out_no_level() {
        assert_eq!(
            article("# One\n#### Two\n## One"),
            "<h2 id=\"s-one\">One</h2>\n<h3 id=\"s-two\">Two</h3>\n<h2 id=\"s-one-1\">One</h2>\n"
        );
    }

    #[test]
    fn headings_of_one_name_are_numbered() {
        let html = article("# A\n# A 2\n# A\n# A\n# A 2\n#\n#");
        let ids: Vec<&str> = html.split("id=\"").skip(1).filter_map(|part| part.split('"').next()).collect();
        assert_eq!(ids, ["s-a", "s-a-2", "s-a-1", "s-a-3", "s-a-2-1", "s-", "s--1"]);
        let many = article(&"#\n".repeat(50_000));
        assert!(many.contains("as it was written"));
        let many = article(&"# one name of several words\n".repeat(3_000));
        assert!(many.contains("id=\"s-one-name-of-several-words-2999\""));
    }

    #[test]
    fn links_to_headings_lead_there() {
        let html = article(
            "- [a](#intro)\n- [b](#zwei-w\u{f6}rter)\n- [c](#intro-1)\n- [d](#a--b)\n- [e](#zwei-w%C3%B6rter)\n- [f](#nowhere)\n\n\
             ## Intro\n## Zwei W\u{f6}rter\n## Intro\n## A & B",
        );
        let targets: Vec<&str> =
            html.split("href=\"#").skip(1).filter_map(|part| part.split('"').next()).collect();
        assert_eq!(
            targets,
            ["s-intro", "s-zwei-w%C3%B6rter", "s-intro-1", "s-a--b", "s-zwei-w%C3%B6rter", "nowhere"]
        );
        for id in ["s-intro", "s-zwei-w\u{f6}rter", "s-intro-1", "s-a--b"] {
            assert!(html.contains(&format!("id=\"{id}\"")), "{id}: {html}");
        }
        assert!(to_html("# A\n\n[a](#a)", Place::Comment).contains("href=\"#a\""));
    }

    #[test]
    fn a_cell_has_lines_and_nothing_else_of_html() {
        let html = article("| a |\n|---|\n| one<br>two<BR/>three<b>x |\n\nfour<br>five");
        assert!(html.contains("one<br />\ntwo<br />\nthree&lt;b&gt;x"), "{html}");
        assert!(html.contains("four&lt;br&gt;five"), "{html}");
    }

    #[test]
    fn the_extensions_are_on() {
        let html = article("| a |\n|---|\n| b |\n\n~~c~~\n\n- [x] d\n\ne[^1]\n\n[^1]: f");
        for part in ["<table>", "<del>c</del>", "☑", "id=\"note-1\"", "href=\"#note-1\""] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
    }

    #[test]
    fn a_comment_has_no_headings() {
        assert_eq!(to_html("# Loud", Place::Comment), "<p><strong>Loud</strong></p>\n");
    }

    proptest! {
        /// What the parser takes of a text before its first words is what is kept of it.
        #[test]
        fn a_text_is_shown_alike_before_and_after_it_is_saved(
            blanks in "([ \t]{0,5}\n){0,3}[ \t\u{3000}]{0,5}",
            markdown in "[a>`#|:*~-][a\u{3000}>`#|:*~ \n\t-]{0,40}a",
        ) {
            let typed = blanks + &markdown;
            for place in [Place::Article, Place::Comment] {
                prop_assert_eq!(to_html(&crate::text::normalise(&typed), place), to_html(&typed, place));
            }
        }

        #[test]
        fn no_link_is_without_a_name(markdown in "(!?\\[|\\]\\(|/u|\\)|\\]| |\u{200b}|\\*|`|w|\\[r\\]|\n){0,40}") {
            let html = article(&(markdown + "\n\n[r]: /r"));
            for link in html.split("<a ").skip(1) {
                let words = link.split_once('>').unwrap().1.split_once("</a>").unwrap().0;
                prop_assert!(crate::html::plain_text(words).contains(is_seen), "{}", html);
            }
        }

        #[test]
        fn nothing_but_known_tags_is_ever_written(markdown in "[a-z<>\\[\\]()!*_`#|:&\"'/ \n-]{0,200}") {
            let html = article(&markdown);
            for tag in html.split('<').skip(1) {
                let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
                prop_assert!(
                    ["p","h2","h3","h4","h5","h6","a","em","strong","code","pre","ul","ol","li","blockquote","table",
                     "thead","tbody","tr","th","td","del","span","sup","div","hr","br"].contains(&name.as_str()),
                    "<{} in {}", name, html
                );
            }
        }
    }
}
