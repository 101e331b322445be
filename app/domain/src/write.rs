//! Writing, a subject a file: its commands, what there is to know about what they name, and the rules.

pub mod moderation;
#[cfg(all(feature = "moderation", feature = "markdown"))]
pub mod undo;
