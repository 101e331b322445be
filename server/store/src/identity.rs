//! Sessions, accounts and sign-in links.
//!
//! The store never sees a token, only its hash. Rights come from the role of an account, and an account is found
//! only by an address that a grant or a used sign-in link vouches for: a typed address gives nothing.

use domain::decide::Role;
use domain::id::{ContributorId, Timestamp};
use domain::text::Email;
use sqlx::FromRow;

use crate::read::parse;
use crate::{Error, Store};

/// Whose session it is. A guest who has not written yet has no name, no address and no row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The contributor.
    pub contributor: ContributorId,
    /// First name; empty for a guest.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// For the contributor's own form only.
    pub email: String,
    /// Their role, as it is now.
    pub role: Role,
}

#[derive(FromRow)]
struct SessionRow {
    contributor_id: String,
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
    role: Option<String>,
}

impl Store {
    /// Opens a session.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn open_session(
        &self,
        token_hash: &str,
        contributor: ContributorId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(), Error> {
        let token_hash = token_hash.to_owned();
        self.writer
            .run(move |pool| async move {
                sqlx::query("delete from sessions where expires_at <= $1").bind(now.0).execute(&pool).await?;
                sqlx::query(
                    "insert into sessions (token_hash, contributor_id, created_at, expires_at) values ($1, $2, $3, $4)",
                )
                .bind(token_hash)
                .bind(contributor.to_string())
                .bind(now.0)
                .bind(until.0)
                .execute(&pool)
                .await?;
                Ok(())
            })
            .await
    }

    /// The session of that token, if it has not ended.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn session(&self, token_hash: &str, now: Timestamp) -> Result<Option<Session>, Error> {
        let row: Option<SessionRow> = sqlx::query_as(
            "select s.contributor_id, c.first_name, c.last_name, c.email, c.role
             from sessions s left join contributors c on c.id = s.contributor_id
             where s.token_hash = $1 and s.expires_at > $2",
        )
        .bind(token_hash)
        .bind(now.0)
        .fetch_optional(&self.readers)
        .await?;
        row.map(|row| {
            Ok(Session {
                contributor: parse(&row.contributor_id)?,
                first_name: row.first_name.unwrap_or_default(),
                last_name: row.last_name.unwrap_or_default(),
                email: row.email.unwrap_or_default(),
                role: row.role.as_deref().map_or(Role::Contributor, Role::from_name),
            })
        })
        .transpose()
    }

    /// Ends a session.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn close_session(&self, token_hash: &str) -> Result<(), Error> {
        let token_hash = token_hash.to_owned();
        self.writer
            .run(move |pool| async move {
                sqlx::query("delete from sessions where token_hash = $1")
                    .bind(token_hash)
                    .execute(&pool)
                    .await?;
                Ok(())
            })
            .await
    }

    /// The account of that address, if there is one.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn account(&self, email: &Email) -> Result<Option<ContributorId>, Error> {
        let id: Option<String> =
            sqlx::query_scalar("select id from contributors where email = $1 and account = 1")
                .bind(email.as_str())
                .fetch_optional(&self.readers)
                .await?;
        id.map(|id| parse(&id)).transpose()
    }

    /// Gives an address a role; makes its account if there is none. Contributors who merely typed the address
    /// keep what they have and get nothing.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn grant(
        &self,
        email: &Email,
        role: Role,
        id_if_new: ContributorId,
        now: Timestamp,
    ) -> Result<ContributorId, Error> {
        let email = email.as_str().to_owned();
        let first_name = if role == Role::Moderator { "Moderator" } else { "" };
        let id: String = self
            .writer
            .run(move |pool| async move {
                let id = sqlx::query_scalar(
                    "insert into contributors (id, first_name, last_name, email, role, created_at, account)
                     values ($1, $2, '', $3, $4, $5, 1)
                     on conflict (email) where account = 1 do update set role = excluded.role
                     returning id",
                )
                .bind(id_if_new.to_string())
                .bind(first_name)
                .bind(email)
                .bind(role.name())
                .bind(now.0)
                .fetch_one(&pool)
                .await?;
                Ok(id)
            })
            .await?;
        parse(&id)
    }

    /// Gives a contributor a role, also one who has written nothing yet; for the sample discussion, whose moderator has no
    /// address.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn set_role(
        &self,
        contributor: ContributorId,
        role: Role,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.writer
            .run(move |pool| async move {
                sqlx::query(
                    "insert into contributors (id, first_name, last_name, role, created_at) values ($1, '', '', $2, $3)
                     on conflict (id) do update set role = excluded.role",
                )
                .bind(contributor.to_string())
                .bind(role.name())
                .bind(now.0)
                .execute(&pool)
                .await?;
                Ok(())
            })
            .await
    }

    /// Keeps a sign-in link.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn add_sign_in_link(
        &self,
        token_hash: &str,
        contributor: ContributorId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<(), Error> {
        let token_hash = token_hash.to_owned();
        self.writer
            .run(move |pool| async move {
                sqlx::query("delete from sign_in_links where expires_at <= $1")
                    .bind(now.0)
                    .execute(&pool)
                    .await?;
                sqlx::query(
                    "insert into sign_in_links (token_hash, contributor_id, created_at, expires_at)
                     values ($1, $2, $3, $4)",
                )
                .bind(token_hash)
                .bind(contributor.to_string())
                .bind(now.0)
                .bind(until.0)
                .execute(&pool)
                .await?;
                Ok(())
            })
            .await
    }

    /// Whose link it is, if it can still be used. Looking uses nothing up.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn sign_in_link(
        &self,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Option<ContributorId>, Error> {
        let id: Option<String> = sqlx::query_scalar(
            "select contributor_id from sign_in_links where token_hash = $1 and used_at is null and expires_at > $2",
        )
        .bind(token_hash)
        .bind(now.0)
        .fetch_optional(&self.readers)
        .await?;
        id.map(|id| parse(&id)).transpose()
    }

    /// Uses a sign-in link, once, and marks its account as proven.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn redeem_sign_in_link(
        &self,
        token_hash: &str,
        now: Timestamp,
    ) -> Result<Option<ContributorId>, Error> {
        let token_hash = token_hash.to_owned();
        let id: Option<String> = self
            .writer
            .run(move |pool| async move {
                let id: Option<String> = sqlx::query_scalar(
                    "update sign_in_links set used_at = $2
                     where token_hash = $1 and used_at is null and expires_at > $2
                     returning contributor_id",
                )
                .bind(token_hash)
                .bind(now.0)
                .fetch_optional(&pool)
                .await?;
                if let Some(id) = &id {
                    sqlx::query("update contributors set verified_at = $2 where id = $1")
                        .bind(id.clone())
                        .bind(now.0)
                        .execute(&pool)
                        .await?;
                }
                Ok(id)
            })
            .await?;
        id.map(|id| parse(&id)).transpose()
    }
}
