//! How many connections one address holds.

use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use messages::failure::limit;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use crate::guard::rate::network::Network;

/// How many are told at a time that they are too many; others are closed without a word.
const TOLD: usize = 64;

/// The connections of every address.
#[derive(Debug, Clone)]
pub(super) struct Peers(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    most: Option<NonZeroU32>,
    held: Mutex<HashMap<Network, u32>>,
    telling: Arc<Semaphore>,
}

/// A place among the connections of an address; it is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Place(Peers, Network);

impl Peers {
    pub(super) fn new(most: Option<NonZeroU32>) -> Self {
        Self(Arc::new(Inner { most, held: Mutex::default(), telling: Arc::new(Semaphore::new(TOLD)) }))
    }

    /// Takes a place, if there is one.
    pub(super) fn enter(&self, address: IpAddr) -> Option<Place> {
        let network = Network::home(address);
        let mut held = self.0.held.lock().unwrap_or_else(PoisonError::into_inner);
        let count = held.entry(network).or_default();
        if self.0.most.is_some_and(|most| *count >= most.get()) {
            return None;
        }
        *count += 1;
        Some(Place(self.clone(), network))
    }

    /// Says that there is no place, and closes.
    pub(super) fn refuse(&self, mut stream: TcpStream) {
        let Ok(permit) = Arc::clone(&self.0.telling).try_acquire_owned() else { return };
        tokio::spawn(async move {
            let told = async {
                stream.write_all(too_many().as_bytes()).await?;
                stream.shutdown().await?;
                // What is closed with words unread takes the answer with it.
                tokio::io::copy(&mut (&mut stream).take(64 * 1_024), &mut tokio::io::sink()).await
            };
            // Whoever does not listen is not waited for.
            let _ = tokio::time::timeout(Duration::from_secs(1), told).await;
            drop(permit);
        });
    }
}

/// What they are told.
fn too_many() -> String {
    let words = limit::CONNECTIONS;
    format!(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain; charset=utf-8\r\nRetry-After: 10\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n{words}\n",
        words.len() + 1
    )
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.0.0.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = held.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                held.remove(&self.1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_to_one_too_many_is_as_long_as_it_says() {
        let text = too_many();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("Content-Length: {}", body.len())), "{}", body.len());
    }
}
