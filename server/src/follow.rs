//! What follows the log: the graph in memory, and what is found and drawn from it.

pub mod findings;
pub mod live;
pub mod near;
mod part;
pub mod places;
pub mod snapshot;
pub mod suggestions;
