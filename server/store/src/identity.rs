//! Sessions, accounts and sign-in links.
//!
//! The store never sees a token, only its hash. Rights come from the role of an account, and an account is found
//! only by an address that a grant or a used sign-in link vouches for: a typed address gives nothing.
//!
//! No session is lost by a clock that is wrong for a while: what has ended by the clock is refused, and holds again when
//! the clock says so. Rows are swept when both the clock and the log have gone on by much since they were first found
//! to have ended.

use domain::id::{ContributorId, Timestamp};
use domain::role::Role;
use domain::text::Email;
use model::Sign;
use sqlx::{FromRow, SqlitePool};

use crate::read::{parse, sign};
use crate::{Error, Store};

const HOUR: i64 = 60 * 60 * 1_000;
const DAY: i64 = 24 * HOUR;

/// When a session ends by itself, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// How long it may go unused.
    pub idle: i64,
    /// How long it lasts at most.
    pub absolute: i64,
}

/// For guests, and for accounts without a role. 400 days are the most that browsers keep a cookie.
pub const GUEST: Ends = Ends { idle: 90 * DAY, absolute: 400 * DAY };
/// For moderators.
pub const MODERATOR: Ends = Ends { idle: 12 * HOUR, absolute: 30 * DAY };

/// How much later than it was made a first contribution can be sent again without a session, in milliseconds.
const RETRY: i64 = DAY;
/// By how much the clock, in milliseconds, and the log, in changes, have gone on before a row that has ended is swept.
const SWEPT: (i64, i64) = (30 * DAY, 1_000);
/// The most sessions of guests who never wrote anything that are kept.
const UNUSED: i64 = 10_000;
/// How far a clock may go back without ending a sign-in link, in milliseconds.
const SETBACK: i64 = 60_000;

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
    /// What tells them from others of that name, once they wrote something.
    pub sign: Option<Sign>,
    /// When it was noted last that the session is used.
    pub seen_at: Timestamp,
}

/// A sign-in link to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLink {
    /// SHA-256 of its token.
    pub token_hash: String,
    /// The account that it signs in.
    pub account: ContributorId,
    /// SHA-256 of the secret of the browser that asked, in which alone it holds; `None` for one that holds in any.
    pub browser_hash: Option<String>,
    /// When it was made.
    pub now: Timestamp,
    /// When it ends.
    pub until: Timestamp,
}

/// A sign-in link that can still be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Link {
    /// Here, for this account.
    Holds(ContributorId),
    /// In the browser that asked for it.
    OfAnotherBrowser,
}

/// Takes a name away from somebody who is no moderator any more that no other may have, such as the one that came with the role.
async fn take_reserved_name(pool: &SqlitePool, id: &str) -> Result<(), Error> {
    let name: String =
        sqlx::query_scalar("select first_name || ' ' || last_name from contributors where id = $1")
            .bind(id.to_owned())
            .fetch_one(pool)
            .await?;
    if domain::name::is_reserved(&name) {
        sqlx::query("update contributors set first_name = '', last_name = '' where id = $1")
            .bind(id.to_owned())
            .execute(pool)
            .await?;
    }
    Ok(())
}

#[derive(FromRow)]
struct SessionRow {
    contributor_id: String,
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
    role: Option<String>,
    mark: Option<i64>,
    seen_at: i64,
}

impl Store {
    /// Opens a session. How long it lasts follows from the role of its contributor, as that is at each use.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn open_session(
        &self,
        token_hash: &str,
        contributor: ContributorId,
        now: Timestamp,
    ) -> Result<(), Error> {
        let token_hash = token_hash.to_owned();
        self.writer
            .run(move |pool| async move {
                sqlx::query(
                    "insert into sessions (token_hash, contributor_id, created_at, expires_at, seen_at)
                     values ($1, $2, $3, $4, $3)",
                )
                .bind(token_hash)
                .bind(contributor.to_string())
                .bind(now.0)
                .bind(now.0.saturating_add(GUEST.absolute))
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
            "select s.contributor_id, c.first_name, c.last_name, c.email, c.role, c.mark, s.seen_at
             from sessions s left join contributors c on c.id = s.contributor_id
             where s.token_hash = $1 and s.ended_at is null and s.expires_at > $2
               and $2 - s.created_at < case when c.role = 'moderator' then $3 else $4 end
               and $2 - s.seen_at < case when c.role = 'moderator' then $5 else $6 end",
        )
        .bind(token_hash)
        .bind(now.0)
        .bind(MODERATOR.absolute)
        .bind(GUEST.absolute)
        .bind(MODERATOR.idle)
        .bind(GUEST.idle)
        .fetch_optional(&self.readers)
        .await?;
        row.map(|row| {
            Ok(Session {
                contributor: parse(&row.contributor_id)?,
                first_name: row.first_name.unwrap_or_default(),
                last_name: row.last_name.unwrap_or_default(),
                email: row.email.unwrap_or_default(),
                role: row.role.as_deref().map_or(Role::Contributor, Role::from_name),
                sign: row.mark.map(sign),
                seen_at: Timestamp(row.seen_at),
            })
        })
        .transpose()
    }

    /// Notes that a session is used. A clock that went back takes nothing back.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn see_session(&self, token_hash: String, now: Timestamp) -> Result<(), Error> {
        self.writer
            .run(move |pool| async move {
                sqlx::query("update sessions set seen_at = max(seen_at, $2) where token_hash = $1")
                    .bind(token_hash)
                    .bind(now.0)
                    .execute(&pool)
                    .await?;
                Ok(())
            })
            .await
    }

    /// Whether a secret that stands for a guest, such as the id of a client, is enough to write as that guest without a
    /// session: when the guest is new, or their first contribution may be coming again because its answer was lost,
    /// or a session of theirs goes on. Never when one of their sessions was ended.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn may_begin(&self, guest: ContributorId, now: Timestamp) -> Result<bool, Error> {
        let may = sqlx::query_scalar(
            "select not exists (select 1 from sessions where contributor_id = $1 and ended_at is not null)
                and (not exists (select 1 from contributors where id = $1)
                  or exists (select 1 from contributors where id = $1 and abs($2 - created_at) < $3)
                  or exists (select 1 from sessions where contributor_id = $1 and expires_at > $2
                             and $2 - seen_at < $4))",
        )
        .bind(guest.to_string())
        .bind(now.0)
        .bind(RETRY)
        .bind(GUEST.idle)
        .fetch_one(&self.readers)
        .await?;
        Ok(may)
    }

    /// Ends a session; of a guest, who has one browser and never comes back, all that there are, with what they had begun.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn close_session(&self, token_hash: &str, now: Timestamp) -> Result<(), Error> {
        let token_hash = token_hash.to_owned();
        self.writer
            .run(move |pool| async move {
                sqlx::query(
                    "update sessions set ended_at = $2
                     where ended_at is null and (token_hash = $1 or contributor_id = (
                         select s.contributor_id from sessions s
                         left join contributors c on c.id = s.contributor_id
                         where s.token_hash = $1 and coalesce(c.account, 0) = 0))",
                )
                .bind(token_hash.clone())
                .bind(now.0)
                .execute(&pool)
                .await?;
                sqlx::query(
                    "delete from drafts where contributor_id = (
                         select s.contributor_id from sessions s
                         left join contributors c on c.id = s.contributor_id
                         where s.token_hash = $1 and coalesce(c.account, 0) = 0)",
                )
                .bind(token_hash)
                .execute(&pool)
                .await?;
                Ok(())
            })
            .await
    }

    /// Ends all sessions of an account and its open sign-in link, and says how many sessions there were.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn end_sessions(&self, account: ContributorId, now: Timestamp) -> Result<u64, Error> {
        self.writer
            .run(move |pool| async move {
                sqlx::query("delete from sign_in_links where contributor_id = $1")
                    .bind(account.to_string())
                    .execute(&pool)
                    .await?;
                let ended = sqlx::query(
                    "update sessions set ended_at = $2 where contributor_id = $1 and ended_at is null",
                )
                .bind(account.to_string())
                .bind(now.0)
                .execute(&pool)
                .await?;
                Ok(ended.rows_affected())
            })
            .await
    }

    /// Forgets sessions that ended long ago, by the clock and by the log, and those of all but the newest guests who
    /// never wrote anything. Says how many.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn sweep_sessions(&self, now: Timestamp) -> Result<u64, Error> {
        let sequence = self.sequence();
        self.writer
            .run(move |pool| async move {
                sqlx::query(
                    "update sessions set stale_at = $1, stale_sequence = $2 where stale_at is null
                     and (ended_at is not null or expires_at <= $1 or $1 - seen_at >= $3)",
                )
                .bind(now.0)
                .bind(sequence)
                .bind(GUEST.idle)
                .execute(&pool)
                .await?;
                // The clock was wrong when it was found to have ended.
                sqlx::query(
                    "update sessions set stale_at = null, stale_sequence = null where stale_at is not null
                     and ended_at is null and expires_at > $1 and $1 - seen_at < $2",
                )
                .bind(now.0)
                .bind(GUEST.idle)
                .execute(&pool)
                .await?;
                let stale = sqlx::query(
                    "delete from sessions where $1 - stale_at >= $2 and $3 - stale_sequence >= $4",
                )
                .bind(now.0)
                .bind(SWEPT.0)
                .bind(sequence)
                .bind(SWEPT.1)
                .execute(&pool)
                .await?;
                let unused = sqlx::query(
                    "delete from sessions where rowid in (
                         select s.rowid from sessions s left join contributors c on c.id = s.contributor_id
                         where c.id is null order by s.rowid desc limit -1 offset $1)",
                )
                .bind(UNUSED)
                .execute(&pool)
                .await?;
                Ok(stale.rows_affected() + unused.rows_affected())
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
                let id: String = sqlx::query_scalar(
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
                if role != Role::Moderator {
                    take_reserved_name(&pool, &id).await?;
                }
                Ok(id)
            })
            .await?;
        self.shared.others_wrote();
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

    /// Takes the role of an account away; `None` if the address has no account. It counts from the next request on.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn revoke(&self, email: &Email) -> Result<Option<ContributorId>, Error> {
        let email = email.as_str().to_owned();
        let id: Option<String> = self
            .writer
            .run(move |pool| async move {
                let id: Option<String> = sqlx::query_scalar(
                    "update contributors set role = $2 where email = $1 and account = 1 returning id",
                )
                .bind(email)
                .bind(Role::Contributor.name())
                .fetch_optional(&pool)
                .await?;
                if let Some(id) = &id {
                    take_reserved_name(&pool, id).await?;
                }
                Ok(id)
            })
            .await?;
        self.shared.others_wrote();
        id.map(|id| parse(&id)).transpose()
    }

    /// Keeps a sign-in link in the place of the account's former one, which ends. False if the former one is not `pause`
    /// milliseconds old: then that one stays. With a pause of 0 it is kept in any case.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn add_sign_in_link(&self, link: NewLink, pause: i64) -> Result<bool, Error> {
        self.writer
            .run(move |pool| async move {
                // Also where the former one is of a time to come: then the clock went back.
                let kept = sqlx::query(
                    "insert into sign_in_links (token_hash, contributor_id, browser_hash, created_at, expires_at)
                     values ($1, $2, $3, $4, $5)
                     on conflict (contributor_id) do update set token_hash = excluded.token_hash,
                         browser_hash = excluded.browser_hash, created_at = excluded.created_at,
                         expires_at = excluded.expires_at, used_at = null
                     where abs(excluded.created_at - sign_in_links.created_at) >= $6",
                )
                .bind(link.token_hash)
                .bind(link.account.to_string())
                .bind(link.browser_hash)
                .bind(link.now.0)
                .bind(link.until.0)
                .bind(pause)
                .execute(&pool)
                .await?;
                Ok(kept.rows_affected() > 0)
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
        browser_hash: &str,
        now: Timestamp,
    ) -> Result<Option<Link>, Error> {
        let found: Option<(String, bool)> = sqlx::query_as(
            "select contributor_id, browser_hash is null or browser_hash = $2 from sign_in_links
             where token_hash = $1 and used_at is null and expires_at > $3 and created_at <= $3 + $4",
        )
        .bind(token_hash)
        .bind(browser_hash)
        .bind(now.0)
        .bind(SETBACK)
        .fetch_optional(&self.readers)
        .await?;
        found
            .map(|(id, here)| if here { parse(&id).map(Link::Holds) } else { Ok(Link::OfAnotherBrowser) })
            .transpose()
    }

    /// Uses a sign-in link, once, and marks its account as proven. There is no other of that account.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn redeem_sign_in_link(
        &self,
        token_hash: &str,
        browser_hash: &str,
        now: Timestamp,
    ) -> Result<Option<ContributorId>, Error> {
        let (token_hash, browser_hash) = (token_hash.to_owned(), browser_hash.to_owned());
        let id: Option<String> = self
            .writer
            .run(move |pool| async move {
                let id: Option<String> = sqlx::query_scalar(
                    "update sign_in_links set used_at = $3
                     where token_hash = $1 and (browser_hash is null or browser_hash = $2)
                       and used_at is null and expires_at > $3 and created_at <= $3 + $4
                     returning contributor_id",
                )
                .bind(token_hash)
                .bind(browser_hash)
                .bind(now.0)
                .bind(SETBACK)
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
