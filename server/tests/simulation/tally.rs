//! How often what happened: a simulation in which nothing happens proves nothing.

use std::collections::BTreeMap;

use domain::command::CommandKind;
use serde::{Deserialize, Serialize};

/// What is to happen at least once in a thousand histories.
const EXPECTED: &[&str] = &[
    "outcome: applied",
    "outcome: merged",
    "outcome: conflict",
    "outcome: refused",
    "client: resolved",
    "client: taken back",
    "client: storage full",
    "client: adopted by another",
    "network: dropped",
    "network: doubled",
    "network: cut",
    "tab killed",
    "server stopped",
    "restored",
    "moderator: locked",
    "moderator: locked with an end",
    "moderator: applied a proposal",
    "moderator: hid article",
    "moderator: hid revision",
    "moderator: hid comment",
    "moderator: hid citation",
    "moderator: showed article",
    "moderator: showed revision",
    "moderator: showed comment",
    "moderator: showed citation",
    "moderator: undid what somebody did",
    "moderator: undid an undoing",
    "moderator: all is as before it was undone",
    "moderator: undid while the power went",
    "client: pulled again what was shown again",
    "refused: blocked",
    "gone: looked for",
    "gone: words",
    "clock: back",
    "clock: far on",
    "stream: ended by the server",
    "stream: nothing to tell",
    "profile: signed in",
    "profile: signed out",
    "profile: cookie lost",
    "profile: copied",
    "profile: set back",
    "profile: half a value",
    "profile: value gone",
    "profile: newer value",
    "database: statements fail",
    "database: locked by another",
    "database: a write fails in its middle",
    "disk: it cannot be read",
    "disk: it cannot be written",
    "disk: it does not sync",
    "disk: it takes no more",
    "disk: the power went while nothing was synced",
    "server: the power went",
    "server: the power went ten times in a row",
    "server: slower than the request",
    "crowd: at once",
    "crowd: one of them fails",
    "crowd: given up while it waits",
    "process: another writes",
    "process: a second server",
    "process: a newer program",
    "process: a backup",
    "restored over a whole database",
    "restored over a damaged header",
    "restored over half a file",
    "restored over an empty file",
    "restored over no file",
    "restored beside a log that was left",
    "restored without room at first",
    "large: much was written",
    "looked at pages",
    "looked at pages while the clock changed",
    "looked at everything",
];

/// Counts by name.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct Tally(BTreeMap<String, u64>);

impl Tally {
    pub(crate) fn count(&mut self, what: &str) {
        self.count_many(what, 1);
    }

    pub(crate) fn count_many(&mut self, what: &str, times: u64) {
        *self.0.entry(what.to_owned()).or_default() += times;
    }

    pub(crate) fn add(&mut self, other: &Self) {
        for (what, times) in &other.0 {
            self.count_many(what, *times);
        }
    }

    pub(crate) fn assert_everything_happened(&self, full_disks: bool) {
        let full = full_disks.then(|| "database: the disk is full".to_owned());
        let commands = CommandKind::ALL.iter().map(|kind| format!("took effect: {}", kind.name()));
        let expected = EXPECTED.iter().map(|&what| what.to_owned()).chain(commands).chain(full);
        let missing: Vec<String> = expected.filter(|what| !self.0.contains_key(what)).collect();
        assert!(missing.is_empty(), "never happened: {missing:?} in {self}");
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (what, times) in &self.0 {
            write!(f, "\n    {times:>9}  {what}")?;
        }
        Ok(())
    }
}
