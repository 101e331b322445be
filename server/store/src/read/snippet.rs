//! What is shown of an article that was found: the words around the words.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::search::{may_go_on, split};

/// How many bytes are shown around what was found.
const AROUND: usize = 180;
/// [`Hit::MARK`].
const MARK: &str = "\u{2}";

/// What one looks for, as the index sees it.
pub(super) struct Sought {
    words: HashSet<String>,
    /// The last word, if it may go on.
    begin: Option<String>,
}

impl Sought {
    pub(super) fn of(words: &str) -> Self {
        let begin = split(words).last().filter(|word| may_go_on(word)).map(folded);
        Self { words: split(words).map(folded).collect(), begin }
    }

    /// From the first of some texts in which something of it stands, else the beginning of the first.
    pub(super) fn snippet(&self, texts: &[&str]) -> String {
        let found = texts.iter().map(|text| (text, self.places(text))).find(|(_, found)| !found.is_empty());
        match found {
            Some((text, found)) => around(text, &found),
            None => texts.first().map(|text| around(text, &[])).unwrap_or_default(),
        }
    }

    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        let (mut rest, mut at) = (text, 0);
        while let Some(begin) = rest.find(is_of_a_word) {
            let end = rest[begin..].find(|c| !is_of_a_word(c)).map_or(rest.len(), |end| begin + end);
            let word = folded(&rest[begin..end]);
            let goes_on = self.begin.as_ref().is_some_and(|begin| word.starts_with(begin));
            if goes_on || self.words.contains(&word) {
                places.push(at + begin..at + end);
            }
            (rest, at) = (&rest[end..], at + end);
        }
        places
    }
}

/// As the tokenizer `unicode61` of the index has it, nearly: what differs is found and not marked.
fn is_of_a_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

/// Without accents and capital letters.
fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// Of a text the [`AROUND`] bytes in which the most different words were found, the first such, with marks.
fn around(plain: &str, found: &[Range<usize>]) -> String {
    let window = best(plain, found);
    let first = found.get(window.start).map_or(0, |first| first.start);
    let last = found[window.clone()].last().map_or(0, |last| last.end);
    let mut begin = plain.floor_char_boundary(first.saturating_sub(AROUND / 4));
    if begin > 0 {
        begin += plain[begin..first].find(char::is_whitespace).map_or(0, |space| space + 1);
    }
    let mut end = plain.floor_char_boundary(begin + AROUND);
    if end < plain.len() && end > last {
        end = plain[last..end].rfind(char::is_whitespace).map_or(end, |space| last + space);
    }
    let mut snippet = String::from(if begin > 0 { "…" } else { "" });
    let mut at = begin;
    for range in &found[window.start..] {
        if range.start >= end {
            break;
        }
        let upto = range.end.min(end);
        snippet.extend([&plain[at..range.start], MARK, &plain[range.start..upto], MARK]);
        at = upto;
    }
    snippet.push_str(&plain[at..end]);
    if end < plain.len() {
        snippet.push('…');
    }
    snippet
}

/// Which of the places found go together: the most different words within [`AROUND`] bytes.
fn best(plain: &str, found: &[Range<usize>]) -> Range<usize> {
    let words: Vec<String> = found.iter().map(|range| plain[range.clone()].to_lowercase()).collect();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let (mut best, mut most, mut left) = (0..1.min(found.len()), 0, 0);
    for (right, word) in words.iter().enumerate() {
        *seen.entry(word).or_default() += 1;
        while left < right && found[right].end - found[left].start > AROUND / 4 * 3 {
            if let Entry::Occupied(mut count) = seen.entry(&words[left]) {
                *count.get_mut() -= 1;
                if *count.get() == 0 {
                    count.remove();
                }
            }
            left += 1;
        }
        if seen.len() > most {
            (most, best) = (seen.len(), left..right + 1);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::super::Hit;
    use super::*;

    #[test]
    fn what_is_shown_of_a_text_has_the_most_of_what_was_found() {
        let dull = "dull ".repeat(40);
        let shown = Sought::of("one thr").snippet(&[&format!("one {dull}One two Three {dull}")]);
        assert!(shown.contains("\u{2}One\u{2} two \u{2}Three\u{2}"), "{shown}");
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        for (words, text, shown) in [
            ("b", "a b c", "a \u{2}b\u{2} c"),
            ("b", "a bc", "a bc"),
            ("bc", "a b bcd b", "a b \u{2}bcd\u{2} b"),
            ("bc x", "a bcd bc", "a bcd \u{2}bc\u{2}"),
            ("cafe", "a Café, Cafe\u{301}.", "a \u{2}Café\u{2}, \u{2}Cafe\u{301}\u{2}."),
            ("CAFÉ", "the cafes", "the \u{2}cafes\u{2}"),
            ("言", "a 言葉 b", "a \u{2}言葉\u{2} b"),
            ("x", "nothing", "nothing"),
        ] {
            assert_eq!(Sought::of(words).snippet(&[text]), shown, "{words}");
        }
        assert_eq!(
            Sought::of("one").snippet(&["Two.", "One.", "One"]),
            "\u{2}One\u{2}.",
            "the first that has any"
        );
    }

    #[test]
    fn what_is_shown_is_short_whatever_the_text_and_has_its_marks_in_pairs() {
        assert_eq!(Hit::MARK.to_string(), MARK);
        for unit in ["a ", "![a](", "x", "\u{1f600}b", "a b\n", " ", "é"] {
            for before in [0, 39, 40, 41, 50_000] {
                let text = format!("{}{}", "\u{1f600}".repeat(before), unit.repeat(20_000));
                let shown = Sought::of("a b").snippet(&[&text]);
                let marks = shown.matches(Hit::MARK).count();
                assert!(shown.len() <= 3 * AROUND + 6, "{unit:?} after {before}: {} bytes", shown.len());
                let is_there = unit.contains(['a', 'b']);
                assert!(
                    marks.is_multiple_of(2) && (marks > 0) == is_there,
                    "{unit:?} after {before}: {marks}"
                );
            }
        }
        let long = "é".repeat(50_000);
        assert!(Sought::of(&long).snippet(&[&long]).len() < 2 * AROUND);
    }
}
