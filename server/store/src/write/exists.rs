//! Whether there is a row already.

use sqlx::SqliteConnection;

use crate::Error;

pub(super) const ARTICLE: &str = "select count(*) from articles where id = $1";
pub(super) const REVISION: &str = "select count(*) from revisions where id = $1";
pub(super) const RELATION: &str = "select count(*) from relations where id = $1";
pub(super) const COMMENT: &str = "select count(*) from comments where id = $1";
pub(super) const OPEN_PROPOSAL: &str =
    "select count(*) from proposals where comment_id = $1 and applied_id is null";
pub(super) const CITATION: &str = "select count(*) from citations where id = $1";
pub(super) const ANCHOR: &str = "select count(*) from anchors where id = $1";
/// Of the id of a citation: one that is not in its source.
pub(super) const ANCHOR_OF_ANOTHER: &str =
    "select count(*) from anchors where id = $1 and (source = 0 or citation_id is not $1)";
/// Of both ids, the lesser first, with a space between them.
pub(super) const DISMISSED: &str = "select count(*) from dismissed_suggestions
     where first_id = substr($1, 1, 36) and second_id = substr($1, 38)";

/// Whether what one of the queries above counts is there.
pub(super) async fn exists(
    connection: &mut SqliteConnection,
    query: &'static str,
    id: impl ToString,
) -> Result<bool, Error> {
    let count: i64 = sqlx::query_scalar(query).bind(id.to_string()).fetch_one(connection).await?;
    Ok(count > 0)
}
