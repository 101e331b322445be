//! How much may be under way for one address: requests from their first byte to the last byte of their answers, weighed by
//! the memory that they may hold. Whoever sends much at once, or reads nothing of large answers, waits for themselves.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::network::Network;

/// What an address may have under way, in KiB of memory.
const ROOM: u32 = 48 * 1_024;
/// What of it those may have who send something: whoever sends slowly keeps nobody from reading.
const SENDING: u32 = 39 * 1_024;
/// What a request weighs by itself, with an answer of a megabyte, in KiB.
const REQUEST: u32 = 768;
/// How often what was sent is in memory: as bytes, as text, as a command, as stored.
const COPIES: u64 = 4;
/// How long a request waits for others of its address.
const PATIENCE: Duration = Duration::from_secs(5);
/// What is under way, by address.
#[derive(Debug)]
pub struct Underway {
    rooms: Mutex<HashMap<Network, Arc<Room>>>,
    patience: Duration,
}

#[derive(Debug)]
struct Room {
    all: Arc<Semaphore>,
    sending: Arc<Semaphore>,
}

/// What a request does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Request {
    /// It has no body.
    Reads,
    /// It has a body, and takes of the room for these, too.
    Sends,
}

/// A place for a request; it is free again when this is dropped.
#[derive(Debug)]
pub struct Place {
    _all: OwnedSemaphorePermit,
    _sending: Option<OwnedSemaphorePermit>,
}

impl Default for Room {
    fn default() -> Self {
        let of = |room: u32| Arc::new(Semaphore::new(room as usize));
        Self { all: of(ROOM), sending: of(SENDING) }
    }
}

impl Room {
    async fn enter(&self, weight: u32, request: Request) -> Option<Place> {
        // Always in this order, so that no two wait for each other.
        let sending = match request {
            Request::Sends => Some(Arc::clone(&self.sending).acquire_many_owned(weight).await.ok()?),
            Request::Reads => None,
        };
        let all = Arc::clone(&self.all).acquire_many_owned(weight).await.ok()?;
        Some(Place { _all: all, _sending: sending })
    }

    fn is_empty(&self) -> bool {
        self.all.available_permits() == ROOM as usize && self.sending.available_permits() == SENDING as usize
    }
}

impl Default for Underway {
    fn default() -> Self {
        Self { rooms: Mutex::default(), patience: PATIENCE }
    }
}

impl Underway {
    /// Waits until a request fits that sends `bytes` bytes, or only reads; `None` if it does not in time.
    pub async fn enter(&self, address: IpAddr, bytes: Option<u64>) -> Option<Place> {
        let room = {
            let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(rooms.entry(Network::home(address)).or_default())
        };
        let body = u32::try_from(bytes.unwrap_or_default() * COPIES / 1_024).unwrap_or(ROOM);
        let weight = REQUEST.saturating_add(body).min(SENDING);
        let request = if bytes.is_some() { Request::Sends } else { Request::Reads };
        tokio::time::timeout(self.patience, room.enter(weight, request)).await.ok()?
    }

    /// Forgets addresses that have nothing under way; call it now and then.
    pub fn forget_the_quiet(&self) {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        rooms.retain(|_, room| Arc::strong_count(room) > 1 || !room.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::response::Response;

    use super::*;
    use crate::http::hold::until_sent;

    #[tokio::test]
    async fn one_address_has_a_bound_of_what_is_under_way_and_others_their_own() {
        let underway = Underway { patience: Duration::from_millis(20), ..Underway::default() };
        let (here, there) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let large = Some(3 * 1_024 * 1_024);
        let mut held = Vec::new();
        while let Some(place) = underway.enter(here, large).await {
            held.push(place);
        }
        assert_eq!(held.len(), 3, "three of the largest bodies");
        assert!(underway.enter(there, large).await.is_some());
        let mut reading = Vec::new();
        while let Some(place) = underway.enter(here, None).await {
            reading.push(place);
        }
        assert!(reading.len() >= 12, "whoever sends keeps nobody from reading: {}", reading.len());
        drop(reading);
        // What was sent small goes at once; what is large, only when it has gone.
        let answer = |bytes: usize| Response::new(Body::from(vec![0; bytes]));
        drop(until_sent(answer(100), held.pop().unwrap()));
        let sent = until_sent(answer(1_000_000), underway.enter(here, large).await.unwrap());
        assert!(underway.enter(here, large).await.is_none());
        drop(sent);
        assert!(underway.enter(here, large).await.is_some());
        drop(held);
        underway.forget_the_quiet();
        assert!(underway.rooms.lock().unwrap().is_empty());
    }
}
