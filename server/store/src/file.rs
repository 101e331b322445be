//! The database as files: its owner's only, one server's at a time, and the same file for as long as it is open.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::Error;
use crate::error::Outage;

/// How long a lock that a command of a moment holds is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// The path with something at its end.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

/// The path of a file that is there or is to be made, with links followed: what is beside it is beside the file
/// itself, and what takes its place does not take that of a link.
pub(crate) fn real(path: &Path) -> Result<PathBuf, Error> {
    // As many links as Linux follows.
    let mut here = path.to_path_buf();
    for _ in 0..40 {
        match std::fs::read_link(&here) {
            Ok(to) => here = here.parent().unwrap_or(Path::new("")).join(to),
            Err(_) => break,
        }
    }
    let name = here.file_name().ok_or_else(|| missing(path))?;
    let folder = here.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let folder = folder.canonicalize().map_err(|error| Error::File(path.to_path_buf(), error))?;
    Ok(folder.join(name))
}

fn missing(path: &Path) -> Error {
    Error::File(path.to_path_buf(), io::Error::from(io::ErrorKind::NotFound))
}

/// Whether a file begins as each database of SQLite does.
pub(crate) fn is_a_database(path: &Path) -> io::Result<bool> {
    const MAGIC: &[u8; 16] = b"SQLite format 3\0";
    let mut begin = Vec::new();
    File::open(path)?.take(16).read_to_end(&mut begin)?;
    Ok(begin == MAGIC)
}

/// Makes an empty file that only its owner may read, unless there is one.
pub(crate) fn make(path: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    private(&mut options);
    match options.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

pub(crate) fn private(options: &mut OpenOptions) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    #[cfg(not(unix))]
    let _ = options;
}

/// Takes what others than the owner may do away from a database and its log. Answers whether there was something.
#[cfg(unix)]
pub(crate) fn tighten(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;
    let mut changed = false;
    for ending in ["", "-wal", "-shm"] {
        let file = beside(path, ending);
        let Ok(metadata) = std::fs::metadata(&file) else { continue };
        let mode = metadata.permissions().mode();
        if mode & 0o077 != 0 {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode & 0o7700))?;
            changed = true;
        }
    }
    Ok(changed)
}

/// Takes what others than the owner may do away from a database and its log. Answers whether there was something.
#[cfg(not(unix))]
pub(crate) fn tighten(_path: &Path) -> io::Result<bool> {
    Ok(false)
}

/// Puts names that came, went or changed in the file's folder on the disk.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    // Elsewhere a folder cannot be opened.
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Knows a file again.
#[derive(Debug)]
pub(crate) struct Identity {
    path: PathBuf,
    #[cfg(unix)]
    known: (u64, u64),
}

impl Identity {
    pub(crate) fn of(path: &Path) -> Result<Self, Error> {
        let metadata = std::fs::metadata(path).map_err(|error| Error::File(path.to_path_buf(), error))?;
        #[cfg(not(unix))]
        let _ = metadata;
        Ok(Self {
            path: path.to_path_buf(),
            #[cfg(unix)]
            known: numbers(&metadata),
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the file at the path is still the one that was opened.
    ///
    /// # Errors
    /// [`Outage::Replaced`]: what is written now would be in a file that nobody finds again.
    pub(crate) fn unchanged(&self) -> Result<(), Error> {
        let replaced = |cause: String| Err(Error::Unavailable { outage: Outage::Replaced, cause });
        match std::fs::metadata(&self.path) {
            Err(error) => replaced(format!("{}: {error}", self.path.display())),
            #[cfg(unix)]
            Ok(metadata) if numbers(&metadata) != self.known => {
                replaced(format!("{} is another file than the one that is open", self.path.display()))
            }
            Ok(_) => Ok(()),
        }
    }
}

#[cfg(unix)]
fn numbers(metadata: &std::fs::Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.dev(), metadata.ino())
}

/// The lock of the one program that serves a database; it ends with the process, however that ends.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

/// What became of asking for the lock.
pub(crate) enum Asked {
    Got(Lock),
    /// Another process has it: its number, if it says so.
    Held(Option<String>),
}

impl Lock {
    /// Takes the lock of the database at `path` (with links followed) if it is free.
    pub(crate) fn try_take(path: &Path) -> Result<Asked, Error> {
        let name = beside(path, ".lock");
        let failed = |error| Error::File(name.clone(), error);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        private(&mut options);
        let mut file = options.open(&name).map_err(failed)?;
        // Root makes it for a server of another user, too.
        give_to_owner_of(path, &name);
        match file.try_lock() {
            Ok(()) => {
                // Only for the sentence that another process gets; a full disk does not matter.
                let _ = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
                Ok(Asked::Got(Self { _file: file }))
            }
            Err(TryLockError::WouldBlock) => {
                let mut number = String::new();
                let read = file.take(20).read_to_string(&mut number);
                let known = read.is_ok() && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
                Ok(Asked::Held(known.then_some(number)))
            }
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// Takes the lock, and waits a little for one that is held for a moment only.
    pub(crate) async fn take(path: &Path) -> Result<Asked, Error> {
        let begin = Instant::now();
        loop {
            let asked = Self::try_take(path)?;
            if matches!(asked, Asked::Got(_)) || begin.elapsed() > PATIENCE {
                return Ok(asked);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Gives a new file to the owner of a database, where there is one and that may be done.
pub(crate) fn give_to_owner_of(database: &Path, file: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        if let (Ok(owner), Ok(now)) = (std::fs::metadata(database), std::fs::metadata(file))
            && (owner.uid(), owner.gid()) != (now.uid(), now.gid())
        {
            // Only root may.
            let _ = std::os::unix::fs::chown(file, Some(owner.uid()), Some(owner.gid()));
        }
    }
    #[cfg(not(unix))]
    let _ = (database, file);
}
