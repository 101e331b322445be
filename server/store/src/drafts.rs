//! Drafts, kept for their owner only: browsers may forget what they keep.

use domain::id::{ContributorId, Timestamp};
use sqlx::FromRow;

use crate::{Error, Store};

/// Something that was begun.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Draft {
    /// Which form it is of.
    pub key: String,
    /// The draft as the client keeps it.
    pub text: String,
    /// When the server took it, in Unix milliseconds.
    pub at: i64,
}

/// The most drafts that are kept for one contributor; beyond them the oldest go.
const MOST: i64 = 100;

impl Store {
    /// Keeps a draft in place of the one before.
    ///
    /// # Errors
    /// If the database fails, as it does for a text of more than 400,000 characters.
    pub async fn keep_draft(
        &self,
        owner: ContributorId,
        key: String,
        text: String,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.writer
            .run(move |pool| async move {
                sqlx::query(
                    "insert into drafts (contributor_id, key, text, at, turn)
                     select $1, $2, $3, $4, coalesce(max(turn), 0) + 1 from drafts where contributor_id = $1
                     on conflict (contributor_id, key)
                     do update set text = excluded.text, at = excluded.at, turn = excluded.turn;
                     delete from drafts where contributor_id = $1 and key not in (
                         select key from drafts where contributor_id = $1 order by turn desc limit $5)",
                )
                .bind(owner.to_string())
                .bind(key)
                .bind(text)
                .bind(now.0)
                .bind(MOST)
                .execute(&pool)
                .await?;
                Ok(())
            })
            .await
    }

    /// Forgets a draft.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn forget_draft(&self, owner: ContributorId, key: String) -> Result<(), Error> {
        self.writer
            .run(move |pool| async move {
                sqlx::query("delete from drafts where contributor_id = $1 and key = $2")
                    .bind(owner.to_string())
                    .bind(key)
                    .execute(&pool)
                    .await?;
                Ok(())
            })
            .await
    }

    /// Everything that was begun and not finished, the newest first.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn drafts(&self, owner: ContributorId) -> Result<Vec<Draft>, Error> {
        let drafts =
            sqlx::query_as("select key, text, at from drafts where contributor_id = $1 order by turn desc")
                .bind(owner.to_string())
                .fetch_all(&self.readers)
                .await?;
        Ok(drafts)
    }
}
