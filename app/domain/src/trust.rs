//! How well somebody is known here: what may be done to the work of others depends on it, and how much in a minute.

use crate::id::Timestamp;
use crate::role::Role;

/// How long ago the first contribution of somebody is who is known here, in milliseconds: a day.
pub const KNOWN_AFTER_MILLIS: i64 = 24 * 60 * 60 * 1_000;
/// How many contributions somebody has made who is known here.
pub const KNOWN_AFTER_CONTRIBUTIONS: i64 = 3;

/// How well somebody is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// They have no session, or have written little, or not for long.
    Newcomer,
    /// They wrote first a day ago or earlier, and several times.
    Known,
    /// They have a role that an operator gave.
    Moderator,
}

impl Trust {
    /// The trust of somebody who wrote first at `since`, and so often until `now`.
    #[must_use]
    pub fn of(role: Role, since: Option<Timestamp>, contributions: i64, now: Timestamp) -> Self {
        let long_enough = since.is_some_and(|since| now.0.saturating_sub(since.0) >= KNOWN_AFTER_MILLIS);
        match role {
            Role::Moderator => Self::Moderator,
            Role::Contributor if long_enough && contributions >= KNOWN_AFTER_CONTRIBUTIONS => Self::Known,
            Role::Contributor => Self::Newcomer,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_is_known_after_a_day_and_three_contributions() {
        let day = KNOWN_AFTER_MILLIS;
        for (role, since, contributions, now, expected) in [
            (Role::Contributor, None, 0, day, Trust::Newcomer),
            (Role::Contributor, Some(0), 3, day, Trust::Known),
            (Role::Contributor, Some(0), 2, day, Trust::Newcomer),
            (Role::Contributor, Some(0), 99, day - 1, Trust::Newcomer),
            (Role::Contributor, Some(day), 99, 0, Trust::Newcomer),
            (Role::Moderator, None, 0, 0, Trust::Moderator),
        ] {
            let trust = Trust::of(role, since.map(Timestamp), contributions, Timestamp(now));
            assert_eq!(trust, expected, "{role:?} {since:?} {contributions} {now}");
        }
    }
}
