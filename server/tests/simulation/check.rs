//! What must be so when everything has arrived.

use std::collections::{BTreeMap, BTreeSet};

use domain::sync::client::{self, Cursor, Kept, Reply, State};
use sqlx::{Connection as _, FromRow, SqliteConnection};

use crate::device::Replica;
use crate::history::History;
use crate::server::MODERATOR;

#[derive(FromRow)]
struct Logged {
    sequence: i64,
    command_id: String,
    command: String,
    contributor_id: String,
    article_id: Option<String>,
    scope: Option<String>,
}

impl History {
    pub(crate) async fn check(&mut self) {
        let mut connection =
            SqliteConnection::connect(&format!("sqlite://{}", self.site.path().display())).await.unwrap();
        let log: Vec<Logged> = sqlx::query_as(
            "select g.sequence, g.command_id, g.command, g.contributor_id, g.article_id, g.detail as scope
             from changes g order by g.sequence",
        )
        .fetch_all(&mut connection)
        .await
        .unwrap();
        self.the_log_has_no_gaps(&log);
        self.everybody_knows_the_same().await;
        self.every_command_has_its_outcome(&log);
        self.commands_of_a_device_are_in_their_order(&log);
        nobody_wrote_past_a_lock(&log, &mut connection).await;
        self.nothing_is_overwritten_unseen(&mut connection).await;
        self.no_words_are_lost(&mut connection).await;
        merges_keep_both_sides(&mut connection).await;
        connection.close().await.unwrap();
    }

    fn the_log_has_no_gaps(&self, log: &[Logged]) {
        let sequences: Vec<i64> = log.iter().map(|change| change.sequence).collect();
        let whole: Vec<i64> = (1..=i64::try_from(log.len()).unwrap()).collect();
        assert_eq!(sequences, whole, "the log has gaps");
        assert_eq!(self.site.app.store.sequence(), whole.last().copied().unwrap_or(0));
    }

    async fn everybody_knows_the_same(&self) {
        let mut fresh = Replica::default();
        let mut cursor = Cursor { v: client::SHAPE, epoch: self.site.app.store.epoch(), next: 0 };
        loop {
            let Reply::Done(pulled) = self.site.pull(&cursor, 7).await else { panic!("no answer") };
            fresh.take(&pulled.changes);
            assert!(pulled.next > cursor.next || !pulled.more, "pulling leads nowhere");
            cursor.next = pulled.next;
            if !pulled.more {
                break;
            }
        }
        for (nth, device) in self.devices.iter().enumerate() {
            device.replica.assert_is(&fresh, nth);
            let known = client::cursor(&device.disk).unwrap().unwrap();
            assert_eq!((known.epoch, known.next), (cursor.epoch.clone(), cursor.next), "device {nth}");
        }
    }

    fn every_command_has_its_outcome(&mut self, log: &[Logged]) {
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for change in log {
            *times.entry(change.command_id.as_str()).or_default() += 1;
        }
        let mut needs_author = BTreeSet::new();
        for device in &self.devices {
            for entry in client::outbox(&device.disk).unwrap() {
                let Kept::Item(item) = entry.kept else { panic!("{} can not be read", entry.key) };
                assert_ne!(item.state, State::Waiting, "{} was never sent", item.id);
                needs_author.insert(item.id);
            }
        }
        for issued in &self.issued {
            let id = issued.id.to_string();
            let effects = times.get(id.as_str()).copied().unwrap_or(0);
            assert!(effects <= 1, "{id} took effect {effects} times");
            match self.told.get(&issued.id) {
                Some(outcome) => {
                    let (counted, expected) = match outcome["status"].as_str().unwrap() {
                        "applied" => (&mut self.tally.applied, 1),
                        "merged" => (&mut self.tally.merged, 1),
                        "conflict" => (&mut self.tally.conflicts, 0),
                        _ => (&mut self.tally.refused, 0),
                    };
                    *counted += 1;
                    assert!(effects == expected || self.undone, "{id}: told {outcome:?}, {effects} effects");
                    // What says nothing new is said already; that its words are somewhere is checked below.
                    let news = outcome["problem"]["code"] != "nothing-changed";
                    if expected == 0 && news && !issued.marker.is_empty() {
                        let kept = needs_author.contains(&issued.id) || self.superseded.contains(&issued.id);
                        assert!(kept, "{id} was refused and is gone: {outcome:?}");
                    }
                }
                // Its author was killed before they could be told, or a restore took it back.
                None => assert!(
                    effects == 1
                        || needs_author.contains(&issued.id)
                        || self.superseded.contains(&issued.id)
                        || self.undone
                        || issued.marker.is_empty(),
                    "{id} has no outcome"
                ),
            }
        }
    }

    fn commands_of_a_device_are_in_their_order(&self, log: &[Logged]) {
        let places: BTreeMap<&str, i64> =
            log.iter().map(|change| (change.command_id.as_str(), change.sequence)).collect();
        for device in 0..self.devices.len() {
            let sequences: Vec<i64> = self
                .issued
                .iter()
                .filter(|issued| issued.device == device)
                .filter_map(|issued| places.get(issued.id.to_string().as_str()).copied())
                .collect();
            // A message that was on its way during a restore may bring back what that took away, behind what came later.
            assert!(sequences.is_sorted() || self.undone, "device {device}: {sequences:?}");
        }
    }

    /// An edit stands on the revision that its author read, or is a merge of that with the head.
    async fn nothing_is_overwritten_unseen(&self, connection: &mut SqliteConnection) {
        let edits: Vec<(String, String)> = sqlx::query_as(
            "select g.command_id, coalesce(r.merged_from_id, r.parent_id)
             from changes g join revisions r on r.id = g.subject_id where g.command = 'revise-article'",
        )
        .fetch_all(connection)
        .await
        .unwrap();
        let read: BTreeMap<String, String> = edits.into_iter().collect();
        for issued in &self.issued {
            let (Some(base), Some(read)) = (issued.base, read.get(&issued.id.to_string())) else { continue };
            assert_eq!(base.to_string(), *read, "{} overwrote what its author never saw", issued.id);
        }
    }

    async fn no_words_are_lost(&self, connection: &mut SqliteConnection) {
        let texts: Vec<String> = sqlx::query_scalar(
            "select title || ' ' || body from revisions union all select text from former_texts
             union all select body from comments
             union all select body from proposals union all select explanation from relations",
        )
        .fetch_all(connection)
        .await
        .unwrap();
        let server = texts.join("\n");
        for issued in &self.issued {
            if issued.marker.is_empty() || self.undone {
                continue;
            }
            let on_device = self.devices[issued.device].disk.everything();
            assert!(
                server.contains(&issued.marker) || on_device.contains(&issued.marker),
                "{} of {} is nowhere",
                issued.marker,
                issued.id
            );
        }
        for ((device, form), marker) in &self.typed {
            let draft = client::draft(&self.devices[*device].disk, form).unwrap();
            let words = draft.unwrap_or_else(|| panic!("the draft of {form} is gone"));
            assert!(words.fields["body"].contains(marker), "the draft of {form} lost {marker}");
        }
    }
}

async fn nobody_wrote_past_a_lock(log: &[Logged], connection: &mut SqliteConnection) {
    let outcomes: Vec<(String, String)> =
        sqlx::query_as("select id, outcome from commands").fetch_all(connection).await.unwrap();
    assert!(outcomes.len() >= log.len(), "every change is of a command");
    let mut locked: BTreeMap<&str, i64> = BTreeMap::new();
    for change in log {
        let Some(article) = change.article_id.as_deref() else { continue };
        match change.command.as_str() {
            "lock-article" => drop(locked.insert(article, change.sequence)),
            "unlock-article" => drop(locked.remove(article)),
            "revise-article" | "relate" if change.contributor_id != MODERATOR.to_string() => {
                assert!(
                    !locked.contains_key(article),
                    "change {} is past the lock at {}: {:?}",
                    change.sequence,
                    locked[article],
                    change.scope
                );
            }
            _ => {}
        }
    }
}

fn markers(text: &str) -> BTreeSet<&str> {
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.starts_with('w') && word.ends_with('x') && word.len() > 2)
        .collect()
}

/// What either side put in is in the merged text.
async fn merges_keep_both_sides(connection: &mut SqliteConnection) {
    let merges: Vec<(String, String, String, String)> = sqlx::query_as(
        "select m.body, base.body, head.body, json_extract(f.text, '$.body')
         from revisions m join revisions base on base.id = m.merged_from_id
         join revisions head on head.id = m.parent_id
         join former_texts f on f.thing = 'revision' and f.id = m.id",
    )
    .fetch_all(connection)
    .await
    .unwrap();
    for (merged, base, theirs, mine) in merges {
        let (base, merged_words) = (markers(&base), markers(&merged));
        for side in [&theirs, &mine] {
            for inserted in markers(side).difference(&base) {
                assert!(merged_words.contains(inserted), "{inserted} was dropped by a merge: {merged}");
            }
        }
    }
}
