//! Remembers on this device what a reader called themselves, and fills in the welcome form with it, as when
//! their session has ended.
#![expect(missing_docs, reason = "`#[island]` writes public structs of its own")]

use leptos::prelude::*;

use crate::browser::dom::{self, Control};
use crate::browser::storage::{self, Area, Identity};

/// Enhances `form#welcome` of the page; shows nothing itself.
#[island]
pub fn Welcome(
    /// The page to come back to, for a form that does not say.
    #[prop(into)]
    back: String,
) -> impl IntoView {
    Effect::new(move |_| {
        let Some(form) = dom::by_id::<web_sys::HtmlFormElement>("welcome") else { return };
        if let Some(identity) = storage::read::<Identity>(Area::Device, storage::IDENTITY) {
            fill_empty("first_name", &identity.first_name);
            fill_empty("last_name", &identity.last_name);
        }
        fill_empty("back", &back);
        dom::listen(&form, "submit", |_| {
            let typed = |name: &str| control(name).map(|control| control.value().trim().to_owned());
            if let (Some(first_name), Some(last_name)) = (typed("first_name"), typed("last_name")) {
                storage::write(Area::Device, storage::IDENTITY, &Identity { first_name, last_name });
            }
        });
    });
}

fn control(name: &str) -> Option<Control> {
    Control::find(&format!("#welcome [name='{name}']"))
}

/// Never over what the server or the reader put there.
fn fill_empty(name: &str, value: &str) {
    if let Some(control) = control(name).filter(|control| control.value().is_empty() && !value.is_empty()) {
        control.fill(value);
    }
}
