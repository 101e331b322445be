//! Who listens for news: a bound of streams an address, and one a browser. A tab that opens another ends the one before, so
//! that a browser without locks between its tabs holds one connection and not one a tab.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use super::network::Network;

/// All streams that are open.
#[derive(Debug, Clone)]
pub struct Streams(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    by_address: Option<usize>,
    open: Mutex<Open>,
}

#[derive(Debug, Default)]
struct Open {
    counts: HashMap<Network, usize>,
    /// The newest stream of each browser, by what its cookie holds.
    browsers: HashMap<String, watch::Sender<bool>>,
}

/// A stream that is open; it is forgotten when this is dropped.
#[derive(Debug)]
pub struct Stream {
    streams: Streams,
    network: Network,
    browser: Option<String>,
    /// Kept also where no browser is known: whoever waits for the end of a channel without a sender never waits.
    mine: watch::Sender<bool>,
    /// Becomes true when the same browser has opened another.
    pub superseded: watch::Receiver<bool>,
}

impl Streams {
    /// With `by_address` streams an address; `None` is without a bound.
    #[must_use]
    pub fn new(by_address: Option<usize>) -> Self {
        Self(Arc::new(Inner { by_address, open: Mutex::default() }))
    }

    /// Opens a stream, if the address may have another. The one before of the same browser ends.
    #[must_use]
    pub fn open(&self, address: IpAddr, browser: Option<String>) -> Option<Stream> {
        let network = Network::home(address);
        let (superseded, receiver) = watch::channel(false);
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let before = browser.as_ref().and_then(|browser| open.browsers.get(browser));
        let count = open.counts.get(&network).copied().unwrap_or_default();
        // A browser that changes its one stream for another takes no more room than before.
        let fits = self.0.by_address.is_none_or(|most| count < most + usize::from(before.is_some()));
        if !fits {
            return None;
        }
        if let Some(before) = before {
            before.send_replace(true);
        }
        *open.counts.entry(network).or_default() += 1;
        if let Some(browser) = &browser {
            open.browsers.insert(browser.clone(), superseded.clone());
        }
        Some(Stream { streams: self.clone(), network, browser, mine: superseded, superseded: receiver })
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        let mut open = self.streams.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.counts.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                open.counts.remove(&self.network);
            }
        }
        if let Some(browser) = &self.browser
            && open.browsers.get(browser).is_some_and(|newest| newest.same_channel(&self.mine))
        {
            open.browsers.remove(browser);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_so_many_streams_and_a_browser_the_newest_only() {
        let streams = Streams::new(Some(2));
        let (here, there) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let first = streams.open(here, Some("a".into())).unwrap();
        let other = streams.open(here, None).unwrap();
        assert!(other.superseded.has_changed().is_ok(), "whoever has no session waits as well");
        assert!(streams.open(here, None).is_none() && streams.open(here, Some("b".into())).is_none());
        assert!(streams.open(there, None).is_some());
        let second = streams.open(here, Some("a".into())).unwrap();
        assert!(*first.superseded.borrow() && !*second.superseded.borrow());
        drop(first);
        let third = streams.open(here, Some("a".into())).unwrap();
        assert!(*second.superseded.borrow() && !*third.superseded.borrow());
        drop((other, second, third));
        let open = streams.0.open.lock().unwrap();
        assert!(open.counts.is_empty() && open.browsers.is_empty(), "nothing is left of who has gone");
    }
}
