//! The paths under which scripts ask, and not people.

/// The path of what is there for programs.
pub const API: &str = "/api/";
/// The path of server functions.
pub const FUNCTIONS: &str = "/api/fn/";
/// The path of synchronisation.
pub const SYNC: &str = "/api/sync/";
/// The path of the stream of events.
pub const LIVE: &str = "/api/sync/live";
