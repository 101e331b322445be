//! Articles: written, and edited.

use prose::budget::Budget;

use crate::anchor::LiveAnchor;
use crate::anchor::carry::Carrier;
use crate::command::{CreateArticle, NewRelation, ReviseArticle};
use crate::fault::{Fault, Field};
use crate::id::Timestamp;
use crate::lock::Scope;
use crate::problem::{Problem, Thing};
use crate::relation::Direction;
use crate::slug::Slug;
use crate::text::Note;
use crate::write::anchor::characters;
use crate::write::doors::{open_for, other_open_for};
use crate::write::effect::{Applied, Decision, Effect};
use crate::write::facts::Facts;
use crate::write::shown::{seen, titled};

pub(crate) fn create_article(
    create: &CreateArticle,
    facts: &Facts,
    now: Timestamp,
) -> Result<Vec<Effect>, Problem> {
    let CreateArticle { article, revision, title, summary, body, relation } = create;
    titled(title, None)?;
    seen(Field::Body, facts)?;
    let mut effects = vec![
        Effect::AddArticle { article: *article, slug: Slug::from_title(title) },
        Effect::AddRevision {
            article: *article,
            revision: *revision,
            parent: None,
            merged_from: None,
            title: title.clone(),
            summary: summary.clone(),
            body: body.clone(),
            note: Note::none(),
        },
    ];
    if let Some(NewRelation { relation, other, direction, kind, explanation }) = relation {
        let Some(other_facts) = &facts.other else {
            return Err(Problem::field(Field::Other, Fault::NoSuchArticle));
        };
        if other == article {
            return Err(Problem::SelfRelation);
        }
        // Whichever way it goes, the relation stands on the other article's page.
        other_open_for(Scope::Editing, other_facts, facts.actor, now)?;
        let (from, to) = match direction {
            Direction::Forward => (*article, *other),
            Direction::Backward => (*other, *article),
        };
        effects.push(Effect::AddRelation {
            relation: *relation,
            from,
            kind: *kind,
            to,
            explanation: explanation.clone(),
        });
    }
    Ok(effects)
}

pub(crate) fn revise_article(
    revise: &ReviseArticle,
    facts: &Facts,
    now: Timestamp,
    budget: &Budget,
) -> Result<Decision, Problem> {
    let article = facts.article()?;
    open_for(Scope::Editing, article, facts.actor, now)?;
    if revise.base != article.head {
        return Ok(Decision::Conflict { head: article.head });
    }
    titled(&revise.title, Some(&article.title))?;
    if (&revise.title, &revise.summary, &revise.body) == (&article.title, &article.summary, &article.body) {
        return Err(Problem::NothingChanged);
    }
    if revise.body != article.body {
        seen(Field::Body, facts)?;
    }
    let applied = revise.proposal.map(|_| proposal_to_apply(revise, facts)).transpose()?;
    let mut effects = vec![Effect::AddRevision {
        article: revise.article,
        revision: revise.revision,
        parent: Some(article.head),
        merged_from: facts.merged_from,
        title: revise.title.clone(),
        summary: revise.summary.clone(),
        body: revise.body.clone(),
        note: revise.note.clone(),
    }];
    if let Some((comment, applied)) = revise.proposal.zip(applied) {
        effects.push(Effect::ApplyProposal { comment, revision: revise.revision, applied });
    }
    let slug = Slug::from_title(&revise.title);
    if slug != Slug::from_title(&article.title) {
        effects.push(Effect::MoveArticle { article: revise.article, slug });
    }
    if !facts.anchors.is_empty() && facts.new_plain_text != article.plain_text {
        let old: Vec<char> = article.plain_text.chars().collect();
        let new: Vec<char> = facts.new_plain_text.chars().collect();
        let texts = characters(&facts.quoted_texts);
        let mut carrier = Carrier::new((article.head, &old), &new, &texts, budget);
        for (carried, anchor) in carrier.carry_all(&facts.anchors).into_iter().zip(&facts.anchors) {
            if carried != *anchor {
                let LiveAnchor { id: anchor, standing, stood, .. } = carried;
                effects.push(Effect::PlaceAnchor { anchor, standing, stood });
            }
        }
    }
    Ok(Decision::Apply(effects))
}

/// A proposal is applied once, to the article that it is about. What is saved in its name may be any text, so it is
/// compared with what was proposed, before what was merged into it.
pub(crate) fn proposal_to_apply(revise: &ReviseArticle, facts: &Facts) -> Result<Applied, Problem> {
    let comment = facts.comment.as_ref().filter(|comment| comment.article == revise.article);
    let comment = comment.ok_or(Problem::NotFound { thing: Thing::Comment })?;
    if comment.withdrawn {
        return Err(Problem::Withdrawn { thing: Thing::Comment });
    }
    if !facts.open_proposal {
        return Err(Problem::AppliedAlready);
    }
    let sent = facts.sent.as_ref().map_or((&revise.title, &revise.summary, &revise.body), |sent| {
        (&sent.title, &sent.summary, &sent.body)
    });
    let as_proposed =
        facts.proposed.as_ref().is_some_and(|texts| (&texts.title, &texts.summary, &texts.body) == sent);
    Ok(if as_proposed { Applied::AsProposed } else { Applied::Adapted })
}
