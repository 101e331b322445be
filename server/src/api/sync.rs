//! Synchronisation over HTTP: push, pull, live events, and drafts. The protocol is in `docs/SYNC.md`.

pub mod drafts;
pub mod live;

use std::time::Duration;

use ::bytes::Bytes;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse as _, Response};
use domain::command::{Command, Envelope};
use domain::id::{ArticleId, ClientId, CommandId, ContributorId, RevisionId};
use domain::outcome::Outcome;
use domain::problem::Problem;
use domain::sync::wire::{
    self, Answer, OLDEST_SCHEMA, PULL_LIMIT, PUSH_LIMIT, Pushed, Refusal, SCHEMA, Sent,
};
use serde_json::{Value, json};
use store::Step;
use store::read::changes::Texts;
use store::work::{Meter, Token, metered};

use crate::app::{App, Shared};
use crate::guard::rate::Act;
use crate::http::answer::no_store;
use crate::http::body::bytes;
use crate::http::error::Error;
use crate::page::{citation_place, comment_place};
use crate::token::hash_of;
use crate::visit::Visit;
use crate::visit::admission;
use crate::visit::ids::Ids;
use crate::write::{article, session};

/// The most characters that are kept of what was wrong with a command.
const DETAIL: usize = 200;
/// The most parts of a message (arrays, objects, and what stands in them). Every command has few; many that are small would take far
/// more memory than they have bytes.
const PARTS: usize = 20_000;

/// After so much processor time of the pool a push breaks off; its client sends the rest, and others come between. Where it
/// breaks off changes no outcome: commands are taken in their order, each by itself.
const PUSH_WORK: Duration = Duration::from_millis(200);

/// So many bytes of JSON are read while one of Markdown is rendered.
const JSON: usize = 16;

/// Reads a JSON body.
async fn read(app: &App, headers: &HeaderMap, body: Body) -> Result<Value, Error> {
    let kind = headers.get(axum::http::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if !kind.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("application/json")) {
        return Err(Error::WrongContentType);
    }
    let read = json(app, bytes(headers, body).await?).await?;
    read.ok_or(Error::Malformed("The message is not JSON."))
}

/// Reads JSON of so many parts as anything that is sent here has; `None` if it is none.
///
/// # Errors
/// If it has more parts, or if there is too much to do.
pub async fn json(app: &App, bytes: Bytes) -> Result<Option<Value>, Error> {
    if parts(&bytes) > PARTS {
        return Err(Error::Malformed("The message has more parts than any has."));
    }
    let length = bytes.len() / JSON;
    // What is nested more deeply than any message is refused while it is read.
    let parse = move |_: &Token| serde_json::from_slice(&bytes).ok();
    Ok(app.store.work().run_sized(length, parse).await?)
}

/// How many parts a text has as JSON, before it is read as that.
fn parts(json: &[u8]) -> usize {
    let mut parts = 0;
    let mut bytes = json.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'[' | b'{' | b',' => parts += 1,
            b'"' => {
                while let Some(byte) = bytes.next() {
                    match byte {
                        b'\\' => drop(bytes.next()),
                        b'"' => break,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    parts
}

/// `POST /api/sync/push`
pub async fn push(
    State(app): State<Shared>,
    visit: Visit,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Error> {
    let message = read(&app, &headers, body).await?;
    // The version first: of another one nothing else need be readable.
    let schema = message.get("schema").and_then(Value::as_u64).unwrap_or_default();
    if !(u64::from(OLDEST_SCHEMA)..=u64::from(SCHEMA)).contains(&schema) {
        return Err(Error::Push(Refusal::Schema { oldest: OLDEST_SCHEMA, newest: SCHEMA }));
    }
    let push: wire::Push = serde_json::from_value(message)
        .map_err(|_| Error::Malformed("The message is not a push of this version."))?;
    if push.commands.len() > PUSH_LIMIT {
        return Err(Error::Malformed("There are too many commands in one push; send them in several."));
    }
    let pushing = Pushing::new(&app, &visit, push.client);
    // The cookies of a page that lies open may have become somebody else's.
    if push.by.is_some_and(|by| by != pushing.author) {
        return Err(Error::Push(Refusal::SomebodyElse { now: visit.contributor }));
    }
    // What proves who a guest is ends with the guest's session.
    if visit.contributor.is_none() && !app.store.may_begin(pushing.author, visit.now).await? {
        return Err(Error::Push(Refusal::SomebodyElse { now: None }));
    }
    let mut answers = Vec::with_capacity(push.commands.len());
    let mut retry_after = None;
    let meter = Meter::default();
    for (number, command) in (push.first..).zip(push.commands) {
        if meter.spent() > PUSH_WORK {
            break;
        }
        if let Err(wait) = pushing.admitted() {
            retry_after = Some(u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX));
            break;
        }
        let taken = match metered(meter.clone(), pushing.one(number, command)).await {
            // What was taken is to be told; the rest is welcome later.
            Err(Error::TooMany(wait) | Error::Limited(_, wait)) => {
                retry_after = Some(u32::try_from(wait.as_secs() + 1).unwrap_or(u32::MAX));
                break;
            }
            Err(Error::Full) if !answers.is_empty() => break,
            taken => taken?,
        };
        match taken {
            Taken::Answer(answer) => answers.push(answer),
            Taken::Refused(refusal) if answers.is_empty() => return Err(Error::Push(refusal)),
            // What was taken is to be told; the rest is refused when it comes again.
            Taken::Refused(_) => break,
        }
    }
    let next = app.store.client(&pushing.client).await?.map_or(1, |(_, next)| next);
    let took_effect = answers.iter().any(|answer| answer.outcome.get("sequence").is_some());
    let pushed =
        Pushed { answers, next, sequence: app.store.sequence(), epoch: app.store.epoch(), retry_after };
    let mut response = no_store(Json(pushed).into_response());
    if visit.contributor.is_none() && took_effect {
        // The client's id is a secret of this browser, as a session's token is.
        response.headers_mut().insert(SET_COOKIE, session(&app, &visit, pushing.author, store::GUEST).await?);
    }
    Ok(response)
}

enum Taken {
    Answer(Answer),
    Refused(Refusal),
}

struct Pushing<'a> {
    app: &'a App,
    visit: &'a Visit,
    /// SHA-256 of the client's id.
    client: String,
    author: ContributorId,
}

impl<'a> Pushing<'a> {
    fn new(app: &'a App, visit: &'a Visit, client: ClientId) -> Self {
        let author = visit.contributor.unwrap_or_else(|| Ids::of_client(client).guest());
        Self { app, visit, client: hash_of(client.0.as_bytes()), author }
    }

    fn admitted(&self) -> Result<(), Duration> {
        let Some(limits) = &self.app.limits else { return Ok(()) };
        let session = self.visit.token.as_ref().map(crate::token::Token::hash);
        limits.check(Act::Write, self.visit.address, session, self.visit.trust)
    }

    async fn one(&self, number: i64, command: Value) -> Result<Taken, Error> {
        let id = command.get("id").and_then(Value::as_str).and_then(|id| id.parse().ok());
        let id: CommandId = id.ok_or(Error::Malformed("A command has no id."))?;
        let step = Step { client: self.client.clone(), number };
        let text = command.to_string();
        let (pushed, command) = match serde_json::from_value::<Sent>(command) {
            Ok(Sent { command, .. }) => {
                admission::admit(self.app, self.visit, &command).await?;
                let envelope =
                    Envelope { id, author: self.author, at: self.visit.now, command: command.clone() };
                (self.app.store.push(envelope, step).await?, Some(command))
            }
            Err(error) => {
                admission::admit_unread(self.app, self.visit)?;
                // What is wrong may name what was sent, and the outcome is stored for ever.
                let detail = error.to_string().chars().take(DETAIL).collect();
                let problem = Problem::Malformed { detail };
                (self.app.store.refuse(id, self.author, self.visit.now, &text, problem, step).await?, None)
            }
        };
        Ok(match pushed {
            store::Pushed::Done(outcome) => {
                let moderated = command.as_ref().and_then(|command| self.visit.moderation(command));
                if let Some(event) = moderated.filter(|_| outcome.sequence().is_some()) {
                    self.app.audit.note(&event, self.visit.now);
                }
                let location = match &command {
                    Some(command) => location(self.app, command, &outcome).await?,
                    None => None,
                };
                let words = match &outcome {
                    Outcome::Rejected { problem } => Some(problem.to_string()),
                    _ => None,
                };
                Taken::Answer(Answer { id, outcome: json!(outcome), words, location })
            }
            store::Pushed::OutOfOrder { next } => Taken::Refused(Refusal::OutOfOrder { next }),
            store::Pushed::SomebodyElse => {
                Taken::Refused(Refusal::SomebodyElse { now: self.visit.contributor })
            }
        })
    }
}

/// Where what a command made or changed can be seen, with what is said there once.
async fn location(app: &App, command: &Command, outcome: &Outcome) -> Result<Option<String>, Error> {
    let (article, rest) = match (command, outcome) {
        (Command::ReviseArticle(revise), Outcome::Merged { with, .. }) => {
            let (with, made) = (number(app, *with).await?, number(app, revise.revision).await?);
            (revise.article, format!("/diff?from={with}&to={made}&said=merged"))
        }
        (_, Outcome::Applied { .. }) => match command {
            Command::CreateArticle(create) => (create.article, "?said=created".into()),
            Command::ReviseArticle(revise) => (revise.article, "?said=saved".into()),
            Command::Relate(relate) => (relate.from, "?said=related".into()),
            Command::AddComment(add) => {
                let said = if add.proposal.is_some() { "proposed" } else { "commented" };
                (add.article, comment_place(app, add.article, add.comment, said).await?)
            }
            Command::AddCitation(add) => {
                (add.article, citation_place(app, add.article, add.citation, "cited").await?)
            }
            Command::LockArticle(lock) => (lock.article, "?said=locked".into()),
            Command::UnlockArticle(unlock) => (unlock.article, "?said=unlocked".into()),
            // The page that it was written on is the place.
            Command::Introduce(_)
            | Command::RewordRelation(_)
            | Command::RemoveRelation(_)
            | Command::DismissSuggestion(_)
            | Command::RestoreSuggestion(_)
            | Command::EditComment(_)
            | Command::WithdrawComment(_)
            | Command::EditCitation(_)
            | Command::WithdrawCitation(_)
            | Command::Hide(_)
            | Command::Unhide(_)
            | Command::RestoreRelation(_)
            | Command::Block(_)
            | Command::Unblock(_)
            | Command::Undo(_) => return Ok(None),
        },
        _ => return Ok(None),
    };
    Ok(here(app, article).await?.map(|here| format!("{here}{rest}")))
}

async fn here(app: &App, article: ArticleId) -> Result<Option<String>, Error> {
    Ok(app.store.link(article).await?.map(|link| article::path(&link.slug)))
}

async fn number(app: &App, revision: RevisionId) -> Result<i64, Error> {
    Ok(app.store.revision_by_id(revision).await?.map_or(1, |revision| revision.line.number))
}

/// `GET /api/sync/changes?epoch=&since=&limit=&texts=0`
pub async fn changes(State(app): State<Shared>, visit: Visit) -> Result<Response, Error> {
    let since = visit.query.hidden::<i64>("since")?.unwrap_or(0).max(0);
    let limit = visit.query.hidden::<usize>("limit")?.unwrap_or(PULL_LIMIT);
    let texts = if visit.query.get("texts") == "0" { Texts::None } else { Texts::Whole };
    let known = visit.query.get("epoch");
    // What another program wrote a moment ago may be known to a client before it is to us.
    let is_unknown = since > app.store.sequence() && since > app.store.newest().await?;
    if (!known.is_empty() && known != app.store.epoch()) || is_unknown {
        return Err(Error::OtherEpoch);
    }
    Ok(no_store(Json(app.store.changes(since, limit, texts).await?).into_response()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_message_are_counted_and_words_are_not() {
        for (json, expected) in [
            (r#"{"a":[1,2,{"b":"x,y[{"}]}"#, 5),
            (r#""\"[[[,,,""#, 0),
            ("[[],[],[]]", 6),
            ("", 0),
            (r#"{"open": "never"#, 1),
        ] {
            assert_eq!(parts(json.as_bytes()), expected, "{json}");
        }
    }
}
