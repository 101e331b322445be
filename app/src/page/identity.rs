//! Who the reader is: the welcome as a page of its own, and signing in.

use domain::address;
use leptos::prelude::*;

use super::{Form, Site};
use crate::component::chrome::identity_form;
use crate::component::document::{Head, Role, document};
use crate::component::field::{self, Control, Kind, Need, alert, control};

fn head(title: &str, path: &str) -> Head {
    Head { title: title.into(), path: path.into(), role: Role::Identity, ..Head::default() }
}

/// Name and e-mail, to be given or changed.
#[must_use]
pub fn welcome(site: &Site, form: &Form) -> String {
    document(site, &head("Who you are", "/welcome"), || {
        view! {
            <main id="main" class="sheet">
                <h1>"Who you are"</h1>
                <p>
                    "Your name stands beside what you write. Your e-mail is never shown to others; "
                    "it only helps moderators' sign-in links to reach you."
                </p>
                {seen_as(site)}
                {alert(form, "")}
                {identity_form(site, form, &form.value("back"), "Go on as I am")}
            </main>
        }
    })
}

/// How others see the reader, with the sign that tells them from others of that name.
fn seen_as(site: &Site) -> Option<impl IntoView + use<>> {
    let me = site.reader.me()?;
    let (class, mark) =
        if me.moderator { ("badge", "Moderator".to_owned()) } else { ("sign", me.sign?.to_string()) };
    Some(view! {
        <p>
            "Others see you as " <b dir="auto">{me.name()}</b> " " <small class=class>{mark}</small>
            ". What stands behind the name is the same wherever you write, and nobody chooses it."
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
    /// This installation sends no mail; an operator prints the link.
    NoMail,
}

/// Asks for the address to which a sign-in link is sent.
#[must_use]
pub fn sign_in(site: &Site, form: &Form, state: SignIn) -> String {
    document(site, &head("Sign in", "/sign-in"), || {
        let content = match state {
            SignIn::Ask => view! {
                <p>"Moderators sign in by a link that is sent to them. Everyone else needs no account."</p>
                {alert(form, "")}
                <form id="sign-in" method="post" action="/sign-in">
                    {field::key(site)}
                    {control(form, Control {
                        name: "email",
                        label: "E-mail",
                        kind: Kind::Email,
                        need: Need::Required,
                        autocomplete: Some("email"),
                        ..Control::default()
                    })}
                    <div class="acts"><button class="button strong">"Send me a link"</button></div>
                </form>
            }
            .into_any(),
            SignIn::Sent => view! {
                <p role="status">
                    "If that address has an account, a link is on its way to it. It works once, within ten minutes."
                </p>
            }
            .into_any(),
            SignIn::NoMail => view! {
                <p role="status">
                    "This installation sends no mail. Please ask whoever runs it for a sign-in link: "
                    <code>"server sign-in-link"</code>
                    " prints one. It works once, within ten minutes."
                </p>
            }
            .into_any(),
        };
        view! { <main id="main" class="sheet"><h1>"Sign in"</h1>{content}</main> }
    })
}

/// Asks whoever followed a sign-in link to confirm: programs that look at links must not use it up.
#[must_use]
pub fn sign_in_confirm(site: &Site, token: &str) -> String {
    let action = address::sign_in(token).to_string();
    document(site, &head("Sign in", "/sign-in"), || {
        view! {
            <main id="main" class="sheet">
                <h1>"Sign in"</h1>
                <p>"This link works once. Go on to sign in on this device."</p>
                <form method="post" action=action>
                    {field::key(site)}
                    <div class="acts"><button class="button strong">"Sign in"</button></div>
                </form>
            </main>
        }
    })
}
