//! Emphasis beside the scripts that are written without blanks.
//!
//! By `CommonMark`, `**` opens or closes beside punctuation only if there is a blank or punctuation on its other side, so that
//! `これは**「重要」**です` has no emphasis. Here, as in the amendment of <https://github.com/tats-u/markdown-cjk-friendly>,
//! asterisks and double tildes with a character of these scripts on either side, and a blank on neither, do both. The parser
//! has no switch for it. So it is given a letter that is nowhere in the text, between the marks and what stands beside
//! them; wherever that comes out, it is taken away again.

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag};

/// Private characters. One of them that the text does not have is the letter.
const LETTERS: std::ops::Range<u32> = 0xF_5C30..0xF_5C50;

/// What the parser is given instead of a text, and the letter in it that is not of the text. In time linear in the text.
pub(super) fn marked(text: &str) -> (Cow<'_, str>, Option<char>) {
    let mut letter = None;
    let mut out = String::new();
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = text[at..].find(['*', '~']) {
        let mut begin = at + found;
        let end = text[begin..].find(|c| !is_mark(c)).map_or(text.len(), |end| begin + end);
        at = end;
        // An escaped mark is none.
        begin += text[..begin].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2;
        let Some((before, after)) = to_be_parted(text, begin, end) else { continue };
        letter = letter.or_else(|| unused(text));
        let Some(letter) = letter else { break };
        out.push_str(&text[copied..begin]);
        if !before.is_alphanumeric() {
            out.push(letter);
        }
        for (nth, run) in runs(&text[begin..end]).enumerate() {
            if nth > 0 {
                out.push(letter);
            }
            out.push_str(run);
        }
        if !after.is_alphanumeric() {
            out.push(letter);
        }
        copied = end;
    }
    if copied == 0 {
        return (Cow::Borrowed(text), None);
    }
    out.push_str(&text[copied..]);
    (Cow::Owned(out), letter)
}

/// What stands before and after marks that are to open and close whatever that is.
fn to_be_parted(text: &str, begin: usize, end: usize) -> Option<(char, char)> {
    let before = text[..begin].chars().next_back()?;
    let after = text[end..].chars().next()?;
    let marks = text.get(begin..end).filter(|marks| !marks.is_empty())?;
    // Underscores never open or close within words, and single tildes only beside punctuation: they would not any more.
    let others = before == '_'
        || runs(marks).any(|run| run.starts_with('_') || run.starts_with('~') && run.len() != 2);
    // Beginnings and ends of cells, quotes and labels are no part of what stands there.
    let edge = matches!(before, '|' | '[' | '>') || matches!(after, '|' | ']');
    let blank = before.is_whitespace() || after.is_whitespace();
    (!others && !edge && !blank && (is_cjk(before) || is_cjk(after))).then_some((before, after))
}

const fn is_mark(c: char) -> bool {
    matches!(c, '*' | '~' | '_')
}

/// The marks, parted where another sign begins.
fn runs(marks: &str) -> impl Iterator<Item = &str> {
    marks.as_bytes().chunk_by(|one, next| one == next).filter_map(|run| std::str::from_utf8(run).ok())
}

/// Wide characters but emoji, and Hangul: letters and punctuation (Unicode Annex 11).
const fn is_cjk(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{20A9}' | '\u{2329}' | '\u{232A}' | '\u{2E80}'..='\u{303E}'
        | '\u{3041}'..='\u{A4CF}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FE10}'..='\u{FE19}' | '\u{FE30}'..='\u{FE6F}' | '\u{FF01}'..='\u{FFEE}' | '\u{16FE0}'..='\u{1B2FF}'
        | '\u{1F200}'..='\u{1F2FF}' | '\u{20000}'..='\u{3FFFD}')
}

/// A letter that neither stands in the text nor can come from one of its numeric entities.
fn unused(text: &str) -> Option<char> {
    let entities = text.contains("&#").then(|| text.to_ascii_lowercase());
    let named = |code: u32| {
        entities
            .as_ref()
            .is_some_and(|text| text.contains(&format!("{code:x}")) || text.contains(&code.to_string()))
    };
    LETTERS.filter(|code| !named(*code)).filter_map(char::from_u32).find(|letter| !text.contains(*letter))
}

/// The events without the letter.
pub(super) fn unmarked<'a>(letter: char, events: Vec<Event<'a>>) -> Vec<Event<'a>> {
    let clean = |text: CowStr<'a>| if text.contains(letter) { text.replace(letter, "").into() } else { text };
    let events = events.into_iter().map(|event| match event {
        Event::Text(text) => Event::Text(clean(text)),
        Event::Code(text) => Event::Code(clean(text)),
        Event::Html(text) => Event::Html(clean(text)),
        Event::InlineHtml(text) => Event::InlineHtml(clean(text)),
        Event::FootnoteReference(label) => Event::FootnoteReference(clean(label)),
        Event::Start(Tag::FootnoteDefinition(label)) => Event::Start(Tag::FootnoteDefinition(clean(label))),
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(clean(info))))
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => Event::Start(Tag::Link {
            link_type,
            dest_url: clean(dest_url),
            title: clean(title),
            id: clean(id),
        }),
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => Event::Start(Tag::Image {
            link_type,
            dest_url: clean(dest_url),
            title: clean(title),
            id: clean(id),
        }),
        other => other,
    });
    events.filter(|event| !matches!(event, Event::Text(text) if text.is_empty())).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Parser, html::push_html};

    use super::*;
    use crate::markdown::{Place, options, to_html};

    #[test]
    fn emphasis_beside_punctuation_of_scripts_without_blanks() {
        for (markdown, html) in [
            ("これは**「重要なこと」**です。", "これは<strong>「重要なこと」</strong>です。"),
            ("这是**要做的事。**所以继续。", "这是<strong>要做的事。</strong>所以继续。"),
            ("**마크다운(Markdown)**을 씁니다.", "<strong>마크다운(Markdown)</strong>을 씁니다."),
            ("这是*“重要”*的。", "这是<em>“重要”</em>的。"),
            ("~~（旧）~~新", "<del>（旧）</del>新"),
            ("中**~~（旧）~~**新", "中<strong><del>（旧）</del></strong>新"),
            ("中~~*(a)*~~新", "中<del><em>(a)</em></del>新"),
            ("中**`a`**新", "中<strong><code>a</code></strong>新"),
            ("中**[a](/b)**新", "中<strong><a href=\"/b\">a</a></strong>新"),
            ("**。**中 **、** 中", "<strong>。</strong>中 <strong>、</strong> 中"),
            // What was right before.
            ("中 ** 「a」 ** 中", "中 ** 「a」 ** 中"),
            (r"中\*「a」\*中", "中*「a」*中"),
            (r"中\**「a」*中", "中*<em>「a」</em>中"),
            ("中**_「a」_**中", "中**<em>「a」</em>**中"),
            ("（~删除~）", "（<del>删除</del>）"),
            ("`中**「a」**中`", "<code>中**「a」**中</code>"),
            ("[「a*」](</中*」> \"*」中\")", "<a href=\"/%E4%B8%AD*%E3%80%8D\" title=\"*」中\">「a*」</a>"),
            ("a**(b)**c", "a**(b)**c"),
        ] {
            for place in [Place::Article, Place::Comment] {
                assert_eq!(to_html(markdown, place), format!("<p>{html}</p>\n"), "{markdown}");
            }
        }
        let labels = "[ **「a」** ] 中[^*」]\n\n[**「a」**]: /b\n\n[^*」]: 中";
        let html = to_html(labels, Place::Article);
        assert!(html.contains("<a href=\"/b\">") && html.contains("id=\"note-1-ref\""), "{html}");
        let table = to_html("|**「a」**|中*|\n|-|-|\n|中**（b）**|*中|", Place::Article);
        assert!(table.contains("<th><strong>「a」</strong></th><th>中*</th>"), "{table}");
        assert!(table.contains("<td>中<strong>（b）</strong></td><td>*中</td>"), "{table}");
    }

    #[test]
    fn whatever_letter_a_text_has_it_keeps() {
        let all: String = LETTERS.filter_map(char::from_u32).collect();
        let first = &all[..4];
        for (markdown, html) in [
            (format!("{first}中**「a」**中"), format!("{first}中<strong>「a」</strong>中")),
            (
                format!("&#xF5C30;&#{};中**「a」**中", 0xF5C31),
                format!("{}中<strong>「a」</strong>中", &all[..8]),
            ),
            (format!("{all}中**「a」**中"), format!("{all}中**「a」**中")),
        ] {
            assert_eq!(to_html(&markdown, Place::Article), format!("<p>{html}</p>\n"));
        }
    }

    proptest! {
        #[test]
        fn nothing_is_added_and_nothing_else_is_changed(text in "[a中「。」（(*~_\\\\`\\[\\]|>&#;: \n-]{0,60}") {
            let (given, letter) = marked(&text);
            if let Some(letter) = letter {
                prop_assert!(!text.contains(letter));
                prop_assert_eq!(given.replace(letter, ""), text.as_str());
                for place in [Place::Article, Place::Comment] {
                    prop_assert!(!to_html(&text, place).contains(letter));
                }
            } else {
                prop_assert_eq!(&*given, text.as_str());
            }
        }

        /// Marks become tags, and that is all: what is no mark stands as the parser alone would have it.
        #[test]
        fn only_emphasis_differs(text in "[a中「。」（(*~_\\\\`\\[\\]|>&#;: \n-]{0,60}") {
            let (given, letter) = marked(&text);
            let without = |mut events: Vec<Event<'_>>| {
                events = letter.map_or_else(|| events.clone(), |letter| unmarked(letter, events.clone()));
                let mut html = String::new();
                push_html(&mut html, events.into_iter());
                for tag in ["em", "strong", "del"] {
                    html = html.replace(&format!("<{tag}>"), "").replace(&format!("</{tag}>"), "");
                }
                html.replace(['*', '~', '_'], "")
            };
            for place in [Place::Article, Place::Comment] {
                let plain = Parser::new_ext(&text, options(place)).collect();
                let amended = Parser::new_ext(&given, options(place)).collect();
                prop_assert_eq!(without(amended), without(plain));
            }
        }

        #[test]
        fn texts_of_other_scripts_are_left_as_they_are(text in "[a-céЖא(*~_\\\\`\\[\\]|>&#;:’« \n-]{0,80}") {
            prop_assert!(matches!(marked(&text), (Cow::Borrowed(_), None)));
        }
    }
}
