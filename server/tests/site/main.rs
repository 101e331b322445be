//! The site as its visitors see it, driven in-process through the router, on real SQLite files.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod annotations;
mod branch;
mod caching;
mod client;
mod graph;
mod hostile;
mod identity;
mod locking;
mod outline;
mod picture;
mod references;
mod sync;
mod writing;
