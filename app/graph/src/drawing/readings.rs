//! What edges say, in a word beside them, where there is room.

use super::curve::Curve;
use crate::Point;
use crate::layout::labels::{self, Rect};
use crate::layout::layered::Size;
use domain::relation::Kind;

/// Size of words beside edges.
pub const WORD: f64 = 10.5;
/// How far below the middle of a word of that size its base line is.
pub const BELOW: f64 = 3.6;
const CELL: f64 = 40.0;
/// Shares of the way at which a word is tried.
const TRIED: [f64; 9] = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];

/// The line of an edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Line<'a> {
    /// The route that was found for it.
    Route(&'a [Point]),
    /// From one place to another.
    Straight(Point, Point),
}

/// What is written beside an edge. That something is a part is said by the plain line.
#[must_use]
pub fn word(kind: Kind) -> Option<&'static str> {
    (kind != Kind::PartOf).then(|| kind.forward())
}

/// Width and height of a word at a size; no width for none.
pub(super) fn measure(word: Option<&str>, size: f64) -> (f64, f64) {
    (word.map_or(0.0, |word| labels::width(word, size)), size + 3.0)
}

/// Where words may stand in a picture.
#[must_use]
pub fn within(size: Size) -> Rect {
    Rect { left: 2.0, top: 2.0, right: size.width - 2.0, bottom: size.height - 2.0 }
}

/// The middle of the word of each edge, at a size: on its edge, where it covers no box, no other edge and no other word.
#[must_use]
pub fn beside(boxes: &[Rect], edges: &[(Line, Option<&str>)], size: f64, within: Rect) -> Vec<Option<Point>> {
    let (mut curves, mut words, mut positions) = (Vec::new(), Vec::new(), Vec::new());
    for (position, (line, word)) in edges.iter().enumerate() {
        let curve = match line {
            Line::Route(route) => Curve::of_route(route),
            Line::Straight(a, b) => Some(Curve::bent(*a, *b, 0.0)),
        };
        if let Some(curve) = curve {
            curves.push(curve);
            words.push(measure(*word, size));
            positions.push(position);
        }
    }
    let mut found = vec![None; edges.len()];
    for (position, at) in positions.into_iter().zip(place(boxes, &curves, &words, within)) {
        found[position] = at;
    }
    found
}

/// The middle of each word: on its edge, where it covers no box, no other edge and no other word. `words` has the width
/// and the height of each; none has width 0.
pub(super) fn place(
    boxes: &[Rect],
    curves: &[Curve],
    words: &[(f64, f64)],
    within: Rect,
) -> Vec<Option<Point>> {
    let mut occupied = Occupied::new(within);
    for own in boxes {
        occupied.add(usize::MAX, *own);
    }
    let points: Vec<Vec<Point>> = curves.iter().map(|curve| curve.points_along(6.0)).collect();
    for (edge, curve) in curves.iter().enumerate() {
        curve.squares().for_each(|square| occupied.add(edge, square));
    }
    let mut found = vec![None; curves.len()];
    for (edge, (width, height)) in words.iter().enumerate().filter(|(_, (width, _))| *width > 0.0) {
        for share in TRIED {
            let points = &points[edge];
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "a share of a small number"
            )]
            let at = points[((points.len() - 1) as f64 * share) as usize];
            let (w, h) = (width / 2.0 + 2.0, height / 2.0);
            let rect = Rect { left: at.x - w, top: at.y - h, right: at.x + w, bottom: at.y + h };
            if within.holds(&rect) && occupied.is_free(edge, &rect) {
                // Nothing else may have it, also not its own edge's neighbours.
                occupied.add(usize::MAX, rect);
                found[edge] = Some(at);
                break;
            }
        }
    }
    found
}

/// The rectangles in which something stands, by cells, each with the position of its edge; [`usize::MAX`] is that of none.
struct Occupied {
    within: Rect,
    columns: usize,
    rows: usize,
    cells: Vec<Vec<(usize, Rect)>>,
}

impl Occupied {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a picture has few cells")]
    fn new(within: Rect) -> Self {
        let count = |long: f64| (long / CELL).ceil().clamp(1.0, 2_000.0) as usize;
        let (columns, rows) = (count(within.right - within.left), count(within.bottom - within.top));
        Self { within, columns, rows, cells: vec![Vec::new(); columns * rows] }
    }

    fn cells(&self, rect: &Rect) -> impl Iterator<Item = usize> + use<> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the grid")]
        let nth = |place: f64, begin: f64, count: usize| {
            (((place - begin) / CELL).floor().max(0.0) as usize).min(count - 1)
        };
        let columns =
            nth(rect.left, self.within.left, self.columns)..=nth(rect.right, self.within.left, self.columns);
        let rows = nth(rect.top, self.within.top, self.rows)..=nth(rect.bottom, self.within.top, self.rows);
        let width = self.columns;
        rows.flat_map(move |row| columns.clone().map(move |column| row * width + column))
    }

    fn add(&mut self, by: usize, rect: Rect) {
        for cell in self.cells(&rect) {
            self.cells[cell].push((by, rect));
        }
    }

    fn is_free(&self, by: usize, rect: &Rect) -> bool {
        self.cells(rect).all(|cell| {
            self.cells[cell].iter().all(|(other, occupied)| *other == by || !rect.touches(occupied))
        })
    }
}
