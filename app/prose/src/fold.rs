//! Texts as readers compare them: which words a search takes for the same.
//!
//! A text is folded by its letters (compatibility composition, full case folding, Unicode Standard 3.13 and UAX 15), without
//! what a reader does not see or may leave out: signs of no width, accents of Latin and Greek, points and vowel signs of Arabic
//! and Hebrew. Vowel signs and viramas of Indic scripts and the voicing of kana make other letters, and stay.
//!
//! Where a script has no blanks between words, a word is found anywhere in a run of letters. Which of them are words would take
//! a dictionary, so an index has each two that stand side by side, and what is looked for is looked for as such pairs.

use std::ops::Range;

mod indexed;
mod letters;

pub use indexed::{WORD, indexed};
pub use letters::caseless;
use letters::{Class, Folds, Kind, class, folded, kind};

/// Which way of folding this is: what was folded another way is to be folded anew.
pub const FOLDING: i64 = 1;

/// A word, or a run of letters without blanks between its words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word {
    /// Its letters, folded.
    pub text: String,
    /// The bytes of the text that was folded which it stands for.
    pub place: Range<usize>,
    /// Of a run, each sign: up to which byte of `text` it goes, and the bytes of the text that was folded. Else empty.
    pub signs: Vec<(usize, Range<usize>)>,
}

impl Word {
    /// Whether words stand in it without blanks.
    #[must_use]
    pub fn is_run(&self) -> bool {
        !self.signs.is_empty()
    }

    /// Of a run, each sign.
    pub fn each_sign(&self) -> impl Iterator<Item = &str> {
        self.begins().zip(&self.signs).map(|(begin, (end, _))| &self.text[begin..*end])
    }

    /// Of a run, each two signs that stand side by side.
    pub fn pairs(&self) -> impl Iterator<Item = &str> {
        self.begins().zip(self.signs.iter().skip(1)).map(|(begin, (end, _))| &self.text[begin..*end])
    }

    fn begins(&self) -> impl Iterator<Item = usize> {
        std::iter::once(0).chain(self.signs.iter().map(|(end, _)| *end))
    }

    fn clear(&mut self) {
        self.text.clear();
        self.signs.clear();
    }
}

/// The words of a text, one after the other.
#[derive(Debug)]
pub struct Words<'a> {
    text: &'a str,
    at: usize,
    /// What one place was folded to, beginning with what is not taken yet.
    left: Vec<char>,
    left_place: Range<usize>,
}

/// The words of a text. Takes time in proportion to its length.
#[must_use]
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0, left: Vec::new(), left_place: 0..0 }
}

impl Words<'_> {
    /// Puts the next word in the place of `word`; false if there is none.
    pub fn read(&mut self, word: &mut Word) -> bool {
        word.clear();
        loop {
            while let Some(c) = self.left.last().copied() {
                if !take(word, c, kind(c), self.left_place.clone()) {
                    // A sign that parts words is over with.
                    if kind(c) == Kind::Apart {
                        self.left.pop();
                    }
                    return true;
                }
                self.left.pop();
            }
            let Some(c) = self.text[self.at..].chars().next() else { return !word.text.is_empty() };
            let after = self.at + c.len_utf8();
            let Class { kind, folds, .. } = class(c);
            let goes_on = self.text[after..].chars().next().is_some_and(|next| class(next).extends);
            match folds {
                Folds::Away if !goes_on => {
                    // A mark that is left out stands on the letter before it all the same.
                    if kind == Kind::Mark && !word.text.is_empty() {
                        word.place.end = after;
                        if let Some((_, place)) = word.signs.last_mut() {
                            place.end = after;
                        }
                    }
                }
                Folds::To(folded) if !goes_on => {
                    if !take(word, folded, kind, self.at..after) {
                        self.at = if kind == Kind::Apart { after } else { self.at };
                        return true;
                    }
                }
                _ => {
                    let end = self.cluster();
                    self.left.extend(folded(&self.text[self.at..end]));
                    self.left.reverse();
                    self.left_place = self.at..end;
                    self.at = end;
                    continue;
                }
            }
            self.at = after;
        }
    }

    /// Where what is folded together with the character at `self.at` ends.
    fn cluster(&self) -> usize {
        let rest = &self.text[self.at..];
        let mut end = 0;
        for (nth, (at, c)) in rest.char_indices().enumerate() {
            let Class { folds, extends, .. } = class(c);
            if nth == 0 || extends {
                end = at + c.len_utf8();
            }
            // However many marks a letter has.
            if nth > 0 && !extends && folds != Folds::Away || nth == CLUSTER {
                break;
            }
        }
        self.at + end
    }
}

/// The most characters that are folded together.
const CLUSTER: usize = 32;

/// Adds a folded sign to a word; false if the word ends before it.
fn take(word: &mut Word, c: char, kind: Kind, place: Range<usize>) -> bool {
    let is_new = word.text.is_empty();
    match kind {
        Kind::Apart => return is_new,
        // On nothing.
        Kind::Mark if is_new => return true,
        Kind::Letter if !is_new && word.is_run() => return false,
        Kind::Sign if !is_new && !word.is_run() => return false,
        _ => {}
    }
    if is_new {
        word.place.start = place.start;
    }
    word.place.end = place.end;
    word.text.push(c);
    if kind == Kind::Sign || kind == Kind::Mark && word.is_run() {
        word.signs.push((word.text.len(), place));
    }
    true
}

/// The words of a text with hyphens between them, as two addresses are compared.
#[must_use]
pub fn joined(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut words, mut word) = (words(text), Word::default());
    while words.read(&mut word) {
        if !out.is_empty() {
            out.push('-');
        }
        out.push_str(&word.text);
    }
    out
}

#[cfg(test)]
mod tests;
