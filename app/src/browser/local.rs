//! The storage of this browser as the client sees it, and what else it needs of the world: time, chance, ids.

use gloo_storage::{LocalStorage, Storage as _};
use js_sys::Date;
use leptos::prelude::window;
use sync::client::{Storage, Unavailable};
use uuid::Uuid;

/// Local storage. Every tab of the site has the same.
#[derive(Debug, Clone, Copy)]
pub struct Local;

fn open() -> Result<web_sys::Storage, Unavailable> {
    // gloo-storage panics where the browser throws.
    match window().local_storage() {
        Ok(Some(_)) => Ok(LocalStorage::raw()),
        _ => Err(Unavailable::Off),
    }
}

impl Storage for Local {
    fn keys(&self, prefix: &str) -> Result<Vec<String>, Unavailable> {
        let storage = open()?;
        let length = storage.length().map_err(|_| Unavailable::Off)?;
        let mut keys: Vec<String> = (0..length)
            .filter_map(|at| storage.key(at).ok().flatten())
            .filter(|key| key.starts_with(prefix))
            .collect();
        keys.sort();
        Ok(keys)
    }

    fn get(&self, key: &str) -> Result<Option<String>, Unavailable> {
        open()?.get_item(key).map_err(|_| Unavailable::Off)
    }

    fn set(&mut self, key: &str, text: &str) -> Result<(), Unavailable> {
        open()?.set_item(key, text).map_err(|_| Unavailable::Full)
    }

    fn remove(&mut self, key: &str) -> Result<(), Unavailable> {
        open()?.remove_item(key).map_err(|_| Unavailable::Off)
    }
}

/// This device's clock, in Unix milliseconds: to be shown, never to decide anything.
#[must_use]
pub fn now() -> i64 {
    // Exact to a millisecond for the next 285,000 years.
    #[expect(clippy::cast_possible_truncation, reason = "a time in milliseconds is whole and far below 2^53")]
    let now = Date::now() as i64;
    now
}

/// Random bytes of the browser's generator.
#[must_use]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Ok(crypto) = window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes
}

/// An id that nothing has yet: a UUIDv7 (RFC 9562 §5.7).
#[must_use]
pub fn fresh() -> Uuid {
    let millis = u64::try_from(now()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random::<10>()).into_uuid()
}
