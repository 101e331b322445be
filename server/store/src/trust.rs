//! How well somebody is known, and what an edit will cost: what limits ask before anything is written.

use domain::id::{ArticleId, ContributorId, RevisionId, Timestamp};
use domain::role::Role;
use domain::trust::{KNOWN_AFTER_CONTRIBUTIONS, Trust};
use sqlx::SqliteConnection;

use crate::identity::{GUEST, MODERATOR};
use crate::read::parse;
use crate::{Error, Store};

/// An article as an edit finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditedHead {
    /// Its newest revision.
    pub revision: RevisionId,
    /// The title.
    pub title: String,
    /// How many bytes its text has.
    pub bytes: u64,
}

type Row = (Option<String>, Option<i64>, i64);

fn trust((role, since, contributions): Row, now: Timestamp) -> Trust {
    let role = role.as_deref().map_or(Role::Contributor, Role::from_name);
    Trust::of(role, since.map(Timestamp), contributions, now)
}

impl Store {
    /// The trust of whoever holds that session; a newcomer's if there is none, or if it has ended as [`Store::session`] has it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn trust(&self, token_hash: &str, now: Timestamp) -> Result<Trust, Error> {
        let row: Option<Row> = sqlx::query_as(
            "select c.role, c.created_at,
                    (select count(*) from (select 1 from changes where contributor_id = s.contributor_id limit $3))
             from sessions s left join contributors c on c.id = s.contributor_id
             where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2
               and $2 - s.created_at < case when c.role = 'moderator' then $4 else $5 end
               and $2 - s.seen_at < case when c.role = 'moderator' then $6 else $7 end",
        )
        .bind(token_hash)
        .bind(now.0)
        .bind(KNOWN_AFTER_CONTRIBUTIONS)
        .bind(MODERATOR.absolute)
        .bind(GUEST.absolute)
        .bind(MODERATOR.idle)
        .bind(GUEST.idle)
        .fetch_optional(&self.readers)
        .await?;
        Ok(row.map_or(Trust::Newcomer, |row| trust(row, now)))
    }

    /// The head of an article that is to be edited.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn edited_head(&self, article: ArticleId) -> Result<Option<EditedHead>, Error> {
        let row: Option<(String, String, i64)> = sqlx::query_as(
            "select a.head_id, a.title, length(cast(r.body as blob))
             from articles a join revisions r on r.id = a.head_id where a.id = $1",
        )
        .bind(article.to_string())
        .fetch_optional(&self.readers)
        .await?;
        row.map(|(revision, title, bytes)| {
            Ok(EditedHead {
                revision: parse(&revision)?,
                title,
                bytes: u64::try_from(bytes).unwrap_or_default(),
            })
        })
        .transpose()
    }

    /// How large the database and its log are, in bytes, and how much of their disk is free and there at all. Files that
    /// cannot be looked at count nothing; the disk of a system that cannot tell is left out.
    #[must_use]
    pub fn space(&self) -> Space {
        let of = |suffix: &str| {
            let mut file = self.shared.file.path().to_owned().into_os_string();
            file.push(suffix);
            std::fs::metadata(file).map_or(0, |file| file.len())
        };
        Space { used: of("") + of("-wal"), disk: disk(self.shared.file.path()) }
    }
}

/// What the database takes, and what there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Space {
    /// Bytes of the database and its log.
    pub used: u64,
    /// Bytes of the disk that are free for the server, and all there are.
    pub disk: Option<(u64, u64)>,
}

#[cfg(unix)]
fn disk(file: &std::path::Path) -> Option<(u64, u64)> {
    let disk = rustix::fs::statvfs(file).ok()?;
    Some((disk.f_bavail.saturating_mul(disk.f_frsize), disk.f_blocks.saturating_mul(disk.f_frsize)))
}

#[cfg(not(unix))]
fn disk(_: &std::path::Path) -> Option<(u64, u64)> {
    None
}

/// The trust of a contributor, within a transaction.
pub(crate) async fn of_contributor(
    connection: &mut SqliteConnection,
    contributor: ContributorId,
    now: Timestamp,
) -> Result<Trust, Error> {
    let row: Option<Row> = sqlx::query_as(
        "select role, created_at, (select count(*) from (select 1 from changes where contributor_id = $1 limit $2))
         from contributors where id = $1",
    )
    .bind(contributor.to_string())
    .bind(KNOWN_AFTER_CONTRIBUTIONS)
    .fetch_optional(connection)
    .await?;
    Ok(row.map_or(Trust::Newcomer, |row| trust(row, now)))
}
