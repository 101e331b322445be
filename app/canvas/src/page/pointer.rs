//! Pointers: mice, pens and fingers.

use graph::{NodeIndex, Point};

/// A pointer that is down.
pub(super) struct Pointer {
    pub(super) id: i32,
    pub(super) at: Point,
    pub(super) start: Point,
    pub(super) pulls: bool,
    pub(super) touches: bool,
    pub(super) node: Option<NodeIndex>,
}
