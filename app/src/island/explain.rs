//! The switch that shows why articles are related, at once and again on the next page. Without JavaScript the
//! link beside it does the same.
#![expect(missing_docs, reason = "`#[island]` writes public structs of its own")]

use leptos::prelude::*;

use crate::browser::dom;
use crate::browser::storage::{self, Area};

/// Stands in `.related` beside the link, and gives that section the class `explained` or takes it away.
#[island]
pub fn ExplainSwitch(
    /// Whether the server showed them.
    on: bool,
) -> impl IntoView {
    let shown = RwSignal::new(on);
    let ready = RwSignal::new(false);
    Effect::new(move |_| {
        dom::find_all(".related a.switch").for_each(|link| {
            let _ = link.set_attribute("hidden", "");
        });
        // An address that asks for explanations shows them, whatever was chosen before.
        if !on && storage::read(Area::Device, storage::EXPLAIN) == Some(true) {
            shown.set(true);
            show();
        }
        ready.set(true);
    });
    let change = move |event| {
        let on = event_target_checked(&event);
        shown.set(on);
        if on {
            show();
        } else {
            hide();
        }
        storage::write(Area::Device, storage::EXPLAIN, &on);
    };
    view! {
        <label class="switch" hidden=move || !ready.get()>
            <input type="checkbox" role="switch" prop:checked=shown checked=on on:change=change />
            " "
            {messages::article::explain::SWITCH}
        </label>
    }
}

fn show() {
    dom::find_all(".related").for_each(|section| {
        let _ = section.class_list().add_1("explained");
    });
}

fn hide() {
    dom::find_all(".related").for_each(|section| {
        let _ = section.class_list().remove_1("explained");
    });
}
