//! Keyboard shortcuts for the whole page, and the dialog that lists them. Stands in the foot of the page.

use leptos::html;
use leptos::prelude::*;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::browser::dom;

const KEYS: [(&str, &str); 6] = [
    ("/", "Search"),
    ("c", "Write a comment"),
    ("e", "Edit this article"),
    ("g", "Go to the graph of this discussion"),
    ("?", "Show these keys"),
    ("Esc", "Close what is open"),
];

/// A button that opens the dialog, and the keys themselves. They rest while somebody types.
#[island]
pub fn Keyboard() -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let ready = RwSignal::new(false);
    let open = move || {
        if let Some(dialog) = dialog.get_untracked().filter(|dialog| !dialog.open()) {
            let _ = dialog.show_modal();
        }
    };
    Effect::new(move |_| {
        ready.set(true);
        dom::listen(&document(), "keydown", move |event| {
            let Some(pressed) = dom::key(&event) else { return };
            if !event.default_prevented()
                && !dom::is_command(pressed)
                && !dom::is_typing()
                && act(pressed, &open)
            {
                event.prevent_default();
            }
        });
    });
    view! {
        <button type="button" class="keys-button" hidden=move || !ready.get() on:click=move |_| open()>
            "Keyboard"
        </button>
        <dialog class="keys" aria-labelledby="keys-title" node_ref=dialog>
            <h2 id="keys-title">"Keys"</h2>
            <dl>
                {KEYS
                    .map(|(key, does)| {
                        view! {
                            <div>
                                <dt>
                                    <kbd>{key}</kbd>
                                </dt>
                                <dd>{does}</dd>
                            </div>
                        }
                    })
                    .to_vec()}
            </dl>
            <form method="dialog">
                <button class="button">"Close"</button>
            </form>
        </dialog>
    }
}

/// Does what a key says; `false` if there is nothing on this page that it could mean.
fn act(event: &KeyboardEvent, open: &impl Fn()) -> bool {
    match event.key().as_str() {
        "/" => focus("input[type='search']"),
        "c" => focus("#comment-body") || follow("a[href*='tab=comments']"),
        "e" => article().is_some_and(|path| follow(&format!("a[href='{path}/edit']"))),
        "g" => graph(),
        "?" => {
            open();
            true
        }
        _ => false,
    }
}

fn focus(selector: &str) -> bool {
    dom::find::<HtmlElement>(selector).map(|element| dom::reveal(&element)).is_some()
}

fn follow(selector: &str) -> bool {
    dom::find::<HtmlElement>(selector).map(|link| link.click()).is_some()
}

/// The path of the article on whose page we are.
fn article() -> Option<String> {
    let path = window().location().pathname().ok()?;
    let mut parts = path.split('/').skip(1);
    let slug = parts.next().filter(|first| *first == "a").and_then(|_| parts.next())?;
    Some(format!("/a/{slug}"))
}

fn graph() -> bool {
    let Some(graph) = dom::by_id::<HtmlElement>("graph") else { return false };
    graph.scroll_into_view();
    // So that the next Tab goes on from there.
    if !graph.has_attribute("tabindex") {
        let _ = graph.set_attribute("tabindex", "-1");
    }
    let _ = graph.focus();
    true
}
