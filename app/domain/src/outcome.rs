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
    /// It took effect together with what somebody else had saved meanwhile.
    Merged {
        /// Its place in the log.
        sequence: i64,
        /// The head that it was merged with.
        with: RevisionId,
    },
    /// The edit was made on a revision that is no longer the head, and the two cannot be merged. Nothing took
    /// effect.
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

impl Outcome {
    /// Its place in the log, if it took effect.
    #[must_use]
    pub const fn sequence(&self) -> Option<i64> {
        match self {
            Self::Applied { sequence } | Self::Merged { sequence, .. } => Some(*sequence),
            Self::Conflict { .. } | Self::Rejected { .. } => None,
        }
    }
}
