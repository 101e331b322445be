//! Quoted passages with what is said of them, as the Web Annotation model has it.

use domain::anchor::Passage;
use domain::id::{AnchorId, CitationId, Timestamp};
use domain::slug::Slug;
use domain::text::Quote;
use futures_util::FutureExt as _;
use model::Person;
use sqlx::{FromRow, SqliteConnection};

use super::json::{PersonRow, readable};
use super::parse;
use crate::{Error, Store};

/// What quotes a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// A comment, in Markdown.
    Comment(String),
    /// Another article, in a citation whose source the passage is.
    Article {
        /// Its title.
        title: String,
        /// Its address.
        slug: Slug,
        /// The citation.
        citation: CitationId,
    },
    /// A cited source.
    Source {
        /// Its title.
        title: String,
        /// Its address; may be empty.
        url: String,
        /// Why it bears on the passage; may be empty.
        note: String,
    },
}

/// A quoted passage and what is said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotation {
    /// The anchor.
    pub anchor: AnchorId,
    /// The passage where it was quoted.
    pub passage: Passage,
    /// The number of that revision, from 1.
    pub revision: i64,
    /// The address of the article.
    pub slug: Slug,
    /// Who says it.
    pub author: Person,
    /// When.
    pub at: Timestamp,
    /// When it was last changed.
    pub edited_at: Option<Timestamp>,
    /// What is said.
    pub remark: Remark,
}

#[derive(FromRow)]
struct Row {
    id: String,
    revision_id: String,
    number: i64,
    start_at: i64,
    end_at: i64,
    exact: String,
    prefix: String,
    suffix: String,
    slug: String,
    author: String,
    at: i64,
    edited_at: Option<i64>,
    comment: Option<String>,
    citing: Option<String>,
    title: Option<String>,
    url: Option<String>,
    note: Option<String>,
}

/// Anchors `q` of what may be read, with what they belong to, of which something holds.
macro_rules! from {
    ($which:literal) => {
        concat!(
            " from anchors q
             join revisions r on r.id = q.revision_id
             join articles a on a.id = q.article_id and a.hidden_at is null
             left join comments m on m.id = q.comment_id
             left join citations t on t.id = q.citation_id
             join contributors w on w.id = coalesce(m.author_id, t.author_id)
             where m.withdrawn_at is null and t.withdrawn_at is null and ",
            readable!(),
            " and ",
            $which
        )
    };
}

macro_rules! select {
    ($which:literal) => {
        concat!(
            "select q.id, q.revision_id, r.number, q.start_at, q.end_at, q.exact,
                    case when r.hidden_at is null then q.prefix else '' end as prefix,
                    case when r.hidden_at is null then q.suffix else '' end as suffix, a.slug,
                    json_array(w.id, w.first_name, w.last_name, w.mark) as author,
                    coalesce(m.at, t.at) as at, coalesce(m.edited_at, t.edited_at) as edited_at,
                    m.body as comment, t.title, t.url, t.note,
                    case when q.source = 1 then (select json_array(o.title, o.slug, t.id) from articles o
                                                 where o.id = t.article_id) end as citing",
            from!($which),
            " order by q.id"
        )
    };
}

/// The most annotations of one answer.
const MAX_ANNOTATIONS: i64 = 200;
/// About how many bytes of texts one answer has at most. A comment comes with each of the passages that it quotes.
const BYTES: i64 = 1_024 * 1_024;

/// The annotations of an article after $2 that one answer has, by id. Lengths are summed before any text is read.
const SOME: &str = concat!(
    "select id from (
         select id, sum(bytes) over (order by id) - bytes as before from (
             select q.id, octet_length(q.exact) + coalesce(octet_length(m.body), 0) as bytes",
    from!("a.slug = $1 and q.id > $2"),
    " order by q.id limit $3))
      where before <= $4 order by id"
);

const COUNT: &str = concat!("select count(*)", from!("a.slug = $1"));

const MORE: &str = concat!("select exists (select 1", from!("a.slug = $1 and q.id > $2"), ")");

/// Some of what quotes an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Annotations {
    /// In the order of the ids of their anchors, which is about that in which they were made.
    pub some: Vec<Annotation>,
    /// How many there are in all.
    pub total: i64,
    /// Whether there are more after these.
    pub more: bool,
}

async fn some(connection: &mut SqliteConnection, slug: String, after: String) -> Result<Annotations, Error> {
    let total = sqlx::query_scalar(COUNT).bind(slug.clone()).fetch_one(&mut *connection).await?;
    let ids: Vec<String> = sqlx::query_scalar(SOME)
        .bind(slug.clone())
        .bind(after)
        .bind(MAX_ANNOTATIONS)
        .bind(BYTES)
        .fetch_all(&mut *connection)
        .await?;
    let last = ids.last().cloned();
    let more = sqlx::query_scalar(MORE).bind(slug).bind(last).fetch_one(&mut *connection).await?;
    let rows: Vec<Row> = sqlx::query_as(select!("q.id in (select value from json_each($1))"))
        .bind(serde_json::to_string(&ids)?)
        .fetch_all(connection)
        .await?;
    let some = rows.into_iter().map(Annotation::try_from).collect::<Result<_, _>>()?;
    Ok(Annotations { some, total, more })
}

impl Store {
    /// What quotes an article, withdrawn things aside, after one of the anchors or from the first on.
    ///
    /// # Errors
    /// If the database fails, or there is too much to do.
    pub async fn annotations(&self, article: &Slug, after: Option<AnchorId>) -> Result<Annotations, Error> {
        let slug = article.as_str().to_owned();
        let after = after.map_or_else(String::new, |after| after.to_string());
        self.bounded(move |connection| some(connection, slug, after).boxed()).await
    }

    /// One annotation; `None` too for one that was withdrawn.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn annotation(&self, anchor: AnchorId) -> Result<Option<Annotation>, Error> {
        let row: Option<Row> = sqlx::query_as(select!("q.id = $1"))
            .bind(anchor.to_string())
            .fetch_optional(&self.readers)
            .await?;
        row.map(Annotation::try_from).transpose()
    }
}

impl TryFrom<Row> for Annotation {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let position = |number: i64| usize::try_from(number).map_err(Error::corrupt);
        Ok(Self {
            anchor: parse(&row.id)?,
            passage: Passage {
                revision: parse(&row.revision_id)?,
                start: position(row.start_at)?,
                end: position(row.end_at)?,
                exact: Quote::parse(&row.exact).map_err(Error::corrupt)?,
                prefix: row.prefix,
                suffix: row.suffix,
            },
            revision: row.number,
            slug: Slug::parse(&row.slug).map_err(Error::corrupt)?,
            author: serde_json::from_str::<PersonRow>(&row.author)?.into(),
            at: Timestamp(row.at),
            edited_at: row.edited_at.map(Timestamp),
            remark: match (row.comment, row.citing) {
                (Some(body), _) => Remark::Comment(body),
                (None, Some(citing)) => {
                    let (title, slug, citation): (String, String, CitationId) =
                        serde_json::from_str(&citing)?;
                    Remark::Article { title, slug: Slug::parse(&slug).map_err(Error::corrupt)?, citation }
                }
                (None, None) => Remark::Source {
                    title: row.title.unwrap_or_default(),
                    url: row.url.unwrap_or_default(),
                    note: row.note.unwrap_or_default(),
                },
            },
        })
    }
}
