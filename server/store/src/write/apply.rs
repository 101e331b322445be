//! Effects as SQL, each in the file of its subject.
//!
//! What an effect needs is one text where that can be, of several statements that share their parameters: each
//! text costs a way to SQLite's thread and back.

use domain::command::Command;
use domain::decide::Effect;
use prose::render::Rendered;
use sqlx::SqliteConnection;

use super::authorship::Authorship;
use super::job::Job;
use super::moderation::{self, Act};
use super::standing::place;
use super::{anchor, article, citation, comment, lock, person, relation, suggestion};
use crate::Error;

/// Applies one effect.
pub(super) async fn effect(
    connection: &mut SqliteConnection,
    job: &Job,
    rendered: Option<&Rendered>,
    effect: &Effect,
) -> Result<(), Error> {
    let by = &Authorship { author: job.envelope.author.to_string(), at: job.envelope.at.0 };
    match effect {
        Effect::NameContributor(introduce) => person::introduce(connection, introduce, by).await,
        Effect::AddArticle { article, slug } => article::add(connection, *article, slug, by).await,
        Effect::MoveArticle { article, slug } => article::move_to(connection, *article, slug).await,
        Effect::AddRevision { article, revision, parent, merged_from, title, summary, body, note } => {
            let rendered = rendered.ok_or_else(|| Error::corrupt("a revision without its rendering"))?;
            let new = article::New {
                article: *article,
                revision: *revision,
                parent: *parent,
                merged_from: *merged_from,
                title,
                summary,
                body,
                note,
                rendered,
            };
            article::add_revision(connection, new, by).await?;
            match &job.envelope.command {
                Command::ReviseArticle(revise) if merged_from.is_some() => {
                    article::keep_unmerged(connection, revise, by).await
                }
                _ => Ok(()),
            }
        }
        Effect::AddRelation { relation, from, kind, to, explanation } => {
            let (relation, from, kind, to) = (*relation, *from, *kind, *to);
            relation::add(connection, relation::New { relation, from, kind, to, explanation }, by).await
        }
        Effect::RewordRelation { relation, version, explanation } => {
            relation::reword(connection, *relation, *version, explanation, by).await
        }
        Effect::RemoveRelation { relation } => relation::remove(connection, *relation, by).await,
        Effect::DismissSuggestion { first, second } => {
            suggestion::dismiss(connection, *first, *second, by).await
        }
        Effect::RestoreSuggestion { first, second } => suggestion::restore(connection, *first, *second).await,
        Effect::AddComment { comment, article, parent, body } => {
            comment::add(connection, *comment, *article, *parent, body, job.comment_html(), by).await
        }
        Effect::AddProposal { comment, article, proposal } => {
            comment::add_proposal(connection, *comment, *article, proposal).await
        }
        Effect::ApplyProposal { comment, revision, applied } => {
            comment::apply_proposal(connection, *comment, *revision, *applied, by).await
        }
        Effect::EditComment { comment, version, body } => {
            comment::edit(connection, *comment, *version, body, job.comment_html(), by).await
        }
        Effect::WithdrawComment { comment } => comment::withdraw(connection, *comment, by).await,
        Effect::AddCitation { citation, article, source } => {
            citation::add(connection, *citation, *article, source, by).await
        }
        Effect::EditCitation { citation, version, source } => {
            citation::edit(connection, *citation, *version, source, by).await
        }
        Effect::WithdrawCitation { citation } => citation::withdraw(connection, *citation, by).await,
        Effect::AddAnchor { anchor, article, quoted_by } => {
            anchor::add(connection, anchor, *article, *quoted_by).await
        }
        Effect::PlaceAnchor { anchor, standing, stood } => {
            place(connection, *anchor, standing, stood.as_ref()).await
        }
        Effect::RemoveSourceAnchor { citation } => {
            citation::remove_source_anchor(connection, *citation).await
        }
        Effect::Lock { article, lock } => lock::set(connection, *article, lock).await,
        Effect::Unlock { article } => lock::lift(connection, *article).await,
        Effect::Hide { thing, reason } => {
            moderation::hide(connection, *thing, Act { by, reason: reason.as_str() }).await
        }
        Effect::Unhide { thing } => {
            moderation::unhide(connection, *thing, Act { by, reason: "" }, rendered).await
        }
        Effect::RestoreRelation { relation } => {
            moderation::bring_back(connection, &relation.to_string()).await
        }
        Effect::Block { contributor, reason, sessions } => {
            let act = Act { by, reason: reason.as_str() };
            moderation::block(connection, *contributor, *sessions, act).await
        }
        Effect::Unblock { contributor } => moderation::unblock(connection, *contributor).await,
    }
}
