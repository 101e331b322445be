//! What a lock leaves open, and for whom.

use crate::id::Timestamp;
use crate::lock::{Lock, Scope};
use crate::problem::Problem;
use crate::role::{Actor, Role};
use crate::write::facts::ArticleFacts;

/// Whether the article may be changed in `what`, as [`Lock::closes`] has it. Moderators may always.
pub(crate) fn open_for(
    what: Scope,
    article: &ArticleFacts,
    actor: Actor,
    now: Timestamp,
) -> Result<(), Problem> {
    closed(what, article, actor, now).map_or(Ok(()), |lock| Err(Problem::locked(lock, None)))
}

/// The other of two articles that a command names. The refusal says which it is: its lock is not on the page.
pub(crate) fn other_open_for(
    what: Scope,
    other: &ArticleFacts,
    actor: Actor,
    now: Timestamp,
) -> Result<(), Problem> {
    closed(what, other, actor, now)
        .map_or(Ok(()), |lock| Err(Problem::locked(lock, Some(other.title.as_str()))))
}

fn closed(what: Scope, article: &ArticleFacts, actor: Actor, now: Timestamp) -> Option<&Lock> {
    let lock = article.lock.as_ref().filter(|lock| lock.closes(what, now))?;
    (actor.role != Role::Moderator).then_some(lock)
}
