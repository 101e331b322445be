//! The picture of the graph that reacts. What needs no browser is plain code, tested natively; only what draws and
//! listens is for wasm32.
//!
//! It is a module of its own beside the bundle of the islands: only the pages of the graph load it.

pub mod arrange;
pub mod camera;
pub mod find;
#[cfg(target_arch = "wasm32")]
pub mod page;
pub mod pieces;
#[cfg(test)]
mod sample;
pub mod scene;
pub mod steps;
pub mod time;
pub mod walk;
pub mod words;
