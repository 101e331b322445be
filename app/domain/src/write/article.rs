//! Articles: written, and edited.

use prose::budget::Budget;

use crate::anchor::LiveAnchor;
use crate::anchor::carry::Carrier;
use crate::command::{CreateArticle, NewRelation, ReviseArticle};
use crate::fault::{Fault, Field};
use crate::id::{RevisionId, Timestamp};
use crate::lock::Scope;
use crate::problem::{Problem, Thing};
use crate::relation::Direction;
use crate::slug::Slug;
use crate::text::{Note, Texts};
use crate::write::anchor::characters;
use crate::write::doors::{open_for, other_open_for};
use crate::write::effect::{Applied, Decision, Effect};
use crate::write::facts::{ArticleFacts, ContributionFacts, Sender, Visibility};
use crate::write::shown::{seen, titled};

/// What there is to know before an article is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewArticleFacts {
    /// Whether a reader sees something of its text.
    pub visibility: Visibility,
    /// The article that it is to be related to.
    pub other: Option<ArticleFacts>,
}

/// What there is to know before an article is edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionFacts {
    /// The article.
    pub article: Option<ArticleFacts>,
    /// Whether a reader sees something of the new text.
    pub visibility: Visibility,
    /// The anchors on the article.
    pub anchors: Vec<LiveAnchor>,
    /// The proposal that the edit applies, if it is one.
    pub proposal: ProposalFacts,
    /// What it takes to carry the anchors; nothing is carried without.
    pub worked_out: Option<WorkedOut>,
}

/// What there is to know of the proposal that an edit applies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProposalFacts {
    /// The comment that carries it.
    pub comment: Option<ContributionFacts>,
    /// Whether it was not applied yet.
    pub is_open: bool,
    /// What was proposed.
    pub texts: Option<Texts>,
}

/// What was worked out of an edit before it is decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkedOut {
    /// The plain text of the revision to be made.
    pub plain_text: String,
    /// The plain texts of those revisions in which anchors stood that do not stand there now, without the head's.
    pub stood_in: Vec<(RevisionId, String)>,
    /// What the edit was before it was merged with the head, if it was.
    pub merged: Option<Unmerged>,
}

/// An edit as it was sent, which was merged since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmerged {
    /// The revision from which it was made.
    pub base: RevisionId,
    /// Its texts.
    pub texts: Texts,
}

pub(crate) fn create_article(
    create: &CreateArticle,
    facts: &NewArticleFacts,
    sender: &Sender,
    now: Timestamp,
) -> Result<Vec<Effect>, Problem> {
    let CreateArticle { article, revision, title, summary, body, relation } = create;
    titled(title, None)?;
    seen(Field::Body, facts.visibility)?;
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
        other_open_for(Scope::Editing, other_facts, sender, now)?;
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
    facts: &RevisionFacts,
    sender: &Sender,
    now: Timestamp,
    budget: &Budget,
) -> Result<Decision, Problem> {
    let article = ArticleFacts::found(&facts.article)?;
    open_for(Scope::Editing, article, sender, now)?;
    if revise.base != article.head {
        return Ok(Decision::Conflict { head: article.head });
    }
    titled(&revise.title, Some(&article.title))?;
    if (&revise.title, &revise.summary, &revise.body) == (&article.title, &article.summary, &article.body) {
        return Err(Problem::NothingChanged);
    }
    if revise.body != article.body {
        seen(Field::Body, facts.visibility)?;
    }
    let merged = facts.worked_out.as_ref().and_then(|worked_out| worked_out.merged.as_ref());
    let applied = revise.proposal.map(|_| proposal_to_apply(revise, &facts.proposal, merged)).transpose()?;
    let mut effects = vec![Effect::AddRevision {
        article: revise.article,
        revision: revise.revision,
        parent: Some(article.head),
        merged_from: merged.map(|merged| merged.base),
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
    if let Some(WorkedOut { plain_text, stood_in, .. }) = &facts.worked_out
        && !facts.anchors.is_empty()
        && *plain_text != article.plain_text
    {
        let old: Vec<char> = article.plain_text.chars().collect();
        let new: Vec<char> = plain_text.chars().collect();
        let texts = characters(stood_in);
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
fn proposal_to_apply(
    revise: &ReviseArticle,
    facts: &ProposalFacts,
    merged: Option<&Unmerged>,
) -> Result<Applied, Problem> {
    let comment = facts.comment.as_ref().filter(|comment| comment.article == revise.article);
    let comment = comment.ok_or(Problem::NotFound { thing: Thing::Comment })?;
    if comment.withdrawn {
        return Err(Problem::Withdrawn { thing: Thing::Comment });
    }
    if !facts.is_open {
        return Err(Problem::AppliedAlready);
    }
    let sent = merged.map_or((&revise.title, &revise.summary, &revise.body), |Unmerged { texts, .. }| {
        (&texts.title, &texts.summary, &texts.body)
    });
    let as_proposed =
        facts.texts.as_ref().is_some_and(|texts| (&texts.title, &texts.summary, &texts.body) == sent);
    Ok(if as_proposed { Applied::AsProposed } else { Applied::Adapted })
}
