//! Hiding and showing again, bringing back relations, and stopping somebody from writing.

use app::page::{self, ToHide};
use axum::extract::{Path, State};
use domain::command::{Command, Envelope, ReviseArticle};
use domain::form::Reading;
use domain::id::{ContributorId, RevisionId};
use domain::outcome::Outcome;
use domain::problem::{Problem, Thing};
use domain::text::{Body, Note, Reason, Summary, Title};
use domain::write::moderation::{Block, Hide, Hideable, RestoreRelation, Sessions, Unblock, Unhide};
use store::Part;

use super::article::path;
use super::{Sending, Taken, see_other, status};
use crate::app::{App, Shared};
use crate::http::body::{Fields, Typed};
use crate::http::error::{Answer, Error};
use crate::page::head;
use crate::page::moderation::{about, moderators_only, named, to_hide};
use crate::visit::ids::Ids;
use crate::visit::{Audience, Visit};

/// `POST /hide`
pub async fn hide(State(app): State<Shared>, visit: Visit, Typed(fields): Typed) -> Answer {
    moderators_only(&visit)?;
    let hide = to_hide(&app, named(&fields)?).await?;
    let sending = Sending::new(&visit, &fields);
    let mut reading = Reading::of(&fields);
    let reason = reading.text("reason", Reason::parse);
    let told = reason.clone();
    let outcome = match reason {
        None => Outcome::Rejected { problem: reading.problem() },
        Some(reason) => match hide.revision {
            Some((number, newest)) => {
                let through = fields.hidden::<i64>("through").ok().flatten().unwrap_or(number);
                let range = number..=through.clamp(number, newest);
                let parts = hide_revisions(&app, &visit, &sending, &hide, range, &reason).await?;
                if parts.is_empty() {
                    return Err(Problem::Withdrawn { thing: Thing::Revision }.into());
                }
                let outcomes = app.store.submit_together(parts).await?;
                let refused = outcomes.iter().find(|outcome| outcome.sequence().is_none());
                refused.or(outcomes.first()).cloned().ok_or(Problem::NotFound { thing: Thing::Revision })?
            }
            None => {
                let command = Command::Hide(Hide { thing: hide.thing, reason });
                let part = part(&visit, sending.ids, command, None);
                let outcomes = app.store.submit_together(vec![part]).await?;
                outcomes.into_iter().next().ok_or(Problem::NotFound { thing: hide.thing.thing() })?
            }
        },
    };
    match outcome {
        Outcome::Applied { .. } | Outcome::Merged { .. } => {
            if let Some(reason) = told {
                note(&app, &visit, &Command::Hide(Hide { thing: hide.thing, reason }));
            }
            Ok(see_other(&back(&hide), "hidden", None))
        }
        Outcome::Conflict { .. } => Err(Problem::ChangedMeanwhile { thing: Thing::Article }.into()),
        Outcome::Rejected { problem } => {
            let html = page::hide(&visit.site(&app, Audience::Own), &hide, &fields.refused(problem.clone()));
            Ok(visit.page(status(&problem), html))
        }
    }
}

/// Notes what a moderator did.
pub(super) fn note(app: &App, visit: &Visit, command: &Command) {
    if let Some(event) = visit.moderation(command) {
        app.audit.note(&event, visit.now);
    }
}

/// Where to go on after something was hidden or shown.
fn back(hide: &ToHide) -> String {
    let here = path(&hide.article.slug);
    match hide.thing {
        Hideable::Article(_) => here,
        Hideable::Revision(_) => format!("{here}/history"),
        Hideable::Comment(_) => format!("{here}?tab=comments#talk"),
        Hideable::Citation(_) => format!("{here}?tab=citations#talk"),
    }
}

fn part(visit: &Visit, ids: Ids, command: Command, same_as: Option<RevisionId>) -> Part {
    let author = visit.contributor.unwrap_or_else(|| ids.guest());
    Part { envelope: Envelope { id: ids.command(), author, at: visit.now, command }, same_as }
}

/// The commands that hide revisions by their numbers; where the newest is among them, the newest of the others that is not hidden
/// is made the newest again first.
async fn hide_revisions(
    app: &App,
    visit: &Visit,
    sending: &Sending,
    hide: &ToHide,
    range: std::ops::RangeInclusive<i64>,
    reason: &Reason,
) -> Result<Vec<Part>, Error> {
    let revisions = app.store.revision_numbers(hide.article.id).await?;
    let newest = revisions.last().map_or(0, |(number, ..)| *number);
    let mut parts = Vec::new();
    if range.contains(&newest) {
        let before = revisions.iter().rev().find(|(number, _, hidden)| !range.contains(number) && !hidden);
        let (number, id, _) = before.ok_or(Problem::NewestRevision)?;
        let old = app.store.revision(hide.article.id, *number).await?;
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
            note: Note::parse(&format!("Restored revision {number}.")).map_err(broken)?,
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
pub async fn unhide(State(app): State<Shared>, visit: Visit, Typed(fields): Typed) -> Answer {
    moderators_only(&visit)?;
    let hidden = to_hide(&app, named(&fields)?).await?;
    let sending = Sending::new(&visit, &fields);
    match sending.submit(&app, &visit, Command::Unhide(Unhide { thing: hidden.thing })).await? {
        Taken::Applied(cookie) => Ok(see_other(&back(&hidden), "shown", cookie)),
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("showing cannot conflict")),
        Taken::Refused(problem) => Err(problem.into()),
    }
}

/// `POST /a/{slug}/relations/{id}/restore`
pub async fn restore_relation(
    State(app): State<Shared>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
    Typed(fields): Typed,
) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let relation = id.parse().map_err(|_| Problem::NotFound { thing: Thing::Relation })?;
    let sending = Sending::new(&visit, &fields);
    let command = Command::RestoreRelation(RestoreRelation { relation });
    match sending.submit(&app, &visit, command).await? {
        Taken::Applied(cookie) => Ok(see_other(&path(&article.slug), "related-again", cookie)),
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("a relation cannot conflict")),
        Taken::Refused(problem) => Err(problem.into()),
    }
}

fn contributor(id: &str) -> Result<ContributorId, Error> {
    id.parse().map_err(|_| Problem::NotFound { thing: Thing::Contributor }.into())
}

/// `POST /people/{id}/block`
pub async fn block(
    State(app): State<Shared>,
    visit: Visit,
    Path(id): Path<String>,
    Typed(fields): Typed,
) -> Answer {
    moderators_only(&visit)?;
    let sending = Sending::new(&visit, &fields);
    let mut reading = Reading::of(&fields);
    let taken = match reading.text("reason", Reason::parse) {
        None => Taken::Refused(reading.problem()),
        Some(reason) => {
            let block = Block { contributor: contributor(&id)?, reason, sessions: sessions(&fields) };
            sending.submit(&app, &visit, Command::Block(block)).await?
        }
    };
    match taken {
        Taken::Applied(cookie) => Ok(see_other(&format!("/people/{id}"), "blocked", cookie)),
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("a block cannot conflict")),
        Taken::Refused(problem) => {
            let status = status(&problem);
            let html = about(&app, &visit, &id, &fields.refused(problem)).await?;
            Ok(visit.page(status, html))
        }
    }
}

pub(super) fn sessions(fields: &Fields) -> Sessions {
    if fields.get("sessions") == "end" { Sessions::End } else { Sessions::Keep }
}

/// `POST /people/{id}/unblock`
pub async fn unblock(
    State(app): State<Shared>,
    visit: Visit,
    Path(id): Path<String>,
    Typed(fields): Typed,
) -> Answer {
    moderators_only(&visit)?;
    let sending = Sending::new(&visit, &fields);
    let command = Command::Unblock(Unblock { contributor: contributor(&id)? });
    match sending.submit(&app, &visit, command).await? {
        Taken::Applied(cookie) => Ok(see_other(&format!("/people/{id}"), "unblocked", cookie)),
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("letting in cannot conflict")),
        Taken::Refused(problem) => Err(problem.into()),
    }
}
