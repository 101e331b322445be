//! Synchronisation: the messages between a client and the server, and the client itself.
//!
//! A client writes each command into its outbox first, then pushes it; the server answers one outcome a command,
//! and the same again whenever the same command comes again. What others do is pulled from the log. The protocol
//! in full: `docs/SYNC.md`.

pub mod client;
pub mod message;
