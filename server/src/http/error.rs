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
use messages::failure::{self, limit, malformed, outage, push, title};
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
            _ => Self::Malformed(malformed::REQUEST),
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
            Some(Outage::Busy) => return title::BUSY,
            Some(_) => return title::NOTHING_SAVED,
            None => {}
        }
        match self {
            Self::NoSuchPage => title::NO_PAGE,
            Self::Refused(Problem::NotFound { .. }) => title::NO_THING,
            Self::Refused(Problem::Locked { .. }) => title::LOCKED,
            Self::Refused(Problem::ModeratorsOnly) => title::MODERATORS_ONLY,
            Self::Refused(_) => title::REFUSED,
            Self::Moved(_) => title::MOVED,
            Self::MethodNotAllowed => title::WRONG_METHOD,
            Self::Malformed(_) => title::MALFORMED,
            Self::TooLarge => title::TOO_LARGE,
            Self::WrongContentType => title::WRONG_CONTENT_TYPE,
            Self::CrossSite => title::OTHER_SITE,
            Self::Push(_) => title::PUSH_REFUSED,
            Self::OtherEpoch => title::OTHER_HISTORY,
            Self::WrongHost(_) => title::WRONG_HOST,
            Self::TooMany(_) | Self::Limited(..) | Self::Spent(_) => title::TOO_MUCH,
            Self::Full => title::FULL,
            Self::Crowded => title::CROWDED,
            Self::Slow => title::BUSY,
            Self::OtherBrowser => title::OTHER_BROWSER,
            Self::SpentLink => title::SPENT_LINK,
            Self::Hidden(_) => title::HIDDEN,
            Self::Store(_) | Self::Internal(_) => title::BROKEN,
        }
    }

    /// What is wrong and what can be done, without anything internal.
    #[must_use]
    pub fn sentence(&self) -> String {
        if let Some(outage) = self.outage() {
            return sentence_of(outage).to_owned();
        }
        let sentence = match self {
            Self::Refused(problem) => return problem.to_string(),
            Self::Moved(to) => return failure::moved(to),
            Self::Malformed(what) => return failure::go_back(what),
            Self::TooLarge => return failure::too_large(BODY_LIMIT / 1024),
            Self::Push(Refusal::OutOfOrder { next }) => return push::out_of_order(*next),
            Self::Push(Refusal::Schema { oldest, newest }) => return push::other_version(*oldest, *newest),
            Self::TooMany(wait) => return limit::too_many(seconds(*wait)),
            Self::Spent(wait) => return limit::work(seconds(*wait)),
            Self::Limited(what, wait) => return limit::reached(what, seconds(*wait)),
            Self::Hidden(hiding) => {
                return failure::hidden(&hiding.by.name, &hiding.at.long_date(), &hiding.reason);
            }
            Self::NoSuchPage => failure::NO_PAGE,
            Self::MethodNotAllowed => failure::WRONG_METHOD,
            Self::WrongContentType => failure::WRONG_CONTENT_TYPE,
            Self::Push(Refusal::SomebodyElse { .. }) => push::OTHER_PERSON,
            Self::OtherEpoch => push::OTHER_HISTORY,
            Self::CrossSite => failure::OTHER_SITE,
            Self::WrongHost(WrongHost::Unclear) => failure::UNCLEAR_HOST,
            Self::WrongHost(WrongHost::Strange) => failure::UNKNOWN_HOST,
            Self::Full => failure::FULL,
            Self::Crowded => failure::CROWDED,
            Self::Slow => failure::BUSY,
            Self::SpentLink => failure::SPENT_LINK,
            Self::OtherBrowser => failure::OTHER_BROWSER,
            Self::Store(_) | Self::Internal(_) => failure::BROKEN,
        };
        sentence.to_owned()
    }

    fn log(&self) {
        if self.status().is_server_error() {
            report(Level::Error, "a request failed", self);
        }
    }
}

/// What whoever wrote something can do until then. Sending a form again is safe in each case: it takes effect once.
const fn sentence_of(outage: Outage) -> &'static str {
    match outage {
        Outage::Busy => failure::BUSY,
        Outage::Locked => outage::LOCKED,
        Outage::Full => outage::FULL,
        Outage::ReadOnly => outage::READ_ONLY,
        Outage::Failing => outage::FAILING,
        Outage::LogHeld => outage::LOG_HELD,
        Outage::Replaced => outage::REPLACED,
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
