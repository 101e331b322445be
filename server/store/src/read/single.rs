//! Single things, for the forms that change them.

use domain::id::{ArticleId, CitationId, CommentId, RelationId, RevisionId};
use futures_util::FutureExt as _;
use model::{ArticleLink, CitationView, CommentView, Person, ProposalPage, ProposalState, RelationView};
use sqlx::{FromRow, SqliteConnection};

use super::json::{
    CitationRow, CommentRow, LinkRow, PersonRow, QuoteRow, RelationRow, list, quote_row, readable, title,
};
use super::parse;
use crate::{Error, Store};

#[derive(FromRow)]
struct ProposalRow {
    base_id: String,
    title: String,
    summary: String,
    body: String,
    applied: Option<i64>,
    adapted_by: Option<String>,
}

impl Store {
    /// The proposal that a comment on an article carries. It was made from a revision, most of whose words it has; where that is
    /// hidden, so are its own.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn proposal(&self, article: ArticleId, id: CommentId) -> Result<Option<ProposalPage>, Error> {
        let row: Option<ProposalRow> = sqlx::query_as(
            "select p.base_id, case when b.hidden_at is null then p.title else '' end as title,
                    case when b.hidden_at is null then p.summary else '' end as summary,
                    case when b.hidden_at is null then p.body else '' end as body, r.number as applied,
                    case when w.id is not null then json_array(w.id, w.first_name, w.last_name, w.mark) end as adapted_by
             from proposals p
             join revisions b on b.id = p.base_id
             left join revisions r on r.id = p.applied_id
             left join contributors w on w.id = p.adapted_by
             join comments m on m.id = p.comment_id and m.withdrawn_at is null
             where p.comment_id = $1 and p.article_id = $2",
        )
        .bind(id.to_string())
        .bind(article.to_string())
        .fetch_optional(&self.readers)
        .await?;
        let (Some(row), Some(comment)) = (row, self.comment(article, id).await?) else { return Ok(None) };
        // `None` if the article was hidden this moment.
        let Some(base) = self.revision_by_id(parse::<RevisionId>(&row.base_id)?).await? else {
            return Ok(None);
        };
        let adapted_by = row.adapted_by.as_deref().map(serde_json::from_str::<PersonRow>).transpose()?;
        let state = ProposalState::of(row.applied, adapted_by.map(Person::from));
        Ok(Some(ProposalPage {
            comment,
            state,
            base,
            title: title(row.title),
            summary: row.summary,
            body: row.body,
        }))
    }

    /// An article to link to.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn link(&self, id: ArticleId) -> Result<Option<ArticleLink>, Error> {
        let row: Option<String> = sqlx::query_scalar(
            "select json_array(id, slug, title, summary) from articles where id = $1 and hidden_at is null",
        )
        .bind(id.to_string())
        .fetch_optional(&self.readers)
        .await?;
        row.map(|row| Ok(serde_json::from_str::<LinkRow>(&row)?.into())).transpose()
    }

    /// A relation, as seen from one of its articles.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn relation(&self, article: ArticleId, id: RelationId) -> Result<Option<RelationView>, Error> {
        let row: Option<String> = sqlx::query_scalar(
            "select json_array(r.id, r.kind, case when r.from_id = $2 then 'forward' else 'backward' end,
                    json_array(o.id, o.slug, o.title, o.summary), r.explanation,
                    json_array(w.id, w.first_name, w.last_name, w.mark), r.at, r.version)
             from relations r
             join articles o on o.id = case when r.from_id = $2 then r.to_id else r.from_id end
             join contributors w on w.id = r.author_id
             where r.id = $1 and r.removed_at is null and (r.from_id = $2 or r.to_id = $2)",
        )
        .bind(id.to_string())
        .bind(article.to_string())
        .fetch_optional(&self.readers)
        .await?;
        row.map(|row| Ok(serde_json::from_str::<RelationRow>(&row)?.into())).transpose()
    }

    /// The number of a revision of an article, and the plain texts from that revision to the head, in their order; where
    /// there are more than 64, only the first and the last. `None` too for a hidden one: where its words stand now would tell
    /// which they are.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn texts_since(
        &self,
        article: ArticleId,
        revision: RevisionId,
    ) -> Result<Option<(i64, Vec<(RevisionId, String)>)>, Error> {
        let read = self.bounded(move |connection| texts_since(connection, revision).boxed());
        let found = read.await?;
        let found = found.filter(|since| since.article == article && !since.hidden);
        Ok(found.map(|since| (since.number, since.texts)))
    }

    /// How many comments there are on an article, withdrawn ones too, and how many citations.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn lengths(&self, article: ArticleId) -> Result<(usize, usize), Error> {
        let (comments, citations): (i64, i64) = sqlx::query_as(
            "select (select count(*) from comments where article_id = $1),
                    (select count(*) from citations where article_id = $1 and withdrawn_at is null)",
        )
        .bind(article.to_string())
        .fetch_one(&self.readers)
        .await?;
        let length = |count: i64| usize::try_from(count).map_err(Error::corrupt);
        Ok((length(comments)?, length(citations)?))
    }

    /// A comment on an article.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn comment(&self, article: ArticleId, id: CommentId) -> Result<Option<CommentView>, Error> {
        let row: Option<(String, Option<String>)> = sqlx::query_as(concat!(
            "select json_array(m.id, m.parent_id, json_array(w.id, w.first_name, w.last_name, w.mark), m.at,
                    m.edited_at, m.withdrawn_at, m.html, m.body, m.version, octet_length(m.html)),
                    (select json_group_array(",
            quote_row!(),
            ")
                     from anchors q join revisions r on r.id = q.revision_id where q.comment_id = m.id and ",
            readable!(),
            ")
             from comments m join contributors w on w.id = m.author_id
             where m.id = $1 and m.article_id = $2"
        ))
        .bind(id.to_string())
        .bind(article.to_string())
        .fetch_optional(&self.readers)
        .await?;
        row.map(|(comment, quotes)| {
            let quotes: Vec<QuoteRow> = list(quotes.as_deref())?;
            Ok(serde_json::from_str::<CommentRow>(&comment)?.with_quotes(&quotes.iter().collect::<Vec<_>>()))
        })
        .transpose()
    }

    /// A citation in an article that was not withdrawn.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn citation(&self, article: ArticleId, id: CitationId) -> Result<Option<CitationView>, Error> {
        let row: Option<(String, Option<String>)> = sqlx::query_as(concat!(
            "select json_array(t.id, json_array(w.id, w.first_name, w.last_name, w.mark), t.at,
                    json_array(t.title, t.url, t.authors, t.publisher, t.date, t.excerpt, t.note,
                              t.identifier, t.accessed, t.stance, t.container), t.version),
                    (select json_group_array(",
            quote_row!(),
            ")
                     from anchors q join revisions r on r.id = q.revision_id
                     where q.citation_id = t.id and q.source = 0 and ",
            readable!(),
            ")
             from citations t join contributors w on w.id = t.author_id
             where t.id = $1 and t.article_id = $2 and t.withdrawn_at is null"
        ))
        .bind(id.to_string())
        .bind(article.to_string())
        .fetch_optional(&self.readers)
        .await?;
        row.map(|(citation, quotes)| {
            let quotes: Vec<QuoteRow> = list(quotes.as_deref())?;
            Ok(serde_json::from_str::<CitationRow>(&citation)?.with_quote(&quotes.iter().collect::<Vec<_>>()))
        })
        .transpose()
    }
}

/// The texts of an article from one of its revisions on.
pub(crate) struct TextsSince {
    /// The article.
    pub(crate) article: ArticleId,
    /// The number of that revision.
    pub(crate) number: i64,
    /// Whether it, or the whole article, is hidden.
    pub(crate) hidden: bool,
    /// See [`Store::texts_since`].
    pub(crate) texts: Vec<(RevisionId, String)>,
}

/// `None` if there is no such revision.
pub(crate) async fn texts_since(
    connection: &mut SqliteConnection,
    revision: RevisionId,
) -> Result<Option<TextsSince>, Error> {
    let rows: Vec<(String, String, i64, String, bool)> = sqlx::query_as(
        "select r.article_id, r.id, r.number, x.plain_text, coalesce(b.hidden_at, a.hidden_at) is not null
         from revisions b
         join articles a on a.id = b.article_id
         join revisions h on h.id = a.head_id
         join revisions r on r.article_id = a.id and r.number >= b.number
                          and (h.number - b.number < 64 or r.id in (b.id, h.id))
         join renderings x on x.revision_id = r.id
         where b.id = $1
         order by r.number",
    )
    .bind(revision.to_string())
    .fetch_all(connection)
    .await?;
    let Some((article, _, number, _, hidden)) = rows.first() else { return Ok(None) };
    let (article, number, hidden) = (parse(article)?, *number, *hidden);
    let texts =
        rows.into_iter().map(|(_, id, _, text, _)| Ok((parse(&id)?, text))).collect::<Result<_, Error>>()?;
    Ok(Some(TextsSince { article, number, hidden, texts }))
}
