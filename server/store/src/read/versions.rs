//! What was said in a comment or a citation, now and before.

use domain::id::{ArticleId, CitationId, CommentId, Timestamp};
use messages::talk::former_source;
use model::{Person, Versions, Withdrawal, Wording};
use sqlx::FromRow;

use super::json::{PersonRow, person};
use super::parse;
use crate::{Error, Store};

#[derive(FromRow)]
struct VersionRow {
    version: i64,
    text: String,
    at: i64,
    author_id: String,
    first_name: String,
    last_name: String,
    mark: i64,
}

#[derive(FromRow)]
struct StateRow {
    withdrawn_at: Option<i64>,
    by: Option<String>,
    reason: String,
}

/// Whether it was withdrawn, and by whom.
macro_rules! state {
    ($table:literal, $withdraw:literal) => {
        concat!(
            "select m.withdrawn_at, coalesce(m.hidden_reason, '') as reason,
                    case when w.id is not null then json_array(w.id, w.first_name, w.last_name, w.mark) end as by
             from ",
            $table,
            " m
             left join changes g on g.sequence = (
                 select max(sequence) from changes
                 where article_id = $2 and subject_id = $1 and command = '",
            $withdraw,
            "')
             left join contributors w on w.id = coalesce(m.hidden_by, g.contributor_id)
             where m.id = $1 and m.article_id = $2"
        )
    };
}

/// A former text names who replaced it, and when: the author of the next one.
macro_rules! versions {
    ($table:literal, $thing:literal, $text:literal) => {
        concat!(
            "with versions (version, text) as (
                 select version, ",
            $text,
            " from ",
            $table,
            " where id = $1
                 union all
                 select version, text from former_texts where thing = '",
            $thing,
            "' and id = $1
             )
             select v.version, v.text, coalesce(b.at, m.at) as at, w.id as author_id, w.first_name, w.last_name, w.mark
             from versions v
             join ",
            $table,
            " m on m.id = $1
             left join former_texts b on b.thing = '",
            $thing,
            "' and b.id = $1 and b.version = v.version - 1
             join contributors w on w.id = coalesce(b.replaced_by, m.author_id)
             where v.version < $2
             order by v.version desc limit 21"
        )
    };
}

const COMMENT: [&str; 2] = [state!("comments", "withdraw-comment"), versions!("comments", "comment", "body")];
const CITATION: [&str; 2] = [
    state!("citations", "withdraw-citation"),
    versions!(
        "citations",
        "citation",
        "json_object('title', title, 'url', url, 'author', authors, 'publisher', publisher, 'date', date,
                     'excerpt', excerpt, 'note', note, 'identifier', identifier, 'accessed', accessed, 'stance', stance,
                     'container', container)"
    ),
];

impl Store {
    /// The versions of a comment on an article that are older than `before`; `None` if there is no such comment.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn comment_versions(
        &self,
        article: ArticleId,
        id: CommentId,
        before: Option<i64>,
    ) -> Result<Option<Versions>, Error> {
        self.versions(COMMENT, article, id.to_string(), before).await
    }

    /// The versions of a citation in an article, as of a comment.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn citation_versions(
        &self,
        article: ArticleId,
        id: CitationId,
        before: Option<i64>,
    ) -> Result<Option<Versions>, Error> {
        let versions = self.versions(CITATION, article, id.to_string(), before).await?;
        Ok(versions.map(|versions| match versions {
            Versions::Said(wordings) => Versions::Said(
                wordings
                    .into_iter()
                    .map(|wording| Wording { text: lines(&wording.text), ..wording })
                    .collect(),
            ),
            withdrawn => withdrawn,
        }))
    }

    async fn versions(
        &self,
        [state, versions]: [&'static str; 2],
        article: ArticleId,
        id: String,
        before: Option<i64>,
    ) -> Result<Option<Versions>, Error> {
        let state: Option<StateRow> = sqlx::query_as(state)
            .bind(id.clone())
            .bind(article.to_string())
            .fetch_optional(&self.readers)
            .await?;
        let Some(state) = state else { return Ok(None) };
        if let Some(at) = state.withdrawn_at {
            let by = state.by.as_deref().map(serde_json::from_str::<PersonRow>).transpose()?;
            let (at, by, reason) = (Timestamp(at), by.map(Person::from), state.reason);
            return Ok(Some(Versions::Withdrawn(Withdrawal { at, by, reason })));
        }
        let rows: Vec<VersionRow> = sqlx::query_as(versions)
            .bind(id)
            .bind(before.unwrap_or(i64::MAX))
            .fetch_all(&self.readers)
            .await?;
        let wordings = rows.into_iter().map(|row| {
            Ok(Wording {
                version: row.version,
                text: row.text,
                at: Some(Timestamp(row.at)),
                author: Some(person(parse(&row.author_id)?, &row.first_name, &row.last_name, row.mark)),
            })
        });
        Ok(Some(Versions::Said(wordings.collect::<Result<_, Error>>()?)))
    }
}

/// The fields of a source that are filled in, a line each. Former texts of before 2026 lack some.
fn lines(source: &str) -> String {
    const FIELDS: [(&str, &str); 11] = [
        ("title", former_source::TITLE),
        ("author", former_source::AUTHORS),
        ("container", former_source::CONTAINER),
        ("publisher", former_source::PUBLISHER),
        ("date", former_source::DATE),
        ("identifier", former_source::IDENTIFIER),
        ("url", former_source::URL),
        ("accessed", former_source::ACCESSED),
        ("stance", former_source::STANCE),
        ("excerpt", former_source::EXCERPT),
        ("note", former_source::NOTE),
    ];
    let source: serde_json::Value = serde_json::from_str(source).unwrap_or_default();
    FIELDS
        .iter()
        .filter_map(|(name, label)| {
            let value = source.get(name)?.as_str().filter(|value| !value.is_empty())?;
            Some(former_source::field(label, value))
        })
        .collect::<Vec<_>>()
        .join("\n")
}
