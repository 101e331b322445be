//! The home page, recent changes, and lists of articles.

use domain::id::{ArticleId, ContributorId, RevisionId, Timestamp};
use domain::slug::Slug;
use model::{ArticleLink, ChangeLine, Discussion, HomePage};
use sqlx::FromRow;

use super::json::{LinkRow, person, title};
use super::moderation::detail;
use super::{command_kind, parse};
use crate::{Error, Store};

/// How many changes the home page lists.
const RECENT: i64 = 8;

#[derive(FromRow)]
struct DiscussionRow {
    link: String,
    articles: i64,
    comments: i64,
}

#[derive(FromRow)]
struct ChangeRow {
    sequence: i64,
    at: i64,
    contributor_id: String,
    first_name: String,
    last_name: String,
    mark: i64,
    command: String,
    article: Option<String>,
    detail: String,
    parts: i64,
}

/// Changes `g` of which something holds, before the sequence $1, at most $2.
macro_rules! line {
    ($which:literal) => {
        concat!(
            "select g.sequence, g.at, g.contributor_id, c.first_name, c.last_name, c.mark, g.command, ",
            detail!(),
            " as detail,
                    case when g.command = 'undo' then (select count(*) from changes u where u.undo = g.sequence)
                         else 0 end as parts,
                    case when a.id is not null and a.hidden_at is null
                         then json_array(a.id, a.slug, a.title, a.summary) end as article
             from changes g
             join contributors c on c.id = g.contributor_id
             left join articles a on a.id = g.article_id
             where ",
            $which,
            " order by g.sequence desc limit $2"
        )
    };
}

impl TryFrom<ChangeRow> for ChangeLine {
    type Error = Error;

    fn try_from(row: ChangeRow) -> Result<Self, Error> {
        let article = row.article.as_deref().map(serde_json::from_str::<LinkRow>).transpose()?;
        Ok(Self {
            sequence: row.sequence,
            at: Timestamp(row.at),
            by: person(parse(&row.contributor_id)?, &row.first_name, &row.last_name, row.mark),
            kind: command_kind(&row.command)?,
            article: article.map(ArticleLink::from),
            detail: title(row.detail),
            parts: row.parts,
        })
    }
}

impl Store {
    /// The home page.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn home(&self) -> Result<HomePage, Error> {
        let rows: Vec<DiscussionRow> = sqlx::query_as(
            "select json_array(id, slug, title, summary) as link, discussion_articles - 1 as articles,
                    discussion_comments as comments
             from articles where parent_id is null and hidden_at is null
             order by discussion_articles desc, changed_in desc limit 24",
        )
        .fetch_all(&self.readers)
        .await?;
        let mut discussions = Vec::with_capacity(rows.len());
        for row in rows {
            discussions.push(Discussion {
                article: serde_json::from_str::<LinkRow>(&row.link)?.into(),
                articles: row.articles,
                comments: row.comments,
            });
        }
        let (articles, comments): (i64, i64) = sqlx::query_as(
            "select (select value from counters where name = 'articles'),
                    (select value from counters where name = 'comments')",
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(HomePage { discussions, recent: self.recent(None, RECENT).await?, articles, comments })
    }

    /// The newest changes before `before`, at most `limit`; of an undoing only that it was begun.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn recent(&self, before: Option<i64>, limit: i64) -> Result<Vec<ChangeLine>, Error> {
        let rows: Vec<ChangeRow> = sqlx::query_as(line!("g.sequence < $1 and g.undo is null"))
            .bind(before.unwrap_or(i64::MAX))
            .bind(limit)
            .fetch_all(&self.readers)
            .await?;
        rows.into_iter().map(ChangeLine::try_from).collect()
    }

    /// The changes that belong to an undoing, the newest before `before` first, at most `limit`.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn undone(&self, undo: i64, before: Option<i64>, limit: i64) -> Result<Vec<ChangeLine>, Error> {
        let rows: Vec<ChangeRow> = sqlx::query_as(line!("g.sequence < $1 and g.undo = $3"))
            .bind(before.unwrap_or(i64::MAX))
            .bind(limit)
            .bind(undo)
            .fetch_all(&self.readers)
            .await?;
        rows.into_iter().map(ChangeLine::try_from).collect()
    }

    /// The changes that somebody made, the newest before `before` first, at most `limit`.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn contributions(
        &self,
        of: ContributorId,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<ChangeLine>, Error> {
        let rows: Vec<ChangeRow> = sqlx::query_as(line!("g.sequence < $1 and g.contributor_id = $3"))
            .bind(before.unwrap_or(i64::MAX))
            .bind(limit)
            .bind(of.to_string())
            .fetch_all(&self.readers)
            .await?;
        rows.into_iter().map(ChangeLine::try_from).collect()
    }

    /// The articles changed last, with their heads.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn articles(&self, limit: i64) -> Result<Vec<(ArticleId, Slug, RevisionId)>, Error> {
        let rows: Vec<(String, String, String)> = sqlx::query_as(
            "select id, slug, head_id from articles where hidden_at is null order by number limit $1",
        )
        .bind(limit)
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(id, slug, head)| {
                Ok((parse(&id)?, Slug::parse(&slug).map_err(Error::corrupt)?, parse(&head)?))
            })
            .collect()
    }
}
