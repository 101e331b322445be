//! The history of an article and its revisions.

use domain::id::{ArticleId, CommentId, RevisionId, Timestamp};
use domain::slug::Slug;
use futures_util::FutureExt as _;
use model::{HistoryPage, Proposed, RevisionLine, RevisionPage};
use sqlx::FromRow;

use super::article::hidden;
use super::json::{PersonRow, person, title};
use super::moderation::hiding;
use super::{Found, parse};
use crate::{Error, Store};

#[derive(FromRow)]
struct LineRow {
    id: String,
    number: i64,
    author_id: String,
    first_name: String,
    last_name: String,
    mark: i64,
    at: i64,
    note: String,
    title: String,
    size: i64,
    made_from: Option<i64>,
    met: Option<i64>,
    proposal: Option<String>,
    hidden: Option<String>,
}

/// The columns of a [`LineRow`], of revisions `r` by `c`, with the words of those that may be read.
macro_rules! line {
    ($readable:literal) => {
        concat!(
            "r.id, r.number, r.author_id, c.first_name, c.last_name, c.mark, r.at,
             case when ",
            $readable,
            " then r.note else '' end as note,
             case when ",
            $readable,
            " then r.title else '' end as title,
             case when ",
            $readable,
            " then length(r.body) else 0 end as size,
             (select m.number from revisions m where m.id = r.merged_from_id) as made_from,
             (select m.number from revisions m
              where m.id = r.parent_id and r.merged_from_id is not null) as met,
             (select json_array(p.comment_id, json_array(w.id, w.first_name, w.last_name, w.mark),
                                p.adapted_by is not null)
              from proposals p join comments m on m.id = p.comment_id and m.withdrawn_at is null
              join contributors w on w.id = m.author_id
              where p.applied_id = r.id) as proposal, ",
            hiding!("r.hidden_by", "r.hidden_at", "r.hidden_reason"),
            " as hidden"
        )
    };
}

/// A [`RevisionRow`] of an article and a number.
macro_rules! page {
    ($readable:literal) => {
        concat!(
            "select ",
            line!($readable),
            ", r.article_id,
             case when ",
            $readable,
            " then r.summary else '' end as summary,
             case when ",
            $readable,
            " then r.body else '' end as body,
             case when ",
            $readable,
            " then x.html else '' end as html
             from revisions r
             join contributors c on c.id = r.author_id
             join renderings x on x.revision_id = r.id
             where r.article_id = $1 and r.number = $2"
        )
    };
}

impl TryFrom<LineRow> for RevisionLine {
    type Error = Error;

    fn try_from(row: LineRow) -> Result<Self, Error> {
        let proposal: Option<(CommentId, PersonRow, i64)> =
            row.proposal.as_deref().map(serde_json::from_str).transpose()?;
        Ok(Self {
            id: parse(&row.id)?,
            number: row.number,
            author: person(parse(&row.author_id)?, &row.first_name, &row.last_name, row.mark),
            at: Timestamp(row.at),
            note: row.note,
            title: title(row.title),
            size: row.size,
            merges: row.made_from.zip(row.met),
            proposal: proposal.map(|(comment, by, adapted)| Proposed {
                comment,
                by: by.into(),
                adapted: adapted == 1,
            }),
            hidden: hidden(row.hidden.as_deref())?,
        })
    }
}

#[derive(FromRow)]
struct RevisionRow {
    article_id: String,
    summary: String,
    body: String,
    html: String,
    #[sqlx(flatten)]
    line: LineRow,
}

impl TryFrom<RevisionRow> for RevisionPage {
    type Error = Error;

    fn try_from(row: RevisionRow) -> Result<Self, Error> {
        Ok(Self {
            article: parse(&row.article_id)?,
            line: row.line.try_into()?,
            summary: row.summary,
            body: row.body,
            html: row.html,
        })
    }
}

impl Store {
    /// The newest revisions of an article, or the newest of those `before` one; 200 at most.
    ///
    /// # Errors
    /// If the database fails, or there is too much to do.
    pub async fn history(
        &self,
        slug: &Slug,
        before: Option<i64>,
    ) -> Result<Option<Found<HistoryPage>>, Error> {
        let article = match self.head(slug).await? {
            None => return Ok(None),
            Some(Found::Moved(newer)) => return Ok(Some(Found::Moved(newer))),
            Some(Found::Here(article) | Found::Hidden(_, article)) => article,
        };
        let query = sqlx::query_as(concat!(
            "select ",
            line!("r.hidden_at is null"),
            " from revisions r join contributors c on c.id = r.author_id
             where r.article_id = $1 and r.number < $2 order by r.number desc limit 200"
        ))
        .bind(article.id.to_string())
        .bind(before.unwrap_or(i64::MAX));
        // The lengths of texts are those of their characters, so that all of them are read.
        let rows: Vec<LineRow> =
            self.bounded(|connection| async { Ok(query.fetch_all(connection).await?) }.boxed()).await?;
        // Revisions have numbers from 1 without gaps.
        let older = rows.last().map(|line| line.number).filter(|oldest| *oldest > 1);
        let revisions = rows.into_iter().map(RevisionLine::try_from).collect::<Result<_, _>>()?;
        Ok(Some(match article.hidden.clone() {
            None => Found::Here(HistoryPage { article, revisions, older }),
            Some(hiding) => Found::Hidden(hiding, HistoryPage { article, revisions, older }),
        }))
    }

    /// A revision of an article by its number; a hidden one without its texts.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn revision(&self, article: ArticleId, number: i64) -> Result<Option<RevisionPage>, Error> {
        let row: Option<RevisionRow> = sqlx::query_as(page!("r.hidden_at is null"))
            .bind(article.to_string())
            .bind(number)
            .fetch_optional(&self.readers)
            .await?;
        row.map(RevisionPage::try_from).transpose()
    }

    /// A revision by its number, with its texts though it be hidden, for moderators.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn revision_for_moderators(
        &self,
        article: ArticleId,
        number: i64,
    ) -> Result<Option<RevisionPage>, Error> {
        let row: Option<RevisionRow> = sqlx::query_as(page!("1"))
            .bind(article.to_string())
            .bind(number)
            .fetch_optional(&self.readers)
            .await?;
        row.map(RevisionPage::try_from).transpose()
    }

    /// A revision by its id; none of an article that is hidden, which a caller who names it by its address is told by that.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn revision_by_id(&self, revision: RevisionId) -> Result<Option<RevisionPage>, Error> {
        let place: Option<(String, i64)> = sqlx::query_as(
            "select r.article_id, r.number from revisions r
                 join articles a on a.id = r.article_id and a.hidden_at is null
                 where r.id = $1",
        )
        .bind(revision.to_string())
        .fetch_optional(&self.readers)
        .await?;
        match place {
            Some((article, number)) => self.revision(parse(&article)?, number).await,
            None => Ok(None),
        }
    }
}
