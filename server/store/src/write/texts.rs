//! The texts of revisions and proposals.

use domain::id::{ArticleId, CommentId, RevisionId};
use domain::role::{Actor, Role};
use domain::text::{Body, Summary, Texts, Title};
use sqlx::SqliteConnection;

use crate::Error;

/// The texts of a revision of that article.
pub(super) async fn revision_texts(
    connection: &mut SqliteConnection,
    article: ArticleId,
    revision: RevisionId,
) -> Result<Option<Texts>, Error> {
    let texts: Option<(String, String, String)> =
        sqlx::query_as("select title, summary, body from revisions where id = $1 and article_id = $2")
            .bind(revision.to_string())
            .bind(article.to_string())
            .fetch_optional(connection)
            .await?;
    texts.map(parsed).transpose()
}

/// The texts of a revision as far as somebody may read them: whoever merges with a text learns by the outcome what it says.
pub(super) async fn readable_texts(
    connection: &mut SqliteConnection,
    article: ArticleId,
    revision: RevisionId,
    actor: Actor,
) -> Result<Option<Texts>, Error> {
    let hidden: Option<i64> =
        sqlx::query_scalar("select 1 from revisions where id = $1 and hidden_at is not null")
            .bind(revision.to_string())
            .fetch_optional(&mut *connection)
            .await?;
    if hidden.is_some() && actor.role != Role::Moderator {
        return Ok(None);
    }
    revision_texts(connection, article, revision).await
}

/// The texts that a comment proposes.
pub(super) async fn proposed_texts(
    connection: &mut SqliteConnection,
    comment: CommentId,
) -> Result<Option<Texts>, Error> {
    let texts: Option<(String, String, String)> =
        sqlx::query_as("select title, summary, body from proposals where comment_id = $1")
            .bind(comment.to_string())
            .fetch_optional(connection)
            .await?;
    texts.map(parsed).transpose()
}

fn parsed((title, summary, body): (String, String, String)) -> Result<Texts, Error> {
    Ok(Texts {
        title: Title::parse(&title).map_err(Error::corrupt)?,
        summary: Summary::parse(&summary).map_err(Error::corrupt)?,
        body: Body::parse(&body).map_err(Error::corrupt)?,
    })
}
