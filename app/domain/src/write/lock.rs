//! Locks: set and lifted by moderators.

use crate::command::{LockArticle, UnlockArticle};
use crate::fault::{Fault, Field};
use crate::id::Timestamp;
use crate::lock::Lock;
use crate::problem::Problem;
use crate::role::Moderator;
use crate::write::effect::Effect;
use crate::write::facts::Facts;

pub(crate) fn lock_article(
    moderator: Moderator,
    lock: &LockArticle,
    facts: &Facts,
    now: Timestamp,
) -> Result<Effect, Problem> {
    facts.article()?;
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
    _: Moderator,
    unlock: &UnlockArticle,
    facts: &Facts,
    now: Timestamp,
) -> Result<Effect, Problem> {
    match &facts.article()?.lock {
        Some(lock) if lock.in_force(now) => Ok(Effect::Unlock { article: unlock.article }),
        _ => Err(Problem::NotLocked),
    }
}
