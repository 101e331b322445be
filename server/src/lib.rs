//! The server of Folkmoot: HTTP, sessions, security, caching, seeds and the command line.
//!
//! HTTP stands only here. A handler reads a model from the `store` and gives it to a pure page function of
//! `app`; a form becomes a typed command for `store.submit`, the one write path. The binary is `main.rs`; all
//! else is a library, so that tests drive the same code in their own process.

pub mod api;
pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod follow;
pub mod guard;
pub mod http;
pub mod listen;
pub mod mail;
pub mod page;
pub mod reference;
pub mod router;
pub mod seeds;
pub mod serve;
pub mod token;
pub mod visit;
pub mod write;
