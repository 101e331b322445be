//! Heavy work of pages: who pays for it, and what is small enough to be done at once.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use store::work::{Account, Pool, Refused};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::guard::rate::network::Network;

/// Processor time that may be spent for one address within a minute. A picture takes some 50 ms of it, the largest text
/// half a second.
const A_MINUTE: Duration = Duration::from_secs(15);
/// How many read dozens of texts at the same time: up to 16 MB each.
const AT_ONCE: usize = 2;
/// How long one waits for their turn.
const PATIENCE: Duration = Duration::from_secs(4);
/// The most bytes of content of a page that is made at once: that takes a few milliseconds.
const SMALL_PAGE: usize = 64 * 1024;

/// The accounts of all addresses for whom something was worked out lately.
#[derive(Debug, Default)]
pub struct Accounts(Mutex<HashMap<Network, Arc<Account>>>);

impl Accounts {
    /// The account of whoever asks from an address; of IPv6 its network.
    #[must_use]
    pub fn of(&self, address: IpAddr) -> Arc<Account> {
        let mut accounts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let account = accounts.entry(Network::home(address));
        Arc::clone(account.or_insert_with(|| Arc::new(Account::new(A_MINUTE, Instant::now()))))
    }

    /// Forgets whoever owes nothing; call it now and then.
    pub fn forget_the_quiet(&self) {
        let now = Instant::now();
        let mut accounts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        accounts.retain(|_, account| !account.debt(now).is_zero() || Arc::strong_count(account) > 1);
    }
}

/// Turns of those who read dozens of texts for one answer: from the reading on until they are worked on, so that they do not all
/// hold their texts while they wait for the pool.
#[derive(Debug)]
pub struct Turns(Semaphore);

impl Default for Turns {
    fn default() -> Self {
        Self(Semaphore::new(AT_ONCE))
    }
}

impl Turns {
    /// A turn; it is over when it is dropped.
    ///
    /// # Errors
    /// If it does not come in time.
    pub async fn turn(&self) -> Result<SemaphorePermit<'_>, Refused> {
        let turn = tokio::time::timeout(PATIENCE, self.0.acquire()).await;
        turn.ok().and_then(Result::ok).ok_or(Refused::Late)
    }
}

/// Makes a page of that many bytes of content, in the pool unless it is small.
///
/// # Errors
/// If there is too much to do.
pub async fn made<F>(pool: &Pool, bytes: usize, page: F) -> Result<String, Refused>
where
    F: FnOnce() -> String + Send + 'static,
{
    if bytes <= SMALL_PAGE { Ok(page()) } else { pool.run(move |_| page()).await }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_of_one_network_share_an_account_until_it_is_paid_off() {
        let accounts = Accounts::default();
        let [one, neighbour, other] =
            ["2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"].map(|address| address.parse().unwrap());
        let account = accounts.of(one);
        account.pay(2 * A_MINUTE, Instant::now());
        assert!(Arc::ptr_eq(&account, &accounts.of(neighbour)));
        assert!(accounts.of(neighbour).admit(Instant::now()).is_err());
        assert!(accounts.of(other).admit(Instant::now()).is_ok());
        drop(account);
        accounts.forget_the_quiet();
        assert!(accounts.of(one).admit(Instant::now()).is_err(), "it is still owed");
        assert_eq!(accounts.0.lock().unwrap().len(), 1);
    }
}
