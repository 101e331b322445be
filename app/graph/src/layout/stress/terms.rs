//! What the nodes of a component want of each other.

use super::neighbours::Neighbours;
use super::scale::{EDGE, EXACT, short};

/// Two nodes, how far apart they want to be, and how strongly each of them moves for it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term {
    pub(super) a: u32,
    pub(super) b: u32,
    pub(super) length: f32,
    pub(super) first: f32,
    pub(super) second: f32,
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

/// The terms of a component in the making.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    pub(super) found: Vec<Term>,
    /// For each pivot, how many of the nodes that are nearest to it are within each number of steps.
    regions: Vec<Vec<u32>>,
    /// Pivots that have theirs.
    pivots: usize,
}

impl Terms {
    /// Those between neighbours, or in a small component those of every two.
    pub(super) fn new(graph: &Neighbours, members: &[usize], distances: &[(usize, Vec<u16>)]) -> Self {
        if members.len() <= EXACT {
            return Self { found: every(members, distances), regions: Vec::new(), pivots: distances.len() };
        }
        let near: usize = members.iter().map(|node| graph.of(*node).len()).sum();
        let mut found = Vec::with_capacity(members.len() * distances.len() + 2 * near);
        beside(graph, members, &mut found);
        Self { found, regions: regions(members.len(), distances), pivots: 0 }
    }

    /// Adds those to one more pivot; whether there are more.
    pub(super) fn advance(&mut self, members: &[usize], distances: &[(usize, Vec<u16>)]) -> bool {
        let Some((pivot, steps)) = distances.get(self.pivots) else { return false };
        let region = &self.regions[self.pivots];
        for (nth, step) in steps.iter().enumerate().filter(|(_, step)| **step > 1) {
            // How many of the pivot's region are at most half as far from it as this node.
            let stands_for = region[usize::from(step / 2).min(region.len() - 1)];
            let d = f64::from(*step);
            self.found.push(term(members[nth], members[*pivot], d, f64::from(stands_for) / (d * d), 0.0));
        }
        self.pivots += 1;
        self.pivots < distances.len()
    }
}

fn every(members: &[usize], distances: &[(usize, Vec<u16>)]) -> Vec<Term> {
    let mut found = Vec::with_capacity(members.len() * members.len().saturating_sub(1) / 2);
    for (a, steps) in distances {
        for b in a + 1..members.len() {
            let d = f64::from(steps[b]);
            found.push(term(members[*a], members[b], d, 1.0 / (d * d), 1.0 / (d * d)));
        }
    }
    found
}

fn beside(graph: &Neighbours, members: &[usize], found: &mut Vec<Term>) {
    for node in members {
        let near = graph.of(*node);
        for other in near.iter().map(|other| *other as usize).filter(|other| other > node) {
            found.push(term(*node, other, 1.0, 1.0, 1.0));
        }
        // Nothing else would part leaves of one node: they have the same distances to all pivots.
        let mut stride = 1;
        while stride * 2 <= near.len() {
            for (nth, a) in near.iter().enumerate() {
                let b = near[(nth + stride) % near.len()];
                if a != &b && graph.of(*a as usize).binary_search(&b).is_err() {
                    found.push(term(*a as usize, b as usize, 2.0, 0.25, 0.25));
                }
            }
            stride *= 3;
        }
    }
}

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
