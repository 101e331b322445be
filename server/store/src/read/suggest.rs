//! What articles share with one, to suggest relations: words of the full-text index, sources, and what was dismissed.

use domain::id::ArticleId;
use futures_util::FutureExt as _;
use sqlx::FromRow;

use super::parse;
use super::search::side_by_side;
use crate::{Error, Store};

/// What there is to know of an article before its words are looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestible {
    /// Title and summary of the head, each a line of its own, then its text.
    pub text: String,
    /// How many articles there are.
    pub all: usize,
    /// Those that were said to need no relation with it, the last first.
    pub dismissed: Vec<ArticleId>,
    /// Articles that cite a source that it cites: each with the title of the source, and how many articles cite that.
    pub sources: Vec<(ArticleId, String, usize)>,
    /// Articles that are quoted by one that quotes it: each with that, and how many it quotes.
    pub quoted: Vec<(ArticleId, ArticleId, usize)>,
}

/// In which articles a term stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// The term: a word, or some with spaces between them.
    pub term: String,
    /// Numbers of the articles.
    pub articles: Vec<i64>,
}

#[derive(FromRow)]
struct SuggestibleRow {
    text: String,
    total: i64,
    dismissed: Option<String>,
    sources: Option<String>,
    quoted: Option<String>,
}

/// The most articles that are looked at of those that share a source.
const SHARING: i64 = 50;

impl Store {
    /// Everything about an article that suggestions need, but for its terms; `None` if there is none.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn suggestible(&self, article: ArticleId) -> Result<Option<Suggestible>, Error> {
        let query = sqlx::query_as(
            "with own (url, identifier, title) as (
                 select url, identifier, min(title) from citations
                 where article_id = $1 and withdrawn_at is null group by url, identifier
             ),
             shared (article_id, title, source) as (
                 select c.article_id, o.title, o.url from own o
                 join citations c on c.url = o.url and c.url <> '' and c.withdrawn_at is null
                 union
                 select c.article_id, o.title, o.identifier from own o
                 join citations c on c.identifier = o.identifier and c.identifier <> '' and c.withdrawn_at is null
             ),
             quoting (id) as (
                 select distinct c.article_id from anchors q join citations c on c.id = q.citation_id
                 where q.article_id = $1 and q.source = 1 and c.withdrawn_at is null and c.article_id <> $1
             ),
             quoted (id, by) as (
                 select distinct q.article_id, g.id from quoting g
                 join citations c on c.article_id = g.id and c.withdrawn_at is null
                 join anchors q on q.citation_id = c.id and q.source = 1
             )
             select a.title || char(10) || a.summary || char(10) || x.plain_text as text,
                    (select value from counters where name = 'articles') as total,
                    (select json_group_array(id) from (
                         select second_id as id, at from dismissed_suggestions where first_id = $1
                         union all
                         select first_id, at from dismissed_suggestions where second_id = $1
                         order by at desc)) as dismissed,
                    (select json_group_array(json_array(article_id, title, number)) from (
                         select s.article_id, s.title,
                                (select count(distinct t.article_id) from shared t where t.source = s.source) as number
                         from shared s where s.article_id <> $1 order by number, s.article_id limit $2)) as sources,
                    (select json_group_array(json_array(id, by, number)) from (
                         select s.id, s.by, (select count(*) from quoted t where t.by = s.by) as number
                         from quoted s where s.id <> $1 order by number, s.id limit $2)) as quoted
             from articles a join renderings x on x.revision_id = a.head_id
             where a.id = $1 and a.hidden_at is null",
        )
        .bind(article.to_string())
        .bind(SHARING);
        let row: Option<SuggestibleRow> =
            self.bounded(|connection| async { Ok(query.fetch_optional(connection).await?) }.boxed()).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Suggestible {
            text: row.text,
            all: usize::try_from(row.total).unwrap_or(0),
            dismissed: super::json::list(row.dismissed.as_deref())?,
            sources: super::json::list(row.sources.as_deref())?,
            quoted: super::json::list(row.quoted.as_deref())?,
        }))
    }

    /// In which articles each of the terms stands; those that stand in more than `most` are left out. A term is words as
    /// they are: nothing in it is query syntax.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn postings(&self, terms: &[String], most: usize) -> Result<Vec<Posting>, Error> {
        let quoted: Vec<(&str, String)> =
            terms.iter().map(|term| (term.as_str(), side_by_side(term))).collect();
        // One row past the bound tells of a term that it is too common, and no more of its rows are read.
        let query = sqlx::query_as(
            "select term, articles from (
                 select json_extract(t.value, '$[0]') as term,
                        (select case when count(*) <= $2 then json_group_array(number) end from (
                             select rowid as number from article_search
                             where article_search match json_extract(t.value, '$[1]') limit $2 + 1)) as articles
                 from json_each($1) t)
             where articles is not null",
        )
        .bind(serde_json::to_string(&quoted)?)
        .bind(i64::try_from(most).map_err(Error::corrupt)?);
        let rows: Vec<(String, String)> =
            self.bounded(|connection| async { Ok(query.fetch_all(connection).await?) }.boxed()).await?;
        rows.into_iter()
            .map(|(term, articles)| Ok(Posting { term, articles: serde_json::from_str(&articles)? }))
            .collect()
    }

    /// The articles of some numbers of the full-text index, each with its number and its text as [`Suggestible`] has it.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn numbered(&self, numbers: &[i64]) -> Result<Vec<(i64, ArticleId, String)>, Error> {
        let query = sqlx::query_as(
            "select a.number, a.id, a.title || char(10) || a.summary || char(10) || x.plain_text
             from articles a join renderings x on x.revision_id = a.head_id
             where a.number in (select value from json_each($1)) and a.hidden_at is null",
        )
        .bind(serde_json::to_string(numbers)?);
        let rows: Vec<(i64, String, String)> =
            self.bounded(|connection| async { Ok(query.fetch_all(connection).await?) }.boxed()).await?;
        rows.into_iter().map(|(number, id, text)| Ok((number, parse(&id)?, text))).collect()
    }
}
