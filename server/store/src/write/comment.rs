//! Comments, with what they quote and propose.

use domain::command::{AddComment, Proposal};
use domain::decide::{Applied, EditedCommentFacts, NewCommentFacts, OwnFacts};
use domain::id::{ArticleId, CommentId, RevisionId};
use domain::text::CommentBody;
use prose::markdown::RENDERER;
use sqlx::SqliteConnection;

use super::anchor::{anchors_taken, quoted_facts};
use super::authorship::Authorship;
use super::exists::{self, exists};
use super::job::Job;
use super::refusal::{Depth, Refusal};
use super::rows::{article, comment};
use super::texts::revision_texts;
use crate::Error;

/// What there is to know before a comment is written.
pub(super) async fn new_facts(
    connection: &mut SqliteConnection,
    add: &AddComment,
    job: &Job,
    depth: Depth,
) -> Result<NewCommentFacts, Refusal> {
    if let Some(problem) = add.too_many_quotes() {
        return Err(problem.into());
    }
    let article = article(connection, add.article).await?;
    let facts = NewCommentFacts {
        visibility: job.visibility(),
        parent: match add.parent {
            Some(parent) => comment(connection, parent).await?,
            None => None,
        },
        quoted: quoted_facts(connection, article.as_ref(), &add.quotes, depth).await?,
        proposed_on: match &add.proposal {
            Some(proposal) => revision_texts(connection, add.article, proposal.base).await?,
            None => None,
        },
        article,
    };
    Refusal::unless_free(exists(connection, exists::COMMENT, add.comment).await?)?;
    Refusal::unless_free(anchors_taken(connection, &add.quotes).await?)?;
    Ok(facts)
}

/// What there is to know before a comment is edited.
pub(super) async fn edited_facts(
    connection: &mut SqliteConnection,
    id: CommentId,
    job: &Job,
) -> Result<EditedCommentFacts, Error> {
    Ok(EditedCommentFacts { own: own_facts(connection, id).await?, visibility: job.visibility() })
}

/// A comment that its author is to change.
pub(super) async fn own_facts(connection: &mut SqliteConnection, id: CommentId) -> Result<OwnFacts, Error> {
    let named = comment(connection, id).await?;
    let article = match &named {
        Some(named) => article(connection, named.article).await?,
        None => None,
    };
    Ok(OwnFacts { named, article })
}

/// Adds a comment, and counts it.
pub(super) async fn add(
    connection: &mut SqliteConnection,
    comment: CommentId,
    article: ArticleId,
    parent: Option<CommentId>,
    body: &CommentBody,
    html: &str,
    by: &Authorship,
) -> Result<(), Error> {
    sqlx::query(
        "insert into comments (id, article_id, parent_id, author_id, at, body, renderer, html, version, sequence)
         select $1, $2, $3, $4, $5, $6, $7, $8, 1, value from counters where name = 'sequence';
         update articles set
             comment_count = comment_count + case when id = $2 then 1 else 0 end,
             discussion_comments = discussion_comments + case when parent_id is null then 1 else 0 end
         where id in ($2, (select root_id from articles where id = $2));
         update counters set value = value + 1 where name = 'comments'",
    )
    .bind(comment.to_string())
    .bind(article.to_string())
    .bind(parent.map(|parent| parent.to_string()))
    .bind(by.author.clone())
    .bind(by.at)
    .bind(body.as_str())
    .bind(RENDERER)
    .bind(html.to_owned())
    .execute(connection)
    .await?;
    Ok(())
}

/// Adds what a comment proposes.
pub(super) async fn add_proposal(
    connection: &mut SqliteConnection,
    comment: CommentId,
    article: ArticleId,
    proposal: &Proposal,
) -> Result<(), Error> {
    sqlx::query(
        "insert into proposals (comment_id, article_id, base_id, title, summary, body)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(comment.to_string())
    .bind(article.to_string())
    .bind(proposal.base.to_string())
    .bind(proposal.title.as_str())
    .bind(proposal.summary.as_str())
    .bind(proposal.body.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that a proposal was applied.
pub(super) async fn apply_proposal(
    connection: &mut SqliteConnection,
    comment: CommentId,
    revision: RevisionId,
    applied: Applied,
    by: &Authorship,
) -> Result<(), Error> {
    sqlx::query("update proposals set applied_id = $2, adapted_by = $3 where comment_id = $1")
        .bind(comment.to_string())
        .bind(revision.to_string())
        .bind((applied == Applied::Adapted).then(|| by.author.clone()))
        .execute(connection)
        .await?;
    Ok(())
}

/// Gives a comment another text, and keeps the former one.
pub(super) async fn edit(
    connection: &mut SqliteConnection,
    comment: CommentId,
    version: i64,
    body: &CommentBody,
    html: &str,
    by: &Authorship,
) -> Result<(), Error> {
    sqlx::query(
        "insert into former_texts (thing, id, version, text, at, replaced_by)
         select 'comment', id, version, body, $2, $3 from comments where id = $1",
    )
    .bind(comment.to_string())
    .bind(by.at)
    .bind(by.author.clone())
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "update comments set body = $2, html = $3, renderer = $4, version = $5, edited_at = $6 where id = $1",
    )
    .bind(comment.to_string())
    .bind(body.as_str())
    .bind(html.to_owned())
    .bind(RENDERER)
    .bind(version)
    .bind(by.at)
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes a comment back, and counts it out.
pub(super) async fn withdraw(
    connection: &mut SqliteConnection,
    comment: CommentId,
    by: &Authorship,
) -> Result<(), Error> {
    sqlx::query(
        "update comments set withdrawn_at = $2 where id = $1;
         update articles set
             comment_count = comment_count - case when articles.id = c.article_id then 1 else 0 end,
             discussion_comments = discussion_comments - case when parent_id is null then 1 else 0 end
         from (select m.article_id, a.root_id from comments m join articles a on a.id = m.article_id
               where m.id = $1) c
         where articles.id in (c.article_id, c.root_id);
         update counters set value = value - 1 where name = 'comments'",
    )
    .bind(comment.to_string())
    .bind(by.at)
    .execute(connection)
    .await?;
    Ok(())
}
