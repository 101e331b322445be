//! Who the client is to the server.

use domain::id::ClientId;
use serde::{Deserialize, Serialize};

use super::storage::{CLIENT, Shaped, Storage, Unavailable, read, write};

/// Who the client is to the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity {
    pub(super) v: u32,
    pub(super) client: ClientId,
    /// The number of the next command that the server has not seen.
    pub(super) next: i64,
}

impl Shaped for Identity {
    fn shape(&self) -> u32 {
        self.v
    }
}

pub(super) fn identity(storage: &impl Storage) -> Result<Option<Identity>, Unavailable> {
    Ok(storage.get(CLIENT)?.and_then(|text| read(text).item()))
}

pub(super) fn renumber(storage: &mut impl Storage, next: i64) -> Result<(), Unavailable> {
    match identity(storage)? {
        Some(identity) if identity.next != next => {
            storage.set(CLIENT, &write(&Identity { next, ..identity })?)
        }
        _ => Ok(()),
    }
}
