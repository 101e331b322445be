//! Hiding and showing again, bringing back relations, and stopping somebody from writing.

use std::sync::Arc;

use app::page::{self, ToHide};
use axum::extract::{Path, State};
use domain::address::{self, Address};
use domain::command::{Command, Envelope, ReviseArticle};
use domain::compose::About;
use domain::id::{ContributorId, RevisionId};
use domain::moderation::{Hide, Hideable};
use domain::outcome::Outcome;
use domain::problem::{Problem, Thing};
use domain::text::{Body, Note, Reason, Summary, Title};
use messages::history::restoring;
use store::{Part, Store};

use super::landing::{see_other, status};
use super::submit::{Sending, Submitted, Submitter, composed};
use crate::guard::audit::Audit;
use crate::http::body::FormBody;
use crate::http::error::{Answer, Error};
use crate::page::moderation::{about, named, to_hide};
use crate::visit::ids::Ids;
use crate::visit::lookup::{head, moderators_only};
use crate::visit::notice::Notice;
use crate::visit::{Audience, Visit};

/// `POST /hide`
pub async fn hide(
    State(store): State<Store>,
    State(audit): State<Arc<Audit>>,
    visit: Visit,
    FormBody(fields): FormBody,
) -> Answer {
    moderators_only(&visit)?;
    let hide = to_hide(&store, named(&fields)?).await?;
    let sending = Sending::new(&visit, &fields);
    let command = composed(&About::Hide(hide.thing), &fields, &sending);
    let outcome = match &command {
        Err(problem) => Outcome::Rejected { problem: problem.clone() },
        Ok(command) => match (hide.revision, command) {
            (Some((number, newest)), Command::Hide(Hide { reason, .. })) => {
                let through = fields.parse::<i64>("through").ok().flatten().unwrap_or(number);
                let range = number..=through.clamp(number, newest);
                let parts = hide_revisions(&store, &visit, &sending, &hide, range, reason).await?;
                if parts.is_empty() {
                    return Err(Problem::Withdrawn { thing: Thing::Revision }.into());
                }
                let outcomes = store.submit_together(parts).await?;
                let refused = outcomes.iter().find(|outcome| outcome.sequence().is_none());
                refused.or(outcomes.first()).cloned().ok_or(Problem::NotFound { thing: Thing::Revision })?
            }
            _ => {
                let part = part(&visit, sending.ids, command.clone(), None);
                let outcomes = store.submit_together(vec![part]).await?;
                outcomes.into_iter().next().ok_or(Problem::NotFound { thing: hide.thing.thing() })?
            }
        },
    };
    match outcome {
        Outcome::Applied { .. } | Outcome::Merged { .. } => {
            if let Ok(command) = &command {
                note(&audit, &visit, command);
            }
            Ok(see_other(back(&hide), Notice::Hidden, None))
        }
        Outcome::Conflict { .. } => Err(Problem::ChangedMeanwhile { thing: Thing::Article }.into()),
        Outcome::Rejected { problem } => {
            let html = page::hide(&visit.site(Audience::Own), &hide, &fields.refused(problem.clone()));
            Ok(visit.private_page(status(&problem), html))
        }
    }
}

/// Notes what a moderator did.
pub(super) fn note(audit: &Audit, visit: &Visit, command: &Command) {
    if let Some(event) = visit.moderation(command) {
        audit.note(&event, visit.now);
    }
}

/// Where to go on after something was hidden or shown.
fn back(hide: &ToHide) -> Address {
    let slug = &hide.article.slug;
    match hide.thing {
        Hideable::Article(_) => address::article(slug),
        Hideable::Revision(_) => address::history(slug),
        Hideable::Comment(_) => address::comments(slug).fragment("talk"),
        Hideable::Citation(_) => address::citations(slug).fragment("talk"),
    }
}

fn part(visit: &Visit, ids: Ids, command: Command, same_as: Option<RevisionId>) -> Part {
    let author = visit.contributor.unwrap_or_else(|| ids.guest());
    Part { envelope: Envelope { id: ids.command(), author, at: visit.now, command }, same_as }
}

/// The commands that hide revisions by their numbers; where the newest is among them, the newest of the others that is not hidden
/// is made the newest again first.
async fn hide_revisions(
    store: &Store,
    visit: &Visit,
    sending: &Sending,
    hide: &ToHide,
    range: std::ops::RangeInclusive<i64>,
    reason: &Reason,
) -> Result<Vec<Part>, Error> {
    let revisions = store.revision_numbers(hide.article.id).await?;
    let newest = revisions.last().map_or(0, |(number, ..)| *number);
    let mut parts = Vec::new();
    if range.contains(&newest) {
        let before = revisions.iter().rev().find(|(number, _, hidden)| !range.contains(number) && !hidden);
        let (number, id, _) = before.ok_or(Problem::NewestRevision)?;
        let old = store.revision(hide.article.id, *number).await?;
        let old = old.ok_or(Problem::NotFound { thing: Thing::Revision })?;
        let base = revisions.last().map(|(_, id, _)| *id).ok_or(Problem::NewestRevision)?;
        let broken = |_| Error::Internal("a kept text is over its limit");
        let revise = ReviseArticle {
            article: hide.article.id,
            revision: sending.ids.revision(),
            base,
            title: Title::parse(&old.line.title).map_err(broken)?,
            summary: Summary::parse(&old.summary).map_err(broken)?,
            body: Body::parse(&old.body).map_err(broken)?,
            note: Note::parse(&restoring::note(*number)).map_err(broken)?,
            proposal: None,
        };
        parts.push(part(visit, sending.ids, Command::ReviseArticle(revise), Some(*id)));
    }
    for (_, id, _) in revisions.iter().filter(|(number, _, hidden)| range.contains(number) && !hidden) {
        let ids = Ids::derive([sending.ids.command().0.as_bytes().as_slice(), id.0.as_bytes()]);
        let command = Command::Hide(Hide { thing: Hideable::Revision(*id), reason: reason.clone() });
        parts.push(part(visit, ids, command, None));
    }
    Ok(parts)
}

/// `POST /unhide`
pub async fn unhide(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    FormBody(fields): FormBody,
) -> Answer {
    moderators_only(&visit)?;
    let hidden = to_hide(&store, named(&fields)?).await?;
    let sending = Sending::new(&visit, &fields);
    match submitter.take(&sending, &visit, &About::Unhide(hidden.thing), &fields).await? {
        Submitted::Applied(landed) => Ok(landed.or_back_to(back(&hidden))),
        Submitted::Refused(problem) => Err(problem.into()),
    }
}

/// `POST /a/{slug}/relations/{id}/restore`
pub async fn restore_relation(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
    FormBody(fields): FormBody,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let relation = id.parse().map_err(|_| Problem::NotFound { thing: Thing::Relation })?;
    let sending = Sending::new(&visit, &fields);
    match submitter.take(&sending, &visit, &About::RelationRestored(relation), &fields).await? {
        Submitted::Applied(landed) => Ok(landed.or_back_to(address::article(&article.slug))),
        Submitted::Refused(problem) => Err(problem.into()),
    }
}

fn contributor(id: &str) -> Result<ContributorId, Error> {
    id.parse().map_err(|_| Problem::NotFound { thing: Thing::Contributor }.into())
}

/// `POST /people/{id}/block`
pub async fn block(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path(id): Path<String>,
    FormBody(fields): FormBody,
) -> Answer {
    moderators_only(&visit)?;
    let sending = Sending::new(&visit, &fields);
    match submitter.take(&sending, &visit, &About::Block(contributor(&id)?), &fields).await? {
        Submitted::Applied(landed) => Ok(landed.or_back_to(address::person(contributor(&id)?))),
        Submitted::Refused(problem) => {
            let status = status(&problem);
            let html = about(&store, &visit, &id, &fields.refused(problem)).await?;
            Ok(visit.private_page(status, html))
        }
    }
}

/// `POST /people/{id}/unblock`
pub async fn unblock(
    State(submitter): State<Arc<Submitter>>,
    visit: Visit,
    Path(id): Path<String>,
    FormBody(fields): FormBody,
) -> Answer {
    moderators_only(&visit)?;
    let sending = Sending::new(&visit, &fields);
    match submitter.take(&sending, &visit, &About::Unblock(contributor(&id)?), &fields).await? {
        Submitted::Applied(landed) => Ok(landed.or_back_to(address::person(contributor(&id)?))),
        Submitted::Refused(problem) => Err(problem.into()),
    }
}
