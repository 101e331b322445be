//! Which labels are shown, and where: the most important first, and none over a node or another label.

use crate::Point;

/// Room between a node and its label, and around a label.
const GAP: f64 = 3.0;

/// A rectangle of a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

impl Rect {
    /// So wide and so tall, around a place.
    #[must_use]
    pub fn around(middle: Point, width: f64, height: f64) -> Self {
        let (x, y) = (width / 2.0, height / 2.0);
        Self { left: middle.x - x, top: middle.y - y, right: middle.x + x, bottom: middle.y + y }
    }

    /// Whether they have a place in common.
    #[must_use]
    pub fn touches(&self, other: &Self) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    /// Whether another is inside.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        other.left >= self.left
            && other.right <= self.right
            && other.top >= self.top
            && other.bottom <= self.bottom
    }
}

/// A node that wants a label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// The middle of the node.
    pub at: Point,
    /// Radius of the node.
    pub radius: f64,
    /// Width of the label; 0 for a node that wants none and may not be covered.
    pub width: f64,
    /// Height of the label.
    pub height: f64,
    /// More is placed first.
    pub importance: f64,
}

/// The place of each label: below, above, right or left of its node, whichever is free first; `None` where none is.
/// Within a rectangle, labels are inside of it.
#[must_use]
pub fn place(wanted: &[Wanted], within: Option<Rect>) -> Vec<Option<Rect>> {
    place_clear(wanted, within, &[])
}

/// The same, but a place that is clear of `lines` comes before one that is not.
#[must_use]
pub fn place_clear(wanted: &[Wanted], within: Option<Rect>, lines: &[Rect]) -> Vec<Option<Rect>> {
    let mut placed = vec![None; wanted.len()];
    let sound = |w: &Wanted| [w.at.x, w.at.y, w.radius, w.width, w.height].iter().all(|n| n.is_finite());
    let mut order: Vec<usize> = (0..wanted.len()).filter(|nth| sound(&wanted[*nth])).collect();
    let mut grid = Grid::new(wanted, &order);
    let mut drawn = Grid::new(wanted, if lines.is_empty() { &[] } else { &order });
    for line in lines {
        drawn.take(*line);
    }
    for nth in &order {
        let Wanted { at, radius, .. } = wanted[*nth];
        grid.take(Rect {
            left: at.x - radius,
            top: at.y - radius,
            right: at.x + radius,
            bottom: at.y + radius,
        });
    }
    order.sort_by(|a, b| wanted[*b].importance.total_cmp(&wanted[*a].importance).then(a.cmp(b)));
    for nth in order {
        let Wanted { at, radius, width, height, .. } = wanted[nth];
        if width <= 0.0 || height <= 0.0 {
            continue;
        }
        let (x, y) = (at.x - width / 2.0, at.y - height / 2.0);
        let off = radius + GAP;
        let corners = [(x, at.y + off), (x, at.y - off - height), (at.x + off, y), (at.x - off - width, y)];
        let mut free = corners
            .into_iter()
            .map(|(left, top)| Rect { left, top, right: left + width, bottom: top + height })
            .filter(|rect| within.is_none_or(|within| within.holds(rect)) && grid.is_free(rect));
        placed[nth] = match free.next() {
            Some(first) if !drawn.is_free(&first) => {
                Some(free.find(|rect| drawn.is_free(rect)).unwrap_or(first))
            }
            first => first,
        };
        if let Some(rect) = placed[nth] {
            grid.take(rect);
        }
    }
    placed
}

/// What is taken, by cells.
struct Grid {
    left: f64,
    top: f64,
    cell: Point,
    columns: usize,
    rows: usize,
    cells: Vec<Vec<Rect>>,
}

impl Grid {
    #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
    fn new(wanted: &[Wanted], order: &[usize]) -> Self {
        let (mut left, mut top) = (f64::INFINITY, f64::INFINITY);
        let (mut right, mut bottom) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        let (mut wide, mut tall) = (1.0_f64, 1.0_f64);
        for Wanted { at, radius, width, height, .. } in order.iter().map(|nth| wanted[*nth]) {
            (left, right) = (left.min(at.x), right.max(at.x));
            (top, bottom) = (top.min(at.y), bottom.max(at.y));
            wide = wide.max(width / 2.0).max(radius * 2.0);
            tall = tall.max(height).max(radius * 2.0);
        }
        // At most about as many cells as nodes.
        let side = (order.len() as f64).sqrt().ceil().max(1.0);
        let cell = Point { x: wide.max((right - left) / side), y: tall.max((bottom - top) / side) };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded by the side")]
        let count = |long: f64, cell: f64| if long > 0.0 { (long / cell).floor() as usize + 1 } else { 1 };
        let (columns, rows) = (count(right - left, cell.x), count(bottom - top, cell.y));
        Self { left, top, cell, columns, rows, cells: vec![Vec::new(); columns * rows] }
    }

    /// The cells that a rectangle touches; what is outside belongs to those of the rim.
    fn cells(&self, rect: &Rect) -> impl Iterator<Item = usize> + use<> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the grid")]
        let nth = |place: f64, begin: f64, cell: f64, count: usize| {
            (((place - begin) / cell).floor().max(0.0) as usize).min(count - 1)
        };
        let columns = nth(rect.left - GAP, self.left, self.cell.x, self.columns)
            ..=nth(rect.right + GAP, self.left, self.cell.x, self.columns);
        let rows = nth(rect.top - GAP, self.top, self.cell.y, self.rows)
            ..=nth(rect.bottom + GAP, self.top, self.cell.y, self.rows);
        let width = self.columns;
        rows.flat_map(move |row| columns.clone().map(move |column| row * width + column))
    }

    fn take(&mut self, rect: Rect) {
        for cell in self.cells(&rect) {
            self.cells[cell].push(rect);
        }
    }

    fn is_free(&self, rect: &Rect) -> bool {
        self.cells(rect).all(|cell| self.cells[cell].iter().all(|other| !rect.touches(other)))
    }
}

/// Advances of printable ASCII in hundredths of an em: those of the widest sans in common use, DejaVu Sans.
const ASCII: [u8; 95] = [
    32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    34, 34, 84, 84, 84, 54, 100, 69, 69, 70, 78, 64, 58, 78, 76, 30, 30, 66, 56, 87, 75, 79, 61, 79, 70, 64,
    62, 74, 69, 99, 69, 62, 69, 40, 34, 40, 84, 50, 50, 62, 64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98,
    64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60, 53, 64, 34, 64, 84,
];

/// How wide a text is at a size, at most: an estimate that is never too small for the regular weight of common sans
/// fonts.
#[must_use]
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(em).sum::<f64>() * size
}

fn em(character: char) -> f64 {
    match u32::from(character) {
        code @ 32..=126 => f64::from(ASCII.get(code as usize - 32).copied().unwrap_or(100)) / 100.0,
        0..=31
        | 127..=159
        | 0x300..=0x36f
        | 0x200b..=0x200f
        | 0x202a..=0x202e
        | 0x2060..=0x206f
        | 0xfe00..=0xfe0f => 0.0,
        0xc0..=0xc5 | 0xc7..=0xd6 | 0xd8..=0xde => 0.8,
        0xe0..=0xe5 | 0xe7..=0xff => 0.65,
        0xa0..=0x17f => 1.08,
        0x370..=0x3ff => 0.94,
        0x400..=0x4ff => 1.1,
        0x2010..=0x2012 | 0x2018..=0x201e => 0.55,
        0x2013 => 0.5,
        // Chinese, Japanese, Korean, full forms and pictures.
        0x1f000..=0x1ffff => 1.4,
        0x180..=0x24f | 0x2030..=0x2031 => 1.75,
        _ => 1.25,
    }
}
