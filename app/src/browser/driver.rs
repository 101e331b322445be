//! Drives the client of `sync` in the browser: fetches, listens, waits, and tells the page.
//!
//! One tab leads: it pushes, pulls and holds the stream of live events. What it learns it tells the others through storage
//! events. Which tab leads is the business of `app/script/page.js`. Nothing here decides anything.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use domain::address;
use domain::id::ClientId;
use leptos::prelude::{set_timeout, window};
use leptos::serde_json;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sync::client::{self, Action, Client, Cursor, Fate, Halt, Input, Reply, Settled, Skipped, Unavailable};
use sync::message::{Change, News, Pulled, Push, Pushed};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{EventSource, Headers, MessageEvent, RequestInit, Response};

use super::dom;
use super::local::{Local, fresh, random};

/// Key by which the leading tab tells the others what it learnt.
const TOLD: &str = "folkmoot.v1.told";
/// The longest wait before the stream is opened again, in milliseconds.
const MAX_WAIT_MILLIS: u32 = 60_000;

/// What the leading tab learnt.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Told {
    /// Ids of articles that changed, with who changed them last, and whether their texts did.
    #[serde(default)]
    pub changed: Vec<Changed>,
    /// Commands that have their outcome.
    #[serde(default)]
    pub settled: Vec<Outcome>,
    /// Whether there were changes that no tab has taken in: the one that leads now was made after them.
    #[serde(default)]
    pub skipped: bool,
    /// So that the same twice is two events.
    #[serde(default)]
    pub nonce: u32,
}

/// An article that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Its id.
    pub article: String,
    /// Who changed it.
    pub by: String,
    /// The kind of command.
    pub command: String,
}

/// A command that has its outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Its id.
    pub id: String,
    /// What became of it.
    pub fate: Fate,
    /// Why it was refused, in a sentence.
    pub words: Option<String>,
    /// The words that stand in the article, where other words were to be quoted.
    #[serde(default)]
    pub nearest: Option<String>,
    /// Where it can be seen.
    pub location: Option<String>,
}

/// What the page wants to be told.
pub struct Hooks {
    /// Something was learnt, here or in another tab.
    pub told: Box<dyn Fn(&Told)>,
    /// The outbox, a draft, or the network changed.
    pub status: Box<dyn Fn()>,
    /// Nothing more is sent from now on, and why.
    pub halted: Box<dyn Fn(Halt)>,
    /// Storage could not be used.
    pub trouble: Box<dyn Fn(Unavailable)>,
}

/// The event on the window that tells this tab what storage events tell the others: something may have left the outbox.
pub const STEPPED: &str = "folkmoot-stepped";

thread_local! {
    static CLIENT: RefCell<Client> = RefCell::new(Client::default());
    static HOOKS: RefCell<Option<Hooks>> = const { RefCell::new(None) };
    static LEADING: Cell<bool> = const { Cell::new(false) };
    static STREAM: RefCell<Option<EventSource>> = const { RefCell::new(None) };
    static FAILURES: Cell<u32> = const { Cell::new(0) };
    static LATER: RefCell<Vec<Box<dyn FnOnce()>>> = const { RefCell::new(Vec::new()) };
}

fn tell(with: impl FnOnce(&Hooks)) {
    HOOKS.with_borrow(|hooks| hooks.as_ref().map(with));
}

/// Why nothing more is sent, if so.
#[must_use]
pub fn halted() -> Option<Halt> {
    CLIENT.with_borrow(Client::halted)
}

/// Whether the browser thinks that there is a network.
#[must_use]
pub fn online() -> bool {
    window().navigator().on_line()
}

/// Does something as soon as the browser thinks that there is a network. Another tab may have one a moment before.
pub fn when_online(then: impl FnOnce() + 'static) {
    if online() {
        then();
    } else {
        LATER.with_borrow_mut(|later| later.push(Box::new(then)));
    }
}

/// Begins. `page` is how far the page at hand knows the log.
pub fn start(hooks: Hooks, page: Cursor) {
    HOOKS.set(Some(hooks));
    for event in ["online", "offline", "visibilitychange"] {
        let target = if event == "visibilitychange" {
            leptos::prelude::document().unchecked_into::<web_sys::EventTarget>()
        } else {
            window().unchecked_into()
        };
        dom::listen(&target, event, |_| {
            tell(|hooks| (hooks.status)());
            step(Input::Wake);
            if online() {
                LATER.take().into_iter().for_each(|then| then());
            }
        });
    }
    dom::listen(&window(), "storage", |event| {
        let Some(event) = event.dyn_ref::<web_sys::StorageEvent>() else { return };
        let key = event.key().unwrap_or_default();
        if key == TOLD {
            let told = event.new_value().and_then(|text| serde_json::from_str(&text).ok());
            if let Some(told) = told {
                tell(|hooks| (hooks.told)(&told));
            }
        } else if key.starts_with(client::OUTBOX) || key.starts_with(client::DRAFT) {
            tell(|hooks| (hooks.status)());
            step(Input::Wake);
        }
    });
    // A page that is kept to be shown again holds no stream and no lock.
    dom::listen(&window(), "pagehide", |_| close());
    dom::listen(&window(), "pageshow", |_| {
        if LEADING.get() {
            listen();
        }
    });
    // Another tab took the lead, since this one gave no sign of life.
    dom::listen(&window(), "folkmoot-led", |_| {
        LEADING.set(false);
        close();
        step(Input::Follow);
    });
    if dom::property(&window(), dom::SCRIPT).is_some() {
        dom::listen(&window(), "folkmoot-leads", move |_| lead(&page));
        dom::dispatch("folkmoot-waits");
    } else {
        // Every tab leads then. That is right, only not thrifty.
        lead(&page);
    }
    // Whoever reads what waits learns now who reads it; a tab that does not lead has no other step for long.
    step(Input::Wake);
}

fn lead(page: &Cursor) {
    LEADING.set(true);
    // What changed before this page was made is in it.
    match client::skip_to(&mut Local, page) {
        Ok(Skipped::Nothing) => {}
        Ok(Skipped::Changes) => tell_others(&Told { skipped: true, ..numbered(Told::default()) }),
        Err(trouble) => tell(|hooks| (hooks.trouble)(trouble)),
    }
    step(Input::Lead);
    listen();
}

/// Lets the client take what happened, and does what it asks for.
pub fn step(input: Input) {
    let random = u32::from_le_bytes(random());
    let (actions, done) =
        CLIENT.with_borrow_mut(|client| client.step(&mut Local, input, random, ClientId(fresh())));
    for action in actions {
        act(action);
    }
    tell(|hooks| {
        (hooks.status)();
        if let Err(trouble) = done {
            (hooks.trouble)(trouble);
        }
    });
    dom::dispatch(STEPPED);
}

fn act(action: Action) {
    match action {
        Action::Push(push) => spawn_local(async move {
            let reply = push_to_server(&push).await;
            step(Input::Pushed(reply));
        }),
        Action::Pull(Cursor { epoch, next, .. }) => spawn_local(async move {
            let path = address::changes(&epoch, next).to_string();
            let reply: Reply<Pulled> = ask("GET", &path, None).await;
            step(Input::Pulled(reply));
        }),
        Action::Apply { changes, cursor } => {
            announce(Told { changed: changes.iter().filter_map(changed).collect(), ..Told::default() });
            step(Input::Taken(cursor));
        }
        // Pages are whole by themselves; the next one that is loaded begins to follow the new history.
        Action::Forget => {}
        Action::Wait { millis } => {
            let _ = set_timeout(|| step(Input::Wake), Duration::from_millis(millis));
        }
        Action::Settled(settled) => {
            let Settled { item, fate, outcome, words, location } = *settled;
            let nearest = nearest(&outcome);
            let settled = vec![Outcome { id: item.id.to_string(), fate, words, nearest, location }];
            announce(Told { settled, ..Told::default() });
        }
        Action::Halted(why) => tell(|hooks| (hooks.halted)(why)),
    }
}

/// What stands in the article instead of the words of a quote, by the problem of an outcome.
fn nearest(outcome: &serde_json::Value) -> Option<String> {
    let fields = outcome.get("problem")?.get("fields")?.as_array()?;
    fields.iter().find_map(|field| field.get("nearest")?.as_str().map(str::to_owned))
}

fn changed(change: &Change) -> Option<Changed> {
    let article = change.article?.to_string();
    Some(Changed { article, by: change.by.clone(), command: change.command.clone() })
}

/// Tells this tab and all others.
fn announce(told: Told) {
    let told = numbered(told);
    tell_others(&told);
    tell(|hooks| (hooks.told)(&told));
}

fn numbered(told: Told) -> Told {
    Told { nonce: u32::from_le_bytes(random()), ..told }
}

fn tell_others(told: &Told) {
    use sync::client::Storage as _;
    if let Ok(text) = serde_json::to_string(told) {
        // Another tab that is not told learns it when it is looked at.
        let _ = Local.set(TOLD, &text);
    }
}

async fn push_to_server(push: &Push) -> Reply<Pushed> {
    match serde_json::to_string(push) {
        Ok(body) => ask("POST", "/api/sync/push", Some(&body)).await,
        Err(_) => Reply::Unreachable { retry_after: None },
    }
}

/// Asks the server for JSON.
pub async fn ask<T: DeserializeOwned>(method: &str, path: &str, body: Option<&str>) -> Reply<T> {
    match fetch(method, path, body).await {
        Ok((status, retry_after, body)) => Reply::of(status, &body, retry_after),
        Err(_) => Reply::Unreachable { retry_after: None },
    }
}

/// Status, seconds to wait if the server says so, and body.
///
/// # Errors
/// If there is no answer.
pub async fn fetch(
    method: &str,
    path: &str,
    body: Option<&str>,
) -> Result<(u16, Option<u32>, String), JsValue> {
    let headers = Headers::new()?;
    if body.is_some() {
        headers.set("content-type", "application/json")?;
    }
    let request = RequestInit::new();
    request.set_method(method);
    request.set_headers(&headers);
    if let Some(body) = body {
        request.set_body(&JsValue::from_str(body));
    }
    let sent = window().fetch_with_str_and_init(path, &request);
    let response: Response = JsFuture::from(sent).await?.dyn_into()?;
    let retry_after = response.headers().get("retry-after")?.and_then(|seconds| seconds.parse().ok());
    let text = JsFuture::from(response.text()?).await?;
    Ok((response.status(), retry_after, text.as_string().unwrap_or_default()))
}

fn close() {
    if let Some(stream) = STREAM.take() {
        stream.close();
    }
}

/// Opens the stream of live events, if there is none.
fn listen() {
    if STREAM.with_borrow(Option::is_some) {
        return;
    }
    let Ok(stream) = EventSource::new("/api/sync/live") else { return };
    dom::listen(&stream, "news", |event| {
        let data = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
        if let Some(news) = data.and_then(|data| serde_json::from_str::<News>(&data).ok()) {
            FAILURES.set(0);
            step(Input::News(news));
        } else {
            // Another tab of this browser listens: two that take the stream from each other do so once a minute at most.
            FAILURES.set(6);
        }
    });
    dom::listen(&stream, "error", |_| {
        // The browser would come back at once, and with everyone else; it is done with a growing, uneven wait.
        close();
        let failures = FAILURES.get().min(6);
        FAILURES.set(failures + 1);
        let most = MAX_WAIT_MILLIS.min(2_000 << failures);
        let millis = 500 + u32::from_le_bytes(random()) % most;
        let _ = set_timeout(
            || {
                if LEADING.get() {
                    listen();
                }
            },
            Duration::from_millis(u64::from(millis)),
        );
    });
    STREAM.set(Some(stream));
}
