//! Comments, with what they quote and propose.

use prose::budget::Budget;

use crate::anchor::carry::History;
use crate::command::AddComment;
use crate::fault::Field;
use crate::id::Timestamp;
use crate::lock::Scope;
use crate::problem::{Problem, Thing};
use crate::write::anchor::{add_anchor, texts_to_the_head};
use crate::write::doors::open_for;
use crate::write::effect::{Effect, QuotedBy};
use crate::write::facts::Facts;
use crate::write::shown::{seen, titled};

pub(crate) fn add_comment(
    add: &AddComment,
    facts: &Facts,
    now: Timestamp,
    budget: &Budget,
) -> Result<Vec<Effect>, Problem> {
    if let Some(problem) = add.too_many_quotes() {
        return Err(problem);
    }
    let article = facts.article()?;
    open_for(Scope::EditingAndComments, article, facts.actor, now)?;
    if add.parent.is_some() {
        let parent = facts.comment.as_ref().filter(|parent| parent.article == add.article);
        let parent = parent.ok_or(Problem::NotFound { thing: Thing::Comment })?;
        if parent.withdrawn {
            return Err(Problem::Withdrawn { thing: Thing::Comment });
        }
    }
    seen(Field::Comment, facts)?;
    let mut effects = vec![Effect::AddComment {
        comment: add.comment,
        article: add.article,
        parent: add.parent,
        body: add.body.clone(),
    }];
    if let Some(proposal) = &add.proposal {
        let read = facts.proposed_on.as_ref().ok_or(Problem::NotFound { thing: Thing::Revision })?;
        if (&proposal.title, &proposal.summary, &proposal.body) == (&read.title, &read.summary, &read.body) {
            return Err(Problem::NothingChanged);
        }
        titled(&proposal.title, Some(&read.title))?;
        effects.push(Effect::AddProposal {
            comment: add.comment,
            article: add.article,
            proposal: proposal.clone(),
        });
    }
    let texts = texts_to_the_head(article, facts);
    let mut history = History::new(&texts, budget);
    for (nth, quote) in add.quotes.iter().enumerate() {
        let by = QuotedBy::Comment(add.comment);
        effects.push(budget.share(add.quotes.len() - nth, |budget| {
            add_anchor(quote, by, article, facts, &mut history, budget)
        })?);
    }
    Ok(effects)
}
