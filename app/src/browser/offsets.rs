//! Between the browser's UTF-16 code units and our characters (Unicode scalar values).
//!
//! Everything that leaves the DOM counts characters (see `domain::anchor`); these functions are the boundary.

use std::ops::Range;

/// The characters that a range of UTF-16 units covers. A unit in the middle of a character takes the whole
/// character, so that a selection never cuts one in two.
#[must_use]
pub fn chars_of_units(text: &str, units: &Range<usize>) -> Range<usize> {
    let mut unit = 0;
    let (mut start, mut end) = (None, None);
    let mut count = 0;
    for c in text.chars() {
        if end.is_none() && unit >= units.end {
            end = Some(count);
        }
        unit += c.len_utf16();
        if start.is_none() && unit > units.start {
            start = Some(count);
        }
        count += 1;
    }
    let end = end.unwrap_or(count);
    start.unwrap_or(count).min(end)..end
}

/// How many UTF-16 units the first `chars` characters take.
#[must_use]
pub fn units_of_chars(text: &str, chars: usize) -> usize {
    text.chars().take(chars).map(char::len_utf16).sum()
}

/// Where, in bytes, the character begins that holds a UTF-16 unit; the end of the text if it has fewer.
#[must_use]
pub fn byte_of_unit(text: &str, unit: usize) -> usize {
    let mut units = 0;
    for (byte, c) in text.char_indices() {
        units += c.len_utf16();
        if units > unit {
            return byte;
        }
    }
    text.len()
}

/// The place without white space at either end, and its words; `None` if nothing else is left.
#[must_use]
pub fn trimmed(text: &str, place: &Range<usize>) -> Option<(Range<usize>, String)> {
    let words: String = text.chars().skip(place.start).take(place.len()).collect();
    let before = words.chars().take_while(|c| c.is_whitespace()).count();
    let exact = words.trim().to_owned();
    let start = place.start + before;
    let end = start + exact.chars().count();
    (start < end).then_some((start..end, exact))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Selects `selected` in `text` as a browser does, in UTF-16 units.
    fn units(text: &str, selected: &str) -> Range<usize> {
        let at = text.find(selected).unwrap();
        let start = text[..at].encode_utf16().count();
        start..start + selected.encode_utf16().count()
    }

    #[test]
    fn a_selection_is_counted_in_characters_whatever_the_script() {
        for (text, selected, expected) in [
            ("plain words", "words", 6..11),
            ("😀😀 after", "after", 3..8),
            ("a👨‍👩‍👧b c", "b", 6..7),
            ("cafe\u{301} noir", "noir", 6..10),
            ("שלום עולם", "עולם", 5..9),
            ("𝔘𝔫𝔦 end", "end", 4..7),
            ("one\ntwo", "two", 4..7),
        ] {
            let place = chars_of_units(text, &units(text, selected));
            assert_eq!(place, expected, "{text}");
            let words: String = text.chars().skip(place.start).take(place.len()).collect();
            assert_eq!(words, selected);
            assert_eq!(
                units_of_chars(text, place.start)..units_of_chars(text, place.end),
                units(text, selected)
            );
        }
    }

    #[test]
    fn half_a_character_takes_all_of_it() {
        assert_eq!(chars_of_units("a😀b", &(2..3)), 1..2);
        assert_eq!(chars_of_units("a😀b", &(1..2)), 1..2);
        assert_eq!(byte_of_unit("a😀b", 2), 1);
    }

    #[test]
    fn a_range_beyond_the_text_ends_with_it() {
        assert_eq!(chars_of_units("ab", &(1..9)), 1..2);
        assert_eq!(chars_of_units("ab", &(5..9)), 2..2);
        assert_eq!(chars_of_units("", &(0..0)), 0..0);
        assert_eq!(units_of_chars("ab", 9), 2);
        assert_eq!(byte_of_unit("ä", 1), 2);
    }

    #[test]
    fn white_space_at_the_ends_is_no_part_of_a_passage() {
        assert_eq!(trimmed("one  two \n", &(3..10)), Some((5..8, "two".to_owned())));
        assert_eq!(trimmed("a\u{a0}😀 b", &(1..4)), Some((2..3, "😀".to_owned())));
        assert_eq!(trimmed("a   b", &(1..4)), None);
        assert_eq!(trimmed("abc", &(1..1)), None);
    }
}
