//! Relations: made, reworded and removed.

use crate::command::{Relate, RemoveRelation, RewordRelation};
use crate::fault::{Fault, Field};
use crate::id::{ArticleId, ContributorId, RelationId, Timestamp};
use crate::lock::Scope;
use crate::problem::{Problem, Thing};
use crate::relation::Kind;
use crate::text::Explanation;
use crate::trust::Trust;
use crate::write::doors::{open_for, other_open_for};
use crate::write::effect::Effect;
use crate::write::facts::{ArticleFacts, Sender};

/// What there is to know before two articles are related.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRelationFacts {
    /// The first article.
    pub from: Option<ArticleFacts>,
    /// The second.
    pub to: Option<ArticleFacts>,
    /// Whether the relation is there already (mirrored ones too, where the kind is symmetric).
    pub related_already: bool,
    /// Everything that the second is itself a part of, directly or not, where the new relation is a `PartOf`.
    pub ancestors: Vec<ArticleId>,
}

/// What there is to know about a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationFacts {
    /// The relation.
    pub id: RelationId,
    /// The first article.
    pub from: ArticleId,
    /// The second.
    pub to: ArticleId,
    /// Kind.
    pub kind: Kind,
    /// Its explanation.
    pub explanation: Explanation,
    /// Raised with each rewording, from 1.
    pub version: i64,
    /// Who made it, as far as that is known.
    pub maker: Option<ContributorId>,
}

/// A relation with the articles at its ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelatedFacts {
    /// The relation.
    pub relation: RelationFacts,
    /// The first article.
    pub from: Option<ArticleFacts>,
    /// The second.
    pub to: Option<ArticleFacts>,
}

/// What there is to know before a relation is removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovalFacts {
    /// The relation.
    pub related: Option<RelatedFacts>,
    /// How well the sender is known.
    pub trust: Trust,
}

pub(crate) fn add_relation(
    relate: &Relate,
    facts: &NewRelationFacts,
    sender: &Sender,
    now: Timestamp,
) -> Result<Effect, Problem> {
    let Relate { relation, from, kind, to, explanation } = relate;
    if from == to {
        return Err(Problem::SelfRelation);
    }
    let article = ArticleFacts::found(&facts.from)?;
    let other = facts.to.as_ref().ok_or_else(|| Problem::field(Field::Other, Fault::NoSuchArticle))?;
    open_for(Scope::Editing, article, sender, now)?;
    other_open_for(Scope::Editing, other, sender, now)?;
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
fn relation_to_change<'a>(
    facts: &'a Option<RelatedFacts>,
    sender: &Sender,
    now: Timestamp,
) -> Result<&'a RelationFacts, Problem> {
    let related = facts.as_ref().ok_or(Problem::NotFound { thing: Thing::Relation })?;
    open_for(Scope::Editing, ArticleFacts::found(&related.from)?, sender, now)?;
    other_open_for(Scope::Editing, ArticleFacts::found(&related.to)?, sender, now)?;
    Ok(&related.relation)
}

pub(crate) fn reword_relation(
    reword: &RewordRelation,
    facts: &Option<RelatedFacts>,
    sender: &Sender,
    now: Timestamp,
) -> Result<Effect, Problem> {
    let relation = relation_to_change(facts, sender, now)?;
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

pub(crate) fn remove_relation(
    remove: &RemoveRelation,
    facts: &RemovalFacts,
    sender: &Sender,
    now: Timestamp,
) -> Result<Effect, Problem> {
    let maker = relation_to_change(&facts.related, sender, now)?.maker;
    if facts.trust == Trust::Newcomer && maker != Some(sender.actor.id) {
        return Err(Problem::NewHere);
    }
    Ok(Effect::RemoveRelation { relation: remove.relation })
}
