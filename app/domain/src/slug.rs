//! Slugs: the readable part of an article's address.

use std::fmt;

use prose::text::is_mark;
use serde::{Deserialize, Serialize};

use crate::problem::{Problem, Thing};
use crate::text::Title;

/// Letters, their marks and digits of any script in lower case, joined by single hyphens; 1 to 96 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

impl Slug {
    /// The most characters that are taken from a title, so that a number can still follow.
    pub const FROM_TITLE: usize = 80;
    /// The most characters a slug may have.
    pub const LIMIT: usize = 96;

    /// The slug that a title suggests; `article` for a title without letters or digits.
    #[must_use]
    pub fn from_title(title: &Title) -> Self {
        let words: Vec<String> = title
            .as_str()
            .split(|c: char| !is_of_a_word(c))
            .map(|word| {
                let seen = word.chars().filter(|c| !is_unseen(*c)).skip_while(|c| is_mark(*c));
                // Its lower case has a dot of its own (U+0307) everywhere but in Turkish, where nobody writes it.
                let seen = seen.map(|c| if c == 'İ' { 'i' } else { c });
                prose::text::normalise(&seen.collect::<String>().to_lowercase())
            })
            .collect();
        let mut slug = String::new();
        let mut length = 0;
        for word in words.iter().filter(|word| !word.is_empty()) {
            let more = word.chars().count() + usize::from(!slug.is_empty());
            if length + more > Self::FROM_TITLE {
                break;
            }
            if !slug.is_empty() {
                slug.push('-');
            }
            slug.push_str(word);
            length += more;
        }
        if slug.is_empty() {
            // One endless word, or no word at all.
            slug = words
                .iter()
                .find(|word| !word.is_empty())
                .map_or_else(|| "article".to_owned(), |word| word.chars().take(Self::FROM_TITLE).collect());
        }
        Self(slug)
    }

    /// The slug with a number at its end, for an article whose title is not the first of its kind.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        Self(format!("{}-{number}", self.0))
    }

    /// Takes a slug as it stands in an address, in whatever form or case of its letters: which signs beyond ASCII are letters is
    /// left to the list of slugs that there are, since a browser has no tables for it.
    ///
    /// # Errors
    /// [`Problem::NotFound`] if no article can have this slug.
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let well_formed = !text.is_empty()
            && text.chars().count() <= Self::LIMIT
            && text.split('-').all(|part| {
                !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || !c.is_ascii())
            });
        if well_formed { Ok(Self(text.to_owned())) } else { Err(Problem::NotFound { thing: Thing::Article }) }
    }

    /// The slug as text, not percent-encoded.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Slug {
    type Error = Problem;
    fn try_from(text: String) -> Result<Self, Problem> {
        Self::parse(&text)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

/// Whether a character does not part words of a title.
fn is_of_a_word(c: char) -> bool {
    (c.is_alphanumeric() || is_mark(c) || is_unseen(c)) && !is_enclosing(c)
}

/// Soft hyphens, joiners, marks of direction, selectors of variants, and other signs that are seen as nothing (a selection of
/// Unicode's `Default_Ignorable_Code_Point`).
const fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

/// What is drawn around another character, as on keys.
const fn is_enclosing(c: char) -> bool {
    matches!(c, '\u{488}' | '\u{489}' | '\u{1abe}' | '\u{20d0}'..='\u{20ff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn slugs_are_readable() {
        for (title, slug) in [
            ("A32: Strengthen the fight against cybercrime", "a32-strengthen-the-fight-against-cybercrime"),
            ("Ελλάδα & Κύπρος", "ελλάδα-κύπρος"),
            ("???", "article"),
            ("İstanbul", "istanbul"),
            ("ISPARTA I\u{307}", "isparta-i"),
            ("ΟΔΟΣ ΣΟΦΟΣ", "οδος-σοφος"),
            ("Donau\u{ad}dampf\u{ad}schiff", "donaudampfschiff"),
            ("zero\u{200b}width \u{2060}joiner", "zerowidth-joiner"),
            ("Cafe\u{301} noir", "café-noir"),
            ("q\u{307}x m\u{303}", "q\u{307}x-m\u{303}"),
            ("न्यायालय का निर्णय", "न्यायालय-का-निर्णय"),
            ("क्\u{200d}ष", "क्ष"),
            ("ภาษาไทยน้ำ", "ภาษาไทยน้ำ"),
            ("كِتَابٌ جديد", "كِتَابٌ-جديد"),
            ("שָׁלוֹם עולם", "שָׁלוֹם-עולם"),
            ("한국어 문법", "한국어-문법"),
            ("1\u{fe0f}\u{20e3} key", "1-key"),
            ("- \u{301} -", "article"),
            ("Cafe😀Noir", "cafe-noir"),
        ] {
            assert_eq!(Slug::from_title(&Title::parse(title).unwrap()).as_str(), slug);
        }
    }

    proptest! {
        #[test]
        fn every_title_gives_a_slug_that_is_taken_back(title in "\\PC{1,150}") {
            if let Ok(title) = Title::parse(&title) {
                let slug = Slug::from_title(&title);
                prop_assert_eq!(Slug::parse(slug.as_str()), Ok(slug.clone()));
                prop_assert!(Slug::parse(slug.numbered(u32::MAX).as_str()).is_ok());
                prop_assert_eq!(prose::text::normalise(slug.as_str()), slug.as_str());
                prop_assert!(!slug.as_str().chars().any(is_unseen));
            }
        }
    }
}
