//! What is kept of texts and was made by an earlier version (their words for searches, their HTML) is made anew, in the
//! background and a little at a time.

use std::time::Duration;

use domain::markdown::RENDERER;
use sqlx::{Connection as _, FromRow, SqliteConnection};

use crate::index::{self, Words};
use crate::render::{self, Rendered};
use crate::work::Token;
use crate::{Error, Store};

/// How many texts one transaction takes at most, so that no save waits for long. Each has at most 100,000 characters.
const STEP: i64 = 16;
/// How long it waits where there is no room in the pool.
const PATIENCE: Duration = Duration::from_secs(1);

/// A revision whose HTML an earlier renderer made.
#[derive(FromRow)]
struct OldRendering {
    revision_id: String,
    article_id: String,
    body: String,
    plain_text: String,
}

/// A comment whose HTML an earlier renderer made.
#[derive(FromRow)]
struct OldComment {
    id: String,
    version: i64,
    body: String,
}

impl Store {
    /// Makes anew what an earlier version made of texts; a moment where nothing is left. What is there serves meanwhile. A call
    /// that was broken off goes on with the next one.
    ///
    /// # Errors
    /// If the database fails; what is left then is done by the next call.
    pub async fn make_anew(&self) -> Result<(), Error> {
        loop {
            match self.make_some_anew().await {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                // What somebody waits for comes first.
                Err(Error::Work(_)) => tokio::time::sleep(PATIENCE).await,
                Err(error) => return Err(error),
            }
        }
    }

    /// Whether there was something.
    async fn make_some_anew(&self) -> Result<bool, Error> {
        Ok(self.fold_some().await? || self.render_revisions().await? || self.render_comments().await?)
    }

    async fn render_revisions(&self) -> Result<bool, Error> {
        let old: Vec<OldRendering> = sqlx::query_as(
            "select x.revision_id, r.article_id, r.body, x.plain_text from renderings x
             join revisions r on r.id = x.revision_id
             where x.renderer < $1 or x.renderer > $1 limit $2",
        )
        .bind(RENDERER)
        .bind(STEP)
        .fetch_all(&self.readers)
        .await?;
        if old.is_empty() {
            return Ok(false);
        }
        let render =
            |_: &Token| old.into_iter().map(|old| (render::article(&old.body), old)).collect::<Vec<_>>();
        let rendered = self.work.run(render).await?;
        self.writer
            .run(move |pool| async move {
                let mut connection = pool.acquire().await?;
                let mut transaction = connection.begin().await?;
                for (rendered, old) in rendered {
                    keep_rendering(&mut transaction, &old, rendered).await?;
                }
                transaction.commit().await?;
                Ok(())
            })
            .await?;
        self.shared.others_wrote();
        Ok(true)
    }

    async fn render_comments(&self) -> Result<bool, Error> {
        let old: Vec<OldComment> = sqlx::query_as(
            "select id, version, body from comments where renderer < $1 or renderer > $1 limit $2",
        )
        .bind(RENDERER)
        .bind(STEP)
        .fetch_all(&self.readers)
        .await?;
        if old.is_empty() {
            return Ok(false);
        }
        let render =
            |_: &Token| old.into_iter().map(|old| (render::comment(&old.body), old)).collect::<Vec<_>>();
        let rendered = self.work.run(render).await?;
        self.writer
            .run(move |pool| async move {
                let mut connection = pool.acquire().await?;
                let mut transaction = connection.begin().await?;
                for (html, old) in rendered {
                    // What was edited meanwhile was rendered with that.
                    sqlx::query(
                        "update comments set html = $3, renderer = $4 where id = $1 and version = $2",
                    )
                    .bind(old.id)
                    .bind(old.version)
                    .bind(html)
                    .bind(RENDERER)
                    .execute(&mut *transaction)
                    .await?;
                }
                transaction.commit().await?;
                Ok(())
            })
            .await?;
        self.shared.others_wrote();
        Ok(true)
    }
}

/// Where the words are the same, only the HTML is another. Where they are not, places in them would mean others: so only the
/// newest text of an article changes then, as it does by an edit, and only if nothing of the article is quoted. What is
/// left as it was is as its readers and those who quoted it saw it.
async fn keep_rendering(
    connection: &mut SqliteConnection,
    old: &OldRendering,
    rendered: Rendered,
) -> Result<(), Error> {
    let head: Option<(String, String, bool)> = if rendered.plain_text == old.plain_text {
        None
    } else {
        let unquoted = sqlx::query_as(
            "select r.title, r.summary, a.hidden_at is null from articles a join revisions r on r.id = a.head_id
             where a.head_id = $1 and not exists (select 1 from anchors q where q.article_id = a.id)",
        );
        let head = unquoted.bind(old.revision_id.clone()).fetch_optional(&mut *connection).await?;
        if head.is_none() {
            sqlx::query("update renderings set renderer = $2 where revision_id = $1")
                .bind(old.revision_id.clone())
                .bind(RENDERER)
                .execute(connection)
                .await?;
            return Ok(());
        }
        head
    };
    sqlx::query("update renderings set html = $2, plain_text = $3, renderer = $4 where revision_id = $1")
        .bind(old.revision_id.clone())
        .bind(rendered.html)
        .bind(rendered.plain_text)
        .bind(RENDERER)
        .execute(&mut *connection)
        .await?;
    // What is hidden is not found; whoever shows it again has it found.
    if let Some((title, summary, true)) = head {
        let words = Words {
            title: domain::fold::indexed(&title),
            summary: domain::fold::indexed(&summary),
            text: rendered.indexed,
        };
        index::put(connection, &old.article_id, words).await?;
    }
    Ok(())
}
