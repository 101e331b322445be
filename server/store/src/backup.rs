//! A copy of the whole database, and the way back to one.
//!
//! The way back is needed when something is broken, so it asks nothing of what it replaces: whatever is there, with its
//! log, is moved aside as it is. What comes is made whole beside it first, in the form of this version, and takes the
//! place by one rename. A restore that is killed in between leaves files that [`Store::open`] refuses in words.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use messages::command::backup as message;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection};

use crate::error::Outage;
use crate::file::{self, Asked, Lock, beside};
use crate::open::{self, Content};
use crate::report::chain;
use crate::{Error, Store};

/// A database and what SQLite puts beside it.
const PARTS: [&str; 4] = ["", "-wal", "-shm", "-journal"];

/// What a copy holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The sequence number of its newest change.
    pub sequence: i64,
    /// How many articles.
    pub articles: i64,
    /// How many comments that were not withdrawn.
    pub comments: i64,
}

/// What a restore did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the database holds now.
    pub held: Held,
    /// Where that is which was there before, if something was.
    pub aside: Option<PathBuf>,
}

impl Store {
    /// Copies the database, as it is at this moment, into a new file that only its owner may read, and checks the copy.
    /// Reading and writing go on meanwhile.
    ///
    /// # Errors
    /// If the file exists, cannot be written, or is not whole; then there is none.
    pub async fn backup(&self, to: &Path) -> Result<Held, Error> {
        Self::copy(self.shared.file.path(), to).await
    }

    /// Does as [`Store::backup`] with a database that need not be open nor of this version's form.
    ///
    /// # Errors
    /// As [`Store::backup`], and if `from` is not ours.
    pub async fn copy(from: &Path, to: &Path) -> Result<Held, Error> {
        if to.exists() {
            return Err(Error::File(to.to_path_buf(), io::ErrorKind::AlreadyExists.into()));
        }
        let making = beside(to, ".making");
        let mut made = match open::examine(from).await {
            Ok(Content::Ours { .. }) => make_copy(from, &making).await,
            Ok(Content::Nothing) => {
                return Err(Error::File(from.to_path_buf(), io::ErrorKind::NotFound.into()));
            }
            Err(error) => Err(error),
        };
        // SQLite reads no database beside which it can put nothing, as on a disk that can only be read any more, or that is full.
        if made
            .as_ref()
            .is_err_and(|error| matches!(error.outage(), Some(Outage::ReadOnly | Outage::Failing)))
            && !is_open_elsewhere(from)
            && let Ok(held) = take_files(from, &making).await
        {
            made = Ok(held);
        }
        let placed = made.and_then(|held| {
            File::open(&making).and_then(|file| file.sync_all()).map_err(failed(&making))?;
            std::fs::rename(&making, to).map_err(failed(to))?;
            file::sync_folder(to).map_err(failed(to))?;
            Ok(held)
        });
        if placed.is_err() {
            // Half a copy is of no use, and would take room that is missing perhaps.
            remove(&making);
        }
        placed
    }

    /// Puts a copy of a backup in the place of the database at `to`, which no process may have open. It begins another
    /// epoch, so that clients do not take its sequence numbers for those that they know. What was in the place, with its
    /// log, is moved aside whatever its state.
    ///
    /// # Errors
    /// If `from` is no whole database of this site, if `to` is in use, or if a file cannot be copied or moved. Then all
    /// is as it was.
    pub async fn restore(from: &Path, to: &Path) -> Result<Restored, Error> {
        let to = &file::real(to)?;
        if !from.is_file() {
            return Err(Error::BadBackup(from.to_path_buf(), message::NO_FILE.into()));
        }
        if from.canonicalize().is_ok_and(|from| from == *to) {
            return Err(Error::BadBackup(from.to_path_buf(), message::THE_DATABASE_ITSELF.into()));
        }
        let Asked::Got(_lock) = Lock::try_take(to)? else { return Err(Error::InUse(to.clone())) };
        if is_open_elsewhere(to) {
            return Err(Error::InUse(to.clone()));
        }
        let arriving = beside(to, ".restoring");
        remove(&arriving);
        let done = async {
            let held = arrive(from, &arriving, to).await?;
            Ok(Restored { held, aside: replace(&arriving, to)? })
        };
        let done = done.await;
        if done.is_err() {
            // What is left of it is of no use; that it could not be made is what the caller has to know.
            remove(&arriving);
        }
        done
    }

    /// What a database that nobody writes holds, such as a backup.
    ///
    /// # Errors
    /// If it is damaged or not ours.
    pub async fn held(path: &Path) -> Result<Held, Error> {
        let mut copy =
            SqliteConnectOptions::new().filename(path).immutable(true).read_only(true).connect().await?;
        let held = check(&mut copy).await;
        copy.close().await?;
        held
    }
}

fn failed(path: &Path) -> impl Fn(io::Error) -> Error {
    let path = path.to_path_buf();
    move |error| {
        if error.kind() == io::ErrorKind::StorageFull {
            let cause = message::no_room(&path);
            return Error::Unavailable { outage: Outage::Full, cause };
        }
        Error::File(path.clone(), error)
    }
}

fn remove(path: &Path) {
    for part in PARTS {
        // It need not be there.
        let _ = std::fs::remove_file(beside(path, part));
    }
}

async fn make_copy(from: &Path, making: &Path) -> Result<Held, Error> {
    // Of a try that was killed.
    remove(making);
    file::make(making).map_err(failed(making))?;
    let mut source = SqliteConnectOptions::new().filename(from).read_only(true).connect().await?;
    let name = making.to_string_lossy().into_owned();
    let copied = sqlx::query("vacuum into $1").bind(name).execute(&mut source).await;
    source.close().await?;
    copied.map_err(|error| match Error::from(error) {
        error if error.outage() == Some(Outage::Full) => failed(making)(io::ErrorKind::StorageFull.into()),
        error => error,
    })?;
    Store::held(making).await
}

/// Makes a copy of the files of a database that nobody has open.
async fn take_files(from: &Path, making: &Path) -> Result<Held, Error> {
    remove(making);
    for part in ["", "-wal"] {
        let source = beside(from, part);
        if part.is_empty() || source.exists() {
            copy_file(&source, &beside(making, part))?;
        }
    }
    let mut copy = SqliteConnectOptions::new()
        .filename(making)
        .create_if_missing(false)
        // Takes in the log.
        .journal_mode(SqliteJournalMode::Delete)
        .connect()
        .await?;
    let held = match open::content(&mut copy).await {
        Ok(Some(Content::Ours { .. })) => check(&mut copy).await,
        Ok(_) => Err(Error::NotOurs(from.to_path_buf())),
        Err(error) => Err(error),
    };
    copy.close().await?;
    held
}

/// Looks whether a database is whole and ours, and counts.
async fn check(copy: &mut SqliteConnection) -> Result<Held, Error> {
    let whole: String = sqlx::query_scalar("pragma quick_check(1)").fetch_one(&mut *copy).await?;
    if whole != "ok" {
        return Err(Error::Corrupt(whole));
    }
    let (sequence, articles, comments) = sqlx::query_as(
        "select (select value from counters where name = 'sequence'),
                (select value from counters where name = 'articles'),
                (select value from counters where name = 'comments')",
    )
    .fetch_one(copy)
    .await?;
    Ok(Held { sequence, articles, comments })
}

/// Whether another process has a file open as a database: each connection of SQLite has a lock on it, which is asked
/// for without SQLite, since what is in the file may be no database any more.
fn is_open_elsewhere(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use rustix::fs::{FlockOperation, fcntl_lock};
        use rustix::io::Errno;
        let Ok(file) = OpenOptions::new().read(true).write(true).open(path) else { return false };
        let asked = fcntl_lock(&file, FlockOperation::NonBlockingLockExclusive);
        matches!(asked, Err(Errno::AGAIN | Errno::ACCESS))
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

/// Makes the database that is to come: whole, of this version's form, of another epoch, one file, on the disk.
async fn arrive(from: &Path, arriving: &Path, to: &Path) -> Result<Held, Error> {
    for part in ["", "-wal"] {
        let source = beside(from, part);
        if part.is_empty() || source.exists() {
            copy_file(&source, &beside(arriving, part))?;
        }
    }
    let bad = |error: Error| match error.outage() {
        Some(Outage::Full) => failed(arriving)(io::ErrorKind::StorageFull.into()),
        Some(_) => error,
        None => Error::BadBackup(from.to_path_buf(), chain(&error)),
    };
    let mut copy = SqliteConnectOptions::new()
        .filename(arriving)
        .create_if_missing(false)
        // Takes in the log of a database that was copied with it, and needs none of its own.
        .journal_mode(SqliteJournalMode::Delete)
        .foreign_keys(true)
        .busy_timeout(Duration::from_millis(500))
        .connect()
        .await
        .map_err(|error| bad(error.into()))?;
    let made = renew(&mut copy).await;
    copy.close().await.map_err(|error| bad(error.into()))?;
    let held = made.map_err(bad)?;
    adopt(arriving, to)?;
    File::open(arriving).and_then(|file| file.sync_all()).map_err(failed(arriving))?;
    Ok(held)
}

async fn renew(copy: &mut SqliteConnection) -> Result<Held, Error> {
    match open::content(copy).await? {
        Some(Content::Ours { form }) if form > open::newest_form() => {
            return Err(Error::Corrupt(message::NEWER.into()));
        }
        Some(Content::Ours { .. }) => {}
        Some(Content::Nothing) => return Err(Error::Corrupt(message::EMPTY.into())),
        None => return Err(Error::Corrupt(message::NOT_OURS.into())),
    }
    let held = check(copy).await?;
    open::bring_up(copy).await?;
    sqlx::query("update settings set value = lower(hex(randomblob(16))) where name = 'epoch'")
        .execute(copy)
        .await?;
    Ok(held)
}

fn copy_file(from: &Path, to: &Path) -> Result<(), Error> {
    let mut source = File::open(from).map_err(failed(from))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    file::private(&mut options);
    let mut target = options.open(to).map_err(failed(to))?;
    io::copy(&mut source, &mut target).map_err(failed(to))?;
    Ok(())
}

/// Gives what is to come the owner and the mode of what is there, of what is left of it, or the owner of the folder:
/// root restores for a server of another user.
#[cfg(unix)]
fn adopt(arriving: &Path, to: &Path) -> Result<(), Error> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let now = std::fs::metadata(arriving).map_err(failed(arriving))?;
    let there = ["", "-wal", "-shm"].iter().find_map(|part| std::fs::metadata(beside(to, part)).ok());
    let folder = to.parent().and_then(|folder| std::fs::metadata(folder).ok());
    let Some(model) = there.as_ref().or(folder.as_ref()) else { return Ok(()) };
    if (model.uid(), model.gid()) != (now.uid(), now.gid()) {
        let given = std::os::unix::fs::chown(arriving, Some(model.uid()), Some(model.gid()));
        // Whose folder it is does not matter to who has no right to give files away.
        if there.is_some() {
            given.map_err(failed(arriving))?;
        }
    }
    if let Some(there) = there {
        let mode = std::fs::Permissions::from_mode(there.permissions().mode() & 0o7777);
        std::fs::set_permissions(arriving, mode).map_err(failed(arriving))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn adopt(_arriving: &Path, _to: &Path) -> Result<(), Error> {
    Ok(())
}

/// Moves what is there aside, and what was made in its place.
fn replace(arriving: &Path, to: &Path) -> Result<Option<PathBuf>, Error> {
    let aside = free(to);
    let mut moved = Vec::new();
    // The database first: should it end here, a log without its database is refused, and an old database without its
    // log would not be.
    let done = PARTS
        .iter()
        .map(|part| (beside(to, part), beside(&aside, part)))
        .filter(|(there, _)| there.symlink_metadata().is_ok())
        .try_for_each(|(there, away)| {
            std::fs::rename(&there, &away).map_err(failed(&there))?;
            moved.push((there, away));
            Ok(())
        })
        .and_then(|()| std::fs::rename(arriving, to).map_err(failed(to)));
    if let Err(error) = done {
        for (there, away) in moved.iter().rev() {
            // What cannot be moved back stays where the message of the error does not lead; nothing is lost.
            let _ = std::fs::rename(away, there);
        }
        return Err(error);
    }
    file::sync_folder(to).map_err(failed(to))?;
    Ok((!moved.is_empty()).then_some(aside))
}

/// A name beside the file that nothing has yet, nor its parts.
fn free(path: &Path) -> PathBuf {
    let is_free = |name: &PathBuf| PARTS.iter().all(|part| beside(name, part).symlink_metadata().is_err());
    let mut names = (1_u32..).map(|number| beside(path, &format!(".before-restore-{number}")));
    names.find(is_free).expect("there are more numbers than files")
}
