//! What waits on this device. The server knows nothing of it: the page is the same for everyone, and an island
//! fills it in.

use leptos::prelude::*;

use super::Site;
use crate::component::document::{Head, Role, document};
use crate::island::Outbox;

/// The page.
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
