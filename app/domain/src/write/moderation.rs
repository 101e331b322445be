//! Moderation: hiding and showing again, bringing back relations, and stopping somebody from writing.

use crate::id::{ArticleId, Timestamp};
use crate::lock::Scope;
use crate::moderation::{
    Block, Hide, PersonFacts, RemovedFacts, RestoreRelation, TargetFacts, Unblock, Unhide, may_restore,
};
use crate::problem::{Problem, Thing};
use crate::relation::Kind;
use crate::role::Role;
use crate::write::doors::{open_for, other_open_for};
use crate::write::effect::Effect;
use crate::write::facts::{ArticleFacts, Sender};

/// A relation that was removed, with the articles at its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedRelation {
    /// The relation.
    pub removed: RemovedFacts,
    /// The first article.
    pub from: Option<ArticleFacts>,
    /// The second.
    pub to: Option<ArticleFacts>,
    /// Whether another relation says the same by now.
    pub related_already: bool,
    /// Everything that the second is itself a part of, directly or not, where the relation is a `PartOf`.
    pub ancestors: Vec<ArticleId>,
}

/// Decides [`Hide`].
pub(crate) fn hide(
    hide: &Hide,
    target: Option<&TargetFacts>,
    sender: &Sender,
) -> Result<Vec<Effect>, Problem> {
    sender.actor.moderator()?;
    let thing = hide.thing.thing();
    let target = target.ok_or(Problem::NotFound { thing })?;
    if target.hidden || target.withdrawn {
        return Err(Problem::Withdrawn { thing });
    }
    if target.newest {
        return Err(Problem::NewestRevision);
    }
    Ok(vec![Effect::Hide { thing: hide.thing, reason: hide.reason.clone() }])
}

/// Decides [`Unhide`].
pub(crate) fn unhide(
    unhide: &Unhide,
    target: Option<&TargetFacts>,
    sender: &Sender,
) -> Result<Vec<Effect>, Problem> {
    sender.actor.moderator()?;
    let thing = unhide.thing.thing();
    let target = target.ok_or(Problem::NotFound { thing })?;
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
    facts: Option<&RemovedRelation>,
    sender: &Sender,
    now: Timestamp,
) -> Result<Vec<Effect>, Problem> {
    let missing = Problem::NotFound { thing: Thing::Relation };
    let Some(facts) = facts else { return Err(missing) };
    let (Some(from), Some(to)) = (&facts.from, &facts.to) else { return Err(missing) };
    let removed = &facts.removed;
    if removed.with_article {
        return Err(Problem::Withdrawn { thing: Thing::Article });
    }
    if !may_restore(removed, sender.actor.id, sender.actor.role) {
        return Err(Problem::NotYours { thing: Thing::Relation });
    }
    open_for(Scope::Editing, from, sender, now)?;
    other_open_for(Scope::Editing, to, sender, now)?;
    if facts.related_already {
        return Err(Problem::DuplicateRelation);
    }
    if removed.kind == Kind::PartOf && facts.ancestors.contains(&removed.from) {
        return Err(Problem::Cycle);
    }
    Ok(vec![Effect::RestoreRelation { relation: restore.relation }])
}

/// Decides [`Block`].
pub(crate) fn block(
    block: &Block,
    person: Option<&PersonFacts>,
    sender: &Sender,
) -> Result<Vec<Effect>, Problem> {
    sender.actor.moderator()?;
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
pub(crate) fn unblock(
    unblock: &Unblock,
    person: Option<&PersonFacts>,
    sender: &Sender,
) -> Result<Vec<Effect>, Problem> {
    sender.actor.moderator()?;
    let person = person.ok_or(Problem::NotFound { thing: Thing::Contributor })?;
    if !person.blocked {
        return Err(Problem::NotBlocked);
    }
    Ok(vec![Effect::Unblock { contributor: unblock.contributor }])
}

/// Decides [`crate::moderation::Undo`], which has no effect of its own.
pub(crate) fn undo(sender: &Sender) -> Result<Vec<Effect>, Problem> {
    sender.actor.moderator()?;
    Ok(Vec::new())
}

#[cfg(test)]
mod tests;
