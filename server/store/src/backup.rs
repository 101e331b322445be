//! A copy of the whole database, and the way back to one.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{ConnectOptions as _, Connection as _};

use crate::store::Options;
use crate::{Error, Store};

impl Store {
    /// Copies the database, as it is at this moment, into a new file. Reading and writing go on meanwhile.
    ///
    /// # Errors
    /// If the file exists or can not be written.
    pub async fn backup(&self, to: &Path) -> Result<(), Error> {
        let to = to.to_string_lossy().into_owned();
        sqlx::query("vacuum into $1").bind(to).execute(&self.readers).await?;
        Ok(())
    }

    /// Puts a copy of a backup in the place of the database at `to`, which no process may have open. It begins another
    /// epoch, so that clients do not take its sequence numbers for those that they know. What was in the place is moved
    /// aside, and where to is answered.
    ///
    /// # Errors
    /// If `from` is no database of this site, if `to` is in use, or if a file can not be copied or moved. Then all is as
    /// it was.
    pub async fn restore(from: &Path, to: &Path) -> Result<Option<PathBuf>, Error> {
        let arriving = beside(to, ".restoring");
        let done = arrive(from, &arriving, to).await;
        if done.is_err() {
            // What is left of it is of no use; that it could not be made is what the caller has to know.
            let _ = std::fs::remove_file(&arriving);
        }
        done
    }
}

async fn arrive(from: &Path, arriving: &Path, to: &Path) -> Result<Option<PathBuf>, Error> {
    let failed = |path: &Path| {
        let path = path.to_path_buf();
        move |error| Error::File(path, error)
    };
    std::fs::copy(from, arriving).map_err(failed(from))?;
    // Only an existing database of ours has an epoch before it is migrated.
    let mut copy = SqliteConnectOptions::new().filename(arriving).read_only(true).connect().await?;
    let _epoch: String =
        sqlx::query_scalar("select value from settings where name = 'epoch'").fetch_one(&mut copy).await?;
    copy.close().await?;
    let store = Store::open(arriving, Options::default()).await?;
    store.renew_epoch().await?;
    store.close().await;
    close_the_log(arriving).await?;
    let aside = if to.exists() {
        close_the_log(to).await?;
        let aside = free(to);
        std::fs::rename(to, &aside).map_err(failed(to))?;
        Some(aside)
    } else {
        None
    };
    std::fs::rename(arriving, to).map_err(failed(arriving))?;
    Ok(aside)
}

/// Makes one file of a database and its write-ahead log. SQLite does so only for who has it alone.
async fn close_the_log(path: &Path) -> Result<(), Error> {
    let alone = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Delete)
        .busy_timeout(Duration::from_millis(500))
        .connect()
        .await;
    match alone {
        Ok(connection) => Ok(connection.close().await?),
        Err(sqlx::Error::Database(error)) if error.message().contains("locked") => {
            Err(Error::InUse(path.to_path_buf()))
        }
        Err(error) => Err(error.into()),
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}

/// A name beside the file that nothing has yet.
fn free(path: &Path) -> PathBuf {
    let names = (1_u32..).map(|number| beside(path, &format!(".before-restore-{number}")));
    names.into_iter().find(|name| !name.exists()).expect("there are more numbers than files")
}
