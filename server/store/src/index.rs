//! What searches look in: the words of articles, and the slugs, folded (`prose::fold`).
//!
//! The index has no copy of the texts; what is shown of an article that was found is read where its texts are.

use prose::fold::{self, FOLDING};
use sqlx::{Connection as _, SqliteConnection};

use crate::work::Token;
use crate::{Error, Store};

/// How many slugs, and at most how many articles, one transaction takes, so that no save waits for long.
const STEP: i64 = 200;
/// About how many bytes of text one transaction takes.
const STEP_BYTES: i64 = 1_000_000;

/// How many steps are taken before a database is used.
const FIRST_STEPS: usize = 5;

/// The folded words of an article.
pub(crate) struct Words {
    pub(crate) title: String,
    pub(crate) summary: String,
    pub(crate) text: String,
}

impl Words {
    /// Those of a title, a summary and a text.
    pub(crate) fn of((title, summary, text): &(String, String, String)) -> Self {
        Self { title: fold::indexed(title), summary: fold::indexed(summary), text: fold::indexed(text) }
    }
}

/// Has searches find an article by these words, and no others.
pub(crate) async fn put(connection: &mut SqliteConnection, article: &str, words: Words) -> Result<(), Error> {
    sqlx::query(
        "update articles set folding = $5 where id = $1;
         insert or replace into article_search (rowid, title, summary, text)
         select number, $2, $3, $4 from articles where id = $1",
    )
    .bind(article.to_owned())
    .bind(words.title)
    .bind(words.summary)
    .bind(words.text)
    .bind(FOLDING)
    .execute(connection)
    .await?;
    Ok(())
}

/// An article that is to be folded: id, head, title, summary and text.
type Unfolded = (String, String, String, String, String);

impl Store {
    /// Folds what was written before this way of folding; of a small database all, of another as much as nobody minds waiting
    /// for. [`Store::make_anew`] does the rest.
    pub(crate) async fn fold_first(&self) -> Result<(), Error> {
        for _ in 0..FIRST_STEPS {
            if !self.fold_some().await? {
                break;
            }
        }
        Ok(())
    }

    /// Folds some slugs and articles; whether there were any.
    pub(crate) async fn fold_some(&self) -> Result<bool, Error> {
        Ok(self.fold_slugs().await? | self.fold_articles().await?)
    }

    async fn fold_articles(&self) -> Result<bool, Error> {
        let unfolded: Vec<Unfolded> = sqlx::query_as(
            "with some (number, id, head_id, title, summary) as materialized (
                 select number, id, head_id, title, summary from articles
                 where (folding < $1 or folding > $1) and hidden_at is null limit $2),
             sized (id, head_id, title, summary, text, before) as (
                 select s.id, s.head_id, s.title, s.summary, x.plain_text,
                        sum(octet_length(x.plain_text)) over (order by s.number) - octet_length(x.plain_text)
                 from some s join renderings x on x.revision_id = s.head_id)
             select id, head_id, title, summary, text from sized where before < $3",
        )
        .bind(FOLDING)
        .bind(STEP)
        .bind(STEP_BYTES)
        .fetch_all(&self.readers)
        .await?;
        if unfolded.is_empty() {
            return Ok(false);
        }
        let fold = |_: &Token| {
            let fold =
                |(id, head, title, summary, text): Unfolded| (id, head, Words::of(&(title, summary, text)));
            unfolded.into_iter().map(fold).collect::<Vec<_>>()
        };
        let folded = self.work.run(fold).await?;
        self.writer
            .run(move |pool| async move {
                let mut connection = pool.acquire().await?;
                let mut transaction = connection.begin().await?;
                for (id, head, words) in folded {
                    let is_so: bool = sqlx::query_scalar(
                        "select exists (select 1 from articles where id = $1 and head_id = $2 and hidden_at is null)",
                    )
                    .bind(id.clone())
                    .bind(head)
                    .fetch_one(&mut *transaction)
                    .await?;
                    // What was edited meanwhile was folded with that.
                    if is_so {
                        put(&mut transaction, &id, words).await?;
                    }
                }
                transaction.commit().await?;
                Ok(())
            })
            .await?;
        Ok(true)
    }

    async fn fold_slugs(&self) -> Result<bool, Error> {
        let unfolded = "select slug from slugs where folding < $1 or folding > $1 limit $2";
        let slugs: Vec<String> =
            sqlx::query_scalar(unfolded).bind(FOLDING).bind(STEP).fetch_all(&self.readers).await?;
        if slugs.is_empty() {
            return Ok(false);
        }
        let folded: Vec<(String, String)> =
            slugs.into_iter().map(|slug| (fold::joined(&slug), slug)).collect();
        self.writer
            .run(move |pool| async move {
                let mut connection = pool.acquire().await?;
                let mut transaction = connection.begin().await?;
                for (folded, slug) in folded {
                    sqlx::query("update slugs set folded = $2, folding = $3 where slug = $1")
                        .bind(slug)
                        .bind(folded)
                        .bind(FOLDING)
                        .execute(&mut *transaction)
                        .await?;
                }
                transaction.commit().await?;
                Ok(())
            })
            .await?;
        Ok(true)
    }
}
