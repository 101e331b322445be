//! A device: its storage, its tabs, and what it knows of the server.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{ArticleId, ContributorId};
use serde_json::{Value, json};
use sync::client::{Client, Storage, Unavailable};
use sync::message::Change;

use crate::stream::Ear;

/// Storage that can be full, and that can go away between any two operations, as with a tab that is killed.
#[derive(Default, Clone)]
pub(crate) struct Disk {
    texts: BTreeMap<String, String>,
    /// The most bytes; `None` for as many as there are.
    pub(crate) room: Option<usize>,
    /// After how many operations the tab is killed.
    pub(crate) fuse: Option<u32>,
    /// Whether the fuse has burnt down.
    pub(crate) killed: std::cell::Cell<bool>,
}

impl Disk {
    fn burn(&mut self) -> Result<(), Unavailable> {
        match &mut self.fuse {
            Some(0) => {
                self.killed.set(true);
                Err(Unavailable::Off)
            }
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn alive(&self) -> Result<(), Unavailable> {
        if self.killed.get() { Err(Unavailable::Off) } else { Ok(()) }
    }

    pub(crate) fn all_keys(&self) -> Vec<String> {
        self.texts.keys().cloned().collect()
    }

    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.texts.get(key).map(String::as_str)
    }

    /// Something else than the program changes what is kept, or takes it away.
    pub(crate) fn damage(&mut self, key: &str, text: Option<String>) {
        match text {
            Some(text) => drop(self.texts.insert(key.to_owned(), text)),
            None => drop(self.texts.remove(key)),
        }
    }

    /// Everything that is kept, as one text to look for words in.
    pub(crate) fn everything(&self) -> String {
        self.texts.values().cloned().collect::<Vec<_>>().join("\n")
    }
}

impl Storage for Disk {
    fn keys(&self, prefix: &str) -> Result<Vec<String>, Unavailable> {
        self.alive()?;
        Ok(self.texts.keys().filter(|key| key.starts_with(prefix)).cloned().collect())
    }

    fn get(&self, key: &str) -> Result<Option<String>, Unavailable> {
        self.alive()?;
        Ok(self.texts.get(key).cloned())
    }

    fn set(&mut self, key: &str, text: &str) -> Result<(), Unavailable> {
        self.burn()?;
        let others: usize = self.texts.iter().filter(|(k, _)| *k != key).map(|(_, text)| text.len()).sum();
        if self.room.is_some_and(|room| others + text.len() > room) {
            return Err(Unavailable::Full);
        }
        self.texts.insert(key.to_owned(), text.to_owned());
        Ok(())
    }

    fn remove(&mut self, key: &str) -> Result<(), Unavailable> {
        self.burn()?;
        self.texts.remove(key);
        Ok(())
    }
}

/// A tab: only what it holds in memory.
pub(crate) struct Tab {
    pub(crate) client: Client,
    /// Raised when it is killed, so that answers to its former self are lost.
    pub(crate) life: u32,
    /// Whether it has not begun to lead yet.
    pub(crate) fresh: bool,
    /// Its stream of events.
    pub(crate) ear: Ear,
}

impl Tab {
    pub(crate) fn new(life: u32) -> Self {
        Self { client: Client::default(), life, fresh: true, ear: Ear::default() }
    }
}

/// What has been pulled: every thing as it stood last.
#[derive(Default, Clone, PartialEq, Eq, Debug)]
pub(crate) struct Replica {
    pub(crate) things: BTreeMap<String, Value>,
    /// Every change that was taken in.
    pub(crate) seen: BTreeSet<i64>,
    /// After which change what is there is to be pulled again, since something was shown again that others stand on.
    pub(crate) again: Option<i64>,
}

impl Replica {
    pub(crate) fn take(&mut self, changes: &[Change]) {
        for change in changes {
            let new = self.seen.insert(change.sequence);
            for thing in &change.things {
                let mut thing = thing.clone();
                let since = thing.as_object_mut().unwrap().remove("again");
                let of = thing.get("id").or_else(|| thing.get("article")).unwrap();
                self.things.insert(format!("{}:{of}", thing["type"]), thing.clone());
                match since.map(|since| since.as_i64().unwrap()) {
                    Some(_) if thing["hidden"] == true => self.forget_with(&thing),
                    Some(since) if new => {
                        self.again = Some(self.again.map_or(since, |again| again.min(since)));
                    }
                    _ => {}
                }
            }
        }
    }

    /// Forgets the words of what stands on something that was hidden, as `docs/SYNC.md` says.
    fn forget_with(&mut self, hidden: &Value) {
        let of = &hidden["id"];
        for thing in self.things.values_mut() {
            if hidden["type"] == "revision" {
                if let Some(quotes) = thing.get_mut("quotes").and_then(Value::as_array_mut) {
                    quotes.retain(|quote| quote["revision"] != *of);
                }
                continue;
            }
            let without = match thing["type"].as_str().unwrap() {
                "revision" if thing["article"] == *of => {
                    json!({ "title": "", "summary": "", "body": "", "note": "", "hidden": true })
                }
                "comment" if thing["article"] == *of => {
                    json!({ "body": "", "withdrawn": true, "proposal": null, "quotes": [] })
                }
                "citation" if thing["article"] == *of => {
                    json!({ "source": null, "withdrawn": true, "quotes": [] })
                }
                "relation" if thing["from"] == *of || thing["to"] == *of => {
                    json!({ "explanation": "", "removed": true })
                }
                _ => continue,
            };
            for (name, value) in without.as_object().unwrap() {
                thing[name] = value.clone();
            }
        }
    }

    pub(crate) fn assert_is(&self, server: &Self, device: usize) {
        assert_eq!(self.seen, server.seen, "device {device} has not seen what is in the log");
        let keys: BTreeSet<&String> = self.things.keys().chain(server.things.keys()).collect();
        for key in keys {
            assert_eq!(
                self.things.get(key),
                server.things.get(key),
                "device {device} (left) knows another {key} than the server"
            );
        }
    }

    pub(crate) fn of_type(&self, kind: &str) -> Vec<&Value> {
        self.things.values().filter(|thing| thing["type"] == kind).collect()
    }

    pub(crate) fn articles(&self) -> Vec<ArticleId> {
        let heads = self.heads().into_iter();
        heads.map(|head| head["article"].as_str().unwrap().parse().unwrap()).collect()
    }

    /// The newest revision of every article that is known, of those that are not hidden.
    pub(crate) fn heads(&self) -> Vec<&Value> {
        let mut heads: BTreeMap<&str, &Value> = BTreeMap::new();
        for revision in self.of_type("revision").into_iter().filter(|revision| revision["hidden"] == false) {
            let head = heads.entry(revision["article"].as_str().unwrap()).or_insert(revision);
            if head["number"].as_i64() < revision["number"].as_i64() {
                *head = revision;
            }
        }
        heads.into_values().collect()
    }
}

/// What of a device goes along when its profile is copied or set back.
#[derive(Default, Clone)]
pub(crate) struct Profile {
    pub(crate) disk: Disk,
    pub(crate) replica: Replica,
    pub(crate) cookie: Option<String>,
    /// Whom its pages show as signed in: as it was when they were loaded.
    pub(crate) knows: Option<ContributorId>,
}

/// A profile as it was at some moment.
pub(crate) struct Snapshot {
    pub(crate) profile: Profile,
    /// How many commands had been issued then, on all devices.
    pub(crate) issued: usize,
    /// Its drafts with their words, by form.
    pub(crate) typed: Vec<(String, String)>,
}

pub(crate) struct Device {
    pub(crate) profile: Profile,
    pub(crate) tabs: Vec<Tab>,
    /// The profile as it was once.
    pub(crate) snapshot: Option<Snapshot>,
    /// By how much its clock is wrong, in milliseconds.
    pub(crate) skew: i64,
}
