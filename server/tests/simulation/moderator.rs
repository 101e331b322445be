//! What the moderator does, and what the clock does to it.

use domain::command::{Command, LockArticle, ReviseArticle, UnlockArticle};
use domain::id::{ArticleId, CommandId, RevisionId, Timestamp};
use domain::lock::Scope;
use domain::text::Reason;

use crate::history::History;
use crate::server::BEGIN;

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// What a lock closes, and until when.
#[derive(Clone, Copy)]
pub(crate) struct Locked {
    pub(crate) scope: Scope,
    pub(crate) until: Option<Timestamp>,
}

impl History {
    /// Locks or unlocks an article, or applies what somebody proposed.
    pub(crate) async fn moderate(&mut self) {
        let proposals = self.site.proposals().await;
        if let Some(edit) = self.random.pick(&proposals).cloned()
            && self.random.once_in(2)
        {
            let revision = RevisionId(self.random.uuid());
            let id = self.random.uuid();
            let command = Command::ReviseArticle(ReviseArticle { revision, ..edit });
            let outcome = self.site.moderate(id, command).await;
            // One that meets other words waits for somebody to choose.
            let applied = outcome.is_some_and(|outcome| outcome.sequence().is_some());
            self.tally.count_many("moderator: applied a proposal", u64::from(applied));
            return;
        }
        let mut articles: Vec<ArticleId> =
            self.devices.iter().flat_map(|device| device.profile.replica.articles()).collect();
        articles.sort();
        articles.dedup();
        let Some(article) = self.random.pick(&articles).copied() else { return };
        let id = self.random.uuid();
        let command = if self.random.once_in(2) {
            Command::UnlockArticle(UnlockArticle { article })
        } else {
            let scope = *self.random.pick(&Scope::ALL).unwrap();
            let lengths = [None, Some(5_000), Some(20_000), Some(DAY), Some(400 * DAY)];
            let length = *self.random.pick(&lengths).unwrap();
            let until = length.map(|length| Timestamp(self.site.app.now().0 + length));
            self.tally.count(if until.is_some() {
                "moderator: locked with an end"
            } else {
                "moderator: locked"
            });
            self.locks.insert(CommandId(id), Locked { scope, until });
            let reason = Reason::parse("It is being agreed.").unwrap();
            Command::LockArticle(LockArticle { article, scope, reason, until })
        };
        self.site.moderate(id, command).await;
    }

    /// The clock of the server goes back, far on, or home.
    pub(crate) fn change_clock(&mut self) {
        let (what, clock) = match self.random.below(5) {
            0 => ("clock: back", self.site.app.now().0 - DAY),
            1 => ("clock: far on", self.site.app.now().0 + DAY),
            2 => ("clock: far on", self.site.app.now().0 + 401 * DAY),
            _ => ("clock: home", BEGIN + 60_000),
        };
        self.tally.count(what);
        self.site.set_clock(clock);
    }
}
