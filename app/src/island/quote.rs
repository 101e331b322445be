//! The toolbar beside selected text: quote it in a comment, cite a source for it, or link to it.
//!
//! A selection by mouse, by keyboard (caret browsing) or by touch shows it. It takes the focus only by Tab, gives
//! it back on Escape, and what it offers is said politely. A link to a passage is followed here too.
#![expect(missing_docs, reason = "`#[island]` writes public structs of its own")]

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use domain::id::RevisionId;
use leptos::html;
use leptos::prelude::*;
use model::Selected;
use web_sys::{HtmlElement, Node, Range};

use crate::browser::layout::{self, Pointer};
use crate::browser::offsets::in_words;
use crate::browser::{dom, passage};

mod act;

/// What is said instead of offering to quote words that nobody wrote.
const TRANSLATED: &str =
    "Your browser translated this page. Show the original to quote, cite or link to its words.";

/// What the toolbar shows, and of what.
#[derive(Clone)]
struct Bar {
    shown: RwSignal<bool>,
    /// Read out, not seen.
    said: RwSignal<String>,
    /// The link, where it could not be copied.
    link: RwSignal<String>,
    copied: RwSignal<bool>,
    /// Whether the words are those of a translator.
    translated: RwSignal<bool>,
    /// The text as it came.
    original: Rc<RefCell<String>>,
    element: NodeRef<html::Div>,
    at: Rc<RefCell<Option<(Selected, Range)>>>,
    /// Where the focus was before it came here.
    before: Rc<RefCell<Option<HtmlElement>>>,
    /// While a button of the mouse is down, the selection is not done.
    pressed: Rc<Cell<bool>>,
    /// Whether the next Tab goes here. Once only, or nobody could get past it.
    offered: Rc<Cell<bool>>,
    revision: RevisionId,
}

/// Watches the selection in `.prose[data-revision]` of this revision.
#[island]
pub fn QuoteBar(
    /// The revision shown.
    revision: RevisionId,
    /// The article's slug.
    #[prop(into)]
    slug: String,
) -> impl IntoView {
    let bar = StoredValue::new_local(Bar {
        shown: RwSignal::new(false),
        said: RwSignal::default(),
        link: RwSignal::default(),
        copied: RwSignal::new(false),
        translated: RwSignal::new(false),
        original: Rc::default(),
        element: NodeRef::new(),
        at: Rc::default(),
        before: Rc::default(),
        pressed: Rc::default(),
        offered: Rc::default(),
        revision,
    });
    let Bar { shown, said, link, copied, translated, element, .. } = bar.get_value();
    let article = StoredValue::new(slug);
    Effect::new(move |_| {
        act::take_pending(&article.get_value());
        bar.get_value().watch();
    });
    let act = move |what: fn(&Bar, &str, Selected)| {
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
            aria-label="Selected text"
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
                {TRANSLATED}
            </p>
            <button type="button" hidden=translated on:click=act(act::quote)>
                "Quote in a comment"
            </button>
            <button type="button" hidden=translated on:click=act(act::cite)>
                "Cite a source"
            </button>
            <button type="button" hidden=translated on:click=act(act::copy)>
                {move || if copied.get() { "Link copied" } else { "Copy link to passage" }}
            </button>
            <label class="quotebar-link" hidden=move || link.read().is_empty()>
                "Copy this link "
                <input type="text" readonly prop:value=link on:focus=|event| dom::select_all(&event) />
            </label>
        </div>
        <p class="visually-hidden" role="status">
            {said}
        </p>
    }
}

impl Bar {
    fn watch(self) {
        let page = document();
        let original = passage::prose(self.revision).and_then(|prose| prose.text_content());
        self.original.replace(original.unwrap_or_default());
        let bar = self.clone();
        let look = Rc::new(RefCell::new(debounce(Duration::from_millis(200), move |()| bar.look())));
        let again = Rc::clone(&look);
        dom::listen(&page, "selectionchange", move |_| (look.borrow_mut())(()));
        let bar = self.clone();
        dom::listen(&page, "pointerdown", move |event| {
            bar.pressed.set(!bar.holds(dom::node(&event).as_ref()));
        });
        for event in ["pointerup", "pointercancel"] {
            let (bar, again) = (self.clone(), Rc::clone(&again));
            dom::listen(&page, event, move |_| {
                if bar.pressed.replace(false) {
                    (again.borrow_mut())(());
                }
            });
        }
        let bar = self.clone();
        dom::listen(&page, "keydown", move |event| {
            let Some(key) = dom::key(&event) else { return };
            let done = match key.key().as_str() {
                "Escape" => bar.close(),
                "Tab" if !key.shift_key() => bar.enter(),
                _ => false,
            };
            if done {
                event.prevent_default();
            }
        });
        dom::listen(&page, "click", |event| act::follow(&event));
        dom::listen(&window(), "resize", move |_| self.place());
    }

    fn holds(&self, node: Option<&Node>) -> bool {
        self.element.get_untracked().is_some_and(|element| element.contains(node))
    }

    fn has_focus(&self) -> bool {
        self.holds(document().active_element().as_deref())
    }

    /// Looks at the selection once it rests.
    fn look(&self) {
        if self.pressed.get() || self.has_focus() {
            return;
        }
        let prose = passage::prose(self.revision);
        let translated =
            prose.as_ref().is_some_and(|prose| passage::is_translated(prose, &self.original.borrow()));
        let found = prose.and_then(|prose| passage::selected(&prose, self.revision));
        let same = match (&found, &*self.at.borrow()) {
            (Some((now, _)), Some((before, _))) => now == before,
            (None, None) => true,
            _ => false,
        };
        if same {
            return;
        }
        self.link.set(String::new());
        self.copied.set(false);
        self.said.set(match &found {
            Some(_) if translated => TRANSLATED.to_owned(),
            Some((at, _)) => offer(at),
            None => String::new(),
        });
        self.translated.set(translated);
        self.shown.set(found.is_some());
        self.offered.set(found.is_some() && !translated);
        self.at.replace(found);
        // Its size is known once it is shown.
        let bar = self.clone();
        let _ = request_animation_frame(move || bar.place());
    }

    /// Puts it beside the selection. Measured from where it stands at the origin of whatever it is positioned
    /// in, so that the style sheet is free to choose that.
    fn place(&self) {
        let at = self.at.borrow();
        let (Some((_, range)), Some(element), true) =
            (at.as_ref(), self.element.get_untracked(), self.shown.get_untracked())
        else {
            return;
        };
        let style = HtmlElement::style(&element);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "whole pixels; printing a fraction costs 5 KB of code"
        )]
        let put = |left: f64, top: f64| {
            let _ = style.set_property("left", &format!("{}px", left as i32));
            let _ = style.set_property("top", &format!("{}px", top as i32));
        };
        put(0.0, 0.0);
        let origin = dom::rectangle(&element.get_bounding_client_rect());
        let (width, height) = dom::viewport();
        let coarse =
            window().match_media("(pointer: coarse)").ok().flatten().is_some_and(|media| media.matches());
        let pointer = if coarse { Pointer::Coarse } else { Pointer::Fine };
        let selection = dom::rectangle(&range.get_bounding_client_rect());
        let (left, top) = layout::beside(selection, origin, width, height, pointer);
        put((left - origin.left).round(), (top - origin.top).round());
        // The selection ends in view, and the toolbar below it does not.
        let hidden = top + origin.height - height;
        if hidden > 0.0 && hidden < 80.0 {
            window().scroll_by_with_x_and_y(0.0, hidden);
        }
    }

    /// Takes the focus to the first button, from anywhere but a control that has it.
    fn enter(&self) -> bool {
        if self.has_focus() || dom::is_typing() {
            return false;
        }
        // Somebody may be quicker than the pause after which we look.
        self.look();
        if !self.shown.get_untracked() || !self.offered.replace(false) {
            return false;
        }
        let Some(element) = self.element.get_untracked() else { return false };
        self.before.replace(dom::focused());
        let first = element.query_selector("button").ok().flatten();
        first.and_then(|first| dom::focus(&first)).is_some()
    }

    /// Closes it and gives the focus back.
    fn close(&self) -> bool {
        if !self.shown.get_untracked() {
            return false;
        }
        let had_focus = self.has_focus();
        self.shown.set(false);
        self.said.set(String::new());
        match self.before.take() {
            Some(element) if had_focus => {
                let _ = element.focus();
            }
            None if had_focus => {
                if let Some(element) = dom::focused() {
                    let _ = element.blur();
                }
            }
            _ => {}
        }
        true
    }
}

fn offer(at: &Selected) -> String {
    let selected = in_words(at.end - at.start);
    format!("Selected {selected}: quote, cite or copy link. Tab goes to the buttons.")
}
