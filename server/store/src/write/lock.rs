//! Locks: set, and lifted.

use domain::decide::LockFacts;
use domain::id::ArticleId;
use domain::lock::Lock;
use sqlx::SqliteConnection;

use super::rows::article;
use crate::Error;

/// What there is to know before a lock is set or lifted.
pub(super) async fn facts(connection: &mut SqliteConnection, id: ArticleId) -> Result<LockFacts, Error> {
    Ok(LockFacts { article: article(connection, id).await? })
}

/// Sets the lock of an article.
pub(super) async fn set(
    connection: &mut SqliteConnection,
    article: ArticleId,
    lock: &Lock,
) -> Result<(), Error> {
    sqlx::query(
        "update articles set lock_scope = $2, lock_reason = $3, lock_by = $4, lock_since = $5, lock_until = $6
         where id = $1",
    )
    .bind(article.to_string())
    .bind(lock.scope.name())
    .bind(lock.reason.as_str())
    .bind(lock.by.to_string())
    .bind(lock.since.0)
    .bind(lock.until.map(|until| until.0))
    .execute(connection)
    .await?;
    Ok(())
}

/// Lifts the lock of an article.
pub(super) async fn lift(connection: &mut SqliteConnection, article: ArticleId) -> Result<(), Error> {
    sqlx::query(
        "update articles set lock_scope = null, lock_reason = null, lock_by = null, lock_since = null,
                lock_until = null
         where id = $1",
    )
    .bind(article.to_string())
    .execute(connection)
    .await?;
    Ok(())
}
