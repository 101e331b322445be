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

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::ops::Range;

use similar::{Algorithm, DiffTag, MergeResolution, TextMerge};
use unicode_segmentation::UnicodeSegmentation;

use crate::budget::{Budget, Spent, steps};
use crate::diff::{self, split_words};
use crate::text::is_mark;
use crate::wrap::Wrapping;

/// A part of a merged text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// What both agree on, or only one changed.
    Clean(String),
    /// What somebody has to choose.
    Conflict(Conflict),
}

/// One passage in three forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// As it was before either changed it.
    pub base: String,
    /// As the one who merges has it.
    pub mine: String,
    /// As it stands by now.
    pub theirs: String,
    /// What it is a part of.
    pub extent: Extent,
}

/// How much of its lines a conflict is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of them.
    Lines,
    /// Sentences with others before them or after them in their line.
    Sentences,
}

/// What was chosen for a conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// As the one who merges has it.
    Mine,
    /// As it stands by now.
    Theirs,
    /// Theirs, and mine after it.
    Both,
    /// Words of one's own.
    Written(String),
}

impl Conflict {
    fn of_lines(base: &str, mine: &str, theirs: &str) -> Self {
        let [base, mine, theirs] = [base, mine, theirs].map(str::to_owned);
        Self { base, mine, theirs, extent: Extent::Lines }
    }

    /// The passage as chosen. It ends its line if any of the three does, so that the next one stays a line; sentences keep the
    /// blanks that part them from their neighbours.
    #[must_use]
    pub fn resolved(&self, choice: &Choice) -> String {
        if self.extent == Extent::Sentences {
            return self.resolved_within(choice);
        }
        let ends_line = [&self.base, &self.mine, &self.theirs].iter().any(|text| text.ends_with('\n'));
        let ended = |text: &str| {
            let line_end = if ends_line && !text.is_empty() && !text.ends_with('\n') { "\n" } else { "" };
            format!("{text}{line_end}")
        };
        match choice {
            Choice::Mine => self.mine.clone(),
            Choice::Theirs => self.theirs.clone(),
            Choice::Both => {
                // Without a blank line between them the two would be one paragraph.
                let theirs = self.theirs.trim_end_matches('\n');
                if theirs.is_empty() { self.mine.clone() } else { format!("{theirs}\n\n{}", self.mine) }
            }
            Choice::Written(text) => ended(text),
        }
    }

    fn resolved_within(&self, choice: &Choice) -> String {
        let [mine, theirs] = [self.mine.as_str(), self.theirs.as_str()];
        match choice {
            Choice::Mine => mine.to_owned(),
            Choice::Theirs => theirs.to_owned(),
            Choice::Both if mine.trim().is_empty() => theirs.to_owned(),
            Choice::Both if theirs.trim().is_empty() => mine.to_owned(),
            Choice::Both => {
                let first = theirs.trim_end();
                let letter = first.chars().rev().find(|c| c.is_alphanumeric()).unwrap_or(' ');
                let blank = if diff::is_unspaced(letter) && !is_without_stops(letter) { "" } else { " " };
                format!("{first}{blank}{}", mine.trim_start())
            }
            Choice::Written(text) if text.trim().is_empty() => String::new(),
            Choice::Written(text) => {
                let side = if mine.trim().is_empty() { theirs } else { mine };
                let before = &side[..side.len() - side.trim_start().len()];
                let after = &side[side.trim_end().len()..];
                format!("{before}{}{after}", text.trim())
            }
        }
    }
}

/// The text with every conflict as chosen, in their order.
///
/// # Errors
/// The places of the conflicts, from 0, for which nothing was chosen.
pub fn resolve(pieces: &[Piece], choices: &[Option<Choice>]) -> Result<String, Vec<usize>> {
    let mut text = String::new();
    let mut open = Vec::new();
    let mut nth = 0;
    for piece in pieces {
        match piece {
            Piece::Clean(clean) => text.push_str(clean),
            Piece::Conflict(conflict) => {
                match choices.get(nth).and_then(Option::as_ref) {
                    Some(choice) => text.push_str(&conflict.resolved(choice)),
                    None => open.push(nth),
                }
                nth += 1;
            }
        }
    }
    if open.is_empty() { Ok(text) } else { Err(open) }
}

/// The text that the pieces join to, if none is a conflict.
#[must_use]
pub fn clean(pieces: &[Piece]) -> Option<String> {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Clean(text) => Some(text.as_str()),
            Piece::Conflict(_) => None,
        })
        .collect()
}

/// Texts that are merged whole or not at all.
#[must_use]
pub fn whole(base: &str, mine: &str, theirs: &str) -> Piece {
    if mine == theirs || theirs == base {
        Piece::Clean(mine.to_owned())
    } else if mine == base {
        Piece::Clean(theirs.to_owned())
    } else {
        Piece::Conflict(Conflict::of_lines(base, mine, theirs))
    }
}

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

/// One thing of each of the three texts.
#[derive(Debug, Clone)]
struct Three<T> {
    base: T,
    mine: T,
    theirs: T,
}

/// Whole lines that are resolved together.
#[derive(Debug)]
struct Span {
    /// Bytes of the three texts.
    at: Three<Range<usize>>,
    resolved: Resolved,
    /// What each side did, word by word, where the two did not do the same.
    mine: Vec<Edit>,
    theirs: Vec<Edit>,
}

#[derive(Debug)]
enum Resolved {
    To(String),
    Conflict,
}

/// A change of the base text, in bytes.
#[derive(Debug)]
struct Edit {
    at: Range<usize>,
    text: String,
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

/// What a merge by lines may take: it compares two texts with the base. It compares the lines themselves rather than numbers,
/// and that takes twice as long.
fn take_merge(texts: [&[&str]; 3], budget: &Budget) -> Result<(), Spent> {
    let [base, mine, theirs] = texts;
    let compared = diff::at_most(base, mine) + diff::at_most(base, theirs);
    budget.take(2 * compared + 4 * steps(mine.len() + theirs.len()))
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

/// Where each part begins, and where the last one ends.
fn starts<'a>(parts: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let mut starts = vec![0];
    let mut at = 0;
    for part in parts {
        at += part.len();
        starts.push(at);
    }
    starts
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

/// The merge is of lines, so each token becomes a line: its number.
fn numbered(texts: [&[&str]; 3]) -> [String; 3] {
    use std::fmt::Write as _;
    let mut numbers = HashMap::new();
    texts.map(|tokens| {
        let mut lines = String::new();
        for token in tokens {
            let next = numbers.len();
            let number = numbers.entry((*token).to_owned()).or_insert(next);
            // Writing to a string never fails.
            let _ = writeln!(lines, "{number}");
        }
        lines
    })
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
            (Resolved::Conflict, Some(Piece::Conflict(before))) => {
                before.base.push_str(base);
                before.mine.push_str(mine);
                before.theirs.push_str(theirs);
            }
            (Resolved::Conflict, _) => {
                pieces.push(Piece::Conflict(Conflict::of_lines(base, mine, theirs)));
            }
        }
    }
    pieces
}

/// The sentences of a Markdown text.
struct Sentences<'a> {
    text: &'a str,
    /// Where each begins, and the end of the text.
    starts: Vec<usize>,
    /// Where the words of each end.
    ends: Vec<usize>,
    /// For each place in the text whether what is before it is at the end of a sentence.
    ended: Vec<bool>,
}

impl<'a> Sentences<'a> {
    fn of(text: &'a str, budget: &Budget) -> Result<Self, Spent> {
        let starts = sentence_starts(text, budget)?;
        let ends = starts.windows(2).map(|part| part[0] + text[part[0]..part[1]].trim_end().len()).collect();
        Ok(Self { text, starts, ends, ended: all_ended(text) })
    }

    /// Makes a conflict of what else there is of the sentences in conflict: the lines before and after, over which they go on. What
    /// of those lines is in no conflict is put outside again by [`narrow`].
    fn complete(&self, spans: &mut [Span]) {
        let conflicts: Vec<usize> =
            (0..spans.len()).filter(|nth| matches!(spans[*nth].resolved, Resolved::Conflict)).collect();
        for nth in conflicts {
            let sentences = self.within(&spans[nth].at.base);
            let (Some(start), Some(end)) = (
                self.starts.get(sentences.start),
                sentences.end.checked_sub(1).and_then(|last| self.ends.get(last)),
            ) else {
                continue;
            };
            let (before, rest) = spans.split_at_mut(nth);
            let before = before.iter_mut().rev().take_while(|span| span.at.base.end > *start);
            let after = rest[1..].iter_mut().take_while(|span| span.at.base.start < *end);
            for span in before.chain(after) {
                span.resolved = Resolved::Conflict;
            }
        }
    }

    /// The sentences that an edit changes; none, if it only puts whole sentences between two.
    ///
    /// A difference often can be told in several ways: 'a b' put in before 'a' is 'b a' put in after it. The one
    /// that changes the fewest sentences is what the writer did.
    fn touched_by(&self, edit: &Edit, budget: &Budget) -> Result<Range<usize>, Spent> {
        budget.take(32 + steps(edit.text.len()))?;
        let touched: fn(&Self, &Range<usize>, &str) -> Range<usize> =
            match (edit.at.is_empty(), edit.text.is_empty()) {
                (true, _) => |sentences, at, text| sentences.inserted(at.start, text),
                (_, true) => |sentences, at, _| sentences.within(at),
                _ => return Ok(self.within(&edit.at)),
            };
        let mut best = touched(self, &edit.at, &edit.text);
        for slide in [Self::right as Slide<'a>, Self::left] {
            let mut at = edit.at.clone();
            let mut text: VecDeque<char> = edit.text.chars().collect();
            for _ in 0..MOST_SLIDES {
                if best.is_empty() || !slide(self, &mut at, &mut text) {
                    break;
                }
                budget.take(32 + 2 * steps(edit.text.len()))?;
                let here = touched(self, &at, text.make_contiguous().iter().collect::<String>().as_str());
                if here.len() < best.len() {
                    best = here;
                }
            }
        }
        Ok(best)
    }

    /// The sentences of which the range has a part.
    fn within(&self, at: &Range<usize>) -> Range<usize> {
        let first = self.starts.partition_point(|start| *start <= at.start).saturating_sub(1);
        let last = self.starts.partition_point(|start| *start < at.end);
        first..last
    }

    /// Tells an insertion, or a deletion, one character further to the right, if it is the same there.
    fn right(&self, at: &mut Range<usize>, text: &mut VecDeque<char>) -> bool {
        let Some(next) = self.text[at.end..].chars().next() else { return false };
        let first = text.front().copied().or_else(|| self.text[at.start..].chars().next());
        if first != Some(next) {
            return false;
        }
        text.rotate_left(usize::from(!text.is_empty()));
        *at = at.start + next.len_utf8()..at.end + next.len_utf8();
        true
    }

    /// The same to the left.
    fn left(&self, at: &mut Range<usize>, text: &mut VecDeque<char>) -> bool {
        let Some(before) = self.text[..at.start].chars().next_back() else { return false };
        let last = text.back().copied().or_else(|| self.text[..at.end].chars().next_back());
        if last != Some(before) {
            return false;
        }
        text.rotate_right(usize::from(!text.is_empty()));
        *at = at.start - before.len_utf8()..at.end - before.len_utf8();
        true
    }

    /// The sentence that `text`, put in at `at`, becomes part of.
    fn inserted(&self, at: usize, text: &str) -> Range<usize> {
        if text.trim().is_empty() {
            return 0..0;
        }
        let nth = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        let Some((start, end)) = self.starts.get(nth).copied().zip(self.ends.get(nth).copied()) else {
            // At the very end.
            let last = self.starts.len().saturating_sub(2);
            return if self.ended[self.text.len()] { 0..0 } else { last..last + 1 };
        };
        let within = at > start && at < end;
        if within {
            return nth..nth + 1;
        }
        // Between two: the one before it ends at `at`, give or take white space.
        let before = &self.text[..at];
        if !self.ended[at] && !text.starts_with('\n') && !before.ends_with('\n') {
            let left = if at > start { nth } else { nth.saturating_sub(1) };
            return left..left + 1;
        }
        if ended(text) || text.ends_with('\n') { 0..0 } else { nth..nth + 1 }
    }
}

/// Tells a difference one character further to a side, if it is the same there.
type Slide<'a> = fn(&Sentences<'a>, &mut Range<usize>, &mut VecDeque<char>) -> bool;

/// By how many characters a difference is told otherwise, to each side.
const MOST_SLIDES: usize = 200;

/// Where each sentence of a Markdown text begins, and the end of the text.
fn sentence_starts(text: &str, budget: &Budget) -> Result<Vec<usize>, Spent> {
    budget.take(4 * steps(text.len()))?;
    let joined = join_lines(text);
    look_ahead(&joined, budget)?;
    Ok(starts(joined.split_sentence_bounds().flat_map(clauses)))
}

/// The clauses of a sentence, where its script has no blanks between words: there a sentence goes on for as long as a paragraph
/// elsewhere, and its clauses are what readers take for one statement. They end at a comma of such scripts, or in those of South-East
/// Asia, which have no stops, at a blank.
fn clauses(sentence: &str) -> Vec<&str> {
    let (mut clauses, mut begin) = (Vec::new(), 0);
    let (mut letter, mut has_ended, mut has_blank) = (' ', false, false);
    for (at, c) in sentence.char_indices() {
        if c.is_whitespace() {
            has_blank = true;
            continue;
        }
        let goes_on = closes(c) || diff::is_continuation(c);
        if has_ended && !goes_on || has_blank && is_without_stops(letter) && is_without_stops(c) {
            clauses.push(&sentence[begin..at]);
            begin = at;
        }
        has_ended = ends_clause(c) && diff::is_unspaced(letter) || has_ended && goes_on;
        has_blank = false;
        letter = if c.is_alphanumeric() || diff::is_continuation(c) { c } else { letter };
    }
    clauses.push(&sentence[begin..]);
    clauses
}

/// Commas, colons and semicolons of scripts without blanks between words.
fn ends_clause(c: char) -> bool {
    matches!(c, '，' | '、' | '；' | '：' | '､' | '﹐' | '﹑' | '﹔' | '﹕')
}

/// Letters and signs of Thai, Lao, Burmese, Khmer and their neighbours: a blank parts clauses there, and hardly anything else does.
fn is_without_stops(c: char) -> bool {
    matches!(c, '\u{e01}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1950}'..='\u{19df}'
        | '\u{1a20}'..='\u{1aad}' | '\u{a9e0}'..='\u{a9fe}' | '\u{aa60}'..='\u{aadf}')
        && !c.is_numeric()
}

fn closes(c: char) -> bool {
    matches!(c, '）' | '」' | '』' | '】' | '》' | ')' | ']' | '"' | '\'' | '”' | '’' | '»' | '*' | '_' | '`')
}

fn ends(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | ':' | ';' | '。' | '！' | '？' | '．' | '｡') || ends_clause(c)
}

/// Whether a text is at the end of a sentence, or at the beginning of everything.
fn ended(text: &str) -> bool {
    let text = text.trim_end().trim_end_matches(closes);
    text.is_empty() || text.ends_with(ends)
}

/// Whether each beginning of a text is [`ended`], by its length in bytes.
fn all_ended(text: &str) -> Vec<bool> {
    let mut all = vec![true; text.len() + 1];
    // The same of a beginning whose white space at the end counts.
    let mut closed = true;
    let mut last = true;
    for (at, c) in text.char_indices() {
        closed = if closes(c) { closed } else { ends(c) };
        last = if c.is_whitespace() { last } else { closed };
        all[at + 1..=at + c.len_utf8()].fill(last);
    }
    all
}

/// Takes what finding sentences may take. After a full stop it looks ahead, at each sign, for the next letter (rule SB8).
fn look_ahead(text: &str, budget: &Budget) -> Result<(), Spent> {
    let stops = |c: char| matches!(c, '.' | '\u{2024}' | '\u{fe52}' | '\u{ff0e}' | '\n');
    for part in text.split(stops).skip(1) {
        let letter = |c: char| c.is_alphabetic() && !is_mark(c);
        let signs = part.chars().take_while(|c| !letter(*c) && !c.is_numeric()).count();
        let ahead = part.chars().take_while(|c| !letter(*c)).count();
        budget.take(steps(signs) * steps(ahead))?;
    }
    Ok(())
}

/// The text with a space for each line break within a Markdown paragraph, so that a sentence goes on in the next
/// line; every byte stays in its place.
fn join_lines(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut at = 0;
    for part in Wrapping::of(text).breaks {
        joined.push_str(&text[at..part.start]);
        joined.extend(std::iter::repeat_n(' ', part.len()));
        at = part.end;
    }
    joined.push_str(&text[at..]);
    joined
}

#[cfg(test)]
mod tests;
