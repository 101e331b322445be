//! What is to be chosen, narrowed to the sentences that clash.
//!
//! Lines in conflict are merged once more, sentence by sentence, with the regions of diff3: what is the same in all three, and what
//! only one side changed, stands outside. It never makes a conflict none, since whether there is one was decided word by word.

use similar::{MergeResolution, TextMerge};

use super::piece::{Conflict, Extent, Piece};
use super::sentences::sentence_starts;
use super::span::{Three, numbered, take_merge};
use crate::budget::{Budget, Spent};

/// The pieces with each conflict narrowed. Clean and conflicting ones alternate.
pub(super) fn narrowed(pieces: Vec<Piece>, budget: &Budget) -> Result<Vec<Piece>, Spent> {
    let mut out = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match piece {
            Piece::Clean(text) => clean(&mut out, &text),
            Piece::Conflict(wide) => {
                for piece in by_sentences(wide, budget)? {
                    match piece {
                        Piece::Clean(text) => clean(&mut out, &text),
                        conflict @ Piece::Conflict(_) => out.push(conflict),
                    }
                }
            }
        }
    }
    Ok(out)
}

fn clean(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(Piece::Clean(before)) => before.push_str(text),
        _ => pieces.push(Piece::Clean(text.to_owned())),
    }
}

/// Whole lines in conflict, sentence by sentence.
fn by_sentences(wide: Conflict, budget: &Budget) -> Result<Vec<Piece>, Spent> {
    let tokens = Three {
        base: tokens(&wide.base, budget)?,
        mine: tokens(&wide.mine, budget)?,
        theirs: tokens(&wide.theirs, budget)?,
    };
    let texts = [&*tokens.base, &*tokens.mine, &*tokens.theirs];
    take_merge(texts, budget)?;
    let [base, mine, theirs] = numbered(texts);
    let merge = TextMerge::from_lines(base.as_str(), mine.as_str(), theirs.as_str());
    // What is before the first conflict stands here, if it is only the mark of a list.
    let mut pieces = vec![Piece::Clean(String::new())];
    for region in merge.regions() {
        let mine = &tokens.mine[region.ours_range()];
        let theirs = &tokens.theirs[region.theirs_range()];
        match region.resolution() {
            MergeResolution::Unchanged | MergeResolution::Both | MergeResolution::Ours => {
                clean(&mut pieces, &mine.concat());
            }
            MergeResolution::Theirs => clean(&mut pieces, &theirs.concat()),
            _ => clash(&mut pieces, &tokens.base[region.base_range()], mine, theirs),
        }
    }
    if !pieces.iter().any(|piece| matches!(piece, Piece::Conflict(_))) {
        return Ok(vec![Piece::Conflict(wide)]);
    }
    for nth in 0..pieces.len() {
        fit(&mut pieces, nth);
    }
    pieces.retain(|piece| *piece != Piece::Clean(String::new()));
    Ok(pieces)
}

/// Sentences, and the white space between them, so that a sentence is the same whatever follows it.
fn tokens<'a>(text: &'a str, budget: &Budget) -> Result<Vec<&'a str>, Spent> {
    let starts = sentence_starts(text, budget)?;
    let parts = starts.windows(2).flat_map(|part| {
        let sentence = &text[part[0]..part[1]];
        let (words, blank) = sentence.split_at(sentence.trim_end().len());
        [words, blank]
    });
    Ok(parts.filter(|part| !part.is_empty()).collect())
}

/// Sentences in conflict, without what both sides have at both ends.
fn clash(pieces: &mut Vec<Piece>, base: &[&str], mine: &[&str], theirs: &[&str]) {
    fn alike<'a>(a: impl Iterator<Item = &'a &'a str>, b: impl Iterator<Item = &'a &'a str>) -> usize {
        a.zip(b).take_while(|(a, b)| a == b).count()
    }
    let start = alike(mine.iter(), theirs.iter());
    let (before, mine, theirs) = (&mine[..start], &mine[start..], &theirs[start..]);
    let base = &base[alike(base.iter(), before.iter())..];
    let end = alike(mine.iter().rev(), theirs.iter().rev());
    let (mine, after) = mine.split_at(mine.len() - end);
    let theirs = &theirs[..theirs.len() - end];
    let base = &base[..base.len() - alike(base.iter().rev(), after.iter().rev())];
    clean(pieces, &before.concat());
    if !(mine.is_empty() && theirs.is_empty()) {
        let clash = Conflict {
            base: base.concat(),
            mine: mine.concat(),
            theirs: theirs.concat(),
            extent: Extent::Sentences,
        };
        push(pieces, clash);
    }
    clean(pieces, &after.concat());
}

/// One more conflict; with the one before it where only a blank or a line break is between them, for they are read as one.
fn push(pieces: &mut Vec<Piece>, clash: Conflict) {
    let between = match pieces.as_mut_slice() {
        [.., Piece::Conflict(_), Piece::Clean(between)]
            if between.trim().is_empty() && between.matches('\n').count() < 2 =>
        {
            std::mem::take(between)
        }
        [.., Piece::Conflict(_)] => String::new(),
        _ => return pieces.push(Piece::Conflict(clash)),
    };
    pieces.pop_if(|piece| matches!(piece, Piece::Clean(_)));
    if let Some(Piece::Conflict(before)) = pieces.last_mut() {
        before.extend(&between, &between, &between);
        before.extend(&clash.base, &clash.mine, &clash.theirs);
    }
}

/// Says of a conflict whether it is whole lines, which end with their line break, and leaves what makes a line an item of a list
/// or a quote outside of one that is less.
fn fit(pieces: &mut [Piece], nth: usize) {
    let (before, rest) = pieces.split_at_mut(nth);
    let [Piece::Conflict(clash), after @ ..] = rest else { return };
    let Some(Piece::Clean(before)) = before.last_mut() else { return };
    let begins_line = before.is_empty() || before.ends_with('\n');
    let texts = [&mut clash.base, &mut clash.mine, &mut clash.theirs];
    let ended = texts.iter().all(|text| text.is_empty() || text.ends_with('\n'));
    let break_after = match after.first_mut() {
        Some(Piece::Clean(text)) if text.starts_with('\n') => Some(text),
        _ => None,
    };
    if begins_line && (ended || break_after.is_some()) {
        clash.extent = Extent::Lines;
        if let Some(text) = break_after.filter(|_| !ended) {
            text.remove(0);
            for text in texts {
                text.push('\n');
            }
        }
        return;
    }
    let mark = texts[1][..mark(texts[1], texts[2])].to_owned();
    if begins_line && texts.iter().all(|text| text.starts_with(&mark)) {
        for text in texts {
            text.drain(..mark.len());
        }
        before.push_str(&mark);
    }
}

/// How many bytes at the beginning of two lines are the same marks of lists and quotes, with a blank after them.
fn mark(mine: &str, theirs: &str) -> usize {
    let is_mark = |c: char| matches!(c, ' ' | '\t' | '-' | '*' | '+' | '>' | '#');
    let same =
        mine.bytes().zip(theirs.bytes()).take_while(|(a, b)| a == b && is_mark(char::from(*a))).count();
    mine[..same].rfind([' ', '\t']).map_or(0, |at| at + 1)
}
