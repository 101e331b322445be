//! Comments, with what they quote and propose.

use prose::budget::Budget;

use crate::anchor::carry::History;
use crate::command::{AddComment, EditComment, WithdrawComment};
use crate::fault::Field;
use crate::id::Timestamp;
use crate::lock::Scope;
use crate::problem::{Problem, Thing};
use crate::text::Texts;
use crate::write::anchor::{QuotedFacts, add_anchor, texts_to_the_head};
use crate::write::contribution::{Act, OwnFacts, contribution};
use crate::write::doors::open_for;
use crate::write::effect::{Effect, QuotedBy};
use crate::write::facts::{ArticleFacts, ContributionFacts, Sender, Visibility};
use crate::write::shown::{seen, titled};

/// What there is to know before a comment is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCommentFacts {
    /// The article.
    pub article: Option<ArticleFacts>,
    /// Whether a reader sees something of its text.
    pub visibility: Visibility,
    /// The comment that is replied to.
    pub parent: Option<ContributionFacts>,
    /// What the passages were selected in.
    pub quoted: QuotedFacts,
    /// The texts of the revision that a proposal was made from.
    pub proposed_on: Option<Texts>,
}

/// What there is to know before a comment is edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditedCommentFacts {
    /// The comment.
    pub own: OwnFacts,
    /// Whether a reader sees something of the new text.
    pub visibility: Visibility,
}

pub(crate) fn add_comment(
    add: &AddComment,
    facts: &NewCommentFacts,
    sender: &Sender,
    now: Timestamp,
    budget: &Budget,
) -> Result<Vec<Effect>, Problem> {
    if let Some(problem) = add.too_many_quotes() {
        return Err(problem);
    }
    let article = ArticleFacts::found(&facts.article)?;
    open_for(Scope::EditingAndComments, article, sender, now)?;
    if add.parent.is_some() {
        let parent = facts.parent.as_ref().filter(|parent| parent.article == add.article);
        let parent = parent.ok_or(Problem::NotFound { thing: Thing::Comment })?;
        if parent.withdrawn {
            return Err(Problem::Withdrawn { thing: Thing::Comment });
        }
    }
    seen(Field::Comment, facts.visibility)?;
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
    let texts = texts_to_the_head(article, &facts.quoted);
    let mut history = History::new(&texts, budget);
    for (nth, quote) in add.quotes.iter().enumerate() {
        let by = QuotedBy::Comment(add.comment);
        effects.push(budget.share(add.quotes.len() - nth, |budget| {
            add_anchor(quote, by, article, &facts.quoted, &mut history, budget)
        })?);
    }
    Ok(effects)
}

pub(crate) fn edit_comment(
    edit: &EditComment,
    facts: &EditedCommentFacts,
    sender: &Sender,
    now: Timestamp,
) -> Result<Effect, Problem> {
    let EditComment { comment, base, body } = edit;
    let version = contribution(&facts.own, Thing::Comment, Act::Edit(*base), sender, now)?;
    seen(Field::Comment, facts.visibility)?;
    Ok(Effect::EditComment { comment: *comment, version: version + 1, body: body.clone() })
}

pub(crate) fn withdraw_comment(
    withdraw: &WithdrawComment,
    own: &OwnFacts,
    sender: &Sender,
    now: Timestamp,
) -> Result<Effect, Problem> {
    contribution(own, Thing::Comment, Act::Withdraw, sender, now)?;
    Ok(Effect::WithdrawComment { comment: withdraw.comment })
}
