//! What is on this device: what waits to be sent, and what can be read without a network. The server knows nothing of
//! it: these pages are the same for everyone, and an island and the service worker fill them in.

use leptos::prelude::*;

use super::Site;
use crate::component::document::{Head, Role, document};
use crate::island::Outbox;

/// What waits to be sent.
#[must_use]
pub fn outbox(site: &Site) -> String {
    let head =
        Head { title: "On this device".into(), path: "/outbox".into(), role: Role::Form, ..Head::default() };
    document(site, &head, || {
        view! {
            <main id="main" class="sheet">
                <h1>"On this device"</h1>
                <p>
                    "What you write is kept here first, and sent when there is a network. It leaves this device only when "
                    "the server has it."
                </p>
                <noscript><p class="empty">"This page needs JavaScript. Without it nothing is kept here: forms are sent at once."</p></noscript>
                <Outbox />
            </main>
        }
    })
}

/// What is shown, without a network, in place of a page that was not kept.
#[must_use]
pub fn offline(site: &Site) -> String {
    let head =
        Head { title: "No network".into(), path: "/offline".into(), role: Role::Identity, ..Head::default() };
    document(site, &head, || {
        view! {
            <main id="main" class="sheet">
                <h1>"This page is not on this device"</h1>
                <p>
                    "Folkmoot cannot be reached just now. If you were sending a form, go back: what you typed is still "
                    "there, and "
                    <a href="/outbox">"what waits on this device"</a>
                    " is sent by itself when there is a network."
                </p>
                <h2>"What you can read here"</h2>
                <ul id="kept"></ul>
                <p class="acts">
                    <a class="button" href="">"Try again"</a>
                </p>
            </main>
        }
    })
}
