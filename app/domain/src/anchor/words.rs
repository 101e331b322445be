//! Words that somebody pasted, found in a text.

use std::ops::Range;

use messages::problem::unlike;
use prose::budget::{Budget, steps};
use prose::matching::{fold, occurrences};
use prose::selector;

use crate::fault::Fault;

/// Finds pasted words in a text. What a browser's copy changes does not count: the kind and length of white space, the form of
/// quotation marks and dashes, ligatures, and signs that only say where a word may break. Anything else does: words that stand
/// there nearly so are named and not taken, since a number or a 'not' makes all the difference.
///
/// # Errors
/// [`Fault::NotInTheArticle`], also where the budget is spent before they are found; [`Fault::Unlike`] with the words that come
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
            let there = origin[place.start]..origin[place.end - 1] + 1;
            let there = text.chars().skip(there.start).take(there.len());
            Err(nearly(&needle, &folded[place], there.collect()))
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

/// The most characters that are shown of words which stand there.
const MAX_SHOWN: usize = 200;

/// What differs between words that were quoted and those that stand there, for whoever quotes to choose; at most some 600
/// characters. `nearest` is what stands there as it is written.
fn nearly(quoted: &[char], there: &[char], nearest: String) -> Fault {
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
        if shown.is_empty() { unlike::NOTHING.to_owned() } else { unlike::words(&shown) }
    };
    let (mine, theirs) = (words(&mine[..mine.len() - end], 60), words(&theirs[..theirs.len() - end], 60));
    let whole = words(there, MAX_SHOWN);
    Fault::Unlike {
        nearest: (nearest.chars().count() <= MAX_SHOWN).then_some(nearest),
        words: unlike::differs(&mine, &theirs, &whole),
    }
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
            let Err(Fault::Unlike { words: said, .. }) = find(text, words) else {
                panic!("{words}: {:?}", find(text, words))
            };
            assert!(
                said.contains(&format!("where you have {mine}, the article has {theirs}, in “")),
                "{words}: {said}"
            );
        }
        assert_eq!(find(text, "the line manager will say it twice"), Err(Fault::NotInTheArticle));
    }

    #[test]
    fn words_that_are_too_much_work_to_find_are_not_in_the_article() {
        let text = "a".repeat(20_000) + "b";
        let words = "a".repeat(999) + "c";
        let budget = Budget::of(prose::budget::COMMAND);
        assert_eq!(find_words(&text, &words, &budget), Err(Fault::NotInTheArticle));
        assert!(budget.used() <= prose::budget::COMMAND);
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
