//! What articles hang on: the way up, the root, and the counts of a discussion.

use sqlx::SqliteConnection;

use crate::Error;

/// Gives an article the parent that its relations say, with the way up, the root and the counts of the discussion; to be
/// called when a `PartOf` of `article` came or went.
pub(super) async fn reparent(connection: &mut SqliteConnection, article: &str) -> Result<(), Error> {
    // By rowid, in the order in which relations came: ids are made up by clients, which could put theirs before all others, and
    // times are those of the last rewording.
    let (before, after): (String, String) = sqlx::query_as(
        "update articles set parent_id = (
             select r.to_id from relations r
             where r.from_id = $1 and r.kind = 'part-of' and r.removed_at is null
             order by r.rowid limit 1
         )
         where id = $1
         returning root_id, coalesce((select o.root_id from articles o where o.id = articles.parent_id), id)",
    )
    .bind(article.to_owned())
    .fetch_one(&mut *connection)
    .await?;
    if before == after {
        return Ok(());
    }
    let (articles, comments): (i64, i64) = sqlx::query_as(
        "with recursive down (id) as (
             select $1
             union all
             select a.id from articles a join down on a.parent_id = down.id
         )
         select count(*), coalesce(sum(a.comment_count), 0) from down join articles a on a.id = down.id",
    )
    .bind(article.to_owned())
    .fetch_one(&mut *connection)
    .await?;
    sqlx::query(
        "with recursive down (id) as (
             select $1
             union all
             select a.id from articles a join down on a.parent_id = down.id
         )
         update articles set root_id = $2 where id in (select id from down)",
    )
    .bind(article.to_owned())
    .bind(after.clone())
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "update articles set
             discussion_articles = discussion_articles + case when id = $2 then $3 else -$3 end,
             discussion_comments = discussion_comments + case when id = $2 then $4 else -$4 end
         where id in ($1, $2)",
    )
    .bind(before)
    .bind(after)
    .bind(articles)
    .bind(comments)
    .execute(connection)
    .await?;
    Ok(())
}

/// Articles that do not hang on what they were part of first.
pub(super) async fn hanging_elsewhere(database: impl sqlx::SqliteExecutor<'_>) -> Result<Vec<String>, Error> {
    let wrong = sqlx::query_scalar(
        "select a.id from articles a
         where a.id in (select from_id from relations where kind = 'part-of' and removed_at is null
                        group by from_id having count(*) > 1)
           and a.parent_id is not (select r.to_id from relations r
                                   where r.from_id = a.id and r.kind = 'part-of' and r.removed_at is null
                                   order by r.rowid limit 1)",
    );
    Ok(wrong.fetch_all(database).await?)
}
