//! Read models: one value a page, shaped for that page, by one query.
//!
//! sqlx hands each query to a worker thread and back, which costs more than SQLite's work for a page. So a page
//! is one statement, whose lists are JSON arrays made by the database.

mod annotations;
mod article;
pub mod branch;
pub mod changes;
pub mod graph;
mod health;
mod home;
mod json;
pub mod moderation;
mod query;
mod revision;
mod search;
mod single;
mod snippet;
pub mod suggest;
pub mod undo;
pub mod versions;
mod wording;

pub use annotations::{Annotation, Annotations, Remark};
pub(crate) use json::sign;
pub(crate) use single::texts_since;

use domain::command::CommandKind;
use domain::slug::Slug;
use model::Hiding;

use crate::Error;

/// What is behind a slug.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found<T> {
    /// The thing itself.
    Here(T),
    /// The article has a newer slug; old addresses redirect there.
    Moved(Slug),
    /// A moderator hid it; only moderators are to see the thing.
    Hidden(Hiding, T),
}

/// A kind of command as it stands in a row.
pub(crate) fn command_kind(name: &str) -> Result<CommandKind, Error> {
    CommandKind::from_name(name).ok_or_else(|| Error::corrupt(name))
}

/// An id as it stands in a row.
pub(crate) fn parse<T: std::str::FromStr<Err = domain::id::MalformedId>>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::corrupt(text))
}
