//! Carrying anchors from one revision to the next.
//!
//! Because every revision is known, a passage is not guessed at: its ends are mapped through the difference of the two
//! plain texts, as editors map positions through a change. Only what the difference says is new can have moved there, so
//! that of two equal sentences the one that stood before is never taken for the one that was removed.
//!
//! What takes more than its [`Budget`] is done more coarsely: differences by whole lines, or by what is not the same at both ends
//! of the texts; and a passage that is not found in time is gone, with the place where it stood, from where the next revision
//! looks for it again.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use prose::budget::{Budget, Spent, steps};
use prose::diff::{is_together, is_unspaced, operations, split_words};
use prose::matching::{occurrences, plain_form};
use prose::selector::{self, CONTEXT, Wanted};
use similar::{Algorithm, DiffOp};

use super::{LiveAnchor, Passage, Standing, Stood};
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
    budget: &'a Budget,
    change: Change<'a>,
    texts: &'a [Text],
    /// Of revisions that were asked for: whether they have the new text.
    reverted_to: HashMap<RevisionId, bool>,
    earlier: HashMap<RevisionId, Change<'a>>,
}

impl<'a> Carrier<'a> {
    /// From `head` to the text `new`. `texts` are those of earlier revisions in which words stood or were quoted that do
    /// not stand there now, or that have the new text; without them such words are found again by their surroundings alone.
    #[must_use]
    pub fn new(
        head: (RevisionId, &'a [char]),
        new: &'a [char],
        texts: &'a [Text],
        budget: &'a Budget,
    ) -> Self {
        // Half of it is left for the anchors, however much there is to compare.
        let change = budget.share(2, |budget| Change::between(head.1, new, budget));
        let (reverted_to, earlier) = (HashMap::new(), HashMap::new());
        Self { head: head.0, new, budget, change, texts, reverted_to, earlier }
    }

    /// All of them in the revision after the head, each with its part of the budget.
    pub fn carry_all(&mut self, anchors: &[LiveAnchor]) -> Vec<LiveAnchor> {
        let budget = self.budget;
        let each = anchors.iter().enumerate();
        each.map(|(nth, anchor)| budget.share(anchors.len() - nth, |_| self.carry(anchor))).collect()
    }

    /// The anchor in the revision after the head.
    pub fn carry(&mut self, anchor: &LiveAnchor) -> LiveAnchor {
        let Passage { revision, start, end, .. } = &anchor.passage;
        let quoted = Stood { revision: *revision, place: *start..*end };
        // The very text it was selected in is no matter of finding, even where words stand twice.
        if self.is_reverted_to(*revision) {
            return anchor.stands(self.head, Standing::Unchanged(quoted.place));
        }
        let mut places = Vec::new();
        if !matches!(anchor.standing, Standing::Unchanged(_)) {
            for stood in anchor.stood.iter().chain([&quoted]) {
                if self.knows(stood.revision) {
                    places.push(stood);
                }
            }
        }
        let earlier: Vec<_> =
            places.into_iter().map(|stood| (&self.earlier[&stood.revision], &stood.place)).collect();
        let standing = self.change.carry(anchor, &earlier, self.budget);
        anchor.stands(self.head, standing.unwrap_or(Standing::Gone))
    }

    fn is_reverted_to(&mut self, revision: RevisionId) -> bool {
        if let Some(known) = self.reverted_to.get(&revision) {
            return *known;
        }
        let text = self.texts.iter().find(|(known, _)| *known == revision);
        let paid = |length: usize| self.budget.take(steps(length / 8)).is_ok();
        let same = text
            .is_some_and(|(_, text)| text.len() == self.new.len() && paid(text.len()) && text == self.new);
        self.reverted_to.insert(revision, same);
        same
    }

    /// Makes the difference from an earlier revision ready, if its text is there and the budget allows it.
    fn knows(&mut self, revision: RevisionId) -> bool {
        if self.earlier.contains_key(&revision) {
            return true;
        }
        let Some((_, text)) = self.texts.iter().find(|(known, _)| *known == revision) else { return false };
        if self.budget.take(steps(text.len() + self.new.len())).is_err() {
            return false;
        }
        let change = self.budget.share(2, |budget| Change::between(text, self.new, budget));
        self.earlier.insert(revision, change);
        true
    }
}

/// The texts of revisions that followed each other, ready to carry any number of anchors from one of them to the last.
#[derive(Debug)]
pub struct History<'a> {
    texts: &'a [Text],
    budget: &'a Budget,
    /// From each to the next; `None` until an anchor came by.
    carriers: Vec<Option<Carrier<'a>>>,
}

impl<'a> History<'a> {
    /// From the oldest to the newest.
    #[must_use]
    pub fn new(texts: &'a [Text], budget: &'a Budget) -> Self {
        let pairs = texts.len().saturating_sub(1);
        Self { texts, budget, carriers: (0..pairs).map(|_| None).collect() }
    }

    /// Carries an anchor, which was selected in the `from`-th text, to the last one.
    pub fn carry(&mut self, from: usize, mut anchor: LiveAnchor) -> LiveAnchor {
        let budget = self.budget;
        let pairs = self.carriers.len();
        for (nth, carrier) in self.carriers.iter_mut().enumerate().skip(from) {
            let ((head, old), (_, new)) = (&self.texts[nth], &self.texts[nth + 1]);
            if carrier.is_none() && budget.take(steps(old.len() + new.len())).is_err() {
                return anchor.stands(*head, Standing::Gone);
            }
            anchor = budget.share(pairs - nth, |_| {
                let carrier = carrier
                    .get_or_insert_with(|| Carrier::new((*head, old.as_slice()), new, self.texts, budget));
                carrier.carry(&anchor)
            });
        }
        anchor
    }
}

/// Carries an anchor through the revisions that followed the one in which it was selected, the first of `history`.
#[must_use]
pub fn through(anchor: LiveAnchor, history: &[Text], budget: &Budget) -> LiveAnchor {
    History::new(history, budget).carry(0, anchor)
}

/// The difference of two plain texts, ready to carry any number of anchors.
#[derive(Debug)]
pub struct Change<'a> {
    old: &'a [char],
    new: &'a [char],
    hunks: Vec<Hunk>,
    /// Of each whether only lines break elsewhere there.
    soft: Vec<bool>,
    /// The words of what is new.
    arrived: HashSet<String>,
}

impl<'a> Change<'a> {
    /// Compares two texts. Words are the unit: one with another ending is another word. Where the budget does not allow that,
    /// the unit is the line, or all that is not the same at both ends.
    #[must_use]
    pub fn between(old: &'a [char], new: &'a [char], budget: &Budget) -> Self {
        let hunks = rewrapped(old, new).or_else(|| put_around(old, new)).unwrap_or_else(|| {
            let (start, end) = common_ends(old, new);
            let middle = |text: &[char]| text[start..text.len() - end].iter().collect::<String>();
            let mut hunks = Vec::new();
            compare(&middle(old), &middle(new), start, &mut hunks, budget);
            slide(old, new, &mut hunks);
            hunks
        });
        let is_soft = |hunk: &Hunk| is_soft(old, new, hunk);
        let soft = hunks.iter().map(is_soft).collect();
        let arrived = hunks.iter().flat_map(|hunk| words(&new[hunk.new.clone()])).collect();
        Self { old, new, hunks, soft, arrived }
    }

    /// Where an anchor stands in the new text. `earlier` has the places where it stood, with the differences from there, for
    /// one whose words were moved or do not stand now.
    fn carry(
        &self,
        anchor: &LiveAnchor,
        earlier: &[(&Change<'_>, &Range<usize>)],
        budget: &Budget,
    ) -> Result<Standing, Spent> {
        let moved = matches!(anchor.standing, Standing::Moved(_));
        let stands = |place| if moved { Standing::Moved(place) } else { Standing::Unchanged(place) };
        let exact: Vec<char> = anchor.passage.exact.as_str().chars().collect();
        // What was edited or moved away comes back to its place.
        if let Some((change, place)) = earlier.iter().find(|(change, _)| change.is_of_lines())
            && let Some(place) = change.verbatim(place)
        {
            return Ok(Standing::Unchanged(place));
        }
        let lost = matches!(anchor.standing, Standing::Reworded(_) | Standing::Gone);
        if let Some((change, place)) = earlier.first().filter(|_| lost && anchor.stood.is_some())
            && let Some(place) = change.came_back(place)
        {
            return Ok(Standing::Unchanged(place));
        }
        let now = match (anchor.standing.place(), earlier.first()) {
            (Some(place), _) => self.follow(place, &exact, budget)?,
            (None, _) if !self.brings_something() => Standing::Gone,
            // An orphan comes back with something new, or not at all.
            (None, Some((earlier, stood))) => {
                let now = earlier.follow(stood, &exact, budget)?;
                match now.place() {
                    Some(place) if self.is_new(place, budget)? => now,
                    _ => Standing::Gone,
                }
            }
            (None, None) => {
                let (before, after): (Vec<char>, Vec<char>) =
                    (anchor.passage.prefix.chars().collect(), anchor.passage.suffix.chars().collect());
                let sought = Sought { before: &before, after: &after, others: Vec::new() };
                match self.exactly_elsewhere(&exact, &sought, budget)? {
                    Some(place) => Standing::Moved(place),
                    None => self.roughly_elsewhere(&exact, &sought, budget)?,
                }
            }
        };
        Ok(match now {
            // It has the words that it had, which may be others than were quoted.
            Standing::Unchanged(place) | Standing::Moved(place)
                if matches!(anchor.standing, Standing::Reworded(_))
                    && !same_words(&exact, &self.new[place.clone()]) =>
            {
                Standing::Reworded(place)
            }
            Standing::Unchanged(place) => stands(place),
            now => now,
        })
    }

    /// Where a passage of the old text, which was quoted as `exact` and may have other words by now, stands in the new one.
    fn follow(&self, place: &Range<usize>, exact: &[char], budget: &Budget) -> Result<Standing, Spent> {
        if let Some(now) = self.verbatim(place) {
            return Ok(Standing::Unchanged(now));
        }
        budget.take(8 * steps(place.len() + exact.len()))?;
        let hull = self.hull(place).map(|hull| self.refined(hull, exact, budget)).transpose()?;
        if let Some(hull) = hull.clone().filter(|hull| same_words(exact, &self.new[hull.clone()])) {
            return Ok(Standing::Unchanged(hull));
        }
        let words = &self.old[place.clone()];
        let sought = Sought {
            before: &self.old[place.start.saturating_sub(CONTEXT)..place.start],
            after: &self.old[place.end..(place.end + CONTEXT).min(self.old.len())],
            others: if self.brings_something() { self.displaced(place, budget)? } else { Vec::new() },
        };
        if let Some(place) = self.exactly_elsewhere(words, &sought, budget)? {
            return Ok(Standing::Moved(place));
        }
        if let Some(hull) = hull
            && self.is_kept(exact, &hull, &sought, budget)?
        {
            return Ok(Standing::Reworded(hull));
        }
        self.roughly_elsewhere(exact, &sought, budget)
    }

    /// The other places of the old text that have the words of `place` and lost them too.
    fn displaced(&self, place: &Range<usize>, budget: &Budget) -> Result<Vec<Range<usize>>, Spent> {
        budget.take(steps(self.old.len()))?;
        let mut others = Vec::new();
        for start in occurrences(self.old, &self.old[place.clone()]).filter(|start| *start != place.start) {
            budget.take(16)?;
            let other = start..start + place.len();
            if self.verbatim(&other).is_none() {
                others.push(other);
            }
        }
        Ok(others)
    }

    /// The part around `hull` that resembles the quoted words most, if more than the hull does.
    fn refined(&self, hull: Range<usize>, exact: &[char], budget: &Budget) -> Result<Range<usize>, Spent> {
        let room = exact.len();
        let window = hull.start.saturating_sub(room)..(hull.end + room).min(self.new.len());
        let wanted = Wanted { exact, before: &[], after: &[], hint: None };
        let near = selector::candidates(self.new, window, &wanted, budget)?;
        let fit = |place: &Range<usize>| share(exact, &self.new[place.clone()], budget);
        let nearest = near.into_iter().max_by(|a, b| a.score.total_cmp(&b.score));
        match nearest.map(|near| self.with_ends(tidy(self.new, near.place), exact)) {
            Some(place)
                if place.start < hull.end && hull.start < place.end && fit(&place)? >= fit(&hull)? =>
            {
                Ok(place)
            }
            _ => Ok(hull),
        }
    }

    /// A place from word to word with the signs before and after it that the quoted words begin and end with.
    fn with_ends(&self, place: Range<usize>, exact: &[char]) -> Range<usize> {
        let is_sign = |c: &char| !c.is_alphanumeric();
        let first = exact.iter().take_while(|c| is_sign(c)).count();
        let last = exact.iter().rev().take_while(|c| is_sign(c)).count();
        let (before, after) = (&self.new[..place.start], &self.new[place.end..]);
        let start = if before.ends_with(&exact[..first]) { first } else { 0 };
        let end = if after.starts_with(&exact[exact.len() - last..]) { last } else { 0 };
        place.start - start..place.end + end
    }

    /// The place of a passage whose words stand as they were, next to each other, however their lines break.
    fn verbatim(&self, place: &Range<usize>) -> Option<Range<usize>> {
        let first = self.hunks.partition_point(|hunk| hunk.old.end <= place.start);
        let touching = self.hunks[first..].partition_point(|hunk| hunk.old.start < place.end);
        if !self.soft[first..first + touching].iter().all(|soft| *soft) {
            return None;
        }
        let shifted = |at: usize, hunks: usize| match hunks.checked_sub(1).map(|last| &self.hunks[last]) {
            Some(hunk) => hunk.new.end + at.saturating_sub(hunk.old.end),
            None => at,
        };
        // What is put in at either end stays outside, and so do blanks that only begin or end with it.
        let begins_within =
            self.hunks[first..first + touching].first().filter(|hunk| hunk.old.start < place.start);
        let start = begins_within.map_or_else(|| shifted(place.start, first), |hunk| hunk.new.end);
        let ends_within = self.hunks[first..first + touching].last().filter(|hunk| hunk.old.end > place.end);
        let end = ends_within.map_or_else(|| shifted(place.end, first + touching), |hunk| hunk.new.start);
        (start < end).then_some(start..end)
    }

    /// Whether the texts differ at most in where lines break.
    fn is_of_lines(&self) -> bool {
        self.soft.iter().all(|soft| *soft)
    }

    /// The place of a passage whose words stand again where they stood, in more than a word or two of the surroundings.
    fn came_back(&self, place: &Range<usize>) -> Option<Range<usize>> {
        let now = self.verbatim(place)?;
        let left =
            agree(self.new[..now.start].iter().rev().take(MOVED), self.old[..place.start].iter().rev());
        let right = agree(self.new[now.end..].iter().take(MOVED), self.old[place.end..].iter());
        (self.is_of_lines() || left + place.len() + right >= MOVED).then_some(now)
    }

    fn brings_something(&self) -> bool {
        self.hunks.iter().zip(&self.soft).any(|(hunk, soft)| !hunk.new.is_empty() && !soft)
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

    /// Where the words stand among what is new, if they and what surrounds them are more than a coincidence.
    fn exactly_elsewhere(
        &self,
        exact: &[char],
        sought: &Sought<'_>,
        budget: &Budget,
    ) -> Result<Option<Range<usize>>, Spent> {
        budget.take(8 * steps(exact.len()))?;
        if !words(exact).iter().all(|word| self.arrived.contains(word)) {
            return Ok(None);
        }
        let mut best: Option<(usize, Range<usize>)> = None;
        let mut tie = false;
        for place in self.same_words_among_arrivals(exact, budget)? {
            if !self.is_new(&place, budget)? || !self.is_ours(&place, sought, budget)? {
                continue;
            }
            let run = self.surroundings(&place, sought.before, sought.after) + exact.len();
            match &best {
                Some((most, _)) if *most > run => {}
                Some((most, _)) if *most == run => tie = true,
                _ => (best, tie) = (Some((run, place)), false),
            }
        }
        Ok(best.filter(|(run, _)| *run >= MOVED && !tie).map(|(_, place)| place))
    }

    /// Nearly the same words among what is new.
    fn roughly_elsewhere(
        &self,
        exact: &[char],
        sought: &Sought<'_>,
        budget: &Budget,
    ) -> Result<Standing, Spent> {
        budget.take(8 * steps(exact.len()))?;
        let wanted = words(exact);
        let around = wanted.iter().filter(|word| self.arrived.contains(*word)).count();
        if wanted.is_empty() || around * 2 < wanted.len() || exact.len() < MOVED {
            return Ok(Standing::Gone);
        }
        let wanted = Wanted { exact, before: sought.before, after: sought.after, hint: None };
        let mut candidates = Vec::new();
        for near in self.arrivals(exact.len(), budget)? {
            for candidate in selector::candidates(self.new, near, &wanted, budget)? {
                let place = &candidate.place;
                if self.is_new(place, budget)?
                    && self.is_ours(place, sought, budget)?
                    && share(exact, &self.new[place.clone()], budget)? >= KEPT
                {
                    candidates.push(candidate);
                }
            }
        }
        Ok(match selector::best(candidates) {
            Some(place) if same_words(exact, &self.new[place.clone()]) => Standing::Moved(place),
            Some(place) => Standing::Reworded(tidy(self.new, place)),
            None => Standing::Gone,
        })
    }

    /// How many characters around a place of the new text are those that surrounded the passage.
    fn surroundings(&self, place: &Range<usize>, before: &[char], after: &[char]) -> usize {
        agree(self.new[..place.start].iter().rev(), before.iter().rev())
            + agree(self.new[place.end..].iter(), after.iter())
    }

    /// Whether enough of a passage is left, and more than a word or two, to call it the same.
    fn is_kept(
        &self,
        exact: &[char],
        hull: &Range<usize>,
        sought: &Sought<'_>,
        budget: &Budget,
    ) -> Result<bool, Spent> {
        let text = &self.new[hull.clone()];
        let surroundings = self.surroundings(hull, sought.before, sought.after);
        Ok(share(exact, text, budget)? >= KEPT && letters(text).min(letters(exact)) + surroundings >= MOVED)
    }

    /// Where the same words stood elsewhere too and left there, the surroundings have to tell which of them a place has.
    fn is_ours(&self, place: &Range<usize>, sought: &Sought<'_>, budget: &Budget) -> Result<bool, Spent> {
        budget.take(steps(2 * CONTEXT) * (1 + steps(sought.others.len())))?;
        let ours = self.surroundings(place, sought.before, sought.after);
        Ok(sought.others.iter().all(|other| {
            let before = &self.old[other.start.saturating_sub(CONTEXT)..other.start];
            let after = &self.old[other.end..(other.end + CONTEXT).min(self.old.len())];
            ours > self.surroundings(place, before, after)
        }))
    }

    /// The new parts, with room around them for a passage of `length` characters that is partly in them.
    fn arrivals(&self, length: usize, budget: &Budget) -> Result<Vec<Range<usize>>, Spent> {
        budget.take(steps(self.hunks.len()))?;
        let room = length + CONTEXT;
        let mut joined: Vec<Range<usize>> = Vec::new();
        for hunk in self.hunks.iter().filter(|hunk| !hunk.new.is_empty()) {
            let near = hunk.new.start.saturating_sub(room)..(hunk.new.end + room).min(self.new.len());
            match joined.last_mut() {
                Some(last) if near.start <= last.end => last.end = near.end,
                _ => joined.push(near),
            }
        }
        Ok(joined)
    }

    fn same_words_among_arrivals(&self, exact: &[char], budget: &Budget) -> Result<Vec<Range<usize>>, Spent> {
        let mut places = Vec::new();
        for near in self.arrivals(exact.len(), budget)? {
            budget.take(steps(near.len() + exact.len()))?;
            let found = occurrences(&self.new[near.clone()], exact);
            places.extend(found.map(|start| near.start + start..near.start + start + exact.len()));
        }
        Ok(places)
    }

    /// Whether at least half of a place is new: the rest stood before, and is something else.
    fn is_new(&self, place: &Range<usize>, budget: &Budget) -> Result<bool, Spent> {
        let first = self.hunks.partition_point(|hunk| hunk.new.end <= place.start);
        let touched = self.hunks[first..].iter().take_while(|hunk| hunk.new.start < place.end);
        let mut new = 0;
        for hunk in touched {
            budget.take(1)?;
            new += hunk.new.end.min(place.end) - hunk.new.start.max(place.start);
        }
        budget.take(16)?;
        Ok(new * 2 >= place.len())
    }
}

/// What is known of a passage beside its words.
struct Sought<'a> {
    before: &'a [char],
    after: &'a [char],
    /// Places of the old text that had the same words and lost them too.
    others: Vec<Range<usize>>,
}

/// The differences of two texts where only lines break elsewhere.
fn rewrapped(old: &[char], new: &[char]) -> Option<Vec<Hunk>> {
    let gap = |text: &[char], at: usize| text[at..].iter().take_while(|c| c.is_whitespace()).count();
    let (mut hunks, mut old_at, mut new_at) = (Vec::new(), 0, 0);
    loop {
        let hunk = Hunk { old: old_at..old_at + gap(old, old_at), new: new_at..new_at + gap(new, new_at) };
        (old_at, new_at) = (hunk.old.end, hunk.new.end);
        if old[hunk.old.clone()] != new[hunk.new.clone()] {
            if !is_soft(old, new, &hunk) {
                return None;
            }
            hunks.push(hunk);
        }
        match (old.get(old_at), new.get(new_at)) {
            (None, None) => return Some(hunks),
            (Some(one), Some(other)) if one == other => (old_at, new_at) = (old_at + 1, new_at + 1),
            _ => return None,
        }
    }
}

/// Whether a difference is one of blanks alone that mean the same: there are some in both texts, or none has to be there, as at the
/// ends of a text and beside letters of scripts that are written without.
fn is_soft(old: &[char], new: &[char], hunk: &Hunk) -> bool {
    let is_blank = |text: &[char]| text.iter().all(|c| c.is_whitespace());
    if !is_blank(&old[hunk.old.clone()]) || !is_blank(&new[hunk.new.clone()]) {
        return false;
    }
    let is_wide_sign =
        |c: char| matches!(c, '\u{3001}'..='\u{303f}' | '\u{ff01}'..='\u{ff65}') && !c.is_alphanumeric();
    let is_free =
        |c: Option<&char>| c.is_none_or(|c| c.is_whitespace() || is_unspaced(*c) || is_wide_sign(*c));
    let beside = |text: &[char], part: &Range<usize>| {
        is_free(part.start.checked_sub(1).map(|before| &text[before])) || is_free(text.get(part.end))
    };
    !hunk.old.is_empty() && !hunk.new.is_empty() || beside(old, &hunk.old) && beside(new, &hunk.new)
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
fn compare(old: &str, new: &str, start: usize, hunks: &mut Vec<Hunk>, budget: &Budget) {
    let old_lines: Vec<&str> = old.split_inclusive('\n').collect();
    let new_lines: Vec<&str> = new.split_inclusive('\n').collect();
    let (mut old_at, mut new_at) = (start, start);
    let Ok(by_lines) = operations(Algorithm::Patience, &old_lines, &new_lines, budget) else {
        return differs(start..start + length(&[old]), start..start + length(&[new]), hunks);
    };
    for op in by_lines {
        let (old_part, new_part) = (&old_lines[op.old_range()], &new_lines[op.new_range()]);
        if let DiffOp::Equal { .. } = op {
            let length = length(old_part);
            (old_at, new_at) = (old_at + length, new_at + length);
            continue;
        }
        let (old_part, new_part) = (old_part.concat(), new_part.concat());
        let (old_words, new_words) = (words_and_breaks(&old_part), words_and_breaks(&new_part));
        let Ok(by_words) = operations(Algorithm::Patience, &old_words, &new_words, budget) else {
            let (old_end, new_end) = (old_at + length(&old_words), new_at + length(&new_words));
            differs(old_at..old_end, new_at..new_end, hunks);
            (old_at, new_at) = (old_end, new_end);
            continue;
        };
        for op in by_words {
            let old_end = old_at + length(&old_words[op.old_range()]);
            let new_end = new_at + length(&new_words[op.new_range()]);
            if !matches!(op, DiffOp::Equal { .. }) {
                differs(old_at..old_end, new_at..new_end, hunks);
            }
            (old_at, new_at) = (old_end, new_end);
        }
    }
}

/// The parts of a text that are compared. Where a line breaks within a paragraph is no difference.
fn words_and_breaks(text: &str) -> Vec<&str> {
    split_words(text).into_iter().map(|part| if part == "\n" { " " } else { part }).collect()
}

/// How many characters parts of a text have.
fn length(parts: &[&str]) -> usize {
    parts.iter().map(|part| part.chars().count()).sum()
}

/// Notes that two parts differ, together with what differs right before them.
fn differs(old: Range<usize>, new: Range<usize>, hunks: &mut Vec<Hunk>) {
    match hunks.last_mut() {
        Some(last) if last.old.end == old.start && last.new.end == new.start => {
            (last.old.end, last.new.end) = (old.end, new.end);
        }
        _ => hunks.push(Hunk { old, new }),
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

/// How many letters a text has. One that stands for a syllable or a word says about as much as two.
fn letters(text: &[char]) -> usize {
    let count = |c: &char| match c {
        '\u{3041}'..='\u{30ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{20000}'..='\u{3ffff}' => 2,
        c => usize::from(c.is_alphanumeric()),
    };
    text.iter().map(count).sum()
}

/// The words of a text, white space and punctuation left out.
fn words(text: &[char]) -> Vec<String> {
    let text: String = text.iter().collect();
    let words = split_words(&text).into_iter().filter(|word| word.chars().any(char::is_alphanumeric));
    words.map(str::to_owned).collect()
}

/// Which part of the letters of `quoted` stands in `text`, in the same order; 1.0 for a quote that has none.
fn share(quoted: &[char], text: &[char], budget: &Budget) -> Result<f64, Spent> {
    budget.take(8 * steps(quoted.len() + text.len()))?;
    let (quoted, text) = (words(quoted), words(text));
    let (quoted, text): (Vec<&str>, Vec<&str>) =
        (quoted.iter().map(String::as_str).collect(), text.iter().map(String::as_str).collect());
    let all = length(&quoted);
    if all == 0 {
        return Ok(1.0);
    }
    let kept: usize = operations(Algorithm::Myers, &quoted, &text, budget)?
        .into_iter()
        .filter(|op| matches!(op, DiffOp::Equal { .. }))
        .map(|op| length(&quoted[op.old_range()]))
        .sum();
    #[expect(clippy::cast_precision_loss, reason = "they are lengths of quotes")]
    {
        Ok(kept as f64 / all as f64)
    }
}

/// Whether two passages differ at most in white space and in the forms of quotation marks, dashes and the like.
fn same_words(a: &[char], b: &[char]) -> bool {
    let plain = |text: &[char]| -> Vec<char> {
        let mut plain: Vec<char> = Vec::with_capacity(text.len());
        for c in text.iter().map(|c| plain_form(*c)) {
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
    while start > 0 && word(&(start - 1)) && is_together(text[start - 1], text[start]) {
        start -= 1;
    }
    end += 1;
    while end < text.len() && word(&end) && is_together(text[end - 1], text[end]) {
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
