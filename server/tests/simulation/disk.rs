//! A disk of its own for each process that runs histories: in memory, so that none waits for another, small when a
//! history wants it full, and failing when a history says so.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use faulty_disk::{Disk, Refusal};
use tempfile::TempDir;

/// Set for a process that runs histories: where its disk is to be.
pub(crate) const FOLDER: &str = "FOLKMOOT_SIMULATION_DISK";
/// More than any history takes.
const LARGE: &str = "size=50%";

/// Where the databases of histories lie: in memory where there is such a place.
pub(crate) fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

fn unshare() -> Option<&'static [&'static str]> {
    static WAYS: [&[&str]; 2] = [&["--mount"], &["--map-root-user", "--mount"]];
    static WAY: OnceLock<Option<&'static [&'static str]>> = OnceLock::new();
    *WAY.get_or_init(|| {
        // What is mounted there is seen by nobody else, and goes with the process.
        let works = |way: &&&[&str]| {
            let mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", "/mnt"];
            let done = Command::new("unshare").args(**way).args(mount).output();
            done.is_ok_and(|done| done.status.success())
        };
        let way = WAYS.iter().find(works).copied();
        if way.is_none() {
            eprintln!("no disk is filled up: none can be mounted here (this needs root, or user namespaces)");
        }
        way
    })
}

/// Whether a process may have a disk that can be filled up.
pub(crate) fn can_be_full() -> bool {
    unshare().is_some()
}

/// This program, in a process that may mount a disk of its own.
pub(crate) fn process_with_its_own() -> Command {
    let program = std::env::current_exe().unwrap();
    match unshare() {
        Some(way) => {
            let mut command = Command::new("unshare");
            command.args(way).arg(program);
            command
        }
        None => Command::new(program),
    }
}

static DISK: OnceLock<Option<PathBuf>> = OnceLock::new();

/// Makes the disk of this process.
pub(crate) fn make() {
    refuse_nothing();
    DISK.get_or_init(|| {
        let folder = PathBuf::from(std::env::var_os(FOLDER)?);
        mount(&["-t", "tmpfs", "-o", LARGE, "tmpfs"], &folder).then_some(folder)
    });
}

fn mount(how: &[&str], folder: &Path) -> bool {
    Command::new("mount").args(how).arg(folder).output().is_ok_and(|done| done.status.success())
}

/// The disk with all that this process writes.
fn own() -> &'static Disk {
    static OWN: OnceLock<Disk> = OnceLock::new();
    OWN.get_or_init(|| {
        let disk = Disk::of(&std::env::temp_dir());
        // What outlasts a loss of power is decided by the history.
        disk.be_hasty();
        disk
    })
}

/// From now on it refuses something, after it did it `well` times more.
pub(crate) fn refuse(what: Refusal, well: u32) {
    own().refuse(what, well);
}

/// It refuses nothing any more. Answers how often it did.
pub(crate) fn refuse_nothing() -> u64 {
    own().mend()
}

/// Leaves `room` bytes free on the disk of this process. False where it has none.
pub(crate) fn leave(room: u64) -> bool {
    let Some(Some(folder)) = DISK.get() else { return false };
    let size = format!("remount,size={}", used(folder) + room);
    mount(&["-o", &size], folder)
}

/// The disk of this process is as large as it was.
pub(crate) fn enlarge() {
    if let Some(Some(folder)) = DISK.get() {
        assert!(mount(&["-o", &format!("remount,{LARGE}")], folder), "the disk stays small");
    }
}

/// The bytes that files take.
fn used(folder: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let sizes = entries.map(|entry| {
        let metadata = entry.metadata().unwrap();
        if metadata.is_dir() { used(&entry.path()) } else { metadata.blocks() * 512 }
    });
    sizes.sum()
}
