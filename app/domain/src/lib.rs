//! The rules of Folkmoot.
//!
//! Everything here is a function of its arguments: no I/O, no clock, no randomness, no framework. The crate
//! compiles to native code and to WebAssembly, so browser and server give the same answer and the same error.
//!
//! [`decide::decide`] is the one place that says what a [`command::Command`] may do.

pub mod address;
pub mod anchor;
pub mod command;
pub mod compose;
#[cfg(feature = "server")]
pub mod decide;
pub mod fault;
pub mod form;
pub mod id;
pub mod lock;
#[cfg(feature = "server")]
pub mod merge;
pub mod moderation;
#[cfg(feature = "server")]
pub mod name;
pub mod outcome;
pub mod problem;
pub mod random;
pub mod relation;
pub mod role;
pub mod slug;
pub mod source;
#[cfg(feature = "testing")]
pub mod testing;
pub mod text;
pub mod trust;
#[cfg(feature = "server")]
pub mod visible;
#[cfg(feature = "server")]
pub mod write;
