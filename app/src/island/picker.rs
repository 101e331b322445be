//! Search as you type for the other article of a relation: the ARIA combobox with a list
//! (<https://www.w3.org/WAI/ARIA/apg/patterns/combobox/>). What is typed is sent too, so it works without.

use std::time::Duration;

use leptos::prelude::*;
use messages::editor::picker;
use model::Choice;
use web_sys::{Event, HtmlElement};

use crate::browser::ask::ask;
use crate::browser::dom::{self, Control};
use crate::browser::latest::Latest;
use crate::functions::Failure;
use crate::functions::articles::FindArticles;

/// The list and what is chosen in it.
#[derive(Clone, Copy)]
struct List {
    choices: RwSignal<Vec<Choice>>,
    active: RwSignal<Option<usize>>,
    open: RwSignal<bool>,
    said: RwSignal<String>,
}

/// Makes `input#other` of the page a combobox; a choice fills it with the title and the hidden `#other_id` with
/// the id.
#[island]
pub fn Picker() -> impl IntoView {
    let list = List {
        choices: RwSignal::default(),
        active: RwSignal::new(None),
        open: RwSignal::new(false),
        said: RwSignal::default(),
    };
    Effect::new(move |_| {
        if let Some(input) = Control::by_id("other") {
            enhance(&input, list);
        }
    });
    Effect::new(move |_| list.reflect());
    let options = move || {
        let option = |(at, choice): (usize, Choice)| {
            view! {
                <li
                    id=option_id(at)
                    role="option"
                    aria-selected=move || if list.active.get() == Some(at) { "true" } else { "false" }
                    // Keeps the focus in the input.
                    on:mousedown=|event| event.prevent_default()
                    on:click=move |_| list.choose(at)
                >
                    <b>{choice.title}</b>
                    <span>{choice.summary}</span>
                </li>
            }
        };
        list.choices.get().into_iter().enumerate().map(option).collect::<Vec<_>>()
    };
    view! {
        <ul id="other-list" class="choices" role="listbox" aria-label=picker::NAME hidden=move || !list.open.get()>
            {options}
        </ul>
        <p class="choices-state" role="status">
            {list.said}
        </p>
    }
}

fn option_id(at: usize) -> String {
    format!("other-option-{at}")
}

fn enhance(input: &Control, list: List) {
    let element = input.element().clone();
    for (name, value) in [
        ("role", "combobox"),
        ("autocomplete", "off"),
        ("aria-autocomplete", "list"),
        ("aria-expanded", "false"),
        ("aria-controls", "other-list"),
    ] {
        let _ = element.set_attribute(name, value);
    }
    let latest = Latest::default();
    let typed = input.clone();
    let mut ask = debounce(Duration::from_millis(200), move |()| {
        let words = typed.value().trim().to_owned();
        if words.is_empty() {
            latest.forget();
            list.close();
        } else {
            latest.ask(ask(FindArticles { query: words }), move |answer| list.take(answer));
        }
    });
    dom::listen(&element, "input", move |event| {
        // `fill` below sends an event that nobody typed.
        if event.is_trusted() {
            set_id("");
            ask(());
        }
    });
    dom::listen(&element, "keydown", move |event| list.key(&event));
    dom::listen(&element, "blur", move |_| list.open.set(false));
}

fn set_id(id: &str) {
    if let Some(hidden) = Control::by_id("other_id") {
        hidden.fill(id);
    }
}

impl List {
    fn take(self, answer: Result<Vec<Choice>, Failure>) {
        self.active.set(None);
        match answer {
            Ok(choices) => {
                self.said.set(match choices.len() {
                    0 => picker::EMPTY.to_owned(),
                    count => picker::found(count),
                });
                self.open.set(!choices.is_empty());
                self.choices.set(choices);
            }
            Err(Failure::Offline) => {
                self.close();
                self.said.set(picker::OFFLINE.to_owned());
            }
            Err(failure) => {
                self.close();
                self.said.set(failure.to_string());
            }
        }
    }

    fn close(self) {
        self.open.set(false);
        self.active.set(None);
        self.said.set(String::new());
    }

    fn choose(self, at: usize) {
        let Some(choice) = self.choices.with_untracked(|choices| choices.get(at).cloned()) else { return };
        if let Some(input) = Control::by_id("other") {
            input.fill(&choice.title);
        }
        set_id(&choice.id.to_string());
        self.close();
    }

    fn key(self, event: &Event) {
        let Some(pressed) = dom::key(event) else { return };
        let count = self.choices.with_untracked(Vec::len);
        let open = self.open.get_untracked();
        let active = self.active.get_untracked();
        match pressed.key().as_str() {
            "ArrowDown" if count > 0 => {
                self.open.set(true);
                self.active.set(Some(active.filter(|_| open).map_or(0, |at| (at + 1) % count)));
            }
            "ArrowUp" if count > 0 => {
                self.open.set(true);
                self.active
                    .set(Some(active.filter(|_| open).map_or(count - 1, |at| (at + count - 1) % count)));
            }
            "Enter" if open && active.is_some() => self.choose(active.unwrap_or_default()),
            "Escape" if open => self.close(),
            _ => return,
        }
        event.prevent_default();
    }

    /// Tells the input, which is not ours to render, what is open and active.
    fn reflect(self) {
        let (open, active) = (self.open.get(), self.active.get());
        let Some(input) = dom::by_id::<HtmlElement>("other") else { return };
        let _ = input.set_attribute("aria-expanded", if open { "true" } else { "false" });
        match active.filter(|_| open) {
            Some(at) => {
                let _ = input.set_attribute("aria-activedescendant", &option_id(at));
                if let Some(option) = dom::by_id::<HtmlElement>(&option_id(at)) {
                    let options = web_sys::ScrollIntoViewOptions::new();
                    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                    option.scroll_into_view_with_scroll_into_view_options(&options);
                }
            }
            None => {
                let _ = input.remove_attribute("aria-activedescendant");
            }
        }
    }
}
