//! What the transaction does with a command.

use domain::command::Envelope;
use domain::decide::{Decision, Effect, decide};
use domain::outcome::Outcome;
use sqlx::SqliteConnection;

use super::job::{Job, Pushed, Settled};
use super::known::known;
use super::refusal::Depth;
use super::{apply, facts, log, prepare, standing};
use crate::Error;

pub(super) async fn execute(connection: &mut SqliteConnection, job: &Job) -> Result<Settled, Error> {
    let Envelope { id, author, at, command } = job.envelope.as_ref();
    let known = known(connection, *id, *author, job.place.as_ref()).await?;
    if let Some(answer) = known.answer(&job.digest, *author, job.place.as_ref())? {
        return Ok(Settled::Done(answer));
    }
    let sender = known.sender(*author);
    let case = facts::gather(connection, &sender, job, Depth::Stamp).await?;
    let mut merged = None;
    let decision = match (&case, &job.prepared) {
        (Err(problem), _) => Err(problem.clone()),
        (Ok(case), Some(prepared)) if prepared.case == *case && prepared.sender == sender => {
            merged = prepared.merged.as_ref();
            prepared.decision.clone()
        }
        (Ok(case), None) if !prepare::needs_texts(command) => decide(case, &sender, *at),
        (Ok(_), _) => return Ok(Settled::Stale),
    };
    let rendered = merged.map(|(_, rendered)| rendered).or_else(|| job.rendered());
    let outcome = match decision {
        Ok(Decision::Apply(effects)) => {
            let sequence = log::begin(connection, job).await?;
            for effect in effects.iter().filter(|effect| !matches!(effect, Effect::PlaceAnchor { .. })) {
                apply::effect(connection, job, rendered, effect).await?;
            }
            standing::place_all(connection, &effects).await?;
            match merged {
                Some((with, _)) => Outcome::Merged { sequence, with: *with },
                None => Outcome::Applied { sequence },
            }
        }
        Ok(Decision::Conflict { head }) => Outcome::Conflict { head },
        Err(problem) => Outcome::Rejected { problem },
    };
    log::finish(connection, job, case.as_ref().ok(), &outcome).await?;
    if let Some(place) = &job.place {
        log::advance(connection, *author, place).await?;
    }
    Ok(Settled::Done(Pushed::Done(outcome)))
}
