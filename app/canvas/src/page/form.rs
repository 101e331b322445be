//! Views in the address and in the form of the page.

use std::collections::BTreeMap;

use domain::relation::Kind;
use graph::View;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{FormData, HtmlFormElement, HtmlInputElement, HtmlSelectElement, UrlSearchParams};

use super::dom;

/// The names that a control of the form may have, besides the boxes of kinds.
const NAMES: [&str; 11] =
    ["focus", "depth", "author", "since", "until", "lock", "words", "layout", "colour", "fold", "path"];

/// The view that the address says. The article of the page is its focus where the address names none.
pub(crate) fn address_view(own: Option<&str>) -> View {
    let query = web_sys::window().and_then(|window| window.location().search().ok()).unwrap_or_default();
    let values =
        UrlSearchParams::new_with_str(&query).map(|query| entries(query.as_ref())).unwrap_or_default();
    let mut view = View::read(&values);
    if view.focus.is_none() {
        view.focus = own.map(str::to_owned);
    }
    view
}

/// The view that the form says; what it has no control for stays as it is.
pub(crate) fn form_view(before: &View) -> View {
    let Some(form) = dom::by_id::<HtmlFormElement>("view") else { return before.clone() };
    let mut values: BTreeMap<String, String> =
        before.pairs().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    for name in NAMES {
        if has(&form, &format!("[name='{name}']")) {
            values.remove(name);
        }
    }
    if has(&form, "[name^='kind-']") {
        values.remove("kinds");
    }
    if let Ok(data) = FormData::new_with_form(&form) {
        values.extend(entries(data.as_ref()));
    }
    View::read(&values)
}

/// Makes the form say a view.
pub(crate) fn write(view: &View) {
    let Some(form) = dom::by_id::<HtmlFormElement>("view") else { return };
    let values: BTreeMap<&str, String> = view.pairs().into_iter().collect();
    let controls = form.elements();
    for number in 0..controls.length() {
        let Some(control) = controls.item(number) else { continue };
        let name = control.get_attribute("name").unwrap_or_default();
        if let Some(kind) = name.strip_prefix("kind-").and_then(Kind::from_name) {
            if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
                input.set_checked(view.kinds.contains(&kind));
            }
            continue;
        }
        if !NAMES.contains(&name.as_str()) {
            continue;
        }
        let value = values.get(name.as_str()).map_or("", String::as_str);
        if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
            match input.type_().as_str() {
                "radio" | "checkbox" => input.set_checked(means(&name, &input.value(), value)),
                "date" => input.set_value(value.get(..10).unwrap_or_default()),
                "datetime-local" => input.set_value(value.get(..16).unwrap_or_default()),
                _ if input.value() != value => input.set_value(value),
                _ => {}
            }
        } else if let Some(select) = control.dyn_ref::<HtmlSelectElement>() {
            let options = select.options();
            for number in 0..options.length() {
                let option = options.item(number).and_then(|option| option.get_attribute("value"));
                if means(&name, &option.unwrap_or_default(), value) {
                    select.set_selected_index(i32::try_from(number).unwrap_or_default());
                    break;
                }
            }
        }
    }
}

/// Whether a choice of a control stands for a value; what an address leaves out has a name in forms.
fn means(name: &str, choice: &str, value: &str) -> bool {
    choice == value
        || (value.is_empty()
            && matches!(
                (name, choice),
                ("layout", "layered") | ("colour", "kind") | ("lock", "any") | ("depth", "all" | "0")
            ))
}

fn has(form: &HtmlFormElement, selector: &str) -> bool {
    form.query_selector(selector).is_ok_and(|control| control.is_some())
}

fn entries(of: &JsValue) -> BTreeMap<String, String> {
    js_sys::try_iter(of)
        .ok()
        .flatten()
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry: js_sys::Array = entry.ok()?.dyn_into().ok()?;
            Some((entry.get(0).as_string()?, entry.get(1).as_string()?))
        })
        .collect()
}
