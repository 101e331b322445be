//! What a merge comes to: pieces that are clean, and those that somebody has to choose.

use super::sentences::is_without_stops;
use crate::diff;

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
    pub(super) fn of_lines(base: &str, mine: &str, theirs: &str) -> Self {
        let [base, mine, theirs] = [base, mine, theirs].map(str::to_owned);
        Self { base, mine, theirs, extent: Extent::Lines }
    }

    /// Goes on with what follows in each of the three.
    pub(super) fn extend(&mut self, base: &str, mine: &str, theirs: &str) {
        self.base.push_str(base);
        self.mine.push_str(mine);
        self.theirs.push_str(theirs);
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
