//! Writing, a subject a file: what there is to know about what its commands name, and the rules.

pub(crate) mod anchor;
pub(crate) mod article;
pub(crate) mod case;
pub(crate) mod citation;
pub(crate) mod comment;
pub(crate) mod contribution;
pub(crate) mod doors;
pub(crate) mod effect;
pub(crate) mod facts;
pub(crate) mod lock;
pub(crate) mod moderation;
pub(crate) mod person;
pub(crate) mod relation;
pub(crate) mod shown;
pub(crate) mod suggestion;
pub mod undo;
