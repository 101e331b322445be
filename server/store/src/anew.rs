//! What is kept of texts and was made by an earlier version (their words for searches, their HTML) is made anew, in the
//! background and a little at a time.

use std::panic::catch_unwind;
use std::time::Duration;

use prose::markdown::RENDERER;
use prose::render::{self, Rendered};
use sqlx::{Connection as _, FromRow, SqliteConnection};

use crate::index::{self, Words};
use crate::work::{Refused, Token};
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

/// What is made anew, in this order: what is found before how it looks.
#[derive(Debug, Clone, Copy)]
enum Part {
    Words,
    Revisions,
    Comments,
}

impl Store {
    /// Makes anew what an earlier version made of texts; a moment where nothing is left. What is there serves meanwhile, and
    /// stays for a text that breaks the work off. A call that was broken off goes on with the next one.
    ///
    /// # Errors
    /// If the database fails, or the words of a text break the work off: what is left then is done by the next call.
    pub async fn make_anew(&self) -> Result<(), Error> {
        let mut broken_off = None;
        for part in [Part::Words, Part::Revisions, Part::Comments] {
            match self.make_part_anew(part).await {
                // Its text would break it off again, and the other parts have nothing to do with it.
                Err(error @ Error::Work(Refused::Failed)) => broken_off = Some(error),
                made => made?,
            }
        }
        broken_off.map_or(Ok(()), Err)
    }

    async fn make_part_anew(&self, part: Part) -> Result<(), Error> {
        let mut step = STEP;
        loop {
            let some = match part {
                Part::Words => self.fold_some().await,
                Part::Revisions => self.render_revisions(step).await,
                Part::Comments => self.render_comments(step).await,
            };
            match some {
                Ok(true) => step = STEP,
                Ok(false) => return Ok(()),
                // What somebody waits for comes first, and fewer texts are done sooner.
                Err(Error::Work(Refused::Busy | Refused::Late | Refused::Spent(_))) => {
                    step = (step / 2).max(1);
                    tokio::time::sleep(PATIENCE).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn render_revisions(&self, step: i64) -> Result<bool, Error> {
        let old: Vec<OldRendering> = sqlx::query_as(
            "select x.revision_id, r.article_id, r.body, x.plain_text from renderings x
             join revisions r on r.id = x.revision_id
             where x.renderer < $1 or x.renderer > $1 limit $2",
        )
        .bind(RENDERER)
        .bind(step)
        .fetch_all(&self.readers)
        .await?;
        if old.is_empty() {
            return Ok(false);
        }
        let render = |_: &Token| {
            old.into_iter().map(|old| (unbroken(&old.body, render::article), old)).collect::<Vec<_>>()
        };
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

    async fn render_comments(&self, step: i64) -> Result<bool, Error> {
        let old: Vec<OldComment> = sqlx::query_as(
            "select id, version, body from comments where renderer < $1 or renderer > $1 limit $2",
        )
        .bind(RENDERER)
        .bind(step)
        .fetch_all(&self.readers)
        .await?;
        if old.is_empty() {
            return Ok(false);
        }
        let render = |_: &Token| {
            old.into_iter().map(|old| (unbroken(&old.body, render::comment), old)).collect::<Vec<_>>()
        };
        let rendered = self.work.run(render).await?;
        self.writer
            .run(move |pool| async move {
                let mut connection = pool.acquire().await?;
                let mut transaction = connection.begin().await?;
                for (html, old) in rendered {
                    // What was edited meanwhile was rendered with that.
                    sqlx::query(
                        "update comments set html = coalesce($3, html), renderer = $4 where id = $1 and version = $2",
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

/// What is rendered of the text; nothing if that breaks off, which is a fault of the program.
fn unbroken<T>(text: &str, render: fn(&str) -> T) -> Option<T> {
    let rendered = catch_unwind(|| {
        #[cfg(test)]
        tests::break_down_if_asked(text);
        render(text)
    });
    if rendered.is_err() {
        tracing::error!("a text breaks its rendering off; it stays as an earlier version rendered it");
    }
    rendered.ok()
}

/// Where the words are the same, only the HTML is another. Where they are not, places in them would mean others: so only the
/// newest text of an article changes then, as it does by an edit, and only if nothing of the article is quoted. What is
/// left as it was is as its readers and those who quoted it saw it.
async fn keep_rendering(
    connection: &mut SqliteConnection,
    old: &OldRendering,
    rendered: Option<Rendered>,
) -> Result<(), Error> {
    let Some(rendered) = rendered else {
        return leave_rendering(connection, old).await;
    };
    let head: Option<(String, String, bool)> = if rendered.plain_text == old.plain_text {
        None
    } else {
        let unquoted = sqlx::query_as(
            "select r.title, r.summary, a.hidden_at is null from articles a join revisions r on r.id = a.head_id
             where a.head_id = $1 and not exists (select 1 from anchors q where q.article_id = a.id)",
        );
        let head = unquoted.bind(old.revision_id.clone()).fetch_optional(&mut *connection).await?;
        if head.is_none() {
            return leave_rendering(connection, old).await;
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
            title: prose::fold::indexed(&title),
            summary: prose::fold::indexed(&summary),
            text: rendered.indexed,
        };
        index::put(connection, &old.article_id, words).await?;
    }
    Ok(())
}

/// It stays as it is, and is not tried again.
async fn leave_rendering(connection: &mut SqliteConnection, old: &OldRendering) -> Result<(), Error> {
    sqlx::query("update renderings set renderer = $2 where revision_id = $1")
        .bind(old.revision_id.clone())
        .bind(RENDERER)
        .execute(connection)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use domain::testing::{article, envelope};

    use super::*;
    use crate::Options;

    const AGE: &str = "update renderings set html = '<p>As it was</p>', renderer = 1";
    /// Stands in a text that breaks its rendering off once the store makes it anew.
    const BREAK: &str = "the renderer breaks down here";

    pub(super) fn break_down_if_asked(text: &str) {
        assert!(!text.contains(BREAK), "a bug in the program");
    }

    #[tokio::test]
    async fn a_text_that_breaks_its_rendering_off_stays_as_it_was_and_the_others_are_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("t.db"), Options::default()).await.unwrap();
        for (number, body) in [(1, "First."), (2, BREAK), (3, "Third.")] {
            let article = article(&format!("Article {number}")).body(body);
            store.submit(envelope(1, 1, article)).await.unwrap();
        }
        store.writer.run(async |pool| Ok(sqlx::query(AGE).execute(&pool).await?)).await.unwrap();
        store.make_anew().await.unwrap();
        let kept: Vec<(String, i64)> =
            sqlx::query_as("select html, renderer from renderings order by revision_id")
                .fetch_all(&store.readers)
                .await
                .unwrap();
        let html = kept.iter().map(|(html, _)| html.trim()).collect::<Vec<_>>();
        assert_eq!(html, ["<p>First.</p>", "<p>As it was</p>", "<p>Third.</p>"]);
        assert!(kept.iter().all(|(_, renderer)| *renderer == RENDERER), "{kept:?}");
    }
}
