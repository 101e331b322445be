//! What a source is a part of, as one line that people read and programs take apart:
//! `Sea Letters, vol. 12, no. 3, pp. 45–67`.

use std::fmt;

/// A journal or a book, and where in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) title: String,
    pub(super) volume: String,
    pub(super) issue: String,
    pub(super) pages: String,
}

impl Place {
    /// Takes a line apart, from its end; what has no mark is the title.
    #[must_use]
    pub(super) fn parse(line: &str) -> Self {
        let (rest, pages) = cut(line.trim(), &["pp. ", "p. "]);
        let (rest, issue) = cut(rest, &["no. "]);
        let (title, volume) = cut(rest, &["vol. "]);
        let [title, volume, issue, pages] = [title, volume, issue, pages].map(|part| part.trim().to_owned());
        Self { title, volume, issue, pages }
    }

    /// Pages as this site shows them: with a dash between numbers.
    #[must_use]
    pub(super) fn dashed(pages: &str) -> String {
        let mut out = String::with_capacity(pages.len());
        let mut before = ' ';
        let mut rest = pages.chars().peekable();
        while let Some(c) = rest.next() {
            let between =
                before.is_alphanumeric() && rest.peek().is_some_and(|after| after.is_alphanumeric());
            out.push(if matches!(c, '-' | '‐' | '‑' | '—' | '−') && between { '–' } else { c });
            before = c;
        }
        out
    }

    /// Nothing is known of it.
    #[must_use]
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What stands after the last of these marks, which begin the line or follow a comma.
fn cut<'a>(line: &'a str, marks: &[&str]) -> (&'a str, &'a str) {
    for mark in marks {
        if let Some(part) = line.strip_prefix(mark) {
            return ("", part);
        }
        if let Some(at) = line.rfind(&format!(", {mark}")) {
            return (&line[..at], &line[at + 2 + mark.len()..]);
        }
    }
    (line, "")
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let several = self.pages.contains(|c: char| !c.is_alphanumeric());
        let parts = [
            ("", &self.title),
            ("vol. ", &self.volume),
            ("no. ", &self.issue),
            (if several { "pp. " } else { "p. " }, &self.pages),
        ];
        let said = parts.iter().filter(|(_, part)| !part.is_empty());
        let words: Vec<String> = said.map(|(mark, part)| format!("{mark}{part}")).collect();
        f.write_str(&words.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_taken_apart_as_it_was_written() {
        for (line, parts) in [
            ("", ["", "", "", ""]),
            ("Sea Letters", ["Sea Letters", "", "", ""]),
            ("Sea Letters, vol. 12, no. 3, pp. 45–67", ["Sea Letters", "12", "3", "45–67"]),
            ("Sound, Light, and Matter, no. 3, p. 4", ["Sound, Light, and Matter", "", "3", "4"]),
            ("vol. 2", ["", "2", "", ""]),
            ("no. 7, pp. 1, 3, 5", ["", "", "7", "1, 3, 5"]),
            ("p. e12", ["", "", "", "e12"]),
        ] {
            let place = Place::parse(line);
            assert_eq!([&place.title, &place.volume, &place.issue, &place.pages], parts.each_ref(), "{line}");
            assert_eq!(place.to_string(), line);
        }
    }

    #[test]
    fn pages_have_a_dash() {
        for (pages, is) in [("45-67", "45–67"), ("45–67, A-7", "45–67, A–7"), ("-", "-"), ("e12", "e12")]
        {
            assert_eq!(Place::dashed(pages), is);
        }
    }
}
