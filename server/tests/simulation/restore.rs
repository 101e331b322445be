//! Backups, and the way back to one: also over what is damaged or gone, beside a log that was left, and without room.

use std::collections::BTreeSet;
use std::path::Path;

use domain::id::CommandId;
use sqlx::{Connection as _, SqliteConnection};
use store::Store;

use crate::faults::bound_files;
use crate::history::History;
use crate::server::log_of;

/// A backup, and the commands whose outcome it holds.
pub(crate) struct Backup {
    folder: tempfile::TempDir,
    held: BTreeSet<CommandId>,
}

/// In which state the database is found that a backup is to replace.
const STATES: [&str; 7] = [
    "restored over a whole database",
    "restored over a damaged header",
    "restored over half a file",
    "restored over an empty file",
    "restored over no file",
    "restored beside a log that was left",
    "restored without room at first",
];

async fn outcomes(database: &Path) -> BTreeSet<CommandId> {
    let mut connection =
        SqliteConnection::connect(&format!("sqlite://{}", database.display())).await.unwrap();
    let ids: Vec<String> =
        sqlx::query_scalar("select id from commands").fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    ids.iter().map(|id| id.parse().unwrap()).collect()
}

impl History {
    /// Makes a backup, or goes back to the one there is: a new epoch.
    pub(crate) async fn restore(&mut self) {
        let Some(Backup { folder, held }) = self.backup.take() else {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("backup.db");
            self.site.app.store.backup(&file).await.unwrap();
            self.backup = Some(Backup { held: outcomes(&file).await, folder });
            return;
        };
        self.tally.count("restored");
        // Refusals too: what was refused may take effect when it comes again.
        let now = outcomes(&self.site.path()).await;
        self.undone.extend(now.difference(&held));
        let log = std::fs::read(log_of(&self.site.path())).unwrap_or_default();
        self.site.stop().await;
        self.hear_the_end();
        let (from, to) = (folder.path().join("backup.db"), self.site.path());
        let state = *self.random.pick(&STATES).unwrap();
        self.tally.count(state);
        let was_there = damage(state, &to, &log);
        if state.ends_with("at first") {
            let before = std::fs::read(&to).unwrap();
            bound_files(Some(std::fs::metadata(&from).unwrap().len() / 2));
            let refused = Store::restore(&from, &to).await;
            bound_files(None);
            assert!(refused.is_err(), "it was restored without room");
            assert!(before == std::fs::read(&to).unwrap(), "what could not be replaced is as it was");
        }
        let restored = Store::restore(&from, &to).await;
        let aside = restored.unwrap_or_else(|error| panic!("{state}: {error}")).aside;
        if was_there {
            assert!(aside.is_some_and(|aside| aside.exists()), "what was there is kept");
        }
        assert_eq!(outcomes(&to).await, held, "{state}: it holds something else than the backup");
        self.site.start().await;
    }
}

/// Damages the database that is to be replaced. Answers whether there is something left of it.
fn damage(state: &str, database: &Path, log: &[u8]) -> bool {
    let whole = std::fs::read(database).unwrap();
    match state {
        "restored over a damaged header" => {
            let mut bytes = whole;
            bytes[..100].fill(b'x');
            std::fs::write(database, bytes).unwrap();
        }
        "restored over half a file" => std::fs::write(database, &whole[..whole.len() / 2]).unwrap(),
        "restored over an empty file" => std::fs::write(database, b"").unwrap(),
        "restored over no file" => std::fs::remove_file(database).unwrap(),
        "restored beside a log that was left" => {
            std::fs::remove_file(database).unwrap();
            std::fs::write(log_of(database), log).unwrap();
        }
        _ => {}
    }
    !matches!(
        state,
        "restored over an empty file" | "restored over no file" | "restored beside a log that was left"
    )
}
