//! What a lock leaves open, and for whom.

use crate::id::Timestamp;
use crate::lock::{Lock, Scope};
use crate::problem::Problem;
use crate::role::Role;
use crate::write::facts::{ArticleFacts, Sender};

/// Whether the article may be changed in `what`, as [`Lock::closes`] has it. Moderators may always.
pub(crate) fn open_for(
    what: Scope,
    article: &ArticleFacts,
    sender: &Sender,
    now: Timestamp,
) -> Result<(), Problem> {
    closed(what, article, sender, now).map_or(Ok(()), |lock| Err(Problem::locked(lock, None)))
}

/// The other of two articles that a command names. The refusal says which it is: its lock is not on the page.
pub(crate) fn other_open_for(
    what: Scope,
    other: &ArticleFacts,
    sender: &Sender,
    now: Timestamp,
) -> Result<(), Problem> {
    closed(what, other, sender, now)
        .map_or(Ok(()), |lock| Err(Problem::locked(lock, Some(other.title.as_str()))))
}

fn closed<'a>(what: Scope, article: &'a ArticleFacts, sender: &Sender, now: Timestamp) -> Option<&'a Lock> {
    let lock = article.lock.as_ref().filter(|lock| lock.closes(what, now))?;
    (sender.actor.role != Role::Moderator).then_some(lock)
}
