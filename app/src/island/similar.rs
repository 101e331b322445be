//! Articles that already have a title like the one being typed, so that the same article is not written twice.
#![expect(missing_docs, reason = "`#[island]` writes public structs of its own")]

use std::time::Duration;

use domain::address;
use domain::id::ArticleId;
use leptos::prelude::*;
use messages::editor::similar;
use model::Choice;

use crate::browser::ask::ask;
use crate::browser::dom::{self, Control};
use crate::browser::latest::Latest;
use crate::functions::articles;

/// From how many characters on a title says something.
const MIN_TITLE: usize = 4;

/// Watches `input#title` and lists links that open beside the form, which keeps what was typed.
#[island]
pub fn SimilarTitles(
    /// The article being edited, which is like itself.
    article: Option<ArticleId>,
) -> impl IntoView {
    let found = RwSignal::new(Vec::<Choice>::new());
    Effect::new(move |_| {
        let Some(title) = Control::by_id("title") else { return };
        let latest = Latest::default();
        let element = title.element().clone();
        let mut ask = debounce(Duration::from_millis(400), move |()| {
            let title = title.value();
            if dom::count(&title) < MIN_TITLE {
                latest.forget();
                found.set(Vec::new());
            } else {
                // Not finding any is no reason to disturb somebody who writes.
                let question = articles::SimilarTitles { title, article };
                latest.ask(ask(question), move |answer| found.set(answer.unwrap_or_default()));
            }
        });
        dom::listen(&element, "input", move |_| ask(()));
    });
    let said = move || match found.read().len() {
        0 => "",
        1 => similar::ONE,
        _ => similar::SEVERAL,
    };
    view! {
        <div class="similar-titles">
            <p role="status">{said}</p>
            <ul hidden=move || {
                found.read().is_empty()
            }>{move || found.get().into_iter().map(link).collect::<Vec<_>>()}</ul>
        </div>
    }
}

fn link(choice: Choice) -> impl IntoView {
    view! {
        <li>
            <a href=address::article(&choice.slug).to_string() target="_blank" rel="noopener">
                {choice.title}
                <span class="visually-hidden">{similar::NEW_TAB}</span>
            </a>
            <span class="similar-summary">{choice.summary}</span>
        </li>
    }
}
