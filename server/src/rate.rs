//! How often one may write: by session, and by address (of IPv6: by /64 network, which one household has).
//!
//! GCRA by `governor`: a minute's allowance at once, then evenly. Server functions, which read but are sent by
//! POST while somebody types, have an allowance of their own.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Calls of server functions for each write that an address may make.
const CALLS_FOR_A_WRITE: u32 = 10;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A form.
    Write,
    /// A server function.
    Call,
}

/// The limits.
#[derive(Debug)]
pub struct Limits {
    clock: DefaultClock,
    session_writes: DefaultKeyedRateLimiter<String>,
    address_writes: DefaultKeyedRateLimiter<IpAddr>,
    address_calls: DefaultKeyedRateLimiter<IpAddr>,
}

impl Limits {
    /// So many a minute.
    #[must_use]
    pub fn new(session_writes: NonZeroU32, address_writes: NonZeroU32) -> Self {
        let calls = address_writes.saturating_mul(NonZeroU32::MIN.saturating_add(CALLS_FOR_A_WRITE - 1));
        Self {
            clock: DefaultClock::default(),
            session_writes: RateLimiter::keyed(Quota::per_minute(session_writes)),
            address_writes: RateLimiter::keyed(Quota::per_minute(address_writes)),
            address_calls: RateLimiter::keyed(Quota::per_minute(calls)),
        }
    }

    /// Counts one. The address comes first: made-up sessions can not fill the memory behind it.
    ///
    /// # Errors
    /// How long to wait.
    pub fn check(&self, act: Act, address: IpAddr, session: Option<String>) -> Result<(), Duration> {
        let network = network(address);
        let by_address = match act {
            Act::Write => self.address_writes.check_key(&network),
            Act::Call => self.address_calls.check_key(&network),
        };
        let wait = |not_until: governor::NotUntil<_>| not_until.wait_time_from(self.clock.now());
        by_address.map_err(wait)?;
        match session {
            Some(session) if act == Act::Write => self.session_writes.check_key(&session).map_err(wait),
            _ => Ok(()),
        }
    }

    /// Forgets whoever has been quiet; call it now and then.
    pub fn forget_the_quiet(&self) {
        self.session_writes.retain_recent();
        self.address_writes.retain_recent();
        self.address_calls.retain_recent();
    }
}

/// The address by which somebody is counted.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => IpAddr::V4(mapped),
            None => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
        },
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_and_an_address_are_limited_and_a_neighbour_is_not() {
        let limits = Limits::new(NonZeroU32::new(2).unwrap(), NonZeroU32::new(5).unwrap());
        let address = "2001:db8::1".parse().unwrap();
        let check = |address, session: &str| limits.check(Act::Write, address, Some(session.into()));
        assert!(check(address, "a").is_ok() && check(address, "a").is_ok());
        assert!(check(address, "a").is_err_and(|wait| wait.as_secs() <= 30));
        assert!(check(address, "b").is_ok() && check(address, "c").is_ok());
        // The whole /64 has used up its five.
        assert!(check("2001:db8::2".parse().unwrap(), "d").is_err());
        assert!(check("2001:db8:0:1::1".parse().unwrap(), "e").is_ok());
        assert!(limits.check(Act::Call, address, None).is_ok());
        limits.forget_the_quiet();
    }

    #[test]
    fn an_ipv4_address_in_ipv6_clothes_is_itself() {
        assert_eq!(network("::ffff:192.0.2.1".parse().unwrap()), "192.0.2.1".parse::<IpAddr>().unwrap());
    }
}
