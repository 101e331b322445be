//! Who the reader is: the welcome as a page of its own, and signing in.

use domain::address;
use leptos::prelude::*;
use messages::identity::{self, details, sign_in};

use super::{Form, Site};
use crate::component::chrome::identity_form;
use crate::component::document::{Head, Role, document};
use crate::component::field::{self, Control, Kind, Need, alert, control};

fn head(title: &str, path: &str) -> Head {
    Head { title: title.into(), path: path.into(), role: Role::Identity, ..Head::default() }
}

/// Name and email, to be given or changed.
#[must_use]
pub fn welcome(site: &Site, form: &Form) -> String {
    document(site, &head(details::HEADING, "/welcome"), || {
        view! {
            <main id="main" class="sheet">
                <h1>{details::HEADING}</h1>
                <p>{details::ABOUT}</p>
                {seen_as(site)}
                {alert(form, "")}
                {identity_form(site, form, &form.value("back"), skip(site))}
            </main>
        }
    })
}

/// What not saving the form means.
fn skip(site: &Site) -> &'static str {
    let is_named = site.reader.me().is_some_and(|me| !me.first_name.is_empty() || !me.last_name.is_empty());
    if is_named { details::CANCEL } else { details::STAY_GUEST }
}

/// How others see the reader, with the sign that tells them from others of that name.
fn seen_as(site: &Site) -> Option<impl IntoView + use<>> {
    let me = site.reader.me()?;
    let (class, mark) =
        if me.moderator { ("badge", identity::MODERATOR.to_owned()) } else { ("sign", me.sign?.to_string()) };
    Some(view! {
        <p>
            {details::seen_as::BEFORE} <b dir="auto">{me.name()}</b> " " <small class=class>{mark}</small>
            {details::seen_as::AFTER}
        </p>
    })
}

/// What the sign-in page says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignIn {
    /// Asks for the address.
    Ask,
    /// A link is on its way, if the address has an account.
    Sent,
    /// The site sends no mail; an operator prints the link.
    NoMail,
}

/// Asks for the address to which a sign-in link is sent.
#[must_use]
pub fn sign_in(site: &Site, form: &Form, state: SignIn) -> String {
    document(site, &head(sign_in::HEADING, "/sign-in"), || {
        let content = match state {
            SignIn::Ask => view! {
                <p>{sign_in::ABOUT}</p>
                {alert(form, "")}
                <form id="sign-in" method="post" action="/sign-in">
                    {field::key(site)}
                    {control(form, Control {
                        name: "email",
                        label: sign_in::EMAIL,
                        kind: Kind::Email,
                        need: Need::Required,
                        autocomplete: Some("email"),
                        ..Control::default()
                    })}
                    <div class="acts"><button class="button strong">{sign_in::SEND}</button></div>
                </form>
            }
            .into_any(),
            SignIn::Sent => view! {
                <p role="status">{sign_in::SENT}</p>
            }
            .into_any(),
            SignIn::NoMail => view! {
                <p role="status">
                    {sign_in::NO_MAIL_BEFORE}
                    <code>{sign_in::NO_MAIL_COMMAND}</code>
                    {sign_in::NO_MAIL_AFTER}
                </p>
            }
            .into_any(),
        };
        view! { <main id="main" class="sheet"><h1>{sign_in::HEADING}</h1>{content}</main> }
    })
}

/// Asks whoever followed a sign-in link to confirm: programs that look at links must not use it up.
#[must_use]
pub fn sign_in_confirm(site: &Site, token: &str) -> String {
    let action = address::sign_in(token).to_string();
    document(site, &head(sign_in::HEADING, "/sign-in"), || {
        view! {
            <main id="main" class="sheet">
                <h1>{sign_in::HEADING}</h1>
                <p>{sign_in::CONFIRM}</p>
                <form method="post" action=action>
                    {field::key(site)}
                    <div class="acts"><button class="button strong">{sign_in::SIGN_IN}</button></div>
                </form>
            </main>
        }
    })
}
