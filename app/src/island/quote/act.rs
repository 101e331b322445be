//! What the buttons of the toolbar do with the selected passage.

use domain::slug::Slug;
use js_sys::{Array, Function, Promise};
use leptos::prelude::*;
use messages::editor::selection;
use model::Selected;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Element, HtmlElement};

use super::bar::Bar;
use crate::browser::dom::{self, Control};
use crate::browser::storage::{self, Area, PendingQuote};
use crate::browser::{address, passage};

/// Puts the passage into the comment form of this page, or takes it along to the page that has it.
pub(super) fn quote(bar: &Bar, slug: &Slug, at: Selected) {
    bar.close();
    if fill_comment(&at) {
        bar.said.set(selection::QUOTED.to_owned());
        return;
    }
    let pending = PendingQuote { slug: slug.to_string(), at };
    storage::write(Area::Tab, storage::QUOTE, &pending);
    dom::go_to(&domain::address::comments(slug).fragment("comment").to_string());
}

/// Goes to the citation form.
#[expect(clippy::needless_pass_by_value, reason = "all that a button does have one shape")]
pub(super) fn cite(_: &Bar, slug: &Slug, at: Selected) {
    dom::go_to(&address::cite(slug, &at));
}

/// Copies the link, or shows it where the browser does not let us.
pub(super) fn copy(bar: &Bar, slug: &Slug, at: Selected) {
    let place = address::passage(&window().location().origin().unwrap_or_default(), slug, &at);
    let (copied, said, shown) = (bar.copied, bar.said, bar.link);
    spawn_local(async move {
        let link = with_words(&place, &at).await.unwrap_or(place);
        let navigator = window().navigator();
        // Missing where the page did not come by HTTPS.
        let written = dom::property(&navigator, "clipboard").map(|_| navigator.clipboard().write_text(&link));
        let done = match written {
            Some(promise) => JsFuture::from(promise).await.is_ok(),
            None => false,
        };
        copied.set(done);
        if done {
            said.set(selection::COPIED.to_owned());
        } else {
            said.set(selection::NOT_COPIED.to_owned());
            shown.set(link);
        }
    });
}

/// The link with the words of the passage, if the script that makes them can be had.
async fn with_words(place: &str, at: &Selected) -> Option<String> {
    let script = dom::property(&window(), dom::SCRIPT)?;
    let link = dom::property(&script, "link")?.dyn_into::<Function>().ok()?;
    let [start, end] = [at.start, at.end].map(|at| JsValue::from(u32::try_from(at).unwrap_or(u32::MAX)));
    let arguments = Array::of4(&place.into(), &passage::prose(at.revision)?.into(), &start, &end);
    let promise = link.apply(&script, &arguments).ok()?.dyn_into::<Promise>().ok()?;
    JsFuture::from(promise).await.ok()?.as_string()
}

/// Fills in the quote that another page sent along, if this page has the form for it. The article may have a newer revision
/// by now: the server carries the passage there.
pub(super) fn take_pending(slug: &Slug) {
    let pending = storage::read::<PendingQuote>(Area::Tab, storage::QUOTE);
    if let Some(pending) = pending
        // An earlier version kept it percent-encoded.
        && domain::address::decode(&pending.slug).is_some_and(|of| of == slug.as_str())
        && fill_comment(&pending.at)
    {
        storage::forget(Area::Tab, storage::QUOTE);
    }
}

/// A click on a quoted passage leads to who quotes it, unless words are selected or a link is meant.
pub(super) fn follow(event: &web_sys::Event) {
    let clicked = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let mark = clicked.and_then(|clicked| clicked.closest("a,[data-to]").ok().flatten());
    if let Some(to) = mark.and_then(|mark| mark.get_attribute("data-to"))
        && window().get_selection().ok().flatten().is_none_or(|selection| selection.is_collapsed())
    {
        dom::go_to(&to);
    }
}

/// Fills the fields of `form#comment`; `false` if the page has none.
fn fill_comment(at: &Selected) -> bool {
    let Some(quote) = Control::by_id("comment-quote") else { return false };
    quote.fill(&at.exact);
    let places = [
        ("comment-quote-revision", at.revision.to_string()),
        ("comment-quote-start", at.start.to_string()),
        ("comment-quote-end", at.end.to_string()),
    ];
    for (id, value) in &places {
        if let Some(control) = Control::by_id(id) {
            control.fill(value);
        }
    }
    // Words changed by hand are looked for by the server; their old place would be wrong.
    dom::listen(&quote.element().clone(), "input", move |event| {
        if event.is_trusted() {
            places.iter().filter_map(|(id, _)| Control::by_id(id)).for_each(|control| control.fill(""));
        }
    });
    dom::reveal(quote.element());
    if let Some(body) = dom::by_id::<HtmlElement>("comment-body") {
        dom::reveal(&body);
    }
    true
}
