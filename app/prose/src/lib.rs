//! Texts as texts: what the rules, the store and the pages know of characters, Markdown, differences and merges.
//!
//! Everything here is a function of its arguments, and knows nothing of articles or people. What takes long takes its
//! steps from a [`budget::Budget`].

pub mod approximate;
pub mod budget;
pub mod diff;
#[cfg(feature = "server")]
pub mod fold;
pub mod html;
#[cfg(feature = "server")]
pub mod markdown;
pub mod matching;
#[cfg(feature = "server")]
pub mod merge;
#[cfg(feature = "server")]
pub mod render;
pub mod selector;
pub mod text;
pub mod wrap;
