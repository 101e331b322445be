//! What is noted of who does what: signing in and out, links asked for, refusals, limits, roles and acts of moderation.
//!
//! Every event is one line of the log with the target `audit`. Nobody's e-mail address, name, words, token or whole
//! network address is in it: people are named by the id of their contributor, networks are shortened. What strangers can
//! cause as often as they like is written once a minute for each kind and network, with how often it happened.

use std::collections::HashMap;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::command::Command;
use domain::id::{ContributorId, Timestamp};
use domain::role::Role;

/// How long one line stands for all of its kind and network, in milliseconds.
const MINUTE: i64 = 60_000;
/// The most kinds and networks that are counted at a time; beyond them counting begins anew.
const COUNTED: usize = 4_096;

/// A part of the internet, too large to name a person: /24 of IPv4, /48 of IPv6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network(IpAddr);

impl Network {
    /// The network of an address.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(address) => IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & 0xFFFF_FF00)),
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !(u128::MAX >> 48))),
        })
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            IpAddr::V4(address) => write!(f, "{address}/24"),
            IpAddr::V6(address) => write!(f, "{address}/48"),
        }
    }
}

/// What became of a request for a sign-in link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// A link is on its way.
    Sent,
    /// One was sent less than a minute ago.
    TooSoon,
    /// The address has no account.
    NoAccount,
    /// The mail could not be handed over.
    Failed,
    /// An operator had it printed.
    Printed,
}

/// Something to be noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Somebody asked for a sign-in link.
    LinkAsked {
        /// What became of it.
        outcome: Asked,
        /// The account, where there is one.
        account: Option<ContributorId>,
    },
    /// A sign-in link was shown that does not hold: used, ended, or of another browser.
    LinkRefused {
        /// Whence it was shown.
        network: Network,
    },
    /// Somebody signed in with a link.
    SignedIn {
        /// The account.
        who: ContributorId,
        /// Whence.
        network: Network,
    },
    /// Somebody ended their session.
    SignedOut {
        /// The account or guest.
        who: ContributorId,
    },
    /// An operator ended all sessions of an account.
    SessionsEnded {
        /// The account.
        who: ContributorId,
        /// How many there were.
        count: u64,
    },
    /// An operator gave or took a role.
    RoleChanged {
        /// The account.
        who: ContributorId,
        /// The role that it has now.
        role: Role,
    },
    /// A moderator did what others may not.
    Moderated {
        /// The moderator.
        by: ContributorId,
        /// What they did, such as `lock-article`.
        act: &'static str,
        /// The id of what it was done to, or of whom.
        subject: String,
    },
    /// A request was refused for what it is or for who sent it.
    Refused {
        /// The code of the problem, as in problem details.
        code: &'static str,
        /// Whence it came.
        network: Network,
    },
    /// A request was refused because there were too many, or too much was sent.
    Limited {
        /// Which limit, such as `writes`.
        limit: &'static str,
        /// Whence it came.
        network: Network,
        /// How long its sender is to wait.
        wait: Duration,
    },
}

impl Event {
    /// What a command of a moderator is noted as; `None` for what everybody may do.
    #[must_use]
    pub fn of_command(command: &Command, by: ContributorId) -> Option<Self> {
        let subject = match command {
            Command::LockArticle(lock) => lock.article.to_string(),
            Command::UnlockArticle(unlock) => unlock.article.to_string(),
            Command::Hide(hide) => hide.thing.id(),
            Command::Unhide(unhide) => unhide.thing.id(),
            Command::RestoreRelation(restore) => restore.relation.to_string(),
            Command::Block(block) => block.contributor.to_string(),
            Command::Unblock(unblock) => unblock.contributor.to_string(),
            Command::Undo(undo) => {
                undo.people.iter().take(10).map(ToString::to_string).collect::<Vec<_>>().join(" ")
            }
            _ => return None,
        };
        Some(Self::Moderated { by, act: command.kind().name(), subject })
    }

    /// Kind and network under which it is counted, where strangers can cause it as often as they like.
    fn counted(&self) -> Option<(&'static str, Network)> {
        match self {
            Self::LinkRefused { network } => Some(("link", *network)),
            Self::Refused { code, network } => Some((code, *network)),
            Self::Limited { limit, network, .. } => Some((limit, *network)),
            _ => None,
        }
    }

    fn write(&self, times: u64) {
        match self {
            Self::LinkAsked { outcome, account } => {
                let account = account.map(tracing::field::display);
                tracing::info!(target: "audit", event = "link-asked", ?outcome, account);
            }
            Self::LinkRefused { network } => {
                tracing::warn!(target: "audit", event = "link-refused", %network, times);
            }
            Self::SignedIn { who, network } => {
                tracing::info!(target: "audit", event = "signed-in", %who, %network);
            }
            Self::SignedOut { who } => tracing::info!(target: "audit", event = "signed-out", %who),
            Self::SessionsEnded { who, count } => {
                tracing::info!(target: "audit", event = "sessions-ended", %who, count);
            }
            Self::RoleChanged { who, role } => {
                tracing::info!(target: "audit", event = "role-changed", %who, role = role.name());
            }
            Self::Moderated { by, act, subject } => {
                tracing::info!(target: "audit", event = "moderated", %by, act, subject);
            }
            Self::Refused { code, network } => {
                tracing::warn!(target: "audit", event = "refused", code, %network, times);
            }
            Self::Limited { limit, network, wait } => {
                let wait_seconds = wait.as_secs();
                tracing::warn!(target: "audit", event = "limited", limit, %network, wait_seconds, times);
            }
        }
    }
}

/// Notes an event at once; for what a person or an operator does, which is never too often.
pub fn note(event: &Event) {
    event.write(1);
}

/// Notes events, those of strangers once a minute.
#[derive(Debug, Default)]
pub struct Audit(Mutex<HashMap<(&'static str, Network), Count>>);

#[derive(Debug)]
struct Count {
    written_at: Timestamp,
    unwritten: u64,
}

impl Audit {
    /// Notes an event, or counts it where a line of this minute says it already.
    pub fn note(&self, event: &Event, now: Timestamp) {
        if let Some(times) = self.times(event, now) {
            event.write(times);
        }
    }

    /// For how many events a line stands that is to be written now.
    fn times(&self, event: &Event, now: Timestamp) -> Option<u64> {
        let Some(kind) = event.counted() else { return Some(1) };
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() >= COUNTED && !counts.contains_key(&kind) {
            counts.clear();
        }
        match counts.get_mut(&kind) {
            // A clock that went back counts no minute for ever.
            Some(count) if now.0.abs_diff(count.written_at.0) < MINUTE.unsigned_abs() => {
                count.unwritten += 1;
                None
            }
            Some(count) => {
                let times = std::mem::take(&mut count.unwritten) + 1;
                count.written_at = now;
                Some(times)
            }
            None => {
                counts.insert(kind, Count { written_at: now, unwritten: 0 });
                Some(1)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_names_no_household() {
        for (address, network) in [
            ("203.0.113.77", "203.0.113.0/24"),
            ("::ffff:203.0.113.77", "203.0.113.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ] {
            assert_eq!(Network::of(address.parse().unwrap()).to_string(), network);
        }
    }

    #[test]
    fn what_strangers_cause_is_a_line_a_minute_for_each_kind_and_network() {
        let audit = Audit::default();
        let refused =
            |code, address: &str| Event::Refused { code, network: Network::of(address.parse().unwrap()) };
        let here = refused("cross-site", "203.0.113.1");
        assert_eq!(audit.times(&here, Timestamp(0)), Some(1));
        for _ in 0..41 {
            assert_eq!(audit.times(&here, Timestamp(30_000)), None);
        }
        assert_eq!(audit.times(&refused("cross-site", "198.51.100.1"), Timestamp(30_000)), Some(1));
        assert_eq!(audit.times(&refused("moderators-only", "203.0.113.1"), Timestamp(30_000)), Some(1));
        assert_eq!(audit.times(&here, Timestamp(MINUTE)), Some(42));
        assert_eq!(audit.times(&here, Timestamp(-MINUTE)), Some(1), "a clock that went back hides nothing");
        let signed_out = Event::SignedOut { who: ContributorId(uuid::Uuid::nil()) };
        assert_eq!(
            audit.times(&signed_out, Timestamp(0)).zip(audit.times(&signed_out, Timestamp(0))),
            Some((1, 1))
        );
    }

    #[test]
    fn strangers_of_many_networks_fill_no_memory() {
        let audit = Audit::default();
        for nth in 0..3 * u32::try_from(COUNTED).unwrap() {
            let network = Network::of(IpAddr::V4(Ipv4Addr::from_bits(nth << 8)));
            audit.note(&Event::LinkRefused { network }, Timestamp(0));
        }
        assert!(audit.0.lock().unwrap().len() <= COUNTED);
    }
}
