//! What islands need of the browser. What computes is a plain function and tested natively; what touches the DOM
//! is thin. Whatever a browser can refuse (storage, clipboard, selection) is an `Option` here, never a panic.

pub mod address;
pub mod ask;
pub mod compose;
pub mod dom;
pub mod driver;
pub mod latest;
pub mod layout;
pub mod local;
pub mod markdown;
pub mod offsets;
pub mod passage;
pub mod storage;
