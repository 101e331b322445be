//! Three-way merge of texts that two people changed at the same time.
//!
//! Lines are merged first, then words within lines that both changed (`TextMerge` of `similar`, whose regions are
//! those of diff3: Khanna, Kunal and Pierce, 'A Formal Investigation of Diff3', FSTTCS 2007). Whoever merges must
//! not write for others: where both sides edited one sentence the result could be grammatical nonsense that
//! neither meant, so that is a conflict, even where every word could be placed. Sentences are those of Unicode
//! (UAX #29), over lines that Markdown joins; in scripts without blanks, their clauses. What is left to choose is narrowed to the
//! sentences that clash ([`narrow`]).
//!
//! Nothing is dropped: every piece is either in the result or in a conflict, with all three texts. What would take more than its
//! [`Budget`] is a conflict, too: of everything between the first and the last line that is not the same in all three.

mod narrow;
mod piece;
mod sentences;
mod span;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use similar::{Algorithm, DiffTag, MergeResolution, TextMerge};

use self::sentences::Sentences;
use self::span::{Edit, Resolved, Span, Three, numbered, starts, take_merge};
use crate::budget::{Budget, Spent};
use crate::diff::{self, split_words};

pub use self::piece::{Choice, Conflict, Extent, Piece, clean, resolve, whole};

/// Merges three texts. The pieces join to the merged one; clean and conflicting ones alternate.
#[must_use]
pub fn text(base: &str, mine: &str, theirs: &str, budget: &Budget) -> Vec<Piece> {
    if let piece @ Piece::Clean(_) = whole(base, mine, theirs) {
        return vec![piece];
    }
    // So that the last line is a line like all others.
    let [base, mine, theirs] = [base, mine, theirs].map(|text| format!("{text}\n"));
    let texts = Three { base: &base, mine: &mine, theirs: &theirs };
    let worked_out = spans(&texts, budget).and_then(|mut spans| {
        refuse_shared_sentences(&texts, &mut spans, budget)?;
        narrow::narrowed(join(&texts, &spans), budget)
    });
    let mut pieces = worked_out.unwrap_or_else(|Spent| one_conflict(&texts));
    if let Some(last) = pieces.last_mut() {
        match last {
            Piece::Clean(text) => drop(text.pop()),
            Piece::Conflict(Conflict { base, mine, theirs, .. }) => {
                for text in [base, mine, theirs] {
                    text.pop();
                }
            }
        }
    }
    pieces.retain(|piece| *piece != Piece::Clean(String::new()));
    pieces
}

/// Everything as one conflict, but for the lines at both ends that are the same in all three.
fn one_conflict(texts: &Three<&String>) -> Vec<Piece> {
    let common = |parts: [&mut dyn Iterator<Item = &str>; 3]| -> usize {
        let [base, mine, theirs] = parts;
        base.zip(mine)
            .zip(theirs)
            .take_while(|((a, b), c)| a == b && b == c)
            .map(|((line, _), _)| line.len())
            .sum()
    };
    let all = [texts.base, texts.mine, texts.theirs].map(String::as_str);
    let [mut a, mut b, mut c] = all.map(|text| text.split_inclusive('\n'));
    let start = common([&mut a, &mut b, &mut c]);
    let rest = all.map(|text| &text[start..]);
    let [mut a, mut b, mut c] = rest.map(|text| text.split_inclusive('\n').rev());
    let end = common([&mut a, &mut b, &mut c]);
    let [base, mine, theirs] = rest.map(|text| &text[..text.len() - end]);
    let clean = |text: &str| Piece::Clean(text.to_owned());
    let last = rest[0].len() - end;
    let mut pieces = vec![
        clean(&all[0][..start]),
        Piece::Conflict(Conflict::of_lines(base, mine, theirs)),
        clean(&rest[0][last..]),
    ];
    pieces.retain(|piece| *piece != Piece::Clean(String::new()));
    pieces
}

fn spans(texts: &Three<&String>, budget: &Budget) -> Result<Vec<Span>, Spent> {
    let [base, mine, theirs] =
        [texts.base, texts.mine, texts.theirs].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    take_merge([&base, &mine, &theirs], budget)?;
    let merge = TextMerge::from_lines(texts.base.as_str(), texts.mine.as_str(), texts.theirs.as_str());
    let starts = Three {
        base: starts((0..merge.base_len()).filter_map(|line| merge.base_line(line))),
        mine: starts((0..merge.ours_len()).filter_map(|line| merge.ours_line(line))),
        theirs: starts((0..merge.theirs_len()).filter_map(|line| merge.theirs_line(line))),
    };
    let mut spans = Vec::new();
    for region in merge.regions() {
        let bytes = |starts: &[usize], lines: Range<usize>| starts[lines.start]..starts[lines.end];
        let at = Three {
            base: bytes(&starts.base, region.base_range()),
            mine: bytes(&starts.mine, region.ours_range()),
            theirs: bytes(&starts.theirs, region.theirs_range()),
        };
        let (base, mine, theirs) =
            (&texts.base[at.base.clone()], &texts.mine[at.mine.clone()], &texts.theirs[at.theirs.clone()]);
        let from = at.base.start;
        let to = |text: &str| Resolved::To(text.to_owned());
        let (resolved, mine, theirs) = match region.resolution() {
            MergeResolution::Unchanged | MergeResolution::Both => (to(mine), Vec::new(), Vec::new()),
            MergeResolution::Ours => (to(mine), edits(from, base, mine, budget)?, Vec::new()),
            MergeResolution::Theirs => (to(theirs), Vec::new(), edits(from, base, theirs, budget)?),
            _ => words(from, base, mine, theirs, budget)?,
        };
        spans.push(Span { at, resolved, mine, theirs });
    }
    Ok(spans)
}

/// What turns `base`, which begins at byte `from`, into `new`, word by word.
fn edits(from: usize, base: &str, new: &str, budget: &Budget) -> Result<Vec<Edit>, Spent> {
    let (old, new) = (split_words(base), split_words(new));
    let starts = starts(old.iter().copied());
    let changes = diff::operations(Algorithm::Myers, &old, &new, budget)?
        .into_iter()
        .filter(|op| op.tag() != DiffTag::Equal)
        .map(|op| {
            let words = op.old_range();
            Edit {
                at: from + starts[words.start]..from + starts[words.end],
                text: new[op.new_range()].concat(),
            }
        })
        .collect();
    Ok(changes)
}

/// Merges lines that both changed word by word, if no word is in conflict.
fn words(
    from: usize,
    base: &str,
    mine: &str,
    theirs: &str,
    budget: &Budget,
) -> Result<(Resolved, Vec<Edit>, Vec<Edit>), Spent> {
    let tokens = Three { base: split_words(base), mine: split_words(mine), theirs: split_words(theirs) };
    take_merge([&tokens.base, &tokens.mine, &tokens.theirs], budget)?;
    let [a, b, c] = numbered([&tokens.base, &tokens.mine, &tokens.theirs]);
    let merge = TextMerge::from_lines(a.as_str(), b.as_str(), c.as_str());
    let starts = starts(tokens.base.iter().copied());
    let mut text = String::new();
    let (mut by_me, mut by_them) = (Vec::new(), Vec::new());
    for region in merge.regions() {
        let words = region.base_range();
        let at = from + starts[words.start]..from + starts[words.end];
        let mine = tokens.mine[region.ours_range()].concat();
        let theirs = tokens.theirs[region.theirs_range()].concat();
        match region.resolution() {
            MergeResolution::Unchanged | MergeResolution::Both => text.push_str(&mine),
            MergeResolution::Ours => {
                text.push_str(&mine);
                by_me.push(Edit { at, text: mine });
            }
            MergeResolution::Theirs => {
                text.push_str(&theirs);
                by_them.push(Edit { at, text: theirs });
            }
            _ => return Ok((Resolved::Conflict, Vec::new(), Vec::new())),
        }
    }
    Ok((Resolved::To(text), by_me, by_them))
}

/// Makes a conflict of all spans between the first and the last in which one sentence was edited by both.
fn refuse_shared_sentences(texts: &Three<&String>, spans: &mut [Span], budget: &Budget) -> Result<(), Spent> {
    let sentences = Sentences::of(texts.base, budget)?;
    let touched = |edits: fn(&Span) -> &[Edit]| -> Result<BTreeMap<usize, BTreeSet<usize>>, Spent> {
        let mut touched = BTreeMap::<usize, BTreeSet<usize>>::new();
        for (nth, span) in spans.iter().enumerate() {
            for edit in edits(span) {
                for sentence in sentences.touched_by(edit, budget)? {
                    touched.entry(sentence).or_default().insert(nth);
                }
            }
        }
        Ok(touched)
    };
    let mine = touched(|span| &span.mine)?;
    let theirs = touched(|span| &span.theirs)?;
    for (sentence, by_me) in &mine {
        let Some(by_them) = theirs.get(sentence) else { continue };
        let both = by_me.union(by_them);
        let (first, last) =
            both.fold((usize::MAX, 0), |(first, last), nth| (first.min(*nth), last.max(*nth)));
        for span in &mut spans[first..=last] {
            span.resolved = Resolved::Conflict;
        }
    }
    sentences.complete(spans);
    Ok(())
}

fn join(texts: &Three<&String>, spans: &[Span]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for span in spans {
        let base = &texts.base[span.at.base.clone()];
        let mine = &texts.mine[span.at.mine.clone()];
        let theirs = &texts.theirs[span.at.theirs.clone()];
        match (&span.resolved, pieces.last_mut()) {
            (Resolved::To(text), Some(Piece::Clean(before))) => before.push_str(text),
            (Resolved::To(text), _) => pieces.push(Piece::Clean(text.clone())),
            (Resolved::Conflict, Some(Piece::Conflict(before))) => before.extend(base, mine, theirs),
            (Resolved::Conflict, _) => {
                pieces.push(Piece::Conflict(Conflict::of_lines(base, mine, theirs)));
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests;
