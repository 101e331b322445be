//! Undoing everything that somebody did since a change: shown first, then done in one act.

use std::sync::Arc;

use app::page::{self, Form, ToUndo};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::address;
use domain::command::{Command, Envelope};
use domain::form::Reading;
use domain::id::ContributorId;
use domain::moderation::{Block, Sessions, Undo};
use domain::outcome::Outcome;
use domain::problem::{Problem, Thing};
use domain::role::Role;
use domain::text::Reason;
use domain::write::undo::Plan;
use store::{Part, Store};

use super::landing::{see_other, status};
use super::moderation::note;
use super::submit::Sending;
use crate::guard::audit::Audit;
use crate::http::body::{Fields, FormBody};
use crate::http::error::{Answer, Error};
use crate::visit::ids::Ids;
use crate::visit::lookup::moderators_only;
use crate::visit::notice::Notice;
use crate::visit::{Audience, Visit};

/// What is to be undone, for whom, and how.
async fn planned(
    store: &Store,
    id: &str,
    fields: &Fields,
) -> Result<(ToUndo, Vec<ContributorId>, Plan), Error> {
    let missing = || Problem::NotFound { thing: Thing::Contributor };
    let id: ContributorId = id.parse().map_err(|_| missing())?;
    let who = store.contributor(id).await?.ok_or_else(missing)?;
    let since = fields.parse::<i64>("since")?.unwrap_or(1).max(1);
    let network = fields.get("who") == "network" && who.network.is_some();
    let people = if network { store.newcomers_like(id, since).await? } else { vec![id] };
    let past = store.past(&people, since).await?;
    let touched = past.touched;
    let plan = tokio::task::spawn_blocking(move || Plan::of(&touched))
        .await
        .map_err(|_| Error::Internal("an undoing could not be planned"))?;
    let to_undo = ToUndo {
        who,
        people: people.len(),
        network,
        since,
        from: past.from,
        changes: past.changes,
        more: past.more,
    };
    Ok((to_undo, people, plan))
}

/// `GET /people/{id}/undo?since=&who=`
pub async fn show(State(store): State<Store>, visit: Visit, Path(id): Path<String>) -> Answer {
    moderators_only(&visit)?;
    let (to_undo, _, plan) = planned(&store, &id, &visit.query).await?;
    let html = page::undo(&visit.site(Audience::Own), &to_undo, &plan, &Form::default());
    Ok(visit.private_page(StatusCode::OK, html))
}

/// `POST /people/{id}/undo`
pub async fn undo(
    State(store): State<Store>,
    State(audit): State<Arc<Audit>>,
    visit: Visit,
    Path(id): Path<String>,
    FormBody(fields): FormBody,
) -> Answer {
    moderators_only(&visit)?;
    let (to_undo, people, plan) = planned(&store, &id, &fields).await?;
    let sending = Sending::new(&visit, &fields);
    let mut reading = Reading::of(&fields);
    let outcome = match reading.text("reason", Reason::parse) {
        None => Outcome::Rejected { problem: reading.problem() },
        Some(reason) => {
            let parts = parts(&visit, sending.ids, &fields, &to_undo, people, &plan, &reason);
            let begin = parts.first().map(|part| part.envelope.command.clone());
            let outcomes = store.submit_together(parts).await?;
            if let Some(command) =
                begin.filter(|_| outcomes.first().is_some_and(|first| first.sequence().is_some()))
            {
                note(&audit, &visit, &command);
            }
            outcomes.into_iter().next().ok_or(Error::Internal("an undoing has no outcome"))?
        }
    };
    match outcome {
        Outcome::Applied { sequence } | Outcome::Merged { sequence, .. } => {
            Ok(see_other(address::recent().query("undo", sequence), Notice::Undone, None))
        }
        Outcome::Conflict { .. } => Err(Error::Internal("an undoing cannot conflict")),
        Outcome::Rejected { problem } => {
            let site = visit.site(Audience::Own);
            let html = page::undo(&site, &to_undo, &plan, &fields.refused(problem.clone()));
            Ok(visit.private_page(status(&problem), html))
        }
    }
}

/// The commands of an undoing, the one that begins it first.
fn parts(
    visit: &Visit,
    ids: Ids,
    fields: &Fields,
    to_undo: &ToUndo,
    people: Vec<ContributorId>,
    plan: &Plan,
    reason: &Reason,
) -> Vec<Part> {
    let author = visit.contributor.unwrap_or_else(|| ids.guest());
    let part = |ids: Ids, command: Command| Part {
        envelope: Envelope { id: ids.command(), author, at: visit.now, command },
        same_as: None,
    };
    let derived = |what: &[u8], number: usize| {
        Ids::derive([ids.command().0.as_bytes().as_slice(), what, &number.to_be_bytes()])
    };
    let begin = Undo { people: people.clone(), since: to_undo.since, reason: reason.clone() };
    let mut parts = vec![part(ids, Command::Undo(begin))];
    for (number, act) in plan.acts.iter().enumerate() {
        let ids = derived(b"act", number);
        let command = act.command(ids.revision(), reason);
        parts.push(Part { same_as: act.same_as(), ..part(ids, command) });
    }
    if fields.get("block") == "yes" && to_undo.who.role != Role::Moderator {
        for (number, contributor) in people.into_iter().enumerate() {
            let block = Block {
                contributor,
                reason: reason.clone(),
                sessions: Sessions::from_form(fields.get("sessions")),
            };
            parts.push(part(derived(b"block", number), Command::Block(block)));
        }
    }
    parts
}
