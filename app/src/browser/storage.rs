//! What is kept on this device. One versioned key an item; a shape that has shipped keeps its key and is never
//! changed without a new one.
//!
//! Storage may be switched off, full, or hold what somebody else wrote: reading then finds nothing, and writing
//! says so.

use gloo_storage::{LocalStorage, SessionStorage, Storage as _};
use leptos::prelude::window;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// Until the reader clears it.
    Device,
    /// Until the tab is closed.
    Tab,
}

impl Area {
    /// The browser throws where storage is switched off, and gloo-storage would pass that on.
    fn is_open(self) -> bool {
        let storage = match self {
            Self::Device => window().local_storage(),
            Self::Tab => window().session_storage(),
        };
        matches!(storage, Ok(Some(_)))
    }
}

/// What the reader called themselves. The e-mail address is not kept here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// As typed; empty for one who skipped.
    pub first_name: String,
    /// As typed.
    pub last_name: String,
}

/// A quote on its way from one page to the comment form of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingQuote {
    /// The article's slug.
    pub slug: String,
    /// The passage.
    pub at: model::Selected,
}

/// Key of [`Identity`], on the device.
pub const IDENTITY: &str = "folkmoot.v1.identity";
/// Key of a `bool`: whether the reader wants to see why articles are related, on the device.
pub const EXPLAIN: &str = "folkmoot.v1.explain";
/// Key of [`PendingQuote`], in the tab.
pub const QUOTE: &str = "folkmoot.v1.quote";

/// What is kept under a key; `None` if there is nothing, or nothing that can be read.
#[must_use]
pub fn read<T: DeserializeOwned>(area: Area, key: &str) -> Option<T> {
    if !area.is_open() {
        return None;
    }
    match area {
        Area::Device => LocalStorage::get(key).ok(),
        Area::Tab => SessionStorage::get(key).ok(),
    }
}

/// Keeps a value, and says whether it could.
pub fn write<T: Serialize>(area: Area, key: &str, value: &T) -> bool {
    area.is_open()
        && match area {
            Area::Device => LocalStorage::set(key, value).is_ok(),
            Area::Tab => SessionStorage::set(key, value).is_ok(),
        }
}

/// Forgets what is kept under a key.
pub fn forget(area: Area, key: &str) {
    if area.is_open() {
        match area {
            Area::Device => LocalStorage::delete(key),
            Area::Tab => SessionStorage::delete(key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What version 1 wrote must be readable for ever.
    #[test]
    fn what_was_kept_by_the_first_version_is_understood() {
        let identity: Identity = serde_json::from_str(r#"{"first_name":"Ada","last_name":"L."}"#).unwrap();
        assert_eq!(identity, Identity { first_name: "Ada".into(), last_name: "L.".into() });
        let quote: PendingQuote = serde_json::from_str(
            r#"{"slug":"a32","at":{"revision":"01890a5d-ac96-774b-bcce-b302099a8057","start":3,"end":6,"exact":"one"}}"#,
        )
        .unwrap();
        assert_eq!((quote.slug.as_str(), quote.at.start, quote.at.exact.as_str()), ("a32", 3, "one"));
    }
}
