//! Forms: each becomes a typed command for the one write path, and comes back filled in when it is refused.

pub mod article;
pub mod citation;
pub mod comment;
pub mod identity;
pub mod lock;
pub mod moderation;
pub mod relation;
pub mod suggestion;
pub mod undo;

use std::net::IpAddr;

use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use domain::command::{Command, Envelope};
use domain::id::{ContributorId, RevisionId};
use domain::outcome::Outcome;
use domain::problem::Problem;
use store::Ends;

use crate::app::App;
use crate::http::answer::leading_to;
use crate::http::body::Fields;
use crate::http::error::Error;
use crate::token::{Token, fresh_contributor};
use crate::visit::Visit;
use crate::visit::admission;
use crate::visit::ids::Ids;

/// A form on its way: its ids, and in whose name it comes.
pub struct Sending {
    /// The ids of the command and of what it makes.
    pub ids: Ids,
    author: ContributorId,
}

/// What became of it.
pub enum Taken {
    /// It took effect; the cookie is that of a new guest.
    Applied(Option<HeaderValue>),
    /// It took effect together with what somebody else had saved meanwhile: that revision.
    Merged(RevisionId, Option<HeaderValue>),
    /// Somebody saved meanwhile, and the two can not be merged.
    Conflict(RevisionId),
    /// It was refused.
    Refused(Problem),
}

impl Sending {
    /// From who sends what where.
    #[must_use]
    pub fn new(visit: &Visit, fields: &Fields) -> Self {
        let pairs: Vec<&str> = fields.iter().flat_map(|(name, value)| [name, value]).collect();
        Self::of(visit, &pairs.into_iter().map(str::as_bytes).collect::<Vec<_>>())
    }

    /// The same, of what came in another form.
    #[must_use]
    pub fn of(visit: &Visit, sent: &[&[u8]]) -> Self {
        let sender = visit.sender();
        let ids =
            Ids::derive([sender.as_slice(), visit.path.as_bytes()].into_iter().chain(sent.iter().copied()));
        Self { ids, author: visit.contributor.unwrap_or_else(|| visit.browser.guest()) }
    }

    /// Hands the command to the store. A guest who writes without a session gets one.
    ///
    /// # Errors
    /// If the store fails; sending the same form again is safe.
    pub async fn submit(&self, app: &App, visit: &Visit, command: Command) -> Result<Taken, Error> {
        admission::admit(app, visit, &command).await?;
        let id = self.ids.command();
        let moderated = visit.moderation(&command);
        let author = self.author(app, visit).await?;
        let envelope = Envelope { id, author, at: visit.now, command };
        let outcome = app.store.submit(envelope).await?;
        if let Some(event) = moderated.filter(|_| outcome.sequence().is_some()) {
            app.audit.note(&event, visit.now);
        }
        let cookie = match outcome.sequence() {
            Some(_) if visit.contributor.is_none() => Some(session(app, visit, author, store::GUEST).await?),
            _ => None,
        };
        Ok(match outcome {
            Outcome::Applied { .. } => Taken::Applied(cookie),
            Outcome::Merged { with, .. } => Taken::Merged(with, cookie),
            Outcome::Conflict { head } => Taken::Conflict(head),
            Outcome::Rejected { problem } => Taken::Refused(problem),
        })
    }

    /// In whose name it is taken. The secret of a browser whose guest signed out, or who has been away for long, proves
    /// nothing any more: that is another guest now.
    async fn author(&self, app: &App, visit: &Visit) -> Result<ContributorId, Error> {
        let stands = visit.contributor.is_some() || app.store.may_begin(self.author, visit.now).await?;
        Ok(if stands { self.author } else { fresh_contributor(visit.now) })
    }
}

/// Opens a session and gives its cookie.
///
/// # Errors
/// If the store fails.
pub async fn session(
    app: &App,
    visit: &Visit,
    contributor: ContributorId,
    ends: Ends,
) -> Result<HeaderValue, Error> {
    let token = Token::random();
    app.store.open_session(&token.hash(), contributor, visit.now).await?;
    if visit.contributor.is_none() {
        app.store.keep_newcomer(contributor, network(visit.address), visit.now).await?;
    }
    Ok(app.cookie.set(&token, ends))
}

/// What the addresses of one network have in common: of IPv4 all of the address, of IPv6 the first half.
fn network(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(address) => address.octets().to_vec(),
        IpAddr::V6(address) => address.octets()[..8].to_vec(),
    }
}

/// On to the next page, after a form was taken.
#[must_use]
pub fn see_other(to: &str, said: &str, cookie: Option<HeaderValue>) -> Response {
    let (rest, fragment) =
        to.split_once('#').map_or((to, String::new()), |(rest, part)| (rest, format!("#{part}")));
    let joint = if rest.contains('?') { '&' } else { '?' };
    let to = if said.is_empty() { to.to_owned() } else { format!("{rest}{joint}said={said}{fragment}") };
    leading_to(&to, StatusCode::SEE_OTHER, cookie)
}

/// The status of a form that comes back.
#[must_use]
pub fn status(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
}
