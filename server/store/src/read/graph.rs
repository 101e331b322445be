//! The graph of all articles: whole, and what became of it since a change.
//!
//! The whole is read once after the start, row by row, since its rows are many; what changed since is one statement
//! with JSON arrays, like all small read models. Both are of one moment, named by their sequence.

use std::collections::{BTreeSet, HashMap};

use domain::command::CommandKind;
use domain::id::{ArticleId, ContributorId, RelationId, Timestamp};
use domain::relation::Kind;
use domain::slug::Slug;
use model::{ArticleLink, Person, RelationView};
use serde::Deserialize;
use sqlx::FromRow;
use sqlx::sqlite::SqliteRow;

use super::json::{PersonRow, list, person, title};
use super::parse;
use crate::{Error, Store};

/// The most changes that are looked through at once.
pub const MAX_CHANGES_AT_ONCE: i64 = 500;

/// An article as the graph has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleNode {
    /// The article.
    pub id: ArticleId,
    /// Its slug.
    pub slug: Slug,
    /// Title of the head.
    pub title: String,
    /// When it was made.
    pub created: Timestamp,
    /// When its head was made.
    pub changed: Timestamp,
    /// Who made it.
    pub author: ContributorId,
    /// Comments on it that were not withdrawn.
    pub comments: i64,
    /// Whether there is a lock, and when it ends by itself.
    pub lock: Option<Option<Timestamp>>,
    /// Its place in the picture of everything.
    pub place: Option<(i64, i64)>,
}

/// A relation as the graph has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationEdge {
    /// The relation.
    pub id: RelationId,
    /// The first article.
    pub from: ArticleId,
    /// Kind.
    pub kind: Kind,
    /// The second article.
    pub to: ArticleId,
    /// When it was explained last.
    pub at: Timestamp,
    /// By whom.
    pub author: ContributorId,
    /// Its place among all relations in the order in which they came, which no id says.
    pub made: i64,
}

/// Everything.
#[derive(Debug, Clone, Default)]
pub struct Everything {
    /// The newest change that is in it.
    pub sequence: i64,
    /// Who wrote articles and explanations, by the order in which they appear there.
    pub people: Vec<Person>,
    /// All articles, in the order in which they were made.
    pub articles: Vec<ArticleNode>,
    /// All relations that were not removed.
    pub relations: Vec<RelationEdge>,
}

/// What became of some articles, relations and names.
#[derive(Debug, Clone, Default)]
pub struct News {
    /// The newest change that was looked at.
    pub sequence: i64,
    /// Whether there may be newer ones.
    pub more: bool,
    /// What was done.
    pub commands: BTreeSet<CommandKind>,
    /// Whether articles were hidden or shown again: then everything is to be read anew, since numbers change.
    pub hides: bool,
    /// Names of those who wrote what follows, or who changed their name.
    pub people: Vec<Person>,
    /// Articles that were touched, as they are now, in the order in which they were made.
    pub articles: Vec<ArticleNode>,
    /// Relations that were touched, as they are now; `None` where they were removed.
    pub relations: Vec<(RelationId, Option<RelationEdge>)>,
}

#[derive(FromRow)]
struct NodeRow {
    id: String,
    slug: String,
    title: String,
    created_at: i64,
    changed_at: i64,
    created_by: String,
    comment_count: i64,
    locked: i64,
    lock_until: Option<i64>,
    x: Option<i64>,
    y: Option<i64>,
}

#[derive(FromRow)]
struct EdgeRow {
    id: String,
    from_id: String,
    kind: String,
    to_id: String,
    at: i64,
    author_id: String,
    made: i64,
}

#[derive(FromRow)]
struct NewsRow {
    sequence: i64,
    looked_at: i64,
    commands: Option<String>,
    hides: bool,
    people: Option<String>,
    articles: Option<String>,
    relations: Option<String>,
}

/// `[id, slug, title, created, changed, author, comments, locked, until, x, y]`
#[derive(Deserialize)]
struct NodeJson(
    ArticleId,
    Slug,
    String,
    Timestamp,
    Timestamp,
    ContributorId,
    i64,
    i64,
    Option<Timestamp>,
    Option<i64>,
    Option<i64>,
);

/// `[id, from, kind, to, at, author, made, removed]`
#[derive(Deserialize)]
struct EdgeJson(RelationId, ArticleId, Kind, ArticleId, Timestamp, ContributorId, i64, i64);

const ARTICLES: &str =
    "select a.id, a.slug, a.title, a.created_at, a.changed_at, a.created_by, a.comment_count,
       case when a.lock_scope is null then 0 else 1 end as locked, a.lock_until, p.x, p.y
from articles a left join places p on p.article_id = a.id
where a.hidden_at is null
order by a.number";

const RELATIONS: &str =
    "select id, from_id, kind, to_id, at, author_id, rowid as made from relations where removed_at is null";

const PEOPLE: &str = "select id, first_name, last_name, mark from contributors
where id in (select created_by from articles union select author_id from relations)";

const NEWS: &str = "with log as (
    select sequence, command, contributor_id, article_id, subject_id, second_id
    from changes where sequence > $1 order by sequence limit $2
), touched as (
    select id from relations where id in (
        select subject_id from log where command in ('relate', 'reword-relation', 'remove-relation', 'restore-relation')
        union select second_id from log where second_id is not null)
), made as (
    select id from articles where id in (select article_id from log)
)
select coalesce((select max(sequence) from log), $1) as sequence,
       (select count(*) from log) as looked_at,
       (select json_group_array(distinct command) from log) as commands,
       exists (select 1 from log l join articles a on a.id = l.subject_id
               where l.command in ('hide', 'unhide')) as hides,
       (select json_group_array(json_array(id, first_name, last_name, mark)) from contributors where id in (
            select contributor_id from log where command = 'introduce'
            union select created_by from articles where id in (select id from made)
            union select author_id from relations where id in (select id from touched))) as people,
       (select json_group_array(json_array(id, slug, title, created_at, changed_at, created_by, comment_count, locked,
                                           lock_until, x, y))
        from (select a.id, a.slug, a.title, a.created_at, a.changed_at, a.created_by, a.comment_count,
                     case when a.lock_scope is null then 0 else 1 end as locked, a.lock_until, p.x, p.y
              from articles a left join places p on p.article_id = a.id
              where a.id in (select id from made) and a.hidden_at is null order by a.number)) as articles,
       (select json_group_array(json_array(id, from_id, kind, to_id, at, author_id, rowid,
                                           case when removed_at is null then 0 else 1 end))
        from relations where id in (select id from touched)) as relations";

impl Store {
    /// Everything: all articles and relations, of one moment.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn everything(&self) -> Result<Everything, Error> {
        // One transaction sees one moment. PostgreSQL needs `repeatable read` for that.
        let mut transaction = self.readers.begin().await?;
        let sequence = sqlx::query_scalar("select value from counters where name = 'sequence'")
            .fetch_one(&mut *transaction)
            .await?;
        // Each row becomes what is kept at once: there are very many, and their texts are several times as large.
        let articles: Vec<ArticleNode> = sqlx::query(ARTICLES)
            .try_map(|row| kept::<NodeRow, _>(&row))
            .fetch_all(&mut *transaction)
            .await?;
        let mut relations: Vec<RelationEdge> = sqlx::query(RELATIONS)
            .try_map(|row| kept::<EdgeRow, _>(&row))
            .fetch_all(&mut *transaction)
            .await?;
        let people: Vec<(String, String, String, i64)> =
            sqlx::query_as(PEOPLE).fetch_all(&mut *transaction).await?;
        transaction.rollback().await?;
        relations.sort_unstable_by_key(|relation| relation.id);
        let mut names = HashMap::with_capacity(people.len());
        for (id, first, last, mark) in people {
            let id = parse(&id)?;
            names.insert(id, person(id, &first, &last, mark));
        }
        let wrote = articles.iter().map(|node| node.author).chain(relations.iter().map(|edge| edge.author));
        let people = wrote.filter_map(|author| names.remove(&author)).collect();
        Ok(Everything { sequence, people, articles, relations })
    }

    /// What became of the graph after the change `since`; of at most [`MAX_CHANGES_AT_ONCE`] changes.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn graph_news(&self, since: i64) -> Result<News, Error> {
        let row: NewsRow =
            sqlx::query_as(NEWS).bind(since).bind(MAX_CHANGES_AT_ONCE).fetch_one(&self.readers).await?;
        let kinds: Vec<String> = list(row.commands.as_deref())?;
        let kind = |name: &String| CommandKind::from_name(name).ok_or_else(|| Error::corrupt(name));
        let people: Vec<PersonRow> = list(row.people.as_deref())?;
        let articles: Vec<NodeJson> = list(row.articles.as_deref())?;
        let relations: Vec<EdgeJson> = list(row.relations.as_deref())?;
        let mut relations: Vec<_> = relations.into_iter().map(EdgeJson::edge).collect();
        relations.sort_unstable_by_key(|(id, _)| *id);
        Ok(News {
            sequence: row.sequence,
            more: row.looked_at == MAX_CHANGES_AT_ONCE,
            commands: kinds.iter().map(kind).collect::<Result<_, _>>()?,
            hides: row.hides,
            people: people.into_iter().map(Person::from).collect(),
            articles: articles.into_iter().map(NodeJson::node).collect(),
            relations,
        })
    }

    /// Who has an account or a role, with names and marks.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn accounts(&self) -> Result<Vec<Person>, Error> {
        let rows: Vec<(String, String, String, i64)> = sqlx::query_as(
            "select id, first_name, last_name, mark from contributors where account = 1 or role = 'moderator'",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(|(id, first, last, mark)| Ok(person(parse(&id)?, &first, &last, mark))).collect()
    }

    /// Keeps where articles stand in the picture of everything. It is no change of anything: the log has no row of it.
    ///
    /// # Errors
    /// If the database fails; then no place is kept.
    pub async fn keep_places(&self, places: Vec<(ArticleId, i64, i64)>) -> Result<(), Error> {
        /// So many that no save waits for long.
        const AT_ONCE: usize = 2_000;
        for some in places.chunks(AT_ONCE) {
            let rows = some.iter().map(|(id, x, y)| (id.to_string(), *x, *y)).collect::<Vec<_>>();
            let rows = serde_json::to_string(&rows)?;
            self.writer
                .run(|pool| async move {
                    sqlx::query(
                        "insert into places (article_id, x, y)
                         select json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
                         from json_each($1) where true
                         on conflict (article_id) do update set x = excluded.x, y = excluded.y",
                    )
                    .bind(rows)
                    .execute(&pool)
                    .await?;
                    Ok(())
                })
                .await?;
        }
        Ok(())
    }

    /// Relations that were not removed, each as seen from its first article, with the second at the other end.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn explanations(&self, relations: &[RelationId]) -> Result<Vec<RelationView>, Error> {
        let ids: Vec<String> = relations.iter().map(ToString::to_string).collect();
        let rows: Option<String> = sqlx::query_scalar(
            "select json_group_array(json_array(r.id, r.kind, 'forward', json_array(o.id, o.slug, o.title, o.summary),
                    r.explanation, json_array(w.id, w.first_name, w.last_name, w.mark), r.at, r.version))
             from relations r
             join articles o on o.id = r.to_id
             join contributors w on w.id = r.author_id
             where r.id in (select value from json_each($1)) and r.removed_at is null",
        )
        .bind(serde_json::to_string(&ids)?)
        .fetch_one(&self.readers)
        .await?;
        let rows: Vec<super::json::RelationRow> = list(rows.as_deref())?;
        Ok(rows.into_iter().map(RelationView::from).collect())
    }

    /// The article that has or had a slug, to link to; also where that is in another form or case of its letters.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn link_of(&self, slug: &Slug) -> Result<Option<ArticleLink>, Error> {
        let id: Option<String> = sqlx::query_scalar("select article_id from slugs where slug = $1")
            .bind(slug.as_str().to_owned())
            .fetch_optional(&self.readers)
            .await?;
        if let Some(id) = id {
            return self.link(parse(&id)?).await;
        }
        let Some(resolved) = self.resolve_variant(slug).await?.filter(|resolved| resolved != slug) else {
            return Ok(None);
        };
        let id: Option<String> = sqlx::query_scalar("select id from articles where slug = $1")
            .bind(resolved.as_str().to_owned())
            .fetch_optional(&self.readers)
            .await?;
        match id {
            Some(id) => self.link(parse(&id)?).await,
            None => Ok(None),
        }
    }
}

fn kept<'r, Row, T>(row: &'r SqliteRow) -> Result<T, sqlx::Error>
where
    Row: FromRow<'r, SqliteRow>,
    T: TryFrom<Row, Error = Error>,
{
    T::try_from(Row::from_row(row)?).map_err(|error| sqlx::Error::Decode(error.into()))
}

impl TryFrom<NodeRow> for ArticleNode {
    type Error = Error;

    fn try_from(row: NodeRow) -> Result<Self, Error> {
        Ok(Self {
            id: parse(&row.id)?,
            slug: Slug::parse(&row.slug).map_err(Error::corrupt)?,
            title: title(row.title),
            created: Timestamp(row.created_at),
            changed: Timestamp(row.changed_at),
            author: parse(&row.created_by)?,
            comments: row.comment_count,
            lock: (row.locked == 1).then(|| row.lock_until.map(Timestamp)),
            place: row.x.zip(row.y),
        })
    }
}

impl NodeJson {
    fn node(self) -> ArticleNode {
        ArticleNode {
            id: self.0,
            slug: self.1,
            title: title(self.2),
            created: self.3,
            changed: self.4,
            author: self.5,
            comments: self.6,
            lock: (self.7 == 1).then_some(self.8),
            place: self.9.zip(self.10),
        }
    }
}

impl TryFrom<EdgeRow> for RelationEdge {
    type Error = Error;

    fn try_from(row: EdgeRow) -> Result<Self, Error> {
        Ok(Self {
            id: parse(&row.id)?,
            from: parse(&row.from_id)?,
            kind: Kind::from_name(&row.kind).ok_or_else(|| Error::corrupt(&row.kind))?,
            to: parse(&row.to_id)?,
            at: Timestamp(row.at),
            author: parse(&row.author_id)?,
            made: row.made,
        })
    }
}

impl EdgeJson {
    fn edge(self) -> (RelationId, Option<RelationEdge>) {
        let Self(id, from, kind, to, at, author, made, removed) = self;
        (id, (removed == 0).then_some(RelationEdge { id, from, kind, to, at, author, made }))
    }
}
