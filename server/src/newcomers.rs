//! Guests whose first write came a moment ago.
//!
//! Somebody without a session who clicks twice sends the same command twice. Both answers must open a session of
//! the same guest, or the one that the browser keeps may not be the author's. What a sender without a session is
//! known by (address, form, words) is no secret, however, so this holds for a few seconds only.

use domain::id::{CommandId, Timestamp};
use quick_cache::sync::Cache;

/// How long a repeated first write is taken for a second click.
const WINDOW_MILLIS: i64 = 15_000;

/// The newest first writes.
#[derive(Debug)]
pub struct Newcomers(Cache<CommandId, Timestamp>);

impl Default for Newcomers {
    fn default() -> Self {
        Self(Cache::new(1_024))
    }
}

/// Whether a command took effect just now or was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Now.
    First,
    /// Known before; this is its first outcome again.
    Again,
}

impl Newcomers {
    /// Whether the sender of a first write is to get a session of its guest.
    #[must_use]
    pub fn admit(&self, command: CommandId, seen: Seen, now: Timestamp) -> bool {
        match seen {
            Seen::First => {
                self.0.insert(command, now);
                true
            }
            Seen::Again => {
                self.0.get(&command).is_some_and(|first| now.0.saturating_sub(first.0) <= WINDOW_MILLIS)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_click_is_the_same_guest_and_a_replay_is_nobody() {
        let newcomers = Newcomers::default();
        let command = CommandId(uuid::Uuid::from_u128(1));
        assert!(!newcomers.admit(command, Seen::Again, Timestamp(0)));
        assert!(newcomers.admit(command, Seen::First, Timestamp(0)));
        assert!(newcomers.admit(command, Seen::Again, Timestamp(900)));
        assert!(!newcomers.admit(command, Seen::Again, Timestamp(60_000)));
    }
}
