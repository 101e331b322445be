//! The elements around the canvas.

use graph::NodeIndex;
use messages::graph::tools;
use wasm_bindgen::JsCast;
use web_sys::{
    Element, Event, EventTarget, HtmlCanvasElement, HtmlElement, HtmlInputElement, KeyboardEvent, MouseEvent,
};

use super::desk::{Act, Desk};
use super::dom;

/// See the module.
pub(super) struct Furniture {
    pub(super) canvas: HtmlCanvasElement,
    pub(super) finder: HtmlInputElement,
    pub(super) found: Element,
    pub(super) card: HtmlElement,
    pub(super) legend: HtmlElement,
    pub(super) slider: HtmlInputElement,
    pub(super) moment: HtmlElement,
    pub(super) play: HtmlElement,
    pub(super) full: HtmlElement,
    pub(super) chain: Element,
    pub(super) list: Element,
    pub(super) state: HtmlElement,
    pub(super) said: HtmlElement,
}

impl Furniture {
    pub(super) fn new(root: &Element, desk: &Desk) -> Option<Self> {
        let live: Element = dom::add(root, "div", &[("class", "graph-live"), ("hidden", "")], "")?;
        desk.on(&live, "click", |event: &MouseEvent| {
            Some(Act::Button(closest(event, "[data-act]")?.get_attribute("data-act")?))
        });
        let (finder, found) = finder(&live, desk)?;
        let scene: Element = dom::add(&live, "div", &[("class", "graph-scene")], "")?;
        let canvas: HtmlCanvasElement = dom::add(
            &scene,
            "canvas",
            &[
                ("role", "application"),
                ("tabindex", "0"),
                ("aria-label", tools::CANVAS),
                ("aria-describedby", "graph-keys"),
            ],
            "",
        )?;
        let card = dom::add(
            &scene,
            "div",
            &[("class", "graph-card"), ("role", "group"), ("aria-label", tools::DETAILS), ("hidden", "")],
            "",
        )?;
        let zoom: Element = dom::add(
            &scene,
            "div",
            &[("class", "graph-tools"), ("role", "group"), ("aria-label", tools::ZOOM)],
            "",
        )?;
        button(&zoom, "in", "+", tools::ZOOM_IN)?;
        button(&zoom, "out", "−", tools::ZOOM_OUT)?;
        button(&zoom, "all", tools::FIT, tools::FIT_LABEL)?;
        let full = button(&zoom, "full", tools::FULL_WINDOW, "")?;
        full.set_attribute("aria-pressed", "false").ok()?;
        let legend = dom::add(&live, "ul", &[("class", "graph-legend"), ("aria-label", tools::COLOURS)], "")?;
        let time: Element = dom::add(
            &live,
            "div",
            &[("class", "graph-time"), ("role", "group"), ("aria-label", tools::TIME)],
            "",
        )?;
        let play = button(&time, "play", tools::PLAY, tools::PLAY_LABEL)?;
        let slider: HtmlInputElement = dom::add(
            &time,
            "input",
            &[("type", "range"), ("min", "0"), ("step", "1"), ("aria-label", tools::DATE)],
            "",
        )?;
        desk.on(&slider, "input", {
            let slider = slider.clone();
            move |event: &Event| {
                event.stop_propagation();
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number")]
                let position = slider.value_as_number().max(0.0) as usize;
                Some(Act::Time(position))
            }
        });
        let moment = dom::add(&time, "span", &[("class", "moment small"), ("aria-hidden", "true")], "")?;
        let chain = dom::add(&live, "ol", &[("class", "graph-chain"), ("hidden", "")], "")?;
        dom::add::<Element>(&live, "p", &[("id", "graph-keys"), ("class", "small")], tools::KEYS)?;
        let details: Element = dom::add(&live, "details", &[("class", "graph-list")], "")?;
        dom::add::<Element>(&details, "summary", &[], tools::LIST)?;
        desk.on(&details, "toggle", |_: &Event| Some(Act::Button("list".to_owned())));
        let list = dom::add(&details, "ul", &[], "")?;
        let state = dom::add(root, "p", &[("class", "small"), ("role", "status")], messages::graph::LOADING)?;
        let said = dom::add(root, "p", &[("class", "visually-hidden"), ("aria-live", "polite")], "")?;
        Some(Self {
            canvas,
            finder,
            found,
            card,
            legend,
            slider,
            moment,
            play,
            full,
            chain,
            list,
            state,
            said,
        })
    }
}

/// What was pressed, or what it is in, if it is such.
fn closest(event: &MouseEvent, selector: &str) -> Option<Element> {
    let target: Element = event.target().and_then(|at: EventTarget| at.dyn_into().ok())?;
    target.closest(selector).ok()?
}

/// A button that posts its name.
pub(super) fn button(to: &Element, name: &str, text: &str, says: &str) -> Option<HtmlElement> {
    let attributes = [("type", "button"), ("class", "tool"), ("data-act", name)];
    let button: HtmlElement = dom::add(to, "button", &attributes, text)?;
    if !says.is_empty() {
        button.set_attribute("aria-label", says).ok()?;
        button.set_attribute("title", says).ok()?;
    }
    Some(button)
}

fn finder(live: &Element, desk: &Desk) -> Option<(HtmlInputElement, Element)> {
    let bar: Element = dom::add(live, "div", &[("class", "graph-bar")], "")?;
    let field: Element = dom::add(&bar, "div", &[("class", "graph-find")], "")?;
    let input: HtmlInputElement = dom::add(
        &field,
        "input",
        &[
            ("type", "text"),
            ("role", "combobox"),
            ("aria-label", tools::FIND),
            ("placeholder", tools::FIND_PLACEHOLDER),
            ("aria-autocomplete", "list"),
            ("aria-expanded", "false"),
            ("aria-controls", "graph-found"),
            ("autocomplete", "off"),
            ("spellcheck", "false"),
        ],
        "",
    )?;
    let found: Element = dom::add(
        &field,
        "ul",
        &[("id", "graph-found"), ("role", "listbox"), ("aria-label", tools::FOUND), ("hidden", "")],
        "",
    )?;
    desk.on(&input, "input", {
        let input = input.clone();
        move |_: &Event| Some(Act::Find(input.value()))
    });
    desk.on(&input, "keydown", |event: &KeyboardEvent| {
        let key = event.key();
        if !["ArrowDown", "ArrowUp", "Enter", "Escape"].contains(&key.as_str()) {
            return None;
        }
        event.prevent_default();
        Some(Act::FinderKey(key))
    });
    desk.on(&input, "blur", |_: &Event| Some(Act::FinderKey("Escape".to_owned())));
    desk.on(&found, "pointerdown", |event: &MouseEvent| {
        event.prevent_default();
        Some(Act::Pick(
            closest(event, "[data-node]")?.get_attribute("data-node")?.parse().ok().map(NodeIndex)?,
        ))
    });
    button(&bar, "copy", tools::COPY, tools::COPY_LABEL)?;
    button(&bar, "svg", tools::SVG, tools::SVG_LABEL)?;
    button(&bar, "png", tools::PNG, tools::PNG_LABEL)?;
    Some((input, found))
}
