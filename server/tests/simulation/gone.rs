//! What was taken back is gone for readers and whole in the database; what came back is there again; and the log says which
//! is which.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::{Connection as _, FromRow, SqliteConnection};
use sync::client::{self, Cursor, Reply};

use crate::check::{Logged, markers};
use crate::history::History;
use crate::server::MODERATOR;

/// Every text that readers may have before them.
const VISIBLE: &str = "
select r.title || ' ' || r.summary || ' ' || r.body || ' ' || r.note
from revisions r join articles a on a.id = r.article_id where r.hidden_at is null and a.hidden_at is null
union all select f.text from former_texts f join revisions r on f.thing = 'revision' and r.id = f.id
    join articles a on a.id = r.article_id where r.hidden_at is null and a.hidden_at is null
union all select f.text from former_texts f join comments m on f.thing = 'comment' and m.id = f.id where m.withdrawn_at is null
union all select f.text from former_texts f join citations m on f.thing = 'citation' and m.id = f.id where m.withdrawn_at is null
union all select f.text from former_texts f join relations r on f.thing = 'relation' and r.id = f.id where r.removed_at is null
union all select body from comments where withdrawn_at is null
union all select p.title || ' ' || p.summary || ' ' || p.body from proposals p join comments m on m.id = p.comment_id
    where m.withdrawn_at is null
union all select title || ' ' || url || ' ' || note || ' ' || excerpt from citations where withdrawn_at is null
union all select explanation from relations where removed_at is null";

/// Every text that there is.
const EVERYTHING: &str = "
select title || ' ' || summary || ' ' || body || ' ' || note from revisions
union all select text from former_texts
union all select body from comments
union all select title || ' ' || summary || ' ' || body from proposals
union all select title || ' ' || url || ' ' || note || ' ' || excerpt from citations
union all select explanation from relations
union all select exact from anchors";

/// A thing, and whether it is taken from readers.
#[derive(FromRow)]
struct Standing {
    what: String,
    id: String,
    /// The article that it is on, and for a relation the one at the other end.
    article: String,
    other: Option<String>,
    gone: bool,
    /// Whether a moderator's act took it away for good, since its like was made meanwhile.
    superseded: bool,
}

const STANDING: &str = "
select 'article' as what, id, id as article, null as other, hidden_at is not null as gone, 0 as superseded from articles
union all select 'revision', id, article_id, null, hidden_at is not null, 0 from revisions
union all select 'comment', id, article_id, null, withdrawn_at is not null, 0 from comments
union all select 'citation', id, article_id, null, withdrawn_at is not null, 0 from citations
union all select 'relation', id, from_id, to_id, removed_at is not null,
                 removed_by is not null and hidden_with is null from relations";

async fn words(connection: &mut SqliteConnection, query: &'static str) -> BTreeSet<String> {
    let texts: Vec<String> = sqlx::query_scalar(query).fetch_all(connection).await.unwrap();
    texts.iter().flat_map(|text| markers(text)).map(str::to_owned).collect()
}

/// Who is blocked has no effect but to take back what is theirs.
pub(crate) fn nobody_wrote_while_blocked(log: &[Logged]) {
    let mut blocked = BTreeSet::new();
    for change in log {
        let subject = change.subject_id.as_deref().unwrap_or_default();
        match change.command.as_str() {
            "block" => drop(blocked.insert(subject)),
            "unblock" => drop(blocked.remove(subject)),
            "withdraw-comment" | "withdraw-citation" => {}
            command => assert!(
                !blocked.contains(change.contributor_id.as_str()),
                "change {} ({command}) is of somebody who is blocked",
                change.sequence
            ),
        }
    }
}

/// Only moderators moderate.
pub(crate) fn only_the_moderator_moderated(log: &[Logged]) {
    for change in log {
        let moderates = ["hide", "unhide", "block", "unblock", "undo", "lock-article", "unlock-article"];
        assert!(
            change.contributor_id == MODERATOR.to_string() || !moderates.contains(&change.command.as_str()),
            "change {} ({}) is of somebody who is no moderator",
            change.sequence,
            change.command
        );
    }
}

/// What belongs to an undoing follows it without a gap.
pub(crate) fn undoings_are_of_one_piece(log: &[Logged]) {
    let mut groups: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for change in log {
        if let Some(begin) = change.undo {
            groups.entry(begin).or_default().push(change.sequence);
        }
    }
    for (begin, sequences) in groups {
        let at = usize::try_from(begin - 1).unwrap();
        assert_eq!(log[at].command, "undo", "change {begin} began an undoing");
        let expected: Vec<i64> = (begin + 1..).take(sequences.len()).collect();
        assert_eq!(sequences, expected, "the undoing of change {begin} has others between");
    }
}

/// Things are gone or there as the log says.
pub(crate) async fn what_is_gone_is_as_the_log_says(connection: &mut SqliteConnection, log: &[Logged]) {
    let (mut hidden, mut withdrawn) = (BTreeSet::new(), BTreeSet::new());
    for change in log {
        let subject = change.subject_id.as_deref().unwrap_or_default();
        match change.command.as_str() {
            "hide" => drop(hidden.insert(subject)),
            "unhide" => drop(hidden.remove(subject)),
            "withdraw-comment" | "withdraw-citation" | "remove-relation" => drop(withdrawn.insert(subject)),
            "restore-relation" => drop(withdrawn.remove(subject)),
            _ => {}
        }
    }
    let things: Vec<Standing> = sqlx::query_as(STANDING).fetch_all(connection).await.unwrap();
    for thing in things {
        let Standing { what, id, article, other, gone, superseded } = thing;
        let itself = hidden.contains(id.as_str()) || withdrawn.contains(id.as_str());
        let with_article =
            [Some(&article), other.as_ref()].into_iter().flatten().any(|on| hidden.contains(on.as_str()));
        let expected = itself || (with_article && what != "revision");
        let may_stay = what == "relation" && superseded;
        assert!(gone == expected || (gone && may_stay), "{what} {id}: gone {gone}, by the log {expected}");
    }
}

impl History {
    /// All commands of an undoing have an outcome, or none has.
    pub(crate) async fn undoings_are_whole(&self, connection: &mut SqliteConnection) {
        for ids in &self.together {
            let texts: Vec<String> = ids.iter().map(ToString::to_string).collect();
            let (known, took_effect): (i64, i64) = sqlx::query_as(
                "select count(*), coalesce(sum(json_extract(outcome, '$.sequence') is not null and id = $2), 0)
                 from commands where id in (select value from json_each($1))",
            )
            .bind(serde_json::to_string(&texts).unwrap())
            .bind(&texts[0])
            .fetch_one(&mut *connection)
            .await
            .unwrap();
            let whole =
                if took_effect == 0 { known <= 1 } else { usize::try_from(known).unwrap() == ids.len() };
            assert!(whole, "an undoing of {} commands was cut short: {known}", ids.len());
        }
    }

    /// Words that were taken back, and stand nowhere else, are in no page, search, graph and pull; and what is there is found.
    pub(crate) async fn what_is_gone_is_nowhere(&mut self, pages: usize) {
        let mut connection = self.site.connect().await;
        let visible = words(&mut connection, VISIBLE).await;
        let gone: Vec<String> =
            words(&mut connection, EVERYTHING).await.difference(&visible).cloned().collect();
        let addresses = self.addresses_of_everything(&mut connection).await;
        let hidden: Vec<String> =
            sqlx::query_scalar("select slug from articles where hidden_at is not null order by number")
                .fetch_all(&mut connection)
                .await
                .unwrap();
        // What is there is read by its place: title and text of the newest revision, and each comment.
        let heads: Vec<(String, String, String)> = sqlx::query_as(
            "select a.slug, a.title || ' ' || a.summary || ' ' || r.body,
                    coalesce((select group_concat(m.body, ' ') from comments m where m.article_id = a.id and m.withdrawn_at is null), '')
             from articles a join revisions r on r.id = a.head_id where a.hidden_at is null order by a.number",
        )
        .fetch_all(&mut connection)
        .await
        .unwrap();
        connection.close().await.unwrap();
        self.tally.count("gone: looked for");
        self.tally.count_many("gone: words", gone.len() as u64);
        let gone: BTreeSet<&str> = gone.iter().map(String::as_str).collect();
        let assert_without = |place: &str, text: &str| {
            let found: Vec<&str> = markers(text).intersection(&gone).copied().collect();
            assert!(found.is_empty(), "{place}: {found:?} was taken back");
        };
        let mut cursor = Cursor { v: client::SHAPE, epoch: self.site.app.store.epoch(), next: 0 };
        loop {
            let Reply::Done(pulled) = self.site.pull(&cursor, 500).await else { panic!("no answer") };
            assert_without("a pull", &serde_json::to_string(&pulled.changes).unwrap());
            cursor.next = pulled.next;
            if !pulled.more {
                break;
            }
        }
        let mut asked: Vec<String> = vec!["/recent".into(), "/api/graph".into()];
        for _ in 0..pages {
            asked.extend(self.random.pick(&addresses).cloned());
        }
        for address in asked {
            let (status, text) = self.site.page(&address).await;
            assert!(!status.is_server_error(), "{address}: {status}");
            // The address that was asked for is part of the page, as what to return to.
            let slug = address.split(['/', '?']).nth(if address.starts_with("/api") { 3 } else { 2 });
            let text =
                slug.filter(|slug| !slug.is_empty()).map_or(text.clone(), |slug| text.replace(slug, ""));
            assert_without(&address, &text);
        }
        if let Some(word) = gone.iter().nth(self.random.below(gone.len().max(1))) {
            let found = self.site.app.store.find(word, 8).await.unwrap();
            assert!(found.is_empty(), "the search finds {word}, which was taken back");
        }
        if let Some(slug) = self.random.pick(&hidden).cloned() {
            let (status, text) = self.site.page(&format!("/a/{slug}")).await;
            assert_eq!(status, axum::http::StatusCode::GONE, "/a/{slug} is hidden");
            assert_without(&slug, &text.replace(&slug, ""));
        }
        if let Some((slug, head, comments)) = self.random.pick(&heads).cloned() {
            for (path, words) in [(format!("/a/{slug}"), head), (format!("/a/{slug}?tab=comments"), comments)]
            {
                let (_, text) = self.site.page(&path).await;
                let shown = markers(&text);
                let missing: Vec<&str> = markers(&words).difference(&shown).copied().collect();
                assert!(missing.is_empty(), "{path} is without {missing:?}");
            }
        }
    }

    /// Addresses at which words of any kind of thing may stand, hidden or not.
    async fn addresses_of_everything(&self, connection: &mut SqliteConnection) -> Vec<String> {
        let queries = [
            "select '/a/' || slug from articles order by number",
            "select '/a/' || slug || '?tab=comments' from articles order by number",
            "select '/a/' || slug || '?tab=citations' from articles order by number",
            "select '/a/' || slug || '/history' from articles order by number",
            "select '/a/' || slug || '/removed' from articles order by number",
            "select '/api/articles/' || slug from articles order by number",
            "select '/api/articles/' || slug || '/annotations' from articles order by number",
            "select '/api/articles/' || slug || '/citations.json' from articles order by number",
            "select '/a/' || a.slug || '/revisions/' || r.number from revisions r join articles a on a.id = r.article_id
             order by a.number, r.number",
            "select '/a/' || a.slug || '/diff?from=' || (r.number - 1) || '&to=' || r.number from revisions r
             join articles a on a.id = r.article_id where r.number > 1 order by a.number, r.number",
            "select '/a/' || a.slug || '/comments/' || m.id || '/history' from comments m join articles a on a.id = m.article_id
             order by m.sequence",
            "select '/a/' || a.slug || '/citations/' || m.id || '/history' from citations m join articles a on a.id = m.article_id
             order by m.sequence",
            "select '/a/' || a.slug || '/proposals/' || m.comment_id from proposals m join articles a on a.id = m.article_id
             order by m.comment_id",
            "select '/a/' || a.slug || '/relations/' || m.id || '/history' from relations m join articles a on a.id = m.from_id
             order by m.id",
        ];
        let mut addresses: Vec<String> =
            ["/", "/outline", "/health", "/graph", "/search?q=stands"].map(str::to_owned).to_vec();
        for query in queries {
            let found: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut *connection).await.unwrap();
            addresses.extend(found);
        }
        addresses
    }
}
