//! What is known of HTTP alone, without the state of the site.

pub mod address;
pub mod host;
pub mod path;
