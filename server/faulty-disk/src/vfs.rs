//! The file system that SQLite is given.

use std::ffi::{CStr, c_int};
use std::path::Path;
use std::ptr;
use std::sync::Once;
use std::sync::atomic::{AtomicPtr, Ordering};

use libsqlite3_sys as sqlite;

use crate::State;
use crate::methods::Methods;

/// That of the system, which does all the work.
static SYSTEM: AtomicPtr<sqlite::sqlite3_vfs> = AtomicPtr::new(ptr::null_mut());

/// Makes ours the default of this process.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: no name asks for the default; SQLite initialises itself first, under its own lock.
        let system = unsafe { sqlite::sqlite3_vfs_find(ptr::null()) };
        assert!(!system.is_null(), "SQLite has no file system");
        SYSTEM.store(system, Ordering::SeqCst);
        // SAFETY: it is not null, is never freed, and nobody changes what is copied here: the list of file systems is
        // changed by registering others, which nothing else here does.
        let copied = unsafe { *system };
        let ours = Box::leak(Box::new(sqlite::sqlite3_vfs {
            xOpen: Some(open),
            zName: c"faulty".as_ptr(),
            pNext: ptr::null_mut(),
            ..copied
        }));
        // SAFETY: it lives for ever, and its other functions are those of the system, which ask for nothing of it but
        // what was copied.
        let done = unsafe { sqlite::sqlite3_vfs_register(ours, 1) };
        assert_eq!(done, sqlite::SQLITE_OK, "SQLite takes no file system");
    });
}

/// Opens a file as the system does, and puts ours before its functions if it is on one of our disks.
unsafe extern "C" fn open(
    _: *mut sqlite::sqlite3_vfs,
    name: sqlite::sqlite3_filename,
    file: *mut sqlite::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    let system = SYSTEM.load(Ordering::SeqCst);
    // SAFETY: it was found before this function could be called, and is never freed.
    let Some(original) = (unsafe { (*system).xOpen }) else { return sqlite::SQLITE_CANTOPEN };
    // SAFETY: all of it as SQLite gave it to us, for a file of the size that the system's has, as ours has the same.
    let done = unsafe { original(system, name, file, flags, out_flags) };
    // Temporary files have no name.
    if done == sqlite::SQLITE_OK && !name.is_null() {
        // SAFETY: SQLite's names end with a zero and live as long as the file.
        let name = unsafe { CStr::from_ptr(name) };
        if let Some(disk) = name.to_str().ok().and_then(|name| State::of_file(Path::new(name))) {
            // SAFETY: the system has opened it, so that it has a table of functions.
            let table = unsafe { (*file).pMethods };
            // SAFETY: it is not null then, and those of the system live for ever.
            let of_system = unsafe { &*table };
            // SAFETY: nobody else has the file yet.
            unsafe { (*file).pMethods = Methods::before(of_system, disk) };
        }
    }
    done
}
