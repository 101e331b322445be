//! Locking and unlocking.

use app::page::{self, Form};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::command::{Command, LockArticle, UnlockArticle};
use domain::form::Reading;
use domain::lock::Scope;
use domain::problem::{Field, Problem};
use domain::text::Reason;

use super::article::path;
use super::{Sending, Taken, see_other, status};
use crate::app::Shared;
use crate::http::body::Typed;
use crate::http::error::{Answer, Error};
use crate::page::head;
use crate::visit::{Audience, Visit};

/// `GET /a/{slug}/lock`
pub async fn ask(State(app): State<Shared>, visit: Visit, Path(slug): Path<String>) -> Answer {
    if !visit.reader.moderates() {
        return Err(Problem::ModeratorsOnly.into());
    }
    let article = head(&app, &visit, &slug).await?;
    let held = article.lock.as_ref().filter(|lock| lock.in_force(visit.now));
    let form = held.map_or_else(Form::default, |lock| {
        // What a control for day and time takes: without seconds and zone.
        let until = lock.until.map(|until| until.rfc3339()[..16].to_owned()).unwrap_or_default();
        Form::default()
            .with("scope", lock.scope.name())
            .with("reason", lock.reason.as_str())
            .with("until", until)
    });
    let html = page::lock(&visit.site(&app, Audience::Own), &article, &form);
    Ok(visit.page(StatusCode::OK, html))
}

/// `POST /a/{slug}/lock`
pub async fn lock(
    State(app): State<Shared>,
    visit: Visit,
    Path(slug): Path<String>,
    Typed(fields): Typed,
) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let sending = Sending::new(&visit, &fields);
    let mut reading = Reading::of(&fields);
    let scope = reading.choice("scope", Field::Scope, Scope::from_name);
    let reason = reading.text("reason", Reason::parse);
    let until = reading.moment("until", Field::Until);
    let taken = match (scope, reason, until) {
        (Some(scope), Some(reason), Some(until)) => {
            let command = LockArticle { article: article.id, scope, reason, until };
            sending.submit(&app, &visit, Command::LockArticle(command)).await?
        }
        _ => Taken::Refused(reading.problem()),
    };
    match taken {
        Taken::Applied(cookie) => Ok(see_other(&path(&article.slug), "locked", cookie)),
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("a lock can not conflict")),
        Taken::Refused(problem @ Problem::ModeratorsOnly) => Err(problem.into()),
        Taken::Refused(problem) => {
            let status = status(&problem);
            let html = page::lock(&visit.site(&app, Audience::Own), &article, &fields.refused(problem));
            Ok(visit.page(status, html))
        }
    }
}

/// `POST /a/{slug}/unlock`
pub async fn unlock(
    State(app): State<Shared>,
    visit: Visit,
    Path(slug): Path<String>,
    Typed(fields): Typed,
) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let sending = Sending::new(&visit, &fields);
    let command = Command::UnlockArticle(UnlockArticle { article: article.id });
    match sending.submit(&app, &visit, command).await? {
        Taken::Applied(cookie) => Ok(see_other(&path(&article.slug), "unlocked", cookie)),
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("a lock can not conflict")),
        Taken::Refused(problem) => Err(problem.into()),
    }
}
