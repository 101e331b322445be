//! What machines ask: other programs, and the bundle in the browser.

pub mod annotations;
pub mod articles;
pub mod functions;
pub mod graph;
pub mod references;
pub mod sync;
