//! Where the nodes of a component begin: PivotMDS, the two main axes of the doubly centred squared distances, found by
//! power iteration.

use super::scale::{EDGE, short};
use crate::Point;
use domain::random::SplitMix64;

/// The most pivots that are looked at.
const WIDTH: usize = 40;
/// Rows of a step.
const ROWS: usize = 500;
const ITERATIONS: usize = 60;

/// See the module.
#[derive(Debug, Clone)]
pub(super) struct Start {
    /// The doubly centred squares, a row for each member and a column for each pivot.
    centred: Vec<f64>,
    /// Its product with itself.
    matrix: Vec<f64>,
    width: usize,
    /// Rows that the product has.
    rows: usize,
    /// Squares of the steps from the first pivot.
    squares: f64,
}

impl Start {
    pub(super) fn new(distances: &[(usize, Vec<u16>)]) -> Self {
        let pivots: Vec<&Vec<u16>> = distances
            .iter()
            .step_by(distances.len().div_ceil(WIDTH).max(1))
            .map(|(_, steps)| steps)
            .collect();
        let (width, count) = (pivots.len(), pivots.first().map_or(0, |steps| steps.len()));
        let square = |pivot: usize, nth: usize| {
            let d = f64::from(pivots[pivot][nth]);
            d * d
        };
        let wide = f64::from(short(width.max(1)));
        let tall = f64::from(short(count.max(1)));
        let sums: Vec<f64> = (0..width).map(|p| (0..count).map(|n| square(p, n)).sum()).collect();
        let columns: Vec<f64> = sums.iter().map(|sum| sum / tall).collect();
        let all = columns.iter().sum::<f64>() / wide;
        let mut centred = vec![0.0; count * width];
        for nth in 0..count {
            let row = (0..width).map(|p| square(p, nth)).sum::<f64>() / wide;
            for p in 0..width {
                centred[nth * width + p] = (row + columns[p] - all - square(p, nth)) / 2.0;
            }
        }
        let squares = sums.first().copied().unwrap_or_default();
        Self { centred, matrix: vec![0.0; width * width], width, rows: 0, squares }
    }

    /// Works on the product; whether there is more to do.
    pub(super) fn advance(&mut self) -> bool {
        let width = self.width.max(1);
        let rows = self.centred.chunks_exact(width).skip(self.rows).take(ROWS);
        self.rows += rows.len();
        for row in rows {
            for (p, own) in row.iter().enumerate() {
                // The other half is the same.
                let line = &mut self.matrix[p * width + p..(p + 1) * width];
                for (sum, other) in line.iter_mut().zip(&row[p..]) {
                    *sum += own * other;
                }
            }
        }
        self.rows * width < self.centred.len()
    }

    /// Puts the members at their places.
    pub(super) fn place(&self, members: &[usize], points: &mut [Point], random: &mut SplitMix64) {
        let axes = self.axes(random);
        let mut own = 0.0;
        for (node, row) in members.iter().zip(self.centred.chunks_exact(self.width.max(1))) {
            let along = |axis: &[f64]| row.iter().zip(axis).map(|(a, b)| a * b).sum::<f64>();
            let at = Point { x: along(&axes[0]), y: along(&axes[1]) };
            own += at.x * at.x + at.y * at.y;
            points[*node] = at;
        }
        // As large as the steps from the first pivot say, and a little apart where pivots see no difference.
        let scale = if own > 1e-9 { EDGE * (self.squares / own).sqrt() } else { 0.0 };
        for node in members {
            let (x, y) = direction(random.next());
            let point = &mut points[*node];
            *point = Point { x: point.x * scale + x * EDGE / 3.0, y: point.y * scale + y * EDGE / 3.0 };
        }
    }

    fn axes(&self, random: &mut SplitMix64) -> [Vec<f64>; 2] {
        let width = self.width;
        let entry = |p: usize, q: usize| self.matrix[p.min(q) * width + p.max(q)];
        let mut axes = [Vec::new(), Vec::new()];
        for nth in 0..2 {
            let mut axis: Vec<f64> = (0..width).map(|_| signed(random.next())).collect();
            for _ in 0..ITERATIONS {
                let mut next: Vec<f64> =
                    (0..width).map(|p| (0..width).map(|q| entry(p, q) * axis[q]).sum::<f64>()).collect();
                for other in &axes[..nth] {
                    let along: f64 = next.iter().zip(other).map(|(a, b)| a * b).sum();
                    for (a, b) in next.iter_mut().zip(other) {
                        *a -= along * b;
                    }
                }
                let long = next.iter().map(|a| a * a).sum::<f64>().sqrt();
                if long < 1e-9 {
                    next = vec![0.0; width];
                } else {
                    next.iter_mut().for_each(|a| *a /= long);
                }
                axis = next;
            }
            axes[nth] = axis;
        }
        axes
    }
}

/// A number from -1 to 1.
fn signed(bits: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let unit = (bits >> 11) as f64 / 9_007_199_254_740_992.0;
    unit * 2.0 - 1.0
}

/// A direction of length 1, by a number.
pub(super) fn direction(number: u64) -> (f64, f64) {
    let mut random = SplitMix64(number);
    let (x, y) = (signed(random.next()), signed(random.next()));
    let long = (x * x + y * y).sqrt();
    if long > 1e-3 { (x / long, y / long) } else { (1.0, 0.0) }
}
