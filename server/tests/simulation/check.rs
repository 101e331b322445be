//! What must be so when everything has arrived.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{CommandId, Timestamp};
use domain::lock::Scope;
use sqlx::{Connection as _, FromRow, SqliteConnection};
use sync::client::{self, Cursor, Reply, State, Stored};

use crate::device::Replica;
use crate::gone;
use crate::history::{History, Issued};
use crate::moderator::Locked;
use crate::server::MODERATOR;

#[derive(FromRow)]
pub(crate) struct Logged {
    pub(crate) sequence: i64,
    command_id: String,
    pub(crate) command: String,
    pub(crate) contributor_id: String,
    at: i64,
    article_id: Option<String>,
    pub(crate) subject_id: Option<String>,
    pub(crate) undo: Option<i64>,
}

impl History {
    pub(crate) async fn check(&mut self) {
        let mut connection = self.site.connect().await;
        let log: Vec<Logged> = sqlx::query_as(
            "select sequence, command_id, command, contributor_id, at, article_id, subject_id, undo
             from changes order by sequence",
        )
        .fetch_all(&mut connection)
        .await
        .unwrap();
        self.the_log_has_no_gaps(&log);
        self.everybody_knows_the_same().await;
        self.every_command_has_its_outcome(&log);
        self.nobody_wrote_in_the_name_of_another(&log);
        self.commands_of_a_device_are_in_their_order(&log);
        nobody_wrote_past_a_lock(&log, &self.locks);
        gone::only_the_moderator_moderated(&log);
        gone::nobody_wrote_while_blocked(&log);
        gone::undoings_are_of_one_piece(&log);
        gone::what_is_gone_is_as_the_log_says(&mut connection, &log).await;
        self.undoings_are_whole(&mut connection).await;
        for change in &log {
            self.tally.count(&format!("took effect: {}", change.command));
        }
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
            device.profile.replica.assert_is(&fresh, nth);
            let known = client::cursor(&device.profile.disk).unwrap().unwrap();
            assert_eq!((known.epoch, known.next), (cursor.epoch.clone(), cursor.next), "device {nth}");
        }
    }

    /// Whether what became of it is no fault of the site: a restore or its own device took it back, or the command in
    /// which its words were sent again.
    fn lost_elsewhere(&self, id: CommandId) -> bool {
        let mut next = Some(id);
        // Each was issued after the one that it supersedes.
        while let Some(id) = next {
            if self.undone.contains(&id) || self.forgotten.contains(&id) {
                return true;
            }
            next = self.superseded.get(&id).copied();
        }
        false
    }

    fn every_command_has_its_outcome(&mut self, log: &[Logged]) {
        let mut times: BTreeMap<&str, usize> = BTreeMap::new();
        for change in log {
            *times.entry(change.command_id.as_str()).or_default() += 1;
        }
        let mut needs_author = BTreeSet::new();
        for (nth, device) in self.devices.iter().enumerate() {
            for entry in client::outbox(&device.profile.disk).unwrap() {
                match entry.kept {
                    Stored::Item(item) => {
                        assert_ne!(item.state, State::Waiting, "{} was never sent", item.id);
                        needs_author.insert(item.id);
                    }
                    Stored::Unreadable(text) => {
                        let left = self.damaged.get(&(nth, entry.key.clone()));
                        assert_eq!(left, Some(&text), "{} was not left alone", entry.key);
                    }
                }
            }
        }
        for (device, key) in self.damaged.keys() {
            assert!(self.devices[*device].profile.disk.text(key).is_some(), "{key} was thrown away");
        }
        let mut counted: Vec<&str> = Vec::new();
        for Issued { id, marker, .. } in &self.issued {
            let text = id.to_string();
            let effects = times.get(text.as_str()).copied().unwrap_or(0);
            assert!(effects <= 1, "{id} took effect {effects} times");
            let asks = needs_author.contains(id) && !self.lost_elsewhere(*id);
            assert!(effects == 0 || !asks, "{id} took effect, and its author is asked what to do with it");
            match self.told.get(id) {
                Some(outcome) => {
                    let (status, expected) = match outcome["status"].as_str().unwrap() {
                        "applied" => ("outcome: applied", 1),
                        "merged" => ("outcome: merged", 1),
                        "conflict" => ("outcome: conflict", 0),
                        _ => ("outcome: refused", 0),
                    };
                    counted.push(status);
                    if outcome["problem"]["code"] == "blocked" {
                        counted.push("refused: blocked");
                    }
                    assert!(
                        effects == expected || self.undone.contains(id),
                        "{id}: told {outcome:?}, {effects} effects"
                    );
                    // What says nothing new is said already; that its words are somewhere is checked below.
                    let news = outcome["problem"]["code"] != "nothing-changed";
                    if expected == 0 && news && !marker.is_empty() {
                        let kept = needs_author.contains(id)
                            || self.superseded.contains_key(id)
                            || self.lost_elsewhere(*id);
                        assert!(kept, "{id} was refused and is gone: {outcome:?}");
                    }
                }
                // Its author was killed before they could be told, or a restore took it back.
                None => assert!(
                    effects == 1
                        || needs_author.contains(id)
                        || self.superseded.contains_key(id)
                        || self.lost_elsewhere(*id)
                        || marker.is_empty(),
                    "{id} has no outcome"
                ),
            }
        }
        for status in counted {
            self.tally.count(status);
        }
    }

    fn nobody_wrote_in_the_name_of_another(&self, log: &[Logged]) {
        for change in log {
            let Some(names) = self.names.get(&change.command_id.parse().unwrap()) else { continue };
            // A page that knew nobody sends as whoever is signed in.
            let known: Vec<String> = names.iter().flatten().map(ToString::to_string).collect();
            if !names.contains(&None) {
                let (id, by) = (&change.command_id, &change.contributor_id);
                assert!(known.contains(by), "{id} took effect in the name of {by}, not of {known:?}");
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
                // A message that was on its way during a restore may bring back what that took away, behind what came
                // later; and what a device has forgotten it may be sending still.
                .filter(|issued| issued.device == device)
                .filter(|issued| !self.undone.contains(&issued.id) && !self.forgotten.contains(&issued.id))
                .filter_map(|issued| places.get(issued.id.to_string().as_str()).copied())
                .collect();
            assert!(sequences.is_sorted(), "device {device}: {sequences:?}");
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
             union all select body from proposals union all select explanation from relations
             union all select title from citations union all select title || ' ' || summary from revisions",
        )
        .fetch_all(connection)
        .await
        .unwrap();
        let server = texts.join("\n");
        for issued in &self.issued {
            let told = self.told.get(&issued.id).is_some_and(|outcome| outcome.get("sequence").is_some());
            let lost = self.lost_elsewhere(issued.id) && (self.undone.contains(&issued.id) || !told);
            if issued.marker.is_empty() || lost {
                continue;
            }
            let on_device = self.devices[issued.device].profile.disk.everything();
            assert!(
                server.contains(&issued.marker) || on_device.contains(&issued.marker),
                "{} of {} is nowhere",
                issued.marker,
                issued.id
            );
        }
        for ((device, form), marker) in &self.typed {
            let draft = client::draft(&self.devices[*device].profile.disk, form).unwrap();
            let words = draft.unwrap_or_else(|| panic!("the draft of {form} is gone"));
            assert!(words.fields["body"].contains(marker), "the draft of {form} lost {marker}");
        }
    }
}

/// No change is past a lock that was in force when the server took it, by the clock that it had then.
fn nobody_wrote_past_a_lock(log: &[Logged], locks: &BTreeMap<CommandId, Locked>) {
    let mut locked: BTreeMap<&str, (i64, Locked)> = BTreeMap::new();
    for change in log {
        let Some(article) = change.article_id.as_deref() else { continue };
        let closed_by: &[Scope] = match change.command.as_str() {
            "lock-article" => {
                if let Some(lock) = locks.get(&change.command_id.parse().unwrap()) {
                    locked.insert(article, (change.sequence, *lock));
                }
                continue;
            }
            "unlock-article" => {
                locked.remove(article);
                continue;
            }
            "revise-article" | "relate" | "reword-relation" | "remove-relation" | "restore-relation" => {
                &Scope::ALL
            }
            "add-comment" | "edit-comment" | "withdraw-comment" | "add-citation" | "edit-citation"
            | "withdraw-citation" | "dismiss-suggestion" | "restore-suggestion" => {
                &[Scope::EditingAndComments]
            }
            _ => continue,
        };
        if change.contributor_id == MODERATOR.to_string() {
            continue;
        }
        if let Some((since, lock)) = locked.get(article) {
            let in_force = lock.until.is_none_or(|until| Timestamp(change.at) < until);
            let past = in_force && closed_by.contains(&lock.scope);
            assert!(!past, "change {} ({}) is past the lock at {since}", change.sequence, change.command);
        }
    }
}

pub(crate) fn markers(text: &str) -> BTreeSet<&str> {
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
