//! Parts that pages are made of. Plain functions: nothing here reacts, so nothing here is in the bundle.

pub mod chrome;
pub mod document;
pub mod field;
pub mod hiding;
pub mod inline;
mod markers;
pub mod neighbourhood;
pub mod parts;
pub mod relations;
mod role;
pub mod talk;
