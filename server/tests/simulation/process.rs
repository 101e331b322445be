//! Other programs at the same database, between two steps.

use std::time::{Duration, Instant};

use domain::command::{Command, CreateArticle, Envelope};
use domain::id::{ArticleId, CommandId, ContributorId, RevisionId};
use domain::testing;
use domain::text::Email;
use sqlx::Connection as _;
use store::{Access, Options, Store};

use crate::history::History;
use crate::server::log_of;

/// How long it may take until the server has noticed what another program wrote. It looks each second; a busy machine
/// takes longer.
const NOTICED: Duration = Duration::from_secs(60);

impl History {
    pub(crate) async fn other_program(&mut self) {
        match self.random.below(5) {
            0 => self.a_command_writes().await,
            1 => self.a_second_server_starts().await,
            2 => self.a_newer_program_was_here().await,
            3 => self.grant_beside().await,
            _ => self.a_backup_is_made().await,
        }
    }

    /// As `generate` and `grant` do beside a server.
    async fn a_command_writes(&mut self) {
        self.tally.count("process: another writes");
        let marker = self.marker();
        let options = Options { access: Access::Beside, readers: 1, ..Options::default() };
        let beside = Store::open(&self.site.path(), options).await.unwrap();
        let article = testing::article(&format!("From elsewhere {marker}")).summary("");
        let command = Command::CreateArticle(CreateArticle {
            article: ArticleId(self.random.uuid()),
            revision: RevisionId(self.random.uuid()),
            ..article.body(&format!("Here {marker} stands."))
        });
        let (id, author) = (CommandId(self.random.uuid()), ContributorId(self.random.uuid()));
        let outcome = beside.submit(Envelope { id, author, at: self.site.app.now(), command }).await.unwrap();
        let sequence = outcome.sequence().unwrap();
        beside.close().await;
        let begun = Instant::now();
        while self.site.app.store.sequence() < sequence {
            assert!(begun.elapsed() < NOTICED, "what another program wrote is not noticed");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn a_second_server_starts(&mut self) {
        self.tally.count("process: a second server");
        let options = Options { readers: 1, busy_timeout: Duration::from_millis(1), ..Options::default() };
        assert!(Store::open(&self.site.path(), options).await.is_err(), "two servers have one database");
    }

    async fn a_backup_is_made(&mut self) {
        self.tally.count("process: a backup");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("backup.db");
        let options = Options { access: Access::AsItIs, readers: 1, ..Options::default() };
        let beside = Store::open(&self.site.path(), options).await.unwrap();
        beside.backup(&file).await.unwrap();
        beside.close().await;
        let mut copy =
            sqlx::SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
        let newest: i64 = sqlx::query_scalar("select coalesce(max(sequence), 0) from changes")
            .fetch_one(&mut copy)
            .await
            .unwrap();
        copy.close().await.unwrap();
        assert_eq!(newest, self.site.app.store.sequence(), "the backup holds another history");
    }

    /// This program leaves alone what a newer one has changed.
    async fn a_newer_program_was_here(&mut self) {
        self.tally.count("process: a newer program");
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("newer.db");
        self.site.app.store.backup(&file).await.unwrap();
        let mut newer =
            sqlx::SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
        sqlx::query(
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
             values (9999, 'newer', 1, x'00', 0)",
        )
        .execute(&mut newer)
        .await
        .unwrap();
        newer.close().await.unwrap();
        let before = std::fs::read(&file).unwrap();
        for access in [Access::Serving, Access::Beside, Access::AsItIs] {
            let options = Options { access, readers: 1, ..Options::default() };
            assert!(Store::open(&file, options).await.is_err(), "a newer database was opened");
        }
        assert!(before == std::fs::read(&file).unwrap(), "a newer database was changed");
        assert!(std::fs::metadata(log_of(&file)).map_or(0, |log| log.len()) == 0, "something was written");
    }

    /// An account of a moderator is made beside the server.
    async fn grant_beside(&mut self) {
        let email = Email::parse("desk@example.org").unwrap();
        let options = Options { access: Access::Beside, readers: 1, ..Options::default() };
        let beside = Store::open(&self.site.path(), options).await.unwrap();
        let id = ContributorId(self.random.uuid());
        beside.grant(&email, domain::role::Role::Moderator, id, self.site.app.now()).await.unwrap();
        beside.close().await;
        assert!(self.site.app.store.account(&email).await.unwrap().is_some());
    }
}
