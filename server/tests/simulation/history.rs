//! One history: who does what when, and what the network and the machines make of it.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{ClientId, CommandId, ContributorId, RevisionId};
use serde_json::Value;
use sync::client::{self, Action, Cursor, Halt, Input, Reply, Unavailable};
use sync::message::{Push, Refusal};

use crate::device::{Device, Profile, Replica, Tab};
use crate::faults::{Fault, PATIENT};
use crate::moderator::Locked;
use crate::random::Random;
use crate::restore::Backup;
use crate::server::{Site, Template};
use crate::stream::Return;
use crate::tally::Tally;

/// A tab, in the life that it had.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) device: usize,
    pub(crate) tab: usize,
    pub(crate) life: u32,
}

/// The life of nobody: what is answered reaches no tab.
pub(crate) const GONE: u32 = u32::MAX;

/// Something on its way.
#[derive(Clone)]
pub(crate) enum Wire {
    Push(Place, Push),
    Pull(Place, Cursor),
    /// With the cookie that comes along.
    Answer(Place, Input, Option<String>),
}

impl Wire {
    const fn place(&self) -> Place {
        match self {
            Self::Push(place, _) | Self::Pull(place, _) | Self::Answer(place, ..) => *place,
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

pub(crate) struct History {
    pub(crate) random: Random,
    pub(crate) site: Site,
    pub(crate) devices: Vec<Device>,
    pub(crate) issued: Vec<Issued>,
    pub(crate) uncertain: BTreeSet<CommandId>,
    /// Commands that their author discarded, with the one in which they sent the words again.
    pub(crate) superseded: BTreeMap<CommandId, CommandId>,
    /// Outcomes as clients were told.
    pub(crate) told: BTreeMap<CommandId, Value>,
    /// Drafts that were kept and not sent, by device and form, with their words.
    pub(crate) typed: BTreeMap<(usize, String), String>,
    pub(crate) markers: u32,
    pub(crate) tally: Tally,
    /// What a restore took back, though its author may have been told.
    pub(crate) undone: BTreeSet<CommandId>,
    /// In whose name a command may take effect: those whom its author's page knew, and who adopted it since.
    pub(crate) names: BTreeMap<CommandId, BTreeSet<Option<ContributorId>>>,
    /// What a device lost by no fault of ours: its profile was set back, or what it kept was damaged.
    pub(crate) forgotten: BTreeSet<CommandId>,
    /// What was damaged on a device and is to be left alone, by device and key.
    pub(crate) damaged: BTreeMap<(usize, String), String>,
    /// Locks by the command that made them.
    pub(crate) locks: BTreeMap<CommandId, Locked>,
    /// Tabs that push nothing until their author says in whose name, by device.
    pub(crate) halted: BTreeSet<usize>,
    pub(crate) wires: Vec<Wire>,
    pub(crate) backup: Option<Backup>,
    /// Commands that take effect together or not at all.
    pub(crate) together: Vec<Vec<CommandId>>,
    /// What is wrong, and for how many steps it stays so.
    pub(crate) fault: Option<(Fault, usize)>,
}

impl History {
    pub(crate) async fn run(seed: u64, template: &Template) -> Tally {
        let mut random = Random::new(seed);
        let site = Site::new(template, PATIENT).await;
        let devices = (0..2 + random.below(2)).map(|_| Device::new(&mut random)).collect();
        let mut history = Self {
            random,
            site,
            devices,
            issued: Vec::new(),
            uncertain: BTreeSet::new(),
            superseded: BTreeMap::new(),
            told: BTreeMap::new(),
            typed: BTreeMap::new(),
            markers: 0,
            tally: Tally::default(),
            undone: BTreeSet::new(),
            names: BTreeMap::new(),
            forgotten: BTreeSet::new(),
            damaged: BTreeMap::new(),
            locks: BTreeMap::new(),
            halted: BTreeSet::new(),
            wires: Vec::new(),
            backup: None,
            together: Vec::new(),
            fault: None,
        };
        for device in 0..history.devices.len() {
            history.follow(device);
            history.open(device).await;
        }
        let restores = history.random.once_in(6);
        if history.random.once_in(200) {
            history.write_much(0);
        }
        for _ in 0..40 + history.random.below(60) {
            history.site.pass(500);
            history.happen(restores).await;
        }
        history.mend().await;
        history.heal().await;
        if history.random.once_in(3) {
            history.clear_up().await;
        }
        if history.random.once_in(4) {
            history.crowd().await;
            history.heal().await;
        }
        history.check().await;
        if history.random.once_in(4) {
            history.look_at_everything().await;
        }
        history.site.app.store.close().await;
        history.tally
    }

    async fn happen(&mut self, restores: bool) {
        let device = self.random.below(self.devices.len());
        match &mut self.fault {
            Some((_, 0)) => self.mend().await,
            Some((_, left)) => *left -= 1,
            None => {}
        }
        let well = self.fault.is_none();
        match self.random.below(64) {
            0..=13 => {
                self.act(device);
                self.wake(device);
            }
            14..=16 => self.wake(device),
            17..=36 => {
                for _ in 0..1 + self.random.below(3) {
                    self.deliver().await;
                }
            }
            37 => self.drop_one(),
            38 => self.double_one(),
            39 => self.kill_tab(device),
            40 => self.open(device).await,
            41 => self.burn(device),
            42 => {
                let rooms = [None, Some(4_000)];
                self.devices[device].profile.disk.room = *self.random.pick(&rooms).unwrap();
            }
            43 => self.moderate().await,
            60..=62 => self.moderate_what_is_there().await,
            44 if well && self.random.once_in(3) => self.look_while_the_clock_changes().await,
            44 => self.change_clock(),
            45 => self.change_profile(device),
            46 => self.adopt(device).await,
            47 => self.answer_too_late(),
            48..=49 if restores && well => self.restore().await,
            50 if well => self.change_person(device).await,
            51 if well => self.look_at_a_page().await,
            52 if well => self.stop_server().await,
            53 if well && self.random.once_in(2) => self.crash().await,
            54 if well && self.random.once_in(2) => self.fail().await,
            55 if well && self.random.once_in(10) => self.other_program().await,
            _ => self.tell(device).await,
        }
        if self.devices[device].profile.disk.killed.get() {
            self.bury(device);
        }
    }

    /// Begins to follow the log from its beginning.
    pub(crate) fn follow(&mut self, device: usize) {
        let start = Cursor { v: client::SHAPE, epoch: self.site.app.store.epoch(), next: 0 };
        let profile = &mut self.devices[device].profile;
        profile.replica = Replica::default();
        // If this fails, it begins when the next tab opens.
        let _ = client::follow(&mut profile.disk, &start);
    }

    /// A new tab, which leads. That another tab leads too may be: locks may be missing.
    pub(crate) async fn open(&mut self, device: usize) {
        if self.devices[device].tabs.len() < 3 {
            self.devices[device].tabs.push(Tab::new(0));
        }
        if client::cursor(&self.devices[device].profile.disk) == Ok(None) {
            self.follow(device);
        }
        self.load(device).await;
        let tab = self.devices[device].tabs.len() - 1;
        self.feed(Place { device, tab, life: self.devices[device].tabs[tab].life }, Input::Lead);
        self.tell(device).await;
    }

    /// A page is loaded, which shows who is signed in.
    pub(crate) async fn load(&mut self, device: usize) {
        // What cannot be read is not loaded, and the page that was there before stays.
        if let Ok(knows) = self.site.whose(self.devices[device].profile.cookie.as_deref()).await {
            self.devices[device].profile.knows = knows;
        }
    }

    pub(crate) fn places(&self, device: usize) -> Vec<Place> {
        let tabs = self.devices[device].tabs.iter().enumerate();
        tabs.map(|(tab, Tab { life, .. })| Place { device, tab, life: *life }).collect()
    }

    pub(crate) fn wake(&mut self, device: usize) {
        if let Some(place) = self.random.pick(&self.places(device)).copied() {
            self.feed(place, Input::Wake);
        }
    }

    /// A live event, perhaps one that came already.
    async fn tell(&mut self, device: usize) {
        let Some(place) = self.random.pick(&self.places(device)).copied() else { return };
        let returning = *self.random.pick(&[Return::Anew, Return::ByStandard]).unwrap();
        self.listen(place, returning).await;
        let heard = self.devices[place.device].tabs.get(place.tab).and_then(|tab| tab.ear.heard.clone());
        if let Some(news) = heard
            && self.random.once_in(4)
        {
            self.feed(place, Input::News(news));
        }
    }

    /// Hears what the stream says. Afterwards the tab knows what the server has.
    pub(crate) async fn listen(&mut self, place: Place, returning: Return) {
        let mut ear = std::mem::take(&mut self.devices[place.device].tabs[place.tab].ear);
        let said = ear.listen(&self.site, returning).await;
        let store = &self.site.app.store;
        let heard = ear.heard.as_ref().map(|news| (news.sequence, news.epoch.clone()));
        assert_eq!(heard, Some((store.sequence(), store.epoch())), "a listener was not told");
        self.devices[place.device].tabs[place.tab].ear = ear;
        match said {
            Some(news) => self.feed(place, Input::News(news)),
            None => self.tally.count("stream: nothing to tell"),
        }
    }

    /// The tab whose storage operation failed is dead; it may be opened again.
    pub(crate) fn bury(&mut self, device: usize) {
        let device = &mut self.devices[device];
        device.profile.disk.fuse = None;
        device.profile.disk.killed.set(false);
        self.tally.count("tab killed");
        for tab in &mut device.tabs {
            *tab = Tab::new(tab.life + 1);
        }
    }

    fn kill_tab(&mut self, device: usize) {
        if let Some(place) = self.random.pick(&self.places(device)).copied() {
            let tab = &mut self.devices[device].tabs[place.tab];
            *tab = Tab::new(tab.life + 1);
            self.tally.count("tab killed");
        }
    }

    fn burn(&mut self, device: usize) {
        self.devices[device].profile.disk.fuse = Some(self.random.u32() % 6);
    }

    pub(crate) fn feed(&mut self, place: Place, input: Input) {
        let device = &mut self.devices[place.device];
        if device.tabs.get(place.tab).is_none_or(|tab| tab.life != place.life) {
            return;
        }
        let (random, fresh) = (self.random.u32(), ClientId(self.random.uuid()));
        let tab = &mut device.tabs[place.tab];
        tab.fresh &= input != Input::Lead;
        let client = &mut tab.client;
        let (actions, done) = client.step(&mut device.profile.disk, input, random, fresh);
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
            Action::Wait { .. } => self.wires.push(Wire::Answer(place, Input::Wake, None)),
            Action::Apply { changes, cursor } => {
                // It may be killed before it takes them in, or before it notes how far it is.
                let killed = self.random.below(10);
                if killed != 0 {
                    self.devices[place.device].profile.replica.take(&changes);
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
                    before.as_ref().is_none_or(|before| *before == settled.outcome)
                        || self.undone.contains(&settled.item.id),
                    "{}: told {before:?}, then {:?}",
                    settled.item.id,
                    settled.outcome
                );
            }
            Action::Halted(Halt::SomebodyElse { .. }) => drop(self.halted.insert(place.device)),
            Action::Halted(Halt::Schema) => panic!("halted though nothing was upgraded"),
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
                self.tally.count_many("network: cut", u64::from(upto.is_some()));
                self.push(place, &push, upto).await;
            }
            Wire::Pull(place, cursor) => {
                let limit = 1 + self.random.below(20);
                let reply = self.site.pull(&cursor, limit).await;
                self.wires.push(Wire::Answer(place, Input::Pulled(reply), None));
            }
            Wire::Answer(place, input, cookie) => {
                if let Some(cookie) = cookie.filter(|_| place.life != GONE) {
                    self.devices[place.device].profile.cookie = Some(cookie);
                }
                self.feed(place, input);
                self.pull_again(place.device).await;
            }
        }
    }

    /// What came back with something that was shown again is pulled once more, as far as it was known already.
    async fn pull_again(&mut self, device: usize) {
        let profile = &self.devices[device].profile;
        let Some(mut since) = profile.replica.again else { return };
        let Ok(Some(known)) = client::cursor(&profile.disk) else { return };
        self.tally.count("client: pulled again what was shown again");
        loop {
            let cursor = Cursor { next: since, ..known.clone() };
            let Reply::Done(pulled) = self.site.pull(&cursor, 500).await else { return };
            let replica = &mut self.devices[device].profile.replica;
            let mut changes = pulled.changes;
            changes.retain(|change| replica.seen.contains(&change.sequence));
            replica.take(&changes);
            since = pulled.next;
            if !pulled.more || since >= known.next {
                replica.again = None;
                return;
            }
        }
    }

    /// Its answer is on its way then.
    pub(crate) async fn push(&mut self, place: Place, push: &Push, upto: Option<usize>) {
        let cookie = self.devices[place.device].profile.cookie.clone();
        let answer = self.site.push(push, upto, cookie.as_deref()).await;
        if matches!(answer.reply, Reply::Refused(Refusal::SomebodyElse { .. })) {
            self.tally.count("client: somebody else");
        }
        self.wires.push(Wire::Answer(place, Input::Pushed(answer.reply), answer.cookie));
    }

    /// The sender learns that there was no answer; whether there was an effect it does not.
    fn drop_one(&mut self) {
        if self.wires.is_empty() {
            return;
        }
        self.tally.count("network: dropped");
        let wire = self.wires.swap_remove(self.random.below(self.wires.len()));
        let lost = match &wire {
            Wire::Push(..) | Wire::Answer(_, Input::Pushed(_), _) => {
                Input::Pushed(Reply::Unreachable { retry_after: None })
            }
            Wire::Pull(..) | Wire::Answer(_, Input::Pulled(_), _) => {
                Input::Pulled(Reply::Unreachable { retry_after: Some(1) })
            }
            Wire::Answer(..) => Input::Wake,
        };
        self.feed(wire.place(), lost);
    }

    fn double_one(&mut self) {
        if let Some(wire) = self.random.pick(&self.wires).cloned() {
            self.tally.count("network: doubled");
            self.wires.push(wire);
        }
    }

    /// In the middle of a push: some of it is done, and nobody is told.
    pub(crate) async fn push_half(&mut self) {
        let at = self.wires.iter().position(|wire| matches!(wire, Wire::Push(..)));
        if let Some(Wire::Push(place, mut push)) = at.map(|at| self.wires.swap_remove(at)) {
            push.commands.truncate(self.random.below(push.commands.len() + 1));
            let cookie = self.devices[place.device].profile.cookie.clone();
            self.site.push(&push, None, cookie.as_deref()).await;
            self.feed(place, Input::Pushed(Reply::Unreachable { retry_after: None }));
        }
    }

    /// Ends it in good order, and starts it again on the same file.
    async fn stop_server(&mut self) {
        self.push_half().await;
        self.site.stop().await;
        self.hear_the_end();
        self.site.start().await;
        self.tally.count("server stopped");
    }

    /// Every stream ends when the server says that it does.
    pub(crate) fn hear_the_end(&mut self) {
        for tab in self.devices.iter_mut().flat_map(|device| &mut device.tabs) {
            assert!(tab.ear.has_ended(), "a stream goes on though the server has ended");
            self.tally.count("stream: ended by the server");
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
            device.profile.disk.room = None;
            device.profile.disk.fuse = None;
            device.profile.disk.killed.set(false);
            if self.random.once_in(2) {
                device.tabs = vec![Tab::new(1_000_000)];
            }
        }
        let mut quiet = 0;
        for round in 0.. {
            assert!(round < 300, "it never comes to rest");
            for device in 0..self.devices.len() {
                if client::cursor(&self.devices[device].profile.disk).unwrap().is_none() {
                    self.follow(device);
                    // A page that was loaded begins with what it finds.
                    for place in self.places(device) {
                        self.feed(place, Input::Wake);
                    }
                }
                self.adopt(device).await;
                for place in self.places(device) {
                    // Tabs that were killed are opened again, those that are open are left alone.
                    if self.devices[device].tabs[place.tab].fresh {
                        self.feed(place, Input::Lead);
                    }
                    self.listen(place, Return::ByStandard).await;
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
                        self.push(place, &push, None).await;
                    }
                    Wire::Pull(place, cursor) => {
                        let reply = self.site.pull(&cursor, 500).await;
                        self.feed(place, Input::Pulled(reply));
                        self.pull_again(place.device).await;
                    }
                    answer => self.arrive(answer).await,
                }
            }
        }
    }
}

impl Device {
    fn new(random: &mut Random) -> Self {
        Self {
            profile: Profile::default(),
            tabs: Vec::new(),
            snapshot: None,
            skew: i64::try_from(random.below(2_000_000_000)).unwrap() - 1_000_000_000,
        }
    }
}
