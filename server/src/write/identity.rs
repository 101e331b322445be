//! Who one is: the welcome, and signing in by a one-time link.

use std::sync::Arc;

use app::page::{self, Form, Reader, SignIn};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use domain::address::{self, Address};
use domain::compose::About;
use domain::form::Reading;
use domain::text::Email;
use store::{Link, Store};

use super::landing::{see_other, status};
use super::submit::{Sending, Submitted, Submitter};
use crate::guard::audit::{Asked, Audit, Event, Network};
use crate::http::body::FormBody;
use crate::http::cookie::CookieKind;
use crate::http::error::{Answer, Error};
use crate::http::origin::Origin;
use crate::mail::Mailer;
use crate::token::{Token, fresh_contributor};
use crate::visit::browser::{self, Browser};
use crate::visit::notice::Notice;
use crate::visit::session::{Sessions, link_address, new_link};
use crate::visit::{Audience, Visit};

/// How long after a link another link for the same account can be asked for, in milliseconds.
const PAUSE: i64 = 60 * 1000;

/// An address of this site to go back to; the home page for anything else.
fn back(text: &str) -> Address {
    Address::parse(text).unwrap_or_else(address::home)
}

/// `GET /welcome`
pub async fn show(visit: Visit) -> Answer {
    let mut form = Form::default().with("back", back(visit.query.get("back")).to_string());
    if let Reader::Known(me) = &visit.reader {
        form = form
            .with("first_name", me.first_name.as_str())
            .with("last_name", me.last_name.as_str())
            .with("email", me.email.as_str());
    }
    let html = page::welcome(&visit.site(Audience::Own), &form);
    Ok(visit.private_page(StatusCode::OK, html))
}

/// `POST /welcome`
pub async fn introduce(
    State(store): State<Store>,
    State(submitter): State<Arc<Submitter>>,
    State(sessions): State<Arc<Sessions>>,
    visit: Visit,
    FormBody(fields): FormBody,
) -> Answer {
    let to = back(fields.get("back"));
    if fields.get("action") == "skip" {
        let cookie = match visit.contributor {
            Some(_) => None,
            None => {
                // The guest of this browser, so that a second click is the same one.
                let guest = visit.browser.guest();
                let stands = store.may_begin(guest, visit.now).await?;
                let guest = if stands { guest } else { fresh_contributor(visit.now) };
                Some(sessions.open(&visit, guest, store::GUEST).await?)
            }
        };
        return Ok(see_other(to, Notice::Skipped, cookie));
    }
    let sending = Sending::new(&visit, &fields);
    match submitter.take(&sending, &visit, &About::Introduction, &fields).await? {
        Submitted::Applied(landed) => Ok(landed.or_back_to(to)),
        Submitted::Refused(problem) => {
            let status = status(&problem);
            let html = page::welcome(&visit.site(Audience::Own), &fields.refused(problem));
            Ok(visit.private_page(status, html))
        }
    }
}

/// `GET /sign-in`
pub async fn ask(State(mailer): State<Option<Mailer>>, visit: Visit) -> Answer {
    let state = if mailer.is_some() { SignIn::Ask } else { SignIn::NoMail };
    let html = page::sign_in(&visit.site(Audience::Own), &Form::default(), state);
    Ok(visit.private_page(StatusCode::OK, html))
}

/// `POST /sign-in`. The answer never tells whether the address has an account.
pub async fn send(
    State(store): State<Store>,
    State(audit): State<Arc<Audit>>,
    State(cookies): State<CookieKind>,
    State(mailer): State<Option<Mailer>>,
    State(origin): State<Origin>,
    visit: Visit,
    FormBody(fields): FormBody,
) -> Answer {
    let site = visit.site(Audience::Own);
    let Some(mailer) = mailer else {
        return Ok(visit.private_page(StatusCode::OK, page::sign_in(&site, &Form::default(), SignIn::NoMail)));
    };
    let mut reading = Reading::of(&fields);
    let Some(email) = reading.text("email", Email::parse) else {
        let problem = reading.problem();
        let status = status(&problem);
        return Ok(visit.private_page(status, page::sign_in(&site, &fields.refused(problem), SignIn::Ask)));
    };
    let (browser_hash, now) = (visit.browser.secret().hash(), visit.now);
    let mut answer = visit.private_page(StatusCode::OK, page::sign_in(&site, &Form::default(), SignIn::Sent));
    if let Browser::Fresh(secret) = &visit.browser {
        // The link holds for whoever shows this.
        browser::give(cookies, secret, answer.headers_mut());
    }
    // Beside the answer, so that its time tells nothing either.
    tokio::spawn(async move {
        let mut account = None;
        let outcome = async {
            account = store.account(&email).await?;
            let Some(account) = account else { return anyhow::Ok(Asked::NoAccount) };
            let token = Token::random();
            let link = new_link(&token, account, Some(browser_hash), now);
            if !store.add_sign_in_link(link, PAUSE).await? {
                return Ok(Asked::TooSoon);
            }
            mailer.send_link(&email, &link_address(&origin, &token)).await?;
            Ok(Asked::Sent)
        };
        let outcome = outcome.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a sign-in link could not be sent");
            Asked::Failed
        });
        audit.note(&Event::LinkAsked { outcome, account }, now);
    });
    Ok(answer)
}

/// `GET /sign-in/{token}`: only looks, so that a program that follows links does not use it up.
pub async fn confirm(State(store): State<Store>, visit: Visit, Path(token): Path<String>) -> Answer {
    let token = Token::parse(&token).ok_or(Error::SpentLink)?;
    holds(&store, &visit, &token).await?;
    let html = page::sign_in_confirm(&visit.site(Audience::Own), token.reveal());
    Ok(visit.private_page(StatusCode::OK, html))
}

/// Refuses a link that does not hold here.
async fn holds(store: &Store, visit: &Visit, token: &Token) -> Result<(), Error> {
    match store.sign_in_link(&token.hash(), &visit.browser.secret().hash(), visit.now).await? {
        Some(Link::Holds(_)) => Ok(()),
        Some(Link::OfAnotherBrowser) => Err(Error::OtherBrowser),
        None => Err(Error::SpentLink),
    }
}

/// `POST /sign-in/{token}`
pub async fn sign_in(
    State(store): State<Store>,
    State(sessions): State<Arc<Sessions>>,
    State(audit): State<Arc<Audit>>,
    State(cookies): State<CookieKind>,
    visit: Visit,
    Path(token): Path<String>,
    _: FormBody,
) -> Answer {
    let token = Token::parse(&token).ok_or(Error::SpentLink)?;
    holds(&store, &visit, &token).await?;
    let browser_hash = visit.browser.secret().hash();
    let account = store.redeem_sign_in_link(&token.hash(), &browser_hash, visit.now).await?;
    let account = account.ok_or(Error::SpentLink)?;
    if let Some(old) = &visit.token {
        store.close_session(&old.hash(), visit.now).await?;
    }
    audit.note(&Event::SignedIn { who: account, network: Network::of(visit.address) }, visit.now);
    // Always new ones: what somebody planted or learnt before is worth nothing after.
    let cookie = sessions.open(&visit, account, store::MODERATOR).await?;
    let mut answer = see_other(address::home(), Notice::SignedIn, Some(cookie));
    browser::give(cookies, &Token::random(), answer.headers_mut());
    Ok(answer)
}

/// `POST /sign-out`
pub async fn sign_out(
    State(store): State<Store>,
    State(audit): State<Arc<Audit>>,
    State(cookies): State<CookieKind>,
    visit: Visit,
    _: FormBody,
) -> Answer {
    if let Some(token) = &visit.token {
        store.close_session(&token.hash(), visit.now).await?;
    }
    if let Some(who) = visit.contributor {
        audit.note(&Event::SignedOut { who }, visit.now);
    }
    let mut answer = see_other(address::home(), Notice::SignedOut, Some(cookies.clear()));
    // Whoever comes next is another guest.
    browser::give(cookies, &Token::random(), answer.headers_mut());
    Ok(answer)
}
