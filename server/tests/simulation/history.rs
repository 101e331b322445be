//! One history: who does what when, and what the network and the machines make of it.

use std::collections::{BTreeMap, BTreeSet};

use domain::command::{Command, LockArticle, ReviseArticle, UnlockArticle};
use domain::id::{ClientId, CommandId, RevisionId};
use domain::lock::Scope;
use domain::sync::client::{self, Action, Cursor, Input, Reply, Unavailable};
use domain::sync::wire::{News, Push};
use domain::text::Reason;
use serde_json::Value;

use crate::device::{Device, Disk, Replica, Tab};
use crate::random::Random;
use crate::server::Site;

/// A tab, in the life that it had.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Place {
    device: usize,
    tab: usize,
    life: u32,
}

/// Something on its way.
#[derive(Clone)]
enum Wire {
    Push(Place, Push),
    Pull(Place, Cursor),
    Answer(Place, Input),
}

impl Wire {
    const fn place(&self) -> Place {
        match self {
            Self::Push(place, _) | Self::Pull(place, _) | Self::Answer(place, _) => *place,
        }
    }
}

/// A command that was safely in an outbox.
pub(crate) struct Issued {
    pub(crate) id: CommandId,
    pub(crate) device: usize,
    /// A word of it that stands nowhere else; empty for one without words.
    pub(crate) marker: String,
    /// The revision that an edit was made from.
    pub(crate) base: Option<RevisionId>,
}

/// How often what happened.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tally {
    pub(crate) applied: u64,
    pub(crate) merged: u64,
    pub(crate) conflicts: u64,
    pub(crate) refused: u64,
    pub(crate) resolved: u64,
    pub(crate) full: u64,
    dropped: u64,
    doubled: u64,
    cut: u64,
    killed_tabs: u64,
    killed_servers: u64,
    restored: u64,
    locks: u64,
    adopted: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.numbers().into_iter().zip(other.clone().numbers()) {
            *mine += *theirs;
        }
    }

    fn numbers(&mut self) -> [&mut u64; 14] {
        [
            &mut self.applied,
            &mut self.merged,
            &mut self.conflicts,
            &mut self.refused,
            &mut self.resolved,
            &mut self.full,
            &mut self.dropped,
            &mut self.doubled,
            &mut self.cut,
            &mut self.killed_tabs,
            &mut self.killed_servers,
            &mut self.restored,
            &mut self.locks,
            &mut self.adopted,
        ]
    }

    pub(crate) fn assert_everything_happened(mut self) {
        let shown = format!("{self:?}");
        assert!(self.numbers().into_iter().all(|number| *number > 0), "something never happened: {shown}");
    }
}

pub(crate) struct History {
    pub(crate) random: Random,
    pub(crate) site: Site,
    pub(crate) devices: Vec<Device>,
    pub(crate) issued: Vec<Issued>,
    pub(crate) uncertain: BTreeSet<CommandId>,
    /// Commands that their author discarded, having sent their words in another one.
    pub(crate) superseded: BTreeSet<CommandId>,
    /// Outcomes as clients were told.
    pub(crate) told: BTreeMap<CommandId, Value>,
    /// Drafts that were kept and not sent, by device and form, with their words.
    pub(crate) typed: BTreeMap<(usize, String), String>,
    pub(crate) markers: u32,
    pub(crate) tally: Tally,
    /// Whether a restore from a backup took back an outcome, though the author may have been told.
    pub(crate) undone: bool,
    wires: Vec<Wire>,
    /// A backup, and how many outcomes there were then.
    backup: Option<(tempfile::TempDir, i64)>,
}

impl History {
    pub(crate) async fn run(seed: u64) -> Tally {
        let mut random = Random::new(seed);
        let site = Site::new().await;
        let devices = (0..2 + random.below(2))
            .map(|_| Device {
                disk: Disk::default(),
                tabs: Vec::new(),
                replica: Replica::default(),
                skew: i64::try_from(random.below(2_000_000_000)).unwrap() - 1_000_000_000,
            })
            .collect();
        let mut history = Self {
            random,
            site,
            devices,
            issued: Vec::new(),
            uncertain: BTreeSet::new(),
            superseded: BTreeSet::new(),
            told: BTreeMap::new(),
            typed: BTreeMap::new(),
            markers: 0,
            tally: Tally::default(),
            undone: false,
            wires: Vec::new(),
            backup: None,
        };
        for device in 0..history.devices.len() {
            history.follow(device);
            history.open(device);
        }
        let restores = history.random.once_in(6);
        for _ in 0..40 + history.random.below(80) {
            history.site.pass(500);
            history.happen(restores).await;
        }
        history.heal().await;
        if history.random.once_in(3) {
            history.clear_up().await;
        }
        history.check().await;
        history.site.app.store.close().await;
        history.tally
    }

    async fn happen(&mut self, restores: bool) {
        let device = self.random.below(self.devices.len());
        match self.random.below(40) {
            0..=11 => {
                self.act(device);
                self.wake(device);
            }
            12..=15 => self.wake(device),
            16..=28 => self.deliver().await,
            29 => self.drop_one(),
            30 => self.double_one(),
            31 => self.kill_tab(device),
            32 => self.open(device),
            33 => self.burn(device),
            34 => {
                let rooms = [None, Some(2_500)];
                self.devices[device].disk.room = *self.random.pick(&rooms).unwrap();
            }
            35 => self.kill_server().await,
            36 => self.moderate().await,
            37 if restores => self.restore().await,
            _ => self.tell(device),
        }
        if self.devices[device].disk.killed.get() {
            self.bury(device);
        }
    }

    /// Begins to follow the log from its beginning.
    fn follow(&mut self, device: usize) {
        let start = Cursor { v: client::SHAPE, epoch: self.site.app.store.epoch(), next: 0 };
        let device = &mut self.devices[device];
        device.replica = Replica::default();
        // If this fails, it begins when the next tab opens.
        let _ = client::follow(&mut device.disk, &start);
    }

    /// A new tab, which leads. That another one leads too may be: locks may be missing.
    fn open(&mut self, device: usize) {
        if self.devices[device].tabs.len() < 3 {
            self.devices[device].tabs.push(Tab::new(0));
        }
        if client::cursor(&self.devices[device].disk) == Ok(None) {
            self.follow(device);
        }
        let tab = self.devices[device].tabs.len() - 1;
        self.feed(Place { device, tab, life: self.devices[device].tabs[tab].life }, Input::Lead);
        self.tell(device);
    }

    fn places(&self, device: usize) -> Vec<Place> {
        let tabs = self.devices[device].tabs.iter().enumerate();
        tabs.map(|(tab, Tab { life, .. })| Place { device, tab, life: *life }).collect()
    }

    fn wake(&mut self, device: usize) {
        if let Some(place) = self.random.pick(&self.places(device)).copied() {
            self.feed(place, Input::Wake);
        }
    }

    /// A live event, perhaps one that came already.
    fn tell(&mut self, device: usize) {
        if let Some(place) = self.random.pick(&self.places(device)).copied() {
            self.news(place);
        }
    }

    fn news(&mut self, place: Place) {
        let store = &self.site.app.store;
        let news = News { sequence: store.sequence(), epoch: store.epoch() };
        self.devices[place.device].tabs[place.tab].told = Some(news.clone());
        self.feed(place, Input::News(news));
    }

    /// What a stream of events does when nothing fails: it tells of each change once, and of nothing else.
    fn stream(&mut self, place: Place) {
        let store = &self.site.app.store;
        let news = News { sequence: store.sequence(), epoch: store.epoch() };
        if self.devices[place.device].tabs[place.tab].told.as_ref() != Some(&news) {
            self.news(place);
        }
    }

    /// The tab whose storage operation failed is dead; it may be opened again.
    pub(crate) fn bury(&mut self, device: usize) {
        let device = &mut self.devices[device];
        device.disk.fuse = None;
        device.disk.killed.set(false);
        self.tally.killed_tabs += 1;
        for tab in &mut device.tabs {
            *tab = Tab::new(tab.life + 1);
        }
    }

    fn kill_tab(&mut self, device: usize) {
        if let Some(place) = self.random.pick(&self.places(device)).copied() {
            let tab = &mut self.devices[device].tabs[place.tab];
            *tab = Tab::new(tab.life + 1);
            self.tally.killed_tabs += 1;
        }
    }

    fn burn(&mut self, device: usize) {
        self.devices[device].disk.fuse = Some(self.random.u32() % 6);
    }

    fn feed(&mut self, place: Place, input: Input) {
        let device = &mut self.devices[place.device];
        if device.tabs.get(place.tab).is_none_or(|tab| tab.life != place.life) {
            return;
        }
        let (random, fresh) = (self.random.u32(), ClientId(self.random.uuid()));
        let tab = &mut device.tabs[place.tab];
        tab.fresh &= input != Input::Lead;
        let client = &mut tab.client;
        let (actions, done) = client.step(&mut device.disk, input, random, fresh);
        let killed = done == Err(Unavailable::Off);
        for action in actions {
            self.do_(place, action);
        }
        if killed {
            self.bury(place.device);
        }
    }

    fn do_(&mut self, place: Place, action: Action) {
        match action {
            Action::Push(push) => self.wires.push(Wire::Push(place, push)),
            Action::Pull(cursor) => self.wires.push(Wire::Pull(place, cursor)),
            Action::Wait { .. } => self.wires.push(Wire::Answer(place, Input::Wake)),
            Action::Apply { changes, cursor } => {
                // It may be killed before it takes them in, or before it notes how far it is.
                let killed = self.random.below(10);
                if killed != 0 {
                    self.devices[place.device].replica.take(&changes);
                }
                if killed < 2 {
                    self.kill_tab(place.device);
                } else {
                    self.feed(place, Input::Taken(cursor));
                }
            }
            Action::Forget => {
                // The page is loaded anew.
                self.follow(place.device);
                self.feed(place, Input::Wake);
            }
            Action::Settled(settled) => {
                let before = self.told.insert(settled.item.id, settled.outcome.clone());
                assert!(
                    before.as_ref().is_none_or(|before| *before == settled.outcome) || self.undone,
                    "{}: told {before:?}, then {:?}",
                    settled.item.id,
                    settled.outcome
                );
            }
            Action::Halted(why) => panic!("halted: {why:?}"),
        }
    }

    async fn deliver(&mut self) {
        if self.wires.is_empty() {
            return;
        }
        // Not in their order.
        let wire = self.wires.swap_remove(self.random.below(self.wires.len()));
        self.arrive(wire).await;
    }

    async fn arrive(&mut self, wire: Wire) {
        match wire {
            Wire::Push(place, push) => {
                let length = serde_json::to_vec(&push).unwrap().len();
                let upto = self.random.once_in(10).then(|| self.random.below(length));
                self.tally.cut += u64::from(upto.is_some());
                let reply = self.site.push(&push, upto).await;
                self.wires.push(Wire::Answer(place, Input::Pushed(reply)));
            }
            Wire::Pull(place, cursor) => {
                let limit = 1 + self.random.below(20);
                let reply = self.site.pull(&cursor, limit).await;
                self.wires.push(Wire::Answer(place, Input::Pulled(reply)));
            }
            Wire::Answer(place, input) => self.feed(place, input),
        }
    }

    /// The sender learns that there was no answer; whether there was an effect it does not.
    fn drop_one(&mut self) {
        if self.wires.is_empty() {
            return;
        }
        self.tally.dropped += 1;
        let wire = self.wires.swap_remove(self.random.below(self.wires.len()));
        let lost = match &wire {
            Wire::Push(..) | Wire::Answer(_, Input::Pushed(_)) => {
                Input::Pushed(Reply::Unreachable { retry_after: None })
            }
            Wire::Pull(..) | Wire::Answer(_, Input::Pulled(_)) => {
                Input::Pulled(Reply::Unreachable { retry_after: Some(1) })
            }
            Wire::Answer(..) => Input::Wake,
        };
        self.feed(wire.place(), lost);
    }

    fn double_one(&mut self) {
        if let Some(wire) = self.random.pick(&self.wires).cloned() {
            self.tally.doubled += 1;
            self.wires.push(wire);
        }
    }

    /// In the middle of a push: some of it is done, and nobody is told.
    async fn kill_server(&mut self) {
        self.tally.killed_servers += 1;
        let at = self.wires.iter().position(|wire| matches!(wire, Wire::Push(..)));
        if let Some(Wire::Push(place, mut push)) = at.map(|at| self.wires.swap_remove(at)) {
            push.commands.truncate(self.random.below(push.commands.len() + 1));
            self.site.push(&push, None).await;
            self.feed(place, Input::Pushed(Reply::Unreachable { retry_after: None }));
        }
        self.site.restart().await;
    }

    /// Locks or unlocks an article, or applies what somebody proposed.
    async fn moderate(&mut self) {
        let proposals = self.site.proposals().await;
        if let Some(edit) = self.random.pick(&proposals).cloned()
            && self.random.once_in(2)
        {
            let revision = RevisionId(self.random.uuid());
            let id = self.random.uuid();
            let outcome =
                self.site.moderate(id, Command::ReviseArticle(ReviseArticle { revision, ..edit })).await;
            // One that meets other words waits for somebody to choose.
            self.tally.adopted += u64::from(outcome.sequence().is_some());
            return;
        }
        let articles = self.site.app.store.articles(100).await.unwrap();
        let Some((article, ..)) = self.random.pick(&articles).cloned() else { return };
        self.tally.locks += 1;
        let scopes = [Scope::Editing, Scope::EditingAndComments];
        let scope = *self.random.pick(&scopes).unwrap();
        let reason = Reason::parse("It is being agreed.").unwrap();
        let command = if self.random.once_in(2) {
            Command::LockArticle(LockArticle { article, scope, reason, until: None })
        } else {
            Command::UnlockArticle(UnlockArticle { article })
        };
        let id = self.random.uuid();
        self.site.moderate(id, command).await;
    }

    /// Makes a backup, or goes back to the one there is: a new epoch.
    async fn restore(&mut self) {
        match self.backup.take() {
            None => {
                let folder = tempfile::tempdir().unwrap();
                self.site.app.store.backup(&folder.path().join("backup.db")).await.unwrap();
                self.backup = Some((folder, self.site.outcomes().await));
            }
            Some((folder, outcomes)) => {
                self.tally.restored += 1;
                // Refusals too: what was refused may take effect when it comes again.
                self.undone |= outcomes != self.site.outcomes().await;
                self.site.replace(&folder.path().join("backup.db")).await;
            }
        }
    }

    /// Everybody takes care of what needs them, and the moderator of what they propose.
    async fn clear_up(&mut self) {
        for device in 0..self.devices.len() {
            for _ in 0..10 {
                if !self.resolve(device) {
                    break;
                }
            }
            self.wake(device);
        }
        self.heal().await;
        for _ in 0..4 {
            self.moderate().await;
        }
        self.heal().await;
    }

    /// From now on everything works. Either the browser was started again, or the tabs that are open find back by
    /// themselves.
    async fn heal(&mut self) {
        for device in &mut self.devices {
            device.disk.room = None;
            device.disk.fuse = None;
            device.disk.killed.set(false);
            if self.random.once_in(2) {
                device.tabs = vec![Tab::new(1_000_000)];
            }
        }
        let mut quiet = 0;
        for round in 0.. {
            assert!(round < 200, "it never comes to rest");
            for device in 0..self.devices.len() {
                if client::cursor(&self.devices[device].disk).unwrap().is_none() {
                    self.follow(device);
                }
                for place in self.places(device) {
                    // Tabs that were killed are opened again, those that are open are left alone.
                    if self.devices[device].tabs[place.tab].fresh {
                        self.feed(place, Input::Lead);
                    }
                    self.stream(place);
                }
            }
            quiet = if self.wires.is_empty() { quiet + 1 } else { 0 };
            if quiet > 3 {
                break;
            }
            let mut arrived = 0;
            while let Some(wire) = self.wires.pop() {
                arrived += 1;
                assert!(arrived < 2_000, "it never comes to rest");
                match wire {
                    // Late ones still arrive, and their answers reach nobody.
                    Wire::Push(place, push) => {
                        let reply = self.site.push(&push, None).await;
                        self.feed(place, Input::Pushed(reply));
                    }
                    Wire::Pull(place, cursor) => {
                        let reply = self.site.pull(&cursor, 50).await;
                        self.feed(place, Input::Pulled(reply));
                    }
                    Wire::Answer(place, input) => self.feed(place, input),
                }
            }
        }
    }
}
