//! What of the health of a discussion the database knows: sources that went stale, and what nobody explained.

use domain::id::{ArticleId, RelationId};
use model::{Stale, StaleCitation};
use sqlx::FromRow;

use super::parse;
use crate::{Error, Store};

#[derive(FromRow)]
struct StaleRow {
    id: String,
    article_id: String,
    title: String,
    accessed: String,
    worst: i64,
}

impl Store {
    /// Citations whose passage is gone or reworded, or whose source was last read before a day (`2024-11-25`); a month
    /// counts as its end, a year too.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn stale_citations(&self, before: &str) -> Result<Vec<StaleCitation>, Error> {
        let rows: Vec<StaleRow> = sqlx::query_as(
            "select c.id, c.article_id, c.title, c.accessed,
                    coalesce(max(case when q.standing = 'gone' and q.source = 0 then 3
                                      when q.standing = 'reworded' and q.source = 0 then 2
                                      when q.standing in ('gone', 'reworded') then 1
                                      else 0 end), 0) as worst
             from citations c left join anchors q on q.citation_id = c.id
             where c.withdrawn_at is null
             group by c.id, c.article_id, c.title, c.accessed
             having worst > 0 or (c.accessed <> '' and substr(c.accessed || '-99-99', 1, 10) < $1)
             order by worst desc, c.id",
        )
        .bind(before.to_owned())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|row| {
                let why = match row.worst {
                    3 => Stale::Gone,
                    2 => Stale::Reworded,
                    1 => Stale::SourceChanged,
                    _ => Stale::Old(row.accessed),
                };
                Ok(StaleCitation {
                    citation: parse(&row.id)?,
                    article: parse(&row.article_id)?,
                    title: row.title,
                    why,
                })
            })
            .collect()
    }

    /// Articles that cite something.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn citing(&self) -> Result<Vec<ArticleId>, Error> {
        let rows: Vec<String> =
            sqlx::query_scalar("select distinct article_id from citations where withdrawn_at is null")
                .fetch_all(&self.readers)
                .await?;
        rows.iter().map(|id| parse(id)).collect()
    }

    /// Relations that say nothing of why. What is part of what needs no reason.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn unexplained(&self) -> Result<Vec<RelationId>, Error> {
        let rows: Vec<String> = sqlx::query_scalar(
            "select id from relations
             where explanation = '' and kind <> 'part-of' and removed_at is null order by id",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|id| parse(id)).collect()
    }
}
