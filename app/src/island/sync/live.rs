//! What others do, on the page that is open: its parts are fetched anew and put in place; a text that somebody is
//! reading is never changed under their eyes.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use leptos::prelude::*;
use messages::article::live;
use messages::drafts::line;
use sync::client::Fate;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Document, DomParser, Element, SupportedType};

use super::{drafts, forms};
use crate::browser::dom;
use crate::browser::driver::{self, Told, fetch};
use crate::browser::local::now;

/// Changes that come together are shown together.
const PAUSE: Duration = Duration::from_millis(250);
/// After a pause as long as this the next change shows what is new.
const MAX_PAUSE: Duration = Duration::from_secs(60);

thread_local! {
    static PLANNED: Cell<bool> = const { Cell::new(false) };
    /// Where the news can be seen; `None` for this page, loaded anew.
    static TARGET: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Takes in what the leading tab learnt.
pub(super) fn told(told: &Told, news: RwSignal<Option<String>>) {
    for settled in &told.settled {
        if settled.fate == Fate::Applied {
            let said = line::saved(&drafts::clock(now()));
            TARGET.set(settled.location.clone());
            news.set(Some(said));
        }
    }
    let own = dom::find::<Element>("main[data-article]").and_then(|main| main.get_attribute("data-article"));
    let concerned =
        told.changed.iter().rev().find(|changed| own.as_ref().is_none_or(|own| *own == changed.article));
    if concerned.is_none() && !told.skipped {
        return;
    }
    let by = concerned.map(|changed| changed.by.clone());
    if dom::find::<Element>("[data-live]").is_none() || PLANNED.replace(true) {
        return;
    }
    plan(by, news, PAUSE);
}

/// Shows after a pause what changed. Where the page cannot be had then, it is tried again, with longer and longer pauses.
fn plan(by: Option<String>, news: RwSignal<Option<String>>, pause: Duration) {
    let fetch = move || {
        PLANNED.set(false);
        spawn_local(async move {
            match this_page().await {
                Some(page) => refresh(&page, by.as_deref(), news),
                None if pause < MAX_PAUSE && !PLANNED.replace(true) => plan(by, news, pause * 4),
                None => {}
            }
        });
    };
    let _ = set_timeout(move || driver::when_online(fetch), pause);
}

/// Shows the news: the page as it is now.
pub(super) fn show() {
    match TARGET.take() {
        Some(location) => forms::go(&location),
        None => drop(window().location().reload()),
    }
}

/// This very page, as the server has it now.
async fn this_page() -> Option<Document> {
    let (status, _, html) = fetch("GET", &drafts::page(), None).await.ok()?;
    let parser = DomParser::new().ok()?;
    (status == 200).then(|| parser.parse_from_string(&html, SupportedType::TextHtml).ok())?
}

/// `by` is who changed the page, where that is known.
fn refresh(page: &Document, by: Option<&str>, news: RwSignal<Option<String>>) {
    let text = |of: &Document| of.query_selector(".prose").ok().flatten();
    let revision = |of: &Document| text(of)?.get_attribute("data-revision");
    let changed = revision(&document()).is_some() && revision(page) != revision(&document());
    for part in dom::find_all("[data-live]") {
        let Some(name) = part.get_attribute("data-live") else { continue };
        let newer = page.query_selector(&format!("[data-live='{name}']")).ok().flatten();
        let Some(newer) = newer.filter(|newer| newer.inner_html() != part.inner_html()) else { continue };
        // Marks of new quotes are shown; other words are not put under a reader's eyes.
        let is_text = part.class_list().contains("prose");
        if is_text && changed || holds_focus(&part) {
            continue;
        }
        part.set_inner_html(&newer.inner_html());
    }
    dom::dispatch("folkmoot-refreshed");
    forms::show_what_waits();
    if changed {
        TARGET.set(None);
        news.set(Some(by.map_or_else(|| live::CHANGED.to_owned(), live::changed_by)));
    }
}

/// Nothing is taken away from under a finger.
fn holds_focus(part: &Element) -> bool {
    let selected = window().get_selection().ok().flatten();
    let selecting = selected.is_some_and(|selection| {
        !selection.is_collapsed() && selection.anchor_node().is_some_and(|node| part.contains(Some(&node)))
    });
    selecting || document().active_element().is_some_and(|active| part.contains(Some(&active)))
}
