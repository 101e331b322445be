//! Effects as SQL.
//!
//! What an effect needs is one text where that can be, of several statements that share their parameters: each
//! text costs a way to SQLite's thread and back.

use domain::anchor::LiveAnchor;
use domain::command::{Command, Source};
use domain::decide::{Applied, Effect, QuotedBy};
use domain::id::ArticleId;
use domain::relation::Kind;
use domain::slug::Slug;
use domain::text::Email;
use prose::fold::{self, FOLDING};
use prose::markdown::RENDERER;
use prose::render::Rendered;
use sqlx::SqliteConnection;

use super::hierarchy::hang;
use super::job::Job;
use super::moderation::{self, Act};
use super::standing::{number, place};
use crate::{Error, index};

/// Applies one effect.
#[expect(clippy::too_many_lines, reason = "one arm an effect, each a statement or two")]
pub(super) async fn effect(
    connection: &mut SqliteConnection,
    job: &Job,
    rendered: Option<&Rendered>,
    effect: &Effect,
) -> Result<(), Error> {
    let author = job.envelope.author.to_string();
    let at = job.envelope.at.0;
    match effect {
        Effect::NameContributor(introduce) => {
            // The address of an account is proven and stays.
            sqlx::query(
                "update contributors set first_name = $2, last_name = $3,
                        email = case when account = 1 then email else $4 end
                 where id = $1",
            )
            .bind(author)
            .bind(introduce.first_name.as_str())
            .bind(introduce.last_name.as_str())
            .bind(introduce.email.as_ref().map(Email::as_str))
            .execute(connection)
            .await?;
        }
        Effect::AddArticle { article, slug } => {
            let slug = free_slug(connection, slug, *article).await?;
            // Head, title and summary come with the first revision, in the same transaction.
            sqlx::query(
                "insert into articles (id, slug, title, summary, created_at, created_by, changed_at, root_id,
                                       discussion_articles)
                 values ($1, $2, '-', '', $3, $4, $3, $1, 1);
                 update counters set value = value + 1 where name = 'articles'",
            )
            .bind(article.to_string())
            .bind(slug.as_str())
            .bind(at)
            .bind(author)
            .execute(&mut *connection)
            .await?;
            add_slug(connection, &slug, *article).await?;
        }
        Effect::MoveArticle { article, slug } => {
            let slug = free_slug(connection, slug, *article).await?;
            sqlx::query("update articles set slug = $2 where id = $1")
                .bind(article.to_string())
                .bind(slug.as_str())
                .execute(&mut *connection)
                .await?;
            add_slug(connection, &slug, *article).await?;
            forget_slugs(connection, *article).await?;
        }
        Effect::AddRevision { article, revision, parent, merged_from, title, summary, body, note } => {
            let rendered = rendered.ok_or_else(|| Error::corrupt("a revision without its rendering"))?;
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
            .bind(author)
            .bind(at)
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
            if merged_from.is_some() {
                keep_unmerged(connection, job).await?;
            }
        }
        Effect::PlaceAnchor { anchor, standing, stood } => {
            place(connection, *anchor, standing, stood.as_ref()).await?;
        }
        Effect::AddRelation { relation, from, kind, to, explanation } => {
            sqlx::query(
                "insert into relations (id, from_id, kind, to_id, explanation, author_id, made_by, at, version)
                 values ($1, $2, $3, $4, $5, $6, $6, $7, 1)",
            )
            .bind(relation.to_string())
            .bind(from.to_string())
            .bind(kind.name())
            .bind(to.to_string())
            .bind(explanation.as_str())
            .bind(author)
            .bind(at)
            .execute(&mut *connection)
            .await?;
            if *kind == Kind::PartOf {
                hang(connection, &from.to_string()).await?;
            }
        }
        Effect::RewordRelation { relation, version, explanation } => {
            sqlx::query(
                "insert into former_texts (thing, id, version, text, at, replaced_by)
                 select 'relation', id, version, explanation, $2, $3 from relations where id = $1",
            )
            .bind(relation.to_string())
            .bind(at)
            .bind(&author)
            .execute(&mut *connection)
            .await?;
            sqlx::query(
                "update relations set explanation = $2, version = $3, author_id = $4, at = $5 where id = $1",
            )
            .bind(relation.to_string())
            .bind(explanation.as_str())
            .bind(version)
            .bind(author)
            .bind(at)
            .execute(connection)
            .await?;
        }
        Effect::RemoveRelation { relation } => {
            let removed: Option<(String, String)> = sqlx::query_as(
                "update relations set removed_at = $2, removed_by = $3,
                        removed_as = (select role from contributors where id = $3)
                 where id = $1 returning kind, from_id",
            )
            .bind(relation.to_string())
            .bind(at)
            .bind(author)
            .fetch_optional(&mut *connection)
            .await?;
            if let Some((_, from)) = removed.filter(|(kind, _)| kind == Kind::PartOf.name()) {
                hang(connection, &from).await?;
            }
        }
        Effect::DismissSuggestion { first, second } => {
            sqlx::query(
                "insert into dismissed_suggestions (first_id, second_id, author_id, at) values ($1, $2, $3, $4)",
            )
            .bind(first.to_string())
            .bind(second.to_string())
            .bind(author)
            .bind(at)
            .execute(connection)
            .await?;
        }
        Effect::RestoreSuggestion { first, second } => {
            sqlx::query("delete from dismissed_suggestions where first_id = $1 and second_id = $2")
                .bind(first.to_string())
                .bind(second.to_string())
                .execute(connection)
                .await?;
        }
        Effect::AddComment { comment, article, parent, body } => {
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
            .bind(author)
            .bind(at)
            .bind(body.as_str())
            .bind(RENDERER)
            .bind(job.comment_html())
            .execute(connection)
            .await?;
        }
        Effect::AddProposal { comment, article, proposal } => {
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
        }
        Effect::ApplyProposal { comment, revision, applied } => {
            sqlx::query("update proposals set applied_id = $2, adapted_by = $3 where comment_id = $1")
                .bind(comment.to_string())
                .bind(revision.to_string())
                .bind((*applied == Applied::Adapted).then_some(author))
                .execute(connection)
                .await?;
        }
        Effect::EditComment { comment, version, body } => {
            sqlx::query(
                "insert into former_texts (thing, id, version, text, at, replaced_by)
                 select 'comment', id, version, body, $2, $3 from comments where id = $1",
            )
            .bind(comment.to_string())
            .bind(at)
            .bind(author)
            .execute(&mut *connection)
            .await?;
            sqlx::query(
                "update comments set body = $2, html = $3, renderer = $4, version = $5, edited_at = $6 where id = $1",
            )
            .bind(comment.to_string())
            .bind(body.as_str())
            .bind(job.comment_html())
            .bind(RENDERER)
            .bind(version)
            .bind(at)
            .execute(connection)
            .await?;
        }
        Effect::WithdrawComment { comment } => {
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
            .bind(at)
            .execute(connection)
            .await?;
        }
        Effect::AddCitation { citation, article, source } => {
            let insert = sqlx::query(
                "insert into citations (id, title, url, authors, publisher, date, excerpt, note, identifier, accessed,
                                        stance, container, article_id, author_id, at, version, sequence)
                 select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1, value
                 from counters where name = 'sequence'",
            );
            source_values(insert.bind(citation.to_string()), source)
                .bind(article.to_string())
                .bind(author)
                .bind(at)
                .execute(connection)
                .await?;
        }
        Effect::EditCitation { citation, version, source } => {
            sqlx::query(
                "insert into former_texts (thing, id, version, text, at, replaced_by)
                 select 'citation', id, version,
                        json_object('title', title, 'url', url, 'author', authors, 'publisher', publisher,
                                    'date', date, 'excerpt', excerpt, 'note', note, 'identifier', identifier,
                                    'accessed', accessed, 'stance', stance, 'container', container),
                        $2, $3
                 from citations where id = $1",
            )
            .bind(citation.to_string())
            .bind(at)
            .bind(author)
            .execute(&mut *connection)
            .await?;
            let update = sqlx::query(
                "update citations set title = $2, url = $3, authors = $4, publisher = $5, date = $6,
                        excerpt = $7, note = $8, identifier = $9, accessed = $10, stance = $11,
                        container = $12, version = $13, edited_at = $14
                 where id = $1",
            );
            source_values(update.bind(citation.to_string()), source)
                .bind(version)
                .bind(at)
                .execute(connection)
                .await?;
        }
        Effect::WithdrawCitation { citation } => {
            sqlx::query("update citations set withdrawn_at = $2 where id = $1")
                .bind(citation.to_string())
                .bind(at)
                .execute(connection)
                .await?;
        }
        Effect::AddAnchor { anchor: LiveAnchor { id, passage, standing, stood }, article, quoted_by } => {
            let (comment, citation, source) = match quoted_by {
                QuotedBy::Comment(comment) => (Some(comment.to_string()), None, 0),
                QuotedBy::Citation(citation) => (None, Some(citation.to_string()), 0),
                QuotedBy::Source(citation) => (None, Some(citation.to_string()), 1),
            };
            sqlx::query(
                "insert into anchors (id, article_id, revision_id, start_at, end_at, exact, prefix, suffix,
                                      comment_id, citation_id, fate, head_start, head_end,
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
        }
        Effect::RemoveSourceAnchor { citation } => {
            sqlx::query("delete from anchors where citation_id = $1 and source = 1")
                .bind(citation.to_string())
                .execute(connection)
                .await?;
        }
        Effect::Lock { article, lock } => {
            sqlx::query(
                "update articles set lock_scope = $2, lock_reason = $3, lock_by = $4, lock_since = $5, lock_until = $6
                 where id = $1",
            )
            .bind(article.to_string())
            .bind(lock.scope.name())
            .bind(lock.reason.as_str())
            .bind(lock.by.to_string())
            .bind(lock.since.0)
            .bind(lock.until.map(|until| until.0))
            .execute(connection)
            .await?;
        }
        Effect::Unlock { article } => {
            sqlx::query(
                "update articles set lock_scope = null, lock_reason = null, lock_by = null, lock_since = null,
                        lock_until = null
                 where id = $1",
            )
            .bind(article.to_string())
            .execute(connection)
            .await?;
        }
        Effect::Hide { thing, reason } => {
            moderation::hide(connection, *thing, Act { by: &author, at, reason: reason.as_str() }).await?;
        }
        Effect::Unhide { thing } => {
            moderation::unhide(connection, *thing, Act { by: &author, at, reason: "" }, rendered).await?;
        }
        Effect::RestoreRelation { relation } => {
            moderation::bring_back(connection, &relation.to_string()).await?;
        }
        Effect::Block { contributor, reason, sessions } => {
            let act = Act { by: &author, at, reason: reason.as_str() };
            moderation::block(connection, *contributor, *sessions, act).await?;
        }
        Effect::Unblock { contributor } => moderation::unblock(connection, *contributor).await?,
    }
    Ok(())
}

/// Keeps the texts of an edit as its author sent them, before they were merged.
async fn keep_unmerged(connection: &mut SqliteConnection, job: &Job) -> Result<(), Error> {
    let Command::ReviseArticle(revise) = &job.envelope.command else { return Ok(()) };
    sqlx::query(
        "insert into former_texts (thing, id, version, text, at, replaced_by)
         values ('revision', $1, 1, json_object('title', $2, 'summary', $3, 'body', $4), $5, $6)",
    )
    .bind(revise.revision.to_string())
    .bind(revise.title.as_str())
    .bind(revise.summary.as_str())
    .bind(revise.body.as_str())
    .bind(job.envelope.at.0)
    .bind(job.envelope.author.to_string())
    .execute(connection)
    .await?;
    Ok(())
}

type Query = sqlx::query::Query<'static, sqlx::Sqlite, sqlx::sqlite::SqliteArguments>;

/// Binds the eleven fields of a source as $2 to $12.
fn source_values(query: Query, source: &Source) -> Query {
    query
        .bind(source.title.to_string())
        .bind(source.url.as_ref().map_or_else(String::new, |url| url.as_str().to_owned()))
        .bind(source.author.to_string())
        .bind(source.publisher.to_string())
        .bind(source.date.as_ref().map_or_else(String::new, |date| date.as_str().to_owned()))
        .bind(source.excerpt.to_string())
        .bind(source.note.to_string())
        .bind(source.identifier.as_ref().map_or_else(String::new, ToString::to_string))
        .bind(source.accessed.as_ref().map_or_else(String::new, |date| date.as_str().to_owned()))
        .bind(source.stance.name())
        .bind(source.container.as_ref().map_or_else(String::new, ToString::to_string))
}

/// How many of its former slugs an article keeps. Older ones are free for others: an article may not hoard addresses
/// by being renamed.
const FORMER_SLUGS: i64 = 10;

/// The slug, or one with a number that no other article has or had. The number is sought by doubling and halving, so
/// that the thousandth article of a title costs ten look-ups more than the first; where numbers have become free in
/// between, it need not be the least.
async fn free_slug(
    connection: &mut SqliteConnection,
    wanted: &Slug,
    article: ArticleId,
) -> Result<Slug, Error> {
    // 1 stands for the slug itself. `$1-n` is looked up only while it is taken, so each part ends.
    let number: i64 = sqlx::query_scalar(
        "with recursive
         up (n) as (
             select 1 where exists (select 1 from slugs where slug = $1 and article_id <> $2)
             union all
             select n * 2 from up
             where exists (select 1 from slugs where slug = $1 || '-' || (n * 2) and article_id <> $2)
         ),
         span (low, high) as (
             select max(n), max(n) * 2 from up having count(*) > 0
             union all
             select case when exists (select 1 from slugs
                                      where slug = $1 || '-' || ((low + high) / 2) and article_id <> $2)
                    then (low + high) / 2 else low end,
                    case when exists (select 1 from slugs
                                      where slug = $1 || '-' || ((low + high) / 2) and article_id <> $2)
                    then high else (low + high) / 2 end
             from span where high - low > 1
         )
         select coalesce(min(high), 1) from span",
    )
    .bind(wanted.as_str().to_owned())
    .bind(article.to_string())
    .fetch_one(connection)
    .await?;
    let number = u32::try_from(number).map_err(Error::corrupt)?;
    Ok(if number == 1 { wanted.clone() } else { wanted.numbered(number) })
}

/// Takes the slug for the article, as its newest.
async fn add_slug(connection: &mut SqliteConnection, slug: &Slug, article: ArticleId) -> Result<(), Error> {
    sqlx::query(
        "insert into slugs (slug, article_id, taken, folded, folding)
         values ($1, $2, (select value from counters where name = 'sequence'), $3, $4)
         on conflict (slug) do update set taken = excluded.taken",
    )
    .bind(slug.as_str().to_owned())
    .bind(article.to_string())
    .bind(fold::joined(slug.as_str()))
    .bind(FOLDING)
    .execute(connection)
    .await?;
    Ok(())
}

/// Frees the slugs that an article had before the newest of its former ones.
async fn forget_slugs(connection: &mut SqliteConnection, article: ArticleId) -> Result<(), Error> {
    sqlx::query(
        "delete from slugs where article_id = $1 and slug not in (
             select slug from slugs where article_id = $1 order by taken desc limit $2
         )",
    )
    .bind(article.to_string())
    // The newest is the present one.
    .bind(FORMER_SLUGS + 1)
    .execute(connection)
    .await?;
    Ok(())
}
