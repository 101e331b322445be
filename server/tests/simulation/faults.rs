//! What goes wrong under a running server: statements and writes that fail, a lock that another program holds, a disk
//! without room, or one that cannot be read, written or synced. It lasts a while, and then writing must go on by itself.

use std::time::Duration;

use domain::command::Command;
use domain::id::{ClientId, CommandId};
use domain::testing;
use faulty_disk::Refusal;
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};
use sync::client::{Input, Reply};
use sync::message::{Push, SCHEMA, Sent};

use crate::disk;
use crate::history::{GONE, History, Place, Wire};
use crate::server::Site;

/// How long the writer waits for a lock while one is held by intention.
const IMPATIENT: Duration = Duration::from_millis(200);
pub(crate) const PATIENT: Duration = Duration::from_secs(30);
/// How often writing is tried after the cause is gone: at once, and within a second.
const ATTEMPTS: usize = 20;

/// What is wrong.
pub(crate) enum Fault {
    /// Statements fail: SQLite takes back the whole transaction by itself, or the statement alone.
    Statement,
    /// Another program has the write lock.
    Locked(SqliteConnection),
    /// No file grows beyond a size: a write of the log ends in its middle.
    Room,
    /// The disk is full.
    Disk,
    /// The disk refuses something.
    Refused(Refusal),
}

/// Tables that commands of every kind write to, or many.
const TABLES: [&str; 7] =
    ["commands", "changes", "comments", "revisions", "contributors", "clients", "sessions"];

/// What is counted of a refusal.
const fn refused(what: Refusal) -> &'static str {
    match what {
        Refusal::Read => "disk: it cannot be read",
        Refusal::Write => "disk: it cannot be written",
        Refusal::Sync => "disk: it does not sync",
        Refusal::Room => "disk: it takes no more",
    }
}

/// Bounds the size of every file that this process writes; `None` for as large as it likes.
pub(crate) fn bound_files(bytes: Option<u64>) {
    let (_, hard) = rlimit::Resource::FSIZE.get().unwrap();
    rlimit::Resource::FSIZE.set(bytes.unwrap_or(hard).min(hard), hard).unwrap();
}

impl Site {
    /// Lets statements fail that write to a table.
    async fn break_statements(&self, table: &str, action: &str) {
        let mut connection = self.connect().await;
        let text = format!(
            "create trigger broken before insert on {table} begin select raise({action}, 'it is broken'); end"
        );
        sqlx::query(AssertSqlSafe(text)).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    async fn mend_statements(&self) {
        let mut connection = self.connect().await;
        sqlx::query("drop trigger broken").execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
}

impl History {
    /// From now on something fails.
    pub(crate) async fn fail(&mut self) {
        self.site.failing = true;
        let fault = match self.random.below(44) {
            0..=9 => {
                let table = *self.random.pick(&TABLES).unwrap();
                let action = *self.random.pick(&["rollback", "rollback", "abort", "fail"]).unwrap();
                self.site.break_statements(table, action).await;
                self.tally.count("database: statements fail");
                Fault::Statement
            }
            10 => {
                self.site.stop().await;
                self.hear_the_end();
                self.site.patience = IMPATIENT;
                self.site.start().await;
                let mut connection = self.site.connect().await;
                sqlx::query("begin immediate").execute(&mut connection).await.unwrap();
                self.tally.count("database: locked by another");
                self.site.outage = true;
                Fault::Locked(connection)
            }
            11..=16 if disk::leave(u64::try_from(self.random.below(30_000)).unwrap()) => {
                self.tally.count("database: the disk is full");
                self.site.outage = true;
                Fault::Disk
            }
            24.. => {
                let refusal = *self.random.pick(&Refusal::ALL).unwrap();
                let most = *self.random.pick(&[1, 1, 30]).unwrap();
                let well = u32::try_from(self.random.below(most)).unwrap();
                disk::refuse(refusal, well);
                if well == 0 && refusal != Refusal::Read {
                    self.site.unsaved = Some(self.site.app.store.sequence());
                }
                self.site.outage = true;
                Fault::Refused(refusal)
            }
            _ => {
                let room = u64::try_from(self.random.below(30_000)).unwrap();
                bound_files(Some(self.site.log_length() + room));
                self.tally.count("database: a write fails in its middle");
                self.site.outage = true;
                Fault::Room
            }
        };
        let most = if matches!(fault, Fault::Locked(_)) { 4 } else { 8 };
        self.fault = Some((fault, 2 + self.random.below(most)));
    }

    /// The cause is gone, and writing goes on by itself.
    pub(crate) async fn mend(&mut self) {
        let Some((fault, _)) = self.fault.take() else { return };
        let locked = matches!(fault, Fault::Locked(_));
        match fault {
            Fault::Statement => self.site.mend_statements().await,
            Fault::Locked(mut connection) => {
                sqlx::query("rollback").execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
            Fault::Room => bound_files(None),
            Fault::Disk => disk::enlarge(),
            Fault::Refused(refusal) => {
                self.site.unsaved = None;
                let times = disk::refuse_nothing();
                self.tally.count_many(refused(refusal), u64::from(times > 0));
                // What was written, though not made durable, may all be there when the power is back.
                if refusal == Refusal::Sync && self.random.once_in(2) {
                    self.power_goes(self.site.log_length(), None).await;
                    self.tally.count("disk: the power went while nothing was synced");
                }
            }
        }
        self.writing_goes_on().await;
        if locked {
            self.site.stop().await;
            self.hear_the_end();
            self.site.patience = PATIENT;
            self.site.start().await;
        }
        (self.site.failing, self.site.outage) = (false, false);
    }

    /// Somebody writes for the first time.
    pub(crate) fn strange_push(&mut self, command: Command) -> Push {
        let sent = Sent { id: CommandId(self.random.uuid()), command };
        Push {
            schema: SCHEMA,
            client: ClientId(self.random.uuid()),
            first: 1,
            by: None,
            commands: vec![serde_json::to_value(sent).unwrap()],
        }
    }

    async fn writing_goes_on(&mut self) {
        let push = self.strange_push(Command::Introduce(testing::introduce("Somebody else")));
        for _ in 0..ATTEMPTS {
            match self.site.push(&push, None, None).await.reply {
                Reply::Done(pushed) => {
                    let outcome = &pushed.answers[0].outcome;
                    assert_eq!(outcome["status"], "applied", "{outcome}");
                    return;
                }
                _ => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
        panic!("nothing can be written though the cause is gone");
    }

    /// The power goes in the middle of a push, of which nobody is told: what is on the disk is the database, and of its
    /// log all that was there before with any part of what came since. Sometimes it does not stay.
    pub(crate) async fn crash(&mut self) {
        let times = if self.random.once_in(12) { 10 } else { 1 };
        for _ in 0..times {
            let synced = self.site.log_length();
            if self.random.once_in(4) {
                self.undo_half().await;
            } else {
                self.push_half().await;
            }
            let since = self.site.log_length().saturating_sub(synced);
            let end = synced + u64::try_from(self.random.below(usize::try_from(since).unwrap() + 1)).unwrap();
            let scribble = self.random.once_in(3).then(|| self.random.u32().to_le_bytes()[0]);
            self.power_goes(end, scribble).await;
        }
        if times > 1 {
            self.tally.count("server: the power went ten times in a row");
        }
    }

    async fn power_goes(&mut self, end: u64, scribble: Option<u8>) {
        self.site.crash(end, scribble).await;
        self.tally.count("server: the power went");
        for tab in self.devices.iter_mut().flat_map(|device| &mut device.tabs) {
            tab.ear.lose();
        }
    }

    /// A push of which its sender hears that there was no answer in time, though it takes effect.
    pub(crate) fn answer_too_late(&mut self) {
        let at = self.wires.iter().position(|wire| matches!(wire, Wire::Push(..)));
        let Some(Wire::Push(place, push)) = at.map(|at| self.wires.swap_remove(at)) else { return };
        self.tally.count("server: slower than the request");
        // Its sender has given up, and may have sent it again before it takes effect.
        self.feed(place, Input::Pushed(Reply::Unreachable { retry_after: Some(1) }));
        self.wires.push(Wire::Push(Place { life: GONE, ..place }, push));
    }
}
