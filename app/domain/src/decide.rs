//! The rules: what a command may do, from values alone.
//!
//! [`decide`] looks at a command and at the [`Facts`] about what it names, and answers the effects to apply or
//! the problem. It is the only place that decides; every way of writing goes through it. What it may do with a subject stands in
//! the file of that subject (`write`).

use prose::budget::{self, Budget};

use crate::command::{Command, EditCitation, EditComment, RemoveRelation, WithdrawCitation, WithdrawComment};
use crate::fault::Field;
use crate::id::Timestamp;
use crate::problem::{Problem, Thing};
use crate::trust::Trust;
use crate::write::article::{create_article, revise_article};
use crate::write::citation::{add_citation, source_anchor};
use crate::write::comment::add_comment;
use crate::write::contribution::{Act, contribution};
pub use crate::write::effect::{Applied, Decision, Effect, QuotedBy};
pub use crate::write::facts::{ArticleFacts, ContributionFacts, Facts, RelationFacts, SourceFacts};
use crate::write::lock::{lock_article, unlock_article};
#[cfg(feature = "server")]
use crate::write::moderation::rules as moderation;
use crate::write::person::named;
use crate::write::relation::{add_relation, relation_to_change, reword_relation};
use crate::write::shown::seen;
use crate::write::suggestion::suggested;

/// Decides what `command` does at `now`, with the work that one command may take.
///
/// # Errors
/// The problem, when the command is refused; nothing is to be applied then.
pub fn decide(command: &Command, facts: &Facts, now: Timestamp) -> Result<Decision, Problem> {
    decide_within(command, facts, now, &Budget::of(budget::COMMAND))
}

/// Decides what `command` does at `now`, with so much work. What the budget does not allow to find is not in the article, if it is
/// a new quote, and gone, if it was quoted before. If the budget was [cut short](Budget::is_cut_short) the answer is none.
///
/// # Errors
/// The problem, when the command is refused; nothing is to be applied then.
pub fn decide_within(
    command: &Command,
    facts: &Facts,
    now: Timestamp,
    budget: &Budget,
) -> Result<Decision, Problem> {
    admit(command, facts)?;
    let effects = match command {
        Command::Introduce(introduce) => {
            named(introduce, facts)?;
            vec![Effect::NameContributor(introduce.clone())]
        }
        Command::CreateArticle(create) => create_article(create, facts, now)?,
        Command::ReviseArticle(revise) => return revise_article(revise, facts, now, budget),
        Command::Relate(relate) => vec![add_relation(relate, facts, now)?],
        Command::RewordRelation(reword) => vec![reword_relation(reword, facts, now)?],
        Command::RemoveRelation(RemoveRelation { relation }) => {
            let maker = relation_to_change(facts, now)?.maker;
            if facts.trust == Trust::Newcomer && maker != Some(facts.actor.id) {
                return Err(Problem::NewHere);
            }
            vec![Effect::RemoveRelation { relation: *relation }]
        }
        Command::DismissSuggestion(suggestion) => {
            let (first, second) = suggested(suggestion, facts, now)?;
            if facts.dismissed {
                return Err(Problem::NothingChanged);
            }
            vec![Effect::DismissSuggestion { first, second }]
        }
        Command::RestoreSuggestion(suggestion) => {
            let (first, second) = suggested(suggestion, facts, now)?;
            if !facts.dismissed {
                return Err(Problem::NothingChanged);
            }
            vec![Effect::RestoreSuggestion { first, second }]
        }
        Command::AddComment(add) => add_comment(add, facts, now, budget)?,
        Command::EditComment(EditComment { comment, base, body }) => {
            let version = contribution(facts, &facts.comment, Thing::Comment, Act::Edit(*base), now)?;
            seen(Field::Comment, facts)?;
            vec![Effect::EditComment { comment: *comment, version: version + 1, body: body.clone() }]
        }
        Command::WithdrawComment(WithdrawComment { comment }) => {
            contribution(facts, &facts.comment, Thing::Comment, Act::Withdraw, now)?;
            vec![Effect::WithdrawComment { comment: *comment }]
        }
        Command::AddCitation(add) => add_citation(add, facts, now, budget)?,
        Command::EditCitation(EditCitation { citation, base, source }) => {
            let version = contribution(facts, &facts.citation, Thing::Citation, Act::Edit(*base), now)?;
            let mut effects = source_anchor(*citation, source, facts, budget)?;
            effects.push(Effect::EditCitation {
                citation: *citation,
                version: version + 1,
                source: source.clone(),
            });
            effects
        }
        Command::WithdrawCitation(WithdrawCitation { citation }) => {
            contribution(facts, &facts.citation, Thing::Citation, Act::Withdraw, now)?;
            vec![Effect::WithdrawCitation { citation: *citation }]
        }
        Command::LockArticle(lock) => vec![lock_article(facts.actor.moderator()?, lock, facts, now)?],
        Command::UnlockArticle(unlock) => vec![unlock_article(facts.actor.moderator()?, unlock, facts, now)?],
        #[cfg(feature = "server")]
        Command::Hide(hide) => moderation::hide(hide, facts)?,
        #[cfg(feature = "server")]
        Command::Unhide(unhide) => moderation::unhide(unhide, facts)?,
        #[cfg(feature = "server")]
        Command::RestoreRelation(restore) => moderation::restore_relation(restore, facts, now)?,
        #[cfg(feature = "server")]
        Command::Block(block) => moderation::block(block, facts)?,
        #[cfg(feature = "server")]
        Command::Unblock(unblock) => moderation::unblock(unblock, facts)?,
        #[cfg(feature = "server")]
        Command::Undo(_) => moderation::undo(facts)?,
    };
    Ok(Decision::Apply(effects))
}

/// Whether the sender may write at all, and whether what is written about is there for readers. Who is blocked may still take
/// back what is their own.
fn admit(command: &Command, facts: &Facts) -> Result<(), Problem> {
    #[cfg(feature = "server")]
    if let Some(reason) = &facts.moderation.blocked
        && !matches!(command, Command::WithdrawComment(_) | Command::WithdrawCitation(_))
    {
        return Err(Problem::Blocked { reason: reason.clone() });
    }
    #[cfg(not(feature = "server"))]
    let _ = command;
    if [&facts.article, &facts.other].into_iter().flatten().any(|article| article.hidden) {
        return Err(Problem::Withdrawn { thing: Thing::Article });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
