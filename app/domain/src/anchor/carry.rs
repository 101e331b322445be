//! Carrying anchors from one revision to the next.
//!
//! Because every revision is known, a passage is not guessed at: its ends are mapped through the difference of the two
//! plain texts, as editors map positions through a change. Only what the difference says is new can have moved there, so
//! that of two equal sentences the one that stood before is never taken for the one that was removed.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::selector::{self, Wanted};
use super::{CONTEXT, LiveAnchor, Passage, Standing, Stood};
use crate::diff::split_words;
use crate::id::RevisionId;

/// The least part of a quote's letters that must still stand, in their order, for a passage to be called the same.
/// From the corpus of `tests/anchors.rs`: down to 0.35 it stays without a wrong attachment there.
pub const KEPT: f64 = 0.5;

/// How many characters, with what surrounds them, must agree for words to have moved: fewer may agree by chance.
pub const MOVED: usize = 24;

/// Where two texts differ: `old` was replaced by `new`. Either may be empty, not both.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Hunk {
    old: Range<usize>,
    new: Range<usize>,
}

/// A revision's plain text, as characters.
pub type Text = (RevisionId, Vec<char>);

/// Carries the anchors of an article from its head to the revision after it.
#[derive(Debug)]
pub struct Carrier<'a> {
    head: RevisionId,
    new: &'a [char],
    change: Change<'a>,
    texts: &'a [Text],
    /// The revisions that have the new text.
    reverted_to: HashSet<RevisionId>,
    earlier: HashMap<RevisionId, Change<'a>>,
}

impl<'a> Carrier<'a> {
    /// From `head` to the text `new`. `texts` are those of earlier revisions in which words stood or were quoted that do
    /// not stand there now, or that have the new text; without them such words are found again by their surroundings alone.
    #[must_use]
    pub fn new(head: (RevisionId, &'a [char]), new: &'a [char], texts: &'a [Text]) -> Self {
        let change = Change::between(head.1, new);
        let same = texts.iter().filter(|(_, text)| text == new).map(|(revision, _)| *revision);
        Self { head: head.0, new, change, texts, reverted_to: same.collect(), earlier: HashMap::new() }
    }

    /// The anchor in the revision after the head.
    pub fn carry(&mut self, anchor: &LiveAnchor) -> LiveAnchor {
        let Passage { revision, start, end, .. } = &anchor.passage;
        let quoted = Stood { revision: *revision, place: *start..*end };
        // The very text it was selected in is no matter of finding, even where words stand twice.
        if self.reverted_to.contains(revision) {
            return anchor.stands(self.head, Standing::Unchanged(quoted.place));
        }
        let mut places = Vec::new();
        if !matches!(anchor.standing, Standing::Unchanged(_)) {
            for stood in anchor.stood.iter().chain([&quoted]) {
                if let Some((revision, text)) = self.texts.iter().find(|(known, _)| *known == stood.revision)
                {
                    self.earlier.entry(*revision).or_insert_with(|| Change::between(text, self.new));
                    places.push(stood);
                }
            }
        }
        let earlier: Vec<_> =
            places.into_iter().map(|stood| (&self.earlier[&stood.revision], &stood.place)).collect();
        anchor.stands(self.head, self.change.carry(anchor, &earlier))
    }
}

/// Carries an anchor through the revisions that followed the one in which it was selected, the first of `history`.
#[must_use]
pub fn through(anchor: LiveAnchor, history: &[Text]) -> LiveAnchor {
    history.windows(2).fold(anchor, |anchor, pair| {
        let [(head, old), (_, new)] = pair else { return anchor };
        Carrier::new((*head, old), new, history).carry(&anchor)
    })
}

/// The difference of two plain texts, ready to carry any number of anchors.
#[derive(Debug)]
pub struct Change<'a> {
    old: &'a [char],
    new: &'a [char],
    hunks: Vec<Hunk>,
    /// The words of what is new.
    arrived: HashSet<String>,
}

impl<'a> Change<'a> {
    /// Compares two texts. Words are the unit: one with another ending is another word.
    #[must_use]
    pub fn between(old: &'a [char], new: &'a [char]) -> Self {
        let hunks = put_around(old, new).unwrap_or_else(|| {
            let (start, end) = common_ends(old, new);
            let middle = |text: &[char]| text[start..text.len() - end].iter().collect::<String>();
            let mut hunks = Vec::new();
            compare(&middle(old), &middle(new), start, &mut hunks);
            slide(old, new, &mut hunks);
            hunks
        });
        let arrived = hunks.iter().flat_map(|hunk| words(&new[hunk.new.clone()])).collect();
        Self { old, new, hunks, arrived }
    }

    /// Where an anchor stands in the new text. `earlier` has the places where it stood, with the differences from there, for
    /// one whose words were moved or do not stand now.
    fn carry(&self, anchor: &LiveAnchor, earlier: &[(&Change<'_>, &Range<usize>)]) -> Standing {
        let moved = matches!(anchor.standing, Standing::Moved(_));
        let stands = |place| if moved { Standing::Moved(place) } else { Standing::Unchanged(place) };
        let exact: Vec<char> = anchor.passage.exact.as_str().chars().collect();
        // What was edited or moved away comes back to its place.
        if let Some((_, place)) = earlier.iter().find(|(change, _)| change.hunks.is_empty()) {
            return Standing::Unchanged((*place).clone());
        }
        let lost = matches!(anchor.standing, Standing::Reworded(_) | Standing::Gone);
        if let Some((change, place)) = earlier.first().filter(|_| lost && anchor.stood.is_some())
            && let Some(place) = change.came_back(place)
        {
            return Standing::Unchanged(place);
        }
        let now = match (anchor.standing.place(), earlier.first()) {
            (Some(place), _) => self.follow(place, &exact),
            (None, _) if !self.brings_something() => Standing::Gone,
            // An orphan comes back with something new, or not at all.
            (None, Some((earlier, stood))) => match earlier.follow(stood, &exact) {
                now if now.place().is_some_and(|place| self.is_new(place)) => now,
                _ => Standing::Gone,
            },
            (None, None) => {
                let (before, after): (Vec<char>, Vec<char>) =
                    (anchor.passage.prefix.chars().collect(), anchor.passage.suffix.chars().collect());
                let sought = Sought { before: &before, after: &after, others: Vec::new() };
                match self.exactly_elsewhere(&exact, &sought) {
                    Some(place) => Standing::Moved(place),
                    None => self.roughly_elsewhere(&exact, &sought),
                }
            }
        };
        match now {
            // It has the words that it had, which may be others than were quoted.
            Standing::Unchanged(place) | Standing::Moved(place)
                if matches!(anchor.standing, Standing::Reworded(_))
                    && !same_words(&exact, &self.new[place.clone()]) =>
            {
                Standing::Reworded(place)
            }
            Standing::Unchanged(place) => stands(place),
            now => now,
        }
    }

    /// Where a passage of the old text, which was quoted as `exact` and may have other words by now, stands in the new one.
    fn follow(&self, place: &Range<usize>, exact: &[char]) -> Standing {
        if let Some(now) = self.verbatim(place) {
            return Standing::Unchanged(now);
        }
        let hull = self.hull(place).map(|hull| self.refined(hull, exact));
        if let Some(hull) = hull.clone().filter(|hull| same_words(exact, &self.new[hull.clone()])) {
            return Standing::Unchanged(hull);
        }
        let words = &self.old[place.clone()];
        let sought = Sought {
            before: &self.old[place.start.saturating_sub(CONTEXT)..place.start],
            after: &self.old[place.end..(place.end + CONTEXT).min(self.old.len())],
            others: if self.brings_something() { self.displaced(place) } else { Vec::new() },
        };
        if let Some(place) = self.exactly_elsewhere(words, &sought) {
            return Standing::Moved(place);
        }
        match hull {
            Some(hull) if self.is_kept(exact, &hull, &sought) => Standing::Reworded(hull),
            _ => self.roughly_elsewhere(exact, &sought),
        }
    }

    /// The other places of the old text that have the words of `place` and lost them too.
    fn displaced(&self, place: &Range<usize>) -> Vec<Range<usize>> {
        super::occurrences(self.old, &self.old[place.clone()])
            .filter(|start| *start != place.start)
            .map(|start| start..start + place.len())
            .filter(|other| self.verbatim(other).is_none())
            .collect()
    }

    /// The part around `hull` that resembles the quoted words most, if more than the hull does.
    fn refined(&self, hull: Range<usize>, exact: &[char]) -> Range<usize> {
        let room = exact.len();
        let window = hull.start.saturating_sub(room)..(hull.end + room).min(self.new.len());
        let wanted = Wanted { exact, before: &[], after: &[], hint: None };
        let near = selector::candidates(self.new, window, &wanted);
        let fit = |place: &Range<usize>| share(exact, &self.new[place.clone()]);
        let nearest = near.into_iter().max_by(|a, b| a.score.total_cmp(&b.score));
        match nearest.map(|near| tidy(self.new, near.place)) {
            Some(place) if place.start < hull.end && hull.start < place.end && fit(&place) >= fit(&hull) => {
                place
            }
            _ => hull,
        }
    }

    /// The place of a passage whose words stand as they were, next to each other.
    fn verbatim(&self, place: &Range<usize>) -> Option<Range<usize>> {
        let next = self.hunks.partition_point(|hunk| hunk.old.end <= place.start);
        // What is put in at either end stays outside.
        let touched = self.hunks.get(next).is_some_and(|hunk| hunk.old.start < place.end);
        (!touched).then(|| {
            let (old, new) = match next.checked_sub(1).map(|last| &self.hunks[last]) {
                Some(hunk) => (hunk.old.end, hunk.new.end),
                None => (0, 0),
            };
            new + (place.start - old)..new + (place.end - old)
        })
    }

    /// The place of a passage whose words stand again where they stood, in more than a word or two of the surroundings.
    fn came_back(&self, place: &Range<usize>) -> Option<Range<usize>> {
        let now = self.verbatim(place)?;
        let left = agree(self.new[..now.start].iter().rev(), self.old[..place.start].iter().rev());
        let right = agree(self.new[now.end..].iter(), self.old[place.end..].iter());
        (self.hunks.is_empty() || left + place.len() + right >= MOVED).then_some(now)
    }

    fn brings_something(&self) -> bool {
        self.hunks.iter().any(|hunk| !hunk.new.is_empty())
    }

    /// What stands between the ends of a passage now. What was put in within it belongs to it, and so does what replaced
    /// its first or last words, unless that is much more than they were.
    fn hull(&self, place: &Range<usize>) -> Option<Range<usize>> {
        let first = self.hunks.partition_point(|hunk| hunk.old.end <= place.start);
        let touching = self.hunks[first..].partition_point(|hunk| hunk.old.start < place.end);
        let touching = &self.hunks[first..first + touching];
        // What is left of it, in the new text, with a hunk between each two.
        let mut left: Vec<Range<usize>> = Vec::with_capacity(touching.len() + 1);
        let mut old_at = place.start;
        for hunk in touching {
            let length = hunk.old.start.saturating_sub(old_at);
            left.push(hunk.new.start - length..hunk.new.start);
            old_at = hunk.old.end;
        }
        let last = touching.last()?;
        left.push(last.new.end..last.new.end + place.end.saturating_sub(last.old.end));
        let (low, high) = match touching {
            // Nothing of it was touched: what was put in within it stays inside, however much it is.
            [only] if only.old.is_empty() => (0, 1),
            _ => densest(
                &left.iter().map(|part| letters(&self.new[part.clone()])).collect::<Vec<_>>(),
                &touching
                    .iter()
                    .map(|hunk| hunk.new.len().saturating_sub(hunk.old.len()))
                    .collect::<Vec<_>>(),
            ),
        };
        let fits = |hunk: &Hunk| {
            let within = place.start <= hunk.old.start && hunk.old.end <= place.end;
            within && hunk.new.len() <= 2 * hunk.old.len() + 8
        };
        let mut hull = left[low].start..left[high].end;
        if let Some(hunk) = low.checked_sub(1).map(|before| &touching[before]).filter(|hunk| fits(hunk)) {
            hull.start = hunk.new.start;
        }
        if let Some(hunk) = touching.get(high).filter(|hunk| fits(hunk)) {
            hull.end = hunk.new.end;
        }
        (hull.start < hull.end).then(|| trimmed(self.new, hull))
    }

    /// The same words among what is new, if they and what surrounds them are more than a coincidence.
    fn exactly_elsewhere(&self, exact: &[char], sought: &Sought<'_>) -> Option<Range<usize>> {
        if !words(exact).iter().all(|word| self.arrived.contains(word)) {
            return None;
        }
        let mut best: Option<(usize, Range<usize>)> = None;
        let mut tie = false;
        for place in self.arrivals(exact.len()).into_iter().flat_map(|near| self.occurrences(&near, exact)) {
            if !self.is_new(&place) || !self.is_ours(&place, sought) {
                continue;
            }
            let run = self.surroundings(&place, sought.before, sought.after) + exact.len();
            match &best {
                Some((most, _)) if *most > run => {}
                Some((most, _)) if *most == run => tie = true,
                _ => (best, tie) = (Some((run, place)), false),
            }
        }
        best.filter(|(run, _)| *run >= MOVED && !tie).map(|(_, place)| place)
    }

    /// Nearly the same words among what is new.
    fn roughly_elsewhere(&self, exact: &[char], sought: &Sought<'_>) -> Standing {
        let wanted = words(exact);
        let around = wanted.iter().filter(|word| self.arrived.contains(*word)).count();
        if wanted.is_empty() || around * 2 < wanted.len() || exact.len() < MOVED {
            return Standing::Gone;
        }
        let wanted = Wanted { exact, before: sought.before, after: sought.after, hint: None };
        let mut candidates = Vec::new();
        for near in self.arrivals(exact.len()) {
            candidates.extend(selector::candidates(self.new, near, &wanted).into_iter().filter(
                |candidate| {
                    self.is_new(&candidate.place)
                        && self.is_ours(&candidate.place, sought)
                        && share(exact, &self.new[candidate.place.clone()]) >= KEPT
                },
            ));
        }
        match selector::best(candidates) {
            Some(place) if same_words(exact, &self.new[place.clone()]) => Standing::Moved(place),
            Some(place) => Standing::Reworded(tidy(self.new, place)),
            None => Standing::Gone,
        }
    }

    /// How many characters around a place of the new text are those that surrounded the passage.
    fn surroundings(&self, place: &Range<usize>, before: &[char], after: &[char]) -> usize {
        agree(self.new[..place.start].iter().rev(), before.iter().rev())
            + agree(self.new[place.end..].iter(), after.iter())
    }

    /// Whether enough of a passage is left, and more than a word or two, to call it the same.
    fn is_kept(&self, exact: &[char], hull: &Range<usize>, sought: &Sought<'_>) -> bool {
        let text = &self.new[hull.clone()];
        let surroundings = self.surroundings(hull, sought.before, sought.after);
        share(exact, text) >= KEPT && letters(text).min(letters(exact)) + surroundings >= MOVED
    }

    /// Where the same words stood elsewhere too and left there, the surroundings have to tell which of them a place has.
    fn is_ours(&self, place: &Range<usize>, sought: &Sought<'_>) -> bool {
        let ours = self.surroundings(place, sought.before, sought.after);
        sought.others.iter().all(|other| {
            let before = &self.old[other.start.saturating_sub(CONTEXT)..other.start];
            let after = &self.old[other.end..(other.end + CONTEXT).min(self.old.len())];
            ours > self.surroundings(place, before, after)
        })
    }

    /// The new parts, with room around them for a passage of so many characters that is partly in them.
    fn arrivals(&self, length: usize) -> Vec<Range<usize>> {
        let room = length + CONTEXT;
        let mut joined: Vec<Range<usize>> = Vec::new();
        for hunk in self.hunks.iter().filter(|hunk| !hunk.new.is_empty()) {
            let near = hunk.new.start.saturating_sub(room)..(hunk.new.end + room).min(self.new.len());
            match joined.last_mut() {
                Some(last) if near.start <= last.end => last.end = near.end,
                _ => joined.push(near),
            }
        }
        joined
    }

    fn occurrences(&self, near: &Range<usize>, exact: &[char]) -> Vec<Range<usize>> {
        let offset = near.start;
        let found = super::occurrences(&self.new[near.clone()], exact);
        found.map(|start| offset + start..offset + start + exact.len()).collect()
    }

    /// Whether at least half of a place is new: the rest stood before, and is something else.
    fn is_new(&self, place: &Range<usize>) -> bool {
        let first = self.hunks.partition_point(|hunk| hunk.new.end <= place.start);
        let new: usize = self.hunks[first..]
            .iter()
            .take_while(|hunk| hunk.new.start < place.end)
            .map(|hunk| hunk.new.end.min(place.end) - hunk.new.start.max(place.start))
            .sum();
        new * 2 >= place.len()
    }
}

/// What is known of a passage beside its words.
struct Sought<'a> {
    before: &'a [char],
    after: &'a [char],
    /// Places of the old text that had the same words and lost them too.
    others: Vec<Range<usize>>,
}

/// The difference where all of the old text stands in the new one in one piece, which nothing else can tell better.
fn put_around(old: &[char], new: &[char]) -> Option<Vec<Hunk>> {
    if old.is_empty() || new.len() < old.len() {
        return None;
    }
    let (old_text, new_text): (String, String) = (old.iter().collect(), new.iter().collect());
    let mut found = new_text.match_indices(&old_text);
    let (Some((at, _)), None) = (found.next(), found.next()) else { return None };
    let at = new_text[..at].chars().count();
    let ends =
        [Hunk { old: 0..0, new: 0..at }, Hunk { old: old.len()..old.len(), new: at + old.len()..new.len() }];
    Some(ends.into_iter().filter(|hunk| !hunk.new.is_empty()).collect())
}

/// How many characters at the beginning and at the end are the same, back to where a word ends.
fn common_ends(old: &[char], new: &[char]) -> (usize, usize) {
    let shorter = old.len().min(new.len());
    let mut start = agree(old.iter(), new.iter());
    if start < old.len().max(new.len()) {
        while start > 0 && old[start - 1].is_alphanumeric() {
            start -= 1;
        }
    }
    let mut end = agree(old.iter().rev().take(shorter - start), new.iter().rev());
    while end > 0 && start + end < old.len().max(new.len()) && old[old.len() - end].is_alphanumeric() {
        end -= 1;
    }
    (start, end)
}

fn agree<'a>(a: impl Iterator<Item = &'a char>, b: impl Iterator<Item = &'a char>) -> usize {
    a.zip(b).take_while(|(a, b)| a == b).count()
}

/// Notes where two texts differ, which begin at `start` in theirs: by lines, then by words within lines that changed.
fn compare(old: &str, new: &str, start: usize, hunks: &mut Vec<Hunk>) {
    let old_lines: Vec<&str> = old.split_inclusive('\n').collect();
    let new_lines: Vec<&str> = new.split_inclusive('\n').collect();
    let (mut old_at, mut new_at) = (start, start);
    for op in capture_diff_slices(Algorithm::Patience, &old_lines, &new_lines) {
        let (old_part, new_part) = (&old_lines[op.old_range()], &new_lines[op.new_range()]);
        if let DiffOp::Equal { .. } = op {
            let length: usize = old_part.iter().map(|line| line.chars().count()).sum();
            (old_at, new_at) = (old_at + length, new_at + length);
            continue;
        }
        let (old_part, new_part) = (old_part.concat(), new_part.concat());
        let (old_words, new_words) = (split_words(&old_part), split_words(&new_part));
        for op in capture_diff_slices(Algorithm::Patience, &old_words, &new_words) {
            let size = |words: &[&str]| words.iter().map(|word| word.chars().count()).sum::<usize>();
            let old_end = old_at + size(&old_words[op.old_range()]);
            let new_end = new_at + size(&new_words[op.new_range()]);
            if !matches!(op, DiffOp::Equal { .. }) {
                match hunks.last_mut() {
                    Some(last) if last.old.end == old_at && last.new.end == new_at => {
                        (last.old.end, last.new.end) = (old_end, new_end);
                    }
                    _ => hunks.push(Hunk { old: old_at..old_end, new: new_at..new_end }),
                }
            }
            (old_at, new_at) = (old_end, new_end);
        }
    }
}

/// Of parts with gaps between them the first and the last of those that belong together: the sum of the parts less half
/// of the gaps is greatest. A word that happens to stand far from all others is left out so.
fn densest(parts: &[usize], gaps: &[usize]) -> (usize, usize) {
    let mut best = (0, 0, 2 * parts[0]);
    let (mut low, mut sum) = (0, 2 * parts[0]);
    for nth in 1..parts.len() {
        let gap = gaps[nth - 1];
        if sum < gap {
            (low, sum) = (nth, 0);
        } else {
            sum -= gap;
        }
        sum += 2 * parts[nth];
        if sum > best.2 || (sum == best.2 && gaps[nth - 1] == 0) {
            best = (low, nth, sum);
        }
    }
    (best.0, best.1)
}

/// What is only put in, or only taken out, may often be taken to begin a little earlier or later. Moves it to where a line or
/// a sentence begins, since people put in and take out those.
fn slide(old: &[char], new: &[char], hunks: &mut [Hunk]) {
    for nth in 0..hunks.len() {
        let Hunk { old: removed, new: added } = hunks[nth].clone();
        let (text, part) = match (removed.is_empty(), added.is_empty()) {
            (true, false) => (new, added.clone()),
            (false, true) => (old, removed.clone()),
            _ => continue,
        };
        let before = nth.checked_sub(1).map_or(added.start, |last| added.start - hunks[last].new.end);
        let after = hunks.get(nth + 1).map_or(new.len() - added.end, |next| next.new.start - added.end);
        let earlier =
            (1..=before).take_while(|by| text[part.start - by] == text[part.end - by]).last().unwrap_or(0);
        let later = (0..after).take_while(|by| text[part.start + by] == text[part.end + by]).count();
        let start = (part.start - earlier..=part.start + later)
            .max_by_key(|at| (boundary(text, *at), std::cmp::Reverse(*at)));
        let to = start.unwrap_or(part.start);
        let moved = |range: Range<usize>| range.start + to - part.start..range.end + to - part.start;
        hunks[nth] = Hunk { old: moved(removed), new: moved(added) };
    }
}

/// How well something begins at a place: a line, a sentence, a word, or nothing.
fn boundary(text: &[char], at: usize) -> u8 {
    match (at.checked_sub(2).map(|at| text[at]), at.checked_sub(1).map(|at| text[at])) {
        (_, None | Some('\n')) => 3,
        (Some(end), Some(' ')) if !end.is_alphanumeric() => 2,
        (_, Some(' ')) => 1,
        _ => 0,
    }
}

fn letters(text: &[char]) -> usize {
    text.iter().filter(|c| c.is_alphanumeric()).count()
}

/// The words of a text, white space and punctuation left out.
fn words(text: &[char]) -> Vec<String> {
    let text: String = text.iter().collect();
    let words = split_words(&text).into_iter().filter(|word| word.chars().any(char::is_alphanumeric));
    words.map(str::to_owned).collect()
}

/// Which part of the letters of `quoted` stands in `text`, in the same order; 1.0 for a quote that has none.
fn share(quoted: &[char], text: &[char]) -> f64 {
    let (quoted, text) = (words(quoted), words(text));
    let letters = |words: &[String]| words.iter().map(|word| word.chars().count()).sum::<usize>();
    let all = letters(&quoted);
    if all == 0 {
        return 1.0;
    }
    let kept: usize = capture_diff_slices(Algorithm::Myers, &quoted, &text)
        .into_iter()
        .filter(|op| matches!(op, DiffOp::Equal { .. }))
        .map(|op| letters(&quoted[op.old_range()]))
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "they are lengths of quotes")]
    {
        kept as f64 / all as f64
    }
}

/// Whether two passages differ at most in white space and in the forms of quotation marks, dashes and the like.
fn same_words(a: &[char], b: &[char]) -> bool {
    let plain = |text: &[char]| -> Vec<char> {
        let mut plain: Vec<char> = Vec::with_capacity(text.len());
        for c in text.iter().map(|c| super::plain_form(*c)) {
            if c != ' ' || plain.last().is_some_and(|last| *last != ' ') {
                plain.push(c);
            }
        }
        plain.truncate(plain.iter().rposition(|c| *c != ' ').map_or(0, |last| last + 1));
        plain
    };
    plain(a) == plain(b)
}

/// A place found by resemblance, from the beginning of a word to the end of one.
fn tidy(text: &[char], place: Range<usize>) -> Range<usize> {
    let word = |at: &usize| text[*at].is_alphanumeric();
    let (Some(mut start), Some(mut end)) = (place.clone().find(word), place.clone().rfind(word)) else {
        return place;
    };
    while start > 0 && word(&(start - 1)) {
        start -= 1;
    }
    end += 1;
    while end < text.len() && word(&end) {
        end += 1;
    }
    start..end
}

/// A place without the white space at its ends; as it is if it is nothing else.
fn trimmed(text: &[char], place: Range<usize>) -> Range<usize> {
    let word = |at: &usize| !text[*at].is_whitespace();
    match (place.clone().find(word), place.clone().rfind(word)) {
        (Some(first), Some(last)) => first..last + 1,
        _ => place,
    }
}
