//! What a moderator takes from readers and gives back: hiding and showing, stopping people and letting them in again, and
//! undoing everything that somebody did.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use domain::command::{Command, Envelope, RemoveRelation};
use domain::id::{CommandId, ContributorId, RelationId, RevisionId};
use domain::moderation::{Block, Hide, Hideable, RestoreRelation, Sessions, Unblock, Undo, Unhide};
use domain::text::Reason;
use domain::write::undo::Plan;
use sqlx::{Connection as _, FromRow};
use store::Part;

use crate::history::History;
use crate::server::MODERATOR;

const REASON: &str = "It names a person.";

/// Something that can be hidden, as it stands in the database.
#[derive(FromRow, Clone)]
struct Found {
    what: String,
    id: String,
    /// Of a revision.
    number: i64,
    hidden: bool,
}

/// In an order that follows from what happened, not from ids that a form has made.
const THINGS: &str = "
select what, id, number, hidden from (
    select 'article' as what, id, 0 as number, hidden_at is not null as hidden, number as place from articles
    union all
    select 'revision', r.id, r.number, r.hidden_at is not null, a.number
    from revisions r join articles a on a.id = r.article_id where a.hidden_at is null
    union all
    select 'comment', m.id, 0, m.hidden_by is not null, m.sequence
    from comments m join articles a on a.id = m.article_id where a.hidden_at is null
    union all
    select 'citation', m.id, 0, m.hidden_by is not null, m.sequence
    from citations m join articles a on a.id = m.article_id where a.hidden_at is null
) order by what, place, number";

/// What readers have before them, each thing as a line.
const SEEN: &str = "
select 'article ' || a.id || a.title || '|' || a.summary || '|' || r.body || '|' || coalesce(a.parent_id, '') || '|' || a.root_id
       || '|' || a.comment_count || '|' || a.discussion_articles || '|' || a.discussion_comments
from articles a join revisions r on r.id = a.head_id where a.hidden_at is null
union all select 'comment ' || id || body || version from comments where withdrawn_at is null
union all select 'citation ' || id || title || url || note || version from citations where withdrawn_at is null
union all select 'relation ' || id || explanation from relations where removed_at is null
union all select 'dismissed ' || first_id || second_id from dismissed_suggestions
order by 1";

fn hideable(found: &Found) -> Hideable {
    match found.what.as_str() {
        "article" => Hideable::Article(found.id.parse().unwrap()),
        "revision" => Hideable::Revision(found.id.parse().unwrap()),
        "comment" => Hideable::Comment(found.id.parse().unwrap()),
        _ => Hideable::Citation(found.id.parse().unwrap()),
    }
}

fn reason() -> Reason {
    Reason::parse(REASON).unwrap()
}

impl History {
    async fn rows<T>(&self, query: &'static str) -> Vec<T>
    where
        T: for<'r> FromRow<'r, sqlx::sqlite::SqliteRow> + Send + Unpin,
    {
        let mut connection = self.site.connect().await;
        let rows = sqlx::query_as(query).fetch_all(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        rows
    }

    pub(crate) async fn moderate_what_is_there(&mut self) {
        // More comes back than goes, or soon there were nothing left.
        match self.random.below(20) {
            0..=3 => self.hide_something().await,
            4..=9 => self.show_something().await,
            10 => self.stop_somebody().await,
            11..=13 => self.let_somebody_in().await,
            14..=16 => self.undo().await,
            _ => self.bring_back_a_relation().await,
        }
    }

    /// By the form that moderators have, whose answer may be lost so that it comes once more. Answers whether it was taken;
    /// `None` if that is not known, since something fails.
    async fn moderate_by_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Option<bool> {
        let secret: String =
            std::iter::repeat_with(|| self.random.uuid().simple().to_string()).take(2).collect();
        let cookie = self.site.moderator(&secret[..43]).await?;
        let key = self.random.uuid().to_string();
        let mut all = vec![("form", key.as_str())];
        all.extend(fields);
        let (status, text) = self.site.form(path, &all, &cookie).await;
        if status.is_server_error() {
            return None;
        }
        assert!(
            status == StatusCode::SEE_OTHER || status.is_client_error(),
            "{path} {fields:?}: {status} {text}"
        );
        if self.random.once_in(4) {
            let before = self.site.app.store.sequence();
            self.site.form(path, &all, &cookie).await;
            assert_eq!(
                self.site.app.store.sequence(),
                before,
                "{path} {fields:?}: sent twice, it is done twice"
            );
        }
        Some(status == StatusCode::SEE_OTHER)
    }

    /// One that is hidden or not: first which kind, since there are many articles and few citations.
    async fn any_thing(&mut self, hidden: bool) -> Option<Found> {
        let things: Vec<Found> = self.rows(THINGS).await;
        let fitting = |thing: &&Found| thing.hidden == hidden;
        let kinds: BTreeSet<&str> = things.iter().filter(fitting).map(|thing| thing.what.as_str()).collect();
        let kinds: Vec<&str> = kinds.into_iter().collect();
        let kind = *self.random.pick(&kinds)?;
        let of_kind: Vec<&Found> = things.iter().filter(fitting).filter(|thing| thing.what == kind).collect();
        self.random.pick(&of_kind).map(|thing| (*thing).clone())
    }

    async fn hide_something(&mut self) {
        let Some(thing) = self.any_thing(false).await else { return };
        let kind = thing.what.as_str();
        let taken = if kind == "revision" || self.random.once_in(2) {
            // A range of revisions, which may have the newest one in it.
            let through = (thing.number + i64::from(self.random.once_in(3))).to_string();
            let fields = [("thing", kind), ("named", &thing.id), ("reason", REASON), ("through", &through)];
            self.moderate_by_form("/hide", &fields).await
        } else {
            let id = self.random.uuid();
            let command = Command::Hide(Hide { thing: hideable(&thing), reason: reason() });
            self.site.moderate(id, command).await.map(|outcome| outcome.sequence().is_some())
        };
        if taken == Some(true) {
            self.tally.count(&format!("moderator: hid {kind}"));
            if self.fault.is_none() && self.random.once_in(4) {
                self.what_is_gone_is_nowhere(2).await;
            }
        }
    }

    async fn show_something(&mut self) {
        let Some(thing) = self.any_thing(true).await else { return };
        let taken = if self.random.once_in(2) {
            let fields = [("thing", thing.what.as_str()), ("named", &thing.id)];
            self.moderate_by_form("/unhide", &fields).await
        } else {
            let id = self.random.uuid();
            let command = Command::Unhide(Unhide { thing: hideable(&thing) });
            self.site.moderate(id, command).await.map(|outcome| outcome.sequence().is_some())
        };
        if taken == Some(true) {
            self.tally.count(&format!("moderator: showed {}", thing.what));
        }
    }

    /// Those who have written something.
    async fn writers(&self) -> Vec<ContributorId> {
        let ids: Vec<(String,)> =
            self.rows("select distinct contributor_id from changes order by contributor_id").await;
        let ids = ids.into_iter().map(|(id,)| id.parse().unwrap());
        ids.filter(|id| *id != MODERATOR).collect()
    }

    async fn stop_somebody(&mut self) {
        let writers = self.writers().await;
        let Some(contributor) = self.random.pick(&writers).copied() else { return };
        let sessions = if self.random.once_in(3) { Sessions::End } else { Sessions::Keep };
        if self.random.once_in(2) {
            let path = format!("/people/{contributor}/block");
            let ends = if sessions == Sessions::End { "end" } else { "" };
            self.moderate_by_form(&path, &[("reason", REASON), ("sessions", ends)]).await;
        } else {
            let id = self.random.uuid();
            self.site.moderate(id, Command::Block(Block { contributor, reason: reason(), sessions })).await;
        }
    }

    async fn let_somebody_in(&mut self) {
        let blocked: Vec<(String,)> =
            self.rows("select id from contributors where blocked_at is not null order by id").await;
        let Some((contributor,)) = self.random.pick(&blocked).cloned() else { return };
        if self.random.once_in(2) {
            self.moderate_by_form(&format!("/people/{contributor}/unblock"), &[]).await;
        } else {
            let id = self.random.uuid();
            let contributor = contributor.parse().unwrap();
            self.site.moderate(id, Command::Unblock(Unblock { contributor })).await;
        }
    }

    /// Or takes one away, since others seldom do.
    async fn bring_back_a_relation(&mut self) {
        let relations: Vec<(String, bool)> = self
            .rows("select id, removed_at is not null from relations where hidden_with is null order by id")
            .await;
        let Some((relation, removed)) = self.random.pick(&relations).cloned() else { return };
        let relation: RelationId = relation.parse().unwrap();
        let command = if removed {
            Command::RestoreRelation(RestoreRelation { relation })
        } else {
            Command::RemoveRelation(RemoveRelation { relation })
        };
        let id = self.random.uuid();
        self.site.moderate(id, command).await;
    }

    /// The first change that is to be undone: the first of all, or one of the last.
    fn since(&mut self) -> i64 {
        let newest = self.site.app.store.sequence();
        let back = i64::try_from(self.random.below(8)).unwrap();
        if self.random.once_in(5) { 1 } else { (newest - back).max(1) }
    }

    /// Undoes everything that somebody did, or the last undoing; at times, both, and then all is as before.
    async fn undo(&mut self) {
        let undone: Vec<(i64,)> =
            self.rows("select sequence from changes where command = 'undo' order by sequence desc").await;
        if let Some((last,)) = undone.first()
            && self.random.once_in(2)
        {
            if self.undo_all_of(MODERATOR, *last, false).await == Some(true) {
                self.tally.count("moderator: undid an undoing");
            }
            return;
        }
        let writers = self.writers().await;
        let Some(person) = self.random.pick(&writers).copied() else { return };
        let since = self.since();
        let block = self.random.once_in(4);
        let before: Vec<(String,)> = self.rows(SEEN).await;
        let begin = self.site.app.store.sequence();
        if self.undo_all_of(person, since, block).await != Some(true) {
            return;
        }
        self.tally.count("moderator: undid what somebody did");
        if self.fault.is_some() || self.random.once_in(2) {
            return;
        }
        // Nothing is left to be done about it but what could not be.
        let refused: Vec<(i64,)> = self
            .rows("select count(*) from commands where json_extract(outcome, '$.status') = 'rejected' and contributor_id = '00000000-0000-0000-0000-00000000000d'")
            .await;
        let past = self.site.app.store.past(&[person], since).await.unwrap();
        let left = Plan::of(&past.touched).acts.len();
        assert!(
            left <= usize::try_from(refused[0].0).unwrap(),
            "{left} things are still there after everything of {person} since {since} was undone: {:?}",
            Plan::of(&past.touched).acts
        );
        if self.undo_all_of(MODERATOR, begin + 1, false).await == Some(true) {
            self.tally.count("moderator: undid an undoing");
            let after: Vec<(String,)> = self.rows(SEEN).await;
            let differing = |one: &[(String,)], other: &[(String,)]| {
                let lines = one.iter().filter(|line| !other.contains(line));
                lines.map(|(line,)| line.clone()).collect::<Vec<_>>()
            };
            assert!(
                before == after,
                "undone and brought back, there is no more\n{:#?}\nbut\n{:#?}",
                differing(&before, &after),
                differing(&after, &before)
            );
            self.tally.count("moderator: all is as before it was undone");
        }
    }

    async fn undo_all_of(&mut self, person: ContributorId, since: i64, block: bool) -> Option<bool> {
        if self.random.once_in(2) {
            let (since, block) = (since.to_string(), if block { "yes" } else { "" });
            let fields = [("since", since.as_str()), ("reason", REASON), ("block", block)];
            self.moderate_by_form(&format!("/people/{person}/undo"), &fields).await
        } else {
            self.undo_beside_the_form(person, since, block).await
        }
    }

    /// The same, with ids that are known beforehand.
    pub(crate) async fn undo_beside_the_form(
        &mut self,
        person: ContributorId,
        since: i64,
        block: bool,
    ) -> Option<bool> {
        let past = match self.site.app.store.past(&[person], since).await {
            Ok(past) => past,
            Err(error) => {
                assert!(self.site.failing, "{error}");
                return None;
            }
        };
        let begin = Undo { people: vec![person], since, reason: reason() };
        let mut commands = vec![(Command::Undo(begin), None)];
        for act in Plan::of(&past.touched).acts {
            commands.push((act.command(RevisionId(self.random.uuid()), &reason()), act.same_as()));
        }
        if block && person != MODERATOR {
            let block = Block { contributor: person, reason: reason(), sessions: Sessions::Keep };
            commands.push((Command::Block(block), None));
        }
        let mut parts = Vec::new();
        for (command, same_as) in commands {
            let id = CommandId(self.random.uuid());
            let envelope = Envelope { id, author: MODERATOR, at: self.site.app.now(), command };
            parts.push(Part { envelope, same_as });
        }
        self.together.push(parts.iter().map(|part| part.envelope.id).collect());
        match self.site.app.store.submit_together(parts).await {
            Ok(outcomes) => Some(outcomes[0].sequence().is_some()),
            Err(error) => {
                assert!(self.site.failing, "{error}");
                None
            }
        }
    }

    /// An undoing in whose middle the power will go.
    pub(crate) async fn undo_half(&mut self) {
        let writers = self.writers().await;
        if let Some(person) = self.random.pick(&writers).copied() {
            self.tally.count("moderator: undid while the power went");
            let since = self.since();
            self.undo_beside_the_form(person, since, false).await;
        }
    }
}
