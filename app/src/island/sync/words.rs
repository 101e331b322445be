//! How things stand, in words.

use messages::drafts::line as words;
use sync::client::{Halt, Status, Unavailable};

/// The line at the foot of a page, and whether somebody has to do something about it. Empty when all is well.
#[must_use]
pub(super) fn line(
    status: Status,
    offline: bool,
    trouble: Option<Unavailable>,
    halted: Option<Halt>,
) -> (String, bool) {
    let trouble = match (halted, trouble) {
        (Some(Halt::Schema), _) => Some(words::OUTDATED),
        (Some(Halt::SomebodyElse { .. }), _) => Some(words::SOMEONE_ELSES),
        (None, Some(Unavailable::Full)) => Some(words::STORAGE_FULL),
        (None, Some(Unavailable::Off)) => Some(words::STORAGE_OFF),
        (None, None) => None,
    };
    if let Some(trouble) = trouble {
        return (trouble.to_owned(), true);
    }
    let Status { waiting, needs_you } = status;
    let line = match (needs_you, waiting, offline) {
        (0, 0, false) => String::new(),
        (0, 0, true) => words::OFFLINE.to_owned(),
        (0, waiting, _) => words::waiting(waiting),
        (needs_you, 0, _) => words::needs_you(needs_you),
        (needs_you, waiting, _) => words::needs_you_and_waiting(needs_you, waiting),
    };
    (line, needs_you > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_what_waits_and_for_whom() {
        let line = |waiting, needs_you, offline| line(Status { waiting, needs_you }, offline, None, None);
        assert_eq!(line(0, 0, false), (String::new(), false));
        assert_eq!(line(2, 0, false).0, words::waiting(2));
        assert_eq!(line(1, 1, true), ("Needs your attention (1), waiting to be sent (1)".into(), true));
        assert!(line(0, 0, true).0.contains("offline"));
    }
}
