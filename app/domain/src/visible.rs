//! Which characters a name or a title may have: those that a reader can see, in the order in which they stand.
//!
//! A character that cannot be seen makes two names one to the eye, one that turns the direction of text writes backwards
//! what stands beside it, and a hundred accents on one letter cover the lines around. What scripts and emoji need is
//! allowed where it does something: joiners in Persian, Arabic and Indic words, variation selectors, flags.
//!
//! The tables are those of the Unicode version of `icu_properties`; what came later is refused as unassigned until then.

use std::borrow::Cow;

use icu_properties::props::{
    BinaryProperty as _, CanonicalCombiningClass, DefaultIgnorableCodePoint, Emoji, EmojiModifier,
    EnumeratedProperty as _, ExtendedPictographic, GeneralCategory, GeneralCategoryGroup, Script,
    UnifiedIdeograph, WhiteSpace,
};
use messages::problem::unfit;

use crate::fault::Fault;
use crate::fault::Field;
use crate::fault::FieldProblem;

/// Combining marks of no script of their own, such as accents, that one letter may have. Vietnamese and phonetic
/// writing need two after composition.
const ACCENTS: usize = 3;
/// Combining marks in a row of whatever kind, such as points, vowel signs and subjoined letters.
const MARKS: usize = 8;

const ZWSP: char = '\u{200B}';
const ZWNJ: char = '\u{200C}';
const ZWJ: char = '\u{200D}';
const KEYCAP: char = '\u{20E3}';
const BLACK_FLAG: char = '\u{1F3F4}';
/// The tags that follow [`BLACK_FLAG`] in the flags of England, Scotland and Wales: all that are in use.
const FLAGS: [&str; 3] = ["gbeng", "gbsct", "gbwls"];

/// Seen as nothing, or as the box of something that is missing, though no property says so.
const BLANK: [char; 7] =
    ['\u{2800}', '\u{FFFC}', '\u{16FE4}', '\u{1D159}', '\u{13441}', '\u{13442}', '\u{1F16D}'];
/// Format characters that are signs of their own around the digits that follow.
const VISIBLE_FORMAT: [std::ops::RangeInclusive<char>; 8] = [
    '\u{0600}'..='\u{0605}',
    '\u{06DD}'..='\u{06DD}',
    '\u{070F}'..='\u{070F}',
    '\u{0890}'..='\u{0891}',
    '\u{08E2}'..='\u{08E2}',
    '\u{110BD}'..='\u{110BD}',
    '\u{110CD}'..='\u{110CD}',
    '\u{FFFD}'..='\u{FFFD}',
];

/// What is wrong with a character where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    /// It cannot be seen, or says how others are shown.
    Hidden,
    /// One mark too many, or one on nothing.
    Stacked,
}

/// Checks that every character of `text` can be seen where it stands.
///
/// # Errors
/// Names the first that cannot, with its place and code.
pub fn check(field: Field, text: &str) -> Result<(), FieldProblem> {
    let Some((at, c, wrong)) = first_wrong(text) else { return Ok(()) };
    let words = match wrong {
        Wrong::Hidden => unfit::hidden_character(u32::from(c), at + 1),
        Wrong::Stacked => unfit::stacked_marks(u32::from(c), at + 1),
    };
    Err(FieldProblem::new(field, Fault::Unfit { words }))
}

/// The text as it is shown where it was kept before there was [`check`]: `�` stands for what cannot be seen, and marks
/// beyond the bound are left out.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    let mut shown = Cow::Borrowed(text);
    // What stood beside something that was hidden may have been right only there; each turn leaves less of it.
    while first_wrong(&shown).is_some() {
        let characters: Vec<char> = shown.chars().collect();
        let better = (0..characters.len()).filter_map(|at| match wrong(&characters, at) {
            None => Some(characters[at]),
            Some(Wrong::Hidden) => Some('\u{FFFD}'),
            Some(Wrong::Stacked) => None,
        });
        shown = Cow::Owned(better.collect());
    }
    shown
}

fn first_wrong(text: &str) -> Option<(usize, char, Wrong)> {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return None;
    }
    let characters: Vec<char> = text.chars().collect();
    (0..characters.len()).find_map(|at| Some((at, characters[at], wrong(&characters, at)?)))
}

fn wrong(text: &[char], at: usize) -> Option<Wrong> {
    let c = text[at];
    if (' '..='~').contains(&c) {
        return None;
    }
    let before = at.checked_sub(1).map(|at| text[at]);
    let after = text.get(at + 1).copied();
    let fine = match c {
        ZWJ | ZWNJ | ZWSP => joins(c, &text[..at], after),
        // Text or emoji presentation; of digits only within a keycap.
        '\u{FE0E}' | '\u{FE0F}' => {
            before.is_some_and(|base| Emoji::for_char(base) && (!base.is_ascii() || after == Some(KEYCAP)))
        }
        // Variants of ideographs, as they are in Japanese names.
        '\u{FE00}'..='\u{FE02}' | '\u{E0100}'..='\u{E01EF}' => before.is_some_and(UnifiedIdeograph::for_char),
        '\u{180B}'..='\u{180D}' | '\u{180F}' => before.is_some_and(is_mongolian),
        '\u{180E}' => before.is_some_and(is_mongolian) && after.is_some_and(is_mongolian),
        '\u{E0020}'..='\u{E007F}' => is_flag(text, at),
        _ if BLANK.contains(&c) || DefaultIgnorableCodePoint::for_char(c) => false,
        _ if WhiteSpace::for_char(c) => {
            // HTML shows these as wide as they are, so that a row of them could push a name away from its mark.
            is_blank(c) && !before.is_some_and(is_blank) && !after.is_some_and(is_blank)
        }
        _ => match GeneralCategory::for_char(c) {
            GeneralCategory::NonspacingMark | GeneralCategory::EnclosingMark => {
                return is_stacked(text, at).then_some(Wrong::Stacked);
            }
            GeneralCategory::Control
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
            | GeneralCategory::PrivateUse
            | GeneralCategory::Surrogate
            | GeneralCategory::Unassigned => false,
            GeneralCategory::Format => VISIBLE_FORMAT.iter().any(|range| range.contains(&c)),
            _ => true,
        },
    };
    (!fine).then_some(Wrong::Hidden)
}

fn is_blank(c: char) -> bool {
    GeneralCategory::for_char(c) == GeneralCategory::SpaceSeparator
}

fn is_mark(c: char) -> bool {
    GeneralCategoryGroup::Mark.contains(GeneralCategory::for_char(c))
}

fn is_letter(c: char) -> bool {
    GeneralCategoryGroup::Letter.contains(GeneralCategory::for_char(c))
}

fn is_mongolian(c: char) -> bool {
    is_letter(c) && Script::for_char(c) == Script::Mongolian
}

/// Whether a mark stands at the beginning, or on a letter that has as many already.
fn is_stacked(text: &[char], at: usize) -> bool {
    let marks =
        text[..at].iter().rev().take_while(|c| is_mark(**c) || DefaultIgnorableCodePoint::for_char(**c));
    let (mut accents, mut all) = (0, 0);
    for mark in marks {
        all += 1;
        accents += usize::from(Script::for_char(*mark) == Script::Inherited);
    }
    // On a blank it stands for itself.
    let on_nothing = all == at;
    let too_many = accents >= ACCENTS && Script::for_char(text[at]) == Script::Inherited;
    on_nothing || too_many || all >= MARKS
}

/// Whether a joiner, a non-joiner or a break between words does anything behind `before`.
fn joins(joiner: char, before: &[char], after: Option<char>) -> bool {
    let Some(last) = before.last().copied() else { return false };
    let is_virama = |c: char| CanonicalCombiningClass::for_char(c) == CanonicalCombiningClass::Virama;
    let letter = before.iter().rev().copied().find(|c| !is_mark(*c)).filter(|c| is_letter(*c));
    let of_one_script = || {
        letter.zip(after).is_some_and(|(letter, after)| {
            is_letter(after) && Script::for_char(letter) == Script::for_char(after)
        })
    };
    if joiner == ZWSP {
        // Scripts without blanks between words.
        return of_one_script() && letter.is_some_and(|c| WITHOUT_BLANKS.contains(&Script::for_char(c)));
    }
    if joiner == ZWJ && after.is_some_and(ExtendedPictographic::for_char) {
        let base = before.iter().rev().find(|c| **c != '\u{FE0F}' && !EmojiModifier::for_char(**c));
        return base.is_some_and(|base| ExtendedPictographic::for_char(*base) || is_tag(*base));
    }
    let Some(letter) = letter.filter(|_| last != ZWJ && last != ZWNJ) else { return false };
    if is_virama(last) || after.is_some_and(is_virama) {
        return true;
    }
    // Letters that have forms: the joiner also at the end of an abbreviation.
    CURSIVE.contains(&Script::for_char(letter)) && (joiner == ZWJ || of_one_script())
}

/// Scripts whose letters have other forms beside each other.
const CURSIVE: [Script; 9] = [
    Script::Arabic,
    Script::Syriac,
    Script::Mongolian,
    Script::Nko,
    Script::Mandaic,
    Script::PhagsPa,
    Script::Adlam,
    Script::HanifiRohingya,
    Script::Manichaean,
];
const WITHOUT_BLANKS: [Script; 4] = [Script::Khmer, Script::Thai, Script::Lao, Script::Myanmar];

fn is_tag(c: char) -> bool {
    ('\u{E0020}'..='\u{E007F}').contains(&c)
}

/// Whether the tag at that place belongs to one of [`FLAGS`].
fn is_flag(text: &[char], at: usize) -> bool {
    let start = text[..at].iter().rposition(|c| !is_tag(*c));
    let Some(start) = start.filter(|start| text[*start] == BLACK_FLAG) else { return false };
    let tags = text[start + 1..].iter().take_while(|c| is_tag(**c));
    let tags: Vec<u32> = tags.map(|c| u32::from(*c) - 0xE0000).collect();
    FLAGS.iter().any(|flag| tags.iter().copied().eq(flag.bytes().map(u32::from).chain([0x7F])))
}

#[cfg(test)]
pub(crate) mod tests;
