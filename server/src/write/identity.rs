//! Who one is: the welcome, and signing in by a one-time link.

use std::sync::Arc;

use app::page::{self, Form, Reader, SignIn};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::command::{Command, Introduce};
use domain::form::Reading;
use domain::id::{ContributorId, Timestamp};
use domain::text::{Email, FirstName, LastName};
use store::{Link, NewLink, Store};

use super::{Sending, Taken, see_other, session, status};
use crate::app::{App, Shared};
use crate::guard::audit::{Asked, Event, Network};
use crate::http::body::Typed;
use crate::http::error::{Answer, Error};
use crate::token::{Token, fresh_contributor};
use crate::visit::browser::{self, Browser};
use crate::visit::{Audience, Visit};

/// How long a sign-in link holds, in milliseconds: ten minutes (OWASP ASVS 5.0, 6.5.5).
const LINK_LIFETIME: i64 = 10 * 60 * 1000;
/// How long after a link another one for the same account can be asked for, in milliseconds.
const PAUSE: i64 = 60 * 1000;

/// A path of this site to go back to; the home page for anything else.
fn back(text: &str) -> &str {
    let local = text.starts_with('/')
        && !text.starts_with("//")
        && !text.contains('\\')
        && text.bytes().all(|byte| byte.is_ascii_graphic());
    if local { text } else { "/" }
}

/// `GET /welcome`
pub async fn show(State(app): State<Shared>, visit: Visit) -> Answer {
    let mut form = Form::default().with("back", back(visit.query.get("back")));
    if let Reader::Known(me) = &visit.reader {
        form = form
            .with("first_name", me.first_name.as_str())
            .with("last_name", me.last_name.as_str())
            .with("email", me.email.as_str());
    }
    let html = page::welcome(&visit.site(&app, Audience::Own), &form);
    Ok(visit.page(StatusCode::OK, html))
}

/// `POST /welcome`
pub async fn introduce(State(app): State<Shared>, visit: Visit, Typed(fields): Typed) -> Answer {
    let to = back(fields.get("back"));
    if fields.get("action") == "skip" {
        let cookie = match visit.contributor {
            Some(_) => None,
            None => {
                // The guest of this browser, so that a second click is the same one.
                let guest = visit.browser.guest();
                let stands = app.store.may_begin(guest, visit.now).await?;
                let guest = if stands { guest } else { fresh_contributor(visit.now) };
                Some(session(&app, &visit, guest, store::GUEST).await?)
            }
        };
        return Ok(see_other(to, "skipped", cookie));
    }
    let sending = Sending::new(&visit, &fields);
    let mut reading = Reading::of(&fields);
    let first_name = reading.text("first_name", FirstName::parse);
    let last_name = reading.text("last_name", LastName::parse);
    let email = reading.optional("email", Email::parse);
    let taken = match (first_name, last_name, email) {
        (Some(first_name), Some(last_name), Some(email)) => {
            let command = Introduce { first_name, last_name, email };
            sending.submit(&app, &visit, Command::Introduce(command)).await?
        }
        _ => Taken::Refused(reading.problem()),
    };
    match taken {
        Taken::Applied(cookie) => Ok(see_other(to, "welcome", cookie)),
        Taken::Merged(..) | Taken::Conflict(_) => Err(Error::Internal("a name can not conflict")),
        Taken::Refused(problem) => {
            let status = status(&problem);
            let html = page::welcome(&visit.site(&app, Audience::Own), &fields.refused(problem));
            Ok(visit.page(status, html))
        }
    }
}

/// `GET /sign-in`
pub async fn ask(State(app): State<Shared>, visit: Visit) -> Answer {
    let state = if app.mailer.is_some() { SignIn::Ask } else { SignIn::NoMail };
    let html = page::sign_in(&visit.site(&app, Audience::Own), &Form::default(), state);
    Ok(visit.page(StatusCode::OK, html))
}

/// `POST /sign-in`. The answer never tells whether the address has an account.
pub async fn send(State(app): State<Shared>, visit: Visit, Typed(fields): Typed) -> Answer {
    let site = visit.site(&app, Audience::Own);
    let Some(mailer) = app.mailer.clone() else {
        return Ok(visit.page(StatusCode::OK, page::sign_in(&site, &Form::default(), SignIn::NoMail)));
    };
    let mut reading = Reading::of(&fields);
    let Some(email) = reading.text("email", Email::parse) else {
        let problem = reading.problem();
        let status = status(&problem);
        return Ok(visit.page(status, page::sign_in(&site, &fields.refused(problem), SignIn::Ask)));
    };
    let (app, browser_hash, now) = (Arc::clone(&app), visit.browser.secret().hash(), visit.now);
    let mut answer = visit.page(StatusCode::OK, page::sign_in(&site, &Form::default(), SignIn::Sent));
    if let Browser::Fresh(secret) = &visit.browser {
        // The link holds for whoever shows this.
        browser::give(app.cookie, secret, answer.headers_mut());
    }
    // Beside the answer, so that its time tells nothing either.
    tokio::spawn(async move {
        let mut account = None;
        let outcome = async {
            account = app.store.account(&email).await?;
            let Some(account) = account else { return anyhow::Ok(Asked::NoAccount) };
            let token = Token::random();
            let link = new_link(&token, account, Some(browser_hash), now);
            if !app.store.add_sign_in_link(link, PAUSE).await? {
                return Ok(Asked::TooSoon);
            }
            mailer.send_link(&email, &link_address(&app.origin, &token)).await?;
            Ok(Asked::Sent)
        };
        let outcome = outcome.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a sign-in link could not be sent");
            Asked::Failed
        });
        app.audit.note(&Event::LinkAsked { outcome, account }, now);
    });
    Ok(answer)
}

/// A link that signs in an account for ten minutes: in the browser of that secret, or in any.
fn new_link(token: &Token, account: ContributorId, browser_hash: Option<String>, now: Timestamp) -> NewLink {
    let until = Timestamp(now.0.saturating_add(LINK_LIFETIME));
    NewLink { token_hash: token.hash(), account, browser_hash, now, until }
}

/// Keeps a sign-in link that holds in any browser, for whoever may read what the command line prints. The account's
/// former link ends.
///
/// # Errors
/// If the store fails.
pub async fn keep_link(
    store: &Store,
    token: &Token,
    account: ContributorId,
    now: Timestamp,
) -> Result<(), store::Error> {
    store.add_sign_in_link(new_link(token, account, None, now), 0).await?;
    Ok(())
}

/// The address of a sign-in link.
#[must_use]
pub fn link_address(origin: &str, token: &Token) -> String {
    format!("{origin}/sign-in/{}", token.reveal())
}

/// `GET /sign-in/{token}`: only looks, so that a program that follows links does not use it up.
pub async fn confirm(State(app): State<Shared>, visit: Visit, Path(token): Path<String>) -> Answer {
    let token = Token::parse(&token).ok_or(Error::SpentLink)?;
    holds(&app, &visit, &token).await?;
    let html = page::sign_in_confirm(&visit.site(&app, Audience::Own), token.reveal());
    Ok(visit.page(StatusCode::OK, html))
}

/// Refuses a link that does not hold here.
async fn holds(app: &App, visit: &Visit, token: &Token) -> Result<(), Error> {
    match app.store.sign_in_link(&token.hash(), &visit.browser.secret().hash(), visit.now).await? {
        Some(Link::Holds(_)) => Ok(()),
        Some(Link::OfAnotherBrowser) => Err(Error::OtherBrowser),
        None => Err(Error::SpentLink),
    }
}

/// `POST /sign-in/{token}`
pub async fn sign_in(State(app): State<Shared>, visit: Visit, Path(token): Path<String>, _: Typed) -> Answer {
    let token = Token::parse(&token).ok_or(Error::SpentLink)?;
    holds(&app, &visit, &token).await?;
    let browser_hash = visit.browser.secret().hash();
    let account = app.store.redeem_sign_in_link(&token.hash(), &browser_hash, visit.now).await?;
    let account = account.ok_or(Error::SpentLink)?;
    if let Some(old) = &visit.token {
        app.store.close_session(&old.hash(), visit.now).await?;
    }
    app.audit.note(&Event::SignedIn { who: account, network: Network::of(visit.address) }, visit.now);
    // Always new ones: what somebody planted or learnt before is worth nothing after.
    let cookie = session(&app, &visit, account, store::MODERATOR).await?;
    let mut answer = see_other("/", "signed-in", Some(cookie));
    browser::give(app.cookie, &Token::random(), answer.headers_mut());
    Ok(answer)
}

/// `POST /sign-out`
pub async fn sign_out(State(app): State<Shared>, visit: Visit, _: Typed) -> Answer {
    if let Some(token) = &visit.token {
        app.store.close_session(&token.hash(), visit.now).await?;
    }
    if let Some(who) = visit.contributor {
        app.audit.note(&Event::SignedOut { who }, visit.now);
    }
    let mut answer = see_other("/", "signed-out", Some(app.cookie.clear()));
    // Whoever comes next is another guest.
    browser::give(app.cookie, &Token::random(), answer.headers_mut());
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::back;

    #[test]
    fn one_goes_back_within_the_site_only() {
        assert_eq!(back("/a/slug?tab=about"), "/a/slug?tab=about");
        for bad in
            ["", "https://evil.example", "//evil.example", "/\\evil.example", "/a\r\nSet-Cookie: x", "a"]
        {
            assert_eq!(back(bad), "/", "{bad:?}");
        }
    }
}
