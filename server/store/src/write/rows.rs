//! What several subjects ask of articles, relations and passages.

use std::str::FromStr;

use domain::anchor::{LiveAnchor, Passage, Standing, Stood};
use domain::decide::{ArticleFacts, ContributionFacts};
use domain::id::{ArticleId, CommentId, ContributorId, Timestamp};
use domain::lock::{Lock, Scope};
use domain::relation::Kind;
use domain::text::{Body, Quote, Reason, Summary, Title};
use sqlx::{FromRow, SqliteConnection};

use crate::Error;

#[derive(FromRow)]
struct ArticleRow {
    id: String,
    head_id: String,
    title: String,
    summary: String,
    body: String,
    plain_text: String,
    lock_scope: Option<String>,
    lock_reason: Option<String>,
    lock_by: Option<String>,
    lock_since: Option<i64>,
    lock_until: Option<i64>,
    hidden: bool,
}

pub(super) async fn article(
    connection: &mut SqliteConnection,
    id: ArticleId,
) -> Result<Option<ArticleFacts>, Error> {
    let row: Option<ArticleRow> = sqlx::query_as(
        "select a.id, a.head_id, r.title, r.summary, r.body, x.plain_text,
                a.lock_scope, a.lock_reason, a.lock_by, a.lock_since, a.lock_until,
                a.hidden_at is not null as hidden
         from articles a
         join revisions r on r.id = a.head_id
         join renderings x on x.revision_id = a.head_id
         where a.id = $1",
    )
    .bind(id.to_string())
    .fetch_optional(connection)
    .await?;
    row.map(ArticleFacts::try_from).transpose()
}

impl TryFrom<ArticleRow> for ArticleFacts {
    type Error = Error;

    fn try_from(row: ArticleRow) -> Result<Self, Error> {
        let lock = match (row.lock_scope, row.lock_reason, row.lock_by, row.lock_since) {
            (Some(scope), Some(reason), Some(by), Some(since)) => Some(Lock {
                scope: Scope::from_name(&scope).ok_or_else(|| Error::corrupt(scope))?,
                reason: Reason::parse(&reason).map_err(Error::corrupt)?,
                by: id_of(&by)?,
                since: Timestamp(since),
                until: row.lock_until.map(Timestamp),
            }),
            _ => None,
        };
        Ok(Self {
            id: id_of(&row.id)?,
            head: id_of(&row.head_id)?,
            title: Title::parse(&row.title).map_err(Error::corrupt)?,
            summary: Summary::parse(&row.summary).map_err(Error::corrupt)?,
            body: Body::parse(&row.body).map_err(Error::corrupt)?,
            plain_text: row.plain_text,
            lock,
            hidden: row.hidden,
        })
    }
}

pub(super) async fn related(
    connection: &mut SqliteConnection,
    from: ArticleId,
    kind: Kind,
    to: ArticleId,
) -> Result<bool, Error> {
    let count: i64 = sqlx::query_scalar(
        // Two look-ups; with an `or` SQLite would read all relations there are.
        "select (select count(*) from relations
                 where removed_at is null and from_id = $2 and kind = $1 and to_id = $3)
              + (select count(*) from relations
                 where removed_at is null and from_id = $3 and kind = $1 and to_id = $2 and $4 = 1)",
    )
    .bind(kind.name())
    .bind(from.to_string())
    .bind(to.to_string())
    .bind(i64::from(kind.symmetric()))
    .fetch_one(connection)
    .await?;
    Ok(count > 0)
}

/// Everything the article is part of, directly or not, itself among them.
pub(super) async fn ancestors(
    connection: &mut SqliteConnection,
    id: ArticleId,
) -> Result<Vec<ArticleId>, Error> {
    let rows: Vec<String> = sqlx::query_scalar(
        "with recursive up (id) as (
             select $1
             union
             select r.to_id from relations r join up on r.from_id = up.id
             where r.kind = 'part-of' and r.removed_at is null
         )
         select id from up",
    )
    .bind(id.to_string())
    .fetch_all(connection)
    .await?;
    rows.iter().map(|id| id_of(id)).collect()
}

/// `article_id, author_id, version, withdrawn_at` of a comment or citation.
pub(super) type ContributionRow = (String, String, i64, Option<i64>);

/// A comment, withdrawn or not.
pub(super) async fn comment(
    connection: &mut SqliteConnection,
    id: CommentId,
) -> Result<Option<ContributionFacts>, Error> {
    let row: Option<ContributionRow> =
        sqlx::query_as("select article_id, author_id, version, withdrawn_at from comments where id = $1")
            .bind(id.to_string())
            .fetch_optional(connection)
            .await?;
    row.map(contribution).transpose()
}

/// A comment or citation.
pub(super) fn contribution(row: ContributionRow) -> Result<ContributionFacts, Error> {
    let (article, author, version, withdrawn_at) = row;
    Ok(ContributionFacts {
        article: id_of(&article)?,
        author: id_of::<ContributorId>(&author)?,
        version,
        withdrawn: withdrawn_at.is_some(),
    })
}

#[derive(FromRow)]
pub(super) struct AnchorRow {
    id: String,
    revision_id: String,
    start_at: i64,
    end_at: i64,
    exact: String,
    prefix: String,
    suffix: String,
    standing: String,
    head_start: Option<i64>,
    head_end: Option<i64>,
    stood_revision_id: Option<String>,
    stood_start: Option<i64>,
    stood_end: Option<i64>,
}

impl TryFrom<AnchorRow> for LiveAnchor {
    type Error = Error;

    fn try_from(row: AnchorRow) -> Result<Self, Error> {
        let place = |start: Option<i64>, end: Option<i64>| match (start, end) {
            (Some(start), Some(end)) => Ok::<_, Error>(Some(position(start)?..position(end)?)),
            _ => Ok(None),
        };
        let standing = Standing::from_name(&row.standing, place(row.head_start, row.head_end)?);
        let stood = match (row.stood_revision_id, place(row.stood_start, row.stood_end)?) {
            (Some(revision), Some(place)) => Some(Stood { revision: id_of(&revision)?, place }),
            _ => None,
        };
        Ok(Self {
            id: id_of(&row.id)?,
            passage: Passage {
                revision: id_of(&row.revision_id)?,
                start: position(row.start_at)?,
                end: position(row.end_at)?,
                exact: Quote::parse(&row.exact).map_err(Error::corrupt)?,
                prefix: row.prefix,
                suffix: row.suffix,
            },
            standing: standing.ok_or_else(|| Error::corrupt(row.standing))?,
            stood,
        })
    }
}

pub(super) fn id_of<T: FromStr<Err = domain::id::MalformedId>>(text: &str) -> Result<T, Error> {
    text.parse().map_err(|_| Error::corrupt(text))
}

fn position(value: i64) -> Result<usize, Error> {
    usize::try_from(value).map_err(Error::corrupt)
}
