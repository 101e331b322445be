//! How things stand, in words.

use sync::client::{Halt, Status, Unavailable};

/// The line at the foot of a page, and whether somebody has to do something about it. Empty when all is well.
#[must_use]
pub(super) fn line(
    status: Status,
    offline: bool,
    trouble: Option<Unavailable>,
    halted: Option<Halt>,
) -> (String, bool) {
    match halted {
        Some(Halt::Schema) => {
            return (
                "This page is older than the site. Please load it again; what you wrote is kept.".into(),
                true,
            );
        }
        Some(Halt::SomebodyElse { .. }) => {
            return ("What waits here was written by somebody else than who is signed in now.".into(), true);
        }
        None => {}
    }
    match trouble {
        Some(Unavailable::Full) => {
            return (
                "This browser has no more room. Your text stays in the form; please send it before you leave.".into(),
                true,
            );
        }
        Some(Unavailable::Off) => {
            return (
                "This browser keeps nothing. Your text stays in the form; please send it before you leave."
                    .into(),
                true,
            );
        }
        None => {}
    }
    let Status { waiting, needs_you } = status;
    let line = match (needs_you, waiting, offline) {
        (0, 0, false) => String::new(),
        (0, 0, true) => "You are offline. What you write is kept on this device.".into(),
        (0, waiting, _) => format!("Waiting for the network ({waiting})"),
        (needs_you, 0, _) => format!("Needs you ({needs_you})"),
        (needs_you, waiting, _) => format!("Needs you ({needs_you}), waiting for the network ({waiting})"),
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
        assert_eq!(line(2, 0, false).0, "Waiting for the network (2)");
        assert_eq!(line(1, 1, true), ("Needs you (1), waiting for the network (1)".into(), true));
        assert!(line(0, 0, true).0.contains("offline"));
    }
}
