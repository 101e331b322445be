//! The thin layer: what draws on the canvas and listens to the reader. Handlers only put down what happened; one
//! frame takes all of it, so that no handler meets another at work.

mod card;
mod dom;
mod export;
mod form;
mod furniture;
mod hands;
mod paint;
mod picture;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Event, HtmlElement, HtmlFormElement, KeyboardEvent, PointerEvent, WheelEvent};

use self::card::{Chains, Words};
use self::picture::Picture;

/// Something that happened.
pub(crate) enum Act {
    /// The JSON of the graph; `None` if it could not be fetched.
    Data(Option<Vec<u8>>),
    /// A pointer went down, moved, or went up, at a place of the window; whether a finger did.
    Down(i32, f64, f64, bool),
    Move(i32, f64, f64),
    Up(i32, bool),
    /// The wheel was turned there, by so many pixels.
    Wheel(f64, f64, f64),
    /// A key was pressed on the canvas.
    Key(String),
    /// The canvas was entered by keyboard, or by a press.
    Focus,
    /// The form says something else.
    Form,
    /// The reader went back or forward.
    Pop,
    /// Size or colours may be others.
    Redraw,
    /// A button of that name was pressed.
    Button(String),
    /// What the server says of what is at that address.
    Words(String, Option<Words>),
    /// How two articles are connected.
    Chains(Chains),
    /// Something was typed into the finder, or a key pressed there, or an article chosen.
    Find(String),
    FinderKey(String),
    Pick(usize),
    /// The slider stands there.
    Time(usize),
    /// Something is to be told.
    Said(&'static str),
}

/// What happened since the last frame.
#[derive(Clone)]
pub(crate) struct Desk(Rc<Inner>);

/// What the browser calls for a frame.
type Frame = Closure<dyn FnMut(f64)>;

struct Inner {
    /// Says whether nothing moves and everything is drawn.
    root: HtmlElement,
    acts: RefCell<Vec<Act>>,
    waiting: Cell<bool>,
    frame: RefCell<Option<Frame>>,
}

impl Desk {
    /// Puts it down for the next frame.
    pub(crate) fn post(&self, act: Act) {
        self.0.acts.borrow_mut().push(act);
        self.wake();
    }

    fn wake(&self) {
        if self.0.waiting.replace(true) {
            return;
        }
        let _ = self.0.root.remove_attribute("data-still");
        if let (Some(window), Some(frame)) = (web_sys::window(), self.0.frame.borrow().as_ref()) {
            let _ = window.request_animation_frame(frame.as_ref().unchecked_ref());
        }
    }

    /// Fetches, and puts down what comes of it.
    pub(crate) fn fetch(&self, source: String, act: impl FnOnce(String, Option<Vec<u8>>) -> Act + 'static) {
        let desk = self.clone();
        spawn_local(async move {
            let text = fetch(&source).await.ok();
            desk.post(act(source, text));
        });
    }

    /// Listens as long as the page lives.
    pub(crate) fn on<E: JsCast>(
        &self,
        target: &web_sys::EventTarget,
        event: &str,
        handler: impl Fn(&E) -> Option<Act> + 'static,
    ) {
        let desk = self.clone();
        let handler = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if let Some(act) = event.dyn_ref().and_then(&handler) {
                desk.post(act);
            }
        });
        let _ = target.add_event_listener_with_callback(event, handler.into_js_value().unchecked_ref());
    }
}

/// Called by the page's script once the module is there.
#[wasm_bindgen]
pub fn start() {
    console_error_panic_hook::set_once();
    let Some(root) = dom::by_id::<HtmlElement>("picture") else { return };
    let desk = Desk(Rc::new(Inner {
        root: root.clone(),
        acts: RefCell::default(),
        waiting: Cell::new(false),
        frame: RefCell::default(),
    }));
    let Some(source) = root.get_attribute("data-source") else { return };
    let Some(picture) = Picture::new(&root, &desk) else { return };
    listen(&desk, &picture);
    let picture = Rc::new(RefCell::new(picture));
    let again = desk.clone();
    print(&picture);
    *desk.0.frame.borrow_mut() = Some(Closure::new(move |now| {
        again.0.waiting.set(false);
        let acts = again.0.acts.take();
        if picture.borrow_mut().frame(now, acts) {
            again.wake();
        } else if !again.0.waiting.get() {
            let _ = again.0.root.set_attribute("data-still", "");
        }
    }));
    desk.fetch(source, |_, data| Act::Data(data));
}

/// Before the page is printed there is no time for a frame.
fn print(picture: &Rc<RefCell<Picture>>) {
    for moment in ["beforeprint", "afterprint"] {
        let picture = Rc::clone(picture);
        let handler = Closure::<dyn FnMut()>::new(move || {
            if let Ok(picture) = picture.try_borrow() {
                if moment == "beforeprint" { picture.before_print() } else { picture.after_print() }
            }
        });
        if let Some(window) = web_sys::window() {
            let handler = handler.into_js_value();
            let _ = window.add_event_listener_with_callback(moment, handler.unchecked_ref());
        }
    }
}

fn listen(desk: &Desk, picture: &Picture) {
    let canvas = picture.canvas().clone();
    let at = |event: &PointerEvent| (f64::from(event.offset_x()), f64::from(event.offset_y()));
    desk.on(&canvas, "pointerdown", {
        let canvas = canvas.clone();
        move |event: &PointerEvent| {
            let _ = canvas.set_pointer_capture(event.pointer_id());
            let (x, y) = at(event);
            let touches = event.pointer_type() == "touch";
            (event.button() == 0).then_some(Act::Down(event.pointer_id(), x, y, touches))
        }
    });
    desk.on(&canvas, "pointermove", move |event: &PointerEvent| {
        let (x, y) = at(event);
        Some(Act::Move(event.pointer_id(), x, y))
    });
    desk.on(&canvas, "pointerup", |event: &PointerEvent| Some(Act::Up(event.pointer_id(), true)));
    desk.on(&canvas, "pointercancel", |event: &PointerEvent| Some(Act::Up(event.pointer_id(), false)));
    desk.on(&canvas, "wheel", |event: &WheelEvent| {
        event.prevent_default();
        // Lines and pages are told in other units than pixels.
        let unit = [1.0, 16.0, 400.0].get(event.delta_mode() as usize).copied().unwrap_or(1.0);
        Some(Act::Wheel(f64::from(event.offset_x()), f64::from(event.offset_y()), event.delta_y() * unit))
    });
    desk.on(&canvas, "keydown", |event: &KeyboardEvent| {
        let known = [
            "ArrowLeft",
            "ArrowRight",
            "ArrowUp",
            "ArrowDown",
            "[",
            "]",
            "Enter",
            "+",
            "=",
            "-",
            "0",
            "Escape",
            "f",
            "x",
        ];
        let key = event.key();
        if event.ctrl_key() || event.alt_key() || event.meta_key() || !known.contains(&key.as_str()) {
            return None;
        }
        event.prevent_default();
        // The page has keys of its own.
        event.stop_propagation();
        Some(Act::Key(key))
    });
    desk.on(&canvas, "focus", |_: &Event| Some(Act::Focus));
    let Some(window) = web_sys::window() else { return };
    desk.on(&window, "popstate", |_: &Event| Some(Act::Pop));
    desk.on(&window, "resize", |_: &Event| Some(Act::Redraw));
    if let Ok(Some(dark)) = window.match_media("(prefers-color-scheme: dark)") {
        desk.on(&dark, "change", |_: &Event| Some(Act::Redraw));
    }
    if let Some(form) = dom::by_id::<HtmlFormElement>("view") {
        desk.on(&form, "input", |_: &Event| Some(Act::Form));
        desk.on(&form, "submit", |event: &Event| {
            event.prevent_default();
            Some(Act::Form)
        });
    }
}

async fn fetch(source: &str) -> Result<Vec<u8>, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response: web_sys::Response = JsFuture::from(window.fetch_with_str(source)).await?.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}
