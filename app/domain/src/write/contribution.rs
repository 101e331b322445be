//! Comments and citations: who may change them, and when.

use crate::id::Timestamp;
use crate::lock::Scope;
use crate::problem::{Problem, Thing};
use crate::write::doors::open_for;
use crate::write::facts::{ContributionFacts, Facts};

/// What is done to a comment or citation there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Other words take the place of those of that version.
    Edit(i64),
    Withdraw,
}

/// Whether a comment or citation may be edited or withdrawn; its version.
pub(crate) fn contribution(
    facts: &Facts,
    what: &Option<ContributionFacts>,
    thing: Thing,
    act: Act,
    now: Timestamp,
) -> Result<i64, Problem> {
    let found = what.as_ref().ok_or(Problem::NotFound { thing })?;
    if found.withdrawn {
        return Err(Problem::Withdrawn { thing });
    }
    facts.actor.is(found.author, thing)?;
    open_for(Scope::EditingAndComments, facts.article()?, facts.actor, now)?;
    match act {
        Act::Edit(base) if base != found.version => Err(Problem::ChangedMeanwhile { thing }),
        _ => Ok(found.version),
    }
}
