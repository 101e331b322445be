//! All SQL of Folkmoot: migrations, the one writer, and a read model a page.
//!
//! SQL stands only here. Every write is a command that the one writer takes through [`Store::submit`]; many
//! readers see the last commit meanwhile (SQLite in WAL mode). SQL is static text with `$1` parameters, TEXT and
//! BIGINT columns, so that PostgreSQL can take the same.

mod backup;
mod checkpoint;
mod drafts;
mod error;
mod identity;
pub mod read;
pub mod render;
mod store;
pub mod work;
mod write;

pub use drafts::Draft;
pub use error::Error;
pub use identity::Session;
pub use read::Found;
pub use store::{Options, Store, Synchronous};
pub use write::{Pushed, Step};
