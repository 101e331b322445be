//! All examples of the specification of CommonMark, as they are previewed and as they are saved.
//!
//! What Folkmoot shows otherwise, on purpose, is a rule here and no list of examples:
//! 1. raw HTML is shown as it is written;
//! 2. a heading may have another level, and has a name;
//! 3. a picture is a link to it, or its words within a link;
//! 4. what leads elsewhere than to the web, to mail or into the site is no link;
//! 5. a link without words shows its address, and one without an address either is none;
//! 6. bare addresses are links: whether an address is a link to itself is not compared.
//!
//! The specification is an npm package (CC BY-SA 4.0), which `cargo xtask test` installs and names in `COMMONMARK_SPEC`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use domain::text::Body;
use prose::render;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};
use unicode_normalization::UnicodeNormalization as _;

/// How many examples version 0.31.2 has.
const EXAMPLES: usize = 652;

struct Example {
    number: usize,
    markdown: String,
    html: String,
}

fn examples() -> Vec<Example> {
    let file = std::env::var("COMMONMARK_SPEC").expect("COMMONMARK_SPEC names the specification, `spec.txt`");
    let text = std::fs::read_to_string(file).unwrap().replace('→', "\t");
    let fence = "`".repeat(32);
    let mut examples = Vec::new();
    let begin = format!("\n{fence} example\n");
    let mut parts = text.split(&begin);
    parts.next();
    for part in parts {
        let (example, _) = part.split_once(&format!("\n{fence}")).unwrap();
        let (markdown, html) = match example.strip_prefix(".\n") {
            Some(html) => ("", html),
            None => example
                .split_once("\n.\n")
                .or_else(|| example.strip_suffix("\n.").map(|text| (text, "")))
                .unwrap(),
        };
        let number = examples.len() + 1;
        examples.push(Example { number, markdown: format!("{markdown}\n"), html: html.to_owned() });
    }
    assert_eq!(examples.len(), EXAMPLES);
    examples
}

/// The HTML by the specification, with raw HTML as text (rule 1) and pictures as links (rule 3).
fn by_the_specification(markdown: &str) -> String {
    let mut out = String::new();
    html::push_html(
        &mut out,
        Parser::new_ext(markdown, Options::empty()).map(|event| match event {
            Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
            Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
            Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => {
                Event::Start(Tag::Link { link_type, dest_url, title, id })
            }
            Event::End(TagEnd::Image) => Event::End(TagEnd::Link),
            event => event,
        }),
    );
    out
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Open(String, Option<String>),
    Close(String),
    Text(String),
}

fn unescaped(text: &str) -> String {
    let text =
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&nbsp;", "\u{a0}");
    text.replace("&#39;", "'").replace("&amp;", "&")
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    Some(unescaped(rest.split_once('"')?.0))
}

fn tokens(html: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut rest = html;
    while !rest.is_empty() {
        let (text, after) = rest.split_once('<').unwrap_or((rest, ""));
        if !text.is_empty() {
            tokens.push(Token::Text(unescaped(text)));
        }
        if after.is_empty() {
            break;
        }
        let (tag, after) = after.split_once('>').unwrap();
        rest = after;
        let name = tag.trim_end_matches('/').split([' ', '\n']).next().unwrap();
        // Rule 2.
        let level = |name: &str| {
            if name.len() == 2 && name.starts_with('h') && name != "hr" {
                "h".into()
            } else {
                name.to_owned()
            }
        };
        match name.strip_prefix('/') {
            Some(name) => tokens.push(Token::Close(level(name))),
            None => tokens.push(Token::Open(level(name), attribute(tag, "href"))),
        }
    }
    tokens
}

fn leads_somewhere(address: &str) -> bool {
    let scheme =
        address.split_once(':').map(|(scheme, _)| scheme).filter(|scheme| !scheme.contains(['/', '?', '#']));
    scheme.is_none_or(|scheme| ["http", "https", "mailto"].contains(&scheme.to_lowercase().as_str()))
}

/// What is compared of an HTML, as text.
fn compared(html: &str) -> String {
    let mut out = String::new();
    // For the open links: where their words begin, and the address if they stay.
    let mut links: Vec<(usize, Option<String>)> = Vec::new();
    let mut in_pre = false;
    for token in tokens(html) {
        match token {
            Token::Text(text) if in_pre => out.push_str(&text),
            Token::Text(text) => {
                // Blanks and line ends are the same where they are not code.
                let words: Vec<&str> =
                    text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()).collect();
                let begins = text.starts_with([' ', '\n', '\t']);
                let ends = text.ends_with([' ', '\n', '\t']);
                if begins && !out.ends_with(['\n', ' ']) {
                    out.push(' ');
                }
                out.push_str(&words.join(" "));
                if ends && !words.is_empty() {
                    out.push(' ');
                }
            }
            Token::Open(name, href) if name == "a" => {
                let inside = links.iter().any(|(_, address)| address.is_some());
                let href = href.filter(|href| !inside && leads_somewhere(href));
                links.push((out.len(), href));
            }
            Token::Close(name) if name == "a" => {
                let Some((begin, Some(address))) = links.pop() else { continue };
                let words = out.split_off(begin);
                let is_seen = |text: &str| text.contains(prose::markdown::is_seen);
                // Rules 5 and 6.
                let decoded = percent_decoded(&address);
                let bare =
                    [words.as_str(), &format!("mailto:{words}")].map(percent_decoded).contains(&decoded);
                match (is_seen(&words), is_seen(&address)) {
                    (false, false) => {}
                    (false, true) => out.push_str(&decoded),
                    _ if bare => out.push_str(&words),
                    _ => out.push_str(&format!("[{words}]({decoded})")),
                }
            }
            Token::Open(name, _) | Token::Close(name) if name == "pre" => {
                in_pre = !in_pre;
                out.push_str("\n<pre>\n");
            }
            Token::Open(name, _) if is_block(&name) => out.push_str(&format!("\n<{name}>\n")),
            Token::Close(name) if is_block(&name) => out.push_str(&format!("\n</{name}>\n")),
            // How the last line of a code block ends is not seen.
            Token::Close(name) if in_pre && name == "code" => {
                out.truncate(out.trim_end_matches(['\n', ' ']).len());
                out.push_str("</code>");
            }
            Token::Open(name, _) => out.push_str(&format!("<{name}>")),
            Token::Close(name) => out.push_str(&format!("</{name}>")),
        }
    }
    let lines = out.lines().map(str::trim_end).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

fn is_block(name: &str) -> bool {
    ["p", "h", "hr", "ul", "ol", "li", "blockquote"].contains(&name)
}

/// Addresses are written with other signs encoded; where they lead is the same.
fn percent_decoded(address: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = address.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = |bytes: &[u8]| u8::from_str_radix(std::str::from_utf8(bytes.get(..2)?).ok()?, 16).ok();
        match (first, hex(after)) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            (byte, _) => {
                bytes.push(*byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn normalised(html: &str) -> String {
    html.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace("> <", "><")
        .replace(" />", "/>")
        .replace("&quot;", "\"")
}

#[test]
#[ignore = "`cargo xtask test` brings the specification"]
fn all_examples_are_shown_as_the_specification_says_and_saved_as_they_were_written() {
    let mut wrong = Vec::new();
    for Example { number, markdown, html } in examples() {
        let mut parsed = String::new();
        html::push_html(&mut parsed, Parser::new_ext(&markdown, Options::empty()));
        if normalised(&parsed) != normalised(&html) {
            wrong.push(format!("{number}, the parser: {markdown:?}\n  {html:?}\n  {parsed:?}"));
        }
        let (expected, previewed) = (compared(&by_the_specification(&markdown)), render::article(&markdown));
        let shown = compared(&previewed.html);
        if shown != expected {
            wrong.push(format!("{number}, shown: {markdown:?}\n  {expected:?}\n  {shown:?}"));
        }
        match Body::parse(&markdown) {
            Ok(saved) => {
                // Empty lines around it are no part of a text.
                let text = markdown.nfc().collect::<String>();
                let lines: Vec<&str> =
                    text.trim_end().split('\n').skip_while(|line| line.trim().is_empty()).collect();
                if saved.as_str() != lines.join("\n") {
                    wrong.push(format!("{number}, saved: {markdown:?}\n  {:?}", saved.as_str()));
                }
                if compared(&render::article(saved.as_str()).html).nfc().ne(shown.nfc()) {
                    wrong.push(format!("{number}, after saving: {markdown:?}\n  {}", previewed.html));
                }
            }
            Err(fault) => wrong.push(format!("{number}, refused: {markdown:?}: {fault:?}")),
        }
    }
    assert!(wrong.is_empty(), "{} of {EXAMPLES} differ:\n{}", wrong.len(), wrong.join("\n"));
}
