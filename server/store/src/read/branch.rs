//! Many articles in full, one after another.

use domain::id::{ArticleId, Timestamp};
use model::Chapter;
use sqlx::FromRow;

use super::json::title;
use super::parse;
use crate::{Error, Store};

#[derive(FromRow)]
struct ChapterRow {
    id: String,
    title: String,
    summary: String,
    html: String,
    changed_at: i64,
}

impl Store {
    /// The texts of articles in that order, until there are `most` bytes of them; the first is there in any case.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn chapters(&self, articles: &[ArticleId], most: i64) -> Result<Vec<Chapter>, Error> {
        let ids: Vec<String> = articles.iter().map(ToString::to_string).collect();
        let rows: Vec<ChapterRow> = sqlx::query_as(
            // Lengths are summed before any text is read.
            "with wanted as (
                 select w.key as place, a.id, sum(octet_length(x.html)) over (order by w.key) as upto
                 from json_each($1) w
                 join articles a on a.id = w.value and a.hidden_at is null
                 join renderings x on x.revision_id = a.head_id
             )
             select a.id, a.title, a.summary, x.html, a.changed_at
             from wanted w
             join articles a on a.id = w.id
             join renderings x on x.revision_id = a.head_id
             where w.upto <= $2 or w.place = 0
             order by w.place",
        )
        .bind(serde_json::to_string(&ids)?)
        .bind(most)
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Chapter {
                    id: parse(&row.id)?,
                    title: title(row.title),
                    summary: row.summary,
                    html: row.html,
                    changed: Timestamp(row.changed_at),
                })
            })
            .collect()
    }
}
