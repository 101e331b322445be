//! The elements around the canvas.

use graph::NodeIndex;
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
                ("aria-label", "Graph of the discussion"),
                ("aria-describedby", "graph-keys"),
            ],
            "",
        )?;
        let card = dom::add(
            &scene,
            "div",
            &[
                ("class", "graph-card"),
                ("role", "group"),
                ("aria-label", "What is pointed at"),
                ("hidden", ""),
            ],
            "",
        )?;
        let tools: Element = dom::add(
            &scene,
            "div",
            &[("class", "graph-tools"), ("role", "group"), ("aria-label", "Zoom")],
            "",
        )?;
        button(&tools, "in", "+", "Zoom in")?;
        button(&tools, "out", "−", "Zoom out")?;
        button(&tools, "all", "Fit", "Show all of it")?;
        let full = button(&tools, "full", "Full window", "")?;
        full.set_attribute("aria-pressed", "false").ok()?;
        let legend = dom::add(&live, "ul", &[("class", "graph-legend"), ("aria-label", "Colours")], "")?;
        let time: Element = dom::add(
            &live,
            "div",
            &[("class", "graph-time"), ("role", "group"), ("aria-label", "How the discussion grew")],
            "",
        )?;
        let play = button(&time, "play", "Play", "Play how the discussion grew")?;
        let slider: HtmlInputElement = dom::add(
            &time,
            "input",
            &[("type", "range"), ("min", "0"), ("step", "1"), ("aria-label", "Moment shown")],
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
        dom::add::<Element>(
            &live,
            "p",
            &[("id", "graph-keys"), ("class", "small")],
            "Arrow keys go along relations, [ and ] through neighbours; Enter opens, f sets the focus, x folds; +, − and 0 zoom, and so does the wheel with Ctrl or in the picture that has the focus. Two fingers move it.",
        )?;
        let details: Element = dom::add(&live, "details", &[("class", "graph-list")], "")?;
        dom::add::<Element>(&details, "summary", &[], "What is shown, as a list")?;
        desk.on(&details, "toggle", |_: &Event| Some(Act::Button("list".to_owned())));
        let list = dom::add(&details, "ul", &[], "")?;
        let state = dom::add(root, "p", &[("class", "small"), ("role", "status")], "Fetching the graph …")?;
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
            ("aria-label", "Find an article in the graph"),
            ("placeholder", "Find an article …"),
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
        &[("id", "graph-found"), ("role", "listbox"), ("aria-label", "Articles found"), ("hidden", "")],
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
    for (name, text) in [("copy", "Copy link"), ("svg", "SVG"), ("png", "PNG")] {
        let says = match name {
            "copy" => "Copy a link to exactly this view",
            "svg" => "Download this picture as SVG",
            _ => "Download this picture as PNG",
        };
        button(&bar, name, text, says)?;
    }
    Some((input, found))
}
