//! The client, without any I/O: what it keeps, what it does next, and what it makes of an answer.
//!
//! It is driven by [`Client::step`] with what happened and answers what is to be done; storage is an argument. The
//! browser and the simulation drive the same code. Several tabs share one storage: what counts stands there and
//! is read anew in each step, so a tab may be killed between any two operations, and two may push at once. That
//! one tab leads is thrift; that commands have ids is what makes it right.

mod cursor;
mod draft;
mod identity;
mod machine;
mod outbox;
mod outcome;
mod owner;
mod storage;

pub use cursor::{Cursor, Skipped, cursor, follow, skip_to};
pub use draft::{Draft, draft, drafts, forget_draft, keep_draft};
pub use machine::{Action, Client, Halt, Input, Reply};
pub use outbox::{Entry, Item, State, Status, discard, enqueue, outbox, status, take_back};
pub use outcome::{Fate, Settled};
pub use owner::{Leave, begun, claim, leave, owned};
pub use storage::{CLIENT, CURSOR, DRAFT, Fields, OUTBOX, OWNED, SHAPE, Storage, Stored, Unavailable};

#[cfg(test)]
mod tests;
