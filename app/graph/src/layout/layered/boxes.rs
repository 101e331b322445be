//! What is laid out, and what comes of it.

use crate::Point;

/// Room around everything.
pub(super) const MARGIN: f64 = 16.0;

/// Width and height.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Size {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// Where boxes and edges are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layered {
    /// The middle of each box.
    pub points: Vec<Point>,
    /// For each edge its way from the first to the second box; empty for one from a box to itself. Of an edge within a
    /// layer it has three places, the second right of the others.
    pub routes: Vec<Vec<Point>>,
    /// Of everything; it begins at 0, 0.
    pub size: Size,
}

/// A box, or the lane of an edge that passes a layer.
pub(super) struct Item {
    pub(super) rank: usize,
    pub(super) height: f64,
    pub(super) lane: bool,
    pub(super) left: Vec<usize>,
    pub(super) right: Vec<usize>,
    /// In the same layer.
    pub(super) beside: Vec<usize>,
    pub(super) y: f64,
}
