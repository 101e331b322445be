//! Suggested relations: said to be none, and brought back.

use crate::command::Suggestion;
use crate::id::{ArticleId, Timestamp};
use crate::lock::Scope;
use crate::problem::{Problem, Thing};
use crate::write::doors::{open_for, other_open_for};
use crate::write::facts::Facts;

/// The two articles in the order of their ids. That they need no relation is something said about both, so a lock of
/// editing alone is no obstacle.
pub(crate) fn suggested(
    suggestion: &Suggestion,
    facts: &Facts,
    now: Timestamp,
) -> Result<(ArticleId, ArticleId), Problem> {
    let Suggestion { article, other } = *suggestion;
    open_for(Scope::EditingAndComments, facts.article()?, facts.actor, now)?;
    if article == other {
        return Err(Problem::SelfRelation);
    }
    let other_facts = facts.other.as_ref().ok_or(Problem::NotFound { thing: Thing::Article })?;
    other_open_for(Scope::EditingAndComments, other_facts, facts.actor, now)?;
    Ok((article.min(other), article.max(other)))
}
