//! The toolbar beside selected text: quote it in a comment, cite a source for it, or link to it.
//!
//! A selection by mouse, by keyboard (caret browsing) or by touch shows it. It takes the focus only by Tab, gives
//! it back on Escape, and what it offers is said politely. A link to a passage is followed here too.
#![expect(missing_docs, reason = "`#[island]` writes public structs of its own")]

use domain::id::RevisionId;
use domain::slug::Slug;
use leptos::prelude::*;
use messages::editor::selection;
use model::Selected;

use self::bar::Bar;
use crate::browser::dom;

mod act;
mod bar;

/// Watches the selection in `.prose[data-revision]` of this revision.
#[island]
pub fn QuoteBar(
    /// The revision shown.
    revision: RevisionId,
    /// The article's slug.
    slug: Slug,
) -> impl IntoView {
    let bar = StoredValue::new_local(Bar::of(revision));
    let Bar { shown, said, link, copied, translated, element, .. } = bar.get_value();
    let article = StoredValue::new(slug);
    Effect::new(move |_| {
        act::take_pending(&article.get_value());
        bar.get_value().watch();
        dom::listen(&document(), "click", |event| act::follow(&event));
    });
    let act = move |what: fn(&Bar, &Slug, Selected)| {
        move |_| {
            let bar = bar.get_value();
            let at = bar.at.borrow().as_ref().map(|(at, _)| at.clone());
            if let Some(at) = at {
                article.with_value(|slug| what(&bar, slug, at));
            }
        }
    };
    view! {
        <div
            class="quotebar"
            role="toolbar"
            aria-label=selection::NAME
            hidden=move || !shown.get()
            node_ref=element
            // A press would take the selection away.
            on:mousedown=|event| {
                if !dom::is_field(&event) {
                    event.prevent_default();
                }
            }
            on:keydown=move |event| {
                if let Some(element) = element.get_untracked() {
                    dom::move_in_toolbar(&element, &event);
                }
            }
        >
            <p class="quotebar-words" hidden=move || !translated.get()>
                {selection::TRANSLATED}
            </p>
            <button type="button" hidden=translated on:click=act(act::quote)>
                {selection::QUOTE}
            </button>
            <button type="button" hidden=translated on:click=act(act::cite)>
                {selection::CITE}
            </button>
            <button type="button" hidden=translated on:click=act(act::copy)>
                {move || if copied.get() { selection::COPIED } else { selection::COPY_LINK }}
            </button>
            <label class="quotebar-link" hidden=move || link.read().is_empty()>
                {selection::COPY_THIS}
                " "
                <input type="text" readonly prop:value=link on:focus=|event| dom::select_all(&event) />
            </label>
        </div>
        <p class="visually-hidden" role="status">
            {said}
        </p>
    }
}
