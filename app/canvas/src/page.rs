//! The thin layer: what draws on the canvas and listens to the reader. Handlers only put down what happened; one
//! frame takes all of it, so that no handler meets another at work.

mod answers;
mod card;
mod desk;
mod dom;
mod export;
mod form;
mod furniture;
mod hands;
mod paint;
mod picture;
mod pointer;

use std::cell::RefCell;
use std::rc::Rc;

use graph::Point;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use web_sys::{Event, HtmlElement, HtmlFormElement, KeyboardEvent, MouseEvent, PointerEvent, WheelEvent};

use self::desk::{Act, Desk};
use self::picture::Picture;
use self::pointer::Tool;

/// Called by the page's script once the module is there.
#[wasm_bindgen]
pub fn start() {
    console_error_panic_hook::set_once();
    let Some(root) = dom::by_id::<HtmlElement>("picture") else { return };
    let desk = Desk::new(&root);
    let Some(source) = root.get_attribute("data-source") else { return };
    let Some(picture) = Picture::new(&root, &desk) else { return };
    listen(&desk, &picture);
    let picture = Rc::new(RefCell::new(picture));
    print(&picture);
    desk.each_frame(move |now, acts| picture.borrow_mut().frame(now, acts));
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

/// Where in the canvas something happened.
fn at(event: &MouseEvent) -> Point {
    Point { x: event.offset_x().into(), y: event.offset_y().into() }
}

fn listen(desk: &Desk, picture: &Picture) {
    let canvas = picture.canvas().clone();
    desk.on(&canvas, "pointerdown", {
        let canvas = canvas.clone();
        move |event: &PointerEvent| {
            let _ = canvas.set_pointer_capture(event.pointer_id());
            let tool = if event.pointer_type() == "touch" { Tool::Finger } else { Tool::Mouse };
            (event.button() == 0).then_some(Act::Down(event.pointer_id(), at(event), tool))
        }
    });
    desk.on(&canvas, "pointermove", move |event: &PointerEvent| {
        Some(Act::Move(event.pointer_id(), at(event)))
    });
    desk.on(&canvas, "pointerup", |event: &PointerEvent| Some(Act::Up(event.pointer_id())));
    desk.on(&canvas, "pointercancel", |event: &PointerEvent| Some(Act::Cancel(event.pointer_id())));
    desk.on(&canvas, "wheel", |event: &WheelEvent| {
        event.prevent_default();
        // Lines and pages are told in other units than pixels.
        let unit = [1.0, 16.0, 400.0].get(event.delta_mode() as usize).copied().unwrap_or(1.0);
        Some(Act::Wheel(at(event), event.delta_y() * unit))
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
