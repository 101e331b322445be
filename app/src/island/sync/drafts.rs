//! Drafts of the page's forms: kept as one types, found again, and cleared when what was sent is applied.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use domain::address;
use domain::id::ContributorId;
use js_sys::Date;
use leptos::prelude::*;
use leptos::serde_json;
use messages::drafts::{DELETE_SURE, form as words};
use serde::Deserialize;
use sync::client::{self, Draft, Fields, Unavailable};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlFormElement};

use crate::browser::dom::{self, Control};
use crate::browser::driver::fetch;
use crate::browser::local::{Local, now};

/// How long after a key a draft is kept.
const PAUSE: Duration = Duration::from_millis(400);
/// How long after that the server is given it.
const LATER: Duration = Duration::from_secs(5);

thread_local! {
    /// Who has a session, and so a private place on the server.
    static OWNER: Cell<Option<ContributorId>> = const { Cell::new(None) };
    /// Forms that were typed into and not kept yet.
    static TYPED: RefCell<Vec<HtmlFormElement>> = const { RefCell::new(Vec::new()) };
    /// Keys of drafts that the server does not have yet.
    static UNSENT: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// The draft key of a form, if it has drafts.
pub(super) fn key(form: &HtmlFormElement) -> Option<String> {
    Some(client::owned(&form.get_attribute("data-draft")?, OWNER.get()))
}

fn forms_with_drafts() -> impl Iterator<Item = HtmlFormElement> {
    dom::find_all("form[data-draft]").filter_map(|form| form.dyn_into().ok())
}

/// Says whose drafts are meant.
pub(super) fn own(owner: Option<ContributorId>) {
    OWNER.set(owner);
}

/// Finds the drafts of the page's forms again, and keeps what is typed from now on.
pub(super) fn start() {
    let owner = OWNER.get();
    if let Some(owner) = owner {
        // What cannot be claimed stays where it is.
        let _ = client::claim(&mut Local, owner);
    }
    let mut keep = debounce(PAUSE, |()| keep_typed());
    let mut send = debounce(LATER, |()| spawn_local(send_unsent()));
    dom::listen(&document(), "input", move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let form = target.and_then(|target| target.closest("form[data-draft]").ok().flatten());
        let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else { return };
        // What this program fills in is not typed.
        if !event.is_trusted() {
            return;
        }
        TYPED.with_borrow_mut(|typed| {
            if !typed.contains(&form) {
                typed.push(form);
            }
        });
        keep(());
        send(());
    });
    dom::listen(&window(), "pagehide", |_| keep_typed());
    dom::listen(&document(), "visibilitychange", |_| keep_typed());
    let mut missing = Vec::new();
    for form in forms_with_drafts() {
        let Some(key) = key(&form) else { continue };
        match client::draft(&Local, &key) {
            Ok(Some(draft)) => restore(&form, &draft),
            Ok(None) => missing.push((key, form)),
            Err(_) => {}
        }
    }
    if let Some(owner) = owner
        && !missing.is_empty()
    {
        spawn_local(ask_server(owner, missing));
    }
}

/// The fields of a form as they stand.
pub(super) fn fields(form: &HtmlFormElement) -> Fields {
    let mut fields = Fields::new();
    let Ok(data) = web_sys::FormData::new_with_form(form) else { return fields };
    let entries = js_sys::try_iter(&data).ok().flatten();
    for entry in entries.into_iter().flatten().flatten() {
        let pair: js_sys::Array = entry.unchecked_into();
        if let (Some(name), Some(value)) = (pair.get(0).as_string(), pair.get(1).as_string()) {
            // The first that is not empty counts, as on the server.
            let slot = fields.entry(name).or_default();
            if slot.is_empty() {
                *slot = value;
            }
        }
    }
    // The key of the page that the form stands on is no word of anybody.
    fields.remove("form");
    fields
}

fn draft_of(form: &HtmlFormElement) -> Draft {
    Draft {
        v: client::SHAPE,
        label: form.get_attribute("data-label").unwrap_or_default(),
        page: page(),
        fields: fields(form),
        typed_at: now(),
        sent: None,
    }
}

/// Path and query of the page, without what it says once.
pub(super) fn page() -> String {
    let location = window().location();
    let path = location.pathname().unwrap_or_default();
    let query = location.search().unwrap_or_default();
    address::without_notice(&(path + &query))
}

pub(super) fn keep_typed() {
    for form in TYPED.take() {
        keep(&form);
    }
}

/// What stands in a form now was sent; only what is typed from now on is a draft.
pub(super) fn was_sent(form: &HtmlFormElement) {
    TYPED.with_borrow_mut(|typed| typed.retain(|other| other != form));
    if let Some(key) = key(form) {
        UNSENT.with_borrow_mut(|unsent| unsent.retain(|other| *other != key));
    }
}

/// Empties a form, and tells those who listen.
pub(super) fn empty(form: &HtmlFormElement) {
    form.reset();
    for control in dom::find_all("form[data-draft] :is(input:not([type=radio], [type=checkbox]), textarea)")
        .filter_map(Control::of)
    {
        if form.contains(Some(control.element())) {
            control.fill(&control.value());
        }
    }
}

/// Keeps what stands in a form, and says whether it could.
pub(super) fn keep(form: &HtmlFormElement) -> bool {
    let Some(key) = key(form) else { return false };
    let draft = draft_of(form);
    match client::keep_draft(&mut Local, &key, &draft) {
        Ok(()) => {
            UNSENT.with_borrow_mut(|unsent| {
                if !unsent.contains(&key) {
                    unsent.push(key);
                }
            });
            say(form, words::SAVED, Some(&words::saved_at(&clock(draft.typed_at))));
            true
        }
        Err(trouble) => {
            let trouble = match trouble {
                Unavailable::Full => words::STORAGE_FULL,
                Unavailable::Off => words::STORAGE_OFF,
            };
            say(form, trouble, None);
            false
        }
    }
}

/// Forgets the draft of a form, here and on the server.
pub(super) fn forget(key: &str) {
    // A draft that cannot be forgotten is offered again.
    let _ = client::forget_draft(&mut Local, key);
    forget_on_server(key.to_owned());
}

/// Where the server keeps a draft of whom the page knows: not of whoever signed in since.
fn place(key: &str, owner: ContributorId) -> String {
    address::draft(of_form(key), owner).to_string()
}

/// On the server drafts are kept by their owner anyway.
fn of_form(key: &str) -> &str {
    key.split(client::OWNED).next().unwrap_or_default()
}

/// Forgets the copy that the server has.
pub(super) fn forget_on_server(key: String) {
    UNSENT.with_borrow_mut(|unsent| unsent.retain(|other| *other != key));
    if let Some(owner) = OWNER.get() {
        spawn_local(async move {
            // It is overwritten by the next draft, or goes when it is old.
            let _ = fetch("DELETE", &place(&key, owner), None).await;
        });
    }
}

/// Puts a draft back into its form, unless the form came back from the server with what was typed.
fn restore(form: &HtmlFormElement, draft: &Draft) {
    let came_back = form
        .parent_element()
        .is_some_and(|around| around.query_selector(".alert[role=alert],.filled").ok().flatten().is_some());
    if came_back || draft.sent.is_some() {
        return;
    }
    let before = fields(form);
    // A base alone is no words.
    let worth_it = draft
        .fields
        .iter()
        .any(|(name, value)| name != "base" && before.get(name).map_or("", String::as_str) != value.as_str());
    if !worth_it {
        return;
    }
    fill(form, &draft.fields);
    say(form, words::RESTORED, Some(&words::restored_from(&clock(draft.typed_at))));
}

/// Fills the controls of a form.
pub(super) fn fill(form: &HtmlFormElement, fields: &Fields) {
    for (name, value) in fields {
        let found = form.query_selector_all(&format!("[name='{name}']")).ok();
        let Some(found) = found else { continue };
        for at in 0..found.length() {
            let Some(element) = found.item(at).and_then(|node| node.dyn_into::<Element>().ok()) else {
                continue;
            };
            let kind = element.get_attribute("type").unwrap_or_default();
            if kind == "radio" || kind == "checkbox" {
                if let Some(input) = element.dyn_ref::<web_sys::HtmlInputElement>() {
                    input.set_checked(input.value() == *value);
                }
            } else if let Some(select) = element.dyn_ref::<web_sys::HtmlSelectElement>() {
                select.set_value(value);
            } else if let Some(control) = Control::of(element) {
                control.fill(value);
            }
        }
    }
    // What is filled in may be folded away.
    if fields.get("quote").is_some_and(|quote| !quote.is_empty())
        && let Some(folded) = form.query_selector("details.quote-field").ok().flatten()
    {
        let _ = folded.set_attribute("open", "");
    }
}

/// Says in words how the form's text stands, beside its button. What it says already is not said again, and what has the
/// focus stays: a screen reader is told only when the state has changed.
pub(super) fn say(form: &HtmlFormElement, said: &str, since: Option<&str>) {
    let Some(line) = line(form) else { return };
    let put = |selector: &str, text: &str| {
        let part = line.query_selector(selector).ok().flatten();
        if let Some(part) = part.filter(|part| part.text_content().as_deref() != Some(text)) {
            part.set_text_content(Some(text));
        }
    };
    put("span", said);
    put("small", since.unwrap_or_default());
    let Ok(Some(button)) = line.query_selector("button") else { return };
    if since.is_some() == button.has_attribute("hidden") {
        let _ = button.toggle_attribute("hidden");
        let _ = button.remove_attribute("data-asked");
        button.set_text_content(Some(words::DELETE));
    }
}

/// The line in which it is said: words that are read out, the time, which is not, and a button.
fn line(form: &HtmlFormElement) -> Option<Element> {
    if let Some(line) = form.query_selector(".draft-state").ok().flatten() {
        return Some(line);
    }
    let line = document().create_element("p").ok()?;
    line.set_class_name("draft-state");
    line.set_inner_html(
        "<span role=status></span><small></small> <button type=button class=plain hidden></button>",
    );
    let button = line.last_element_child()?;
    let of = form.clone();
    dom::listen(&button, "click", move |_| discard(&of));
    match form.query_selector(".acts").ok().flatten() {
        Some(acts) => acts.after_with_node_1(&line).ok()?,
        None => drop(form.append_child(&line)),
    }
    Some(line)
}

/// Asked twice: the first time the question is put.
fn discard(form: &HtmlFormElement) {
    let Some(button) = form.query_selector(".draft-state button").ok().flatten() else { return };
    if button.get_attribute("data-asked").is_none() {
        let _ = button.set_attribute("data-asked", "");
        button.set_text_content(Some(DELETE_SURE));
        return;
    }
    if let Some(key) = key(form) {
        forget(&key);
    }
    was_sent(form);
    empty(form);
    say(form, words::DELETED, None);
    // The button that had the focus is gone.
    if let Ok(Some(control)) = form.query_selector("textarea, input:not([type=hidden])") {
        let _ = dom::focus(&control);
    }
}

/// A form whose draft another tab sent or cleared says so.
pub(super) fn show_all() {
    for form in forms_with_drafts() {
        if form.query_selector(".draft-state button:not([hidden])").ok().flatten().is_none() {
            continue;
        }
        let gone = key(&form).is_some_and(|key| matches!(client::draft(&Local, &key), Ok(None)));
        let typing = TYPED.with_borrow(|typed| typed.contains(&form));
        if gone && !typing {
            say(&form, "", None);
        }
    }
}

/// Hours and minutes in the reader's zone.
pub(super) fn clock(millis: i64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a time in milliseconds is far below 2^53")]
    let date = Date::new(&JsValue::from_f64(millis as f64));
    format!("{:02}:{:02}", date.get_hours(), date.get_minutes())
}

async fn send_unsent() {
    let Some(owner) = OWNER.get() else { return };
    for key in UNSENT.take() {
        let Ok(Some(draft)) = client::draft(&Local, &key) else { continue };
        let Ok(body) = serde_json::to_string(&draft) else { continue };
        let sent = fetch("PUT", &place(&key, owner), Some(&body)).await;
        if sent.is_err() {
            UNSENT.with_borrow_mut(|unsent| unsent.push(key));
        }
    }
}

#[derive(Deserialize)]
struct Drafts {
    drafts: Vec<Stored>,
}

#[derive(Deserialize)]
struct Stored {
    key: String,
    text: String,
}

/// What this browser forgot the server may still have.
async fn ask_server(owner: ContributorId, missing: Vec<(String, HtmlFormElement)>) {
    let Ok((200, _, body)) = fetch("GET", &place("", owner), None).await else { return };
    let Ok(Drafts { drafts }) = serde_json::from_str(&body) else { return };
    for (key, form) in missing {
        let kept = drafts.iter().find(|kept| kept.key == of_form(&key));
        let draft = kept.and_then(|kept| serde_json::from_str::<Draft>(&kept.text).ok());
        let Some(draft) = draft else { continue };
        let typing = TYPED.with_borrow(|typed| typed.contains(&form));
        if !typing && client::keep_draft(&mut Local, &key, &draft).is_ok() {
            restore(&form, &draft);
        }
    }
}
