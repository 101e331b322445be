//! How much one may send: by session, by address, and for newcomers by kind of act.
//!
//! GCRA by `governor`: an allowance at once, then evenly. Of IPv6 a /64 network counts as one address, and its /48 has
//! four times that (see [`network`]). Time is the server's own clock (see [`clock`]), so that an hour can be tested.

pub mod clock;
pub mod network;
pub mod streams;
pub mod underway;

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::time::Duration;

use domain::trust::Trust;
use governor::clock::Clock as _;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};
use messages::failure::limit;

use self::clock::Passed;
use self::network::Network;
use crate::clock::Clock;
use crate::guard::denied::Denied;

/// Calls of server functions for each write that an address may make.
const CALLS_FOR_A_WRITE: u32 = 10;
/// How many addresses' allowances a /48 network of IPv6 has.
const SITE: u32 = 4;
/// What newcomers of one address may remove in an hour, and as often rename.
const REMOVALS: u32 = 3;
/// Refused forms that are shown again in a minute; beyond them nothing is read of what an address sends.
const ECHOES: u32 = 10;
/// The bytes of new drafts that an address may leave in a day, and as many at once.
const DRAFTS: u64 = 10_000_000;
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A form, or a command of a push.
    Write,
    /// A draft: a write, but none by which newcomers are counted.
    Draft,
    /// Signing in or out.
    Sign,
    /// A server function, or a push, whose commands are counted one by one.
    Call,
}

/// What newcomers may do a few times an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rare {
    /// A relation is removed.
    Removal,
    /// An article gets another title.
    Rename,
}

/// How much is allowed, as the flags say.
#[derive(Debug, Clone, Copy)]
pub struct Allowances {
    /// Writes a minute of a session.
    pub session_writes: NonZeroU32,
    /// Writes a minute of an address.
    pub address_writes: NonZeroU32,
    /// Writes a minute of all newcomers of an address.
    pub newcomer_writes: NonZeroU32,
    /// Bytes a minute that an address may send.
    pub address_bytes: u64,
    /// Bytes an hour that the database may grow by for an address.
    pub address_growth: u64,
}

type Keyed<K> = RateLimiter<K, DefaultKeyedStateStore<K>, Passed, NoOpMiddleware<Duration>>;

/// An allowance of every address, and of every /48 network.
struct ByAddress {
    home: Keyed<Network>,
    site: Keyed<Network>,
    burst: u32,
    passed: Passed,
}

impl ByAddress {
    /// So much at once, and as much again in each period.
    fn new(burst: u32, period: Duration, passed: &Passed) -> Self {
        let burst = burst.max(1);
        let limiter = |burst: u32| {
            RateLimiter::new(quota(burst, period), DefaultKeyedStateStore::default(), passed.clone())
        };
        Self {
            home: limiter(burst),
            site: limiter(burst.saturating_mul(SITE)),
            burst,
            passed: passed.clone(),
        }
    }

    fn take(&self, address: IpAddr, amount: u32) -> Result<(), Duration> {
        let amount = NonZeroU32::new(amount.clamp(1, self.burst)).unwrap_or(NonZeroU32::MIN);
        check(&self.home, &Network::home(address), amount, &self.passed)?;
        Network::site(address).map_or(Ok(()), |site| check(&self.site, &site, amount, &self.passed))
    }

    fn forget_the_quiet(&self) {
        self.home.retain_recent();
        self.site.retain_recent();
    }
}

fn quota(burst: u32, period: Duration) -> Quota {
    let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
    let each = (period / burst.get()).max(Duration::from_nanos(1));
    Quota::with_period(each).map_or(Quota::per_hour(burst), |quota| quota.allow_burst(burst))
}

fn check<K: std::hash::Hash + Eq + Clone>(
    limiter: &Keyed<K>,
    key: &K,
    amount: NonZeroU32,
    passed: &Passed,
) -> Result<(), Duration> {
    match limiter.check_key_n(key, amount) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(not_until)) => Err(not_until.wait_time_from(passed.now())),
        // Whoever asks for more than there ever is has been cut to that before.
        Err(_) => Err(HOUR),
    }
}

/// Bytes as the cells of a limit: whole KiB, rounded up.
fn cells(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(1_024)).unwrap_or(u32::MAX)
}

/// The limits.
pub struct Limits {
    passed: Passed,
    session_writes: Keyed<String>,
    writes: ByAddress,
    newcomer_writes: ByAddress,
    calls: ByAddress,
    sent: ByAddress,
    growth: ByAddress,
    drafts: ByAddress,
    removals: ByAddress,
    renames: ByAddress,
    echoes: ByAddress,
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limits").finish_non_exhaustive()
    }
}

impl Limits {
    /// With nothing used up yet.
    #[must_use]
    pub fn new(allowed: Allowances, clock: Clock) -> Self {
        let passed = Passed::new(clock);
        let by_address = |burst, period| ByAddress::new(burst, period, &passed);
        let session = quota(allowed.session_writes.get(), MINUTE);
        Self {
            session_writes: RateLimiter::new(session, DefaultKeyedStateStore::default(), passed.clone()),
            writes: by_address(allowed.address_writes.get(), MINUTE),
            newcomer_writes: by_address(allowed.newcomer_writes.get(), MINUTE),
            calls: by_address(allowed.address_writes.get().saturating_mul(CALLS_FOR_A_WRITE), MINUTE),
            sent: by_address(cells(allowed.address_bytes), MINUTE),
            // Half at once and half evenly are the whole in any hour.
            growth: by_address(cells(allowed.address_growth / 2), HOUR),
            drafts: by_address(cells(DRAFTS), DAY),
            removals: by_address(REMOVALS, HOUR),
            renames: by_address(REMOVALS, HOUR),
            echoes: by_address(ECHOES, MINUTE),
            passed,
        }
    }

    /// Counts one act. The address comes first: made-up sessions cannot fill the memory behind it.
    ///
    /// # Errors
    /// How long to wait. Moderators never wait.
    pub fn check(
        &self,
        act: Act,
        address: IpAddr,
        session: Option<String>,
        trust: Trust,
    ) -> Result<(), Duration> {
        if trust == Trust::Moderator {
            return Ok(());
        }
        if act == Act::Call {
            return self.calls.take(address, 1);
        }
        if act == Act::Write && trust == Trust::Newcomer {
            self.newcomer_writes.take(address, 1)?;
        }
        self.writes.take(address, 1)?;
        match session {
            Some(session) if act != Act::Sign => {
                check(&self.session_writes, &session, NonZeroU32::MIN, &self.passed)
            }
            _ => Ok(()),
        }
    }

    /// Counts bytes that are sent.
    ///
    /// # Errors
    /// How long to wait.
    pub fn receive(&self, address: IpAddr, bytes: u64) -> Result<(), Duration> {
        if bytes == 0 { Ok(()) } else { self.sent.take(address, cells(bytes)) }
    }

    /// Counts bytes by which the database is going to grow.
    ///
    /// # Errors
    /// When there is room for that address again.
    pub fn grow(&self, address: IpAddr, bytes: u64) -> Result<(), Denied> {
        self.growth.take(address, cells(bytes)).map_err(|wait| Denied::Limited(limit::GROWTH, wait))
    }

    /// Counts bytes by which the drafts of an address grow, which are bounded by the day as well.
    ///
    /// # Errors
    /// How long to wait.
    pub fn draft(&self, address: IpAddr, bytes: u64) -> Result<(), Denied> {
        if bytes == 0 {
            return Ok(());
        }
        self.drafts.take(address, cells(bytes)).map_err(Denied::TooMany)?;
        self.grow(address, bytes)
    }

    /// Counts what newcomers may do a few times an hour.
    ///
    /// # Errors
    /// How long to wait, and why.
    pub fn rare(&self, rare: Rare, address: IpAddr, trust: Trust) -> Result<(), Denied> {
        if trust != Trust::Newcomer {
            return Ok(());
        }
        let (limit, words) = match rare {
            Rare::Removal => (&self.removals, limit::REMOVALS),
            Rare::Rename => (&self.renames, limit::RENAMES),
        };
        limit.take(address, 1).map_err(|wait| Denied::Limited(words, wait))
    }

    /// Whether what was sent beyond a limit is still to be read, so that its sender gets it back.
    #[must_use]
    pub fn may_echo(&self, address: IpAddr) -> bool {
        self.echoes.take(address, 1).is_ok()
    }

    /// Forgets whoever has been quiet; call it now and then.
    pub fn forget_the_quiet(&self) {
        self.session_writes.retain_recent();
        for limit in [
            &self.writes,
            &self.newcomer_writes,
            &self.calls,
            &self.sent,
            &self.growth,
            &self.drafts,
            &self.removals,
            &self.renames,
            &self.echoes,
        ] {
            limit.forget_the_quiet();
        }
    }
}

#[cfg(test)]
mod tests;
