//! The client, without any I/O: what it keeps, what it does next, and what it makes of an answer.
//!
//! It is driven by [`Client::step`] with what happened and answers what is to be done; storage is an argument. The
//! browser and the simulation drive the same code. Several tabs share one storage: what counts stands there and
//! is read anew in each step, so a tab may be killed between any two operations, and two may push at once. That
//! one tab leads is thrift; that commands have ids is what makes it right.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::wire::{Answer, Change, News, PUSH_LIMIT, Pulled, Push, Pushed, Refusal, SCHEMA};
use crate::id::{ClientId, CommandId, ContributorId};

/// Key of the client's id and its next number.
pub const CLIENT: &str = "folkmoot.v1.client";
/// Key of the cursor.
pub const CURSOR: &str = "folkmoot.v1.cursor";
/// What keys of the outbox begin with; a place and the command's id follow, so that two tabs never write the same.
pub const OUTBOX: &str = "folkmoot.v1.outbox.";
/// What keys of drafts begin with; the form's key follows, and whose draft it is, if they had a name.
pub const DRAFT: &str = "folkmoot.v1.draft.";
/// What stands between a form's key and whose draft it is.
pub const OWNED: char = '@';
/// What every key begins with.
const EVERYTHING: &str = "folkmoot.v1.";

/// The most bytes of one push, give or take its last command.
const PUSH_BYTES: usize = 512 * 1024;
/// How long the first wait after a failure is at most, in milliseconds; each further one twice as long.
const FIRST_WAIT: u64 = 1_000;
/// How long any wait is at most, in milliseconds.
const LONGEST_WAIT: u64 = 300_000;

/// Storage that keeps texts by key and outlives the program. Each operation is atomic, several are not.
pub trait Storage {
    /// Every key that begins so, in order.
    ///
    /// # Errors
    /// If storage is switched off.
    fn keys(&self, prefix: &str) -> Result<Vec<String>, Unavailable>;
    /// The text of a key.
    ///
    /// # Errors
    /// If storage is switched off.
    fn get(&self, key: &str) -> Result<Option<String>, Unavailable>;
    /// Keeps a text.
    ///
    /// # Errors
    /// If storage is full or switched off.
    fn set(&mut self, key: &str, text: &str) -> Result<(), Unavailable>;
    /// Forgets a key.
    ///
    /// # Errors
    /// If storage is switched off.
    fn remove(&mut self, key: &str) -> Result<(), Unavailable>;
}

/// Why nothing can be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unavailable {
    /// There is no room.
    #[error("the storage of this browser is full")]
    Full,
    /// It is switched off, or gone.
    #[error("this browser keeps nothing")]
    Off,
}

/// The newest shape of what is kept; new items have it as their `v`.
pub const SHAPE: u32 = 1;

const fn shape() -> u32 {
    SHAPE
}

/// What a key holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept<T> {
    /// Something of a shape that this program knows.
    Item(T),
    /// Something else: damaged, or written by a newer version. It is never overwritten or thrown away unasked.
    Unreadable(String),
}

impl<T> Kept<T> {
    fn item(self) -> Option<T> {
        match self {
            Self::Item(item) => Some(item),
            Self::Unreadable(_) => None,
        }
    }
}

/// Something kept carries the version of its shape. A shape that has shipped is read for ever.
trait Shaped: DeserializeOwned + Serialize {
    fn shape(&self) -> u32;
}

fn read<T: Shaped>(text: String) -> Kept<T> {
    match serde_json::from_str::<T>(&text) {
        Ok(item) if item.shape() <= SHAPE => Kept::Item(item),
        _ => Kept::Unreadable(text),
    }
}

fn write<T: Shaped>(item: &T) -> Result<String, Unavailable> {
    serde_json::to_string(item).map_err(|_| Unavailable::Off)
}

/// Who the client is to the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Identity {
    v: u32,
    client: ClientId,
    /// The number of the next command that the server has not seen.
    next: i64,
}

/// How far the log is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Version of its shape.
    #[serde(default = "shape")]
    pub v: u32,
    /// The history that it is a place of.
    pub epoch: String,
    /// The newest change that is known.
    pub next: i64,
}

/// The fields of a form as typed.
pub type Fields = BTreeMap<String, String>;

/// A command that waits for its outcome, or for its author.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Version of its shape.
    pub v: u32,
    /// The command's id.
    pub id: CommandId,
    /// The [`crate::command::Command`] as JSON: what was written by another version is sent as it is.
    pub command: Value,
    /// The draft that it was made from, to be cleared when it is applied.
    pub draft: Option<String>,
    /// What a person calls it, such as 'Comment on “A32”'.
    pub label: String,
    /// The page that it was written on.
    pub page: String,
    /// Where its form is sent to without this client.
    pub action: String,
    /// The form as typed, to be edited again.
    pub fields: Fields,
    /// Who wrote it, as the page knew them; `None` for one who had no session yet.
    pub by: Option<ContributorId>,
    /// The client's time in Unix milliseconds, to be shown; nothing is decided by it.
    pub written_at: i64,
    /// What it waits for.
    pub state: State,
    /// Why, in a sentence, where it waits for its author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// What a command in the outbox waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// The network.
    Waiting,
    /// Its author: somebody saved meanwhile.
    Conflict,
    /// Its author: it was refused.
    Refused,
}

/// What somebody has typed into a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Version of its shape.
    pub v: u32,
    /// What a person calls the form.
    pub label: String,
    /// The page that it is on.
    pub page: String,
    /// The fields as typed.
    pub fields: Fields,
    /// The client's time in Unix milliseconds, to be shown.
    pub typed_at: i64,
    /// The command that was made of exactly this, while it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<CommandId>,
}

impl Shaped for Identity {
    fn shape(&self) -> u32 {
        self.v
    }
}

impl Shaped for Cursor {
    fn shape(&self) -> u32 {
        self.v
    }
}

impl Shaped for Item {
    fn shape(&self) -> u32 {
        self.v
    }
}

impl Shaped for Draft {
    fn shape(&self) -> u32 {
        self.v
    }
}

/// An entry of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its key.
    pub key: String,
    /// What stands there.
    pub kept: Kept<Item>,
}

/// The outbox, oldest first.
///
/// # Errors
/// If storage is switched off.
pub fn outbox(storage: &impl Storage) -> Result<Vec<Entry>, Unavailable> {
    let mut entries = Vec::new();
    for key in storage.keys(OUTBOX)? {
        // Another tab may have removed it meanwhile.
        if let Some(text) = storage.get(&key)? {
            entries.push(Entry { key, kept: read(text) });
        }
    }
    Ok(entries)
}

/// The drafts by the keys of their forms.
///
/// # Errors
/// If storage is switched off.
pub fn drafts(storage: &impl Storage) -> Result<Vec<(String, Kept<Draft>)>, Unavailable> {
    let mut drafts = Vec::new();
    for key in storage.keys(DRAFT)? {
        if let (Some(text), Some(form)) = (storage.get(&key)?, key.strip_prefix(DRAFT)) {
            drafts.push((form.to_owned(), read(text)));
        }
    }
    Ok(drafts)
}

/// The key of somebody's draft of a form, who may have no name yet. Each person has drafts of their own: whoever comes
/// next in the same browser neither sees them nor writes over them.
#[must_use]
pub fn owned(form: &str, owner: Option<ContributorId>) -> String {
    owner.map_or_else(|| form.to_owned(), |owner| format!("{form}{OWNED}{owner}"))
}

/// Whether a draft is of that person, or of nobody yet.
fn is_of(form: &str, owner: Option<ContributorId>) -> bool {
    form.split_once(OWNED).is_none_or(|(_, id)| owner.is_some_and(|owner| owner.to_string() == id))
}

/// What somebody has begun and not sent. What waits in the outbox is no draft any more, also where another tab was not
/// yet told so.
///
/// # Errors
/// If storage is switched off.
pub fn begun(
    storage: &impl Storage,
    owner: Option<ContributorId>,
) -> Result<Vec<(String, Kept<Draft>)>, Unavailable> {
    let waiting = outbox(storage)?;
    let waits = |form: &str, draft: &Draft| {
        let made_of = |entry: &Entry| matches!(&entry.kept, Kept::Item(item) if item.draft.as_deref() == Some(form) && item.fields == draft.fields);
        draft.sent.is_some() || waiting.iter().any(made_of)
    };
    let mut begun = drafts(storage)?;
    begun.retain(|(form, kept)| {
        is_of(form, owner) && !matches!(kept, Kept::Item(draft) if waits(form, draft))
    });
    Ok(begun)
}

/// Gives drafts that were begun before their author had a name to that author.
///
/// # Errors
/// If storage is full or switched off.
pub fn claim(storage: &mut impl Storage, owner: ContributorId) -> Result<(), Unavailable> {
    for (form, kept) in begun(storage, None)? {
        let own = owned(&form, Some(owner));
        if let Kept::Item(begun) = kept
            && draft(storage, &own)?.is_none()
        {
            keep_draft(storage, &own, &begun)?;
            forget_draft(storage, &form)?;
        }
    }
    Ok(())
}

/// Whether somebody who signs out is asked, or goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Only counts.
    Ask,
    /// Forgets.
    Go,
}

/// Forgets what somebody leaves on the device who signs out: who the client is, their outbox and their drafts. What
/// others wrote stays. Says how many texts of theirs are not sent.
///
/// # Errors
/// If storage is switched off.
pub fn leave(
    storage: &mut impl Storage,
    owner: Option<ContributorId>,
    leave: Leave,
) -> Result<usize, Unavailable> {
    let mut unsent = 0;
    for key in storage.keys(EVERYTHING)? {
        let text = storage.get(&key)?.unwrap_or_default();
        if let Some(form) = key.strip_prefix(DRAFT) {
            if !is_of(form, owner) {
                continue;
            }
            unsent += usize::from(read::<Draft>(text).item().is_none_or(|draft| draft.sent.is_none()));
        } else if key.starts_with(OUTBOX) {
            if read::<Item>(text).item().is_some_and(|item| item.by.is_some() && item.by != owner) {
                continue;
            }
            unsent += 1;
        }
        if leave == Leave::Go {
            storage.remove(&key)?;
        }
    }
    Ok(unsent)
}

/// The draft of a form.
///
/// # Errors
/// If storage is switched off.
pub fn draft(storage: &impl Storage, form: &str) -> Result<Option<Draft>, Unavailable> {
    Ok(storage.get(&format!("{DRAFT}{form}"))?.and_then(|text| read(text).item()))
}

/// Keeps the draft of a form.
///
/// # Errors
/// If storage is full or switched off.
pub fn keep_draft(storage: &mut impl Storage, form: &str, draft: &Draft) -> Result<(), Unavailable> {
    storage.set(&format!("{DRAFT}{form}"), &write(draft)?)
}

/// Forgets the draft of a form.
///
/// # Errors
/// If storage is switched off.
pub fn forget_draft(storage: &mut impl Storage, form: &str) -> Result<(), Unavailable> {
    storage.remove(&format!("{DRAFT}{form}"))
}

/// Puts a command into the outbox, behind all that are there. When this has returned, the words are safe here.
///
/// # Errors
/// If storage is full or switched off; then nothing is kept.
pub fn enqueue(storage: &mut impl Storage, item: &Item) -> Result<(), Unavailable> {
    let last = storage.keys(OUTBOX)?.pop();
    let place = last.and_then(|key| place(&key)).unwrap_or(0) + 1;
    storage.set(&format!("{OUTBOX}{place:010}.{}", item.id), &write(item)?)?;
    // If this fails the draft is offered again later; the command is safe all the same.
    if let Some(form) = &item.draft
        && let Some(draft) = draft(storage, form)?
        && draft.fields == item.fields
    {
        let _ = keep_draft(storage, form, &Draft { sent: Some(item.id), ..draft });
    }
    Ok(())
}

fn place(key: &str) -> Option<u64> {
    key.strip_prefix(OUTBOX)?.split('.').next()?.parse().ok()
}

/// Takes something out of the outbox for good, because its author says so.
///
/// # Errors
/// If storage is switched off.
pub fn discard(storage: &mut impl Storage, key: &str) -> Result<(), Unavailable> {
    storage.remove(key)
}

/// Makes a draft of something in the outbox again, in the form that it was written in. False if it has no form, or if
/// that form has other words by now: these are not written over.
///
/// # Errors
/// If storage is full or switched off; then it stays in the outbox.
pub fn take_back(storage: &mut impl Storage, key: &str, item: &Item) -> Result<bool, Unavailable> {
    let Some(form) = &item.draft else { return Ok(false) };
    let same = |draft: &Draft| draft.sent == Some(item.id) || draft.fields == item.fields;
    match storage.get(&format!("{DRAFT}{form}"))?.map(read) {
        None => {}
        Some(Kept::Item(draft)) if same(&draft) => {}
        Some(_) => return Ok(false),
    }
    let Item { label, page, fields, written_at: typed_at, .. } = item.clone();
    keep_draft(storage, form, &Draft { v: SHAPE, label, page, fields, typed_at, sent: None })?;
    storage.remove(key)?;
    Ok(true)
}

/// How many wait for what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Status {
    /// For the network.
    pub waiting: usize,
    /// For their author.
    pub needs_you: usize,
}

/// How the outbox stands.
///
/// # Errors
/// If storage is switched off.
pub fn status(storage: &impl Storage) -> Result<Status, Unavailable> {
    let mut status = Status::default();
    for entry in outbox(storage)? {
        match entry.kept {
            Kept::Item(Item { state: State::Waiting, .. }) => status.waiting += 1,
            Kept::Item(_) | Kept::Unreadable(_) => status.needs_you += 1,
        }
    }
    Ok(status)
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// This tab leads from now on.
    Lead,
    /// Another tab leads from now on.
    Follow,
    /// There may be something to do: a command was put into the outbox, a wait is over, or the network came back.
    Wake,
    /// The server's log has this change now.
    News(News),
    /// The answer to a push.
    Pushed(Reply<Pushed>),
    /// The answer to a pull.
    Pulled(Reply<Pulled>),
    /// What [`Action::Apply`] handed out was taken in.
    Taken(Cursor),
    /// The author, who is another one now, wants the outbox sent in their own name.
    Adopt {
        /// Who the client is from now on.
        client: ClientId,
        /// Who the author is now.
        by: Option<ContributorId>,
    },
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply<T> {
    /// The answer.
    Done(T),
    /// The server refused the message as a whole.
    Refused(Refusal),
    /// The server's history is another one now.
    OtherEpoch,
    /// Nothing, or not now: no network, or a server that is busy or failing.
    Unreachable {
        /// The least seconds to wait, if the server said.
        retry_after: Option<u32>,
    },
}

impl<T: DeserializeOwned> Reply<T> {
    /// What an answer over HTTP means. A body that was cut off is no answer.
    #[must_use]
    pub fn of(status: u16, body: &str, retry_after: Option<u32>) -> Self {
        let unreachable = Self::Unreachable { retry_after };
        match status {
            200..=299 => serde_json::from_str(body).map_or(unreachable, Self::Done),
            410 => Self::OtherEpoch,
            409 => {
                let details: Option<Value> = serde_json::from_str(body).ok();
                details.as_ref().and_then(Refusal::of).map_or(unreachable, Self::Refused)
            }
            _ => unreachable,
        }
    }
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Send this, and step with [`Input::Pushed`].
    Push(Push),
    /// Ask for the changes after this, and step with [`Input::Pulled`].
    Pull(Cursor),
    /// Take these changes in, and then step with [`Input::Taken`]. Doing it twice must be as doing it once.
    Apply {
        /// The changes, oldest first.
        changes: Vec<Change>,
        /// The cursor after them.
        cursor: Cursor,
    },
    /// Forget what was pulled: the history is another one.
    Forget,
    /// Step with [`Input::Wake`] after so many milliseconds.
    Wait {
        /// How long.
        millis: u64,
    },
    /// A command has its outcome.
    Settled(Box<Settled>),
    /// Nothing more is pushed until something changes.
    Halted(Halt),
}

/// A command that has its outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The command as it stood in the outbox.
    pub item: Item,
    /// What became of it.
    pub fate: Fate,
    /// The outcome in full, as JSON.
    pub outcome: Value,
    /// Why it was refused, in a sentence.
    pub words: Option<String>,
    /// Where it can be seen.
    pub location: Option<String>,
}

/// What became of a command, as far as a client has to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It took effect, alone or merged with what somebody else had saved.
    Applied,
    /// It says already what it was to say; nothing took effect.
    Unchanged,
    /// Somebody saved meanwhile.
    Conflict,
    /// It was refused because the article is locked.
    Locked,
    /// It was refused.
    Refused,
}

impl Fate {
    fn of(outcome: &Value) -> Self {
        let problem = outcome.get("problem").and_then(|problem| problem.get("code")).and_then(Value::as_str);
        match (outcome.get("status").and_then(Value::as_str), problem) {
            (Some("applied" | "merged"), _) => Self::Applied,
            (Some("conflict"), _) => Self::Conflict,
            (_, Some("nothing-changed")) => Self::Unchanged,
            (_, Some("locked")) => Self::Locked,
            _ => Self::Refused,
        }
    }
}

/// Why nothing more is pushed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Halt {
    /// The page is too old for the server, or too new: load it again.
    Schema,
    /// Somebody else is signed in now.
    SomebodyElse {
        /// Who, by the server; `None` for nobody.
        now: Option<ContributorId>,
    },
}

/// What a tab knows for itself. Everything else stands in the storage.
#[derive(Debug, Clone, Default)]
pub struct Client {
    leading: bool,
    pushing: bool,
    pulling: bool,
    failures: u32,
    halted: Option<Halt>,
    /// The newest change that the server is known to have, and in which history.
    news: Option<News>,
    /// Whether to ask for changes without having heard of any: what was heard was of another history.
    ask: bool,
}

impl Client {
    /// Takes what happened, and answers what is to be done. `random` is for waits, so that clients that were cut
    /// off together do not come back together; `fresh` is the id of a client that has none yet.
    ///
    /// Storage may fail in the middle. The actions found so far are to be done all the same, and what is left comes
    /// again with the next step.
    pub fn step(
        &mut self,
        storage: &mut impl Storage,
        input: Input,
        random: u32,
        fresh: ClientId,
    ) -> (Vec<Action>, Result<(), Unavailable>) {
        let mut actions = Vec::new();
        let done = self.take(storage, input, random, fresh, &mut actions);
        (actions, done)
    }

    /// Why nothing more is pushed, if so.
    #[must_use]
    pub const fn halted(&self) -> Option<Halt> {
        self.halted
    }

    fn take(
        &mut self,
        storage: &mut impl Storage,
        input: Input,
        random: u32,
        fresh: ClientId,
        actions: &mut Vec<Action>,
    ) -> Result<(), Unavailable> {
        match input {
            Input::Lead => self.leading = true,
            Input::Follow => self.leading = false,
            // Another tab may have done something about it; if nobody did, the server says the same again.
            Input::Wake => {
                if self.halted != Some(Halt::Schema) {
                    self.halted = None;
                }
            }
            Input::News(news) => self.heard(storage, &news, actions)?,
            Input::Pushed(reply) => {
                self.pushing = false;
                if self.pushed(storage, reply, random, actions)? == Go::Wait {
                    return Ok(());
                }
            }
            Input::Pulled(reply) => {
                self.pulling = false;
                if self.pulled(storage, reply, random, actions)? == Go::Wait {
                    return Ok(());
                }
            }
            Input::Taken(cursor) => {
                // Two tabs may pull at once; whoever is behind must not take the other back.
                let further = self::cursor(storage)?
                    .is_none_or(|known| known.epoch != cursor.epoch || known.next < cursor.next);
                if further {
                    storage.set(CURSOR, &write(&cursor)?)?;
                }
            }
            Input::Adopt { client, by } => {
                self.halted = None;
                // If another tab settles one meanwhile, it comes back and has the outcome that it had.
                for Entry { key, kept } in outbox(storage)? {
                    if let Kept::Item(mut item) = kept
                        && item.state == State::Waiting
                    {
                        item.by = by;
                        storage.set(&key, &write(&item)?)?;
                    }
                }
                storage.set(CLIENT, &write(&Identity { v: SHAPE, client, next: 1 })?)?;
            }
        }
        if self.leading {
            self.push(storage, fresh, actions)?;
            self.pull(storage, actions)?;
        }
        Ok(())
    }

    /// Sends what waits, the oldest first, if nothing is on its way.
    fn push(
        &mut self,
        storage: &mut impl Storage,
        fresh: ClientId,
        actions: &mut Vec<Action>,
    ) -> Result<(), Unavailable> {
        if self.pushing || self.halted.is_some() {
            return Ok(());
        }
        let mut commands = Vec::new();
        let (mut bytes, mut author) = (0, None);
        for entry in outbox(storage)? {
            let Kept::Item(Item { id, command, by, state: State::Waiting, .. }) = entry.kept else {
                continue;
            };
            let Value::Object(mut sent) = command else { continue };
            // What others wrote goes in a push of its own.
            if *author.get_or_insert(by) != by {
                break;
            }
            sent.insert("id".to_owned(), Value::String(id.to_string()));
            let sent = Value::Object(sent);
            bytes += sent.to_string().len();
            commands.push(sent);
            if commands.len() == PUSH_LIMIT || bytes >= PUSH_BYTES {
                break;
            }
        }
        if commands.is_empty() {
            return Ok(());
        }
        let identity = match identity(storage)? {
            Some(identity) => identity,
            None => {
                let identity = Identity { v: SHAPE, client: fresh, next: 1 };
                storage.set(CLIENT, &write(&identity)?)?;
                identity
            }
        };
        self.pushing = true;
        actions.push(Action::Push(Push {
            schema: SCHEMA,
            client: identity.client,
            first: identity.next,
            by: author.flatten(),
            commands,
        }));
        Ok(())
    }

    fn pushed(
        &mut self,
        storage: &mut impl Storage,
        reply: Reply<Pushed>,
        random: u32,
        actions: &mut Vec<Action>,
    ) -> Result<Go, Unavailable> {
        match reply {
            Reply::Done(Pushed { answers, next, sequence, epoch, retry_after }) => {
                self.failures = 0;
                self.heard(storage, &News { sequence, epoch }, actions)?;
                for answer in answers {
                    settle(storage, answer, actions)?;
                }
                renumber(storage, next)?;
                if let Some(seconds) = retry_after {
                    actions.push(Action::Wait { millis: u64::from(seconds) * 1_000 });
                    return Ok(Go::Wait);
                }
            }
            Reply::Refused(Refusal::OutOfOrder { next }) => {
                // It may be this very answer that is late; then the same happens once more.
                renumber(storage, next)?;
                self.failures += 1;
                if self.failures > 3 {
                    actions.push(self.wait(None, random));
                    return Ok(Go::Wait);
                }
            }
            Reply::Refused(Refusal::SomebodyElse { now }) => {
                self.halted = Some(Halt::SomebodyElse { now });
                actions.push(Action::Halted(Halt::SomebodyElse { now }));
            }
            Reply::Refused(Refusal::Schema { .. }) => {
                self.halted = Some(Halt::Schema);
                actions.push(Action::Halted(Halt::Schema));
            }
            Reply::OtherEpoch => {}
            Reply::Unreachable { retry_after } => {
                actions.push(self.wait(retry_after, random));
                return Ok(Go::Wait);
            }
        }
        Ok(Go::On)
    }

    /// Notes what the server is known to have. In another history every number means something else.
    fn heard(
        &mut self,
        storage: &mut impl Storage,
        news: &News,
        actions: &mut Vec<Action>,
    ) -> Result<(), Unavailable> {
        if cursor(storage)?.is_some_and(|known| known.epoch != news.epoch) {
            self.forget(storage, actions)?;
        }
        let newer =
            self.news.as_ref().is_none_or(|old| old.epoch != news.epoch || old.sequence < news.sequence);
        if newer {
            self.news = Some(news.clone());
        }
        Ok(())
    }

    fn forget(&mut self, storage: &mut impl Storage, actions: &mut Vec<Action>) -> Result<(), Unavailable> {
        storage.remove(CURSOR)?;
        self.ask = true;
        actions.push(Action::Forget);
        Ok(())
    }

    fn is_behind(&self, cursor: &Cursor) -> bool {
        let newer = |news: &News| news.epoch == cursor.epoch && news.sequence > cursor.next;
        self.ask || self.news.as_ref().is_some_and(newer)
    }

    /// Asks for what is new, if there is something and nobody was asked yet.
    fn pull(&mut self, storage: &impl Storage, actions: &mut Vec<Action>) -> Result<(), Unavailable> {
        let Some(cursor) = cursor(storage)? else { return Ok(()) };
        if !self.pulling && self.is_behind(&cursor) {
            self.pulling = true;
            actions.push(Action::Pull(cursor));
        }
        Ok(())
    }

    fn pulled(
        &mut self,
        storage: &mut impl Storage,
        reply: Reply<Pulled>,
        random: u32,
        actions: &mut Vec<Action>,
    ) -> Result<Go, Unavailable> {
        match reply {
            Reply::Done(Pulled { epoch, changes, next, more }) => {
                let Some(known) = cursor(storage)? else { return Ok(Go::On) };
                // A late answer to an earlier question: what is known already, or was forgotten since.
                let fits = known.epoch == epoch
                    && changes.first().is_none_or(|first| first.sequence <= known.next + 1);
                if !fits {
                    return Ok(Go::On);
                }
                let new: Vec<Change> =
                    changes.into_iter().filter(|change| change.sequence > known.next).collect();
                if !more {
                    self.ask = false;
                }
                if new.is_empty() && self.is_behind(&known) {
                    // The answer is older than the news.
                    actions.push(self.wait(None, random));
                    return Ok(Go::Wait);
                }
                self.failures = 0;
                if !new.is_empty() {
                    actions.push(Action::Apply { changes: new, cursor: Cursor { v: SHAPE, epoch, next } });
                    // The cursor is moved when they were taken in, and then the next are asked for.
                    return Ok(Go::Wait);
                }
            }
            Reply::OtherEpoch => self.forget(storage, actions)?,
            Reply::Refused(_) => {}
            Reply::Unreachable { retry_after } => {
                actions.push(self.wait(retry_after, random));
                return Ok(Go::Wait);
            }
        }
        Ok(Go::On)
    }

    /// Full jitter ('Exponential Backoff And Jitter', AWS Architecture Blog, 2015).
    fn wait(&mut self, retry_after: Option<u32>, random: u32) -> Action {
        self.failures = self.failures.saturating_add(1);
        let most = LONGEST_WAIT.min(FIRST_WAIT << self.failures.min(16).saturating_sub(1));
        let jittered = (most * u64::from(random)) >> 32;
        let least = u64::from(retry_after.unwrap_or(0)) * 1_000;
        Action::Wait { millis: least + jittered }
    }
}

/// Whether to look for more to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Go {
    On,
    Wait,
}

/// How far the log is known, if anything was pulled yet.
///
/// # Errors
/// If storage is switched off.
pub fn cursor(storage: &impl Storage) -> Result<Option<Cursor>, Unavailable> {
    Ok(storage.get(CURSOR)?.and_then(|text| read(text).item()))
}

/// Begins to follow the log at a cursor, such as that of a page just read, if it is not followed yet.
///
/// # Errors
/// If storage is full or switched off.
pub fn follow(storage: &mut impl Storage, from: &Cursor) -> Result<(), Unavailable> {
    if cursor(storage)?.is_none_or(|known| known.epoch != from.epoch) {
        storage.set(CURSOR, &write(from)?)?;
    }
    Ok(())
}

/// Follows the log from here on, if it is not known further already: for one who has just read everything anew.
///
/// # Errors
/// If storage is full or switched off.
pub fn skip_to(storage: &mut impl Storage, from: &Cursor) -> Result<(), Unavailable> {
    if cursor(storage)?.is_none_or(|known| known.epoch != from.epoch || known.next < from.next) {
        storage.set(CURSOR, &write(from)?)?;
    }
    Ok(())
}

fn identity(storage: &impl Storage) -> Result<Option<Identity>, Unavailable> {
    Ok(storage.get(CLIENT)?.and_then(|text| read(text).item()))
}

fn renumber(storage: &mut impl Storage, next: i64) -> Result<(), Unavailable> {
    match identity(storage)? {
        Some(identity) if identity.next != next => {
            storage.set(CLIENT, &write(&Identity { next, ..identity })?)
        }
        _ => Ok(()),
    }
}

/// Takes in the outcome of a command, if it still waits for it. The words leave the storage last.
fn settle(
    storage: &mut impl Storage,
    Answer { id, outcome, words, location }: Answer,
    actions: &mut Vec<Action>,
) -> Result<(), Unavailable> {
    let found = outbox(storage)?.into_iter().find_map(|Entry { key, kept }| match kept {
        Kept::Item(item) if item.id == id && item.state == State::Waiting => Some((key, item)),
        _ => None,
    });
    let Some((key, item)) = found else { return Ok(()) };
    let fate = Fate::of(&outcome);
    let state = match fate {
        Fate::Applied | Fate::Unchanged => None,
        Fate::Conflict => Some(State::Conflict),
        Fate::Locked | Fate::Refused => Some(State::Refused),
    };
    match state {
        Some(state) => storage.set(&key, &write(&Item { state, why: words.clone(), ..item.clone() })?)?,
        None => {
            if let Some(form) = &item.draft
                && draft(storage, form)?.is_some_and(|draft| draft.sent == Some(id))
            {
                forget_draft(storage, form)?;
            }
            storage.remove(&key)?;
        }
    }
    actions.push(Action::Settled(Box::new(Settled { item, fate, outcome, words, location })));
    Ok(())
}

#[cfg(test)]
mod tests;
