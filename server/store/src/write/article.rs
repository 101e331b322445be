//! Articles: written, and edited.

use domain::command::{CreateArticle, ReviseArticle};
use domain::decide::{NewArticleFacts, ProposalFacts, RevisionFacts};
use domain::id::{ArticleId, RevisionId};
use domain::slug::Slug;
use domain::text::{Body, Note, Summary, Title};
use prose::fold;
use prose::markdown::RENDERER;
use prose::render::Rendered;
use sqlx::SqliteConnection;

use super::anchor::anchors;
use super::authorship::Authorship;
use super::exists::{self, exists};
use super::job::Job;
use super::refusal::Refusal;
use super::relation;
use super::rows::{article, comment};
use super::slug::{add_slug, forget_slugs, free_slug};
use super::texts::proposed_texts;
use crate::{Error, index};

/// What there is to know before an article is written.
pub(super) async fn new_facts(
    connection: &mut SqliteConnection,
    create: &CreateArticle,
    job: &Job,
) -> Result<NewArticleFacts, Refusal> {
    let mut other = None;
    if let Some(new) = &create.relation {
        other = article(connection, new.other).await?;
        relation::free(connection, new.relation).await?;
    }
    Refusal::unless_free(exists(connection, exists::ARTICLE, create.article).await?)?;
    Refusal::unless_free(exists(connection, exists::REVISION, create.revision).await?)?;
    Ok(NewArticleFacts { visibility: job.visibility(), other })
}

/// What there is to know before an article is edited.
pub(super) async fn revision_facts(
    connection: &mut SqliteConnection,
    revise: &ReviseArticle,
    job: &Job,
) -> Result<RevisionFacts, Refusal> {
    Refusal::unless_free(exists(connection, exists::REVISION, revise.revision).await?)?;
    Ok(RevisionFacts {
        article: article(connection, revise.article).await?,
        visibility: job.visibility(),
        anchors: anchors(connection, revise.article).await?,
        proposal: match revise.proposal {
            Some(proposing) => ProposalFacts {
                comment: comment(connection, proposing).await?,
                is_open: exists(connection, exists::OPEN_PROPOSAL, proposing).await?,
                texts: proposed_texts(connection, proposing).await?,
            },
            None => ProposalFacts::default(),
        },
        worked_out: None,
    })
}

/// Adds an article, which has no revision yet.
pub(super) async fn add(
    connection: &mut SqliteConnection,
    article: ArticleId,
    slug: &Slug,
    by: &Authorship,
) -> Result<(), Error> {
    let slug = free_slug(connection, slug, article).await?;
    // Head, title and summary come with the first revision, in the same transaction.
    sqlx::query(
        "insert into articles (id, slug, title, summary, created_at, created_by, changed_at, root_id,
                               discussion_articles)
         values ($1, $2, '-', '', $3, $4, $3, $1, 1);
         update counters set value = value + 1 where name = 'articles'",
    )
    .bind(article.to_string())
    .bind(slug.as_str())
    .bind(by.at)
    .bind(by.author.clone())
    .execute(&mut *connection)
    .await?;
    add_slug(connection, &slug, article).await?;
    Ok(())
}

/// Gives an article another slug.
pub(super) async fn move_to(
    connection: &mut SqliteConnection,
    article: ArticleId,
    slug: &Slug,
) -> Result<(), Error> {
    let slug = free_slug(connection, slug, article).await?;
    sqlx::query("update articles set slug = $2 where id = $1")
        .bind(article.to_string())
        .bind(slug.as_str())
        .execute(&mut *connection)
        .await?;
    add_slug(connection, &slug, article).await?;
    forget_slugs(connection, article).await?;
    Ok(())
}

/// A new revision.
pub(super) struct New<'a> {
    pub(super) article: ArticleId,
    pub(super) revision: RevisionId,
    pub(super) parent: Option<RevisionId>,
    pub(super) merged_from: Option<RevisionId>,
    pub(super) title: &'a Title,
    pub(super) summary: &'a Summary,
    pub(super) body: &'a Body,
    pub(super) note: &'a Note,
    pub(super) rendered: &'a Rendered,
}

/// Adds a revision and makes it the newest.
pub(super) async fn add_revision(
    connection: &mut SqliteConnection,
    new: New<'_>,
    by: &Authorship,
) -> Result<(), Error> {
    let New { article, revision, parent, merged_from, title, summary, body, note, rendered } = new;
    sqlx::query(
        "insert into revisions (id, article_id, number, parent_id, author_id, at, title, summary, body, note, merged_from_id)
         select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $13
         from revisions where article_id = $2;
         insert into renderings (revision_id, renderer, html, plain_text) values ($1, $10, $11, $12);
         update articles set head_id = $1, title = $6, summary = $7, changed_at = $5, looks = $14,
                changed_in = (select value from counters where name = 'sequence')
         where id = $2",
    )
    .bind(revision.to_string())
    .bind(article.to_string())
    .bind(parent.map(|parent| parent.to_string()))
    .bind(by.author.clone())
    .bind(by.at)
    .bind(title.as_str())
    .bind(summary.as_str())
    .bind(body.as_str())
    .bind(note.as_str())
    .bind(RENDERER)
    .bind(&rendered.html)
    .bind(&rendered.plain_text)
    .bind(merged_from.map(|parent| parent.to_string()))
    .bind(domain::name::look(title.as_str()))
    .execute(&mut *connection)
    .await?;
    let words = index::Words {
        title: fold::indexed(title.as_str()),
        summary: fold::indexed(summary.as_str()),
        text: rendered.indexed.clone(),
    };
    index::put(connection, &article.to_string(), words).await?;
    Ok(())
}

/// Keeps the texts of an edit as its author sent them, before they were merged.
pub(super) async fn keep_unmerged(
    connection: &mut SqliteConnection,
    revise: &ReviseArticle,
    by: &Authorship,
) -> Result<(), Error> {
    sqlx::query(
        "insert into former_texts (thing, id, version, text, at, replaced_by)
         values ('revision', $1, 1, json_object('title', $2, 'summary', $3, 'body', $4), $5, $6)",
    )
    .bind(revise.revision.to_string())
    .bind(revise.title.as_str())
    .bind(revise.summary.as_str())
    .bind(revise.body.as_str())
    .bind(by.at)
    .bind(by.author.clone())
    .execute(connection)
    .await?;
    Ok(())
}
