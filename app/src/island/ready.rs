//! Says that the page has come alive, and makes times exact. Islands come alive in the order of the document, so
//! this one stands last in `<body>`.

use js_sys::{Date, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::browser::dom;

/// Sets `data-hydrated` on `<html>`, and gives every `<time datetime>` its exact local time as a `title`.
#[island]
pub fn Ready() -> impl IntoView {
    Effect::new(move |_| {
        exact_times();
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("data-hydrated", "");
        }
    });
}

/// In the reader's language and zone, by the browser's `Intl`.
fn exact_times() {
    let options = Object::new();
    for (name, value) in [("dateStyle", "full"), ("timeStyle", "long")] {
        let _ = Reflect::set(&options, &name.into(), &value.into());
    }
    let language = window().navigator().language().unwrap_or_else(|| "en".to_owned());
    for time in dom::find_all("time[datetime]") {
        let date = Date::new(&JsValue::from(time.get_attribute("datetime")));
        // An invalid date is not a number, and would throw below.
        if !date.get_time().is_nan() {
            let _ = time.set_attribute("title", &String::from(date.to_locale_string(&language, &options)));
        }
    }
}
