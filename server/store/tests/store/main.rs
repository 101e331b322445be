//! The store as its callers see it, on real SQLite files.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod anew;
mod clock;
mod common;
mod disk;
mod graph;
mod hiding;
mod names;
mod opening;
mod outage;
mod quotes;
mod reading;
mod storm;
mod words;
mod writing;
