//! What can go wrong where the log is followed.

use store::work::Refused;

/// Why something that follows the log cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database failed.
    #[error("the store failed")]
    Store(#[from] store::Error),
    /// There is too much to do.
    #[error(transparent)]
    Work(#[from] Refused),
    /// A fault of the program, in words for its log.
    #[error("{0}")]
    Internal(&'static str),
}
