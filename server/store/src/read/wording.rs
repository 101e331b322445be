//! What is said of relations, now and before.

use domain::id::{ArticleId, RelationId, Timestamp};
use model::Wording;
use sqlx::FromRow;

use super::json::person;
use super::parse;
use crate::{Error, Store};

#[derive(FromRow)]
struct WordingRow {
    version: i64,
    text: String,
    at: Option<i64>,
    author_id: Option<String>,
    first_name: String,
    last_name: String,
    mark: i64,
}

impl Store {
    /// The explanations that a relation of an article had before a version, the newest first: at most [`model::MAX_VERSIONS`], and one
    /// more where there are older ones. Empty if it is no relation of that article.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn wordings(
        &self,
        article: ArticleId,
        relation: RelationId,
        before: Option<i64>,
    ) -> Result<Vec<Wording>, Error> {
        // A former text names who replaced it: the author of the next one. That of the first is in the log.
        let rows: Vec<WordingRow> = sqlx::query_as(
            "with wordings (version, text, at, author_id) as (
                 select version, explanation, at, author_id from relations where id = $1
                 union all
                 select f.version, f.text, coalesce(b.at, g.at), coalesce(b.replaced_by, g.contributor_id)
                 from former_texts f
                 left join former_texts b on b.thing = 'relation' and b.id = f.id and b.version = f.version - 1
                 left join changes g on b.id is null and g.sequence = (
                     select min(sequence) from changes
                     where article_id in (select from_id from relations where id = $1
                                          union all select to_id from relations where id = $1)
                       and (subject_id = $1 or second_id = $1))
                 where f.thing = 'relation' and f.id = $1
             )
             select w.version, w.text, w.at, w.author_id,
                    coalesce(c.first_name, '') as first_name, coalesce(c.last_name, '') as last_name,
                    coalesce(c.mark, 0) as mark
             from wordings w left join contributors c on c.id = w.author_id
             where exists (select 1 from relations
                           where id = $1 and removed_at is null and (from_id = $2 or to_id = $2))
               and w.version < $3
             order by w.version desc limit 21",
        )
        .bind(relation.to_string())
        .bind(article.to_string())
        .bind(before.unwrap_or(i64::MAX))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|row| {
                let author = row.author_id.as_deref().map(parse).transpose()?;
                Ok(Wording {
                    version: row.version,
                    text: row.text,
                    at: row.at.map(Timestamp),
                    author: author.map(|id| person(id, &row.first_name, &row.last_name, row.mark)),
                })
            })
            .collect()
    }
}
