//! What is made of the log, and kept up with it.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::command::CommandKind;
use futures_util::future::BoxFuture;
use model::Person;
use store::Store;
use store::read::graph::News;

use super::error::Error;

/// How far somebody has read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The history; the numbers of another mean nothing.
    pub epoch: String,
    /// The newest change of the log.
    pub sequence: i64,
    /// How often something was written of which the log does not tell: accounts, roles, texts that were rendered anew.
    pub others: u64,
}

impl Position {
    /// Where a database stands, without a query.
    #[must_use]
    pub fn newest(store: &Store) -> Self {
        let store::Version { sequence, others } = store.version();
        Self { epoch: store.epoch(), sequence, others }
    }

    /// Whether everything up to `other` was read.
    #[must_use]
    pub fn reaches(&self, other: &Self) -> bool {
        self.epoch == other.epoch && self.sequence >= other.sequence && self.others >= other.others
    }
}

/// Where a projection stands that keeps only a note of it; nowhere before it has begun.
#[derive(Debug, Default)]
pub struct Mark(Mutex<Option<Position>>);

impl Mark {
    /// Of a projection that has not begun.
    #[must_use]
    pub const fn new() -> Self {
        Self(Mutex::new(None))
    }

    fn lock(&self) -> MutexGuard<'_, Option<Position>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where it stands.
    #[must_use]
    pub fn get(&self) -> Option<Position> {
        self.lock().clone()
    }

    /// Puts it there.
    pub fn set(&self, at: &Position) {
        *self.lock() = Some(at.clone());
    }

    /// Moves it by a batch, and says where it stands then.
    pub fn take(&self, batch: &Batch) -> Option<Position> {
        let mut mark = self.lock();
        *mark = mark.take().map(|position| batch.moves(position));
        mark.clone()
    }
}

/// What the log says, and what does not stand there.
#[derive(Debug)]
pub enum Batch {
    /// Changes of the log, some in one: what became of the things they name.
    Changes(News),
    /// Something that the log does not tell of; accounts with their names and roles.
    Accounts {
        /// How often that was by now.
        others: u64,
        /// Everybody who has an account or a role.
        people: Vec<Person>,
    },
}

impl Batch {
    /// What was done; nothing where the log does not say so.
    #[must_use]
    pub fn commands(&self) -> Option<&BTreeSet<CommandKind>> {
        match self {
            Self::Changes(news) => Some(&news.commands),
            Self::Accounts { .. } => None,
        }
    }

    /// Where whoever has read as far as `position` stands after it.
    #[must_use]
    pub fn moves(&self, position: Position) -> Position {
        match self {
            Self::Changes(news) => Position { sequence: news.sequence.max(position.sequence), ..position },
            Self::Accounts { others, .. } => Position { others: (*others).max(position.others), ..position },
        }
    }
}

/// Something that is made of the log: in memory, on disk, or only a note of what does not hold any more.
///
/// It knows its position. A batch says what things are now, not what they were at some change, so that it may be given twice,
/// and in batches of any size: what comes of it is what would come of everything at once.
pub trait Projection: Send + Sync {
    /// Up to where everything is in it; `None` before it has begun.
    fn position(&self) -> Option<Position>;

    /// Begins anew, with everything as it is now, which is at least as far as `at`.
    fn begin<'a>(&'a self, at: &'a Position) -> BoxFuture<'a, Result<(), Error>>;

    /// Takes a batch in.
    fn take<'a>(&'a self, batch: &'a Batch) -> BoxFuture<'a, Result<(), Error>>;
}
