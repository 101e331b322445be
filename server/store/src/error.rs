//! What can go wrong in the store, all of it nobody's fault who uses a page.

use std::fmt;
use std::path::PathBuf;

use messages::command::{backup, database};

/// A failure of the store. Refusals of a command are no errors but outcomes.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database answered with an error.
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
    /// The database as a whole cannot do it for now. Nothing is known to have taken effect, and it may be tried again.
    #[error("{outage}: {cause}")]
    Unavailable {
        /// What is the matter.
        outage: Outage,
        /// In the words of the database or the operating system.
        cause: String,
    },
    /// The database could not be brought to this version's form.
    #[error("the database could not be migrated")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A row holds what can never have been written.
    #[error("the database holds a value that cannot be read: {0}")]
    Corrupt(String),
    /// Another process has the file open, so that it cannot be replaced.
    #[error("{}", database::in_use(.0))]
    InUse(PathBuf),
    /// Another server has the file.
    #[error("{}", database::served(path, process.as_deref()))]
    Served {
        /// The database.
        path: PathBuf,
        /// The number of its process, if that is known.
        process: Option<String>,
    },
    /// The file is none of ours.
    #[error("{}", database::not_ours(.0))]
    NotOurs(PathBuf),
    /// A newer version has been here.
    #[error("{}", database::newer(path, *found, *known))]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its newest migration.
        found: i64,
        /// The newest that this program has.
        known: i64,
    },
    /// An older version has been here, and this is not the moment to change that.
    #[error("{}", database::older(path, *found, *known))]
    Older {
        /// The database.
        path: PathBuf,
        /// Its newest migration.
        found: i64,
        /// The newest that this program has.
        known: i64,
    },
    /// There is a log of a database, but no database.
    #[error("{}", database::log_without_database(.0))]
    LeftLog(PathBuf),
    /// A restore was broken off between two steps.
    #[error("{}", database::half_restored(.0))]
    BrokenRestore(PathBuf),
    /// The file or its folder cannot be written.
    #[error("{}", database::not_writable(.0))]
    Unwritable(PathBuf, #[source] Box<Self>),
    /// The backup is no whole database of this site.
    #[error("{}", backup::cannot_be_restored(.0, .1))]
    BadBackup(PathBuf, String),
    /// A file could not be read, written or moved.
    #[error("{}", database::file(.0))]
    File(PathBuf, #[source] std::io::Error),
    /// A fault of the program, in this command only.
    #[error("the program failed while it wrote: {0}")]
    Panicked(String),
    /// The writer is gone or has too much to do.
    #[error("the store is closed or too busy to write")]
    Busy,
    /// The work that the command needs before it can be decided was not done.
    #[error(transparent)]
    Work(#[from] crate::work::Refused),
}

/// Why the database as a whole cannot write (or read) for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outage {
    /// Too much is waiting, or the store is being closed.
    Busy,
    /// Another program holds the lock.
    Locked,
    /// The disk is full.
    Full,
    /// The file, its folder or the mount is read-only.
    ReadOnly,
    /// The disk or the file system answers with errors.
    Failing,
    /// Another program reads for so long that the write-ahead log has reached its bound.
    LogHeld,
    /// The file was deleted, or another file stands in its place.
    Replaced,
}

impl Outage {
    /// A stable name, for programs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Busy => "busy",
            Self::Locked => "locked",
            Self::Full => "full",
            Self::ReadOnly => "read-only",
            Self::Failing => "failing",
            Self::LogHeld => "log-held",
            Self::Replaced => "replaced",
        }
    }

    /// What SQLite's (extended) result code says of the whole database; `None` if it is about one statement.
    const fn of_code(code: i32) -> Option<Self> {
        // The primary code is the last byte: <https://www.sqlite.org/rescode.html>.
        match code & 0xff {
            5 | 6 => Some(Self::Locked),
            // Ended by us, as it took too long.
            9 => Some(Self::Busy),
            8 => Some(Self::ReadOnly),
            13 => Some(Self::Full),
            // No memory, an I/O error, a file that cannot be opened, a broken lock protocol, a failed authorization.
            7 | 10 | 14 | 15 => Some(Self::Failing),
            _ => None,
        }
    }
}

impl fmt::Display for Outage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Busy => "too much is waiting",
            Self::Locked => "another program holds the lock of the database",
            Self::Full => "the disk is full",
            Self::ReadOnly => "the database is read-only",
            Self::Failing => "the disk fails",
            Self::LogHeld => "another program reads the database for so long that its log is full",
            Self::Replaced => "the database file is gone or was replaced",
        })
    }
}

/// The (extended) result code of SQLite.
fn code(error: &sqlx::Error) -> Option<i32> {
    let sqlx::Error::Database(error) = error else { return None };
    error.code()?.parse().ok()
}

impl Error {
    /// A value in a row that is none.
    pub(crate) fn corrupt(what: impl fmt::Display) -> Self {
        Self::Corrupt(what.to_string())
    }

    /// What is the matter with the database as a whole; `None` where the error is about one command or one page.
    #[must_use]
    pub fn outage(&self) -> Option<Outage> {
        match self {
            Self::Busy => Some(Outage::Busy),
            Self::Unavailable { outage, .. } => Some(*outage),
            Self::Unwritable(_, cause) => cause.outage().or(Some(Outage::ReadOnly)),
            Self::Database(error) => match error {
                sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => Some(Outage::Busy),
                sqlx::Error::Io(_)
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::BeginFailed
                | sqlx::Error::InvalidSavePointStatement => Some(Outage::Failing),
                error => code(error).and_then(Outage::of_code),
            },
            Self::Migrate(
                sqlx::migrate::MigrateError::Execute(error)
                | sqlx::migrate::MigrateError::ExecuteMigration(error, _),
            ) => code(error).and_then(Outage::of_code),
            _ => None,
        }
    }

    /// Whether pages of the file are damaged, or it is no database at all.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        match self {
            Self::Database(error) => code(error).is_some_and(|code| matches!(code & 0xff, 11 | 26)),
            Self::Corrupt(_) => true,
            _ => false,
        }
    }

    /// Whether a process was killed in the middle of a change that is still to be taken back, which who only reads cannot.
    pub(crate) fn has_hot_journal(&self) -> bool {
        matches!(self, Self::Database(error) if code(error) == Some(776))
    }

    /// Whether SQLite says that the file is none of its own.
    pub(crate) fn is_not_a_database(&self) -> bool {
        matches!(self, Self::Database(error) if code(error).is_some_and(|code| code & 0xff == 26))
    }

    /// A copy of an outage, for another command that waits for the same transaction.
    pub(crate) fn again(&self) -> Self {
        match self.outage() {
            Some(outage) => Self::Unavailable { outage, cause: self.cause() },
            None => Self::Busy,
        }
    }

    fn cause(&self) -> String {
        match self {
            Self::Unavailable { cause, .. } => cause.clone(),
            error => crate::report::chain(error),
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::corrupt(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_database_says_of_itself_is_told_apart_from_what_it_says_of_one_command() {
        for (code, outage) in [
            (5, Some(Outage::Locked)),
            (261, Some(Outage::Locked)),
            (6, Some(Outage::Locked)),
            (9, Some(Outage::Busy)),
            (8, Some(Outage::ReadOnly)),
            (1544, Some(Outage::ReadOnly)),
            (10, Some(Outage::Failing)),
            (4874, Some(Outage::Failing)),
            (13, Some(Outage::Full)),
            (14, Some(Outage::Failing)),
            (1, None),
            (11, None),
            (19, None),
            (2067, None),
            (26, None),
        ] {
            assert_eq!(Outage::of_code(code), outage, "{code}");
        }
    }
}
