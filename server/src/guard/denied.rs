//! Why something is not taken now, though it may be later.

use std::time::Duration;

/// What stands against it; a wait is how long it is until it is worth another try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    /// Too much was sent.
    #[error("too many requests")]
    TooMany(Duration),
    /// Too much of one kind came from one address, which the words name in a sentence.
    #[error("a limit is reached")]
    Limited(&'static str, Duration),
    /// The database or its disk is as full as it may be.
    #[error("there is no room")]
    Full,
}
