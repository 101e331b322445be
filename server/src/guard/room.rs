//! Whether there is room for more: a ceiling for the database, and a part of the disk that stays free.
//!
//! Newcomers are refused first, everybody but moderators at a second mark; reading goes on. So whoever fills the disk
//! stops strangers, and neither the members nor the log that the database needs to work at all.

use bytesize::ByteSize;
use domain::trust::Trust;
use store::{Space, Store};

use crate::guard::denied::Denied;

/// What stays free of a disk, unless the flag says otherwise: the log may reach 128 MiB, and as much of it moves into the
/// file beside it.
const FREE: u64 = 256 * 1_024 * 1_024;
/// Of a smaller disk this part stays free.
const PART_OF_DISK: u64 = 20;

/// Where the marks are.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    limit: Option<u64>,
    free: Option<u64>,
}

/// How much there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    Enough,
    Little,
    Nothing,
}

impl Room {
    /// With a ceiling for the database and what is to stay free of the disk, where they are said.
    #[must_use]
    pub fn new(limit: Option<ByteSize>, free: Option<ByteSize>) -> Self {
        Self { limit: limit.map(|size| size.as_u64()), free: free.map(|size| size.as_u64()) }
    }

    /// Whether somebody of that trust may add something.
    ///
    /// # Errors
    /// If not.
    pub fn check(&self, store: &Store, trust: Trust) -> Result<(), Denied> {
        if trust == Trust::Moderator {
            return Ok(());
        }
        match (self.left(store.space()), trust) {
            (Left::Enough, _) | (Left::Little, Trust::Known) => Ok(()),
            _ => Err(Denied::Full),
        }
    }

    fn left(&self, space: Space) -> Left {
        let of_limit = match self.limit {
            Some(limit) if space.used >= limit => Left::Nothing,
            Some(limit) if space.used >= limit / 10 * 9 => Left::Little,
            _ => Left::Enough,
        };
        let of_disk = match space.disk {
            Some((free, all)) => {
                let stays = self.free.unwrap_or(FREE.min(all / PART_OF_DISK));
                if free < stays / 2 {
                    Left::Nothing
                } else if free < stays {
                    Left::Little
                } else {
                    Left::Enough
                }
            }
            None => Left::Enough,
        };
        match (of_limit, of_disk) {
            (Left::Nothing, _) | (_, Left::Nothing) => Left::Nothing,
            (Left::Enough, Left::Enough) => Left::Enough,
            _ => Left::Little,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newcomers_are_refused_first_and_then_everybody_but_moderators() {
        const MIB: u64 = 1_024 * 1_024;
        const GIB: u64 = 1_024 * MIB;
        let by_default = Room { limit: None, free: None };
        let limited = Room { limit: Some(1_000 * MIB), free: None };
        let chosen = Room { limit: None, free: Some(10 * GIB) };
        for (room, used, free, all, expected) in [
            (by_default, 500 * GIB, 300 * MIB, 1_000 * GIB, Left::Enough),
            (by_default, MIB, 255 * MIB, 1_000 * GIB, Left::Little),
            (by_default, MIB, 127 * MIB, 1_000 * GIB, Left::Nothing),
            (by_default, MIB, 3 * MIB, 40 * MIB, Left::Enough),
            (by_default, MIB, MIB + MIB / 2, 40 * MIB, Left::Little),
            (by_default, MIB, MIB / 2, 40 * MIB, Left::Nothing),
            (limited, 899 * MIB, 100 * GIB, 200 * GIB, Left::Enough),
            (limited, 900 * MIB, 100 * GIB, 200 * GIB, Left::Little),
            (limited, 1_000 * MIB, 100 * GIB, 200 * GIB, Left::Nothing),
            (limited, MIB, 0, 200 * GIB, Left::Nothing),
            (chosen, MIB, 9 * GIB, 200 * GIB, Left::Little),
            (chosen, MIB, 4 * GIB, 200 * GIB, Left::Nothing),
        ] {
            let space = Space { used, disk: Some((free, all)) };
            assert_eq!(room.left(space), expected, "{room:?} {space:?}");
        }
        assert_eq!(by_default.left(Space { used: GIB, disk: None }), Left::Enough);
    }
}
