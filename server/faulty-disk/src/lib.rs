//! A disk that fails when a test says so: reading, writing, making durable, or taking more.
//!
//! SQLite reaches its files through a table of functions (<https://www.sqlite.org/vfs.html>). From the first [`Disk`] on,
//! the default of this process is that of the system with one difference: of files in the folder of a [`Disk`], it looks
//! at what that is to refuse before it reads, writes, cuts or syncs. Everything else is as it was, so a refusal reaches
//! the program as one of a real disk would. For tests only; the shared memory of a write-ahead log is no file to SQLite,
//! and does not fail.

mod methods;
mod vfs;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicI64, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use libsqlite3_sys as sqlite;

/// The name of the file system that never fails, for connections of tests that only look.
pub const SOUND: &str = "unix";

/// What a disk refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum Refusal {
    /// To give back what it holds: a bad sector.
    Read = sqlite::SQLITE_IOERR_READ,
    /// To take what it is given. Half of it is there afterwards.
    Write = sqlite::SQLITE_IOERR_WRITE,
    /// To say that what it took is durable.
    Sync = sqlite::SQLITE_IOERR_FSYNC,
    /// To take more, as it is full. Half of what it is given is there afterwards.
    Room = sqlite::SQLITE_FULL,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Read, Self::Write, Self::Sync, Self::Room];

    /// SQLite's (extended) result code of it.
    #[must_use]
    pub const fn code(self) -> i32 {
        self as i32
    }
}

/// The files of a folder, and what is the matter with them.
#[derive(Debug)]
pub struct Disk(&'static State);

#[derive(Debug)]
struct State {
    folder: PathBuf,
    /// The code of what is refused, or 0.
    refused: AtomicI32,
    /// How many of those still succeed.
    left: AtomicI64,
    refusals: AtomicU64,
    /// Whether nothing is really made durable.
    hasty: AtomicBool,
}

/// All of them, in the order in which they were made.
static DISKS: Mutex<Vec<&'static State>> = Mutex::new(Vec::new());

impl Disk {
    /// The disk of a folder and what is in it; the databases in it are to be opened later. It stays so until the
    /// process ends.
    ///
    /// # Panics
    /// If there is no such folder, or SQLite takes no file systems.
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        vfs::install();
        let state = Box::leak(Box::new(State {
            // As SQLite names its files.
            folder: folder.canonicalize().expect("a folder"),
            refused: AtomicI32::new(0),
            left: AtomicI64::new(0),
            refusals: AtomicU64::new(0),
            hasty: AtomicBool::new(false),
        }));
        DISKS.lock().unwrap_or_else(PoisonError::into_inner).push(state);
        Self(state)
    }

    /// From now on it does one thing `well` times more, and then refuses it.
    pub fn refuse(&self, what: Refusal, well: u32) {
        self.0.refusals.store(0, Ordering::SeqCst);
        self.0.left.store(well.into(), Ordering::SeqCst);
        self.0.refused.store(what.code(), Ordering::SeqCst);
    }

    /// From now on it refuses nothing. Answers how often it did since it was told to.
    pub fn mend(&self) -> u64 {
        self.0.refused.store(0, Ordering::SeqCst);
        self.0.refusals.load(Ordering::SeqCst)
    }

    /// From now on nothing waits until it is durable, though it is said to be: what outlasts a loss of power is decided by
    /// the test.
    pub fn be_hasty(&self) {
        self.0.hasty.store(true, Ordering::SeqCst);
    }
}

impl State {
    fn of_file(path: &Path) -> Option<&'static Self> {
        let disks = DISKS.lock().unwrap_or_else(PoisonError::into_inner);
        disks.iter().rev().find(|disk| path.starts_with(&disk.folder)).copied()
    }

    /// The refusal of something that is to be done now.
    fn refuses(&self, what: &[Refusal]) -> Option<Refusal> {
        let refused = self.refused.load(Ordering::SeqCst);
        let refusal = what.iter().copied().find(|what| what.code() == refused)?;
        if self.left.fetch_sub(1, Ordering::SeqCst) > 0 {
            return None;
        }
        self.refusals.fetch_add(1, Ordering::SeqCst);
        Some(refusal)
    }
}
