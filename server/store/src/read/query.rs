//! What somebody looks for, as words.

use prose::fold::{self, Word};

/// The most words of a query that are looked for.
pub(super) const WORDS: usize = 16;
/// The most signs of a run without blanks that are looked for; what follows them is left to the reader.
const SIGNS: usize = 32;

/// The first words of what somebody looks for, as many as count, and runs as far as they do.
pub(super) fn split(text: &str) -> Vec<Word> {
    // Letters and their marks in one order, as they are kept.
    let text = prose::text::normalise(text);
    let (mut words, mut found) = (fold::words(&text), Vec::new());
    let mut word = Word::default();
    while found.len() < WORDS && words.read(&mut word) {
        let mut word = std::mem::take(&mut word);
        if let Some((end, _)) = word.signs.get(SIGNS - 1) {
            word.text.truncate(*end);
            word.signs.truncate(SIGNS);
        }
        found.push(word);
    }
    found
}

/// Whether a word that one is typing is long enough to say what it may become. A run goes on wherever it stands.
pub(super) fn may_go_on(word: &Word) -> bool {
    word.text.len() > 1 && !word.is_run()
}
