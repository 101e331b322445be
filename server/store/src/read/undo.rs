//! What some people did since a change, as it stands now: what an undoing is made of.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::command::{CommandKind, Suggestion};
use domain::id::{ArticleId, ContributorId, Timestamp};
use domain::moderation::Hideable;
use domain::relation::Kind;
use domain::text::{Body, Explanation, Summary, Texts, Title};
use domain::write::undo::{Touched, Version};
use messages::moderation::not_undone;
use sqlx::{FromRow, SqliteConnection};

use super::{command_kind, parse};
use crate::{Error, Store};

/// The most changes of theirs that one undoing looks at.
const MAX_CHANGES: i64 = 5_000;

/// The most bytes of texts that one undoing looks at, and so the most that it writes: what it writes is one transaction, which the
/// log has to hold several times over.
const BYTES: usize = 12 * 1_024 * 1_024;

/// Whose changes are undone, and since which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Past {
    /// What they touched.
    pub touched: Vec<Touched>,
    /// When the first of their changes was made.
    pub from: Option<Timestamp>,
    /// How many changes of theirs there are.
    pub changes: usize,
    /// Whether there is more than one undoing looks at, in number or in length; then the oldest are undone first.
    pub more: bool,
}

#[derive(FromRow)]
struct LogRow {
    sequence: i64,
    at: i64,
    command: String,
    article_id: Option<String>,
    subject_id: Option<String>,
    second_id: Option<String>,
}

/// Ids by the kind of command that named them.
#[derive(Default)]
struct Log(HashMap<CommandKind, BTreeSet<String>>);

impl Log {
    fn of(&self, command: CommandKind) -> Vec<&String> {
        self.0.get(&command).into_iter().flatten().collect()
    }

    fn json(&self, commands: &[CommandKind]) -> Result<String, Error> {
        let ids: BTreeSet<&String> = commands.iter().flat_map(|command| self.of(*command)).collect();
        Ok(serde_json::to_string(&ids)?)
    }
}

#[derive(FromRow)]
struct RelationRow {
    id: String,
    kind: String,
    from_title: String,
    to_title: String,
    author_id: String,
    version: i64,
    removed: bool,
    removed_by: Option<String>,
}

#[derive(FromRow)]
struct VersionRow {
    article_id: String,
    title: String,
    hidden: bool,
    id: String,
    number: i64,
    theirs: bool,
    revision_hidden: bool,
}

impl Store {
    /// The newcomers of the last seven days who came from the network that this one came from, and first wrote at a change or
    /// after it; this one in any case.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn newcomers_like(&self, one: ContributorId, since: i64) -> Result<Vec<ContributorId>, Error> {
        let rows: Vec<String> = sqlx::query_scalar(
            "select n.contributor_id from newcomers n
             where n.network = (select network from newcomers where contributor_id = $1)
               and (select min(sequence) from changes where contributor_id = n.contributor_id) >= $2
             union select $1",
        )
        .bind(one.to_string())
        .bind(since)
        .fetch_all(&self.readers)
        .await?;
        rows.iter().map(|id| parse(id)).collect()
    }

    /// What people did since a change, that one included, as it stands now.
    ///
    /// # Errors
    /// If the database fails.
    pub async fn past(&self, people: &[ContributorId], since: i64) -> Result<Past, Error> {
        let mut snapshot = self.readers.begin().await?;
        let ids = people.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
        let people = serde_json::to_string(&ids)?;
        let rows: Vec<LogRow> = sqlx::query_as(
            "select sequence, at, command, article_id, subject_id, second_id from changes
             where contributor_id in (select value from json_each($1)) and sequence >= $2
             order by sequence limit $3",
        )
        .bind(people.clone())
        .bind(since)
        .bind(MAX_CHANGES + 1)
        .fetch_all(&mut *snapshot)
        .await?;
        let more = i64::try_from(rows.len()).is_ok_and(|count| count > MAX_CHANGES);
        let from = rows.first().map(|row| Timestamp(row.at));
        let changes = rows.len();
        let mut log = Log::default();
        let mut pairs = BTreeMap::new();
        for row in rows {
            debug_assert!(row.sequence >= since);
            let kind = command_kind(&row.command)?;
            let mut add = |kind: CommandKind, id: &String| {
                log.0.entry(kind).or_default().insert(id.clone());
            };
            match kind {
                CommandKind::CreateArticle | CommandKind::LockArticle | CommandKind::UnlockArticle => {
                    row.article_id.iter().for_each(|id| add(kind, id));
                    row.second_id.iter().for_each(|id| add(CommandKind::Relate, id));
                }
                CommandKind::DismissSuggestion | CommandKind::RestoreSuggestion => {
                    if let (Some(one), Some(other)) = (row.article_id, row.subject_id) {
                        let pair = if one < other { (one, other) } else { (other, one) };
                        pairs.insert(pair, kind);
                    }
                }
                kind => row.subject_id.iter().for_each(|id| add(kind, id)),
            }
        }
        let connection = &mut *snapshot;
        let mut reading = Reading { people: &people, ids: &ids, log: &log, since, shown: "[]".to_owned() };
        reading.shown = reading.shown_again(connection).await?;
        let mut touched = reading.articles(connection).await?;
        let (edited, is_all) = reading.edited(connection).await?;
        touched.extend(edited);
        touched.extend(reading.talk(connection).await?);
        touched.extend(reading.relations(connection).await?);
        touched.extend(reading.suggestions(connection, &pairs).await?);
        touched.extend(reading.moderated(connection).await?);
        snapshot.rollback().await?;
        Ok(Past { touched, from, changes, more: more || !is_all })
    }
}

struct Reading<'a> {
    /// As a JSON array.
    people: &'a str,
    ids: &'a BTreeSet<String>,
    log: &'a Log,
    /// The first change that is undone.
    since: i64,
    /// The hidden articles that the undoing shows again before anything else is done on them; as a JSON array.
    shown: String,
}

/// What was done to and fro with something, such as hiding and showing it, since the first change that is undone.
struct ToAndFro {
    /// Whether the first of it, by whomever, took it away; then it was there before.
    took_first: bool,
    /// Whether the last of it is theirs.
    theirs: bool,
}

impl Reading<'_> {
    /// The articles that were there, and that they hid.
    async fn shown_again(&self, connection: &mut SqliteConnection) -> Result<String, Error> {
        let hidden: Vec<String> = sqlx::query_scalar(
            "select id from articles
             where id in (select value from json_each($1)) and id not in (select value from json_each($2))
               and hidden_by in (select value from json_each($3))",
        )
        .bind(self.log.json(&[CommandKind::Hide])?)
        .bind(self.log.json(&[CommandKind::CreateArticle])?)
        .bind(self.people.to_owned())
        .fetch_all(&mut *connection)
        .await?;
        let moved = self.to_and_fro(connection, [CommandKind::Hide, CommandKind::Unhide]).await?;
        let is_shown = |id: &String| moved.get(id).is_some_and(|moved| moved.took_first && moved.theirs);
        Ok(serde_json::to_string(&hidden.into_iter().filter(is_shown).collect::<Vec<_>>())?)
    }

    async fn articles(&self, connection: &mut SqliteConnection) -> Result<Vec<Touched>, Error> {
        let rows: Vec<(String, String, bool)> = sqlx::query_as(
            "select a.id, a.title,
                    exists (select 1 from revisions r where r.article_id = a.id
                            and r.author_id not in (select value from json_each($2)))
                 or exists (select 1 from comments m where m.article_id = a.id and m.withdrawn_at is null
                            and m.author_id not in (select value from json_each($2)))
                 or exists (select 1 from citations m where m.article_id = a.id and m.withdrawn_at is null
                            and m.author_id not in (select value from json_each($2)))
             from articles a where a.id in (select value from json_each($1)) and a.hidden_at is null
             order by a.number",
        )
        .bind(self.log.json(&[CommandKind::CreateArticle])?)
        .bind(self.people.to_owned())
        .fetch_all(connection)
        .await?;
        rows.into_iter()
            .map(|(id, title, built_on)| Ok(Touched::Made { article: parse(&id)?, title, built_on }))
            .collect()
    }

    /// The articles of before that they edited, with the texts that it takes to undo that, and whether these are all. What is
    /// undone already is left out, so that the next undoing gets further.
    async fn edited(&self, connection: &mut SqliteConnection) -> Result<(Vec<Touched>, bool), Error> {
        let rows: Vec<VersionRow> = sqlx::query_as(
            "with theirs (id) as (select value from json_each($1)),
             first (article_id, number) as (
                 select article_id, min(number) from revisions where id in (select id from theirs)
                 group by article_id
             )
             select a.id as article_id, a.title, a.hidden_at is not null as hidden, r.id, r.number,
                    r.id in (select id from theirs) as theirs, r.hidden_at is not null as revision_hidden
             from first f
             join articles a on a.id = f.article_id
             join revisions r on r.article_id = f.article_id and r.number >= f.number - 1
             where f.number > 1 and a.id not in (select value from json_each($2))
             order by a.number, r.number",
        )
        .bind(self.log.json(&[CommandKind::ReviseArticle])?)
        .bind(self.log.json(&[CommandKind::CreateArticle])?)
        .fetch_all(&mut *connection)
        .await?;
        let mut articles: Vec<Vec<VersionRow>> = Vec::new();
        for row in rows {
            match articles.last_mut().filter(|rows| rows[0].article_id == row.article_id) {
                Some(rows) => rows.push(row),
                None => articles.push(vec![row]),
            }
        }
        let mut touched = Vec::with_capacity(articles.len());
        let (mut left, mut is_all) = (BYTES, true);
        for rows in articles.into_iter().filter(|rows| !rows[0].hidden) {
            let alone = rows[1..].iter().all(|row| row.theirs);
            let ends = [&rows[0].id, &rows[rows.len() - 1].id];
            if same(connection, ends).await? {
                continue;
            }
            let wanted: Vec<&String> =
                if alone { ends.to_vec() } else { rows.iter().map(|row| &row.id).collect() };
            let bytes = lengths(connection, &wanted).await?;
            if bytes > left {
                is_all = false;
                if !alone && bytes > BYTES / 2 {
                    touched.push(Touched::Theirs(not_undone::too_much_written(&rows[0].title)));
                }
                continue;
            }
            left -= bytes;
            let mut revisions = Vec::with_capacity(rows.len());
            for (at, row) in rows.iter().enumerate() {
                // Where only they edited, nothing but what was before is needed; and what is there now, to know whether it is
                // the same.
                let needed = !alone || at == 0 || at + 1 == rows.len();
                let texts =
                    if needed && !row.revision_hidden { texts(connection, &row.id).await? } else { None };
                revisions.push(Version {
                    revision: parse(&row.id)?,
                    number: row.number,
                    theirs: row.theirs,
                    texts,
                });
            }
            let article: ArticleId = parse(&rows[0].article_id)?;
            touched.push(Touched::Edited { article, title: rows[0].title.clone(), revisions });
        }
        Ok((touched, is_all))
    }

    async fn talk(&self, connection: &mut SqliteConnection) -> Result<Vec<Touched>, Error> {
        let rows: Vec<(i64, String, String, bool)> = sqlx::query_as(
            "select 0 as what, m.id, a.title, 1 from comments m join articles a on a.id = m.article_id
             where m.id in (select value from json_each($1))
               and (m.withdrawn_at is null or m.hidden_with in (select value from json_each($8)))
             union all
             select 1, m.id, a.title, 1 from citations m join articles a on a.id = m.article_id
             where m.id in (select value from json_each($2))
               and (m.withdrawn_at is null or m.hidden_with in (select value from json_each($8)))
             union all
             select 2, m.id, a.title, 0 from comments m join articles a on a.id = m.article_id
             where m.id in (select value from json_each($3)) and m.withdrawn_at is null
               and m.id not in (select value from json_each($1))
             union all
             select 3, m.id, a.title, 0 from citations m join articles a on a.id = m.article_id
             where m.id in (select value from json_each($4)) and m.withdrawn_at is null
               and m.id not in (select value from json_each($2))
             union all
             select 4, m.id, a.title, 0 from comments m join articles a on a.id = m.article_id
             where m.id in (select value from json_each($5)) and m.withdrawn_at is not null and m.hidden_by is null
               and m.author_id not in (select value from json_each($7))
             union all
             select 5, m.id, a.title, 0 from citations m join articles a on a.id = m.article_id
             where m.id in (select value from json_each($6)) and m.withdrawn_at is not null and m.hidden_by is null
               and m.author_id not in (select value from json_each($7))
             order by 1, 2",
        )
        .bind(self.log.json(&[CommandKind::AddComment])?)
        .bind(self.log.json(&[CommandKind::AddCitation])?)
        .bind(self.log.json(&[CommandKind::EditComment])?)
        .bind(self.log.json(&[CommandKind::EditCitation])?)
        .bind(self.log.json(&[CommandKind::WithdrawComment])?)
        .bind(self.log.json(&[CommandKind::WithdrawCitation])?)
        .bind(self.people.to_owned())
        .bind(self.shown.clone())
        .fetch_all(connection)
        .await?;
        rows.into_iter()
            .map(|(what, id, title, _)| {
                Ok(match what {
                    0 => Touched::Commented(parse(&id)?, title),
                    1 => Touched::Cited(parse(&id)?, title),
                    2 => Touched::Theirs(not_undone::edited_comment(&title)),
                    3 => Touched::Theirs(not_undone::edited_source(&title)),
                    // Moderators did so before hiding took its place.
                    4 => Touched::Theirs(not_undone::withdrawn_comment(&title)),
                    _ => Touched::Theirs(not_undone::withdrawn_source(&title)),
                })
            })
            .collect()
    }

    async fn relations(&self, connection: &mut SqliteConnection) -> Result<Vec<Touched>, Error> {
        let rows: Vec<RelationRow> = sqlx::query_as(
            "select r.id, r.kind, f.title as from_title, t.title as to_title, r.author_id, r.version,
                    r.removed_at is not null and r.hidden_with is null as removed, r.removed_by
             from relations r
             join articles f on f.id = r.from_id
                  and (f.hidden_at is null or f.id in (select value from json_each($2)))
             join articles t on t.id = r.to_id
                  and (t.hidden_at is null or t.id in (select value from json_each($2)))
             where r.id in (select value from json_each($1))
               and (r.hidden_with is null or r.hidden_with in (select value from json_each($2)))
             order by r.id",
        )
        .bind(self.log.json(&[
            CommandKind::Relate,
            CommandKind::RemoveRelation,
            CommandKind::RestoreRelation,
            CommandKind::RewordRelation,
        ])?)
        .bind(self.shown.clone())
        .fetch_all(&mut *connection)
        .await?;
        let moved =
            self.to_and_fro(connection, [CommandKind::RemoveRelation, CommandKind::RestoreRelation]).await?;
        let (made, taken, reworded) = (
            self.log.of(CommandKind::Relate),
            self.log.of(CommandKind::RemoveRelation),
            self.log.of(CommandKind::RewordRelation),
        );
        let mut touched = Vec::with_capacity(rows.len());
        for row in rows {
            let kind = Kind::from_name(&row.kind).ok_or_else(|| Error::corrupt(&row.kind))?;
            let sentence = not_undone::relation(&row.from_title, kind.forward(), &row.to_title);
            let relation = parse(&row.id)?;
            let by_them = |who: &str| self.ids.contains(who);
            let theirs_now = by_them(&row.author_id);
            if made.contains(&&row.id) {
                if !row.removed {
                    touched.push(Touched::Related { relation, sentence, reworded: !theirs_now });
                }
                continue;
            }
            let was_there = moved.get(&row.id).is_none_or(|moved| moved.took_first);
            if row.removed {
                if !was_there || !taken.contains(&&row.id) || !row.removed_by.as_deref().is_some_and(by_them)
                {
                    continue;
                }
                if theirs_now && !reworded.contains(&&row.id) {
                    touched.push(Touched::Theirs(not_undone::removed_relation(&sentence)));
                    continue;
                }
                touched.push(Touched::Removed { relation, sentence: sentence.clone() });
            } else if !was_there {
                if moved.get(&row.id).is_some_and(|moved| moved.theirs) {
                    touched.push(Touched::Restored { relation, sentence });
                }
                // It goes as it came, whoever explained it meanwhile.
                continue;
            }
            if reworded.contains(&&row.id) {
                let before = if theirs_now { self.explained_before(connection, &row).await? } else { None };
                touched.push(Touched::Reworded { relation, sentence, version: row.version, before });
            }
        }
        Ok(touched)
    }

    /// The newest explanation that is not theirs.
    async fn explained_before(
        &self,
        connection: &mut SqliteConnection,
        row: &RelationRow,
    ) -> Result<Option<Explanation>, Error> {
        let former: Vec<(i64, String, String)> = sqlx::query_as(
            "select version, text, replaced_by from former_texts where thing = 'relation' and id = $1
             order by version desc",
        )
        .bind(row.id.clone())
        .fetch_all(connection)
        .await?;
        let mut before = None;
        // Whoever replaced a text wrote the next one.
        for (_, text, replaced_by) in former {
            if !self.ids.contains(&replaced_by) {
                break;
            }
            before = Some(text);
        }
        before.map(|text| Explanation::parse(&text).map_err(Error::corrupt)).transpose()
    }

    async fn suggestions(
        &self,
        connection: &mut SqliteConnection,
        pairs: &BTreeMap<(String, String), CommandKind>,
    ) -> Result<Vec<Touched>, Error> {
        let mut touched = Vec::new();
        for ((first, second), kind) in pairs {
            let row: Option<(String, String, Option<String>)> = sqlx::query_as(
                "select f.title, s.title,
                        (select author_id from dismissed_suggestions where first_id = $1 and second_id = $2)
                 from articles f
                 join articles s on s.id = $2 and (s.hidden_at is null or s.id in (select value from json_each($3)))
                 where f.id = $1 and (f.hidden_at is null or f.id in (select value from json_each($3)))",
            )
            .bind(first.clone())
            .bind(second.clone())
            .bind(self.shown.clone())
            .fetch_optional(&mut *connection)
            .await?;
            let Some((one, other, dismissed_by)) = row else { continue };
            let titles = not_undone::pair(&one, &other);
            let suggestion = Suggestion { article: parse(first)?, other: parse(second)? };
            match (kind, dismissed_by) {
                (CommandKind::DismissSuggestion, Some(by)) if self.ids.contains(&by) => {
                    touched.push(Touched::Dismissed(suggestion, titles));
                }
                (CommandKind::RestoreSuggestion, None) => {
                    touched.push(Touched::BroughtBack(suggestion, titles));
                }
                _ => {}
            }
        }
        Ok(touched)
    }

    async fn moderated(&self, connection: &mut SqliteConnection) -> Result<Vec<Touched>, Error> {
        let rows: Vec<(String, String, String, bool)> = sqlx::query_as(
            "select 'article', id, title, hidden_at is not null from articles
             where id in (select value from json_each($1)) and id not in (select value from json_each($4))
               and (hidden_at is null or hidden_by in (select value from json_each($3)))
             union all
             select 'revision', r.id, a.title, r.hidden_at is not null
             from revisions r join articles a on a.id = r.article_id
             where r.id in (select value from json_each($1)) and a.head_id <> r.id
               and (a.hidden_at is null or a.hidden_by in (select value from json_each($3)))
               and (r.hidden_at is null or r.hidden_by in (select value from json_each($3)))
             union all
             select 'comment', m.id, a.title, m.hidden_by is not null
             from comments m join articles a on a.id = m.article_id
             where m.id in (select value from json_each($1)) and m.id not in (select value from json_each($4))
               and (m.withdrawn_at is null or m.hidden_by in (select value from json_each($3)))
             union all
             select 'citation', m.id, a.title, m.hidden_by is not null
             from citations m join articles a on a.id = m.article_id
             where m.id in (select value from json_each($1)) and m.id not in (select value from json_each($4))
               and (m.withdrawn_at is null or m.hidden_by in (select value from json_each($3)))
             union all
             select 'person', id, '', blocked_at is not null from contributors
             where id in (select value from json_each($2)) and role <> 'moderator'
               and (blocked_at is null or blocked_by in (select value from json_each($3)))",
        )
        .bind(self.log.json(&[CommandKind::Hide, CommandKind::Unhide])?)
        .bind(self.log.json(&[CommandKind::Block, CommandKind::Unblock])?)
        .bind(self.people.to_owned())
        // What they made meanwhile was not there before: it is not shown again.
        .bind(self.log.json(&[
            CommandKind::CreateArticle,
            CommandKind::AddComment,
            CommandKind::AddCitation,
        ])?)
        .fetch_all(&mut *connection)
        .await?;
        let mut moved = self.to_and_fro(connection, [CommandKind::Hide, CommandKind::Unhide]).await?;
        moved.extend(self.to_and_fro(connection, [CommandKind::Block, CommandKind::Unblock]).await?);
        let mut touched = self.locked(connection).await?;
        for (what, id, title, gone) in rows {
            // Whatever came between, what is as it was is left.
            let Some(ToAndFro { took_first, theirs: true }) = moved.get(&id) else { continue };
            if *took_first != gone {
                continue;
            }
            let thing = match what.as_str() {
                "article" => Hideable::Article(parse(&id)?),
                "revision" => Hideable::Revision(parse(&id)?),
                "comment" => Hideable::Comment(parse(&id)?),
                "citation" => Hideable::Citation(parse(&id)?),
                _ => {
                    let who = parse(&id)?;
                    touched.push(if gone { Touched::Blocked(who) } else { Touched::LetIn(who) });
                    continue;
                }
            };
            touched.push(if gone { Touched::Hid(thing, title) } else { Touched::Showed(thing, title) });
        }
        Ok(touched)
    }

    /// Articles that they locked or unlocked. What a lock closed that is gone is not kept, so it does not come back.
    async fn locked(&self, connection: &mut SqliteConnection) -> Result<Vec<Touched>, Error> {
        let rows: Vec<(String, String, bool, bool, Option<String>)> = sqlx::query_as(
            "select a.id, a.title, a.lock_scope is not null,
                    coalesce(a.lock_by in (select value from json_each($2)), 0),
                    (select g.command from changes g
                     where g.article_id = a.id and g.sequence < $3 and g.command in ('lock-article', 'unlock-article')
                     order by g.sequence desc limit 1)
             from articles a where a.id in (select value from json_each($1)) and a.hidden_at is null",
        )
        .bind(self.log.json(&[CommandKind::LockArticle, CommandKind::UnlockArticle])?)
        .bind(self.people.to_owned())
        .bind(self.since)
        .fetch_all(connection)
        .await?;
        let mut touched = Vec::new();
        for (id, title, locked, theirs, before) in rows {
            let was_locked = before.as_deref() == Some(CommandKind::LockArticle.name());
            touched.push(match (locked, was_locked) {
                (true, false) if theirs => Touched::Locked(parse(&id)?, title),
                (true, true) if theirs => Touched::Theirs(not_undone::replaced_lock(&title)),
                (false, true) => Touched::Theirs(not_undone::ended_lock(&title)),
                _ => continue,
            });
        }
        Ok(touched)
    }

    /// What was done to and fro, by those two commands, with what they took away or brought back.
    async fn to_and_fro(
        &self,
        connection: &mut SqliteConnection,
        [take, bring]: [CommandKind; 2],
    ) -> Result<HashMap<String, ToAndFro>, Error> {
        let rows: Vec<(String, String, bool)> = sqlx::query_as(
            "select subject_id, command, contributor_id in (select value from json_each($1)) from changes
             where sequence >= $2 and command in ($3, $4) and subject_id in (select value from json_each($5))
             order by sequence",
        )
        .bind(self.people.to_owned())
        .bind(self.since)
        .bind(take.name())
        .bind(bring.name())
        .bind(self.log.json(&[take, bring])?)
        .fetch_all(connection)
        .await?;
        let mut moved: HashMap<String, ToAndFro> = HashMap::new();
        for (id, command, theirs) in rows {
            let took_first = command == take.name();
            moved.entry(id).or_insert(ToAndFro { took_first, theirs }).theirs = theirs;
        }
        Ok(moved)
    }
}

/// Whether two revisions have the same texts.
async fn same(connection: &mut SqliteConnection, [one, other]: [&String; 2]) -> Result<bool, Error> {
    let same = sqlx::query_scalar(
        "select a.title = b.title and a.summary = b.summary and a.body = b.body
                and a.hidden_at is null and b.hidden_at is null
         from revisions a join revisions b on b.id = $2 where a.id = $1",
    )
    .bind(one.clone())
    .bind(other.clone())
    .fetch_one(connection)
    .await?;
    Ok(same)
}

/// How many bytes the texts of some revisions have together.
async fn lengths(connection: &mut SqliteConnection, revisions: &[&String]) -> Result<usize, Error> {
    let bytes: i64 = sqlx::query_scalar(
        "select coalesce(sum(octet_length(body) + octet_length(summary) + octet_length(title)), 0) from revisions
         where id in (select value from json_each($1))",
    )
    .bind(serde_json::to_string(revisions)?)
    .fetch_one(connection)
    .await?;
    usize::try_from(bytes).map_err(Error::corrupt)
}

async fn texts(connection: &mut SqliteConnection, revision: &str) -> Result<Option<Texts>, Error> {
    let row: Option<(String, String, String)> =
        sqlx::query_as("select title, summary, body from revisions where id = $1")
            .bind(revision.to_owned())
            .fetch_optional(connection)
            .await?;
    row.map(|(title, summary, body)| {
        Ok(Texts {
            title: Title::parse(&title).map_err(Error::corrupt)?,
            summary: Summary::parse(&summary).map_err(Error::corrupt)?,
            body: Body::parse(&body).map_err(Error::corrupt)?,
        })
    })
    .transpose()
}
