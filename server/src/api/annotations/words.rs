//! What an annotation says, in Markdown, whatever it was written in.

use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, EndTag, StartTag, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// The most bytes of HTML that are read. A comment may have far fewer characters; the tokenizer compares each attribute of a tag
/// with all before it.
const HTML: usize = 48 * 1024;

/// Words of a media type (RFC 6838): HTML and plain text become Markdown that shows them, anything else is taken as Markdown.
pub(super) fn of(value: &str, format: &str) -> String {
    let format = format.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match format.as_str() {
        "text/html" | "application/xhtml+xml" if value.len() <= HTML => of_html(value),
        "text/html" | "application/xhtml+xml" | "text/plain" => of_plain(value),
        _ => value.to_owned(),
    }
}

/// Plain text as Markdown in which nothing is markup.
fn of_plain(text: &str) -> String {
    let mut markdown = String::with_capacity(text.len() + text.len() / 8);
    for (nth, line) in text.lines().enumerate() {
        if nth > 0 {
            markdown.push('\n');
        }
        push_line(&mut markdown, line.trim_start());
    }
    markdown
}

/// One line, or what continues one: signs that mean something in Markdown are escaped, those that only do at the begin of a line there.
fn push_line(markdown: &mut String, line: &str) {
    let begins = markdown.is_empty() || markdown.ends_with('\n');
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, letter) in line.char_indices() {
        let anywhere = matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '&' | '~' | '|');
        let first = begins
            && (at == 0 && matches!(letter, '#' | '>' | '+' | '-' | '=')
                || digits > 0 && at == digits && matches!(letter, '.' | ')'));
        if anywhere || first {
            markdown.push('\\');
        }
        markdown.push(letter);
    }
}

/// The words of HTML, with its paragraphs, lists and links. Only its tokens are read, once: no tree is built of what may be
/// nested and unclosed at will.
fn of_html(html: &str) -> String {
    let tokenizer = Tokenizer::new(Words::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.markdown.into_inner().trim().to_owned()
}

#[derive(Default)]
struct Words {
    markdown: RefCell<String>,
    /// Elements that are open whose text nobody reads.
    hidden: Cell<usize>,
    /// Where the last link leads.
    link: RefCell<String>,
}

impl TokenSink for Words {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => return self.tag(&tag),
            Token::CharacterTokens(text) if self.hidden.get() == 0 => self.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Words {
    fn text(&self, text: &str) {
        let mut markdown = self.markdown.borrow_mut();
        // White space is one blank (HTML's own rule), and none where a line begins.
        for (nth, word) in text.split(|letter: char| letter.is_ascii_whitespace()).enumerate() {
            if nth > 0 && !markdown.is_empty() && !markdown.ends_with(['\n', ' ']) {
                markdown.push(' ');
            }
            push_line(&mut markdown, word);
        }
    }

    fn tag(&self, tag: &Tag) -> TokenSinkResult<()> {
        let opens = tag.kind == StartTag;
        match &*tag.name {
            "script" | "style" if opens => {
                self.hidden.set(1);
                // What stands in them is text to a parser, up to their own end.
                return TokenSinkResult::RawData(html5ever::tokenizer::states::RawKind::Rawtext);
            }
            "script" | "style" => self.hidden.set(0),
            "br" | "tr" | "dt" | "dd" => self.line(1),
            "li" if opens => {
                self.line(1);
                self.markdown.borrow_mut().push_str("- ");
            }
            "p" | "div" | "ul" | "ol" | "dl" | "blockquote" | "pre" | "table" | "section" | "article"
            | "header" | "footer" | "hr" | "figure" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.line(2),
            "td" | "th" if opens => self.text(" "),
            "a" if opens => {
                let href = tag.attrs.iter().find(|attribute| &*attribute.name.local == "href");
                let href = href.map(|attribute| attribute.value.to_string()).unwrap_or_default();
                let leads = href.starts_with("https://") || href.starts_with("http://");
                let plain = !href.contains(['<', '>']) && !href.contains(char::is_whitespace);
                *self.link.borrow_mut() = if leads && plain { href } else { String::new() };
            }
            "a" if tag.kind == EndTag => {
                let link = std::mem::take(&mut *self.link.borrow_mut());
                if !link.is_empty() && !self.markdown.borrow().ends_with(&link) {
                    let mut markdown = self.markdown.borrow_mut();
                    if !markdown.ends_with([' ', '\n']) {
                        markdown.push(' ');
                    }
                    markdown.push_str(&format!("<{link}>"));
                }
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }

    /// So many line breaks at the end, unless nothing stands before.
    fn line(&self, breaks: usize) {
        let mut markdown = self.markdown.borrow_mut();
        let kept = markdown.trim_end_matches(' ').len();
        markdown.truncate(kept);
        if markdown.is_empty() {
            return;
        }
        let there = markdown.len() - markdown.trim_end_matches('\n').len();
        for _ in there..breaks {
            markdown.push('\n');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn html_becomes_its_words() {
        for (html, words) in [
            ("<p>One <b>two</b>\n three &amp; four.</p><p>Five.</p>", "One two three \\& four.\n\nFive."),
            ("a<br>b<ul><li>c<li>d</ul>e", "a\nb\n\n- c\n- d\n\ne"),
            (
                "<a href='https://example.org/x?a=1&amp;b=2'>here</a>, ok",
                "here <https://example.org/x?a=1&b=2>, ok",
            ),
            ("<a href='javascript:alert(1)'>here</a>", "here"),
            ("<script>alert('<p>')</script><style>p{}</style>Words<!-- no -->.", "Words."),
            ("1 < 2 &lt;b&gt; *not bold* &hellip;", "1 \\< 2 \\<b> \\*not bold\\* …"),
            ("<p># no heading</p><p>1. no list</p>", "\\# no heading\n\n1\\. no list"),
            ("", ""),
            ("<p>   </p>", ""),
        ] {
            assert_eq!(of(html, "text/html; charset=utf-8"), words, "{html}");
        }
    }

    #[test]
    fn plain_text_shows_its_signs_and_markdown_is_taken_as_it_is() {
        assert_eq!(of("*a* 1\n# b\n    2) c", "text/plain"), "\\*a\\* 1\n\\# b\n2\\) c");
        for format in ["text/markdown", "", "text/x-unheard"] {
            assert_eq!(of("*a*", format), "*a*");
        }
    }

    #[test]
    fn what_is_never_closed_ends() {
        for unit in ["<b>", "<a href=x ", "<!--", "<p a=\"", "&", "<script>", "</"] {
            let html = unit.repeat(super::HTML / unit.len());
            let _ = of(&html, "text/html");
        }
    }
}
