//! Commands that wait for their outcome, or for their author.

use domain::id::{CommandId, ContributorId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::draft::{Draft, draft, keep_draft};
use super::storage::{DRAFT, Fields, OUTBOX, SHAPE, Shaped, Storage, Stored, Unavailable, read, write};

/// A command that waits for its outcome, or for its author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Version of its shape.
    pub v: u32,
    /// The command's id.
    pub id: CommandId,
    /// The [`domain::command::Command`] as JSON: what was written by another version is sent as it is.
    pub command: Value,
    /// The draft that it was made from, to be cleared when it is applied.
    pub draft: Option<String>,
    /// What a person calls it, such as 'Comment on “A32”'.
    pub label: String,
    /// The page that it was written on.
    pub page: String,
    /// Where its form is sent to without this client.
    pub action: String,
    /// The form as typed, to be edited again.
    pub fields: Fields,
    /// Who wrote it, as the page knew them; `None` for one who had no session yet.
    pub by: Option<ContributorId>,
    /// The client's time in Unix milliseconds, to be shown; nothing is decided by it.
    pub written_at: i64,
    /// What it waits for.
    pub state: State,
    /// Why, in a sentence, where it waits for its author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// What a command in the outbox waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The network.
    Waiting,
    /// Its author: somebody saved meanwhile.
    Conflict,
    /// Its author: it was refused.
    Refused,
}

impl Shaped for Item {
    fn shape(&self) -> u32 {
        self.v
    }
}

/// An entry of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its key.
    pub key: String,
    /// What stands there.
    pub kept: Stored<Item>,
}

/// The outbox, oldest first.
///
/// # Errors
/// If storage is switched off.
pub fn outbox(storage: &impl Storage) -> Result<Vec<Entry>, Unavailable> {
    let mut entries = Vec::new();
    for key in storage.keys(OUTBOX)? {
        // Another tab may have removed it meanwhile.
        if let Some(text) = storage.get(&key)? {
            entries.push(Entry { key, kept: read(text) });
        }
    }
    Ok(entries)
}

/// Puts a command into the outbox, behind all that are there. When this has returned, the words are safe here.
///
/// # Errors
/// If storage is full or switched off; then nothing is kept.
pub fn enqueue(storage: &mut impl Storage, item: &Item) -> Result<(), Unavailable> {
    let last = storage.keys(OUTBOX)?.pop();
    let place = last.and_then(|key| place(&key)).unwrap_or(0) + 1;
    storage.set(&format!("{OUTBOX}{place:010}.{}", item.id), &write(item)?)?;
    // If this fails the draft is offered again later; the command is safe all the same.
    if let Some(form) = &item.draft
        && let Some(draft) = draft(storage, form)?
        && draft.fields == item.fields
    {
        let _ = keep_draft(storage, form, &Draft { sent: Some(item.id), ..draft });
    }
    Ok(())
}

fn place(key: &str) -> Option<u64> {
    key.strip_prefix(OUTBOX)?.split('.').next()?.parse().ok()
}

/// Takes something out of the outbox for good, because its author says so.
///
/// # Errors
/// If storage is switched off.
pub fn discard(storage: &mut impl Storage, key: &str) -> Result<(), Unavailable> {
    storage.remove(key)
}

/// Makes a draft of something in the outbox again, in the form that it was written in. False if it has no form, or if
/// that form has other words by now: these are not written over.
///
/// # Errors
/// If storage is full or switched off; then it stays in the outbox.
pub fn take_back(storage: &mut impl Storage, key: &str, item: &Item) -> Result<bool, Unavailable> {
    let Some(form) = &item.draft else { return Ok(false) };
    let same = |draft: &Draft| draft.sent == Some(item.id) || draft.fields == item.fields;
    match storage.get(&format!("{DRAFT}{form}"))?.map(read) {
        None => {}
        Some(Stored::Item(draft)) if same(&draft) => {}
        Some(_) => return Ok(false),
    }
    let Item { label, page, fields, written_at: typed_at, .. } = item.clone();
    keep_draft(storage, form, &Draft { v: SHAPE, label, page, fields, typed_at, sent: None })?;
    storage.remove(key)?;
    Ok(true)
}

/// How many wait for what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Status {
    /// For the network.
    pub waiting: usize,
    /// For their author.
    pub needs_you: usize,
}

/// How the outbox stands.
///
/// # Errors
/// If storage is switched off.
pub fn status(storage: &impl Storage) -> Result<Status, Unavailable> {
    let mut status = Status::default();
    for entry in outbox(storage)? {
        match entry.kept {
            Stored::Item(Item { state: State::Waiting, .. }) => status.waiting += 1,
            Stored::Item(_) | Stored::Unreadable(_) => status.needs_you += 1,
        }
    }
    Ok(status)
}
