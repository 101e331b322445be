//! The public address of the site.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// The public address of the site, such as `https://moot.example`, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin(Arc<str>);

impl Origin {
    /// As the settings say.
    #[must_use]
    pub fn new(origin: &str) -> Self {
        Self(origin.into())
    }

    /// Its words, for pages to share.
    #[must_use]
    pub fn shared(&self) -> Arc<str> {
        Arc::clone(&self.0)
    }
}

impl Deref for Origin {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
