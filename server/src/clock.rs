//! The one clock of the server, and the time of the operating system.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use domain::id::Timestamp;

/// The one clock of the server: what time it is, as milliseconds since 1970.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The time of the operating system.
#[must_use]
pub fn system_clock() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
