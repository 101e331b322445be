//! Suggested relations: said to be none, and brought back.

use domain::command::Suggestion;
use domain::decide::SuggestionFacts;
use domain::id::ArticleId;
use sqlx::SqliteConnection;

use super::authorship::Authorship;
use super::exists::{self, exists};
use super::rows::article;
use crate::Error;

/// What there is to know about two articles that might be related.
pub(super) async fn facts(
    connection: &mut SqliteConnection,
    suggestion: &Suggestion,
) -> Result<SuggestionFacts, Error> {
    let Suggestion { article: one, other } = *suggestion;
    let pair = format!("{} {}", one.min(other), one.max(other));
    Ok(SuggestionFacts {
        article: article(connection, one).await?,
        other: article(connection, other).await?,
        is_dismissed: exists(connection, exists::DISMISSED, pair).await?,
    })
}

/// Keeps that two articles need no relation.
pub(super) async fn dismiss(
    connection: &mut SqliteConnection,
    first: ArticleId,
    second: ArticleId,
    by: &Authorship,
) -> Result<(), Error> {
    sqlx::query(
        "insert into dismissed_suggestions (first_id, second_id, author_id, at) values ($1, $2, $3, $4)",
    )
    .bind(first.to_string())
    .bind(second.to_string())
    .bind(by.author.clone())
    .bind(by.at)
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets that two articles need no relation.
pub(super) async fn restore(
    connection: &mut SqliteConnection,
    first: ArticleId,
    second: ArticleId,
) -> Result<(), Error> {
    sqlx::query("delete from dismissed_suggestions where first_id = $1 and second_id = $2")
        .bind(first.to_string())
        .bind(second.to_string())
        .execute(connection)
        .await?;
    Ok(())
}
