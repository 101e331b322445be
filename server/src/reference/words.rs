//! What the forms of references have in common: markup and dates as people type them, names, numbers of books.

use domain::source::Identifier;
use domain::text::{SourceDate, WebUrl};

use super::latex::superscript;

/// One line of plain words: no tags and entities of HTML (also twice encoded, as catalogues give them), no line breaks and
/// no control characters.
#[must_use]
pub(super) fn plain(text: &str) -> String {
    let mut text = without_tags(text);
    for _ in 0..ENCODED {
        let decoded = html_escape::decode_html_entities(&text);
        if *decoded == *text {
            break;
        }
        text = without_tags(&decoded);
    }
    let visible: String = text
        .chars()
        .filter_map(|c| match c {
            c if c.is_whitespace() => Some(' '),
            c if c.is_control() || matches!(c, '\u{FEFF}' | '\u{200B}' | '\u{AD}') => None,
            c => Some(c),
        })
        .collect();
    visible.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// How often a text may have been encoded anew.
const ENCODED: usize = 4;

/// The signs that entities of HTML stand for, also twice encoded.
pub(super) fn decoded(text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..ENCODED {
        text = html_escape::decode_html_entities(&text).into_owned();
    }
    text
}

/// The text without the tags that titles have; what only looks like one stays.
fn without_tags(text: &str) -> String {
    /// A longer tag is none.
    const MAX_CHARS: usize = 400;
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut line) = (text, Line::Base);
    while let Some(at) = rest.find('<') {
        push(&mut out, &rest[..at], line);
        rest = &rest[at..];
        // Within a tag there is no other.
        let end = rest
            .bytes()
            .take(MAX_CHARS)
            .skip(1)
            .position(|byte| matches!(byte, b'>' | b'<'))
            .map(|end| end + 1);
        let end = end.filter(|end| rest.as_bytes().get(*end) == Some(&b'>'));
        let Some((inside, after)) = end.map(|end| (&rest[1..end], &rest[end + 1..])) else {
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        let closes = inside.starts_with('/');
        let name = inside.trim_start_matches('/');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != ':').unwrap_or(name.len());
        let (name, attributes) = name.split_at(end);
        let of_markup = attributes.trim().trim_end_matches('/').trim();
        if is_tag(name) && (of_markup.is_empty() || of_markup.contains('=')) {
            match name.rsplit(':').next().unwrap_or_default().to_ascii_lowercase().as_str() {
                "sup" => line = if closes { Line::Base } else { Line::Raised },
                "p" | "br" | "div" => out.push(' '),
                _ => {}
            }
            rest = after;
        } else {
            out.push('<');
            rest = &rest[1..];
        }
    }
    push(&mut out, rest, line);
    out
}

/// Where words stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Line {
    Base,
    /// Above it, as in superscripts.
    Raised,
}

fn push(out: &mut String, words: &str, line: Line) {
    match line {
        Line::Base => out.push_str(words),
        Line::Raised => out.extend(words.chars().map(superscript)),
    }
}

fn is_tag(name: &str) -> bool {
    const TAGS: [&str; 28] = [
        "i",
        "b",
        "em",
        "emph",
        "strong",
        "sub",
        "sup",
        "sc",
        "scp",
        "u",
        "s",
        "br",
        "p",
        "span",
        "div",
        "font",
        "a",
        "italic",
        "bold",
        "underline",
        "tt",
        "code",
        "small",
        "big",
        "inf",
        "math",
        "q",
        "cite",
    ];
    name.starts_with("jats:")
        || name.starts_with("mml:")
        || name.starts_with("xhtml:")
        || TAGS.iter().any(|tag| tag.eq_ignore_ascii_case(name))
}

/// A date that was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Date {
    /// As the form has it: a year, perhaps with its month and day; empty if there is no year of four digits.
    pub(super) value: String,
    /// It says all that was written.
    pub(super) whole: bool,
}

/// A date as people write it: `1999-5-7`, `May 1999`, `c. 1999`, `1999a`; of a span its beginning.
#[must_use]
pub(super) fn date(text: &str) -> Date {
    /// A longer text is no date.
    const MAX_CHARS: usize = 200;
    enum Token {
        Year(String),
        Number(u32),
        Month(u32),
        Other,
    }
    let text = text.trim();
    // A year before the first has a sign.
    if text.len() > MAX_CHARS || text.starts_with(['-', '−']) {
        return Date::default();
    }
    // The time of a day.
    let day = text
        .split_once('T')
        .filter(|(day, time)| day.ends_with(|c: char| c.is_ascii_digit()) && time.contains(':'));
    let text = day.map_or(text, |(day, _)| day);
    let tokens: Vec<Token> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|token| !token.is_empty())
        .map(|token| match (token.parse::<u32>(), token.len()) {
            (Ok(_), 4) => Token::Year(token.to_owned()),
            (Ok(number), 1 | 2) => Token::Number(number),
            _ => match (month(token), year_within(token)) {
                (Some(month), _) => Token::Month(month),
                (None, Some(year)) => Token::Year(year.to_owned()),
                (None, None) => Token::Other,
            },
        })
        .collect();
    let plain = text.chars().all(|c| c.is_alphanumeric() || c.is_whitespace() || "-/.,".contains(c))
        && text
            .split(|c: char| !c.is_alphanumeric())
            .all(|token| token.len() == 4 || year_within(token).is_none());
    let known = |year: &str, month: Option<u32>, day: Option<u32>| {
        let value = [Some(year.to_owned()), month.map(|n| format!("{n:02}")), day.map(|n| format!("{n:02}"))];
        let value = value.into_iter().flatten().collect::<Vec<_>>().join("-");
        SourceDate::parse(&value).ok().map(|_| value)
    };
    let exact = match tokens.as_slice() {
        _ if !plain => None,
        [Token::Year(year)] => known(year, None, None),
        [Token::Year(year), Token::Number(month) | Token::Month(month)]
        | [Token::Month(month), Token::Year(year)] => known(year, Some(*month), None),
        [Token::Year(year), Token::Number(month) | Token::Month(month), Token::Number(day)]
        | [Token::Number(day), Token::Month(month), Token::Year(year)]
        | [Token::Month(month), Token::Number(day), Token::Year(year)] => {
            known(year, Some(*month), Some(*day))
        }
        _ => None,
    };
    if let Some(value) = exact {
        return Date { value, whole: true };
    }
    // Eight digits are a day, where they can be one.
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let value = format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]);
        return if SourceDate::parse(&value).is_ok() { Date { value, whole: true } } else { Date::default() };
    }
    // The beginning of a span may have its month and day; else the year alone is certain.
    if let Some((start, _)) =
        text.split_once('/').or_else(|| text.split_once('–')).or_else(|| text.split_once("--"))
        && start.len() >= 7
    {
        return Date { whole: false, ..date(start) };
    }
    let year = tokens.into_iter().find_map(|token| match token {
        Token::Year(year) => known(&year, None, None),
        _ => None,
    });
    Date { value: year.unwrap_or_default(), whole: false }
}

/// The four digits within a word such as `1999a` or `c1999`; more digits are no year.
fn year_within(token: &str) -> Option<&str> {
    let mut runs = token.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    let run = runs.next().filter(|run| run.len() == 4)?;
    runs.next().is_none().then_some(run)
}

/// The number of a month by its name or the beginning of it, of three letters at least.
#[must_use]
pub(super) fn month(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_lowercase();
    let start = |name: &&str| word.len() >= 3 && name.starts_with(&word);
    (1..).zip(NAMES).find(|(_, name)| start(name)).map(|(number, _)| number)
}

/// The DOI of a text that is one, perhaps with something around it.
#[must_use]
pub(super) fn doi(text: &str) -> Option<Identifier> {
    Identifier::parse(text).ok().filter(|identifier| matches!(identifier, Identifier::Doi(_)))
}

/// The first ISBN of a text that may have several, or words beside it, and what else there is.
#[must_use]
pub(super) fn isbn(text: &str) -> Option<(Identifier, String)> {
    let read = |text: &str| Identifier::parse(text).ok().filter(|found| matches!(found, Identifier::Isbn(_)));
    if let Some(found) = read(text) {
        return Some((found, String::new()));
    }
    let pieces = |separators: fn(char) -> bool| {
        text.split(separators).map(str::trim).filter(|piece| !piece.is_empty())
    };
    let by_signs: Vec<&str> =
        pieces(|c| matches!(c, ',' | ';' | '/' | '(' | ')' | '|' | '[' | ']')).collect();
    let by_blanks: Vec<&str> =
        pieces(|c| c.is_whitespace() || matches!(c, ',' | ';' | '/' | '(' | ')' | '|' | ':' | '[' | ']'))
            .collect();
    for pieces in [by_signs, by_blanks] {
        if let Some((at, found)) = pieces.iter().enumerate().find_map(|(at, piece)| Some((at, read(piece)?)))
        {
            // The ten digits of the same book are no other.
            let none = |piece: &str| ["isbn", "and"].iter().any(|word| piece.eq_ignore_ascii_case(word));
            let others: Vec<&str> = pieces
                .iter()
                .enumerate()
                .filter(|(nth, piece)| {
                    *nth != at && !none(piece) && read(piece).is_none_or(|other| other != found)
                })
                .map(|(_, piece)| *piece)
                .collect();
            return Some((found, others.join(", ")));
        }
    }
    None
}

/// The first address of a text that has some, and what else there is.
#[must_use]
pub(super) fn address(text: &str) -> Option<(String, String)> {
    let text = html_escape::decode_html_entities(text);
    let read = |word: &str| {
        let word = word.trim_matches(|c: char| matches!(c, '<' | '>' | '"' | '“' | '”' | ';' | ','));
        let with_scheme =
            if word.len() > 6 && word.to_ascii_lowercase().starts_with("www.") && word[4..].contains('.') {
                format!("https://{word}")
            } else {
                word.to_owned()
            };
        WebUrl::parse(&with_scheme).ok().map(|url| url.as_str().to_owned())
    };
    if let Some(url) = read(text.trim()) {
        return Some((url, String::new()));
    }
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let (at, url) = words.iter().enumerate().find_map(|(at, word)| Some((at, read(word)?)))?;
    words.remove(at);
    Some((url, words.join(" ")))
}

/// A person as the form has one: family name, suffix, given names. The form has semicolons between persons.
#[must_use]
pub(super) fn person(family: &[&str], suffix: &str, given: &str) -> String {
    let family: Vec<String> = family.iter().map(|part| plain(part)).filter(|part| !part.is_empty()).collect();
    [family.join(" "), plain(suffix), plain(given)]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", ")
        .replace(';', ",")
}

/// What stands for authors that are not named.
pub(super) const ET_AL: &str = "et al.";

/// Whether a name stands for more than are named.
#[must_use]
pub(super) fn is_others(name: &str) -> bool {
    let name = name.trim().trim_end_matches('.').to_lowercase();
    matches!(name.as_str(), "et al" | "others" | "and others" | "et alii" | "u. a" | "et. al")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_words() {
        for (text, is) in [
            ("The <emph type=\"ital\">Guidelines</emph> of 2010", "The Guidelines of 2010"),
            ("Growth of <i>E. coli</i> in H<sub>2</sub>O &amp;amp; air", "Growth of E. coli in H2O & air"),
            ("10<sup>-3</sup> of the 19<sup>th</sup>", "10⁻³ of the 19th"),
            ("&lt;i&gt;In vitro&lt;/i&gt; &eacute;tude", "In vitro étude"),
            ("A Vec<T> where a < b and c > d", "A Vec<T> where a < b and c > d"),
            ("<span style=\"font-variant: small-caps\">Dna</span>", "Dna"),
            ("<jats:p>One</jats:p><jats:p>two</jats:p>", "One two"),
            ("two\n  lines\tand a\u{0} sign", "two lines and a sign"),
            ("x &amp;lt; y, AT&T; &unknown;", "x < y, AT&T; &unknown;"),
        ] {
            assert_eq!(plain(text), is, "{text}");
        }
    }

    #[test]
    fn at_least_the_year_of_a_date_is_read() {
        for (text, value, whole) in [
            ("1999", "1999", true),
            ("1999-5-7", "1999-05-07", true),
            ("1999-05", "1999-05", true),
            ("May 1999", "1999-05", true),
            ("7 May 1999", "1999-05-07", true),
            ("sept. 7, 1999", "1999-09-07", true),
            ("1999/05/07/", "1999-05-07", true),
            ("19990507", "1999-05-07", true),
            ("1999-05-07T10:00:00Z", "1999-05-07", true),
            ("1999a", "1999", false),
            ("c. 1999", "1999", false),
            ("c1999", "1999", false),
            ("[1999]", "1999", false),
            ("1999?", "1999", false),
            ("1999~", "1999", false),
            ("1999--2001", "1999", false),
            ("1999/2001", "1999", false),
            ("1999-05-07/1999-06-01", "1999-05-07", false),
            ("1999-13-40", "1999", false),
            ("1999-02-30", "1999", false),
            ("5/7/1999", "1999", false),
            ("Spring 1999", "1999", false),
            ("20102010", "", false),
            ("-0044", "", false),
            ("in press", "", false),
            ("199X", "", false),
            ("0000", "", false),
            ("", "", false),
        ] {
            assert_eq!(date(text), Date { value: value.into(), whole }, "{text}");
        }
    }

    #[test]
    fn of_several_numbers_the_first_is_taken_and_the_others_said() {
        let isbn = |text: &str| isbn(text).map(|(found, others)| (found.to_string(), others));
        let first = "ISBN 9780306406157".to_owned();
        for (text, others) in [
            ("0-306-40615-2", ""),
            ("978-0-306-40615-7 (pbk)", "pbk"),
            ("9780306406157, 0-306-40615-2", ""),
            ("0306406152 9780804429573", "9780804429573"),
            ("ISBN: 978 0 306 40615 7; 978-0-8044-2957-3", "978-0-8044-2957-3"),
        ] {
            assert_eq!(isbn(text), Some((first.clone(), others.to_owned())), "{text}");
        }
        assert_eq!(isbn("1234"), None);
    }

    #[test]
    fn an_address_is_found_among_words() {
        for (text, url, others) in [
            ("https://example.org/x?a=1&amp;b=2", "https://example.org/x?a=1&b=2", ""),
            ("<https://example.org/x>", "https://example.org/x", ""),
            ("see https://example.org/x today", "https://example.org/x", "see today"),
            ("www.example.org/x", "https://www.example.org/x", ""),
        ] {
            assert_eq!(address(text), Some((url.to_owned(), others.to_owned())), "{text}");
        }
        assert_eq!(address("javascript:alert(1)"), None);
    }
}
