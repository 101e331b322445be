//! Passages that are quoted: what they are found and carried in, and where they are kept.

use std::collections::BTreeSet;

use domain::anchor::{LiveAnchor, Standing};
use domain::command::{NewAnchor, Target};
use domain::decide::{ArticleFacts, QuotedBy, QuotedFacts};
use domain::id::{ArticleId, RevisionId};
use sqlx::SqliteConnection;

use super::exists::{self, exists};
use super::refusal::Depth;
use super::rows::{AnchorRow, id_of};
use super::standing::number;
use crate::Error;

/// What there is to know of the texts in which passages were selected.
pub(super) async fn quoted_facts(
    connection: &mut SqliteConnection,
    article: Option<&ArticleFacts>,
    quotes: &[NewAnchor],
    depth: Depth,
) -> Result<QuotedFacts, Error> {
    let texts = match (article, depth) {
        (Some(article), Depth::Whole) => quoted_texts(connection, article, quotes).await?,
        _ => Vec::new(),
    };
    Ok(QuotedFacts { texts, unread: unread(connection, quotes).await? })
}

/// The anchors of what was not withdrawn: nobody sees the others, so that they are not carried.
pub(super) async fn anchors(
    connection: &mut SqliteConnection,
    article: ArticleId,
) -> Result<Vec<LiveAnchor>, Error> {
    let rows: Vec<AnchorRow> = sqlx::query_as(
        "select id, revision_id, start_at, end_at, exact, prefix, suffix, standing, head_start, head_end,
                stood_revision_id, stood_start, stood_end
         from anchors q where article_id = $1
           and not exists (select 1 from comments m where m.id = q.comment_id and m.withdrawn_at is not null)
           and not exists (select 1 from citations t where t.id = q.citation_id and t.withdrawn_at is not null)",
    )
    .bind(article.to_string())
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(LiveAnchor::try_from).collect()
}

/// The revisions in which passages were selected, as far as they are hidden.
async fn unread(connection: &mut SqliteConnection, quotes: &[NewAnchor]) -> Result<Vec<RevisionId>, Error> {
    let selected_in: Vec<String> = quotes
        .iter()
        .filter_map(|quote| match &quote.target {
            Target::Passage(passage) => Some(passage.revision.to_string()),
            _ => None,
        })
        .collect();
    if selected_in.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<String> = sqlx::query_scalar(
        "select id from revisions where id in (select value from json_each($1)) and hidden_at is not null order by id",
    )
    .bind(serde_json::to_string(&selected_in)?)
    .fetch_all(connection)
    .await?;
    rows.iter().map(|id| id_of(id)).collect()
}

/// The texts through which passages of earlier revisions are carried to the head: of the last 64 revisions, and those in which
/// the passages were selected.
async fn quoted_texts(
    connection: &mut SqliteConnection,
    article: &ArticleFacts,
    quotes: &[NewAnchor],
) -> Result<Vec<(RevisionId, String)>, Error> {
    let (article, head) = (article.id, article.head);
    let selected_in: Vec<String> = quotes
        .iter()
        .filter_map(|quote| match &quote.target {
            Target::Passage(passage) if passage.revision != head => Some(passage.revision.to_string()),
            _ => None,
        })
        .collect();
    if selected_in.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select r.id, x.plain_text from renderings x join revisions r on r.id = x.revision_id
         where r.article_id = $1 and r.id <> $2
           and r.number >= (select min(number) from revisions
                            where article_id = $1 and id in (select value from json_each($3)))
           and (r.number > (select max(number) from revisions where article_id = $1) - 64
                or r.id in (select value from json_each($3)))
         order by r.number",
    )
    .bind(article.to_string())
    .bind(head.to_string())
    .bind(serde_json::to_string(&selected_in)?)
    .fetch_all(connection)
    .await?;
    texts(rows)
}

/// The texts in which the words of anchors stood last that do not stand in the head, and those of revisions with quotes
/// to which the new text reverts.
pub(super) async fn texts_that_stood(
    connection: &mut SqliteConnection,
    article: &ArticleFacts,
    anchors: &[LiveAnchor],
    new_text: &str,
) -> Result<Vec<(RevisionId, String)>, Error> {
    let (article, head) = (article.id, article.head);
    let lost = anchors.iter().filter(|anchor| !matches!(anchor.standing, Standing::Unchanged(_)));
    let stood: BTreeSet<String> = lost
        .flat_map(|anchor| anchor.stood.iter().map(|stood| stood.revision).chain([anchor.passage.revision]))
        .map(|revision| revision.to_string())
        .collect();
    let quoted: BTreeSet<String> = anchors.iter().map(|anchor| anchor.passage.revision.to_string()).collect();
    if quoted.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(String, String)> = sqlx::query_as(
        "select r.id, x.plain_text from renderings x join revisions r on r.id = x.revision_id
         where r.article_id = $1 and r.id <> $2
           and (r.id in (select value from json_each($3))
                or r.id in (select value from json_each($4)) and x.plain_text = $5)
         order by x.plain_text = $5 desc, r.number desc limit 64",
    )
    .bind(article.to_string())
    .bind(head.to_string())
    .bind(serde_json::to_string(&stood)?)
    .bind(serde_json::to_string(&quoted)?)
    .bind(new_text.to_owned())
    .fetch_all(connection)
    .await?;
    texts(rows)
}

fn texts(rows: Vec<(String, String)>) -> Result<Vec<(RevisionId, String)>, Error> {
    rows.into_iter().map(|(id, text)| Ok((id_of(&id)?, text))).collect()
}

/// Whether an anchor has one of those ids, or may get one: that of a citation is for the passage that its source is.
pub(super) async fn anchors_taken(
    connection: &mut SqliteConnection,
    quotes: &[NewAnchor],
) -> Result<bool, Error> {
    let mut own = BTreeSet::new();
    for quote in quotes {
        let id = quote.anchor.to_string();
        if !own.insert(quote.anchor)
            || exists(connection, exists::ANCHOR, &id).await?
            || exists(connection, exists::CITATION, &id).await?
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Keeps a passage that is quoted.
pub(super) async fn add(
    connection: &mut SqliteConnection,
    anchor: &LiveAnchor,
    article: ArticleId,
    quoted_by: QuotedBy,
) -> Result<(), Error> {
    let LiveAnchor { id, passage, standing, stood } = anchor;
    let (comment, citation, source) = match quoted_by {
        QuotedBy::Comment(comment) => (Some(comment.to_string()), None, 0),
        QuotedBy::Citation(citation) => (None, Some(citation.to_string()), 0),
        QuotedBy::Source(citation) => (None, Some(citation.to_string()), 1),
    };
    sqlx::query(
        "insert into anchors (id, article_id, revision_id, start_at, end_at, exact, prefix, suffix,
                              comment_id, citation_id, standing, head_start, head_end,
                              stood_revision_id, stood_start, stood_end, source)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    )
    .bind(id.to_string())
    .bind(article.to_string())
    .bind(passage.revision.to_string())
    .bind(number(passage.start))
    .bind(number(passage.end))
    .bind(passage.exact.as_str())
    .bind(&passage.prefix)
    .bind(&passage.suffix)
    .bind(comment)
    .bind(citation)
    .bind(standing.name())
    .bind(standing.place().map(|place| number(place.start)))
    .bind(standing.place().map(|place| number(place.end)))
    .bind(stood.as_ref().map(|stood| stood.revision.to_string()))
    .bind(stood.as_ref().map(|stood| number(stood.place.start)))
    .bind(stood.as_ref().map(|stood| number(stood.place.end)))
    .bind(source)
    .execute(connection)
    .await?;
    Ok(())
}
