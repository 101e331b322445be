//! The letters that pictures are painted with.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb::Database;
use skrifa::{FontRef, MetadataProvider as _};

/// All fonts there are, read when the first image is painted. The one inside comes first; a machine without fonts has that.
pub(super) static LOADED: LazyLock<Fonts> = LazyLock::new(|| {
    let mut database = Database::new();
    database.load_font_data(dejavu::sans::regular().to_vec());
    database.load_system_fonts();
    database.set_sans_serif_family("DejaVu Sans");
    Fonts::of(database)
});

/// Fonts, and what they have letters for.
pub(super) struct Fonts {
    pub(super) database: Arc<Database>,
    letters: Letters,
}

impl Fonts {
    fn of(database: Database) -> Self {
        let mut letters = Letters::default();
        for face in database.faces() {
            database.with_face_data(face.id, |data, index| {
                // What is no font for us is none for whoever paints.
                if let Ok(font) = FontRef::from_index(data, index) {
                    font.charmap().mappings().for_each(|(letter, _)| letters.add(letter));
                }
            });
        }
        Self { database: Arc::new(database), letters }
    }

    /// The drawing, with an ellipsis for each run of letters that no font has: empty boxes say less, and look broken. Its text
    /// is what stands between its tags; references such as `&amp;` are left as they are.
    pub(super) fn drawable<'a>(&self, svg: &'a str) -> Cow<'a, str> {
        let missing = |letter: char| !letter.is_ascii() && !self.letters.has(letter);
        if !svg.contains(missing) {
            return Cow::Borrowed(svg);
        }
        let mut drawn = String::with_capacity(svg.len());
        let mut left_out = false;
        for letter in svg.chars() {
            if !missing(letter) {
                drawn.push(letter);
                left_out = false;
            } else if is_shown(letter) && !left_out {
                drawn.push('…');
                left_out = true;
            }
        }
        Cow::Owned(drawn)
    }
}

/// Whether a letter is a sign of its own: not one that joins or varies others, or turns their direction.
fn is_shown(letter: char) -> bool {
    !matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
        && !letter.is_control()
}

/// A set of code points: one bit for each.
#[derive(Default)]
struct Letters(Vec<u64>);

impl Letters {
    fn add(&mut self, letter: u32) {
        let (word, bit) = (letter as usize / 64, letter % 64);
        if letter <= u32::from(char::MAX) {
            if self.0.len() <= word {
                self.0.resize(word + 1, 0);
            }
            self.0[word] |= 1 << bit;
        }
    }

    fn has(&self, letter: char) -> bool {
        let letter = u32::from(letter);
        self.0.get(letter as usize / 64).is_some_and(|word| word >> (letter % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_font_has_is_left_out_in_words() {
        let mut database = Database::new();
        database.load_font_data(dejavu::sans::regular().to_vec());
        let fonts = Fonts::of(database);
        for (svg, drawn) in [
            ("<text>Grüße &amp; Ελλάδα</text>", "<text>Grüße &amp; Ελλάδα</text>"),
            ("<text>三方合并 🎉 हिन्दी العربية</text>", "<text>… … … العربية</text>"),
            // A joiner or a variation is nothing by itself.
            ("<text>a\u{fe0f}b\u{e0101}c</text>", "<text>a\u{fe0f}bc</text>"),
            ("<text>Tea 茶&#10;room</text>", "<text>Tea …&#10;room</text>"),
        ] {
            let shown = fonts.drawable(svg);
            assert!(!shown.chars().any(|letter| !letter.is_ascii() && !fonts.letters.has(letter)), "{shown}");
            if !svg.contains('\u{fe0f}') {
                assert_eq!(shown, drawn);
            }
        }
    }

    #[test]
    fn every_font_here_counts() {
        for letter in "aé€…—".chars() {
            assert!(LOADED.letters.has(letter), "{letter}");
        }
        assert!(!LOADED.letters.has('\u{10ffff}'));
    }
}
