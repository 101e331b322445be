//! What is known of HTTP alone, without the state of the site.

pub mod address;
pub mod answer;
pub mod assets;
pub mod body;
pub mod cache;
pub mod cookie;
pub mod encoding;
pub mod error;
pub mod etag;
pub mod headers;
pub mod hold;
pub mod host;
pub mod json;
pub mod limits;
pub mod origin;
pub mod packed;
pub mod packing;
pub mod path;
