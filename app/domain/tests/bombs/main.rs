//! A table of every kind of text × everything that is worked out of texts: nothing takes more steps than it may, and nothing
//! becomes many times as long. Steps are counted, so that the table is the same on a busy machine. What they cost in time shows
//! `cargo xtask bench-bombs`, on the same list.

#[expect(dead_code, reason = "the bench uses the rest")]
mod shapes;

use domain::anchor::carry::{Carrier, Text};
use domain::anchor::{LiveAnchor, Passage, Standing, find_words};
use domain::fault::Fault;
use domain::id::{AnchorId, RevisionId};
use prose::budget::{Budget, COMMAND};
use prose::diff::{self, Change};
use prose::markdown::{MAX_DEPTH, Place, most_html, to_html};
use prose::merge::{self, Piece};
use prose::selector::{self, Wanted};
use uuid::Uuid;

use crate::shapes::{changed, nearly, shapes};

/// So many characters that a budget of [`BUDGET`] is spent by what is not linear, and so few that all can be tried.
const SIZE: usize = 2_000;
/// Small, so that its end is often met.
const BUDGET: u64 = 100_000;

fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

fn revision(number: u128) -> RevisionId {
    RevisionId(Uuid::from_u128(number))
}

/// How deep the tags of HTML stand within each other.
fn depth(html: &str) -> usize {
    let (mut now, mut deepest) = (0_usize, 0);
    for tag in html.split('<').skip(1) {
        match tag.as_bytes() {
            [b'/', ..] => now -= 1,
            _ if tag.starts_with("hr") || tag.starts_with("br") => {}
            _ => now += 1,
        }
        deepest = deepest.max(now);
    }
    deepest
}

#[test]
fn no_text_becomes_many_times_as_long_or_deeper_than_64_levels() {
    for shape in shapes() {
        let text = shape.of(8 * SIZE);
        for place in [Place::Article, Place::Comment] {
            let html = to_html(&text, place);
            assert!(html.len() <= most_html(text.len()), "{}: {} bytes", shape.name, html.len());
            // A level of a list is two elements; within the deepest there may be a table.
            assert!(depth(&html) <= 2 * MAX_DEPTH + 8, "{}: {} deep", shape.name, depth(&html));
        }
    }
}

#[test]
fn words_that_nearly_stand_in_a_text_are_found_or_not_in_the_article_in_bounded_steps() {
    for shape in shapes() {
        let text = shape.of(SIZE);
        for length in [30, 1_400] {
            let words = nearly(&text, length);
            let budget = Budget::of(BUDGET);
            let found = find_words(&text, &words, &budget);
            assert!(budget.used() <= BUDGET, "{}", shape.name);
            let bounded = match &found {
                Ok(_) | Err(Fault::NotInTheArticle | Fault::Missing | Fault::Ambiguous { .. }) => true,
                Err(Fault::Unlike { words, nearest }) => {
                    let nearest = nearest.as_ref().map_or(0, |nearest| nearest.chars().count());
                    words.chars().count() < 500 && nearest <= 200
                }
                Err(_) => false,
            };
            assert!(bounded, "{}: {found:?}", shape.name);
        }
    }
}

#[test]
fn the_largest_quote_on_the_largest_article_ends_in_bounded_steps() {
    let phrase = "the same phrase again and ".repeat(3_800);
    for text in ["a".repeat(95_000) + "b", phrase] {
        let words: String = text.chars().take(4_980).collect::<String>() + "ßß";
        let budget = Budget::of(COMMAND);
        assert_eq!(find_words(&text, &words, &budget), Err(Fault::NotInTheArticle));
        let (text, exact) = (chars(&text), chars(&words));
        let around = vec!['a'; 1_400_000];
        let wanted = Wanted { exact: &exact, before: &around, after: &around, hint: Some(3) };
        let again = Budget::of(COMMAND);
        assert_eq!(selector::find(&text, &wanted, &again), None);
        assert!(budget.used().max(again.used()) <= COMMAND);
    }
}

#[test]
fn differences_take_bounded_steps_and_still_join_to_both_texts() {
    for shape in shapes() {
        let old = shape.of(SIZE);
        for (how, new) in changed(&old) {
            for most in [BUDGET, 10_000] {
                let budget = Budget::of(most);
                let runs = diff::words(&old, &new, &budget);
                let join = |without: Change| -> String {
                    runs.iter()
                        .filter(|(change, _)| *change != without)
                        .map(|(_, text)| text.as_str())
                        .collect()
                };
                // How the old text was wrapped is not told.
                let unwrapped = |text: &str| text.replace([' ', '\t', '\n', '>'], "");
                assert!(unwrapped(&join(Change::Added)) == unwrapped(&old), "{} {how}", shape.name);
                assert!(join(Change::Removed) == new, "{} {how}", shape.name);
                assert!(budget.used() <= most, "{} {how}", shape.name);
            }
        }
    }
}

#[test]
fn merges_take_bounded_steps_and_drop_nothing() {
    for shape in shapes().into_iter().step_by(2) {
        let base = shape.of(SIZE);
        let changes = changed(&base);
        for pair in changes.windows(2) {
            let [(how, mine), (_, theirs)] = pair else { continue };
            let budget = Budget::of(BUDGET);
            let pieces = merge::text(&base, mine, theirs, &budget);
            assert!(budget.used() <= BUDGET, "{} {how}", shape.name);
            if let [Piece::Conflict(all)] = pieces.as_slice() {
                assert!(
                    all.base == base && all.mine == *mine && all.theirs == *theirs,
                    "{} {how}",
                    shape.name
                );
            }
        }
    }
}

#[test]
fn passages_are_carried_in_bounded_steps_to_a_place_that_there_is() {
    for shape in shapes() {
        let old = shape.of(SIZE);
        let length = old.chars().count();
        let anchors: Vec<LiveAnchor> = (0..12)
            .filter_map(|nth| {
                let start = nth * length / 12;
                let end = (start + 10 + 300 * nth).min(length);
                let passage = Passage::cut(revision(1), &old, start..end)?;
                Some(LiveAnchor::new(AnchorId(Uuid::from_u128(nth as u128)), passage))
            })
            .collect();
        for (how, new) in changed(&old) {
            let (before, after) = (chars(&old), chars(&new));
            let budget = Budget::of(BUDGET);
            let carried = Carrier::new((revision(1), &before), &after, &[], &budget).carry_all(&anchors);
            assert!(budget.used() <= BUDGET, "{} {how}", shape.name);
            for anchor in &carried {
                let place = anchor.standing.place();
                assert!(place.is_none_or(|place| place.start < place.end && place.end <= after.len()));
            }
            // And back again, with the text in which they stood.
            let texts: [Text; 1] = [(revision(1), before.clone())];
            let budget = Budget::of(BUDGET);
            let back = Carrier::new((revision(2), &after), &before, &texts, &budget).carry_all(&carried);
            let quoted = |anchor: &LiveAnchor| Standing::Unchanged(anchor.passage.start..anchor.passage.end);
            assert!(back.iter().all(|anchor| anchor.standing == quoted(anchor)), "{} {how}", shape.name);
            assert!(budget.used() <= BUDGET, "{} {how}", shape.name);
        }
    }
}

#[test]
fn what_was_not_found_in_time_is_looked_for_again_by_the_next_edit() {
    let old =
        "First. ".to_owned() + &"words and more words, ".repeat(400) + "and a passage that is quoted. Last.";
    let start = old.chars().count() - 35;
    let passage = Passage::cut(revision(1), &old, start..start + 28).unwrap();
    let anchor = LiveAnchor::new(AnchorId(Uuid::from_u128(1)), passage);
    let new: String = old.replace("First", "1st").replace("quoted. Last", "quoted. The last");
    let newer = new.clone() + " More.";
    let texts = [(revision(1), chars(&old)), (revision(2), chars(&new)), (revision(3), chars(&newer))];
    let carry = |anchor: &LiveAnchor, to: usize, steps: u64| {
        let budget = Budget::of(steps);
        let (head, old) = &texts[to - 1];
        Carrier::new((*head, old), &texts[to].1, &texts[..to], &budget).carry(anchor)
    };
    let lost = carry(&anchor, 1, 10);
    assert_eq!(lost.standing, Standing::Gone);
    let found = carry(&lost, 2, COMMAND);
    let place = found.standing.place().unwrap();
    assert_eq!(texts[2].1[place.clone()].iter().collect::<String>(), anchor.passage.exact.as_str());
}

#[test]
fn what_is_nested_in_json_is_refused_before_it_is_deep() {
    for text in ["[".repeat(100_000), "{\"a\":".repeat(20_000), format!("{{\"type\":{}", "[".repeat(50_000))]
    {
        assert!(serde_json::from_str::<domain::command::Command>(&text).is_err());
    }
}
