//! Components side by side, and nodes that are near each other.

use crate::Point;

/// Room between components.
const GAP: f64 = 80.0;

#[derive(Debug, Clone, Copy)]
struct Bounds {
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Bounds {
    const NONE: Self =
        Self { left: f64::INFINITY, top: f64::INFINITY, right: f64::NEG_INFINITY, bottom: f64::NEG_INFINITY };

    fn with(self, left: f64, top: f64, right: f64, bottom: f64) -> Self {
        Self {
            left: self.left.min(left),
            top: self.top.min(top),
            right: self.right.max(right),
            bottom: self.bottom.max(bottom),
        }
    }

    fn width(self) -> f64 {
        self.right - self.left + GAP
    }

    fn height(self) -> f64 {
        self.bottom - self.top + GAP
    }
}

/// Moves components so that none overlaps another. Those that are settled stay; the others are put around them, or
/// around the largest, in strips that go round.
pub(super) fn pack(points: &[Point], component: &[usize], settled: &[bool]) -> Vec<Point> {
    let mut bounds = vec![Bounds::NONE; settled.len()];
    for (point, component) in points.iter().zip(component) {
        bounds[*component] = bounds[*component].with(point.x, point.y, point.x, point.y);
    }
    let mut moves = vec![Point::default(); settled.len()];
    let mut whole = Bounds::NONE;
    for (bounds, _) in bounds.iter().zip(settled).filter(|(_, settled)| **settled) {
        whole = whole.with(bounds.left, bounds.top, bounds.right, bounds.bottom);
    }
    let mut rest: Vec<usize> = (0..settled.len()).filter(|number| !settled[*number]).collect();
    let long = |number: usize| bounds[number].width().max(bounds[number].height());
    rest.sort_by(|a, b| long(*b).total_cmp(&long(*a)).then(a.cmp(b)));
    let mut rest = rest.into_iter().peekable();
    if whole.left > whole.right
        && let Some(first) = rest.next()
    {
        // In the middle.
        let bounds = bounds[first];
        let (x, y) = (f64::midpoint(bounds.left, bounds.right), f64::midpoint(bounds.top, bounds.bottom));
        moves[first] = Point { x: -x, y: -y };
        whole = whole.with(bounds.left - x, bounds.top - y, bounds.right - x, bounds.bottom - y);
    }
    let mut after = false;
    while rest.peek().is_some() {
        let inner = whole;
        let beside = inner.height() * 1.4 < inner.width();
        // Below or above where it is wide, right or left where it is tall.
        let room = if beside { inner.right - inner.left } else { inner.bottom - inner.top };
        let mut along = 0.0;
        while let Some(number) = rest.peek().copied() {
            let own = bounds[number];
            let needs = if beside { own.right - own.left } else { own.bottom - own.top };
            if along > 0.0 && along + needs > room {
                break;
            }
            rest.next();
            let (left, top) = match (beside, after) {
                (true, false) => (inner.left + along, inner.bottom + GAP),
                (true, true) => (inner.left + along, inner.top - own.height()),
                (false, false) => (inner.right + GAP, inner.top + along),
                (false, true) => (inner.left - own.width(), inner.top + along),
            };
            moves[number] = Point { x: left - own.left, y: top - own.top };
            whole = whole.with(left, top, left + own.width() - GAP, top + own.height() - GAP);
            along += needs + GAP;
        }
        after = !after;
    }
    points
        .iter()
        .zip(component)
        .map(|(point, component)| {
            let by = moves[*component];
            Point { x: point.x + by.x, y: point.y + by.y }
        })
        .collect()
}

/// Pairs of one component that were in the same or in neighbouring cells of a grid, each once, in a fixed order.
#[derive(Debug, Clone)]
pub(super) struct Near {
    /// Component, row, column and number of each node, sorted.
    cells: Vec<(usize, i64, i64, usize)>,
    nth: usize,
    /// The first that may be near in the row below.
    below: usize,
}

impl Near {
    pub(super) fn new(points: &[Point], component: &[usize], apart: f64) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "places are far below 2^31 cells")]
        let cell = |place: f64| (place / apart).floor() as i64;
        let mut cells: Vec<(usize, i64, i64, usize)> = points
            .iter()
            .enumerate()
            .map(|(node, point)| (component[node], cell(point.y), cell(point.x), node))
            .collect();
        cells.sort_unstable();
        Self { cells, nth: 0, below: 0 }
    }

    /// Gives the pairs of the next node, and their number; `None` after the last.
    pub(super) fn next(&mut self, mut give: impl FnMut(usize, usize)) -> Option<usize> {
        let (own, y, x, node) = *self.cells.get(self.nth)?;
        self.nth += 1;
        let mut count = 0;
        for (other, row, column, second) in &self.cells[self.nth..] {
            if (*other, *row) != (own, y) || *column > x + 1 {
                break;
            }
            give(node, *second);
            count += 1;
        }
        let cells = &self.cells;
        while cells.get(self.below).is_some_and(|cell| (cell.0, cell.1, cell.2) < (own, y + 1, x - 1)) {
            self.below += 1;
        }
        for (other, row, column, second) in &self.cells[self.below..] {
            if (*other, *row) != (own, y + 1) || *column > x + 1 {
                break;
            }
            give(node, *second);
            count += 1;
        }
        Some(count)
    }
}
