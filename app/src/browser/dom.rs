//! Small helpers over the DOM: finding controls, reading and filling them, listening, focus.

use leptos::prelude::{document, window};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, Event, EventTarget, HtmlElement, HtmlInputElement, HtmlTextAreaElement, KeyboardEvent,
};

/// The element with that id, if it is of that kind.
#[must_use]
pub fn by_id<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The first element a selector finds, if it is of that kind.
#[must_use]
pub fn find<T: JsCast>(selector: &str) -> Option<T> {
    document().query_selector(selector).ok()??.dyn_into().ok()
}

/// Every element a selector finds.
pub fn find_all(selector: &str) -> impl Iterator<Item = Element> {
    let found = document().query_selector_all(selector).ok();
    let length = found.as_ref().map_or(0, web_sys::NodeList::length);
    (0..length).filter_map(move |at| found.as_ref()?.item(at)?.dyn_into().ok())
}

/// A control that holds text.
#[derive(Clone)]
pub enum Control {
    /// One line.
    Input(HtmlInputElement),
    /// Several lines.
    Area(HtmlTextAreaElement),
}

impl Control {
    /// The control with that id.
    #[must_use]
    pub fn by_id(id: &str) -> Option<Self> {
        Self::of(by_id(id)?)
    }

    /// The first control a selector finds.
    #[must_use]
    pub fn find(selector: &str) -> Option<Self> {
        Self::of(find(selector)?)
    }

    /// That control, if it holds text.
    #[must_use]
    pub fn of(element: Element) -> Option<Self> {
        element.dyn_into().map(Self::Input).or_else(|element| element.dyn_into().map(Self::Area)).ok()
    }

    /// What stands in it.
    #[must_use]
    pub fn value(&self) -> String {
        match self {
            Self::Input(input) => input.value(),
            Self::Area(area) => area.value(),
        }
    }

    /// How many characters of it would be kept: those of one line begin at the first that is seen.
    #[must_use]
    pub fn count(&self) -> usize {
        let value = self.value();
        count(if matches!(self, Self::Input(_)) { value.trim() } else { &value })
    }

    /// Fills it, and tells those who listen, as if it had been typed.
    pub fn fill(&self, value: &str) {
        match self {
            Self::Input(input) => input.set_value(value),
            Self::Area(area) => area.set_value(value),
        }
        if let Ok(event) = Event::new("input") {
            let _ = self.element().dispatch_event(&event);
        }
    }

    /// The control as an element.
    #[must_use]
    pub fn element(&self) -> &HtmlElement {
        match self {
            Self::Input(input) => input,
            Self::Area(area) => area,
        }
    }
}

/// Listens as long as the page lives, as islands do.
pub fn listen(target: &EventTarget, event: &str, handler: impl FnMut(Event) + 'static) {
    let handler = Closure::<dyn FnMut(Event)>::new(handler).into_js_value();
    let _ = target.add_event_listener_with_callback(event, handler.unchecked_ref());
}

/// The event as one of a key; `None` for what browsers send when they fill in a form.
#[must_use]
pub fn key(event: &Event) -> Option<&KeyboardEvent> {
    event.dyn_ref()
}

/// Whether a modifier other than Shift is held, so that the key is meant for the browser or system.
#[must_use]
pub fn is_command(event: &KeyboardEvent) -> bool {
    event.ctrl_key() || event.meta_key() || event.alt_key()
}

/// Whether the reader types into something.
#[must_use]
pub fn is_typing() -> bool {
    let active = document().active_element();
    active.is_some_and(|element| {
        element.matches("input, textarea, select, [contenteditable], dialog[open] *").unwrap_or_default()
    })
}

/// What has the focus, if anything but the page as a whole.
#[must_use]
pub fn focused() -> Option<HtmlElement> {
    let element = document().active_element()?;
    if element.tag_name() == "BODY" { None } else { element.dyn_into().ok() }
}

/// Opens whatever is folded around an element, and focuses it.
pub fn reveal(element: &HtmlElement) {
    let mut around = element.parent_element();
    while let Some(parent) = around {
        if parent.tag_name() == "DETAILS" {
            let _ = parent.set_attribute("open", "");
        }
        around = parent.parent_element();
    }
    let _ = element.focus();
}

/// Moves the focus among the buttons of a toolbar with the arrow keys, Home and End, as the ARIA pattern says
/// (<https://www.w3.org/WAI/ARIA/apg/patterns/toolbar/>). Returns the place it moved to.
pub fn move_in_toolbar(toolbar: &Element, event: &KeyboardEvent) -> Option<usize> {
    let list = toolbar.query_selector_all("button").ok()?;
    let count = list.length();
    let active = document().active_element()?;
    let at = (0..count).find(|at| list.item(*at).is_some_and(|node| node.is_same_node(Some(&active))))?;
    let to = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => (at + 1) % count,
        "ArrowLeft" | "ArrowUp" => (at + count - 1) % count,
        "Home" => 0,
        "End" => count - 1,
        _ => return None,
    };
    event.prevent_default();
    let _ = list.item(to)?.dyn_into::<HtmlElement>().ok()?.focus();
    usize::try_from(to).ok()
}

/// Goes to another address.
pub fn go_to(address: &str) {
    let _ = window().location().set_href(address);
}

/// A property of a JavaScript object, if it is there.
#[must_use]
pub fn property(of: &JsValue, name: &str) -> Option<JsValue> {
    js_sys::Reflect::get(of, &name.into()).ok().filter(|value| !value.is_undefined() && !value.is_null())
}

/// The property of the window by which `app/script/page.js` is found.
pub const SCRIPT: &str = "folkmoot";

/// Tells those who listen at the window.
pub fn dispatch(name: &str) {
    if let Ok(event) = Event::new(name) {
        let _ = window().dispatch_event(&event);
    }
}

/// What an event happened to.
#[must_use]
pub fn node(event: &Event) -> Option<web_sys::Node> {
    event.target()?.dyn_into().ok()
}

/// Whether an event happened to a field, which needs the presses that it gets.
#[must_use]
pub fn is_field(event: &Event) -> bool {
    node(event).is_some_and(|node| node.has_type::<HtmlInputElement>())
}

/// Selects all of a field that gets the focus, ready to be copied.
pub fn select_all(event: &Event) {
    if let Some(input) = node(event).and_then(|node| node.dyn_into::<HtmlInputElement>().ok()) {
        input.select();
    }
}

/// Focuses an element that can be.
#[must_use]
pub fn focus(element: &Element) -> Option<()> {
    element.dyn_ref::<HtmlElement>()?.focus().ok()
}

/// A rectangle of the DOM.
#[must_use]
pub fn rectangle(rectangle: &web_sys::DomRect) -> super::layout::Box {
    super::layout::Box {
        left: rectangle.left(),
        top: rectangle.top(),
        width: rectangle.width(),
        height: rectangle.height(),
    }
}

/// Width and height of the viewport without scroll bars.
#[must_use]
pub fn viewport() -> (f64, f64) {
    let root = document().document_element();
    root.map_or((0.0, 0.0), |root| (f64::from(root.client_width()), f64::from(root.client_height())))
}

/// The text in Unicode's composed form (NFC), by the browser.
#[must_use]
pub fn compose(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFC").into()
}

/// The count of `domain::text`, composed by the browser: its tables would add 46 KB (brotli) to the bundle.
#[must_use]
pub fn count(text: &str) -> usize {
    domain::text::count_with(text, compose)
}
