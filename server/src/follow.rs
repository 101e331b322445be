//! What follows the log: the graph in memory, and what is found and drawn from it.
//!
//! One [`follower`] reads the log and hands it to every [`projection`]. Each service here owns the database and the clock that it
//! reads, and has an error of its own. None knows HTTP.

pub mod connections;
pub mod error;
pub mod findings;
pub mod follower;
pub mod kept;
pub mod live;
pub mod near;
mod part;
pub mod pictures;
pub mod places;
pub mod projection;
pub mod snapshot;
pub mod suggestions;
