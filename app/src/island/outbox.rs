//! What waits on this device: unsent commands and drafts, with what can be done about each.

use std::cell::RefCell;

use domain::id::{CommandId, ContributorId};
use leptos::prelude::*;
use messages::drafts::{DELETE_SURE, list};
use sync::client::{self, Draft, Entry, Input, Item, State, Storage, Stored};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlAnchorElement;

use super::sync::forms;
use crate::browser::dom;
use crate::browser::driver;
use crate::browser::local::{Local, fresh};

thread_local! {
    /// For whom and what the page shows, as it is kept.
    static SHOWN: RefCell<(Option<ContributorId>, String)> = const { RefCell::new((None, String::new())) };
}

/// Lists the outbox and the drafts of `main` of the page at `/outbox`.
#[island]
pub fn Outbox() -> impl IntoView {
    let entries = RwSignal::new(Vec::<Entry>::new());
    let drafts = RwSignal::new(Vec::<(String, Stored<Draft>)>::new());
    let read = move || {
        // What is shown anew forgets what was asked.
        let now = (forms::me(), everything());
        if SHOWN.with_borrow(|shown| *shown == now) {
            return;
        }
        SHOWN.set(now);
        entries.set(client::outbox(&Local).unwrap_or_default());
        drafts.set(client::begun(&Local, forms::me()).unwrap_or_default());
    };
    let alive = RwSignal::new(false);
    Effect::new(move |_| {
        read();
        alive.set(true);
        // Another tab may do something about it, which is a step here, and so may this one.
        for event in ["focus", driver::STEPPED] {
            dom::listen(&window(), event, move |_| read());
        }
    });
    let nothing = move || alive.get() && entries.read().is_empty() && drafts.read().is_empty();
    let something = move || alive.get() && !nothing();
    view! {
        <p class="empty" hidden=move || !nothing()>
            {list::EMPTY}
        </p>
        <section hidden=move || entries.read().is_empty()>
            <h2>{list::UNSENT}</h2>
            <ol class="waiting">
                {move || entries.get().into_iter().map(|entry| waiting(entry, read)).collect::<Vec<_>>()}
            </ol>
        </section>
        <section hidden=move || drafts.read().is_empty()>
            <h2>{list::DRAFTS}</h2>
            <ol class="waiting">
                {move || drafts.get().into_iter().map(|(key, draft)| begun(&key, draft, read)).collect::<Vec<_>>()}
            </ol>
        </section>
        <p class="acts" hidden=move || !something()>
            <button type="button" class="button" on:click=|_| download()>
                {list::DOWNLOAD}
            </button>
        </p>
    }
}

/// A button that asks twice before it throws anything away.
fn discard(act: impl Fn() + 'static) -> impl IntoView {
    let asked = RwSignal::new(false);
    let press = move |_| {
        if asked.get() {
            act();
        } else {
            asked.set(true);
        }
    };
    let words = move || if asked.get() { DELETE_SURE } else { list::DELETE };
    view! {
        <button type="button" class="button quiet" on:click=press>
            {words}
        </button>
    }
}

fn remove(key: &str) {
    // What cannot be removed stays in view.
    let _ = Local.remove(key);
}

fn waiting(Entry { key, kept }: Entry, read: impl Fn() + Copy + 'static) -> AnyView {
    let gone = key.clone();
    let discard = discard(move || {
        remove(&gone);
        // What stood in the way of the others may be gone with it.
        driver::step(Input::Wake);
        read();
    });
    let Stored::Item(item) = kept else {
        return view! {
            <li>
                <p>{list::UNREADABLE}</p>
                <p class="acts">{discard}</p>
            </li>
        }
        .into_any();
    };
    let state = match &item.state {
        State::Waiting => list::WAITING.to_owned(),
        State::Conflict => list::CONFLICT.to_owned(),
        State::Refused => list::refused(item.why.as_deref().unwrap_or_default()),
    };
    let act = act(&key, &item, read);
    let words =
        item.fields.get("body").or_else(|| item.fields.get("explanation")).cloned().unwrap_or_default();
    let shown: String = words.chars().take(300).collect();
    let page = item.page.clone();
    view! {
        <li>
            <p>
                <b dir="auto">{item.label.clone()}</b>
                " · "
                <a href=page>{list::WRITTEN_ON}</a>
            </p>
            <p class="note" dir="auto">
                {shown}
            </p>
            <p class="small">{state}</p>
            <p class="acts">{act} {discard}</p>
        </li>
    }
    .into_any()
}

/// What moves it on.
fn act(key: &str, item: &Item, read: impl Fn() + Copy + 'static) -> AnyView {
    let (key, item, edited) = (key.to_owned(), item.clone(), item.clone());
    match item.state {
        State::Waiting => {
            let asked = RwSignal::new(false);
            let press = move |_| match (forms::somebody_elses(&item), asked.get()) {
                (false, _) => driver::step(Input::Wake),
                (true, false) => asked.set(true),
                (true, true) => forms::take_over(),
            };
            let words = move || if asked.get() { list::SEND_AS_YOU } else { list::SEND_NOW };
            let edit = edit(key, edited);
            view! {
                <button type="button" class="button strong" on:click=press>
                    {words}
                </button>
                " "
                {edit}
            }
            .into_any()
        }
        State::Conflict => view! {
            <button type="button" class="button strong" on:click=move |_| forms::post(&item)>
                {list::RESOLVE}
            </button>
        }
        .into_any(),
        State::Refused => {
            let again = (key.clone(), item);
            let retry = move |_| {
                let (key, item) = again.clone();
                // An outcome holds for ever, so it is sent as another command.
                let item = Item { id: CommandId(fresh()), state: State::Waiting, why: None, ..item };
                if client::enqueue(&mut Local, &item).is_ok() {
                    remove(&key);
                    driver::step(Input::Wake);
                }
                read();
            };
            let edit = edit(key, edited);
            view! {
                <button type="button" class="button strong" on:click=retry>
                    {list::SEND_AGAIN}
                </button>
                " "
                {edit}
            }
            .into_any()
        }
    }
}

/// Makes a draft of it again, in the form that it was written in.
fn edit(key: String, item: Item) -> AnyView {
    let hindered = RwSignal::new(false);
    let press = move |_| match client::take_back(&mut Local, &key, &item) {
        Ok(true) => forms::go(&item.page),
        Ok(false) | Err(_) => hindered.set(true),
    };
    let words = move || if hindered.get() { list::HAS_DRAFT } else { list::EDIT };
    view! {
        <button type="button" class="button" on:click=press>
            {words}
        </button>
    }
    .into_any()
}

fn begun(form: &str, kept: Stored<Draft>, read: impl Fn() + Copy + 'static) -> AnyView {
    let key = format!("{}{form}", client::DRAFT);
    let discard = discard(move || {
        remove(&key);
        read();
    });
    match kept {
        Stored::Item(draft) => {
            let words: Vec<String> = draft
                .fields
                .iter()
                .filter(|(name, value)| !value.is_empty() && !matches!(name.as_str(), "base" | "relation"))
                .map(|(_, value)| value.clone())
                .collect();
            let shown: String = words.join(" · ").chars().take(300).collect();
            view! {
                <li>
                    <p>
                        <a href=draft.page.clone() dir="auto">
                            {draft.label.clone()}
                        </a>
                    </p>
                    <p class="note" dir="auto">
                        {shown}
                    </p>
                    <p class="acts">{discard}</p>
                </li>
            }
            .into_any()
        }
        Stored::Unreadable(_) => view! {
            <li>
                <p>{list::UNREADABLE}</p>
                <p class="acts">{discard}</p>
            </li>
        }
        .into_any(),
    }
}

/// Everything as it is kept, damaged or not.
fn everything() -> String {
    let mut all = String::new();
    for prefix in [client::OUTBOX, client::DRAFT] {
        for key in Local.keys(prefix).unwrap_or_default() {
            if let Ok(Some(text)) = Local.get(&key) {
                for part in [&key, "\n", &text, "\n\n"] {
                    all.push_str(part);
                }
            }
        }
    }
    all
}

fn download() {
    let parts = js_sys::Array::of1(&JsValue::from_str(&everything()));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type("text/plain;charset=utf-8");
    let Ok(blob) = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options) else { return };
    let Ok(address) = web_sys::Url::create_object_url_with_blob(&blob) else { return };
    let link = document().create_element("a").ok().and_then(|a| a.dyn_into::<HtmlAnchorElement>().ok());
    if let Some(link) = link {
        link.set_href(&address);
        link.set_download("folkmoot-unsent.txt");
        link.click();
    }
    let _ = web_sys::Url::revoke_object_url(&address);
}
