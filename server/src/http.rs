//! What is known of HTTP alone, without the state of the site.

pub mod address;
pub mod assets;
pub mod body;
pub mod cache;
pub mod cookie;
pub mod encoding;
pub mod error;
pub mod headers;
pub mod host;
pub mod packing;
pub mod path;
