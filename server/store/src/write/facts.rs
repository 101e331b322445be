//! What `decide` needs to know about the things a command names, each kind asked for by its subject.

use domain::command::Command;
use domain::decide::{Case, Sender};
use domain::problem::Problem;
use sqlx::SqliteConnection;

use super::job::Job;
use super::refusal::{Depth, Refusal};
use super::{article, citation, comment, lock, moderation, person, relation, suggestion};
use crate::Error;

/// A command with what there is to know about what it names, or why it is refused before the rules are asked.
///
/// # Errors
/// If the database fails.
pub(super) async fn gather(
    connection: &mut SqliteConnection,
    sender: &Sender,
    job: &Job,
    depth: Depth,
) -> Result<Result<Case, Problem>, Error> {
    match case(connection, sender, job, depth).await {
        Ok(case) => Ok(Ok(case)),
        Err(Refusal::Problem(problem)) => Ok(Err(problem)),
        Err(Refusal::Failed(error)) => Err(error),
    }
}

async fn case(
    connection: &mut SqliteConnection,
    sender: &Sender,
    job: &Job,
    depth: Depth,
) -> Result<Case, Refusal> {
    let command = job.envelope.command.clone();
    Ok(match command {
        Command::Introduce(introduce) => {
            Case::Introduce(introduce, person::naming_facts(connection, sender.actor.id).await?)
        }
        Command::CreateArticle(create) => {
            let facts = article::new_facts(connection, &create, job).await?;
            Case::CreateArticle(create, facts)
        }
        Command::ReviseArticle(revise) => {
            let facts = article::revision_facts(connection, &revise, job).await?;
            Case::ReviseArticle(revise, facts)
        }
        Command::Relate(relate) => {
            let facts = relation::new_facts(connection, &relate).await?;
            Case::Relate(relate, facts)
        }
        Command::RewordRelation(reword) => {
            let related = relation::related_facts(connection, reword.relation).await?;
            Case::RewordRelation(reword, related)
        }
        Command::RemoveRelation(remove) => {
            let facts = relation::removal_facts(connection, &remove, job).await?;
            Case::RemoveRelation(remove, facts)
        }
        Command::DismissSuggestion(pair) => {
            let facts = suggestion::facts(connection, &pair).await?;
            Case::DismissSuggestion(pair, facts)
        }
        Command::RestoreSuggestion(pair) => {
            let facts = suggestion::facts(connection, &pair).await?;
            Case::RestoreSuggestion(pair, facts)
        }
        Command::AddComment(add) => {
            let facts = comment::new_facts(connection, &add, job, depth).await?;
            Case::AddComment(add, facts)
        }
        Command::EditComment(edit) => {
            let facts = comment::edited_facts(connection, edit.comment, job).await?;
            Case::EditComment(edit, facts)
        }
        Command::WithdrawComment(withdraw) => {
            let own = comment::own_facts(connection, withdraw.comment).await?;
            Case::WithdrawComment(withdraw, own)
        }
        Command::AddCitation(add) => {
            let facts = citation::new_facts(connection, &add, depth).await?;
            Case::AddCitation(add, facts)
        }
        Command::EditCitation(edit) => {
            let facts = citation::edited_facts(connection, &edit, depth).await?;
            Case::EditCitation(edit, facts)
        }
        Command::WithdrawCitation(withdraw) => {
            let own = citation::own_facts(connection, withdraw.citation).await?;
            Case::WithdrawCitation(withdraw, own)
        }
        Command::LockArticle(lock) => {
            let facts = lock::facts(connection, lock.article).await?;
            Case::LockArticle(lock, facts)
        }
        Command::UnlockArticle(unlock) => {
            let facts = lock::facts(connection, unlock.article).await?;
            Case::UnlockArticle(unlock, facts)
        }
        Command::Hide(hide) => {
            let target = moderation::target(connection, hide.thing).await?;
            Case::Hide(hide, target)
        }
        Command::Unhide(unhide) => {
            let target = moderation::target(connection, unhide.thing).await?;
            Case::Unhide(unhide, target)
        }
        Command::RestoreRelation(restore) => {
            let removed = moderation::removed(connection, restore.relation).await?;
            Case::RestoreRelation(restore, removed)
        }
        Command::Block(block) => {
            let person = moderation::person(connection, block.contributor).await?;
            Case::Block(block, person)
        }
        Command::Unblock(unblock) => {
            let person = moderation::person(connection, unblock.contributor).await?;
            Case::Unblock(unblock, person)
        }
        Command::Undo(undo) => Case::Undo(undo),
    })
}
