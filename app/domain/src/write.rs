//! Writing, a subject a file: its commands, what there is to know about what they name, and the rules.

pub(crate) mod anchor;
pub(crate) mod article;
pub(crate) mod citation;
pub(crate) mod comment;
pub(crate) mod contribution;
pub(crate) mod doors;
pub(crate) mod effect;
pub(crate) mod facts;
pub(crate) mod lock;
pub mod moderation;
pub(crate) mod person;
pub(crate) mod relation;
pub(crate) mod shown;
pub(crate) mod suggestion;
#[cfg(feature = "server")]
pub mod undo;
