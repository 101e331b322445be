//! What moderators do, as SQL: the facts that are asked for, and the effects.

use domain::anchor::LiveAnchor;
use domain::anchor::carry;
use domain::decide::RemovedRelation;
use domain::id::{ArticleId, ContributorId, RelationId};
use domain::moderation::{Hideable, PersonFacts, RemovedFacts, Sessions, TargetFacts};
use domain::relation::Kind;
use domain::role::Role;
use prose::budget::{self, Budget};
use prose::fold;
use prose::render::Rendered;
use sqlx::SqliteConnection;

use super::authorship::Authorship;
use super::hierarchy::reparent;
use super::rows::{AnchorRow, ancestors, article, id_of, related};
use super::standing::place;
use crate::read::texts_since;
use crate::{Error, index};

/// What is to be hidden or shown.
pub(super) async fn target(
    connection: &mut SqliteConnection,
    thing: Hideable,
) -> Result<Option<TargetFacts>, Error> {
    let query = match thing {
        Hideable::Article(_) => "select id, hidden_at is not null, 0, 0, 0 from articles where id = $1",
        Hideable::Revision(_) => {
            "select a.id, r.hidden_at is not null, 0, a.head_id = r.id, a.hidden_at is not null
             from revisions r join articles a on a.id = r.article_id where r.id = $1"
        }
        Hideable::Comment(_) => {
            "select a.id, m.hidden_by is not null, m.withdrawn_at is not null, 0, a.hidden_at is not null
             from comments m join articles a on a.id = m.article_id where m.id = $1"
        }
        Hideable::Citation(_) => {
            "select a.id, m.hidden_by is not null, m.withdrawn_at is not null, 0, a.hidden_at is not null
             from citations m join articles a on a.id = m.article_id where m.id = $1"
        }
    };
    let row: Option<(String, bool, bool, bool, bool)> =
        sqlx::query_as(query).bind(thing.id()).fetch_optional(connection).await?;
    row.map(|(article, hidden, withdrawn, newest, article_hidden)| {
        Ok(TargetFacts { article: id_of(&article)?, hidden, withdrawn, newest, article_hidden })
    })
    .transpose()
}

#[derive(sqlx::FromRow)]
struct RemovedRow {
    from_id: String,
    kind: String,
    to_id: String,
    author_id: String,
    made_by: Option<String>,
    removed_by: Option<String>,
    role: Option<String>,
    hidden_with: Option<String>,
}

/// A relation that is to be brought back.
pub(super) async fn removed(
    connection: &mut SqliteConnection,
    relation: RelationId,
) -> Result<Option<RemovedRelation>, Error> {
    let row: Option<RemovedRow> = sqlx::query_as(
        "select from_id, kind, to_id, author_id, made_by, removed_by, removed_as as role, hidden_with
         from relations where id = $1 and removed_at is not null",
    )
    .bind(relation.to_string())
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (from, to): (ArticleId, ArticleId) = (id_of(&row.from_id)?, id_of(&row.to_id)?);
    let kind = Kind::from_name(&row.kind).ok_or_else(|| Error::corrupt(&row.kind))?;
    let removed = RemovedFacts {
        kind,
        from,
        author: id_of(&row.author_id)?,
        maker: row.made_by.as_deref().map(id_of).transpose()?,
        removed_by: row.removed_by.as_deref().map(id_of).transpose()?,
        removed_by_role: row.role.as_deref().map_or(Role::Contributor, Role::from_name),
        with_article: row.hidden_with.is_some(),
    };
    Ok(Some(RemovedRelation {
        removed,
        from: article(connection, from).await?,
        to: article(connection, to).await?,
        related_already: related(connection, from, kind, to).await?,
        ancestors: match kind {
            Kind::PartOf => ancestors(connection, to).await?,
            _ => Vec::new(),
        },
    }))
}

/// Who is to be blocked or not.
pub(super) async fn person(
    connection: &mut SqliteConnection,
    id: ContributorId,
) -> Result<Option<PersonFacts>, Error> {
    let row: Option<(String, bool)> =
        sqlx::query_as("select role, blocked_at is not null from contributors where id = $1")
            .bind(id.to_string())
            .fetch_optional(connection)
            .await?;
    Ok(row.map(|(role, blocked)| PersonFacts { role: Role::from_name(&role), blocked }))
}

/// Who acts, and why.
pub(super) struct Act<'a> {
    pub(super) by: &'a Authorship,
    pub(super) reason: &'a str,
}

/// Hides a thing.
pub(super) async fn hide(
    connection: &mut SqliteConnection,
    thing: Hideable,
    act: Act<'_>,
) -> Result<(), Error> {
    let query = match thing {
        Hideable::Article(article) => return hide_article(connection, article, act).await,
        Hideable::Revision(_) => {
            "update revisions set hidden_at = $2, hidden_by = $3, hidden_reason = $4 where id = $1"
        }
        Hideable::Comment(_) => {
            "update comments set withdrawn_at = $2, hidden_by = $3, hidden_reason = $4 where id = $1"
        }
        Hideable::Citation(_) => {
            "update citations set withdrawn_at = $2, hidden_by = $3, hidden_reason = $4 where id = $1"
        }
    };
    let update = sqlx::query(query).bind(thing.id()).bind(act.by.at).bind(act.by.author.clone());
    update.bind(act.reason.to_owned()).execute(&mut *connection).await?;
    if matches!(thing, Hideable::Comment(_)) {
        count_comment(connection, &thing.id(), -1).await?;
    }
    Ok(())
}

/// Shows a thing again.
pub(super) async fn unhide(
    connection: &mut SqliteConnection,
    thing: Hideable,
    act: Act<'_>,
    folded: Option<&Rendered>,
) -> Result<(), Error> {
    let query = match thing {
        Hideable::Article(article) => return unhide_article(connection, article, act, folded).await,
        Hideable::Revision(_) => {
            "update revisions set hidden_at = null, hidden_by = null, hidden_reason = null where id = $1"
        }
        Hideable::Comment(_) => {
            "update comments set withdrawn_at = null, hidden_by = null, hidden_reason = null where id = $1"
        }
        Hideable::Citation(_) => {
            "update citations set withdrawn_at = null, hidden_by = null, hidden_reason = null where id = $1"
        }
    };
    sqlx::query(query).bind(thing.id()).execute(&mut *connection).await?;
    match thing {
        Hideable::Comment(id) => {
            count_comment(connection, &id.to_string(), 1).await?;
            place_anew(connection, Quoting::Comment, &id.to_string()).await?;
        }
        Hideable::Citation(id) => place_anew(connection, Quoting::Citation, &id.to_string()).await?,
        Hideable::Article(_) | Hideable::Revision(_) => {}
    }
    Ok(())
}

/// Counts a comment in, or out.
async fn count_comment(connection: &mut SqliteConnection, comment: &str, step: i64) -> Result<(), Error> {
    sqlx::query(
        "update articles set
             comment_count = comment_count + case when articles.id = c.article_id then $2 else 0 end,
             discussion_comments = discussion_comments + case when parent_id is null then $2 else 0 end
         from (select m.article_id, a.root_id from comments m join articles a on a.id = m.article_id
               where m.id = $1) c
         where articles.id in (c.article_id, c.root_id);
         update counters set value = value + $2 where name = 'comments'",
    )
    .bind(comment.to_owned())
    .bind(step)
    .execute(connection)
    .await?;
    Ok(())
}

/// Whose passages are found again.
enum Quoting {
    Comment,
    Citation,
    /// The citations of an article, in the articles that are their sources.
    Article,
}

macro_rules! anchors {
    ($which:literal) => {
        concat!(
            "select id, revision_id, start_at, end_at, exact, prefix, suffix, standing, head_start, head_end,
                    stood_revision_id, stood_start, stood_end
             from anchors where ",
            $which
        )
    };
}

/// Finds the passages again that nobody carried while what quotes them was hidden.
async fn place_anew(connection: &mut SqliteConnection, quoting: Quoting, id: &str) -> Result<(), Error> {
    let query = match quoting {
        Quoting::Comment => anchors!("comment_id = $1"),
        Quoting::Citation => anchors!("citation_id = $1"),
        Quoting::Article => {
            anchors!(
                "citation_id in (select id from citations where article_id = $1 and withdrawn_at is null) and source = 1"
            )
        }
    };
    let rows: Vec<AnchorRow> = sqlx::query_as(query).bind(id.to_owned()).fetch_all(&mut *connection).await?;
    let budget = Budget::of(budget::COMMAND);
    for row in rows {
        let anchor = LiveAnchor::try_from(row)?;
        let Some(since) = texts_since(&mut *connection, anchor.passage.revision).await? else { continue };
        let texts: Vec<carry::Text> =
            since.texts.into_iter().map(|(revision, text)| (revision, text.chars().collect())).collect();
        let carried = carry::through(LiveAnchor::new(anchor.id, anchor.passage), &texts, &budget);
        place(connection, carried.id, &carried.standing, carried.stood.as_ref()).await?;
    }
    Ok(())
}

/// Hides an article: its relations, comments and citations go with it, what was part of it hangs elsewhere, and search
/// forgets it.
async fn hide_article(
    connection: &mut SqliteConnection,
    article: ArticleId,
    act: Act<'_>,
) -> Result<(), Error> {
    let id = article.to_string();
    let parts: Vec<String> = sqlx::query_scalar(
        "select from_id from relations where to_id = $1 and kind = 'part-of' and removed_at is null
         union
         select from_id from relations where from_id = $1 and kind = 'part-of' and removed_at is null",
    )
    .bind(id.clone())
    .fetch_all(&mut *connection)
    .await?;
    sqlx::query(
        "update relations set removed_at = $2, hidden_with = $1 where from_id = $1 and removed_at is null;
         update relations set removed_at = $2, hidden_with = $1 where to_id = $1 and removed_at is null",
    )
    .bind(id.clone())
    .bind(act.by.at)
    .execute(&mut *connection)
    .await?;
    for part in parts {
        reparent(connection, &part).await?;
    }
    // By now it is the root of itself alone.
    sqlx::query(
        "update counters set value = value - (select comment_count from articles where id = $1) where name = 'comments';
         update counters set value = value - 1 where name = 'articles';
         update articles set hidden_at = $2, hidden_by = $3, hidden_reason = $4, comment_count = 0,
                             discussion_comments = discussion_comments - comment_count
         where id = $1;
         update comments set withdrawn_at = $2, hidden_with = $1 where article_id = $1 and withdrawn_at is null;
         update citations set withdrawn_at = $2, hidden_with = $1 where article_id = $1 and withdrawn_at is null;
         delete from article_search where rowid = (select number from articles where id = $1)",
    )
    .bind(id)
    .bind(act.by.at)
    .bind(act.by.author.clone())
    .bind(act.reason.to_owned())
    .execute(connection)
    .await?;
    Ok(())
}

/// Shows an article again, with what went with it. A relation that cannot be any more, since its like was made meanwhile or it
/// would close a circle, stays removed.
async fn unhide_article(
    connection: &mut SqliteConnection,
    article: ArticleId,
    act: Act<'_>,
    folded: Option<&Rendered>,
) -> Result<(), Error> {
    let id = article.to_string();
    sqlx::query(
        "update comments set withdrawn_at = null, hidden_with = null where hidden_with = $1;
         update citations set withdrawn_at = null, hidden_with = null where hidden_with = $1;
         update articles set hidden_at = null, hidden_by = null, hidden_reason = null,
             comment_count = (select count(*) from comments where article_id = $1 and withdrawn_at is null),
             discussion_comments = discussion_comments
                 + (select count(*) from comments where article_id = $1 and withdrawn_at is null)
         where id = $1;
         update counters set value = value + (select comment_count from articles where id = $1) where name = 'comments';
         update counters set value = value + 1 where name = 'articles'",
    )
    .bind(id.clone())
    .execute(&mut *connection)
    .await?;
    let (title, summary, text): (String, String, String) = sqlx::query_as(
        "select a.title, a.summary, x.plain_text
         from articles a join renderings x on x.revision_id = a.head_id where a.id = $1",
    )
    .bind(id.clone())
    .fetch_one(&mut *connection)
    .await?;
    let text = match folded {
        Some(folded) if folded.plain_text == text => folded.indexed.clone(),
        _ => fold::indexed(&text),
    };
    let words = index::Words { title: fold::indexed(&title), summary: fold::indexed(&summary), text };
    index::put(connection, &id, words).await?;
    place_anew(connection, Quoting::Article, &id).await?;
    let relations: Vec<(String, String, String, String, Option<String>)> = sqlx::query_as(
        "select r.id, r.from_id, r.kind, r.to_id,
                (select o.id from articles o where o.id in (r.from_id, r.to_id) and o.hidden_at is not null)
         from relations r where r.hidden_with = $1 order by r.id",
    )
    .bind(id)
    .fetch_all(&mut *connection)
    .await?;
    for (relation, from, kind, to, other_hidden) in relations {
        if other_hidden.is_some() {
            sqlx::query("update relations set hidden_with = $2 where id = $1")
                .bind(relation)
                .bind(other_hidden)
                .execute(&mut *connection)
                .await?;
            continue;
        }
        let (from_id, to_id) = (id_of(&from)?, id_of(&to)?);
        let kind = Kind::from_name(&kind).ok_or_else(|| Error::corrupt(&kind))?;
        let possible = !related(connection, from_id, kind, to_id).await?
            && (kind != Kind::PartOf || !ancestors(connection, to_id).await?.contains(&from_id));
        if possible {
            bring_back(connection, &relation).await?;
        } else {
            sqlx::query(
                "update relations set hidden_with = null, removed_by = $2,
                        removed_as = (select role from contributors where id = $2)
                 where id = $1",
            )
            .bind(relation)
            .bind(act.by.author.clone())
            .execute(&mut *connection)
            .await?;
        }
    }
    Ok(())
}

/// Brings a relation back that was removed.
pub(super) async fn bring_back(connection: &mut SqliteConnection, relation: &str) -> Result<(), Error> {
    let (kind, from): (String, String) = sqlx::query_as(
        "update relations set removed_at = null, removed_by = null, hidden_with = null where id = $1
         returning kind, from_id",
    )
    .bind(relation.to_owned())
    .fetch_one(&mut *connection)
    .await?;
    if kind == Kind::PartOf.name() {
        reparent(connection, &from).await?;
    }
    Ok(())
}

/// Stops somebody from writing.
pub(super) async fn block(
    connection: &mut SqliteConnection,
    contributor: ContributorId,
    sessions: Sessions,
    act: Act<'_>,
) -> Result<(), Error> {
    sqlx::query(
        "update contributors set blocked_at = $2, blocked_by = $3, blocked_reason = $4 where id = $1",
    )
    .bind(contributor.to_string())
    .bind(act.by.at)
    .bind(act.by.author.clone())
    .bind(act.reason.to_owned())
    .execute(&mut *connection)
    .await?;
    if sessions == Sessions::End {
        sqlx::query("delete from sessions where contributor_id = $1")
            .bind(contributor.to_string())
            .execute(connection)
            .await?;
    }
    Ok(())
}

/// Lets somebody write again.
pub(super) async fn unblock(
    connection: &mut SqliteConnection,
    contributor: ContributorId,
) -> Result<(), Error> {
    sqlx::query(
        "update contributors set blocked_at = null, blocked_by = null, blocked_reason = null where id = $1",
    )
    .bind(contributor.to_string())
    .execute(connection)
    .await?;
    Ok(())
}
