//! The Leptos application: pages rendered on the server, islands hydrated in the browser.
//!
//! A page is a pure function of a read model; it is compiled for the server only. What reacts in the browser is
//! an island (`island/`), and only islands are in the WebAssembly bundle. Islands talk to the server by server
//! functions (`functions/`); forms are plain forms, so that everything works without JavaScript.

#![recursion_limit = "256"]

pub mod browser;
#[cfg(feature = "ssr")]
pub mod component;
pub mod functions;
pub mod island;
#[cfg(feature = "ssr")]
pub mod page;
