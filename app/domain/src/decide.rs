//! The rules: what a command may do, from values alone.
//!
//! [`decide`] looks at a [`Case`], a command with what there is to know about what it names, and answers the effects to apply or
//! the problem. It is the only place that decides; every way of writing goes through it. What it may do with a subject stands in
//! the file of that subject (`write`).

use prose::budget::{self, Budget};

use crate::id::Timestamp;
use crate::problem::{Problem, Thing};
pub use crate::write::anchor::QuotedFacts;
pub use crate::write::article::{NewArticleFacts, ProposalFacts, RevisionFacts, Unmerged, WorkedOut};
use crate::write::article::{create_article, revise_article};
pub use crate::write::case::Case;
pub use crate::write::citation::{EditedCitationFacts, NewCitationFacts, SourceFacts};
use crate::write::citation::{add_citation, edit_citation, withdraw_citation};
pub use crate::write::comment::{EditedCommentFacts, NewCommentFacts};
use crate::write::comment::{add_comment, edit_comment, withdraw_comment};
pub use crate::write::contribution::OwnFacts;
pub use crate::write::effect::{Applied, Decision, Effect, QuotedBy};
pub use crate::write::facts::{ArticleFacts, ContributionFacts, Sender, Visibility};
pub use crate::write::lock::LockFacts;
use crate::write::lock::{lock_article, unlock_article};
use crate::write::moderation;
pub use crate::write::moderation::RemovedRelation;
pub use crate::write::person::NamingFacts;
use crate::write::person::introduce;
pub use crate::write::relation::{NewRelationFacts, RelatedFacts, RelationFacts, RemovalFacts};
use crate::write::relation::{add_relation, remove_relation, reword_relation};
pub use crate::write::suggestion::SuggestionFacts;
use crate::write::suggestion::{dismiss_suggestion, restore_suggestion};

/// Decides what a command does at `now`, with the work that one command may take.
///
/// # Errors
/// The problem, when the command is refused; nothing is to be applied then.
pub fn decide(case: &Case, sender: &Sender, now: Timestamp) -> Result<Decision, Problem> {
    decide_within(case, sender, now, &Budget::of(budget::COMMAND))
}

/// Decides what a command does at `now`, with so much work. What the budget does not allow to find is not in the article, if it is
/// a new quote, and gone, if it was quoted before. If the budget was [cut short](Budget::is_cut_short) the answer is none.
///
/// # Errors
/// The problem, when the command is refused; nothing is to be applied then.
pub fn decide_within(
    case: &Case,
    sender: &Sender,
    now: Timestamp,
    budget: &Budget,
) -> Result<Decision, Problem> {
    admit(case, sender)?;
    let effects = match case {
        Case::Introduce(command, facts) => vec![introduce(command, facts, sender)?],
        Case::CreateArticle(create, facts) => create_article(create, facts, sender, now)?,
        Case::ReviseArticle(revise, facts) => return revise_article(revise, facts, sender, now, budget),
        Case::Relate(relate, facts) => vec![add_relation(relate, facts, sender, now)?],
        Case::RewordRelation(reword, facts) => vec![reword_relation(reword, facts, sender, now)?],
        Case::RemoveRelation(remove, facts) => vec![remove_relation(remove, facts, sender, now)?],
        Case::DismissSuggestion(pair, facts) => vec![dismiss_suggestion(pair, facts, sender, now)?],
        Case::RestoreSuggestion(pair, facts) => vec![restore_suggestion(pair, facts, sender, now)?],
        Case::AddComment(add, facts) => add_comment(add, facts, sender, now, budget)?,
        Case::EditComment(edit, facts) => vec![edit_comment(edit, facts, sender, now)?],
        Case::WithdrawComment(withdraw, own) => vec![withdraw_comment(withdraw, own, sender, now)?],
        Case::AddCitation(add, facts) => add_citation(add, facts, sender, now, budget)?,
        Case::EditCitation(edit, facts) => edit_citation(edit, facts, sender, now, budget)?,
        Case::WithdrawCitation(withdraw, own) => vec![withdraw_citation(withdraw, own, sender, now)?],
        Case::LockArticle(lock, facts) => vec![lock_article(lock, facts, sender, now)?],
        Case::UnlockArticle(unlock, facts) => vec![unlock_article(unlock, facts, sender, now)?],
        Case::Hide(hide, target) => moderation::hide(hide, target.as_ref(), sender)?,
        Case::Unhide(unhide, target) => moderation::unhide(unhide, target.as_ref(), sender)?,
        Case::RestoreRelation(restore, removed) => {
            moderation::restore_relation(restore, removed.as_ref(), sender, now)?
        }
        Case::Block(block, person) => moderation::block(block, person.as_ref(), sender)?,
        Case::Unblock(unblock, person) => moderation::unblock(unblock, person.as_ref(), sender)?,
        Case::Undo(_) => moderation::undo(sender)?,
    };
    Ok(Decision::Apply(effects))
}

/// Whether the sender may write at all, and whether what is written about is there for readers. Who is blocked may still take
/// back what is their own.
fn admit(case: &Case, sender: &Sender) -> Result<(), Problem> {
    if let Some(reason) = &sender.blocked
        && !matches!(case, Case::WithdrawComment(..) | Case::WithdrawCitation(..))
    {
        return Err(Problem::Blocked { reason: reason.clone() });
    }
    if case.articles().into_iter().flatten().any(|article| article.hidden) {
        return Err(Problem::Withdrawn { thing: Thing::Article });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod world;
