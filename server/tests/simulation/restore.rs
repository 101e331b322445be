//! Backups, and the way back to one.

use std::collections::BTreeSet;
use std::path::Path;

use domain::id::CommandId;
use sqlx::{Connection as _, SqliteConnection};
use store::Store;

use crate::history::History;

/// A backup, and the commands whose outcome it holds.
pub(crate) struct Backup {
    folder: tempfile::TempDir,
    held: BTreeSet<CommandId>,
}

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
        self.site.stop().await;
        self.hear_the_end();
        let aside = Store::restore(&folder.path().join("backup.db"), &self.site.path()).await.unwrap().aside;
        assert!(aside.is_some_and(|aside| aside.exists()), "what was there is kept");
        self.site.start().await;
    }
}
