//! What becomes of single letters and their marks, and which of them part words.

use std::sync::LazyLock;

use icu_properties::props::{
    BinaryProperty as _, DefaultIgnorableCodePoint, EnumeratedProperty as _, GeneralCategory,
    GeneralCategoryGroup, LineBreak, Script,
};
use unicode_normalization::{IsNormalized, UnicodeNormalization as _};

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
pub(super) enum Kind {
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
pub(super) enum Folds {
    Away,
    /// To one of its kind.
    To(char),
    ToOthers,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Class {
    pub(super) kind: Kind,
    pub(super) folds: Folds,
    /// Whether it may change what stands before it.
    pub(super) extends: bool,
}

/// Characters of the first two planes, which is nearly everything but rare ideographs.
static CLASSES: LazyLock<Vec<Class>> =
    LazyLock::new(|| (0..0x2_0000).map(|code| char::from_u32(code).map_or(APART, classify)).collect());

const APART: Class = Class { kind: Kind::Apart, folds: Folds::To(' '), extends: false };

pub(super) fn class(c: char) -> Class {
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
    let joins = match unicode_normalization::is_nfc_quick(std::iter::once(c)) {
        IsNormalized::Yes => false,
        IsNormalized::Maybe => true,
        IsNormalized::No => kind == Kind::Mark,
    };
    // Voicing of kana and vowels of Hangul, in their forms of half width, too.
    let extends =
        joins || is_of_its_base(c) || matches!(c, '\u{ff9e}' | '\u{ff9f}' | '\u{ffc2}'..='\u{ffdc}');
    Class { kind, folds, extends }
}

pub(super) fn kind(c: char) -> Kind {
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
pub(super) fn folded(cluster: &str) -> Vec<char> {
    let mut base = ' ';
    let kept = cluster.nfkd().filter(|c| {
        let is_mark = GeneralCategoryGroup::Mark.contains(GeneralCategory::for_char(*c));
        if !is_mark {
            base = *c;
        }
        !(is_left_out(*c) || is_mark && may_be_left_out(base, *c))
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
