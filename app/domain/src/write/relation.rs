//! Relations: made, reworded and removed.

use crate::command::{Relate, RewordRelation};
use crate::fault::{Fault, Field};
use crate::id::Timestamp;
use crate::lock::Scope;
use crate::problem::{Problem, Thing};
use crate::relation::Kind;
use crate::write::doors::{open_for, other_open_for};
use crate::write::effect::Effect;
use crate::write::facts::{Facts, RelationFacts};

pub(crate) fn add_relation(relate: &Relate, facts: &Facts, now: Timestamp) -> Result<Effect, Problem> {
    let Relate { relation, from, kind, to, explanation } = relate;
    if from == to {
        return Err(Problem::SelfRelation);
    }
    let article = facts.article()?;
    let other = facts.other.as_ref().ok_or_else(|| Problem::field(Field::Other, Fault::NoSuchArticle))?;
    open_for(Scope::Editing, article, facts.actor, now)?;
    other_open_for(Scope::Editing, other, facts.actor, now)?;
    if facts.related_already {
        return Err(Problem::DuplicateRelation);
    }
    if *kind == Kind::PartOf && facts.ancestors.contains(from) {
        return Err(Problem::Cycle);
    }
    Ok(Effect::AddRelation {
        relation: *relation,
        from: *from,
        kind: *kind,
        to: *to,
        explanation: explanation.clone(),
    })
}

/// The relation named, if both of its articles are open: it stands on the pages of both.
pub(crate) fn relation_to_change(facts: &Facts, now: Timestamp) -> Result<&RelationFacts, Problem> {
    let relation = facts.relation.as_ref().ok_or(Problem::NotFound { thing: Thing::Relation })?;
    open_for(Scope::Editing, facts.article()?, facts.actor, now)?;
    let other = facts.other.as_ref().ok_or(Problem::NotFound { thing: Thing::Article })?;
    other_open_for(Scope::Editing, other, facts.actor, now)?;
    Ok(relation)
}

pub(crate) fn reword_relation(
    reword: &RewordRelation,
    facts: &Facts,
    now: Timestamp,
) -> Result<Effect, Problem> {
    let relation = relation_to_change(facts, now)?;
    if relation.version != reword.base {
        return Err(Problem::ChangedMeanwhile { thing: Thing::Relation });
    }
    if relation.explanation == reword.explanation {
        return Err(Problem::NothingChanged);
    }
    Ok(Effect::RewordRelation {
        relation: relation.id,
        version: relation.version + 1,
        explanation: reword.explanation.clone(),
    })
}
