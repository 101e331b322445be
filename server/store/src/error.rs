//! What can go wrong in the store, all of it nobody's fault who uses a page.

use std::path::PathBuf;

/// A failure of the store. Refusals of a command are no errors but outcomes.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database answered with an error.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The database could not be brought to this version's form.
    #[error("the database could not be migrated")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A row holds what can never have been written.
    #[error("the database holds a value that can not be read: {0}")]
    Corrupt(String),
    /// Another process has the file open, so that it can not be replaced.
    #[error("the database {0} is in use: stop the server first")]
    InUse(PathBuf),
    /// A file could not be read, written or moved.
    #[error("the file {0} can not be read or written")]
    File(PathBuf, #[source] std::io::Error),
    /// The writer is gone or has too much to do.
    #[error("the store is closed or too busy to write")]
    Busy,
    /// The work that the command needs before it can be decided was not done.
    #[error(transparent)]
    Work(#[from] crate::work::Refused),
}

impl Error {
    /// A value in a row that is none.
    pub(crate) fn corrupt(what: impl std::fmt::Display) -> Self {
        Self::Corrupt(what.to_string())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::corrupt(error)
    }
}
