//! What stands between a stranger and the means of the server: how often, how much, and what is noted of it.

pub mod audit;
pub mod denied;
pub mod rate;
pub mod room;
pub mod work;
