//! Relations: made, reworded and removed.

use domain::command::{Relate, RemoveRelation};
use domain::decide::{NewRelationFacts, RelatedFacts, RelationFacts, RemovalFacts};
use domain::id::{ArticleId, RelationId};
use domain::relation::Kind;
use domain::text::Explanation;
use sqlx::SqliteConnection;

use super::authorship::Authorship;
use super::exists::{self, exists};
use super::hierarchy::reparent;
use super::job::Job;
use super::refusal::Refusal;
use super::rows::{ancestors, article, id_of, related};
use crate::{Error, trust};

/// What there is to know before two articles are related.
pub(super) async fn new_facts(
    connection: &mut SqliteConnection,
    relate: &Relate,
) -> Result<NewRelationFacts, Refusal> {
    free(connection, relate.relation).await?;
    Ok(NewRelationFacts {
        from: article(connection, relate.from).await?,
        to: article(connection, relate.to).await?,
        related_already: related(connection, relate.from, relate.kind, relate.to).await?,
        ancestors: match relate.kind {
            Kind::PartOf => ancestors(connection, relate.to).await?,
            _ => Vec::new(),
        },
    })
}

/// Whether the id of a new relation is no other's.
pub(super) async fn free(connection: &mut SqliteConnection, relation: RelationId) -> Result<(), Refusal> {
    Refusal::unless_free(exists(connection, exists::RELATION, relation).await?)
}

/// A relation that was not removed, with its articles.
pub(super) async fn related_facts(
    connection: &mut SqliteConnection,
    id: RelationId,
) -> Result<Option<RelatedFacts>, Error> {
    let Some(relation) = relation(connection, id).await? else { return Ok(None) };
    let from = article(connection, relation.from).await?;
    let to = article(connection, relation.to).await?;
    Ok(Some(RelatedFacts { relation, from, to }))
}

/// What there is to know before a relation is removed.
pub(super) async fn removal_facts(
    connection: &mut SqliteConnection,
    remove: &RemoveRelation,
    job: &Job,
) -> Result<RemovalFacts, Error> {
    Ok(RemovalFacts {
        related: related_facts(connection, remove.relation).await?,
        trust: trust::of_contributor(connection, job.envelope.author, job.envelope.at).await?,
    })
}

async fn relation(connection: &mut SqliteConnection, id: RelationId) -> Result<Option<RelationFacts>, Error> {
    let row: Option<(String, String, String, String, i64, Option<String>)> = sqlx::query_as(
        "select from_id, to_id, kind, explanation, version, made_by from relations
         where id = $1 and removed_at is null",
    )
    .bind(id.to_string())
    .fetch_optional(connection)
    .await?;
    row.map(|(from, to, kind, explanation, version, maker)| {
        Ok(RelationFacts {
            id,
            from: id_of(&from)?,
            to: id_of(&to)?,
            kind: Kind::from_name(&kind).ok_or_else(|| Error::corrupt(kind))?,
            explanation: Explanation::parse(&explanation).map_err(Error::corrupt)?,
            version,
            maker: maker.as_deref().map(id_of).transpose()?,
        })
    })
    .transpose()
}

/// A new relation.
pub(super) struct New<'a> {
    pub(super) relation: RelationId,
    pub(super) from: ArticleId,
    pub(super) kind: Kind,
    pub(super) to: ArticleId,
    pub(super) explanation: &'a Explanation,
}

/// Adds a relation.
pub(super) async fn add(
    connection: &mut SqliteConnection,
    new: New<'_>,
    by: &Authorship,
) -> Result<(), Error> {
    let New { relation, from, kind, to, explanation } = new;
    sqlx::query(
        "insert into relations (id, from_id, kind, to_id, explanation, author_id, made_by, at, version)
         values ($1, $2, $3, $4, $5, $6, $6, $7, 1)",
    )
    .bind(relation.to_string())
    .bind(from.to_string())
    .bind(kind.name())
    .bind(to.to_string())
    .bind(explanation.as_str())
    .bind(by.author.clone())
    .bind(by.at)
    .execute(&mut *connection)
    .await?;
    if kind == Kind::PartOf {
        reparent(connection, &from.to_string()).await?;
    }
    Ok(())
}

/// Gives a relation other words, and keeps the former ones.
pub(super) async fn reword(
    connection: &mut SqliteConnection,
    relation: RelationId,
    version: i64,
    explanation: &Explanation,
    by: &Authorship,
) -> Result<(), Error> {
    sqlx::query(
        "insert into former_texts (thing, id, version, text, at, replaced_by)
         select 'relation', id, version, explanation, $2, $3 from relations where id = $1",
    )
    .bind(relation.to_string())
    .bind(by.at)
    .bind(by.author.clone())
    .execute(&mut *connection)
    .await?;
    sqlx::query("update relations set explanation = $2, version = $3, author_id = $4, at = $5 where id = $1")
        .bind(relation.to_string())
        .bind(explanation.as_str())
        .bind(version)
        .bind(by.author.clone())
        .bind(by.at)
        .execute(connection)
        .await?;
    Ok(())
}

/// Takes a relation away.
pub(super) async fn remove(
    connection: &mut SqliteConnection,
    relation: RelationId,
    by: &Authorship,
) -> Result<(), Error> {
    let removed: Option<(String, String)> = sqlx::query_as(
        "update relations set removed_at = $2, removed_by = $3,
                removed_as = (select role from contributors where id = $3)
         where id = $1 returning kind, from_id",
    )
    .bind(relation.to_string())
    .bind(by.at)
    .bind(by.author.clone())
    .fetch_optional(&mut *connection)
    .await?;
    if let Some((_, from)) = removed.filter(|(kind, _)| kind == Kind::PartOf.name()) {
        reparent(connection, &from).await?;
    }
    Ok(())
}
