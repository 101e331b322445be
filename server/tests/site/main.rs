//! The site as its visitors see it, driven in-process through the router, on real SQLite files.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod annotations;
mod branch;
mod caching;
mod client;
mod connect;
mod disk;
mod follow;
mod former;
mod forms;
mod gone;
mod graph;
mod health;
mod hostile;
mod identity;
mod large;
mod limits;
mod links;
mod locking;
mod moderation;
mod names;
mod newcomers;
mod outage;
mod outline;
mod picture;
mod places;
mod references;
mod routes;
mod sign_in;
mod suggestions;
mod support;
mod sync;
mod vandalism;
mod words;
mod work;
mod writing;
