//! The Markdown toolbar over `textarea#body`, and the preview beside it, made by the server's own renderer.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use messages::editor::{preview, toolbar as tools};
use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, HtmlTextAreaElement, KeyboardEvent};

use crate::browser::ask::ask;
use crate::browser::dom;
use crate::browser::latest::Latest;
use crate::browser::markdown::Mark;
use crate::functions::Failure;
use crate::functions::rendering::{self, Place};

const TOOLS: [(Mark, (&str, &str)); 7] = [
    (Mark::Bold, tools::BOLD),
    (Mark::Italic, tools::ITALIC),
    (Mark::Heading, tools::HEADING),
    (Mark::Link, tools::LINK),
    (Mark::List, tools::LIST),
    (Mark::Quote, tools::QUOTE),
    (Mark::Code, tools::CODE),
];

/// What the pane shows.
#[derive(Clone, Copy)]
struct Pane {
    open: RwSignal<bool>,
    html: RwSignal<String>,
    state: RwSignal<String>,
    latest: StoredValue<Latest, LocalStorage>,
}

/// A toolbar and a pane; both stay hidden without JavaScript, where they could do nothing.
#[island]
pub fn Preview() -> impl IntoView {
    let ready = RwSignal::new(false);
    let current = RwSignal::new(0);
    let toolbar = NodeRef::<html::Div>::new();
    let pane = Pane {
        open: RwSignal::new(false),
        html: RwSignal::default(),
        state: RwSignal::default(),
        latest: StoredValue::new_local(Latest::default()),
    };
    Effect::new(move |_| {
        let Some(body) = body() else { return };
        ready.set(true);
        pane.follow(&body);
        dom::listen(&body, "keydown", |event| {
            if let Some(mark) = dom::key(&event).and_then(shortcut) {
                event.prevent_default();
                apply(mark);
            }
        });
    });
    let move_focus = move |event: KeyboardEvent| {
        if let Some(to) = toolbar.get_untracked().and_then(|bar| dom::move_in_toolbar(&bar, &event)) {
            current.set(to);
        }
    };
    // One stop for Tab, as the pattern of a toolbar asks.
    let tabindex = move |at: usize| move || if current.get() == at { "0" } else { "-1" };
    view! {
        <div
            class="markdown-tools"
            role="toolbar"
            aria-label=tools::NAME
            aria-controls="body"
            hidden=move || !ready.get()
            node_ref=toolbar
            on:keydown=move_focus
        >
            {TOOLS
                .into_iter()
                .enumerate()
                .map(|(at, (mark, (label, title)))| {
                    view! {
                        <button
                            type="button"
                            class="tool"
                            title=title
                            aria-label=title
                            tabindex=tabindex(at)
                            on:mousedown=|event| event.prevent_default()
                            on:click=move |_| {
                                current.set(at);
                                apply(mark);
                            }
                        >
                            {label}
                        </button>
                    }
                })
                .collect::<Vec<_>>()}
            <button
                type="button"
                class="tool preview-switch"
                aria-pressed=move || if pane.open.get() { "true" } else { "false" }
                aria-controls="preview"
                tabindex=tabindex(TOOLS.len())
                on:click=move |_| {
                    current.set(TOOLS.len());
                    pane.toggle();
                }
            >
                {preview::NAME}
            </button>
        </div>
        <section id="preview" class="preview" aria-label=preview::NAME hidden=move || !pane.open.get()>
            <p class="preview-state" role="status">
                {pane.state}
            </p>
            <div class="prose" inner_html=pane.html></div>
        </section>
    }
}

fn body() -> Option<HtmlTextAreaElement> {
    dom::by_id("body")
}

fn shortcut(event: &KeyboardEvent) -> Option<Mark> {
    if !(event.ctrl_key() || event.meta_key()) || event.alt_key() || event.shift_key() {
        return None;
    }
    match event.key().as_str() {
        "b" => Some(Mark::Bold),
        "i" => Some(Mark::Italic),
        "k" => Some(Mark::Link),
        _ => None,
    }
}

/// Edits through the browser, so that its undo takes the mark back.
fn apply(mark: Mark) -> Option<()> {
    let body = body()?;
    let unit = |at: Option<u32>| at.and_then(|at| usize::try_from(at).ok()).unwrap_or_default();
    let selection = unit(body.selection_start().ok()?)..unit(body.selection_end().ok()?);
    let edit = mark.apply(&body.value(), &selection);
    let at = |unit: usize| u32::try_from(unit).unwrap_or(u32::MAX);
    let _ = body.focus();
    body.set_selection_range(at(edit.range.start), at(edit.range.end)).ok()?;
    let page: HtmlDocument = document().unchecked_into();
    let inserted = page.exec_command_with_show_ui_and_value("insertText", false, &edit.with);
    if inserted != Ok(true) {
        // Old, but the only insertion that can be undone; without it the text is set, and said to be.
        body.set_range_text_with_start_and_end(&edit.with, at(edit.range.start), at(edit.range.end)).ok()?;
        let _ = body.dispatch_event(&web_sys::Event::new("input").ok()?);
    }
    body.set_selection_range(at(edit.select.start), at(edit.select.end)).ok()
}

impl Pane {
    /// Renders again while somebody writes, as long as the pane is open.
    fn follow(self, body: &HtmlTextAreaElement) {
        let mut render = debounce(Duration::from_millis(300), move |()| self.render());
        dom::listen(body, "input", move |_| {
            if self.open.get_untracked() {
                render(());
            }
        });
    }

    fn toggle(self) {
        self.open.update(|open| *open = !*open);
        if self.open.get_untracked() {
            self.render();
        }
    }

    fn render(self) {
        let latest = self.latest.get_value();
        let Some(markdown) = body().map(|body| body.value()) else { return };
        if markdown.trim().is_empty() {
            latest.forget();
            self.html.set(String::new());
            self.state.set(preview::EMPTY.to_owned());
            return;
        }
        if self.html.with_untracked(String::is_empty) {
            self.state.set(preview::LOADING.to_owned());
        }
        let question = rendering::Preview { markdown, place: Place::Article };
        latest.ask(ask(question), move |answer| self.take(answer));
    }

    /// What was shown before stays when a newer rendering cannot be had.
    fn take(self, answer: Result<String, Failure>) {
        match answer {
            Ok(html) => {
                self.html.set(html);
                self.state.set(preview::NAME.to_owned());
            }
            Err(Failure::Offline) => self.state.set(preview::OFFLINE.to_owned()),
            Err(failure) => self.state.set(failure.to_string()),
        }
    }
}
