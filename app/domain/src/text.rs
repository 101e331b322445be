//! Validated text: what a character is, how long each field may be, and what it may hold.
//!
//! A **character** is one Unicode scalar value of the text after [`normalise`]; SQLite's `length` and
//! PostgreSQL's `char_length` count the same, so that a CHECK stands behind every limit here. Parse at the
//! edge, never check again inside.

use std::borrow::Cow;
use std::fmt;

use prose::text::{normalise, normalise_with};
use serde::{Deserialize, Serialize};

use crate::fault::{Fault, Field, FieldProblem};

/// The number of characters of `text` as it would be kept.
///
/// This is the one count, on server and client, in rules and in live counters.
#[must_use]
pub fn count(text: &str) -> usize {
    normalise(text).chars().count()
}

/// A title or a name within plain text, such as a label or the title of a page: where it has letters that are written
/// from right to left, it is set apart (U+2068, U+2069), so that it turns nothing around beside it.
#[must_use]
pub fn isolated(text: &str) -> Cow<'_, str> {
    let turns = |c: char| {
        matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}'
            | '\u{10800}'..='\u{10FFF}' | '\u{1E800}'..='\u{1EFFF}')
    };
    if text.chars().any(turns) { Cow::Owned(format!("\u{2068}{text}\u{2069}")) } else { Cow::Borrowed(text) }
}

/// How many characters a text has as it is kept, where `compose` makes NFC: a browser brings the tables for that, which are
/// heavy to download.
#[must_use]
pub fn count_with(text: &str, compose: impl FnOnce(&str) -> String) -> usize {
    normalise_with(text, compose).chars().count()
}

/// Whether a text may have several lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lines {
    One,
    Many,
}

fn check(field: Field, text: &str, least: usize, most: usize, lines: Lines) -> Result<String, FieldProblem> {
    let mut text = normalise(text);
    if lines == Lines::One {
        text = text.trim().to_owned();
    }
    let forbidden = |c: &char| c.is_control() && !(lines == Lines::Many && matches!(c, '\n' | '\t'));
    if let Some((at, c)) = text.chars().enumerate().find(|(_, c)| forbidden(c)) {
        return Err(FieldProblem::new(field, Fault::ControlCharacter { at, code: u32::from(c) }));
    }
    let actual = text.chars().count();
    if actual < least {
        return Err(FieldProblem::new(field, Fault::Missing));
    }
    if actual > most {
        return Err(FieldProblem::new(field, Fault::TooLong { limit: most, actual }));
    }
    Ok(text)
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $field:expr, $least:literal..=$most:literal, $lines:ident);* $(;)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The most characters.
            pub const LIMIT: usize = $most;

            /// Normalises and checks.
            ///
            /// # Errors
            /// Names the field, the limit and the actual size, or the character that may not be there.
            pub fn parse(text: &str) -> Result<Self, FieldProblem> {
                check($field, text, $least, $most, Lines::$lines).map(Self)
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Whether there is no text.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.0.is_empty()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = FieldProblem;
            fn try_from(text: String) -> Result<Self, FieldProblem> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }
    )*};
}

texts! {
    /// An article's title, 1 to 150 characters on one line.
    Title = Field::Title, 1..=150, One;
    /// An article's summary, at most 500 characters.
    Summary = Field::Summary, 0..=500, Many;
    /// An article's text in Markdown, at most 100,000 characters.
    Body = Field::Body, 0..=100_000, Many;
    /// What a revision changed and why, at most 500 characters.
    Note = Field::Note, 0..=500, One;
    /// Why two articles are related, at most 500 characters.
    Explanation = Field::Explanation, 0..=500, Many;
    /// A comment in Markdown, 1 to 10,000 characters.
    CommentBody = Field::Comment, 1..=10_000, Many;
    /// Why an article is locked, 1 to 500 characters.
    Reason = Field::Reason, 1..=500, Many;
    /// A contributor's first name, 1 to 60 characters.
    FirstName = Field::FirstName, 1..=60, One;
    /// A contributor's last name, at most 60 characters.
    LastName = Field::LastName, 0..=60, One;
    /// The title of a source, 1 to 300 characters.
    SourceTitle = Field::SourceTitle, 1..=300, One;
    /// Who wrote a source, at most 1,000 characters; of several, with semicolons between them.
    SourceAuthor = Field::SourceAuthor, 0..=1_000, One;
    /// Who published a source, at most 300 characters.
    Publisher = Field::Publisher, 0..=300, One;
    /// What a source is a part of, such as a journal with volume, number and pages, at most 500 characters.
    Container = Field::Container, 0..=500, One;
    /// Words of a source, at most 2,000 characters.
    Excerpt = Field::Excerpt, 0..=2_000, Many;
    /// Why a source bears on a passage, at most 2,000 characters.
    CitationNote = Field::CitationNote, 0..=2_000, Many;
}

impl SourceAuthor {
    /// Each of those who wrote it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.split(';').map(str::trim).filter(|name| !name.is_empty())
    }
}

impl Note {
    /// No note.
    #[must_use]
    pub const fn none() -> Self {
        Self(String::new())
    }
}

/// The words of a quoted passage: 1 to 5,000 characters of an article's plain text, kept exactly as they stand
/// there (not normalised, as they are compared with it).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quote(String);

impl Quote {
    /// The most characters.
    pub const LIMIT: usize = 5_000;

    /// Checks the length only.
    ///
    /// # Errors
    /// If it is empty, nothing but white space, or too long.
    pub fn parse(text: &str) -> Result<Self, FieldProblem> {
        let actual = text.chars().count();
        if text.trim().is_empty() {
            Err(FieldProblem::new(Field::Quote, Fault::Missing))
        } else if actual > Self::LIMIT {
            Err(FieldProblem::new(Field::Quote, Fault::TooLong { limit: Self::LIMIT, actual }))
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Quote {
    type Error = FieldProblem;
    fn try_from(text: String) -> Result<Self, FieldProblem> {
        Self::parse(&text)
    }
}

impl From<Quote> for String {
    fn from(quote: Quote) -> Self {
        quote.0
    }
}

/// An address on the web: `http` or `https` with a host, at most 2,000 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct WebUrl(String);

impl WebUrl {
    /// The most characters.
    pub const LIMIT: usize = 2_000;

    /// Normalises and checks.
    ///
    /// # Errors
    /// If it is too long, or not an `http` or `https` address with a host.
    pub fn parse(text: &str) -> Result<Self, FieldProblem> {
        let text = check(Field::Url, text, 1, Self::LIMIT, Lines::One)?;
        let lower = text.to_ascii_lowercase();
        let rest = lower.strip_prefix("https://").or_else(|| lower.strip_prefix("http://"));
        let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
        let plausible = host.is_some_and(|host| {
            // A user name before the host only ever serves to deceive.
            !host.is_empty() && !host.starts_with([':', '.']) && !host.contains(['@', '\\', '<', '>', '"'])
        });
        if plausible && !text.contains(char::is_whitespace) {
            Ok(Self(text))
        } else {
            Err(FieldProblem::new(Field::Url, Fault::NotAUrl))
        }
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for WebUrl {
    type Error = FieldProblem;
    fn try_from(text: String) -> Result<Self, FieldProblem> {
        Self::parse(&text)
    }
}

impl From<WebUrl> for String {
    fn from(url: WebUrl) -> Self {
        url.0
    }
}

/// An e-mail address, in lower case, at most 254 characters. Private: it is never shown to others.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// The most characters.
    pub const LIMIT: usize = 254;

    /// Normalises, lowers and checks the form; whether anyone reads it only a sign-in link can show.
    ///
    /// # Errors
    /// If it is too long or not of the form name@host.
    pub fn parse(text: &str) -> Result<Self, FieldProblem> {
        let text = check(Field::Email, text, 1, Self::LIMIT, Lines::One)?.to_lowercase();
        let well_formed = text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && !host.is_empty()
                && !host.contains('@')
                && !host.starts_with(['.', '-'])
                && !host.ends_with(['.', '-'])
                && text.chars().all(|c| c.is_alphanumeric() || "@.!#$%&'*+-/=?^_`{|}~".contains(c))
        });
        if well_formed { Ok(Self(text)) } else { Err(FieldProblem::new(Field::Email, Fault::NotAnEmail)) }
    }

    /// The address, for sending mail only.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// So that no log ever shows an address.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

impl TryFrom<String> for Email {
    type Error = FieldProblem;
    fn try_from(text: String) -> Result<Self, FieldProblem> {
        Self::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

/// The date of a source: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SourceDate(String);

impl SourceDate {
    /// Normalises and checks.
    ///
    /// # Errors
    /// If it is not a date of one of the three forms.
    pub fn parse(text: &str) -> Result<Self, FieldProblem> {
        Self::parse_as(Field::Date, text)
    }

    /// The same, as the day on which a source was read.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn read_on(text: &str) -> Result<Self, FieldProblem> {
        Self::parse_as(Field::Accessed, text)
    }

    fn parse_as(field: Field, text: &str) -> Result<Self, FieldProblem> {
        let text = text.trim();
        let mut parts = text.split('-');
        let mut number = |digits: usize, least: u32, most: u32| match parts.next() {
            None => Some(None),
            Some(part) if part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()) => {
                part.parse().ok().filter(|n| (least..=most).contains(n)).map(Some)
            }
            Some(_) => None,
        };
        let well_formed = match (number(4, 1, 9999), number(2, 1, 12), number(2, 1, 31)) {
            (Some(Some(year)), Some(Some(month)), Some(Some(day))) => day <= days_in(year, month),
            (Some(Some(_)), Some(_), Some(None)) => true,
            _ => false,
        };
        if well_formed && parts.next().is_none() {
            Ok(Self(text.to_owned()))
        } else {
            Err(FieldProblem::new(field, Fault::NotADate))
        }
    }

    /// The date.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl TryFrom<String> for SourceDate {
    type Error = FieldProblem;
    fn try_from(text: String) -> Result<Self, FieldProblem> {
        Self::parse(&text)
    }
}

impl From<SourceDate> for String {
    fn from(date: SourceDate) -> Self {
        date.0
    }
}

/// The texts of a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Texts {
    /// Title.
    pub title: Title,
    /// Summary.
    pub summary: Summary,
    /// Body.
    pub body: Body,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_written_from_right_to_left_is_set_apart_in_labels() {
        assert_eq!(isolated("Rules, 1"), "Rules, 1");
        assert_eq!(isolated("כללים"), "\u{2068}כללים\u{2069}");
        assert_eq!(isolated("The قواعد"), "\u{2068}The قواعد\u{2069}");
    }

    #[test]
    fn the_summary_takes_500_characters_and_not_501() {
        assert!(Summary::parse(&"😀".repeat(500)).is_ok());
        assert_eq!(
            Summary::parse(&"😀".repeat(501)),
            Err(FieldProblem::new(Field::Summary, Fault::TooLong { limit: 500, actual: 501 }))
        );
    }

    #[test]
    fn characters_are_scalar_values_of_the_normalised_text() {
        for (text, expected) in [
            ("", 0),
            ("\r\n \t\na\r\nb  ", 3),
            ("  a", 3),
            ("e\u{301}", 1),
            ("👨‍👩‍👧‍👦", 7),
            ("Z\u{310}\u{311}\u{312}", 4),
            ("\u{1F1E9}\u{1F1EA}", 2),
        ] {
            assert_eq!(count(text), expected, "{text:?}");
        }
    }

    #[test]
    fn the_first_line_keeps_its_indent_where_there_may_be_several() {
        for (typed, kept) in [
            ("    let x = 1;\n    let y = 2;\n", "    let x = 1;\n    let y = 2;"),
            ("\u{3000}\u{3000}段落", "\u{3000}\u{3000}段落"),
            ("\tcode", "\tcode"),
            ("\r\n \t\r\n\u{3000}\n\n  - a \n \n", "  - a"),
            (" \n\t\n\u{3000}", ""),
            (" ", ""),
        ] {
            assert_eq!(Body::parse(typed).unwrap().as_str(), kept, "{typed:?}");
            match CommentBody::parse(typed) {
                Ok(comment) => assert_eq!(comment.as_str(), kept, "{typed:?}"),
                Err(missing) => assert_eq!((missing.fault, kept), (Fault::Missing, ""), "{typed:?}"),
            }
        }
        for typed in [" a b ", "\n\u{3000}\ta b", "a b\r\n"] {
            assert_eq!(Title::parse(typed).unwrap().as_str(), "a b", "{typed:?}");
            assert_eq!(FirstName::parse(typed).unwrap().as_str(), "a b", "{typed:?}");
        }
        assert_eq!(SourceDate::parse(" 2010-11 \n").unwrap().as_str(), "2010-11");
    }

    #[test]
    fn control_characters_are_named_by_place_and_code() {
        assert_eq!(
            Title::parse("ab\u{7}c"),
            Err(FieldProblem::new(Field::Title, Fault::ControlCharacter { at: 2, code: 7 }))
        );
        assert!(Title::parse("one\ntwo").is_err());
        assert!(Body::parse("one\r\n\ttwo").is_ok());
        assert!(Body::parse("nul\0").is_err());
    }

    #[test]
    fn only_web_addresses_are_taken() {
        for good in
            ["https://example.org", "http://example.org/a?b#c", "HTTPS://EXAMPLE.ORG/", "https://[::1]/"]
        {
            assert!(WebUrl::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "javascript:alert(1)",
            "data:text/html,x",
            "ftp://example.org",
            "https://",
            "https://user@example.org",
            "https:/example.org",
            "https://exa mple.org",
            "//example.org",
            "java\nscript:x",
        ] {
            assert!(WebUrl::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn dates_of_sources_are_checked() {
        for good in ["2010", "2010-11", "2010-11-20", "2000-02-29"] {
            assert!(SourceDate::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "10", "2010-13", "2010-02-30", "1900-02-29", "2010-1-1", "2010-11-20-1", "2010-"] {
            assert!(SourceDate::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_email_is_lowered_and_never_printed() {
        let email = Email::parse("Desk@Example.ORG").unwrap();
        assert_eq!(email.as_str(), "desk@example.org");
        assert!(!format!("{email:?}").contains("desk"));
        for bad in ["", "x", "@x", "x@", "x@y@z", "a b@c.d", "x@y\r\nBcc: z@w"] {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn normalising_twice_is_normalising_once(text in any::<String>(), blanks in "[ \t\r\n\u{3000}\u{301}a]{0,9}") {
            let text = blanks.clone() + &text + &blanks;
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }

        #[test]
        fn what_is_taken_is_within_its_limit_and_survives_a_round_trip(text in any::<String>()) {
            if let Ok(summary) = Summary::parse(&text) {
                prop_assert!(summary.as_str().chars().count() <= Summary::LIMIT);
                prop_assert_eq!(Summary::parse(summary.as_str()), Ok(summary));
            }
        }
    }
}
