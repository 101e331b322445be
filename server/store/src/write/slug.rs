//! Slugs of articles: taken, numbered and freed.

use domain::id::ArticleId;
use domain::slug::Slug;
use prose::fold::{self, FOLDING};
use sqlx::SqliteConnection;

use crate::Error;

/// How many of its former slugs an article keeps. Older ones are free for others: an article may not hoard addresses
/// by being renamed.
const FORMER_SLUGS: i64 = 10;

/// The slug, or one with a number that no other article has or had. The number is sought by doubling and halving, so
/// that the thousandth article of a title costs ten look-ups more than the first; where numbers have become free in
/// between, it need not be the least.
pub(super) async fn free_slug(
    connection: &mut SqliteConnection,
    wanted: &Slug,
    article: ArticleId,
) -> Result<Slug, Error> {
    // 1 stands for the slug itself. `$1-n` is looked up only while it is taken, so each part ends.
    let number: i64 = sqlx::query_scalar(
        "with recursive
         up (n) as (
             select 1 where exists (select 1 from slugs where slug = $1 and article_id <> $2)
             union all
             select n * 2 from up
             where exists (select 1 from slugs where slug = $1 || '-' || (n * 2) and article_id <> $2)
         ),
         span (low, high) as (
             select max(n), max(n) * 2 from up having count(*) > 0
             union all
             select case when exists (select 1 from slugs
                                      where slug = $1 || '-' || ((low + high) / 2) and article_id <> $2)
                    then (low + high) / 2 else low end,
                    case when exists (select 1 from slugs
                                      where slug = $1 || '-' || ((low + high) / 2) and article_id <> $2)
                    then high else (low + high) / 2 end
             from span where high - low > 1
         )
         select coalesce(min(high), 1) from span",
    )
    .bind(wanted.as_str().to_owned())
    .bind(article.to_string())
    .fetch_one(connection)
    .await?;
    let number = u32::try_from(number).map_err(Error::corrupt)?;
    Ok(if number == 1 { wanted.clone() } else { wanted.numbered(number) })
}

/// Takes the slug for the article, as its newest.
pub(super) async fn add_slug(
    connection: &mut SqliteConnection,
    slug: &Slug,
    article: ArticleId,
) -> Result<(), Error> {
    sqlx::query(
        "insert into slugs (slug, article_id, taken, folded, folding)
         values ($1, $2, (select value from counters where name = 'sequence'), $3, $4)
         on conflict (slug) do update set taken = excluded.taken",
    )
    .bind(slug.as_str().to_owned())
    .bind(article.to_string())
    .bind(fold::joined(slug.as_str()))
    .bind(FOLDING)
    .execute(connection)
    .await?;
    Ok(())
}

/// Frees the slugs that an article had before the newest of its former ones.
pub(super) async fn forget_slugs(connection: &mut SqliteConnection, article: ArticleId) -> Result<(), Error> {
    sqlx::query(
        "delete from slugs where article_id = $1 and slug not in (
             select slug from slugs where article_id = $1 order by taken desc limit $2
         )",
    )
    .bind(article.to_string())
    // The newest is the present one.
    .bind(FORMER_SLUGS + 1)
    .execute(connection)
    .await?;
    Ok(())
}
