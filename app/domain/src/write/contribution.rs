//! Comments and citations: who may change them, and when.

use crate::id::Timestamp;
use crate::lock::Scope;
use crate::problem::{Problem, Thing};
use crate::write::doors::open_for;
use crate::write::facts::{ArticleFacts, ContributionFacts, Sender};

/// What is done to a comment or citation there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Act {
    /// Other words take the place of those of that version.
    Edit(i64),
    Withdraw,
}

/// What there is to know of a comment or citation whose author is to change it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnFacts {
    /// The comment or citation.
    pub named: Option<ContributionFacts>,
    /// The article it is on.
    pub article: Option<ArticleFacts>,
}

/// Whether a comment or citation may be edited or withdrawn; its version.
pub(crate) fn contribution(
    facts: &OwnFacts,
    thing: Thing,
    act: Act,
    sender: &Sender,
    now: Timestamp,
) -> Result<i64, Problem> {
    let found = facts.named.as_ref().ok_or(Problem::NotFound { thing })?;
    if found.withdrawn {
        return Err(Problem::Withdrawn { thing });
    }
    sender.actor.is(found.author, thing)?;
    open_for(Scope::EditingAndComments, ArticleFacts::found(&facts.article)?, sender, now)?;
    match act {
        Act::Edit(base) if base != found.version => Err(Problem::ChangedMeanwhile { thing }),
        _ => Ok(found.version),
    }
}
