//! The log as clients pull it, and what the server knows of a client.

use domain::command::CommandKind;
use domain::id::{ArticleId, ContributorId, Timestamp};
use futures_util::FutureExt as _;
use model::Person;
use sqlx::{FromRow, SqliteConnection};

use super::json::{person, title};
use super::moderation::detail;
use super::{command_kind, parse};
use crate::{Error, Store};

/// The most bytes of things in one answer, give or take the last one.
const BYTES: i64 = 1_024 * 1_024;

/// Whether the texts of articles are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    /// With the body of every revision.
    Whole,
    /// Without, for those who only want to know what changed.
    None,
}

/// A part of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct LogPart {
    /// The history that it is of; it changes with a restore from a backup.
    pub epoch: String,
    /// Its changes, oldest first, without gaps.
    pub changes: Vec<Change>,
    /// The sequence of the last change that was looked at.
    pub next: i64,
    /// Whether there is more already.
    pub more: bool,
}

/// A row of the log, with what it made or changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Its place; strictly increasing, without gaps.
    pub sequence: i64,
    /// The kind of command that made it.
    pub kind: CommandKind,
    /// The server's time.
    pub at: Timestamp,
    /// Who made it, as others see them.
    pub by: Person,
    /// The article it is about, if any.
    pub article: Option<ArticleId>,
    /// That article's address.
    pub slug: Option<String>,
    /// A few words about it.
    pub detail: String,
    /// What was made or changed, as it stands now: at least as new as this change. Empty where somebody only gave their
    /// name.
    pub things: Vec<serde_json::Value>,
}

#[derive(FromRow)]
struct ChangeRow {
    sequence: i64,
    command: String,
    at: i64,
    contributor_id: String,
    first_name: String,
    last_name: String,
    mark: i64,
    article_id: Option<String>,
    slug: Option<String>,
    detail: String,
    thing: Option<String>,
    /// Of what was hidden or shown and has others standing on it.
    since: Option<i64>,
    second: Option<String>,
}

/// One statement, and so one moment: nothing in it is older than the changes that it stands with.
const CHANGES: &str = concat!(
    "
select g.sequence, g.command, g.at, g.contributor_id, c.first_name, c.last_name, c.mark, g.article_id,
       case when a.hidden_at is null then a.slug end as slug, ",
    detail!(),
    " as detail,
       case
       when g.command in ('create-article', 'revise-article')
            or h.thing = 'revision' then (
           select json_object('type', 'revision', 'id', r.id, 'article', r.article_id, 'number', r.number,
                              'parent', r.parent_id, 'merged_from', r.merged_from_id,
                              'title', case when r.hidden_at is null and a.hidden_at is null then r.title else '' end,
                              'summary', case when r.hidden_at is null and a.hidden_at is null then r.summary else '' end,
                              'body', case when r.hidden_at is not null or a.hidden_at is not null then ''
                                           when $3 = 1 then r.body end,
                              'note', case when r.hidden_at is null and a.hidden_at is null then r.note else '' end,
                              'hidden', json(case when r.hidden_at is null and a.hidden_at is null
                                                  then 'false' else 'true' end),
                              'proposal', (select p.comment_id from proposals p where p.applied_id = r.id))
           from revisions r where r.id = g.subject_id)
       when g.command in ('relate', 'reword-relation', 'remove-relation', 'restore-relation') then (
           select json_object('type', 'relation', 'id', r.id, 'from', r.from_id, 'kind', r.kind, 'to', r.to_id,
                              'explanation', case when r.removed_at is null then r.explanation else '' end, 'version', r.version,
                              'removed', json(case when r.removed_at is null then 'false' else 'true' end))
           from relations r where r.id = g.subject_id)
       when g.command in ('add-comment', 'edit-comment', 'withdraw-comment')
            or h.thing = 'comment' then (
           select json_object('type', 'comment', 'id', m.id, 'article', m.article_id, 'parent', m.parent_id,
                              'body', case when m.withdrawn_at is null then m.body else '' end,
                              'version', m.version,
                              'withdrawn', json(case when m.withdrawn_at is null then 'false' else 'true' end),
                              'proposal', json((select json_object(
                                  'base', p.base_id, 'title', p.title, 'summary', p.summary,
                                  'body', case when $3 = 1 then p.body end) from proposals p
                                  join revisions b on b.id = p.base_id and b.hidden_at is null
                                  where p.comment_id = m.id and m.withdrawn_at is null)),
                              'quotes', json((select json_group_array(json_object(
                                  'id', q.id, 'revision', q.revision_id, 'start', q.start_at, 'end', q.end_at,
                                  'exact', q.exact)) from anchors q
                                  where q.comment_id = m.id and m.withdrawn_at is null
                                    and exists (select 1 from revisions k
                                                where k.id = q.revision_id and k.hidden_at is null))))
           from comments m where m.id = g.subject_id)
       when g.command in ('add-citation', 'edit-citation', 'withdraw-citation')
            or h.thing = 'citation' then (
           select json_object('type', 'citation', 'id', m.id, 'article', m.article_id,
                              'source', json(case when m.withdrawn_at is null then json_object(
                                  'title', m.title, 'url', m.url, 'author', m.authors,
                                  'publisher', m.publisher, 'date', m.date, 'excerpt', m.excerpt,
                                  'note', m.note, 'identifier', m.identifier,
                                  'accessed', m.accessed, 'stance', m.stance,
                                  'container', m.container) else 'null' end),
                              'version', m.version,
                              'withdrawn', json(case when m.withdrawn_at is null then 'false' else 'true' end),
                              'quotes', json((select json_group_array(json_object(
                                  'id', q.id, 'revision', q.revision_id, 'start', q.start_at, 'end', q.end_at,
                                  'exact', q.exact)) from anchors q
                                  where q.citation_id = m.id and q.source = 0 and m.withdrawn_at is null
                                    and exists (select 1 from revisions k
                                                where k.id = q.revision_id and k.hidden_at is null))))
           from citations m where m.id = g.subject_id)
       when g.command in ('lock-article', 'unlock-article') then
           json_object('type', 'lock', 'article', a.id, 'scope', a.lock_scope, 'reason', a.lock_reason,
                       'since', a.lock_since, 'until', a.lock_until)
       when h.thing = 'article' then json_object('type', 'article', 'id', a.id,
           'hidden', json(case when a.hidden_at is null then 'false' else 'true' end))
       end as thing,
       case when h.thing in ('article', 'revision') then
           (select min(n.sequence) - 1 from changes n where n.article_id = g.article_id) end as since,
       (select json_object('type', 'relation', 'id', r.id, 'from', r.from_id, 'kind', r.kind, 'to', r.to_id,
                           'explanation', case when r.removed_at is null then r.explanation else '' end, 'version', r.version,
                           'removed', json(case when r.removed_at is null then 'false' else 'true' end))
        from relations r where r.id = g.second_id) as second
from changes g
join contributors c on c.id = g.contributor_id
left join articles a on a.id = g.article_id
left join (select 'article' as thing union all select 'revision' union all select 'comment' union all select 'citation') h
     on g.command in ('hide', 'unhide') and g.detail like h.thing || '%'
where g.sequence > $1 and g.sequence <= $2 order by g.sequence"
);

/// The last of at most $2 changes after $1 before which there are no more than $4 bytes of texts, and the newest change.
/// Lengths are summed before any text is read.
const UPTO: &str = "
with log (sequence, bytes) as (
    select g.sequence,
           coalesce((select case when $3 = 1 then octet_length(r.body) else 0 end + octet_length(r.summary)
                     from revisions r where r.id = g.subject_id), 0)
         + coalesce((select octet_length(m.body) from comments m where m.id = g.subject_id), 0)
         + coalesce((select octet_length(p.body) from proposals p where p.comment_id = g.subject_id and $3 = 1), 0)
         + coalesce((select sum(octet_length(q.exact)) from anchors q where q.comment_id = g.subject_id), 0)
         + coalesce((select sum(octet_length(q.exact)) from anchors q where q.citation_id = g.subject_id), 0)
    from changes g where g.sequence > $1 order by g.sequence limit $2
)
select coalesce(max(sequence), $1), coalesce((select max(sequence) from changes), 0)
from (select sequence, sum(bytes) over (order by sequence) - bytes as before from log)
where before <= $4";

/// The number of the last change that is read, that of the newest there is, and the changes.
async fn read(
    connection: &mut SqliteConnection,
    since: i64,
    most: i64,
    texts: i64,
) -> Result<(i64, i64, Vec<ChangeRow>), Error> {
    let (upto, newest): (i64, i64) = sqlx::query_as(UPTO)
        .bind(since)
        .bind(most)
        .bind(texts)
        .bind(BYTES)
        .fetch_one(&mut *connection)
        .await?;
    let rows = sqlx::query_as(CHANGES).bind(since).bind(upto).bind(texts).fetch_all(connection).await?;
    Ok((upto.max(since), newest, rows))
}

impl Store {
    /// The changes after `since`, oldest first, at most `limit` and about a mebibyte.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn changes(&self, since: i64, limit: usize, texts: Texts) -> Result<LogPart, Error> {
        let epoch = self.epoch();
        let texts = i64::from(texts == Texts::Whole);
        let most = i64::try_from(limit.max(1)).map_err(Error::corrupt)?;
        let (next, newest, rows) =
            self.bounded(move |connection| read(connection, since, most, texts).boxed()).await?;
        let changes = rows.into_iter().map(Change::try_from).collect::<Result<_, _>>()?;
        Ok(LogPart { epoch, more: next < newest, next, changes })
    }

    /// Whose a client is, and the number of its next command; `None` if it has sent nothing yet. `client` is the
    /// SHA-256 of its id.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn client(&self, client: &str) -> Result<Option<(ContributorId, i64)>, Error> {
        let row: Option<(String, i64)> =
            sqlx::query_as("select contributor_id, next_number from clients where id = $1")
                .bind(client)
                .fetch_optional(&self.readers)
                .await?;
        row.map(|(contributor, next)| Ok((parse(&contributor)?, next))).transpose()
    }
}

impl TryFrom<ChangeRow> for Change {
    type Error = Error;

    fn try_from(row: ChangeRow) -> Result<Self, Error> {
        let things = [row.thing, row.second].into_iter().flatten();
        let mut things: Vec<serde_json::Value> =
            things.map(|thing| serde_json::from_str(&thing)).collect::<Result<_, _>>()?;
        if let (Some(since), Some(thing)) = (row.since, things.first_mut()) {
            thing["again"] = since.into();
        }
        let by = person(parse(&row.contributor_id)?, &row.first_name, &row.last_name, row.mark);
        Ok(Self {
            sequence: row.sequence,
            kind: command_kind(&row.command)?,
            at: Timestamp(row.at),
            by,
            article: row.article_id.as_deref().map(parse).transpose()?,
            slug: row.slug,
            detail: title(row.detail),
            things,
        })
    }
}
