//! What is on this device: what waits to be sent, and what can be read without a network. The server knows nothing of
//! it: these pages are the same for everyone, and an island and the service worker fill them in.

use leptos::prelude::*;
use messages::drafts::page::{self as drafts, offline};

use super::Site;
use crate::component::document::{Head, Role, document};
use crate::island::Outbox;

/// What waits to be sent.
#[must_use]
pub fn outbox(site: &Site) -> String {
    let head =
        Head { title: drafts::HEADING.into(), path: "/outbox".into(), role: Role::Form, ..Head::default() };
    document(site, &head, || {
        view! {
            <main id="main" class="sheet">
                <h1>{drafts::HEADING}</h1>
                <p>{drafts::ABOUT}</p>
                <noscript><p class="empty">{drafts::NEEDS_SCRIPT}</p></noscript>
                <Outbox />
            </main>
        }
    })
}

/// What is shown, without a network, in place of a page that was not kept.
#[must_use]
pub fn offline(site: &Site) -> String {
    let head = Head {
        title: offline::TITLE.into(),
        path: "/offline".into(),
        role: Role::Identity,
        ..Head::default()
    };
    document(site, &head, || {
        view! {
            <main id="main" class="sheet">
                <h1>{offline::HEADING}</h1>
                <p>
                    {offline::ABOUT_BEFORE}
                    <a href="/outbox">{offline::UNSENT}</a>
                    {offline::ABOUT_AFTER}
                </p>
                <h2>{offline::SAVED}</h2>
                <ul id="kept"></ul>
                <p class="acts">
                    <a class="button" href="">{offline::RETRY}</a>
                </p>
            </main>
        }
    })
}
