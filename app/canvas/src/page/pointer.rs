//! Pointers: mice, pens and fingers.

use graph::{NodeIndex, Point};

/// What a pointer is moved with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    /// A finger on a screen, which may also scroll the page.
    Finger,
    /// A mouse or a pen.
    Mouse,
}

/// A pointer that is down.
pub(super) struct Pointer {
    pub(super) id: i32,
    pub(super) at: Point,
    pub(super) start: Point,
    pub(super) pulls: bool,
    pub(super) tool: Tool,
    pub(super) node: Option<NodeIndex>,
}
