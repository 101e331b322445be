//! Locks: set and lifted by moderators.

use crate::command::{LockArticle, UnlockArticle};
use crate::fault::{Fault, Field};
use crate::id::Timestamp;
use crate::lock::Lock;
use crate::problem::Problem;
use crate::write::effect::Effect;
use crate::write::facts::{ArticleFacts, Sender};

/// What there is to know before a lock is set or lifted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockFacts {
    /// The article.
    pub article: Option<ArticleFacts>,
}

pub(crate) fn lock_article(
    lock: &LockArticle,
    facts: &LockFacts,
    sender: &Sender,
    now: Timestamp,
) -> Result<Effect, Problem> {
    let moderator = sender.actor.moderator()?;
    ArticleFacts::found(&facts.article)?;
    if lock.until.is_some_and(|until| until <= now) {
        return Err(Problem::field(Field::Until, Fault::InThePast));
    }
    Ok(Effect::Lock {
        article: lock.article,
        lock: Lock {
            scope: lock.scope,
            reason: lock.reason.clone(),
            by: moderator.id(),
            since: now,
            until: lock.until,
        },
    })
}

pub(crate) fn unlock_article(
    unlock: &UnlockArticle,
    facts: &LockFacts,
    sender: &Sender,
    now: Timestamp,
) -> Result<Effect, Problem> {
    sender.actor.moderator()?;
    match &ArticleFacts::found(&facts.article)?.lock {
        Some(lock) if lock.in_force(now) => Ok(Effect::Unlock { article: unlock.article }),
        _ => Err(Problem::NotLocked),
    }
}
