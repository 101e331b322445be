//! What is shown of an article that was found: the words around the words.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use prose::fold::{self, Word};

use super::query::{may_go_on, split};

/// How many bytes are shown around what was found.
const AROUND: usize = 180;
/// [`model::Hit::MARK`].
const MARK: &str = "\u{2}";

/// The most places that are looked at in one text.
const PLACES: usize = 2_000;

/// How many bytes of the texts that were found are looked at for what is shown of them all. Beyond them a text is found, and its
/// beginning is shown.
pub(super) const LOOKED: usize = 500_000;
/// How many bytes of one text are looked at in any case.
const MIN_BYTES: usize = 8_192;

/// What one looks for, as the index sees it.
pub(super) struct Sought {
    words: HashSet<String>,
    /// The last word, if it may go on.
    begin: Option<String>,
    /// What stands without blanks, found within what does.
    runs: Vec<String>,
}

impl Sought {
    pub(super) fn of(words: &str) -> Self {
        let words = split(words);
        let begin = words.last().filter(|word| may_go_on(word)).map(|word| word.text.clone());
        let (runs, words): (Vec<Word>, Vec<Word>) = words.into_iter().partition(Word::is_run);
        let texts = |words: Vec<Word>| words.into_iter().map(|word| word.text);
        Self { words: texts(words).collect(), begin, runs: texts(runs).collect() }
    }

    /// From the first of some texts in which something of it stands, else the beginning of the first. What is looked at is
    /// taken from `bytes`; of each text there is always [`MIN_BYTES`].
    pub(super) fn snippet(&self, texts: &[&str], bytes: &mut usize) -> String {
        let mut places = |text: &str| {
            let looked = &text[..text.floor_char_boundary(MIN_BYTES.max(*bytes))];
            *bytes = bytes.saturating_sub(looked.len());
            self.places(looked)
        };
        let found = texts.iter().map(|text| (text, places(text))).find(|(_, found)| !found.is_empty());
        match found {
            Some((text, found)) => around(text, &found),
            None => texts.first().map(|text| around(text, &[])).unwrap_or_default(),
        }
    }

    fn places(&self, text: &str) -> Vec<Range<usize>> {
        let mut places = Vec::new();
        let (mut words, mut word) = (fold::words(text), Word::default());
        while places.len() < PLACES && words.read(&mut word) {
            if word.is_run() {
                places.extend(self.within(&word));
                continue;
            }
            let goes_on = self.begin.as_ref().is_some_and(|begin| word.text.starts_with(begin));
            if goes_on || self.words.contains(&word.text) {
                places.push(word.place.clone());
            }
        }
        places
    }

    /// Where in a run something stands; what overlaps is one place.
    fn within(&self, run: &Word) -> Vec<Range<usize>> {
        let found = self.runs.iter().flat_map(|sought| run.text.match_indices(sought.as_str()));
        let mut found: Vec<Range<usize>> = found.take(PLACES).map(|(at, text)| at..at + text.len()).collect();
        found.sort_by_key(|found| (found.start, found.end));
        let mut places: Vec<Range<usize>> = Vec::new();
        for found in found {
            let first = run.signs.partition_point(|(end, _)| *end <= found.start);
            let last = run.signs.partition_point(|(end, _)| *end < found.end);
            let (Some((_, first)), Some((_, last))) = (run.signs.get(first), run.signs.get(last)) else {
                continue;
            };
            match places.last_mut() {
                Some(before) if before.end > first.start => before.end = before.end.max(last.end),
                _ => places.push(first.start..last.end),
            }
        }
        places
    }
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
    use super::*;
    use model::Hit;

    #[test]
    fn what_is_shown_of_a_text_has_the_most_of_what_was_found() {
        let dull = "dull ".repeat(40);
        let shown =
            Sought::of("one thr").snippet(&[&format!("one {dull}One two Three {dull}")], &mut 1_000_000);
        assert!(shown.contains("\u{2}One\u{2} two \u{2}Three\u{2}"), "{shown}");
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        for (words, text, shown) in [
            ("b", "a b c", "a \u{2}b\u{2} c"),
            ("b", "a bc", "a bc"),
            ("bc", "a b bcd b", "a b \u{2}bcd\u{2} b"),
            ("bc x", "a bcd bc", "a bcd \u{2}bc\u{2}"),
            ("cafe", "a Café, Cafe\u{301}.", "a \u{2}Café\u{2}, \u{2}Cafe\u{301}\u{2}."),
            ("CAFÉ", "the cafes", "the \u{2}cafes\u{2}"),
            ("言", "a 言葉 b", "a \u{2}言\u{2}葉 b"),
            ("言葉", "a 今言葉は b", "a 今\u{2}言葉\u{2}は b"),
            ("合并会 并会产", "三方合并会产生", "三方\u{2}合并会产\u{2}生"),
            ("パソ", "x ﾊﾟｿｺﾝ", "x \u{2}ﾊﾟｿ\u{2}ｺﾝ"),
            ("donaudampf", "die Donau\u{ad}dampf\u{ad}fahrt", "die \u{2}Donau\u{ad}dampf\u{ad}fahrt\u{2}"),
            ("strasse office", "Straße, oﬃce", "\u{2}Straße\u{2}, \u{2}oﬃce\u{2}"),
            ("كتاب", "في كِتَابٌ.", "في \u{2}كِتَابٌ\u{2}."),
            ("x", "nothing", "nothing"),
        ] {
            assert_eq!(Sought::of(words).snippet(&[text], &mut 1_000_000), shown, "{words}");
        }
        assert_eq!(
            Sought::of("one").snippet(&["Two.", "One.", "One"], &mut 1_000_000),
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
                let shown = Sought::of("a b").snippet(&[&text], &mut 1_000_000);
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
        assert!(Sought::of(&long).snippet(&[&long], &mut 1_000_000).len() < 2 * AROUND);
    }
}
