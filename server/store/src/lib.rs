//! All SQL of Folkmoot: migrations, the one writer, and a read model a page.
//!
//! SQL stands only here. Every write is a command that the one writer takes through [`Store::submit`]; many
//! readers see the last commit meanwhile (SQLite in WAL mode). SQL is static text with `$1` parameters, TEXT and
//! BIGINT columns, so that PostgreSQL can take the same.

mod anew;
mod backup;
mod bounded;
mod checkpoint;
mod condition;
mod drafts;
mod error;
mod file;
mod identity;
mod index;
mod looks;
mod open;
mod probe;
pub mod read;
mod readers;
pub mod report;
mod settings;
mod shared;
mod store;
mod trust;
pub mod work;
mod write;

pub use backup::{Held, Restored};
pub use condition::{Ailment, Condition};
pub use drafts::Draft;
pub use error::{Error, Outage};
pub use identity::{Ends, GUEST, Link, MODERATOR, NewLink, Session};
pub use read::Found;
pub use store::{Access, Options, Store, Synchronous, Version};
pub use trust::{EditedHead, Space};
pub use write::{ClientNumber, Part, Pushed};
