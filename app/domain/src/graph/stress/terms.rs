//! What a component wants: its terms, its pivots, and where it starts.

use std::collections::VecDeque;

use super::{EDGE, EXACT};
use crate::graph::Point;

/// Two nodes, how far apart they want to be, and how strongly each of them moves for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) length: f32,
    pub(super) first: f32,
    pub(super) second: f32,
}

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): small, and the same everywhere.
#[derive(Debug)]
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            // At most `last`, which is an index.
            #[expect(clippy::cast_possible_truncation, reason = "a remainder of an index")]
            let other = (self.next() % (last as u64 + 1)) as usize;
            items.swap(last, other);
        }
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
    let mut random = Random(number);
    let (x, y) = (signed(random.next()), signed(random.next()));
    let long = (x * x + y * y).sqrt();
    if long > 1e-3 { (x / long, y / long) } else { (1.0, 0.0) }
}

/// The neighbours of each node, each once, in order.
#[derive(Debug)]
pub(super) struct Neighbours {
    begin: Vec<usize>,
    list: Vec<u32>,
}

#[expect(clippy::cast_possible_truncation, reason = "numbers of nodes are far below 2^32")]
fn short(number: usize) -> u32 {
    number as u32
}

impl Neighbours {
    pub(super) fn new(nodes: usize, pairs: &[(usize, usize)]) -> Self {
        let mut both: Vec<(u32, u32)> = pairs
            .iter()
            .filter(|(a, b)| a != b && *a < nodes && *b < nodes)
            .flat_map(|(a, b)| [(short(*a), short(*b)), (short(*b), short(*a))])
            .collect();
        both.sort_unstable();
        both.dedup();
        let mut begin = vec![0; nodes + 1];
        for (a, _) in &both {
            begin[*a as usize + 1] += 1;
        }
        for node in 0..nodes {
            begin[node + 1] += begin[node];
        }
        Self { begin, list: both.into_iter().map(|(_, b)| b).collect() }
    }

    pub(super) fn of(&self, node: usize) -> &[u32] {
        &self.list[self.begin[node]..self.begin[node + 1]]
    }

    /// For each node the number of its component, and the members of each.
    pub(super) fn components(&self) -> (Vec<usize>, Vec<Vec<usize>>) {
        let nodes = self.begin.len() - 1;
        let mut component = vec![usize::MAX; nodes];
        let mut members: Vec<Vec<usize>> = Vec::new();
        for first in 0..nodes {
            if component[first] != usize::MAX {
                continue;
            }
            let number = members.len();
            let mut found = vec![first];
            component[first] = number;
            let mut next = 0;
            while let Some(node) = found.get(next).copied() {
                next += 1;
                for other in self.of(node).iter().map(|other| *other as usize) {
                    if component[other] == usize::MAX {
                        component[other] = number;
                        found.push(other);
                    }
                }
            }
            found.sort_unstable();
            members.push(found);
        }
        (component, members)
    }

    /// The steps from each of so many pivots to all members, in the members' order. The first pivot has the most
    /// neighbours, each next is as far as can be from those before. With as many pivots as members: all, in order.
    pub(super) fn distances(&self, members: &[usize], pivots: usize) -> Vec<(usize, Vec<u16>)> {
        let mut local = vec![0_u32; self.begin.len() - 1];
        for (nth, node) in members.iter().enumerate() {
            local[*node] = short(nth);
        }
        if pivots >= members.len() {
            return (0..members.len()).map(|nth| (nth, self.steps(members, &local, nth))).collect();
        }
        let mut nearest = vec![u16::MAX; members.len()];
        let mut found: Vec<(usize, Vec<u16>)> = Vec::new();
        let mut next =
            (0..members.len()).rev().max_by_key(|nth| self.of(members[*nth]).len()).unwrap_or_default();
        while found.len() < pivots {
            let steps = self.steps(members, &local, next);
            for (near, step) in nearest.iter_mut().zip(&steps) {
                *near = (*near).min(*step);
            }
            found.push((next, steps));
            // Among the farthest, what has most neighbours stands for most.
            next = (0..members.len())
                .rev()
                .max_by_key(|nth| (nearest[*nth], self.of(members[*nth]).len()))
                .unwrap_or_default();
        }
        found
    }

    fn steps(&self, members: &[usize], local: &[u32], from: usize) -> Vec<u16> {
        let mut steps = vec![u16::MAX; members.len()];
        steps[from] = 0;
        let mut queue = VecDeque::from([from]);
        while let Some(nth) = queue.pop_front() {
            let step = steps[nth].saturating_add(1);
            for other in self.of(members[nth]) {
                let other = local[*other as usize] as usize;
                if steps[other] == u16::MAX {
                    steps[other] = step;
                    queue.push_back(other);
                }
            }
        }
        steps
    }
}

#[expect(clippy::cast_possible_truncation, reason = "what an f32 rounds to is defined")]
fn term(a: usize, b: usize, steps: f64, first: f64, second: f64) -> Term {
    Term {
        a: short(a),
        b: short(b),
        length: (steps * EDGE) as f32,
        first: first as f32,
        second: second as f32,
    }
}

/// The terms of a component, given the distances from its pivots.
pub(super) fn terms(graph: &Neighbours, members: &[usize], distances: &[(usize, Vec<u16>)]) -> Vec<Term> {
    let mut terms = Vec::new();
    if members.len() <= EXACT {
        for (a, steps) in distances {
            for b in a + 1..members.len() {
                let d = f64::from(steps[b]);
                terms.push(term(members[*a], members[b], d, 1.0 / (d * d), 1.0 / (d * d)));
            }
        }
        return terms;
    }
    for node in members {
        let near = graph.of(*node);
        for other in near.iter().map(|other| *other as usize).filter(|other| other > node) {
            terms.push(term(*node, other, 1.0, 1.0, 1.0));
        }
        // Nothing else would part leaves of one node: they have the same distances to all pivots.
        let mut stride = 1;
        while stride * 2 <= near.len() {
            for (nth, a) in near.iter().enumerate() {
                let b = near[(nth + stride) % near.len()];
                if a != &b && graph.of(*a as usize).binary_search(&b).is_err() {
                    terms.push(term(*a as usize, b as usize, 2.0, 0.25, 0.25));
                }
            }
            stride *= 3;
        }
    }
    let regions = regions(members.len(), distances);
    for ((pivot, steps), region) in distances.iter().zip(regions) {
        for (nth, step) in steps.iter().enumerate().filter(|(_, step)| **step > 1) {
            // How many of the pivot's region are at most half as far from it as this node.
            let stands_for = region[usize::from(step / 2).min(region.len() - 1)];
            let d = f64::from(*step);
            terms.push(term(members[nth], members[*pivot], d, f64::from(stands_for) / (d * d), 0.0));
        }
    }
    terms
}

/// For each pivot, how many of the nodes that are nearest to it are within so many steps.
fn regions(count: usize, distances: &[(usize, Vec<u16>)]) -> Vec<Vec<u32>> {
    let mut regions: Vec<Vec<u32>> = vec![vec![0]; distances.len()];
    for nth in 0..count {
        let nearest = (0..distances.len()).min_by_key(|pivot| distances[*pivot].1[nth]).unwrap_or_default();
        let steps = usize::from(distances[nearest].1[nth]);
        let region = &mut regions[nearest];
        if region.len() <= steps {
            region.resize(steps + 1, 0);
        }
        region[steps] += 1;
    }
    for region in &mut regions {
        for step in 1..region.len() {
            region[step] += region[step - 1];
        }
    }
    regions
}

/// PivotMDS: the two main axes of the doubly centred squared distances, found by power iteration.
pub(super) fn start(
    members: &[usize],
    distances: &[(usize, Vec<u16>)],
    points: &mut [Point],
    random: &mut Random,
) {
    let pivots: Vec<&Vec<u16>> =
        distances.iter().step_by(distances.len().div_ceil(40).max(1)).map(|(_, steps)| steps).collect();
    let (count, width) = (members.len(), pivots.len());
    let square = |pivot: usize, nth: usize| {
        let d = f64::from(pivots[pivot][nth]);
        d * d
    };
    let wide = f64::from(short(width.max(1)));
    let tall = f64::from(short(count.max(1)));
    let columns: Vec<f64> =
        (0..width).map(|p| (0..count).map(|n| square(p, n)).sum::<f64>() / tall).collect();
    let all = columns.iter().sum::<f64>() / wide;
    let mut centred = vec![0.0; count * width];
    for nth in 0..count {
        let row = (0..width).map(|p| square(p, nth)).sum::<f64>() / wide;
        for p in 0..width {
            centred[nth * width + p] = (row + columns[p] - all - square(p, nth)) / 2.0;
        }
    }
    let mut matrix = vec![0.0; width * width];
    for row in centred.chunks_exact(width.max(1)) {
        for p in 0..width {
            for q in 0..width {
                matrix[p * width + q] += row[p] * row[q];
            }
        }
    }
    let mut axes: Vec<Vec<f64>> = Vec::new();
    for _ in 0..2 {
        let mut axis: Vec<f64> = (0..width).map(|_| signed(random.next())).collect();
        for _ in 0..60 {
            let mut next: Vec<f64> = (0..width)
                .map(|p| (0..width).map(|q| matrix[p * width + q] * axis[q]).sum::<f64>())
                .collect();
            for other in &axes {
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
        axes.push(axis);
    }
    let mut squares = [0.0_f64; 2];
    for (nth, node) in members.iter().enumerate() {
        let row = &centred[nth * width..(nth + 1) * width];
        let along = |axis: &[f64]| row.iter().zip(axis).map(|(a, b)| a * b).sum::<f64>();
        points[*node] = Point { x: along(&axes[0]), y: along(&axes[1]) };
        squares[0] += points[*node].x * points[*node].x + points[*node].y * points[*node].y;
        let d = pivots.first().map_or(0.0, |steps| f64::from(steps[nth]));
        squares[1] += d * d;
    }
    // As large as the steps from the first pivot say, and a little apart where pivots see no difference.
    let scale = if squares[0] > 1e-9 { EDGE * (squares[1] / squares[0]).sqrt() } else { 0.0 };
    for node in members {
        let (x, y) = direction(random.next());
        let point = &mut points[*node];
        *point = Point { x: point.x * scale + x * EDGE / 3.0, y: point.y * scale + y * EDGE / 3.0 };
    }
}
