//! What became of a command.

use serde::{Deserialize, Serialize};

use crate::id::RevisionId;
use crate::problem::Problem;

/// The outcome of a command. It is stored with the command's id and returned as it was ever after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum Outcome {
    /// It took effect.
    Applied {
        /// Its place in the log.
        sequence: i64,
    },
    /// The edit was made on a revision that is no longer the head. Nothing took effect.
    Conflict {
        /// The head, to compare with and to save upon.
        head: RevisionId,
    },
    /// It was refused. Nothing took effect.
    Rejected {
        /// Why, and what to do.
        problem: Problem,
    },
}
