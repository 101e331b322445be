//! Carries passages through real histories of texts, and says how many stand where they should.
//!
//! `histories FOLDER`, with a folder for each script, in it one for each document, in it a file for each revision, in the order of
//! their names. The truth is worked out here without anything of ours: a passage whose letters stand exactly once in
//! the text before and exactly once in the text after stands there, and one whose letters do not stand in the text after is not
//! unchanged. Ends with an error where a passage was attached to other words, or too few of those that survived are exact.

use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use domain::anchor::carry::{Carrier, Text};
use domain::anchor::{LiveAnchor, Passage, Standing};
use domain::id::{AnchorId, RevisionId};
use domain::text::Body;
use prose::budget::{Budget, COMMAND};
use uuid::Uuid;

/// How many passages are selected in each revision.
const PASSAGES: usize = 24;
/// The most letters of a passage.
const MAX_GROWTH: usize = 240;
/// Through how many revisions a passage is carried.
const REVISIONS: usize = 12;
/// Which part of those that survived has to be exact.
const EXACT: f64 = 0.995;

/// What became of the passages of one script.
#[derive(Debug, Default, Clone, Copy)]
struct Score {
    revisions: usize,
    /// Passages that stand exactly once before and after.
    survived: usize,
    exact: usize,
    /// Of those, attached to other words than theirs.
    wrong: usize,
    /// Passages that do not stand in the text after, as they were.
    changed: usize,
    /// Of those, called unchanged or moved.
    false_same: usize,
}

impl Score {
    fn add(&mut self, other: Self) {
        self.revisions += other.revisions;
        self.survived += other.survived;
        self.exact += other.exact;
        self.wrong += other.wrong;
        self.changed += other.changed;
        self.false_same += other.false_same;
    }

    #[expect(clippy::cast_precision_loss, reason = "they are counts")]
    fn recall(&self) -> f64 {
        if self.survived == 0 { 1.0 } else { self.exact as f64 / self.survived as f64 }
    }

    #[expect(clippy::cast_precision_loss, reason = "they are counts")]
    fn precision(&self) -> f64 {
        let wrong = self.wrong + self.false_same;
        let attached = self.exact + wrong;
        if attached == 0 { 1.0 } else { self.exact as f64 / attached as f64 }
    }

    fn line(&self, name: &str) -> String {
        format!(
            "| {name} | {} | {} | {:.2} % | {} | {} | {:.2} % |",
            self.revisions,
            self.survived,
            self.recall() * 100.0,
            self.changed,
            self.wrong + self.false_same,
            self.precision() * 100.0,
        )
    }
}

/// Numbers that are the same in each run (`SplitMix64`: Steele, Lea and Flood, 2014).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound.max(1) as u64).unwrap_or_default()
    }
}

/// A text without white space, and where each of its letters stands in it.
struct Letters {
    text: String,
    /// For each byte of `text` that begins a letter, the letter's place, counted in characters; else of the one before.
    places: Vec<usize>,
}

impl Letters {
    fn of(text: &[char]) -> Self {
        let (mut letters, mut places) = (String::new(), Vec::new());
        for (at, c) in text.iter().enumerate().filter(|(_, c)| !c.is_whitespace()) {
            letters.push(*c);
            places.resize(letters.len(), at);
        }
        Self { text: letters, places }
    }

    /// Where the letters stand, if that is exactly once; how often they do.
    fn find(&self, words: &str) -> (usize, Option<Range<usize>>) {
        let mut found = self.text.match_indices(words);
        let first = found.next();
        let count = usize::from(first.is_some()) + found.count();
        let place = first
            .filter(|_| count == 1)
            .map(|(at, _)| self.places[at]..self.places[at + words.len() - 1] + 1);
        (count, place)
    }
}

fn letters(text: &[char]) -> String {
    text.iter().filter(|c| !c.is_whitespace()).collect()
}

/// A place from the beginning of a word to the end of one.
fn select(text: &[char], numbers: &mut Numbers) -> Option<Range<usize>> {
    let starts = |at: usize| {
        !text[at].is_whitespace() && (at == 0 || text[at - 1].is_whitespace() || text[at] > '\u{2e7f}')
    };
    let ends = |at: usize| at == text.len() || text[at].is_whitespace() || text[at] > '\u{2e7f}';
    let from = numbers.below(text.len());
    let start = (from..text.len()).find(|at| starts(*at))?;
    let length = 4 + numbers.below(MAX_GROWTH);
    let end = (start + length..=text.len()).find(|at| ends(*at))?;
    let end = end - text[start..end].iter().rev().take_while(|c| c.is_whitespace()).count();
    (letters(&text[start..end]).chars().count() > 3).then_some(start..end)
}

/// The plain texts of the revisions that differ from the one before.
fn revisions(folder: &Path) -> Result<Vec<Text>> {
    let mut files: Vec<PathBuf> = folder.read_dir()?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    let mut texts: Vec<Text> = Vec::new();
    for file in files {
        let text =
            std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        // As long as an article may be.
        let text: String =
            text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).take(Body::LIMIT).collect();
        let Ok(body) = Body::parse(&text) else { continue };
        let plain: Vec<char> = prose::render::article(body.as_str()).plain_text.chars().collect();
        if !plain.is_empty() && texts.last().is_none_or(|(_, last)| *last != plain) {
            texts.push((RevisionId(Uuid::from_u128(texts.len() as u128)), plain));
        }
    }
    Ok(texts)
}

fn document(folder: &Path, seed: u64) -> Result<Score> {
    let texts = revisions(folder)?;
    let mut score = Score { revisions: texts.len(), ..Score::default() };
    let mut numbers = Numbers(seed);
    let show = std::env::var_os("HISTORIES_SHOW").is_some();
    let mut anchors: Vec<(usize, LiveAnchor)> = Vec::new();
    for nth in 0..texts.len().saturating_sub(1) {
        let ((head, old), (_, new)) = (&texts[nth], &texts[nth + 1]);
        anchors.retain(|(since, anchor)| nth - since < REVISIONS && anchor.standing.place().is_some());
        let selected = (0..PASSAGES).filter_map(|_| select(old, &mut numbers));
        let plain: String = old.iter().collect();
        for place in selected.collect::<Vec<_>>() {
            let Some(passage) = Passage::cut(*head, &plain, place) else { continue };
            anchors.push((nth, LiveAnchor::new(AnchorId(Uuid::nil()), passage)));
        }
        let (before, after) = (Letters::of(old), Letters::of(new));
        let budget = Budget::of(COMMAND);
        let mut carrier = Carrier::new((*head, old), new, &texts[..nth], &budget);
        for (_, anchor) in &mut anchors {
            let Some(stood) = anchor.standing.place().cloned() else { continue };
            let was_exact = !matches!(anchor.standing, Standing::Reworded(_));
            let words = letters(&old[stood.clone()]);
            *anchor = carrier.carry(anchor);
            if words.is_empty() || !was_exact {
                continue;
            }
            let now = anchor.standing.place().map(|place| letters(&new[place.clone()]));
            let is_same = matches!(anchor.standing, Standing::Unchanged(_) | Standing::Moved(_));
            let (times, truth) = after.find(&words);
            let mut bad = false;
            if before.find(&words).0 == 1
                && let Some(truth) = truth
            {
                score.survived += 1;
                if is_same && anchor.standing.place() == Some(&truth) {
                    score.exact += 1;
                } else {
                    bad = true;
                    score.wrong += usize::from(now.as_ref().is_some_and(|now| *now != words && is_same));
                }
            } else if times == 0 {
                score.changed += 1;
                bad = is_same;
                score.false_same += usize::from(is_same);
            } else if is_same && now.as_ref() != Some(&words) {
                bad = true;
                score.wrong += 1;
            }
            if bad && show {
                let text = |place: &Range<usize>| new[place.clone()].iter().collect::<String>();
                let there = anchor.standing.place().map(text);
                eprintln!(
                    "{} {nth}: {} ({times})\n  was {:?}\n  is  {there:?}",
                    folder.display(),
                    anchor.standing.name(),
                    old[stood].iter().collect::<String>()
                );
            }
        }
    }
    Ok(score)
}

fn folders(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = folder.read_dir().with_context(|| format!("cannot read {}", folder.display()))?;
    let mut folders: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    folders.retain(|path| path.is_dir());
    folders.sort();
    Ok(folders)
}

fn main() -> Result<()> {
    let root = std::env::args_os().nth(1).context("which folder has the histories?")?;
    println!(
        "| script | revisions | survived | exact | changed | wrong | precision |\n|---|---|---|---|---|---|---|"
    );
    let mut all = Score::default();
    for script in folders(Path::new(&root))? {
        let mut score = Score::default();
        for (seed, folder) in folders(&script)?.iter().enumerate() {
            score.add(document(folder, seed as u64)?);
        }
        let name = script.file_name().unwrap_or_default().to_string_lossy().into_owned();
        println!("{}", score.line(&name));
        all.add(score);
    }
    println!("{}", all.line("all"));
    if all.wrong + all.false_same > 0 {
        bail!("{} passages were attached to other words", all.wrong + all.false_same);
    }
    if all.recall() < EXACT {
        bail!(
            "{:.2} % of the passages that survived are exact, of {:.1} %",
            all.recall() * 100.0,
            EXACT * 100.0
        );
    }
    Ok(())
}
