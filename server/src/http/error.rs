//! Everything that can be answered instead of what was asked for, and its status; decided here and nowhere else.
//!
//! A handler returns an [`Error`]; [`crate::visit::refusal`] makes a page of it, or problem details for the API. Causes
//! are logged and never sent.

use std::sync::Arc;
use std::time::Duration;

use axum::http::header::{LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::problem::Problem;
use model::Hiding;
use store::report::{Level, report};
use store::{Outage, work};
use sync::message::Refusal;

use crate::follow;
use crate::guard::denied::Denied;
use crate::http::host::WrongHost;
use crate::http::limits::BODY_LIMIT;

/// Why there is another answer than the one asked for.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The rules refused it.
    #[error(transparent)]
    Refused(#[from] Problem),
    /// Nothing is at this address. 404.
    #[error("there is no such page")]
    NoSuchPage,
    /// The page moved for ever to this path. 308, which keeps method and body.
    #[error("moved to {0}")]
    Moved(String),
    /// The page cannot be asked in this way. 405.
    #[error("method not allowed")]
    MethodNotAllowed,
    /// The request is not of the right form. 400.
    #[error("{0}")]
    Malformed(&'static str),
    /// The body is too large. 413.
    #[error("the body is too large")]
    TooLarge,
    /// The body is not a form. 415.
    #[error("wrong content type")]
    WrongContentType,
    /// A push was not taken as a whole. 409.
    #[error("a push was refused")]
    Push(Refusal),
    /// The history is not the one that the client knows. 410.
    #[error("another epoch")]
    OtherEpoch,
    /// Another site sent it. 403.
    #[error("a cross-site request was refused")]
    CrossSite,
    /// The request names no host, or another than this site. 400 or 421.
    #[error("wrong host")]
    WrongHost(WrongHost),
    /// Too many writes. 429.
    #[error("too many requests")]
    TooMany(Duration),
    /// So much was worked out for one address within a minute that it has to wait. 429.
    #[error("too much work for one address")]
    Spent(Duration),
    /// Too much of one kind from one address, which the words name. 429.
    #[error("a limit is reached")]
    Limited(&'static str, Duration),
    /// The database or its disk is as full as it may be. 503.
    #[error("there is no room")]
    Full,
    /// Too much is under way for one address. 503.
    #[error("too much at once")]
    Crowded,
    /// The request took too long. 503.
    #[error("took too long")]
    Slow,
    /// A moderator hid the article. 410.
    #[error("the article is hidden")]
    Hidden(Box<Hiding>),
    /// The sign-in link was used, has expired, or never was. 410.
    #[error("the sign-in link does not hold")]
    SpentLink,
    /// The sign-in link holds in the browser that asked for it only. 410.
    #[error("the sign-in link is of another browser")]
    OtherBrowser,
    /// The database failed. 503 if it is worth trying again, else 500.
    #[error("the store failed")]
    Store(#[source] store::Error),
    /// Something that cannot be. 500.
    #[error("{0}")]
    Internal(&'static str),
}

/// When it is worth trying again what cannot be done now, in seconds.
pub const SOON: HeaderValue = HeaderValue::from_static("2");

/// The answer of a handler.
pub type Answer = Result<Response, Error>;

/// Marks an answer whose page is still to be made.
#[derive(Debug, Clone)]
pub struct Refused(pub Arc<Error>);

impl Error {
    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Refused(problem) => {
                StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
            }
            Self::NoSuchPage => StatusCode::NOT_FOUND,
            Self::Moved(_) => StatusCode::PERMANENT_REDIRECT,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Malformed(_) | Self::WrongHost(WrongHost::Unclear) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::CrossSite => StatusCode::FORBIDDEN,
            Self::Push(_) => StatusCode::CONFLICT,
            Self::WrongHost(WrongHost::Strange) => StatusCode::MISDIRECTED_REQUEST,
            Self::TooMany(_) | Self::Limited(..) | Self::Spent(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Full | Self::Crowded | Self::Slow => StatusCode::SERVICE_UNAVAILABLE,
            Self::SpentLink | Self::OtherBrowser | Self::OtherEpoch | Self::Hidden(_) => StatusCode::GONE,
            Self::Store(_) if self.outage().is_some() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Store(_) | Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What the database as a whole suffers from, where that is the reason.
    #[must_use]
    pub fn outage(&self) -> Option<Outage> {
        match self {
            Self::Store(error) => error.outage(),
            _ => None,
        }
    }

    /// The error that a bare status of a library stands for.
    #[must_use]
    pub const fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::NoSuchPage,
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::WrongContentType,
            StatusCode::FORBIDDEN => Self::CrossSite,
            StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => Self::Slow,
            status if status.as_u16() >= 500 => Self::Internal("a library answered with a server error"),
            _ => Self::Malformed("The address or what was sent is not of the right form."),
        }
    }

    /// The stable name of the kind, for problem details.
    #[must_use]
    pub fn code(&self) -> &'static str {
        if let Some(outage) = self.outage() {
            return outage.name();
        }
        match self {
            Self::Refused(problem) => problem.code(),
            Self::NoSuchPage => "no-such-page",
            Self::Moved(_) => "moved",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::Malformed(_) => "malformed",
            Self::TooLarge => "too-large",
            Self::WrongContentType => "wrong-content-type",
            Self::CrossSite => "cross-site",
            Self::Push(_) => "push-refused",
            Self::OtherEpoch => "other-epoch",
            Self::Spent(_) => "too-much-work",
            Self::WrongHost(_) => "wrong-host",
            Self::TooMany(_) | Self::Limited(..) => "too-many",
            Self::Full => "full",
            Self::Crowded => "crowded",
            Self::Slow => "busy",
            Self::SpentLink => "spent-link",
            Self::Hidden(_) => "hidden",
            Self::OtherBrowser => "other-browser",
            Self::Store(_) | Self::Internal(_) => "internal",
        }
    }

    /// What it is called at the top of a page.
    #[must_use]
    pub fn title(&self) -> &'static str {
        match self.outage() {
            Some(Outage::Busy) => return "The server is busy",
            Some(_) => return "Nothing can be saved just now",
            None => {}
        }
        match self {
            Self::Refused(Problem::NotFound { .. }) | Self::NoSuchPage => "Nothing is here",
            Self::Refused(Problem::Locked { .. }) => "This article is locked",
            Self::Refused(Problem::ModeratorsOnly) => "Only moderators may do this",
            Self::Refused(_) => "This could not be done",
            Self::Moved(_) => "This page has moved",
            Self::MethodNotAllowed => "This page cannot be used in this way",
            Self::Malformed(_) => "This request could not be understood",
            Self::TooLarge => "This is too much",
            Self::WrongContentType => "This is not a form",
            Self::CrossSite => "This came from another site",
            Self::Push(_) => "This could not be taken as it is",
            Self::OtherEpoch => "This is another history",
            Self::WrongHost(_) => "This is not the address of this site",
            Self::TooMany(_) | Self::Limited(..) | Self::Spent(_) => "Please slow down",
            Self::Full => "There is no room for more at the moment",
            Self::Crowded => "Too much at once",
            Self::Slow => "The server is busy",
            Self::OtherBrowser => "This sign-in link is of another browser",
            Self::SpentLink => "This sign-in link does not work any more",
            Self::Hidden(_) => "A moderator has hidden this article",
            Self::Store(_) | Self::Internal(_) => "Something went wrong here",
        }
    }

    /// What is wrong and what can be done, without anything internal.
    #[must_use]
    pub fn sentence(&self) -> String {
        if let Some(outage) = self.outage() {
            return sentence_of(outage).into();
        }
        match self {
            Self::Refused(problem) => problem.to_string(),
            Self::NoSuchPage => "There is no page at this address. It may be mistyped, or the page may never have been.".into(),
            Self::Moved(to) => format!("It is at {to} now."),
            Self::MethodNotAllowed => "Please go back, and follow a link or send the form again.".into(),
            Self::Malformed(what) => format!("{what} Please go back and try again."),
            Self::TooLarge => format!(
                "At most {} KB can be sent at once. An article may have 100,000 characters, a comment 10,000.",
                BODY_LIMIT / 1024
            ),
            Self::WrongContentType => "Only forms of this site are taken (application/x-www-form-urlencoded).".into(),
            Self::Push(Refusal::OutOfOrder { next }) => format!("The first new command must have number {next}."),
            Self::Push(Refusal::SomebodyElse { .. }) => "These commands belong to somebody else than who is signed in.".into(),
            Self::Push(Refusal::Schema { oldest, newest }) => format!("Messages of versions {oldest} to {newest} are understood. Please load the page again; what you wrote is kept in this browser."),
            Self::OtherEpoch => "The server was restored from a backup. Please begin from its newest state; what waits to be sent can be sent again.".into(),
            Self::CrossSite => "For your safety, forms are taken from pages of this site only. Please open the page here and send it again.".into(),
            Self::WrongHost(WrongHost::Unclear) => "A request has to name one host, in one line. Please open the site at its address.".into(),
            Self::WrongHost(WrongHost::Strange) => "No site of that name is here. Please open this one at its own address; whoever runs it can allow further names with --host.".into(),
            Self::TooMany(wait) => format!(
                "A lot has come from you, or from where you are, in a short time. Please wait {} and send it again.",
                in_words(*wait)
            ),
            Self::Spent(wait) => format!(
                "Pictures, comparisons and long texts that were asked for from your address took a lot of work within a minute. Please wait {} seconds and try again; sending the same form again does no harm.",
                seconds(*wait)
            ),
            Self::Limited(what, wait) => format!("{what} Please wait {} and send it again.", in_words(*wait)),
            Self::Full => "Everything can be read, but the place where this site keeps what is written is nearly full. Please keep your words and send them again later.".into(),
            Self::Crowded => "Many requests from where you are are still being answered. Please try again in a moment; sending the same form again does no harm.".into(),
            Self::Slow => "It could not answer in time. Please try again in a moment; sending the same form again does no harm.".into(),
            Self::Hidden(hiding) => format!(
                "{} hid it on {}. Reason: {}",
                hiding.by.name,
                hiding.at.long_date(),
                hiding.reason
            ),
            Self::SpentLink => "A link works once and for ten minutes, and only the newest does. Please ask for a new one.".into(),
            Self::OtherBrowser => "A link works in the browser that asked for it. Please open it there, or ask for a new one here.".into(),
            Self::Store(_) | Self::Internal(_) => "This is not your fault. It has been noted, and you can try again; sending the same form again does no harm.".into(),
        }
    }

    fn log(&self) {
        if self.status().is_server_error() {
            report(Level::Error, "a request failed", self);
        }
    }
}

/// What whoever wrote something can do meanwhile. Sending a form again is safe in each case: it takes effect once.
const fn sentence_of(outage: Outage) -> &'static str {
    match outage {
        Outage::Busy => {
            "It could not answer in time. Please try again in a moment; sending the same form again does no harm."
        }
        Outage::Locked => {
            "Another program is at work on the database. Please try again in a moment; sending the same form again does no harm."
        }
        Outage::Full => {
            "The disk of this site is full, so that nothing can be saved until whoever runs it makes room. Reading goes on. Please keep your words and try again later; sending the same form again does no harm."
        }
        Outage::ReadOnly => {
            "This site can only be read at the moment: its database is read-only. Please keep your words and try again later; sending the same form again does no harm."
        }
        Outage::Failing => {
            "The disk of this site does not answer as it should. It has been noted. Please keep your words and try again in a moment; sending the same form again does no harm."
        }
        Outage::LogHeld => {
            "Another program reads the database for so long, such as for a backup, that nothing more can be saved until it is done. Reading goes on. Please try again in a moment; sending the same form again does no harm."
        }
        Outage::Replaced => {
            "The database of this site was moved away while it runs, so that nothing can be saved until whoever runs it puts it back. Please keep your words and try again later; sending the same form again does no harm."
        }
    }
}

fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + 1
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Work(refused) => refused.into(),
            error => Self::Store(error),
        }
    }
}

impl From<follow::error::Error> for Error {
    fn from(error: follow::error::Error) -> Self {
        match error {
            follow::error::Error::Store(error) => error.into(),
            follow::error::Error::Work(refused) => refused.into(),
            follow::error::Error::Internal(words) => Self::Internal(words),
        }
    }
}

impl From<Denied> for Error {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::TooMany(wait) => Self::TooMany(wait),
            Denied::Limited(words, wait) => Self::Limited(words, wait),
            Denied::Full => Self::Full,
        }
    }
}

impl From<work::Refused> for Error {
    fn from(refused: work::Refused) -> Self {
        match refused {
            work::Refused::Busy | work::Refused::Late => Self::Slow,
            work::Refused::Spent(wait) => Self::Spent(wait),
            work::Refused::Failed => Self::Internal("heavy work broke off"),
        }
    }
}

/// A wait as somebody would say it.
fn in_words(wait: Duration) -> String {
    match seconds(wait) {
        1 => "a second".into(),
        seconds if seconds <= 90 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", seconds.div_ceil(60)),
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        self.log();
        let mut response = self.status().into_response();
        let headers = response.headers_mut();
        match &self {
            Self::Moved(to) => {
                if let Ok(to) = HeaderValue::try_from(to.as_str()) {
                    headers.insert(LOCATION, to);
                }
                return response;
            }
            Self::TooMany(wait) | Self::Limited(_, wait) | Self::Spent(wait) => {
                headers.insert(RETRY_AFTER, HeaderValue::from(seconds(*wait)));
            }
            Self::Full => {
                headers.insert(RETRY_AFTER, HeaderValue::from_static("600"));
            }
            error if error.status() == StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(RETRY_AFTER, SOON);
            }
            _ => {}
        }
        response.extensions_mut().insert(Refused(Arc::new(self)));
        response
    }
}
