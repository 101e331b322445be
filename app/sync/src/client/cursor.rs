//! How far the log of the server is known.

use serde::{Deserialize, Serialize};

use super::storage::{CURSOR, Shaped, Storage, Unavailable, read, shape, write};

/// How far the log is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Version of its shape.
    #[serde(default = "shape")]
    pub v: u32,
    /// The history that it is a place of.
    pub epoch: String,
    /// The newest change that is known.
    pub next: i64,
}

impl Shaped for Cursor {
    fn shape(&self) -> u32 {
        self.v
    }
}

/// How far the log is known, if anything was pulled yet.
///
/// # Errors
/// If storage is switched off.
pub fn cursor(storage: &impl Storage) -> Result<Option<Cursor>, Unavailable> {
    Ok(storage.get(CURSOR)?.and_then(|text| read(text).item()))
}

/// Begins to follow the log at a cursor, such as that of a page just read, if it is not followed yet.
///
/// # Errors
/// If storage is full or switched off.
pub fn follow(storage: &mut impl Storage, from: &Cursor) -> Result<(), Unavailable> {
    if cursor(storage)?.is_none_or(|known| known.epoch != from.epoch) {
        storage.set(CURSOR, &write(from)?)?;
    }
    Ok(())
}

/// What was left out when the log is followed from somewhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skipped {
    /// Nothing that another tab could miss.
    Nothing,
    /// Changes that nobody has taken in, or a history.
    Changes,
}

/// Follows the log from here on, if it is not known further already: for one who has just read everything anew. Others,
/// who have not, are to be told of what was skipped.
///
/// # Errors
/// If storage is full or switched off.
pub fn skip_to(storage: &mut impl Storage, from: &Cursor) -> Result<Skipped, Unavailable> {
    let known = cursor(storage)?;
    let is_ahead = known.as_ref().is_some_and(|known| known.epoch == from.epoch && known.next >= from.next);
    if is_ahead {
        return Ok(Skipped::Nothing);
    }
    storage.set(CURSOR, &write(from)?)?;
    Ok(if known.is_some() { Skipped::Changes } else { Skipped::Nothing })
}
