//! Documents whose words have identities, and edits that keep them.

use std::collections::HashMap;
use std::ops::Range;

/// A small generator (xorshift64*), so that the corpus is the same everywhere.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() >> 33) as usize % bound
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

/// A word with its identity; what follows it is said by its sentence.
#[derive(Clone, Debug)]
struct Word {
    id: u32,
    text: String,
}

type Sentence = Vec<Word>;
type Section = Vec<Sentence>;

/// A document in one revision.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    sections: Vec<Section>,
}

/// Whether a quoted passage is still there.
#[derive(Debug)]
pub(crate) enum Truth {
    /// At least half of its letters are, next to each other.
    There(Range<usize>),
    /// Some of it is.
    Open(Range<usize>),
    /// Less than a fifth of it is.
    Gone,
}

/// How much of both places is in both.
pub(crate) fn overlap(a: &Range<usize>, b: &Range<usize>) -> f64 {
    let both = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    let either = a.end.max(b.end) - a.start.min(b.start);
    both as f64 / either as f64
}

/// Of two equal sentences side by side nobody can say which is which.
pub(crate) fn among_twins(truth: Truth, found: Option<&Range<usize>>, text: &[char]) -> Truth {
    match (truth, found) {
        (Truth::There(place), Some(found))
            if text[place.clone()] == text[found.clone()]
                && place.start.abs_diff(found.start) < 2 * place.len() =>
        {
            Truth::There(found.clone())
        }
        (truth, _) => truth,
    }
}

const NOUNS: &[&str] = &[
    "robot",
    "operator",
    "supervisor",
    "sensor",
    "officer",
    "shift",
    "team",
    "curtain",
    "controller",
    "report",
    "line",
    "auditor",
    "gripper",
    "insurer",
    "union",
    "plant",
    "gate",
    "cable",
    "procedure",
    "alarm",
    "fault",
    "log",
    "cycle",
    "movement",
    "distance",
    "limit",
    "plan",
    "rule",
    "site",
    "speed",
    "cost",
    "training",
    "failure",
    "test",
    "record",
    "handover",
    "warning",
    "budget",
    "meeting",
    "injury",
];
const ADJECTIVES: &[&str] = &[
    "old", "second", "agreed", "written", "loose", "open", "false", "whole", "clear", "lowest", "weekly",
    "common", "broken", "trusted", "missing", "formal", "costly", "simple", "recent", "remote", "strict",
    "modern", "narrow", "public", "silent", "manual", "yellow", "safe", "tired", "urgent",
];
const VERBS: &[&str] = &[
    "stops",
    "records",
    "delays",
    "checks",
    "reports",
    "inspects",
    "limits",
    "requires",
    "ignores",
    "signals",
    "replaces",
    "tests",
    "releases",
    "counts",
    "approves",
    "measures",
    "confirms",
    "prevents",
    "allows",
    "describes",
    "explains",
    "doubles",
    "shortens",
    "funds",
    "questions",
    "protects",
];
const ARTICLES: &[&str] = &["the", "a", "every", "no", "each"];
const LINKS: &[&str] =
    &["before", "after", "during", "without", "because of", "near", "instead of", "under", "beyond"];
const WORDS: &[&str] = &[
    "promptly", "roughly", "nearly", "always", "seldom", "twice", "reliable", "manual", "digital", "local",
    "common", "careful", "hidden", "visible", "urgent", "shared", "separate", "later", "earlier", "formally",
];

/// Makes documents and edits them.
pub(crate) struct Document<'a> {
    random: &'a mut Random,
    next: u32,
}

impl Document<'_> {
    /// A history of `length` revisions.
    pub(crate) fn history(random: &mut Random, length: usize) -> Vec<Draft> {
        let mut document = Document { random, next: 0 };
        let sections = 4 + document.random.below(4);
        let sections = (0..sections).map(|_| document.section()).collect();
        let mut drafts = vec![Draft { sections }];
        let mut deleted: Vec<Section> = Vec::new();
        while drafts.len() < length {
            let mut draft = drafts[drafts.len() - 1].clone();
            match document.random.below(12) {
                0 if drafts.len() > 2 => {
                    let earlier = document.random.below(drafts.len() - 1);
                    draft = drafts[earlier].clone();
                }
                edits => (0..1 + edits % 4).for_each(|_| document.edit(&mut draft, &mut deleted)),
            }
            drafts.push(draft);
        }
        drafts
    }

    fn words(&mut self, text: &str) -> Vec<Word> {
        text.split(' ')
            .map(|text| {
                self.next += 1;
                Word { id: self.next, text: text.to_owned() }
            })
            .collect()
    }

    fn sentence(&mut self) -> Sentence {
        let thing = [ARTICLES, ADJECTIVES, NOUNS];
        let mut parts = thing.to_vec();
        parts.push(VERBS);
        parts.extend(thing);
        parts.push(LINKS);
        parts.extend(thing);
        if self.random.below(3) == 0 {
            parts.push(&["and"]);
            parts.extend(thing);
            parts.push(VERBS);
            parts.extend(thing);
        }
        let words: Vec<&str> = parts.into_iter().map(|part| *self.random.pick(part)).collect();
        self.words(&words.join(" "))
    }

    fn section(&mut self) -> Section {
        let mut section: Section = (0..4 + self.random.below(5)).map(|_| self.sentence()).collect();
        // The same sentence stands in several places of many texts.
        if self.random.below(4) == 0 {
            let again: Vec<&str> = section[0].iter().map(|word| word.text.as_str()).collect();
            let again = again.join(" ");
            section.push(self.words(&again));
        }
        section
    }

    fn edit(&mut self, draft: &mut Draft, deleted: &mut Vec<Section>) {
        let at = self.random.below(draft.sections.len());
        let section = &mut draft.sections[at];
        let nth = self.random.below(section.len());
        match self.random.below(16) {
            // A word is replaced, put in, or left out.
            0..=2 => {
                let word = self.random.below(section[nth].len());
                let new = *self.random.pick(WORDS);
                section[nth][word] = self.words(new).remove(0);
            }
            3 | 4 => {
                let word = self.random.below(section[nth].len() + 1);
                let new = *self.random.pick(WORDS);
                let new = self.words(new).remove(0);
                section[nth].insert(word, new);
            }
            5 if section[nth].len() > 3 => drop(section[nth].remove(0)),
            // A sentence is put in, left out, or written anew.
            6 | 7 => {
                let new = self.sentence();
                draft.sections[at].insert(nth, new);
            }
            8 if section.len() > 2 => drop(section.remove(nth)),
            9 => {
                let new = self.sentence();
                draft.sections[at][nth] = new;
            }
            // It moves.
            10 | 11 if section.len() > 2 => {
                let sentence = section.remove(nth);
                let to = self.random.below(draft.sections.len());
                let place = self.random.below(draft.sections[to].len() + 1);
                draft.sections[to].insert(place, sentence);
            }
            // It is split, or joined with the next.
            12 if section[nth].len() > 5 => {
                let rest = section[nth].split_off(3);
                section.insert(nth + 1, rest);
            }
            13 if nth + 1 < section.len() => {
                let next = section.remove(nth + 1);
                section[nth].extend(next);
            }
            // A section is deleted, brought back, or moved.
            14 if draft.sections.len() > 3 => deleted.push(draft.sections.remove(at)),
            // A revert may have brought it back already.
            15 => match deleted.pop().filter(|section| !draft.has(section)) {
                Some(section) => draft.sections.insert(at, section),
                None => {
                    let section = draft.sections.remove(at);
                    let to = self.random.below(draft.sections.len() + 1);
                    draft.sections.insert(to, section);
                }
            },
            _ => {}
        }
    }
}

impl Draft {
    fn has(&self, section: &Section) -> bool {
        let ids = |section: &Section| section.iter().flatten().map(|word| word.id).collect::<Vec<_>>();
        let here: Vec<u32> = self.sections.iter().flat_map(ids).collect();
        ids(section).iter().any(|id| here.contains(id))
    }

    /// Its plain text, and the places of its words.
    fn laid_out(&self) -> (String, HashMap<u32, Range<usize>>) {
        let mut text = String::new();
        let mut places = HashMap::new();
        let mut at = 0;
        let mut put = |text: &mut String, part: &str| {
            text.push_str(part);
            at += part.chars().count();
            at
        };
        for section in &self.sections {
            for (nth, sentence) in section.iter().enumerate() {
                for (word_nth, word) in sentence.iter().enumerate() {
                    let shown = match (word_nth, word.text.chars().next()) {
                        (0, Some(first)) => {
                            format!("{}{}", first.to_uppercase(), &word.text[first.len_utf8()..])
                        }
                        _ => word.text.clone(),
                    };
                    let end = put(&mut text, &shown);
                    places.insert(word.id, end - shown.chars().count()..end);
                    put(&mut text, if word_nth + 1 == sentence.len() { "." } else { " " });
                }
                put(&mut text, if nth + 1 == section.len() { "\n" } else { " " });
            }
        }
        (text, places)
    }

    /// Its plain text.
    pub(crate) fn text(&self) -> String {
        self.laid_out().0
    }

    /// A passage that somebody quotes: some words of a sentence, the sentence, or two. With the identities of its words.
    pub(crate) fn quote(&self, random: &mut Random) -> (Range<usize>, Vec<u32>) {
        let section = random.pick(&self.sections);
        let nth = random.below(section.len());
        let mut words: Vec<u32> = section[nth].iter().map(|word| word.id).collect();
        match random.below(4) {
            0 | 1 if words.len() > 4 => {
                let length = 4 + random.below(words.len() - 4);
                let start = random.below(words.len() - length + 1);
                words = words[start..start + length].to_vec();
            }
            3 if nth + 1 < section.len() => words.extend(section[nth + 1].iter().map(|word| word.id)),
            _ => {}
        }
        let places = self.laid_out().1;
        (places[&words[0]].start..places[&words[words.len() - 1]].end, words)
    }

    /// What has become of the passage that was made of these words.
    pub(crate) fn truth(&self, words: &[u32]) -> Truth {
        let places = self.laid_out().1;
        let mut left: Vec<&Range<usize>> = words.iter().filter_map(|word| places.get(word)).collect();
        left.sort_by_key(|place| place.start);
        // The words that are still near each other, where most are.
        let mut best: &[&Range<usize>] = &[];
        for start in 0..left.len() {
            let mut end = start + 1;
            while end < left.len() && left[end].start - left[end - 1].end <= 40 {
                end += 1;
            }
            if end - start > best.len() {
                best = &left[start..end];
            }
        }
        let part = best.len() as f64 / words.len() as f64;
        let in_order: Vec<u32> = words.iter().copied().filter(|word| places.contains_key(word)).collect();
        let in_order = in_order.is_sorted_by_key(|word| places[word].start);
        if let [first, .., last] = left.as_slice()
            && part >= 0.2
            && (best.len() < left.len() || !in_order)
        {
            // It was torn apart or turned round; either a part or all that is between them is an answer.
            return Truth::Open(first.start..last.end);
        }
        match best {
            [first, .., last] if part >= 0.75 => Truth::There(first.start..last.end),
            [first, .., last] if part >= 0.2 => Truth::Open(first.start..last.end),
            [only] if part >= 0.2 => Truth::Open((*only).clone()),
            _ => Truth::Gone,
        }
    }
}
