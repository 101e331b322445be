//! What moderation decides.

use super::{Block, Hide, RestoreRelation, Unblock, Unhide, may_restore};
use crate::command::{NewAnchor, Target};
use crate::id::Timestamp;
use crate::lock::Scope;
use crate::problem::{Problem, Thing};
use crate::relation::Kind;
use crate::role::Role;
use crate::write::doors::{open_for, other_open_for};
use crate::write::effect::Effect;
use crate::write::facts::Facts;

/// Decides [`Hide`].
pub(crate) fn hide(hide: &Hide, facts: &Facts) -> Result<Vec<Effect>, Problem> {
    facts.actor.moderator()?;
    let thing = hide.thing.thing();
    let target = facts.moderation.target.as_ref().ok_or(Problem::NotFound { thing })?;
    if target.hidden || target.withdrawn {
        return Err(Problem::Withdrawn { thing });
    }
    if target.newest {
        return Err(Problem::NewestRevision);
    }
    Ok(vec![Effect::Hide { thing: hide.thing, reason: hide.reason.clone() }])
}

/// Decides [`Unhide`].
pub(crate) fn unhide(unhide: &Unhide, facts: &Facts) -> Result<Vec<Effect>, Problem> {
    facts.actor.moderator()?;
    let thing = unhide.thing.thing();
    let target = facts.moderation.target.as_ref().ok_or(Problem::NotFound { thing })?;
    if !target.hidden {
        return Err(Problem::NotHidden { thing });
    }
    if target.article_hidden {
        return Err(Problem::Withdrawn { thing: Thing::Article });
    }
    Ok(vec![Effect::Unhide { thing: unhide.thing }])
}

/// Decides [`RestoreRelation`]. What somebody else removed comes back by anybody who may relate; what the author of its words
/// or a moderator removed, by themselves and by moderators only.
pub(crate) fn restore_relation(
    restore: &RestoreRelation,
    facts: &Facts,
    now: Timestamp,
) -> Result<Vec<Effect>, Problem> {
    let missing = Problem::NotFound { thing: Thing::Relation };
    let removed = facts.moderation.removed.as_ref().ok_or(missing.clone())?;
    let (Some(from), Some(to)) = (&facts.article, &facts.other) else { return Err(missing) };
    if removed.with_article {
        return Err(Problem::Withdrawn { thing: Thing::Article });
    }
    if !may_restore(removed, facts.actor.id, facts.actor.role) {
        return Err(Problem::NotYours { thing: Thing::Relation });
    }
    open_for(Scope::Editing, from, facts.actor, now)?;
    other_open_for(Scope::Editing, to, facts.actor, now)?;
    if facts.related_already {
        return Err(Problem::DuplicateRelation);
    }
    if removed.kind == Kind::PartOf && facts.ancestors.contains(&removed.from) {
        return Err(Problem::Cycle);
    }
    Ok(vec![Effect::RestoreRelation { relation: restore.relation }])
}

/// A quote, of which no text is looked at that is hidden: an answer that depends on such a text could be asked for word by word.
/// What was selected there is looked for in the newest text.
pub(crate) fn readable(quote: &NewAnchor, facts: &Facts) -> NewAnchor {
    let mut quote = quote.clone();
    if let Target::Passage(passage) = &quote.target
        && facts.moderation.unread.contains(&passage.revision)
    {
        quote.target = Target::Words { exact: passage.exact.clone() };
    }
    quote
}

/// Decides [`Block`].
pub(crate) fn block(block: &Block, facts: &Facts) -> Result<Vec<Effect>, Problem> {
    facts.actor.moderator()?;
    let person = facts.moderation.person.as_ref();
    let person = person.ok_or(Problem::NotFound { thing: Thing::Contributor })?;
    if person.role == Role::Moderator {
        return Err(Problem::IsModerator);
    }
    Ok(vec![Effect::Block {
        contributor: block.contributor,
        reason: block.reason.clone(),
        sessions: block.sessions,
    }])
}

/// Decides [`Unblock`].
pub(crate) fn unblock(unblock: &Unblock, facts: &Facts) -> Result<Vec<Effect>, Problem> {
    facts.actor.moderator()?;
    let person = facts.moderation.person.as_ref();
    let person = person.ok_or(Problem::NotFound { thing: Thing::Contributor })?;
    if !person.blocked {
        return Err(Problem::NotBlocked);
    }
    Ok(vec![Effect::Unblock { contributor: unblock.contributor }])
}

/// Decides [`super::Undo`], which has no effect of its own.
pub(crate) fn undo(facts: &Facts) -> Result<Vec<Effect>, Problem> {
    facts.actor.moderator()?;
    Ok(Vec::new())
}
