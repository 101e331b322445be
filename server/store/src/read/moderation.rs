//! What moderators see: what is hidden, who wrote what, and what was removed.

use domain::id::{ArticleId, ContributorId, RevisionId, Timestamp};
use domain::moderation::{Hideable, RemovedFacts};
use domain::relation::{Direction, Kind};
use domain::role::Role;
use model::{ArticleLink, Contributor, HiddenThing, Hiding, Person, RemovedRelation};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use sqlx::FromRow;

use super::json::{LinkRow, PersonRow, list, person};
use super::parse;
use crate::{Error, Store};

/// The most things that a list of moderation has.
const MAX_LISTED: i64 = 200;

/// `[author…, at, reason]`
#[derive(Deserialize)]
pub(super) struct HidingRow(PersonRow, Timestamp, String);

impl From<HidingRow> for Hiding {
    fn from(row: HidingRow) -> Self {
        Self { by: row.0.into(), at: row.1, reason: row.2 }
    }
}

/// What a [`HidingRow`] is made of, of the columns of a hidden thing; null where it is not hidden.
macro_rules! hiding {
    ($by:literal, $at:literal, $reason:literal) => {
        concat!(
            "(select json_array(json_array(hw.id, hw.first_name, hw.last_name, hw.mark), ",
            $at,
            ", ",
            $reason,
            ")
              from contributors hw where hw.id = ",
            $by,
            ")"
        )
    };
}
pub(super) use hiding;

/// What the log says of a change `g` by `c` about the article `a`, but for what was taken back since. Names and titles are those
/// of now, since a former one may have been changed for its words.
macro_rules! detail {
    () => {
        "case
         when g.command = 'introduce' then trim(c.first_name || ' ' || c.last_name)
         when g.command in ('hide', 'unhide', 'block', 'unblock', 'undo', 'lock-article', 'unlock-article') then g.detail
         when a.hidden_at is not null then ''
         when g.command in ('create-article', 'revise-article') then coalesce(
             (select g.detail from revisions dr where dr.id = g.subject_id and dr.hidden_at is null), '')
         when g.command in ('relate', 'remove-relation', 'restore-relation') then coalesce(
             (select case when g.command = 'relate' then substr(g.detail, 1, instr(g.detail, '“') - 1) else '' end
                     || '“' || do.title || '”'
              from relations dl join articles do on do.id = dl.to_id and do.hidden_at is null
              where dl.id = g.subject_id), '')
         when g.command = 'reword-relation' then coalesce(
             (select g.detail from relations dl where dl.id = g.subject_id and dl.removed_at is null), '')
         when g.command in ('dismiss-suggestion', 'restore-suggestion') then coalesce(
             (select '“' || do.title || '”' from articles do where do.id = g.subject_id and do.hidden_at is null), '')
         when g.command in ('add-comment', 'edit-comment') then coalesce(
             (select g.detail from comments dm where dm.id = g.subject_id and dm.withdrawn_at is null), '')
         when g.command in ('add-citation', 'edit-citation') then coalesce(
             (select g.detail from citations dm where dm.id = g.subject_id and dm.withdrawn_at is null), '')
         else '' end"
    };
}
pub(super) use detail;

/// A thing that may be hidden, with where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The article that it is, or is on.
    pub article: ArticleLink,
    /// The number of a revision, and that of the newest one of its article.
    pub revision: Option<(i64, i64)>,
    /// Whether it is hidden.
    pub hidden: bool,
}

#[derive(FromRow)]
struct RemovedRow {
    id: String,
    from_id: String,
    kind: String,
    author_id: String,
    made_by: Option<String>,
    removed_at: i64,
    by: Option<String>,
    role: Option<String>,
    other: String,
}

#[derive(FromRow)]
struct HiddenRow {
    what: String,
    id: String,
    number: Option<i64>,
    article: String,
    author: String,
    hiding: String,
}

#[derive(FromRow)]
struct ContributorRow {
    id: String,
    first_name: String,
    last_name: String,
    mark: i64,
    role: String,
    created_at: i64,
    network: Option<String>,
    newcomers: i64,
    blocked: Option<String>,
}

impl Store {
    /// Where a thing is that may be hidden, hidden or not.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn located(&self, thing: Hideable) -> Result<Option<Located>, Error> {
        let query = match thing {
            Hideable::Article(_) => {
                "select json_array(id, slug, title, summary), null, null, hidden_at is not null
                 from articles where id = $1"
            }
            Hideable::Revision(_) => {
                "select json_array(a.id, a.slug, a.title, a.summary), r.number, h.number, r.hidden_at is not null
                 from revisions r join articles a on a.id = r.article_id join revisions h on h.id = a.head_id
                 where r.id = $1"
            }
            Hideable::Comment(_) => {
                "select json_array(a.id, a.slug, a.title, a.summary), null, null, m.hidden_by is not null
                 from comments m join articles a on a.id = m.article_id where m.id = $1"
            }
            Hideable::Citation(_) => {
                "select json_array(a.id, a.slug, a.title, a.summary), null, null, m.hidden_by is not null
                 from citations m join articles a on a.id = m.article_id where m.id = $1"
            }
        };
        let row: Option<(String, Option<i64>, Option<i64>, bool)> =
            sqlx::query_as(query).bind(thing.id()).fetch_optional(&self.readers).await?;
        row.map(|(article, number, newest, hidden)| {
            Ok(Located {
                article: serde_json::from_str::<LinkRow>(&article)?.into(),
                revision: number.zip(newest),
                hidden,
            })
        })
        .transpose()
    }

    /// The revisions of an article by number, oldest first, each with whether it is hidden.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn revision_numbers(&self, article: ArticleId) -> Result<Vec<(i64, RevisionId, bool)>, Error> {
        let rows: Vec<(i64, String, bool)> = sqlx::query_as(
            "select number, id, hidden_at is not null from revisions where article_id = $1 order by number",
        )
        .bind(article.to_string())
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(|(number, id, hidden)| Ok((number, parse(&id)?, hidden))).collect()
    }

    /// Remembers for seven days from which network a newcomer came. `network` is what all of its addresses have in common; of
    /// it only 24 bits of a keyed hash are kept. Nothing is kept of accounts, and of those who are known for longer.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn keep_newcomer(
        &self,
        contributor: ContributorId,
        network: Vec<u8>,
        now: Timestamp,
    ) -> Result<(), Error> {
        const KEPT_MILLIS: i64 = 7 * 24 * 60 * 60 * 1000;
        self.writer
            .run(move |pool| async move {
                let key: String = sqlx::query_scalar("select value from settings where name = 'network-key'")
                    .fetch_one(&pool)
                    .await?;
                let mut hasher = Sha256::new();
                hasher.update(key.as_bytes());
                hasher.update(&network);
                let sign: String = hasher.finalize()[..3].iter().map(|byte| format!("{byte:02x}")).collect();
                sqlx::query(
                    "delete from newcomers where at < $3;
                     insert into newcomers (contributor_id, network, at)
                     select $1, $2, $4
                     where not exists (select 1 from contributors where id = $1 and (account = 1 or created_at < $3))
                     on conflict (contributor_id) do nothing",
                )
                .bind(contributor.to_string())
                .bind(sign)
                .bind(now.0 - KEPT_MILLIS)
                .bind(now.0)
                .execute(&pool)
                .await?;
                Ok(())
            })
            .await
    }

    /// The relations of an article that were removed and may come back, the last first; at most 200.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn removed_relations(&self, article: ArticleId) -> Result<Vec<RemovedRelation>, Error> {
        let rows: Vec<RemovedRow> = sqlx::query_as(
            "select r.id, r.from_id, r.kind, r.author_id, r.made_by, r.removed_at,
                    case when w.id is not null then json_array(w.id, w.first_name, w.last_name, w.mark) end as by, r.removed_as as role,
                    json_array(o.id, o.slug, o.title, o.summary) as other
             from relations r
             join articles o on o.id = case when r.from_id = $1 then r.to_id else r.from_id end and o.hidden_at is null
             left join contributors w on w.id = r.removed_by
             where r.removed_at is not null and r.hidden_with is null
               and r.id in (select id from relations where from_id = $1 and removed_at is not null
                            union all
                            select id from relations where to_id = $1 and removed_at is not null)
             order by r.removed_at desc, r.id limit $2",
        )
        .bind(article.to_string())
        .bind(MAX_LISTED)
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|row| {
                let by =
                    row.by.as_deref().map(serde_json::from_str::<PersonRow>).transpose()?.map(Person::from);
                let from: ArticleId = parse(&row.from_id)?;
                Ok(RemovedRelation {
                    id: parse(&row.id)?,
                    direction: if from == article { Direction::Forward } else { Direction::Backward },
                    other: serde_json::from_str::<LinkRow>(&row.other)?.into(),
                    at: Timestamp(row.removed_at),
                    facts: RemovedFacts {
                        kind: Kind::from_name(&row.kind).ok_or_else(|| Error::corrupt(&row.kind))?,
                        from,
                        author: parse(&row.author_id)?,
                        maker: row.made_by.as_deref().map(parse).transpose()?,
                        removed_by: by.as_ref().map(|by| by.id),
                        removed_by_role: row.role.as_deref().map_or(Role::Contributor, Role::from_name),
                        with_article: false,
                    },
                    by,
                })
            })
            .collect()
    }

    /// What is hidden, the last first; at most 200.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn hidden(&self) -> Result<Vec<HiddenThing>, Error> {
        let rows: Vec<HiddenRow> = sqlx::query_as(concat!(
            "with hidden (what, id, number, article_id, author_id, by, at, reason) as (
                 select 'article', id, null, id, created_by, hidden_by, hidden_at, hidden_reason
                 from articles where hidden_at is not null
                 union all
                 select 'revision', id, number, article_id, author_id, hidden_by, hidden_at, hidden_reason
                 from revisions where hidden_at is not null
                 union all
                 select 'comment', id, null, article_id, author_id, hidden_by, withdrawn_at, hidden_reason
                 from comments where hidden_by is not null
                 union all
                 select 'citation', id, null, article_id, author_id, hidden_by, withdrawn_at, hidden_reason
                 from citations where hidden_by is not null
             )
             select h.what, h.id, h.number, json_array(a.id, a.slug, a.title, a.summary) as article,
                    json_array(w.id, w.first_name, w.last_name, w.mark) as author, ",
            hiding!("h.by", "h.at", "h.reason"),
            " as hiding
             from hidden h join articles a on a.id = h.article_id join contributors w on w.id = h.author_id
             order by h.at desc, h.id limit $1"
        ))
        .bind(MAX_LISTED)
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|row| {
                let thing = match row.what.as_str() {
                    "article" => Hideable::Article(parse(&row.id)?),
                    "revision" => Hideable::Revision(parse(&row.id)?),
                    "comment" => Hideable::Comment(parse(&row.id)?),
                    _ => Hideable::Citation(parse(&row.id)?),
                };
                Ok(HiddenThing {
                    thing,
                    article: serde_json::from_str::<LinkRow>(&row.article)?.into(),
                    number: row.number,
                    author: serde_json::from_str::<PersonRow>(&row.author)?.into(),
                    hiding: serde_json::from_str::<HidingRow>(&row.hiding)?.into(),
                })
            })
            .collect()
    }

    /// Who is blocked, the last first; at most 200.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn blocked(&self) -> Result<Vec<(Person, Hiding)>, Error> {
        let rows: Option<String> = sqlx::query_scalar(concat!(
            "select json_group_array(json_array(json_array(id, first_name, last_name, mark), json(hiding))) from (
                 select b.id, b.first_name, b.last_name, b.mark, ",
            hiding!("b.blocked_by", "b.blocked_at", "b.blocked_reason"),
            " as hiding from contributors b where b.blocked_at is not null order by b.blocked_at desc limit $1)"
        ))
        .bind(MAX_LISTED)
        .fetch_one(&self.readers)
        .await?;
        let rows: Vec<(PersonRow, HidingRow)> = list(rows.as_deref())?;
        Ok(rows.into_iter().map(|(person, hiding)| (person.into(), hiding.into())).collect())
    }

    /// Somebody as moderators see them.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn contributor(&self, id: ContributorId) -> Result<Option<Contributor>, Error> {
        let row: Option<ContributorRow> = sqlx::query_as(concat!(
            "select c.id, c.first_name, c.last_name, c.mark, c.role, c.created_at, n.network,
                    (select count(*) from newcomers o where o.network = n.network) as newcomers,
                    case when c.blocked_at is not null then ",
            hiding!("c.blocked_by", "c.blocked_at", "c.blocked_reason"),
            " end as blocked
             from contributors c left join newcomers n on n.contributor_id = c.id
             where c.id = $1"
        ))
        .bind(id.to_string())
        .fetch_optional(&self.readers)
        .await?;
        row.map(|row| {
            Ok(Contributor {
                person: person(parse(&row.id)?, &row.first_name, &row.last_name, row.mark),
                role: Role::from_name(&row.role),
                since: Timestamp(row.created_at),
                network: row.network.map(|network| (network, row.newcomers)),
                blocked: row
                    .blocked
                    .as_deref()
                    .map(serde_json::from_str::<HidingRow>)
                    .transpose()?
                    .map(Hiding::from),
            })
        })
        .transpose()
    }
}
