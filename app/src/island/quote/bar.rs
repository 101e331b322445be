//! What the toolbar shows, of which selection, and where.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use domain::id::RevisionId;
use leptos::html;
use leptos::prelude::*;
use messages::editor::selection;
use model::Selected;
use web_sys::{HtmlElement, Node, Range};

use crate::browser::layout::{self, Pointer};
use crate::browser::{dom, passage};

/// What the toolbar shows, and of what.
#[derive(Clone)]
pub(super) struct Bar {
    pub(super) shown: RwSignal<bool>,
    /// Read out, not seen.
    pub(super) said: RwSignal<String>,
    /// The link, where it could not be copied.
    pub(super) link: RwSignal<String>,
    pub(super) copied: RwSignal<bool>,
    /// Whether the words are those of a translator.
    pub(super) translated: RwSignal<bool>,
    /// The text as it came.
    pub(super) original: Rc<RefCell<String>>,
    pub(super) element: NodeRef<html::Div>,
    pub(super) at: Rc<RefCell<Option<(Selected, Range)>>>,
    /// Where the focus was before it came here.
    pub(super) before: Rc<RefCell<Option<HtmlElement>>>,
    /// While a button of the mouse is down, the selection is not done.
    pub(super) pressed: Rc<Cell<bool>>,
    /// Whether the next Tab goes here. Once only, or nobody could get past it.
    pub(super) offered: Rc<Cell<bool>>,
    pub(super) revision: RevisionId,
}

impl Bar {
    pub(super) fn of(revision: RevisionId) -> Self {
        Self {
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
        }
    }

    /// Looks at every selection from now on.
    pub(super) fn watch(self) {
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
            Some(_) if translated => selection::TRANSLATED.to_owned(),
            Some((at, _)) => selection::selected(at.end - at.start),
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
    pub(super) fn close(&self) -> bool {
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
