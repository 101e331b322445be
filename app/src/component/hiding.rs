//! What stands where something is hidden, and the way to hide it.

use domain::moderation::Hideable;
use leptos::prelude::*;
use messages::site::hiding;
use model::Hiding;

use super::field;
use super::inline::{by, time};
use crate::page::Site;

/// That something is hidden, with the button that shows it again.
pub fn mark(site: &Site, thing: Hideable, hiding: &Hiding) -> impl IntoView + use<> {
    view! {
        <div class="state" role="status">
            <p>
                <span class="lock">{hiding::HIDDEN}</span>
                {hiding::BY} {by(&hiding.by)} {hiding::ON} {time(hiding.at)} {hiding::BEFORE_REASON}
                <span dir="auto">{hiding.reason.clone()}</span>
            </p>
            {show(site, thing)}
        </div>
    }
}

/// The button that shows a thing again.
pub fn show(site: &Site, thing: Hideable) -> impl IntoView + use<> {
    view! {
        <form method="post" action="/unhide">
            {field::key(site)}
            {field::hidden("thing", thing.thing().name().to_owned())}
            {field::hidden("named", thing.id())}
            <button class="button">{hiding::SHOW}</button>
        </form>
    }
}
