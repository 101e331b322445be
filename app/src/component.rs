//! Parts that pages are made of. Plain functions: nothing here reacts, so nothing here is in the bundle.

pub mod chrome;
pub mod document;
pub mod field;
pub mod inline;
mod markers;
pub mod neighbourhood;
pub mod parts;
pub mod relations;
pub mod talk;
