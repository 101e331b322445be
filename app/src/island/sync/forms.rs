//! Forms become commands in the outbox, before the network is asked; and what became of them is shown.

use std::cell::RefCell;
use std::time::Duration;

use domain::compose::Composed;
use domain::form::QUOTE_INSTEAD;
use domain::id::{ClientId, CommandId, ContributorId};
use js_sys::{Function, Reflect};
use leptos::prelude::*;
use leptos::serde_json;
use messages::drafts::{form as words, list};
use sync::client::{self, Entry, Fate, Input, Item, Leave, State, Stored};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlFormElement;

use super::drafts;
use crate::browser::ask::ask;
use crate::browser::compose::Form;
use crate::browser::dom;
use crate::browser::driver::{self, Told};
use crate::browser::local::{Local, fresh, now};
use crate::browser::storage::{self, Area};
use crate::functions::articles::SimilarTitles;

/// Key of the draft of a form that went without the outbox, in the tab: cleared when the next page says it is done.
const SENT: &str = "folkmoot.v1.sent";
/// After how long a form says that it waits.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// A form that was sent from this tab and waits for its outcome.
struct Mine {
    id: CommandId,
    form: HtmlFormElement,
}

thread_local! {
    static MINE: RefCell<Vec<Mine>> = const { RefCell::new(Vec::new()) };
    /// Who reads, as the page knows them: whoever writes here is they.
    static ME: std::cell::Cell<Option<ContributorId>> = const { std::cell::Cell::new(None) };
    /// Who is signed in, as far as is known.
    static SIGNED_IN: std::cell::Cell<Option<ContributorId>> = const { std::cell::Cell::new(None) };
}

/// Watches the page's forms.
pub(super) fn start(me: Option<ContributorId>) {
    ME.set(me);
    SIGNED_IN.set(me);
    forget_what_is_done();
    show_what_waits();
    dom::listen(&document(), "submit", |event| {
        let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
        let Some(form) = form.filter(|_| !event.default_prevented()) else { return };
        // A button may be of another command than its form.
        let button = Reflect::get(&event, &"submitter".into()).ok();
        let button = button.and_then(|button| button.dyn_into::<web_sys::Element>().ok());
        if let Some(pressed) = &button
            && pressed.get_attribute("name").as_deref() == Some(QUOTE_INSTEAD)
        {
            quote_instead(&form, &pressed.get_attribute("value").unwrap_or_default());
        }
        let button = button.filter(|button| button.has_attribute("formaction"));
        if form.get_attribute("action").as_deref() == Some("/sign-out") {
            if !leave(&form) {
                event.prevent_default();
            }
            return;
        }
        if asks_first(&form) || take(&form, button.as_ref()) {
            event.prevent_default();
        } else {
            goes_by_itself(&form);
        }
    });
}

/// A form that the browser sends as a page without scripts would: its words are kept until the next page says that they arrived.
fn goes_by_itself(form: &HtmlFormElement) {
    if let Some(key) = drafts::key(form) {
        drafts::keep(form);
        storage::write(Area::Tab, SENT, &key);
    }
}

/// Whether a new article waits until it is known that none has a title like it. If one has, the server shows which, and asks; nobody
/// waits for that without a network.
fn asks_first(form: &HtmlFormElement) -> bool {
    if form.get_attribute("data-command").as_deref() != Some("create-article") || !driver::online() {
        return false;
    }
    let fields = drafts::fields(form);
    let title = fields.get("title").map(|title| title.trim().to_owned()).unwrap_or_default();
    if title.is_empty() || fields.contains_key("similar_seen") {
        return false;
    }
    disable_buttons(form);
    let form = form.clone();
    spawn_local(async move {
        let found = ask(SimilarTitles { title, article: None }).await.unwrap_or_default();
        enable_buttons(&form);
        if !found.is_empty() || !take(&form, None) {
            goes_by_itself(&form);
            let _ = form.submit();
        }
    });
    true
}

/// Who reads, as the page knows them.
pub(crate) fn me() -> Option<ContributorId> {
    ME.get()
}

/// Whoever signs out leaves nothing of theirs in this browser, and is asked first if something is not sent.
fn leave(form: &HtmlFormElement) -> bool {
    drafts::keep_typed();
    let unsent = client::leave(&mut Local, ME.get(), Leave::Ask).unwrap_or(0);
    if unsent > 0 && form.get_attribute("data-asked").is_none() {
        let _ = form.set_attribute("data-asked", "");
        if let Some(button) = form.query_selector("button").ok().flatten() {
            button.set_text_content(Some(&words::sign_out_sure(unsent)));
        }
        return false;
    }
    // Without a network nobody is signed out.
    if driver::online() {
        let _ = client::leave(&mut Local, ME.get(), Leave::Go);
    }
    true
}

/// A form that went by itself has been taken when the page after it says so; a conflict that was resolved leaves the
/// outbox then.
fn forget_what_is_done() {
    let query = window().location().search().unwrap_or_default();
    let value = |name: &str| {
        let mut pairs = query.trim_start_matches('?').split('&');
        pairs.find_map(|pair| pair.strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
    };
    if value("said").is_some()
        && let Some(key) = storage::read::<String>(Area::Tab, SENT)
    {
        drafts::forget(&key);
    }
    storage::forget(Area::Tab, SENT);
    if let Some(done) = value("done").and_then(|id| id.parse::<CommandId>().ok())
        && let Some((key, item)) = find(done)
    {
        if let Some(form) = &item.draft {
            drafts::forget(form);
        }
        let _ = client::discard(&mut Local, &key);
    }
}

fn find(id: CommandId) -> Option<(String, Item)> {
    client::outbox(&Local).ok()?.into_iter().find_map(|Entry { key, kept }| match kept {
        Stored::Item(item) if item.id == id => Some((key, item)),
        _ => None,
    })
}

/// Puts a form into the outbox. False leaves it to the browser, which sends it as a page without scripts would.
fn take(form: &HtmlFormElement, button: Option<&web_sys::Element>) -> bool {
    if !form.has_attribute("data-command") {
        return false;
    }
    let fields = drafts::fields(form);
    let composed_fields = fields.iter().map(|(name, value)| (name.clone(), dom::compose(value))).collect();
    let of_button = |name: &str| button.and_then(|button| button.get_attribute(name));
    let about = |name: &str| {
        let name = format!("data-{name}");
        of_button(&name).or_else(|| form.get_attribute(&name))
    };
    let composed = Form { fields: &composed_fields, about: &about }.compose(&mut fresh);
    let offline = !driver::online();
    let command = match composed {
        Composed::Command(command) => *command,
        Composed::Refused(problem) if offline => {
            drafts::say(form, &problem.to_string(), None);
            return true;
        }
        Composed::Unclear if offline => {
            // Where there is no room for a draft, that was said.
            if drafts::keep(form) {
                drafts::say(form, words::CHECKED_ONLINE, None);
            }
            return true;
        }
        // The server says what is wrong beside each field, and keeps what was typed.
        Composed::Refused(_) | Composed::Unclear => return false,
    };
    // By way of text: the bundle has a writer of text anyway, and needs none of values.
    let json = serde_json::to_string(&command).and_then(|json| serde_json::from_str(&json));
    let Ok(json) = json else { return false };
    let item = Item {
        v: client::SHAPE,
        id: CommandId(fresh()),
        command: json,
        draft: drafts::key(form),
        label: about("label").unwrap_or_default(),
        page: drafts::page(),
        action: of_button("formaction").or_else(|| form.get_attribute("action")).unwrap_or_default(),
        fields,
        by: ME.get(),
        written_at: now(),
        state: State::Waiting,
        why: None,
    };
    // The draft as it is sent, so that it can be told from what is typed later.
    if item.draft.is_some() {
        drafts::keep(form);
    }
    if client::enqueue(&mut Local, &item).is_err() {
        if offline {
            drafts::say(form, words::OFFLINE_UNSAVED, None);
        }
        return offline;
    }
    drafts::was_sent(form);
    keep_for_good();
    disable_buttons(form);
    drafts::say(form, words::SENDING, None);
    MINE.with_borrow_mut(|mine| mine.push(Mine { id: item.id, form: form.clone() }));
    let (id, patient) = (item.id, form.clone());
    let _ = set_timeout(
        move || {
            if find(id).is_some_and(|(_, item)| item.state == State::Waiting) {
                enable_buttons(&patient);
                wait_in_view(&patient, &item);
            }
        },
        PATIENCE,
    );
    driver::step(Input::Wake);
    true
}

/// Has no button pressed twice.
fn disable_buttons(form: &HtmlFormElement) {
    set_disabled(form, true);
}

/// Has the buttons pressed again.
fn enable_buttons(form: &HtmlFormElement) {
    set_disabled(form, false);
}

fn set_disabled(form: &HtmlFormElement, disabled: bool) {
    let buttons = form.query_selector_all("button:not([type=button])").ok();
    let Some(buttons) = buttons else { return };
    for at in 0..buttons.length() {
        if let Some(button) =
            buttons.item(at).and_then(|node| node.dyn_into::<web_sys::HtmlButtonElement>().ok())
        {
            button.set_disabled(disabled);
        }
    }
}

/// What waits is shown where it will stand; the form is free for the next.
fn wait_in_view(form: &HtmlFormElement, item: &Item) {
    drafts::say(form, words::NOT_SENT_YET, None);
    if form.get_attribute("data-command").as_deref() == Some("add-comment") && show_pending(item).is_some() {
        drafts::empty(form);
    }
}

/// Comments that were written here, on an earlier visit too, and still wait.
pub(super) fn show_what_waits() {
    for Entry { kept, .. } in client::outbox(&Local).unwrap_or_default() {
        if let Stored::Item(item) = kept
            && item.state == State::Waiting
            && item.action.ends_with("/comments")
            && item.page.split('?').next() == drafts::page().split('?').next()
        {
            show_pending(&item);
        }
    }
}

/// A comment at the foot of the thread, which says that it waits.
fn show_pending(item: &Item) -> Option<()> {
    let thread = dom::find::<web_sys::Element>("[data-live=thread]")?;
    let document = document();
    let id = format!("pending-{}", item.id);
    if document.get_element_by_id(&id).is_some() {
        return Some(());
    }
    let pending = document.create_element("article").ok()?;
    pending.set_class_name("comment pending");
    pending.set_id(&id);
    let body = item.fields.get("body").map(String::as_str);
    for (class, text) in [("", body), ("small", Some(list::WAITING))] {
        let line = document.create_element("p").ok()?;
        line.set_class_name(class);
        line.set_text_content(text);
        pending.append_child(&line).ok()?;
    }
    thread.append_child(&pending).ok()?;
    Some(())
}

/// Asks the browser, once something is worth it, not to throw this site's storage away.
fn keep_for_good() {
    let storage = Reflect::get(&window().navigator(), &"storage".into()).unwrap_or_default();
    let persist = Reflect::get(&storage, &"persist".into()).ok().and_then(|f| f.dyn_into::<Function>().ok());
    // Whether it agrees changes nothing here.
    let _ = persist.map(|persist| persist.call0(&storage));
}

/// Shows what became of the forms that were sent from here.
pub(super) fn told(told: &Told) {
    for settled in &told.settled {
        if let Some(pending) = document().get_element_by_id(&format!("pending-{}", settled.id)) {
            pending.remove();
        }
        let mine = MINE.with_borrow_mut(|mine| {
            let at = mine.iter().position(|mine| mine.id.to_string() == settled.id)?;
            Some(mine.swap_remove(at))
        });
        let Some(Mine { id, form }) = mine else { continue };
        enable_buttons(&form);
        match settled.fate {
            Fate::Applied => done(&form, settled.location.as_deref()),
            Fate::Unchanged => drafts::say(&form, words::UNCHANGED, None),
            Fate::Conflict => {
                if let Some((_, item)) = find(id) {
                    post(&item);
                }
            }
            Fate::Locked | Fate::Refused => {
                let propose = form.query_selector("[data-command=propose-edit]").ok().flatten();
                if let Some(propose) = propose.filter(|_| settled.fate == Fate::Locked) {
                    let _ = propose.remove_attribute("hidden");
                }
                let problem = settled.words.as_deref().unwrap_or(words::REFUSED);
                refused(&form, id, problem, settled.nearest.as_deref());
            }
        }
    }
}

fn done(form: &HtmlFormElement, location: Option<&str>) {
    if let Some(key) = drafts::key(form) {
        drafts::forget_on_server(key);
    }
    let to = location.map(str::to_owned).or_else(|| form.get_attribute("data-next"));
    let to = to.unwrap_or_else(drafts::page);
    driver::when_online(move || go(&to));
}

/// Goes to a page of this site, and loads it even where only the part after `#` is another.
pub(crate) fn go(to: &str) {
    let location = window().location();
    let here =
        format!("{}{}", location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
    let same = to.split('#').next() == Some(here.as_str());
    let _ = location.set_href(to);
    if same {
        let _ = location.reload();
    }
}

/// The words stay where they were typed: in the form, and in its draft.
fn refused(form: &HtmlFormElement, id: CommandId, problem: &str, nearest: Option<&str>) {
    let kept = drafts::key(form).is_none() || drafts::keep(form);
    alert(form, problem, nearest);
    if !kept {
        drafts::say(form, "", None);
    }
    if kept && let Some((key, _)) = find(id) {
        let _ = client::discard(&mut Local, &key);
    }
}

/// What the server would show above the form; `nearest` are words that can be quoted instead.
fn alert(form: &HtmlFormElement, problem: &str, nearest: Option<&str>) {
    let Ok(alert) = document().create_element("div") else { return };
    let _ = alert.set_attribute("class", "alert");
    let _ = alert.set_attribute("role", "alert");
    let _ = alert.set_attribute("tabindex", "-1");
    let lines = [problem, words::STILL_BELOW];
    for line in lines {
        if let Ok(paragraph) = document().create_element("p") {
            paragraph.set_text_content(Some(line));
            let _ = alert.append_child(&paragraph);
        }
    }
    if let Some(nearest) = nearest
        && let Ok(button) = document().create_element("button")
    {
        for (name, value) in [("class", "button"), ("name", QUOTE_INSTEAD), ("value", nearest)] {
            let _ = button.set_attribute(name, value);
        }
        button.set_text_content(Some(words::QUOTE_INSTEAD));
        let _ = alert.append_child(&button);
    }
    if let Some(old) = form.query_selector(":scope > .alert").ok().flatten() {
        old.remove();
    }
    let _ = form.insert_before(&alert, form.first_child().as_ref());
    if let Ok(alert) = alert.dyn_into::<web_sys::HtmlElement>() {
        let _ = alert.focus();
    }
}

/// Writes what stands there into the field of the quote; its place is found by its words.
fn quote_instead(form: &HtmlFormElement, words: &str) {
    let empty = ["quote_revision", "quote_start", "quote_end"].map(|name| (name.to_owned(), String::new()));
    drafts::fill(form, &std::iter::once(("quote".to_owned(), words.to_owned())).chain(empty).collect());
}

/// Sends an item of the outbox as the form that it was, so that the server shows both texts.
pub(crate) fn post(item: &Item) {
    let Some(form) =
        document().create_element("form").ok().and_then(|form| form.dyn_into::<HtmlFormElement>().ok())
    else {
        return;
    };
    let _ = form.set_attribute("method", "post");
    let _ = form.set_attribute("action", &item.action);
    form.set_hidden(true);
    let outbox = ("outbox".to_owned(), item.id.to_string());
    let key = ("form".to_owned(), fresh().to_string());
    for (name, value) in item.fields.iter().map(|(n, v)| (n.clone(), v.clone())).chain([outbox, key]) {
        // A textarea keeps line breaks; an input would not.
        let Ok(control) = document().create_element("textarea") else { return };
        let _ = control.set_attribute("name", &name);
        if let Some(area) = control.dyn_ref::<web_sys::HtmlTextAreaElement>() {
            area.set_value(&value);
        }
        let _ = form.append_child(&control);
    }
    if let Some(body) = document().body() {
        let _ = body.append_child(&form);
        // Not `requestSubmit`: this form is not for the outbox.
        let _ = form.submit();
    }
}

/// Whether somebody else than who is here now wrote it. What was written before anybody had a name is theirs.
pub(crate) fn somebody_elses(item: &Item) -> bool {
    item.by.is_some() && item.by != SIGNED_IN.get()
}

/// After somebody signed in or out: what they wrote themselves is sent in their own name, if there is nothing of somebody
/// else.
pub(super) fn adopt(now: Option<ContributorId>) {
    SIGNED_IN.set(now);
    let entries = client::outbox(&Local).unwrap_or_default();
    let others = |entry: &Entry| matches!(&entry.kept, Stored::Item(item) if item.state == State::Waiting && somebody_elses(item));
    if !entries.iter().any(others) {
        take_over();
    }
}

/// Sends everything that waits in the name of who is here now.
pub(crate) fn take_over() {
    driver::step(Input::Adopt { client: ClientId(fresh()), by: SIGNED_IN.get() });
}
