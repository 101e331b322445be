//! What happened since the last frame. Handlers only put it down; one frame takes all of it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use graph::{NodeIndex, Point};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Event, HtmlElement};

use super::answers::{Chains, Words};
use super::pointer::Tool;

/// Something that happened.
pub(crate) enum Act {
    /// The JSON of the graph; `None` if it could not be fetched.
    Data(Option<Vec<u8>>),
    /// The pointer of that id went down, moved, went up or was taken away by the browser; places are those of the window.
    Down(i32, Point, Tool),
    Move(i32, Point),
    Up(i32),
    Cancel(i32),
    /// The wheel was turned there, by that number of pixels.
    Wheel(Point, f64),
    /// A key was pressed on the canvas.
    Key(String),
    /// The canvas was entered by keyboard, or by a press.
    Focus,
    /// The form was changed.
    Form,
    /// The reader went back or forward.
    Pop,
    /// Size or colours may have changed.
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
    Pick(NodeIndex),
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
    pub(super) fn new(root: &HtmlElement) -> Self {
        Self(Rc::new(Inner {
            root: root.clone(),
            acts: RefCell::default(),
            waiting: Cell::new(false),
            frame: RefCell::default(),
        }))
    }

    /// Calls it with each frame and with what happened until then; it says whether the next frame has work, too. What nothing
    /// moves in is marked as still.
    pub(super) fn each_frame(&self, mut take: impl FnMut(f64, Vec<Act>) -> bool + 'static) {
        let again = self.clone();
        *self.0.frame.borrow_mut() = Some(Closure::new(move |now| {
            again.0.waiting.set(false);
            let acts = again.0.acts.take();
            if take(now, acts) {
                again.wake();
            } else if !again.0.waiting.get() {
                let _ = again.0.root.set_attribute("data-still", "");
            }
        }));
    }

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

async fn fetch(source: &str) -> Result<Vec<u8>, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let response: web_sys::Response = JsFuture::from(window.fetch_with_str(source)).await?.dyn_into()?;
    if !response.ok() {
        return Err(JsValue::NULL);
    }
    let buffer = JsFuture::from(response.array_buffer()?).await?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}
