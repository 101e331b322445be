//! The functions of a file, with a look at its disk before four of them.

use std::ffi::{c_int, c_void};
use std::ptr;
use std::sync::{Mutex, PoisonError};

use libsqlite3_sys as sqlite;
use sqlite::{sqlite3_file, sqlite3_int64, sqlite3_io_methods};

use crate::{Refusal, State};

/// What SQLite is given, with what it knows nothing of behind it.
#[repr(C)]
pub(crate) struct Methods {
    ours: sqlite3_io_methods,
    of_system: &'static sqlite3_io_methods,
    disk: &'static State,
}

/// One for each table of the system and each disk; files keep them.
static KNOWN: Mutex<Vec<&'static Methods>> = Mutex::new(Vec::new());

impl Methods {
    /// Those of the system, with a look at `disk` before them.
    pub(crate) fn before(
        of_system: &'static sqlite3_io_methods,
        disk: &'static State,
    ) -> *const sqlite3_io_methods {
        let mut all = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.iter().find(|one| ptr::eq(one.of_system, of_system) && ptr::eq(one.disk, disk));
        let methods: &'static Self = known.copied().unwrap_or_else(|| {
            let ours = sqlite3_io_methods {
                xRead: Some(read),
                xWrite: Some(write),
                xTruncate: Some(truncate),
                xSync: Some(sync),
                ..*of_system
            };
            let made = &*Box::leak(Box::new(Self { ours, of_system, disk }));
            all.push(made);
            made
        });
        // The pointer is to all of it, so that the way back is there.
        ptr::from_ref(methods).cast()
    }

    /// # Safety
    /// The file is one that was given [`Methods::before`].
    unsafe fn of(file: *mut sqlite3_file) -> &'static Self {
        // SAFETY: it is open, or SQLite would not call its functions.
        let methods = unsafe { (*file).pMethods };
        // SAFETY: the table is the first field of ours, by its representation, and lives for ever.
        unsafe { &*methods.cast::<Self>() }
    }
}

unsafe extern "C" fn read(
    file: *mut sqlite3_file,
    buffer: *mut c_void,
    amount: c_int,
    offset: sqlite3_int64,
) -> c_int {
    // SAFETY: only such files have this function.
    let methods = unsafe { Methods::of(file) };
    match (methods.disk.refuses(&[Refusal::Read]), methods.of_system.xRead) {
        (Some(refusal), _) => refusal.code(),
        // SAFETY: as SQLite asked for it.
        (None, Some(read)) => unsafe { read(file, buffer, amount, offset) },
        (None, None) => sqlite::SQLITE_IOERR,
    }
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    buffer: *const c_void,
    amount: c_int,
    offset: sqlite3_int64,
) -> c_int {
    // SAFETY: only such files have this function.
    let methods = unsafe { Methods::of(file) };
    let Some(write) = methods.of_system.xWrite else { return sqlite::SQLITE_IOERR };
    let refusal = methods.disk.refuses(&[Refusal::Write, Refusal::Room]);
    let amount = if refusal.is_some() { amount / 2 } else { amount };
    // SAFETY: as SQLite asked for it, or the first half of it.
    let done = unsafe { write(file, buffer, amount, offset) };
    refusal.map_or(done, Refusal::code)
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    // SAFETY: only such files have this function.
    let methods = unsafe { Methods::of(file) };
    match (methods.disk.refuses(&[Refusal::Write]), methods.of_system.xTruncate) {
        (Some(_), _) => sqlite::SQLITE_IOERR_TRUNCATE,
        // SAFETY: as SQLite asked for it.
        (None, Some(truncate)) => unsafe { truncate(file, size) },
        (None, None) => sqlite::SQLITE_IOERR,
    }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: only such files have this function.
    let methods = unsafe { Methods::of(file) };
    if let Some(refusal) = methods.disk.refuses(&[Refusal::Sync]) {
        return refusal.code();
    }
    match methods.of_system.xSync {
        _ if methods.disk.hasty.load(std::sync::atomic::Ordering::SeqCst) => sqlite::SQLITE_OK,
        // SAFETY: as SQLite asked for it.
        Some(sync) => unsafe { sync(file, flags) },
        None => sqlite::SQLITE_IOERR,
    }
}
