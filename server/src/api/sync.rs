//! Synchronisation over HTTP: push, pull, live events, and drafts. The protocol is in `docs/SYNC.md`.

pub mod drafts;
pub mod live;

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::Response;
use domain::command::Envelope;
use domain::id::{ClientId, CommandId, ContributorId};
use domain::outcome::Outcome;
use domain::problem::Problem;
use messages::failure::malformed;
use serde_json::Value;
use store::read::changes::{self, LogPart, Texts};
use store::work::{Meter, metered};
use store::{ClientNumber, Store};
use sync::message::{
    self, Answer, Change, OLDEST_SCHEMA, PULL_LIMIT, PUSH_LIMIT, Pulled, Pushed, Refusal, SCHEMA, Sent,
};

use crate::guard::audit::Audit;
use crate::http::answer::no_store;
use crate::http::error::Error;
use crate::http::json;
use crate::token::hash_of;
use crate::visit::Visit;
use crate::visit::admission::Admission;
use crate::visit::ids::Ids;
use crate::visit::session::Sessions;
use crate::write::landing::{Landing, landing};

/// The most characters that are kept of what was wrong with a command.
const DETAIL: usize = 200;
/// After so much processor time of the pool a push breaks off; its client sends the rest, and others come between. Where it
/// breaks off changes no outcome: commands are taken in their order, each by itself.
const PUSH_WORK: Duration = Duration::from_millis(200);

/// `POST /api/sync/push`
pub async fn push(
    State(store): State<Store>,
    State(admission): State<Arc<Admission>>,
    State(audit): State<Arc<Audit>>,
    State(sessions): State<Arc<Sessions>>,
    visit: Visit,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Error> {
    let message = json::read(store.work(), &headers, body).await?;
    // The version first: of a different version nothing else need be readable.
    let schema = message.get("schema").and_then(Value::as_u64).unwrap_or_default();
    if !(u64::from(OLDEST_SCHEMA)..=u64::from(SCHEMA)).contains(&schema) {
        return Err(Error::Push(Refusal::Schema { oldest: OLDEST_SCHEMA, newest: SCHEMA }));
    }
    let push: message::Push =
        serde_json::from_value(message).map_err(|_| Error::Malformed(malformed::NOT_A_PUSH))?;
    if push.commands.len() > PUSH_LIMIT {
        return Err(Error::Malformed(malformed::TOO_MANY_COMMANDS));
    }
    let pushing = Pushing::new(&visit, push.client, &store, &admission, &audit);
    // The cookies of a page that lies open may have become somebody else's.
    if push.by.is_some_and(|by| by != pushing.author) {
        return Err(Error::Push(Refusal::SomebodyElse { now: visit.contributor }));
    }
    // What proves who a guest is ends with the guest's session.
    if visit.contributor.is_none() && !store.may_begin(pushing.author, visit.now).await? {
        return Err(Error::Push(Refusal::SomebodyElse { now: None }));
    }
    let mut answers = Vec::with_capacity(push.commands.len());
    let mut retry_after = None;
    let meter = Meter::default();
    for (number, command) in (push.first..).zip(push.commands) {
        if meter.spent() > PUSH_WORK {
            break;
        }
        if let Err(wait) = admission.admit_pushed(&visit) {
            retry_after = Some(u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX));
            break;
        }
        let taken = match metered(meter.clone(), pushing.push_one(number, command)).await {
            // What was taken is to be told; the rest is welcome later.
            Err(Error::TooMany(wait) | Error::Limited(_, wait)) => {
                retry_after = Some(u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX));
                break;
            }
            Err(Error::Full) if !answers.is_empty() => break,
            taken => taken?,
        };
        match taken {
            PushStep::Answer(answer) => answers.push(answer),
            PushStep::Refused(refusal) if answers.is_empty() => return Err(Error::Push(refusal)),
            // What was taken is to be told; the rest is refused when it comes again.
            PushStep::Refused(_) => break,
        }
    }
    let next = store.client(&pushing.client).await?.map_or(1, |(_, next)| next);
    let took_effect = answers.iter().any(|answer| answer.outcome.get("sequence").is_some());
    let pushed = Pushed { answers, next, sequence: store.sequence(), epoch: store.epoch(), retry_after };
    let mut response = no_store(Json(pushed));
    if visit.contributor.is_none() && took_effect {
        // The client's id is a secret of this browser, as a session's token is.
        response.headers_mut().insert(SET_COOKIE, sessions.open(&visit, pushing.author, store::GUEST).await?);
    }
    Ok(response)
}

/// A step of a push: one command of it.
enum PushStep {
    Answer(Answer),
    Refused(Refusal),
}

struct Pushing<'a> {
    visit: &'a Visit,
    store: &'a Store,
    admission: &'a Admission,
    audit: &'a Audit,
    /// SHA-256 of the client's id.
    client: String,
    author: ContributorId,
}

impl<'a> Pushing<'a> {
    fn new(
        visit: &'a Visit,
        client: ClientId,
        store: &'a Store,
        admission: &'a Admission,
        audit: &'a Audit,
    ) -> Self {
        let author = visit.contributor.unwrap_or_else(|| Ids::of_client(client).guest());
        let client = hash_of(client.0.as_bytes());
        Self { visit, store, admission, audit, client, author }
    }

    async fn push_one(&self, number: i64, command: Value) -> Result<PushStep, Error> {
        let id = command.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok());
        let id: CommandId = id.ok_or(Error::Malformed(malformed::COMMAND_WITHOUT_ID))?;
        let step = ClientNumber { client: self.client.clone(), number };
        let text = command.to_string();
        let (pushed, command) = match serde_json::from_value::<Sent>(command) {
            Ok(Sent { command, .. }) => {
                self.admission.admit(self.visit, &command).await?;
                let envelope =
                    Envelope { id, author: self.author, at: self.visit.now, command: command.clone() };
                (self.store.push(envelope, step).await?, Some(command))
            }
            Err(error) => {
                self.admission.admit_unread(self.visit)?;
                // What is wrong may name what was sent, and the outcome is stored for ever.
                let detail = error.to_string().chars().take(DETAIL).collect();
                let problem = Problem::Malformed { detail };
                (self.store.refuse(id, self.author, self.visit.now, &text, problem, step).await?, None)
            }
        };
        Ok(match pushed {
            store::Pushed::Done(outcome) => {
                let moderated = command.as_ref().and_then(|command| self.visit.moderation(command));
                if let Some(event) = moderated.filter(|_| outcome.sequence().is_some()) {
                    self.audit.note(&event, self.visit.now);
                }
                let location = match &command {
                    Some(command) => {
                        let landing = landing(self.store, command, &outcome).await?;
                        landing.and_then(Landing::address).map(String::from)
                    }
                    None => None,
                };
                let words = match &outcome {
                    Outcome::Rejected { problem } => Some(problem.to_string()),
                    _ => None,
                };
                let outcome =
                    serde_json::to_value(outcome).map_err(|_| Error::Internal("an outcome is no JSON"))?;
                PushStep::Answer(Answer { id, outcome, words, location })
            }
            store::Pushed::OutOfOrder { next } => PushStep::Refused(Refusal::OutOfOrder { next }),
            store::Pushed::SomebodyElse => {
                PushStep::Refused(Refusal::SomebodyElse { now: self.visit.contributor })
            }
        })
    }
}

/// `GET /api/sync/changes?epoch=&since=&limit=&texts=0`
pub async fn changes(State(store): State<Store>, visit: Visit) -> Result<Response, Error> {
    let since = visit.query.parse::<i64>("since")?.unwrap_or(0).max(0);
    let limit = visit.query.parse::<usize>("limit")?.unwrap_or(PULL_LIMIT);
    let texts = if visit.query.get("texts") == "0" { Texts::None } else { Texts::Whole };
    let known = visit.query.get("epoch");
    // What another program wrote a moment ago may be known to a client before it is to us.
    let is_unknown = since > store.sequence() && since > store.newest().await?;
    if (!known.is_empty() && known != store.epoch()) || is_unknown {
        return Err(Error::OtherEpoch);
    }
    let LogPart { epoch, changes, next, more } =
        store.changes(since, limit.clamp(1, PULL_LIMIT), texts).await?;
    let changes = changes.into_iter().map(message_of).collect();
    Ok(no_store(Json(Pulled { epoch, changes, next, more })))
}

fn message_of(change: changes::Change) -> Change {
    let changes::Change { sequence, kind, at, by, article, slug, detail, things } = change;
    let command = kind.name().to_owned();
    Change { sequence, command, at, by_mark: by.words(), by: by.name, article, slug, detail, things }
}
