//! What the client does next, and what it makes of an answer.

use domain::id::{ClientId, ContributorId};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::cursor::{self, Cursor};
use super::identity::{Identity, identity, renumber};
use super::outbox::{Entry, Item, State, outbox};
use super::outcome::{Settled, settle};
use super::storage::{CLIENT, CURSOR, SHAPE, Storage, Stored, Unavailable, write};
use crate::message::{Change, News, PUSH_LIMIT, Pulled, Push, Pushed, Refusal, SCHEMA};

/// The most bytes of one push, give or take its last command.
const PUSH_BYTES: usize = 512 * 1024;

/// How long the first wait after a failure is at most, in milliseconds; each further one twice as long.
const FIRST_WAIT: u64 = 1_000;

/// How long any wait is at most, in milliseconds.
const MAX_WAIT_MILLIS: u64 = 300_000;

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
    /// The author, who has changed, wants the outbox sent in their own name.
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
    /// The server's history has changed.
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
    /// Forget what was pulled: the history has changed.
    Forget,
    /// Step with [`Input::Wake`] later.
    Wait {
        /// How long.
        millis: u64,
    },
    /// A command has its outcome.
    Settled(Box<Settled>),
    /// Nothing more is pushed until something changes.
    Halted(Halt),
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
                let further = cursor::cursor(storage)?
                    .is_none_or(|known| known.epoch != cursor.epoch || known.next < cursor.next);
                if further {
                    storage.set(CURSOR, &write(&cursor)?)?;
                }
            }
            Input::Adopt { client, by } => {
                self.halted = None;
                // If another tab settles one meanwhile, it comes back and has the outcome that it had.
                for Entry { key, kept } in outbox(storage)? {
                    if let Stored::Item(mut item) = kept
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
            let Stored::Item(Item { id, command, by, state: State::Waiting, .. }) = entry.kept else {
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
                    let settled = settle(storage, answer)?;
                    actions.extend(settled.map(|settled| Action::Settled(Box::new(settled))));
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
        if cursor::cursor(storage)?.is_some_and(|known| known.epoch != news.epoch) {
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
        let Some(cursor) = cursor::cursor(storage)? else { return Ok(()) };
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
                let Some(known) = cursor::cursor(storage)? else { return Ok(Go::On) };
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
        let most = MAX_WAIT_MILLIS.min(FIRST_WAIT << self.failures.min(16).saturating_sub(1));
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
