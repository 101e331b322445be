//! Anchors: passages of an article, and how they are found again.
//!
//! Positions count characters (Unicode scalar values) of a revision's **plain text**: the `textContent` of the
//! rendered body (see [`crate::html::plain_text`]), which is what a reader sees; Markdown syntax can not be
//! quoted. A browser converts its UTF-16 offsets at the DOM boundary.

pub mod approximate;
pub mod carry;
pub mod selector;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::budget::{Budget, steps};
use crate::fault::Fault;
use crate::id::{AnchorId, RevisionId};
use crate::text::Quote;

/// How many characters of context are kept on each side of a quote, as Hypothesis does.
pub const CONTEXT: usize = 32;

/// A passage with its place and the W3C Web Annotation text-quote selector
/// (<https://www.w3.org/TR/annotation-model/#text-quote-selector>).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// The revision in which it was selected.
    pub revision: RevisionId,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// The words.
    pub exact: Quote,
    /// Up to [`CONTEXT`] characters before.
    pub prefix: String,
    /// Up to [`CONTEXT`] characters after.
    pub suffix: String,
}

impl Passage {
    /// The passage at `range` of a revision's plain text; `None` if there is no such range or only white space.
    #[must_use]
    pub fn cut(revision: RevisionId, text: &str, range: Range<usize>) -> Option<Self> {
        let chars: Vec<char> = text.chars().collect();
        let exact: String = chars.get(range.clone())?.iter().collect();
        let before = range.start.saturating_sub(CONTEXT);
        let after = (range.end + CONTEXT).min(chars.len());
        Some(Self {
            revision,
            start: range.start,
            end: range.end,
            exact: Quote::parse(&exact).ok()?,
            prefix: chars[before..range.start].iter().collect(),
            suffix: chars[range.end..after].iter().collect(),
        })
    }
}

/// What has become of a quoted passage, and where it stands in the plain text of the head, in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Its words stand where they stood. White space and the forms of quotation marks and dashes do not count.
    Unchanged(Range<usize>),
    /// Its words stand, but elsewhere than they were quoted.
    Moved(Range<usize>),
    /// Other words stand in its place, with at least [`carry::KEPT`] of its letters among them.
    Reworded(Range<usize>),
    /// It is no longer there: the anchor is orphaned.
    Gone,
}

impl Standing {
    /// Where it stands, if it does.
    #[must_use]
    pub const fn place(&self) -> Option<&Range<usize>> {
        match self {
            Self::Unchanged(place) | Self::Moved(place) | Self::Reworded(place) => Some(place),
            Self::Gone => None,
        }
    }

    /// Its name in the store and on the wire.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Unchanged(_) => "unchanged",
            Self::Moved(_) => "moved",
            Self::Reworded(_) => "reworded",
            Self::Gone => "gone",
        }
    }

    /// The standing of that name; `None` if there is no such name, or if only one of name and place says it is gone.
    #[must_use]
    pub fn from_name(name: &str, place: Option<Range<usize>>) -> Option<Self> {
        match (name, place) {
            ("unchanged", Some(place)) => Some(Self::Unchanged(place)),
            ("moved", Some(place)) => Some(Self::Moved(place)),
            ("reworded", Some(place)) => Some(Self::Reworded(place)),
            ("gone", None) => Some(Self::Gone),
            _ => None,
        }
    }
}

/// A place in a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stood {
    /// The revision.
    pub revision: RevisionId,
    /// The place in its plain text, in characters.
    pub place: Range<usize>,
}

/// An anchor as it stands in the head of its article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveAnchor {
    /// The anchor.
    pub id: AnchorId,
    /// What was quoted, where it was quoted.
    pub passage: Passage,
    /// Where it stands.
    pub standing: Standing,
    /// Where it stood before it moved, or where its words stood last, while they do not stand.
    pub stood: Option<Stood>,
}

impl LiveAnchor {
    /// An anchor in the revision in which it was selected.
    #[must_use]
    pub fn new(id: AnchorId, passage: Passage) -> Self {
        let standing = Standing::Unchanged(passage.start..passage.end);
        Self { id, passage, standing, stood: None }
    }

    /// Lets the anchor stand so in the revision after `head`.
    #[must_use]
    pub fn stands(&self, head: RevisionId, standing: Standing) -> Self {
        let stood = match (&self.standing, &standing) {
            (_, Standing::Unchanged(_)) => None,
            (Standing::Unchanged(place), _)
            | (Standing::Moved(place), Standing::Reworded(_) | Standing::Gone) => {
                Some(Stood { revision: head, place: place.clone() })
            }
            _ => self.stood.clone(),
        };
        Self { standing, stood, ..self.clone() }
    }
}

/// Finds pasted words in a text. What a browser's copy changes does not count: the kind and length of white space, the form of
/// quotation marks and dashes, ligatures, and signs that only say where a word may break. Anything else does: words that stand
/// there nearly so are named and not taken, since a number or a 'not' makes all the difference.
///
/// # Errors
/// [`Fault::NotInTheArticle`], also where the budget is spent before they are found; [`Fault::Unfit`] with the words that come
/// nearest, as [`selector::find`] finds them; or [`Fault::Ambiguous`] if they occur more than once: a quote is never attached
/// silently at a wrong place.
pub fn find_words(text: &str, words: &str, budget: &Budget) -> Result<Range<usize>, Fault> {
    budget.take(2 * steps(text.len())).map_err(|_| Fault::NotInTheArticle)?;
    let (folded, origin) = fold(text);
    let (needle, _) = fold(words.trim());
    if needle.is_empty() {
        return Err(Fault::Missing);
    }
    let mut found = occurrences(&folded, &needle);
    match (found.next(), found.count()) {
        (None, _) => {
            let wanted = selector::Wanted { exact: &needle, before: &[], after: &[], hint: None };
            let place = selector::find(&folded, &wanted, budget).ok_or(Fault::NotInTheArticle)?;
            Err(nearly(&needle, &folded[place]))
        }
        (Some(start), 0) => Ok(origin[start]..origin[start + needle.len() - 1] + 1),
        (Some(_), more) => Err(Fault::Ambiguous { times: more + 1 }),
    }
}

/// Whether two passages say the same, but for what a copy changes (see [`find_words`]).
#[must_use]
pub fn say_the_same(one: &str, other: &str) -> bool {
    fold(one.trim()).0 == fold(other.trim()).0
}

/// What differs between words that were quoted and those that stand there, for whoever quotes to choose; at most some 400
/// characters.
fn nearly(quoted: &[char], there: &[char]) -> Fault {
    let same = quoted.iter().zip(there).take_while(|(one, other)| one == other).count();
    // Whole words are named.
    let begin = quoted[..same].iter().rposition(|c| *c == ' ').map_or(0, |blank| blank + 1);
    let (mine, theirs) = (&quoted[begin..], &there[begin..]);
    let same = mine.iter().rev().zip(theirs.iter().rev()).take_while(|(one, other)| one == other).count();
    let begins = |of: &[char]| of.len() == same || of[of.len() - same - 1] == ' ';
    let cut = || mine[mine.len() - same..].iter().position(|c| *c == ' ').map_or(0, |blank| same - blank);
    let end = if begins(mine) && begins(theirs) { same } else { cut() };
    let words = |part: &[char], most: usize| -> String {
        let part: String = part.iter().collect();
        let part = part.trim();
        let mut shown: String = part.chars().take(most).collect();
        if shown.len() < part.len() {
            shown.push('…');
        }
        if shown.is_empty() { "nothing".to_owned() } else { format!("“{shown}”") }
    };
    let (mine, theirs) = (words(&mine[..mine.len() - end], 60), words(&theirs[..theirs.len() - end], 60));
    let whole = words(there, 200);
    Fault::Unfit {
        words: format!(
            "does not stand in the article so: where you have {mine}, there stands {theirs}, in {whole}. Please quote what stands \
             there, or other words."
        ),
    }
}

/// A character as it counts when words are compared: white space is one blank, and typographic forms are plain.
fn plain_form(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '‛' | 'ʼ' => '\'',
        '“' | '”' | '„' | '‟' => '"',
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// The letters of a ligature (Unicode's presentation forms).
const fn ligature(c: char) -> Option<&'static str> {
    Some(match c {
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => return None,
    })
}

/// Whether a sign only says where a word may break or not: soft hyphen, blanks without width.
const fn is_break(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// The starts of every occurrence of `needle`, overlapping ones too, in time linear in both (D. E. Knuth, J. H. Morris and
/// V. R. Pratt, 'Fast pattern matching in strings', SIAM Journal on Computing 6(2), 1977).
fn occurrences<'a>(text: &'a [char], needle: &'a [char]) -> impl Iterator<Item = usize> + 'a {
    // For each beginning of the needle, how much of it is also its end.
    let mut borders = vec![0; needle.len()];
    let mut border = 0;
    for at in 1..needle.len() {
        while border > 0 && needle[at] != needle[border] {
            border = borders[border - 1];
        }
        border += usize::from(needle[at] == needle[border]);
        borders[at] = border;
    }
    let mut matched = 0;
    let text = if needle.is_empty() { &[] } else { text };
    text.iter().enumerate().filter_map(move |(at, c)| {
        while matched > 0 && (matched == needle.len() || needle[matched] != *c) {
            matched = borders[matched - 1];
        }
        matched += usize::from(needle[matched] == *c);
        (matched == needle.len()).then(|| at + 1 - needle.len())
    })
}

/// The text in its plain forms, with every run of white space as one blank, and for each of its characters the place it
/// came from.
fn fold(text: &str) -> (Vec<char>, Vec<usize>) {
    let mut folded = Vec::with_capacity(text.len());
    let mut origin = Vec::with_capacity(text.len());
    for (at, c) in text.chars().enumerate().filter(|(_, c)| !is_break(*c)) {
        if let Some(letters) = ligature(c) {
            folded.extend(letters.chars());
            origin.resize(folded.len(), at);
            continue;
        }
        let c = plain_form(c);
        if c != ' ' || folded.last() != Some(&' ') {
            folded.push(c);
            origin.push(at);
        }
    }
    (folded, origin)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn find(text: &str, words: &str) -> Result<Range<usize>, Fault> {
        find_words(text, words, &Budget::of(1_000_000))
    }

    #[test]
    fn pasted_words_are_found_whatever_their_white_space() {
        let text = "One\nfine  day.\nAnother day.";
        assert_eq!(find(text, " fine\tday. "), Ok(4..14));
        assert_eq!(find(text, "day"), Err(Fault::Ambiguous { times: 2 }));
        assert_eq!(find(text, "night"), Err(Fault::NotInTheArticle));
        assert_eq!(find(text, " \n"), Err(Fault::Missing));
    }

    #[test]
    fn what_a_copy_changes_does_not_count() {
        let text = "“All’s well”, the of\u{ad}fice said — at once. The ﬁnal oﬃce report: Do\u{ad}nau\u{ad}dampf\u{ad}schiff.";
        let chars: Vec<char> = text.chars().collect();
        for (words, found) in [
            ("\"All's well\"", "“All’s well”"),
            ("office said - at", "of\u{ad}fice said — at"),
            ("The final office report", "The ﬁnal oﬃce report"),
            ("Donaudampfschiff", "Do\u{ad}nau\u{ad}dampf\u{ad}schiff"),
            ("nal\u{200b} off", "nal oﬃ"),
        ] {
            let place = find(text, words).unwrap_or_else(|fault| panic!("{words}: {fault:?}"));
            assert_eq!(chars[place].iter().collect::<String>(), found, "{words}");
            assert!(say_the_same(words, found) || words.contains("off"), "{words}");
        }
        assert!(say_the_same("a\n b", " a b ") && !say_the_same("15 percent", "25 percent"));
    }

    #[test]
    fn words_that_say_something_else_are_named_and_not_taken() {
        let text = "The levy is 15 percent of the yearly turnover. Members must vote twice. Frau Cruz said it at once.";
        for (words, mine, theirs) in [
            ("The levy is 25 percent of the yearly turnover", "“25”", "“15”"),
            ("Members must not vote twice", "“not”", "nothing"),
            ("The levy is 15 percent of yearly turnover", "nothing", "“the”"),
            ("Frau Cruse said it at once", "“Cruse”", "“Cruz”"),
            ("members must vote twice.", "“members”", "“Members”"),
            ("The levy is 1,5 percent of the yearly turnover", "“1,5”", "“15”"),
        ] {
            let Err(Fault::Unfit { words: said }) = find(text, words) else {
                panic!("{words}: {:?}", find(text, words))
            };
            assert!(
                said.contains(&format!("where you have {mine}, there stands {theirs}, in “")),
                "{words}: {said}"
            );
        }
        assert_eq!(find(text, "the line manager will say it twice"), Err(Fault::NotInTheArticle));
    }

    #[test]
    fn words_that_are_too_much_work_to_find_are_not_in_the_article() {
        let text = "a".repeat(20_000) + "b";
        let words = "a".repeat(999) + "c";
        let budget = Budget::of(crate::budget::COMMAND);
        assert_eq!(find_words(&text, &words, &budget), Err(Fault::NotInTheArticle));
        assert!(budget.used() <= crate::budget::COMMAND);
    }

    proptest! {
        #[test]
        fn occurrences_are_those_of_comparing_at_every_place(text in "[ab]{0,40}", needle in "[ab]{0,5}") {
            let (text, needle): (Vec<char>, Vec<char>) = (text.chars().collect(), needle.chars().collect());
            let plain: Vec<usize> = (0..text.len())
                .filter(|start| !needle.is_empty() && text[*start..].starts_with(&needle))
                .collect();
            prop_assert_eq!(occurrences(&text, &needle).collect::<Vec<_>>(), plain);
        }
    }
}
