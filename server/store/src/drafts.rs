//! Drafts, kept for their owner only: browsers may forget what they keep.
//!
//! They are a second copy, and bounded: for whoever has contributed something, so much of them, until they were left alone
//! for a month or their owner's last session has ended.

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
const MAX_DRAFTS: i64 = 100;
/// The most characters of all drafts of one contributor; beyond them the oldest go.
const MAX_CHARACTERS: i64 = 4_000_000;
/// How long a draft is kept that nobody touches, in milliseconds: a month.
const KEPT_MILLIS: i64 = 31 * 24 * 60 * 60 * 1_000;

impl Store {
    /// By how many bytes a draft would make those of its owner grow; `None` if its owner has contributed nothing yet.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn draft_growth(
        &self,
        owner: ContributorId,
        key: &str,
        text: &str,
    ) -> Result<Option<u64>, Error> {
        let before: Option<i64> = sqlx::query_scalar(
            "select coalesce((select length(cast(text as blob)) from drafts where contributor_id = c.id and key = $2), 0)
             from contributors c where c.id = $1",
        )
        .bind(owner.to_string())
        .bind(key)
        .fetch_optional(&self.readers)
        .await?;
        let before = before.map(|before| usize::try_from(before).unwrap_or_default());
        Ok(before.map(|before| text.len().saturating_sub(before) as u64))
    }

    /// Keeps a draft in place of the one before. Beyond what is kept for one owner the oldest go.
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
                     delete from drafts where contributor_id = $1 and key in (
                         select key from (
                             select key, row_number() over newest as nth, sum(length(text)) over newest as characters
                             from drafts where contributor_id = $1
                             window newest as (order by turn desc rows unbounded preceding))
                         where nth > $5 or characters > $6)",
                )
                .bind(owner.to_string())
                .bind(key)
                .bind(text)
                .bind(now.0)
                .bind(MAX_DRAFTS)
                .bind(MAX_CHARACTERS)
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

    /// Forgets what was left alone for a month, and what belongs to whoever has no session any more. Answers how many.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn sweep_drafts(&self, now: Timestamp) -> Result<u64, Error> {
        self.writer
            .run(move |pool| async move {
                let swept = sqlx::query(
                    "delete from drafts where at < $1 or not exists (
                         select 1 from sessions s where s.contributor_id = drafts.contributor_id and s.expires_at > $2)",
                )
                .bind(now.0 - KEPT_MILLIS)
                .bind(now.0)
                .execute(&pool)
                .await?;
                Ok(swept.rows_affected())
            })
            .await
    }

    /// The forms of everything that was begun and not finished, the newest first. Texts are asked for one by one, so that
    /// an answer with all of them takes the memory of one.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn draft_keys(&self, owner: ContributorId) -> Result<Vec<String>, Error> {
        let keys = sqlx::query_scalar(
            "select key from drafts where contributor_id = $1 order by turn desc limit $2",
        )
        .bind(owner.to_string())
        .bind(MAX_DRAFTS)
        .fetch_all(&self.readers)
        .await?;
        Ok(keys)
    }

    /// The draft of a form.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn draft(&self, owner: ContributorId, key: &str) -> Result<Option<Draft>, Error> {
        let draft = sqlx::query_as("select key, text, at from drafts where contributor_id = $1 and key = $2")
            .bind(owner.to_string())
            .bind(key)
            .fetch_optional(&self.readers)
            .await?;
        Ok(draft)
    }
}
