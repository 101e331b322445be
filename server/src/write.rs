//! Forms: each becomes a typed command for the one write path, and comes back filled in when it is refused.

pub mod article;
pub mod citation;
pub mod comment;
pub mod identity;
pub mod landing;
pub mod lock;
pub mod moderation;
pub mod relation;
pub mod submit;
pub mod suggestion;
pub mod undo;
