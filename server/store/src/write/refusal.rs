//! How much is asked before a command is decided, and what refuses it before that.

use domain::problem::Problem;

use crate::Error;

/// How much is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    /// Whatever the facts may depend on, but no texts besides those of heads: as [`domain::decide::Case::stamp`] has it.
    Stamp,
    /// The texts of earlier revisions too, in which passages are looked for.
    Whole,
}

/// Why there is nothing to be decided.
pub(super) enum Refusal {
    /// The store knows a problem before the rules are asked: an id that is to be new is taken.
    Problem(Problem),
    /// The database failed.
    Failed(Error),
}

impl Refusal {
    /// Refuses an id that is to be new where it is taken.
    pub(super) const fn unless_free(is_taken: bool) -> Result<(), Self> {
        if is_taken { Err(Self::Problem(Problem::IdTaken)) } else { Ok(()) }
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}
