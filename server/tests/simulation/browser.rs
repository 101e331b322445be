//! What happens to a browser besides: people sign in and out between writing and sending, cookies are lost, a profile
//! is copied or set back, and what was kept is damaged.

use domain::id::ClientId;
use serde_json::Value;
use sync::client::{self, DRAFT, Input, Item, OUTBOX, State, Stored};

use crate::device::{Device, Profile, Snapshot, Tab};
use crate::history::History;

impl History {
    /// Who is signed in changes; pages that lie open may not know.
    pub(crate) async fn change_person(&mut self, device: usize) {
        let what = match self.random.below(4) {
            0 | 1 => {
                let account = self.random.below(3);
                let cookie = self.site.sign_in(account).await;
                self.devices[device].profile.cookie = Some(cookie);
                "profile: signed in"
            }
            2 => {
                self.devices[device].profile.cookie = None;
                self.load(device).await;
                "profile: signed out"
            }
            _ => {
                self.devices[device].profile.cookie = None;
                "profile: cookie lost"
            }
        };
        self.tally.count(what);
        if self.random.once_in(2) {
            self.load(device).await;
        }
    }

    /// Whoever is signed in now says that what waits is to be sent in their name.
    pub(crate) async fn adopt(&mut self, device: usize) {
        if !self.halted.remove(&device) {
            return;
        }
        self.tally.count("client: adopted by another");
        self.load(device).await;
        let by = self.devices[device].profile.knows;
        for entry in client::outbox(&self.devices[device].profile.disk).unwrap_or_default() {
            if let Stored::Item(Item { id, state: State::Waiting, .. }) = entry.kept {
                self.names.entry(id).or_default().insert(by);
            }
        }
        if let Some(place) = self.random.pick(&self.places(device)).copied() {
            let client = ClientId(self.random.uuid());
            self.feed(place, Input::Adopt { client, by });
        }
        for place in self.places(device) {
            self.feed(place, Input::Wake);
        }
    }

    pub(crate) fn change_profile(&mut self, device: usize) {
        match self.random.below(6) {
            0 => self.keep_a_copy(device),
            1 => self.set_back(device),
            2 if self.devices.len() < 4 => self.copy_profile(device),
            _ => self.damage_a_value(device),
        }
    }

    fn typed_on(&self, device: usize) -> Vec<(String, String)> {
        let typed = self.typed.iter().filter(|((on, _), _)| *on == device);
        typed.map(|((_, form), marker)| (form.clone(), marker.clone())).collect()
    }

    fn copy_of(&self, device: usize) -> Profile {
        let profile = self.devices[device].profile.clone();
        profile.disk.killed.set(false);
        profile
    }

    fn keep_a_copy(&mut self, device: usize) {
        let snapshot = Snapshot {
            profile: self.copy_of(device),
            issued: self.issued.len(),
            typed: self.typed_on(device),
        };
        self.devices[device].snapshot = Some(snapshot);
    }

    /// The profile is as it was once: numbers and ids of then are used again.
    fn set_back(&mut self, device: usize) {
        let Some(Snapshot { profile, issued, typed }) = self.devices[device].snapshot.take() else { return };
        self.tally.count("profile: set back");
        let lost = self.issued[issued..].iter().filter(|issued| issued.device == device);
        self.forgotten.extend(lost.map(|issued| issued.id));
        self.typed.retain(|(on, _), _| *on != device);
        self.typed.extend(typed.into_iter().map(|(form, marker)| ((device, form), marker)));
        self.damaged.retain(|(on, key), text| *on != device || profile.disk.text(key) == Some(text.as_str()));
        let device = &mut self.devices[device];
        device.profile = profile;
        for tab in &mut device.tabs {
            *tab = Tab::new(tab.life + 1);
        }
    }

    /// A second device with the same client id, numbers, outbox and cookie.
    fn copy_profile(&mut self, device: usize) {
        self.tally.count("profile: copied");
        let (copy, skew) = (self.devices.len(), self.devices[device].skew);
        let profile = self.copy_of(device);
        let typed = self.typed_on(device);
        self.typed.extend(typed.into_iter().map(|(form, marker)| ((copy, form), marker)));
        let damaged: Vec<_> = self.damaged.iter().filter(|((on, _), _)| *on == device).collect();
        let damaged: Vec<_> =
            damaged.into_iter().map(|((_, key), text)| ((copy, key.clone()), text.clone())).collect();
        self.damaged.extend(damaged);
        self.devices.push(Device { profile, tabs: vec![Tab::new(0)], snapshot: None, skew });
    }

    /// A value is half written, gone, or of a shape that only a newer version reads.
    fn damage_a_value(&mut self, device: usize) {
        let keys = self.devices[device].profile.disk.all_keys();
        let Some(key) = self.random.pick(&keys).cloned() else { return };
        let text = self.devices[device].profile.disk.text(&key).unwrap().to_owned();
        let (what, text) = match self.random.below(3) {
            0 => ("profile: half a value", Some(text[..text.len() / 2].to_owned())),
            1 => ("profile: value gone", None),
            _ => {
                let Ok(mut newer) = serde_json::from_str::<Value>(&text) else { return };
                newer["v"] = Value::from(client::SHAPE + 1);
                ("profile: newer value", Some(newer.to_string()))
            }
        };
        if text.as_ref().is_some_and(|text| !text.is_ascii()) {
            return;
        }
        self.tally.count(what);
        if let Some(id) = key.strip_prefix(OUTBOX).and_then(|rest| rest.split_once('.')?.1.parse().ok()) {
            self.forgotten.insert(id);
            self.damaged.remove(&(device, key.clone()));
            if let Some(text) = &text {
                self.damaged.insert((device, key.clone()), text.clone());
            }
        }
        if let Some(form) = key.strip_prefix(DRAFT) {
            self.typed.remove(&(device, form.to_owned()));
        }
        self.devices[device].profile.disk.damage(&key, text);
    }
}
