//! Opening the database: what is there is looked at before anything is changed, and refused in words if it is not ours.

use std::path::Path;
use std::sync::Arc;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _, SqliteConnection, SqlitePool};

use crate::checkpoint::{Checkpoints, KEPT_BYTES, checkpoint};
use crate::error::Outage;
use crate::file::{self, Asked, Identity, Lock, beside};
use crate::readers::Places;
use crate::report::{Level, report};
use crate::shared::Shared;
use crate::store::{Access, Options, Synchronous};
use crate::work::{Manners, Pool};
use crate::write::{Task, Turns};
use crate::{Error, Store};

/// `Folk`: marks a database as ours, in its header.
const APPLICATION: i64 = 0x466f_6c6b;

static MIGRATOR: Migrator = sqlx::migrate!("./migrations/sqlite");

/// The newest migration of this program.
pub(crate) fn newest_form() -> i64 {
    MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// What is in the place of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// No file, an empty one, or a database without tables.
    Nothing,
    /// A database of ours with its newest migration.
    Ours {
        /// 0 if it was not finished when it was made.
        form: i64,
    },
}

/// Looks at what is in a place, and changes nothing.
///
/// # Errors
/// If that is not ours, was used by a newer version, or cannot be read.
pub(crate) async fn examine(path: &Path) -> Result<Content, Error> {
    let failed = |error| Error::File(path.to_path_buf(), error);
    let bytes = match std::fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => metadata.len(),
        Ok(_) => return Err(Error::NotOurs(path.to_path_buf())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0,
        Err(error) => return Err(failed(error)),
    };
    if bytes == 0 {
        if beside(path, ".restoring").exists() {
            return Err(Error::BrokenRestore(path.to_path_buf()));
        }
        if std::fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0) {
            return Err(Error::LeftLog(path.to_path_buf()));
        }
        return Ok(Content::Nothing);
    }
    // SQLite takes what is too short to be a database for an empty one, and would write over it.
    if !file::is_a_database(path).map_err(failed)? {
        return Err(Error::NotOurs(path.to_path_buf()));
    }
    let mut looked = look(path).await;
    // A process was killed while it changed the file as a whole, as the first start does when it makes it. Until that is taken
    // back nobody can read it, and only who may write can take it back.
    if looked.as_ref().is_err_and(Error::has_hot_journal) {
        roll_back(path).await?;
        looked = look(path).await;
    }
    match looked {
        Ok(Some(Content::Ours { form })) if form > newest_form() => {
            Err(Error::Newer { path: path.to_path_buf(), found: form, known: newest_form() })
        }
        Ok(Some(content)) => Ok(content),
        Ok(None) => Err(Error::NotOurs(path.to_path_buf())),
        // 'file is not a database'.
        Err(error) if error.is_not_a_database() => Err(Error::NotOurs(path.to_path_buf())),
        Err(error) => Err(error),
    }
}

async fn look(path: &Path) -> Result<Option<Content>, Error> {
    let mut connection = SqliteConnectOptions::new().filename(path).read_only(true).connect().await?;
    let content = content(&mut connection).await;
    connection.close().await?;
    content
}

/// Lets SQLite take back what a process that was killed had not finished, as whoever reads next would.
async fn roll_back(path: &Path) -> Result<(), Error> {
    let mut connection = SqliteConnectOptions::new().filename(path).connect().await?;
    let read: Result<i64, _> = sqlx::query_scalar("pragma schema_version").fetch_one(&mut connection).await;
    connection.close().await?;
    read?;
    Ok(())
}

/// What a database holds; `None` if that is not ours.
pub(crate) async fn content(connection: &mut SqliteConnection) -> Result<Option<Content>, Error> {
    let application: i64 = sqlx::query_scalar("pragma application_id").fetch_one(&mut *connection).await?;
    let tables: Vec<String> = sqlx::query_scalar("select name from sqlite_master where type = 'table'")
        .fetch_all(&mut *connection)
        .await?;
    let has = |name: &str| tables.iter().any(|table| table == name);
    if tables.is_empty() && (application == 0 || application == APPLICATION) {
        return Ok(Some(Content::Nothing));
    }
    // Those from before the mark are known by their tables; one whose making was broken off has only the first.
    let ours = application == APPLICATION
        || application == 0
            && has("_sqlx_migrations")
            && (tables.len() == 1
                || ["settings", "counters", "changes", "commands"].iter().all(|name| has(name)));
    if !ours {
        return Ok(None);
    }
    let form = if has("_sqlx_migrations") {
        sqlx::query_scalar("select coalesce(max(version), 0) from _sqlx_migrations")
            .fetch_one(connection)
            .await?
    } else {
        0
    };
    Ok(Some(Content::Ours { form }))
}

impl Store {
    /// Opens the file, as far as `options` say makes it and brings it to this version's form.
    ///
    /// # Errors
    /// If the file is not ours, of a newer version, served by another process, or cannot be opened, written or
    /// migrated. Then it is as it was.
    pub async fn open(path: &Path, options: Options) -> Result<Self, Error> {
        let path = &file::real(path)?;
        let (content, lock) = claim(path, options.access).await?;
        let may_change = lock.is_some();
        let known = newest_form();
        if !may_change {
            match content {
                Content::Ours { form } if form == known => {}
                Content::Ours { form } => {
                    return Err(Error::Older { path: path.clone(), found: form, known });
                }
                Content::Nothing => {
                    return Err(Error::File(path.clone(), std::io::ErrorKind::NotFound.into()));
                }
            }
        } else if content == Content::Nothing {
            file::make(path).map_err(|error| Error::File(path.clone(), error))?;
        }
        match file::tighten(path) {
            Ok(false) => {}
            Ok(true) => tracing::warn!(
                "{} could be read by others than its owner; it cannot any more",
                path.display()
            ),
            Err(error) => report(Level::Warning, "others than its owner may read the database", &error),
        }
        let connect = connect_options(path, &options);
        // The writer comes first: it makes the file and its tables, the readers never write.
        let writer_pool = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(options.busy_timeout * 2)
            .after_release(|connection, _| Box::pin(ended(connection)))
            .connect_with(connect.clone())
            .await
            .map_err(|error| unwritable(path, error.into()))?;
        try_to_write(&writer_pool).await.map_err(|error| unwritable(path, error))?;
        if may_change {
            bring_up(&mut *writer_pool.acquire().await?).await?;
        }
        let shared = Arc::new(Shared::new(Identity::of(path)?));
        let give_way = shared.give_way.clone();
        let readers = SqlitePoolOptions::new()
            .after_connect(move |connection, _| Box::pin(give_way.clone().heed(connection)))
            .after_release(|connection, _| Box::pin(ended(connection)))
            // All of them at once: where the file is moved away later, those that are open still read.
            .min_connections(options.readers.max(1))
            .max_connections(options.readers.max(1))
            .idle_timeout(None)
            .max_lifetime(None)
            .acquire_timeout(options.busy_timeout * 2)
            .test_before_acquire(false)
            .connect_with(connect.clone().read_only(true))
            .await?;
        let checkpoints = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_lazy_with(connect.clone().busy_timeout(std::time::Duration::ZERO));
        let serving = options.access == Access::Serving;
        if serving && let Err(error) = checkpoint(&checkpoints, "pragma wal_checkpoint(truncate)").await {
            report(Level::Warning, "the write-ahead log was not cut", &error);
        }
        if serving {
            shared.hold(lock);
        }
        shared.refresh(&mut *writer_pool.acquire().await?).await?;
        let log = beside(path, "-wal");
        let give_way = shared.give_way.clone();
        let checkpoints = Checkpoints::start(checkpoints, readers.clone(), give_way, log, options.log_limit);
        let writer = Task::start(writer_pool, Arc::clone(&shared), checkpoints);
        let store = Self {
            readers,
            writer,
            shared,
            // Beside a command that somebody typed nobody is answered.
            work: Pool::with(if serving { Manners::GiveWay } else { Manners::Usual }),
            turns: Turns::default(),
            places: Places::among(options.readers),
        };
        // It is no reason not to serve: what is not folded is not found by searches until it is.
        if may_change && let Err(error) = store.fold_first().await {
            report(Level::Warning, "searches do not find all that is older than this version", &error);
        }
        Ok(store)
    }
}

/// Whether a connection may be used again. Where SQLite ended a transaction by itself the driver counts it as open: it would
/// refuse each later one of the writer, and a reader would begin one that never ends, and read the same state for ever.
async fn ended(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    if connection.is_in_transaction() {
        // Waits for a rollback that is under way.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

/// What is there, with the lock where something may be changed.
async fn claim(path: &Path, access: Access) -> Result<(Content, Option<Lock>), Error> {
    match access {
        Access::Serving => {
            // Before the lock leaves a file of its own beside what is not ours.
            examine(path).await?;
            match Lock::take(path).await.map_err(|error| unwritable(path, error))? {
                Asked::Got(lock) => Ok((examine(path).await?, Some(lock))),
                Asked::Held(process) => Err(Error::Served { path: path.to_path_buf(), process }),
            }
        }
        Access::Beside => {
            let content = examine(path).await?;
            let current = content == Content::Ours { form: newest_form() };
            let asked = if current {
                Lock::try_take(path)
            } else {
                // Another command may be making it.
                Lock::take(path).await
            };
            match asked.map_err(|error| unwritable(path, error))? {
                Asked::Got(lock) => Ok((examine(path).await?, Some(lock))),
                Asked::Held(_) => Ok((examine(path).await?, None)),
            }
        }
        Access::AsItIs => Ok((examine(path).await?, None)),
    }
}

pub(crate) fn connect_options(path: &Path, options: &Options) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        // It was made before; one that is gone is not to be replaced by an empty one beside its log.
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(match options.synchronous {
            Synchronous::Full => SqliteSynchronous::Full,
            Synchronous::Normal => SqliteSynchronous::Normal,
        })
        .foreign_keys(true)
        .busy_timeout(options.busy_timeout)
        .statement_cache_capacity(256)
        // Every look-up has its index; those that SQLite would make for one query cost more than they save.
        .pragma("automatic_index", "off")
        // No commit moves the log; see `checkpoint`.
        .pragma("wal_autocheckpoint", "0")
        .pragma("journal_size_limit", KEPT_BYTES.to_string())
        .pragma("temp_store", "memory")
        .pragma("cache_size", "-16384")
        // A page that cannot be read is to be an error; through a memory map it would be the end of the process.
        .pragma("mmap_size", "0")
}

/// Fails where nothing can be written, rather than to serve what cannot be changed.
async fn try_to_write(pool: &SqlitePool) -> Result<(), Error> {
    let mut connection = pool.acquire().await?;
    let mut transaction = connection.begin_with("begin immediate").await?;
    // SQLite begins one on a read-only file, too: only a write tells. It is taken back before it reaches the disk.
    sqlx::query("pragma user_version = 1").execute(&mut *transaction).await?;
    transaction.rollback().await?;
    Ok(())
}

/// Marks the database as ours, if it is not yet, and brings it to this version's form.
pub(crate) async fn bring_up(connection: &mut SqliteConnection) -> Result<(), Error> {
    let application: i64 = sqlx::query_scalar("pragma application_id").fetch_one(&mut *connection).await?;
    if application != APPLICATION {
        // A pragma takes no parameter; the number is `APPLICATION`.
        if let Err(error) = sqlx::query("pragma application_id = 1181707371").execute(&mut *connection).await
        {
            let error = Error::from(error);
            // A site goes on where its disk is full; it is marked another time.
            if error.outage() != Some(Outage::Full) {
                return Err(error);
            }
        }
    }
    MIGRATOR.run(connection).await?;
    Ok(())
}

fn unwritable(path: &Path, error: Error) -> Error {
    let about_rights = match &error {
        Error::File(_, error) => {
            matches!(
                error.kind(),
                std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem
            )
        }
        error => matches!(error.outage(), Some(Outage::ReadOnly | Outage::Failing)),
    };
    if about_rights { Error::Unwritable(path.to_path_buf(), Box::new(error)) } else { error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_in_the_pragma_is_the_mark() {
        assert_eq!(APPLICATION, 1_181_707_371);
    }
}
