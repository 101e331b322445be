//! What became of a command, and of its words in the storage.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::draft::{draft, forget_draft};
use super::outbox::{Entry, Item, State, outbox};
use super::storage::{Storage, Stored, Unavailable, write};
use crate::message::Answer;

/// A command that has its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The command as it stood in the outbox.
    pub item: Item,
    /// What became of it.
    pub fate: Fate,
    /// The outcome in full, as JSON.
    pub outcome: Value,
    /// Why it was refused, in a sentence.
    pub words: Option<String>,
    /// Where it can be seen.
    pub location: Option<String>,
}

/// What became of a command, as far as a client has to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It took effect, alone or merged with what somebody else had saved.
    Applied,
    /// It says already what it was to say; nothing took effect.
    Unchanged,
    /// Somebody saved meanwhile.
    Conflict,
    /// It was refused because the article is locked.
    Locked,
    /// It was refused.
    Refused,
}

impl Fate {
    fn of(outcome: &Value) -> Self {
        let problem = outcome.get("problem").and_then(|problem| problem.get("code")).and_then(Value::as_str);
        match (outcome.get("status").and_then(Value::as_str), problem) {
            (Some("applied" | "merged"), _) => Self::Applied,
            (Some("conflict"), _) => Self::Conflict,
            (_, Some("nothing-changed")) => Self::Unchanged,
            (_, Some("locked")) => Self::Locked,
            _ => Self::Refused,
        }
    }
}

/// Takes in the outcome of a command, if it still waits for it. The words leave the storage last.
pub(super) fn settle(
    storage: &mut impl Storage,
    Answer { id, outcome, words, location }: Answer,
) -> Result<Option<Settled>, Unavailable> {
    let found = outbox(storage)?.into_iter().find_map(|Entry { key, kept }| match kept {
        Stored::Item(item) if item.id == id && item.state == State::Waiting => Some((key, item)),
        _ => None,
    });
    let Some((key, item)) = found else { return Ok(None) };
    let fate = Fate::of(&outcome);
    let state = match fate {
        Fate::Applied | Fate::Unchanged => None,
        Fate::Conflict => Some(State::Conflict),
        Fate::Locked | Fate::Refused => Some(State::Refused),
    };
    match state {
        Some(state) => storage.set(&key, &write(&Item { state, why: words.clone(), ..item.clone() })?)?,
        None => {
            if let Some(form) = &item.draft
                && draft(storage, form)?.is_some_and(|draft| draft.sent == Some(id))
            {
                forget_draft(storage, form)?;
            }
            storage.remove(&key)?;
        }
    }
    Ok(Some(Settled { item, fate, outcome, words, location }))
}
