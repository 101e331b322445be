//! Texts as readers compare them: which words a search takes for the same.
//!
//! A text is folded by its letters (compatibility composition, full case folding, Unicode Standard 3.13 and UAX 15), without
//! what a reader does not see or may leave out: signs of no width, accents of Latin and Greek, points and vowel signs of Arabic
//! and Hebrew. Vowel signs and viramas of Indic scripts and the voicing of kana make other letters, and stay.
//!
//! Where a script has no blanks between words, a word is found anywhere in a run of letters. Which of them are words would take
//! a dictionary, so an index has each two that stand side by side, and what is looked for is looked for as such pairs.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};
use std::ops::Range;
use std::sync::LazyLock;

use icu_properties::props::{
    BinaryProperty as _, DefaultIgnorableCodePoint, EnumeratedProperty as _, GeneralCategory,
    GeneralCategoryGroup, LineBreak, Script,
};
use unicode_normalization::UnicodeNormalization as _;

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

/// What an index by words has of a text: folded words with blanks between them, each with [`WORD`] before it; of runs each two signs that stand side by side,
/// and at the end each sign once. So a word of a run is found as a phrase of its pairs, and a single sign by itself.
///
/// A word that stands there [`OFTEN`] times is told enough by that; beyond it [`LEFT_OUT`] stands for it, so that nobody can make
/// searches slow by writing one word a thousand times. Pairs beside others than before go on, up to [`VERY_OFTEN`].
#[must_use]
pub fn indexed(text: &str) -> String {
    let mut out = Index { text: String::with_capacity(text.len() + text.len() / 4), ..Index::default() };
    let mut marked = String::from(WORD);
    let mut signs = Vec::new();
    let mut known: HashSet<char> = HashSet::new();
    let (mut words, mut word) = (words(text), Word::default());
    while words.read(&mut word) {
        if !word.is_run() {
            marked.truncate(WORD.len_utf8());
            marked.push_str(&word.text);
            out.push(&marked, &[]);
            continue;
        }
        let pairs: Vec<&str> = word.pairs().collect();
        for (at, pair) in pairs.iter().enumerate() {
            // Three pairs are a word of four signs: one that was not there before is found as a whole.
            let first = at.saturating_sub(2);
            out.push(pair, &pairs[first..pairs.len().min(at + 3)]);
        }
        signs.extend(word.text.chars().filter(|sign| known.insert(*sign)));
    }
    for sign in signs {
        out.text.extend([sign, ' ']);
    }
    out.text
}

/// How often a word or a pair is written into the index of one text.
const OFTEN: u32 = 100;
/// How often a pair is, where what stands beside it is new.
const VERY_OFTEN: u32 = 1_000;
/// What stands before each word that is not of a run, so that an index of the beginnings of words can be one of words alone: pairs
/// of signs are shorter than any beginning that it has.
pub const WORD: char = 'w';
/// What stands for a word or a pair that was there often enough. No other has it.
const LEFT_OUT: &str = "x";

#[derive(Default)]
struct Index {
    text: String,
    /// How often each word was written, by its hash.
    counts: HashMap<u64, u32>,
    /// What stood beside pairs that were there often.
    beside: HashSet<u64>,
    hasher: RandomState,
}

impl Index {
    /// Adds a word, or a pair with those around it.
    fn push(&mut self, word: &str, around: &[&str]) {
        let count = self.counts.entry(self.hasher.hash_one(word)).or_default();
        let mut is_new = || {
            let windows = around.windows(around.len().clamp(1, 3));
            // Each is kept in mind, whether or not one before it is new.
            windows.filter(|beside| self.beside.insert(self.hasher.hash_one((word, *beside)))).count() > 0
        };
        if *count < OFTEN || *count < VERY_OFTEN && is_new() {
            *count += 1;
            self.text.push_str(word);
        } else {
            self.text.push_str(LEFT_OUT);
        }
        self.text.push(' ');
    }
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

/// A text without the difference between capital and small letters, and between forms that are kept for compatibility; accents stay.
#[must_use]
pub fn caseless(text: &str) -> String {
    let kept = text.nfkd().filter(|c| !is_left_out(*c));
    let cased: String =
        kept.flat_map(char::to_lowercase).flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect();
    cased.nfc().collect()
}

/// What a character is in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It parts words.
    Apart,
    /// Of a script with blanks between words.
    Letter,
    /// Of a script without.
    Sign,
    /// On what stands before it.
    Mark,
}

/// What becomes of a character where nothing follows that belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Folds {
    Away,
    /// To one of its kind.
    To(char),
    ToOthers,
}

#[derive(Debug, Clone, Copy)]
struct Class {
    kind: Kind,
    folds: Folds,
    /// Whether it may change what stands before it.
    extends: bool,
}

/// Characters of the first two planes, which is nearly everything but rare ideographs.
static CLASSES: LazyLock<Vec<Class>> =
    LazyLock::new(|| (0..0x2_0000).map(|code| char::from_u32(code).map_or(APART, classify)).collect());

const APART: Class = Class { kind: Kind::Apart, folds: Folds::To(' '), extends: false };

fn class(c: char) -> Class {
    if matches!(c, '\u{20000}'..='\u{2f7ff}' | '\u{30000}'..='\u{3ffff}') {
        return Class { kind: Kind::Sign, folds: Folds::To(c), extends: false };
    }
    CLASSES.get(c as usize).copied().unwrap_or_else(|| classify(c))
}

fn classify(c: char) -> Class {
    let kind = kind(c);
    if is_left_out(c) {
        return Class { kind, folds: Folds::Away, extends: false };
    }
    let mut one = folded(c.encode_utf8(&mut [0; 4])).into_iter();
    let folds = match (one.next(), one.next()) {
        (Some(one), None) if self::kind(one) == kind => Folds::To(one),
        (None, _) => Folds::Away,
        _ => Folds::ToOthers,
    };
    // A mark that joins what stands before it, and the vowels and ends of syllables of Hangul.
    let joins =
        unicode_normalization::is_nfc_quick(std::iter::once(c)) != unicode_normalization::IsNormalized::Yes;
    let extends = joins
        && (kind == Kind::Mark || matches!(c, '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7fb}'))
        || is_of_its_base(c)
        || matches!(c, '\u{ff9e}' | '\u{ff9f}' | '\u{ffc2}'..='\u{ffdc}');
    Class { kind, folds, extends }
}

fn kind(c: char) -> Kind {
    if c.is_ascii() {
        return if c.is_ascii_alphanumeric() { Kind::Letter } else { Kind::Apart };
    }
    if GeneralCategoryGroup::Mark.contains(GeneralCategory::for_char(c)) {
        return Kind::Mark;
    }
    match c {
        _ if !c.is_alphanumeric() => Kind::Apart,
        _ if is_unspaced(c) => Kind::Sign,
        _ => Kind::Letter,
    }
}

/// Scripts without blanks between words; Hangul has them, with what belongs to a word written to its end.
fn is_unspaced(c: char) -> bool {
    // The sign of long vowels is of several scripts.
    c == 'ー'
        || [
            Script::Han,
            Script::Hiragana,
            Script::Katakana,
            Script::Hangul,
            Script::Bopomofo,
            Script::Yi,
            Script::Tangut,
            Script::Nushu,
            Script::Javanese,
            Script::Balinese,
        ]
        .contains(&Script::for_char(c))
        || LineBreak::for_char(c) == LineBreak::ComplexContext
}

/// What nobody sees in a word: soft hyphens, joiners, marks of direction, and the stroke that makes Arabic words longer.
fn is_left_out(c: char) -> bool {
    c == '\u{640}' || DefaultIgnorableCodePoint::for_char(c)
}

/// A text folded as one: a letter with its marks.
fn folded(cluster: &str) -> Vec<char> {
    let mut base = ' ';
    let kept = cluster.nfkd().filter(|c| {
        if GeneralCategoryGroup::Mark.contains(GeneralCategory::for_char(*c)) {
            return !may_be_left_out(base, *c);
        }
        base = *c;
        !is_left_out(*c)
    });
    // In capital letters in between: some small letters have one capital letter, or two (ς, ß).
    let cased = kept.flat_map(char::to_lowercase).flat_map(char::to_uppercase).flat_map(char::to_lowercase);
    let cased: String = cased.filter(|c| !matches!(c, '\u{307}')).collect();
    cased.nfc().map(plain).collect()
}

/// Letters that are one to the eye, or for whoever types, though they have no decomposition.
const fn plain(c: char) -> char {
    match c {
        // Yeh of Persian, and without its dots at the end of a word.
        '\u{6cc}' | '\u{649}' => '\u{64a}',
        // Keheh.
        '\u{6a9}' => '\u{643}',
        // Alef with wasla.
        '\u{671}' => '\u{627}',
        c => c,
    }
}

/// Marks that are left out of some letters only.
const fn is_of_its_base(mark: char) -> bool {
    matches!(mark, '\u{301}' | '\u{306}' | '\u{308}' | '\u{653}'..='\u{655}')
}

/// Whether a mark is left out by many who write, and a word without it is the same word.
const fn may_be_left_out(base: char, mark: char) -> bool {
    match mark {
        // Letters of their own: й ў, ї, ѓ ќ (each of the two cases).
        '\u{306}' => !matches!(base, 'и' | 'И' | 'у' | 'У'),
        '\u{308}' => !matches!(base, 'і' | 'І'),
        '\u{301}' => !matches!(base, 'г' | 'Г' | 'к' | 'К'),
        // Hamza and madda: on alef they are left out, on others they are not.
        '\u{653}'..='\u{655}' => base == '\u{627}',
        _ => is_accent(mark) || is_point(mark),
    }
}

/// Accents, and marks around letters.
const fn is_accent(mark: char) -> bool {
    matches!(mark, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Points and vowel signs of Hebrew, Arabic and Syriac.
const fn is_point(mark: char) -> bool {
    matches!(mark, '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{652}' | '\u{656}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}'
        | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}' | '\u{711}' | '\u{730}'..='\u{74a}'
        | '\u{8ca}'..='\u{8e1}' | '\u{8e3}'..='\u{8ff}')
}

#[cfg(test)]
mod tests;
