//! What a browser keeps by key, and the shapes of it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Key of the client's id and its next number.
pub const CLIENT: &str = "folkmoot.v1.client";

/// Key of the cursor.
pub const CURSOR: &str = "folkmoot.v1.cursor";

/// What keys of the outbox begin with; a place and the command's id follow, so that two tabs never write the same.
pub const OUTBOX: &str = "folkmoot.v1.outbox.";

/// What keys of drafts begin with; the form's key follows, and whose draft it is, if they had a name.
pub const DRAFT: &str = "folkmoot.v1.draft.";

/// What stands between a form's key and whose draft it is.
pub const OWNED: char = '@';

/// What every key begins with.
pub(super) const EVERYTHING: &str = "folkmoot.v1.";

/// Storage that keeps texts by key and outlives the program. Each operation is atomic, several are not.
pub trait Storage {
    /// Every key that begins so, in order.
    ///
    /// # Errors
    /// If storage is switched off.
    fn keys(&self, prefix: &str) -> Result<Vec<String>, Unavailable>;
    /// The text of a key.
    ///
    /// # Errors
    /// If storage is switched off.
    fn get(&self, key: &str) -> Result<Option<String>, Unavailable>;
    /// Keeps a text.
    ///
    /// # Errors
    /// If storage is full or switched off.
    fn set(&mut self, key: &str, text: &str) -> Result<(), Unavailable>;
    /// Forgets a key.
    ///
    /// # Errors
    /// If storage is switched off.
    fn remove(&mut self, key: &str) -> Result<(), Unavailable>;
}

/// Why nothing can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// There is no room.
    #[error("the storage of this browser is full")]
    Full,
    /// It is switched off, or gone.
    #[error("this browser keeps nothing")]
    Off,
}

/// The newest shape of what is kept; new items have it as their `v`.
pub const SHAPE: u32 = 1;

pub(super) const fn shape() -> u32 {
    SHAPE
}

/// What a key holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stored<T> {
    /// Something of a shape that this program knows.
    Item(T),
    /// Something else: damaged, or written by a newer version. It is never overwritten or thrown away unasked.
    Unreadable(String),
}

impl<T> Stored<T> {
    pub(super) fn item(self) -> Option<T> {
        match self {
            Self::Item(item) => Some(item),
            Self::Unreadable(_) => None,
        }
    }
}

/// Something kept carries the version of its shape. A shape that has shipped is read for ever.
pub(super) trait Shaped: DeserializeOwned + Serialize {
    fn shape(&self) -> u32;
}

pub(super) fn read<T: Shaped>(text: String) -> Stored<T> {
    match serde_json::from_str::<T>(&text) {
        Ok(item) if item.shape() <= SHAPE => Stored::Item(item),
        _ => Stored::Unreadable(text),
    }
}

pub(super) fn write<T: Shaped>(item: &T) -> Result<String, Unavailable> {
    serde_json::to_string(item).map_err(|_| Unavailable::Off)
}

/// The fields of a form as typed.
pub type Fields = BTreeMap<String, String>;
