//! Who is related to whom, what hangs together, and how many steps are between.

use super::scale::{EXACT, PIVOTS, short};

/// The neighbours of each node, each once, in order.
#[derive(Debug, Clone)]
pub(super) struct Neighbours {
    begin: Vec<usize>,
    list: Vec<u32>,
}

/// What hangs together.
#[derive(Debug, Clone)]
pub(super) struct Components {
    /// For each node the number of its component.
    pub(super) of: Vec<usize>,
    /// The nodes of each, in order.
    pub(super) members: Vec<Vec<usize>>,
    /// For each node its number among them.
    place: Vec<u32>,
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

    pub(super) fn components(&self) -> Components {
        let nodes = self.begin.len() - 1;
        let mut of = vec![usize::MAX; nodes];
        let mut members: Vec<Vec<usize>> = Vec::new();
        let mut place = vec![0; nodes];
        for first in 0..nodes {
            if of[first] != usize::MAX {
                continue;
            }
            let number = members.len();
            let mut found = vec![first];
            of[first] = number;
            let mut next = 0;
            while let Some(node) = found.get(next).copied() {
                next += 1;
                for other in self.of(node).iter().map(|other| *other as usize) {
                    if of[other] == usize::MAX {
                        of[other] = number;
                        found.push(other);
                    }
                }
            }
            found.sort_unstable();
            for (nth, node) in found.iter().enumerate() {
                place[*node] = short(nth);
            }
            members.push(found);
        }
        Components { of, members, place }
    }
}

/// The steps from each of some pivots to all members of a component, by the members' numbers. The first pivot has the
/// most neighbours, each next is as far as can be from those before. Of few members each is a pivot, in order.
#[derive(Debug, Clone)]
pub(super) struct Distances {
    pub(super) found: Vec<(usize, Vec<u16>)>,
    wanted: usize,
    nearest: Vec<u16>,
}

impl Distances {
    pub(super) fn new(members: &[usize]) -> Self {
        let wanted = if members.len() <= EXACT { members.len() } else { PIVOTS };
        Self { found: Vec::with_capacity(wanted), wanted, nearest: vec![u16::MAX; members.len()] }
    }

    /// Measures from one more pivot; whether there are more.
    pub(super) fn advance(&mut self, graph: &Neighbours, components: &Components, members: &[usize]) -> bool {
        let pivot = if self.wanted == members.len() {
            self.found.len()
        } else {
            // Among the farthest, what has most neighbours stands for most; before the first, all are as far.
            let far = |nth: &usize| (self.nearest[*nth], graph.of(members[*nth]).len());
            (0..members.len()).rev().max_by_key(far).unwrap_or_default()
        };
        let steps = steps(graph, components, members, pivot);
        for (near, step) in self.nearest.iter_mut().zip(&steps) {
            *near = (*near).min(*step);
        }
        self.found.push((pivot, steps));
        self.found.len() < self.wanted
    }

    /// How much of it is done, in pivots.
    pub(super) const fn share(&self) -> (usize, usize) {
        (self.found.len(), self.wanted)
    }
}

fn steps(graph: &Neighbours, components: &Components, members: &[usize], from: usize) -> Vec<u16> {
    let mut steps = vec![u16::MAX; members.len()];
    steps[from] = 0;
    let mut queue = Vec::with_capacity(members.len());
    queue.push(from);
    let mut next = 0;
    while let Some(nth) = queue.get(next).copied() {
        next += 1;
        // The largest number says that nothing came by yet.
        let step = (steps[nth].saturating_add(1)).min(u16::MAX - 1);
        for other in graph.of(members[nth]) {
            let other = components.place[*other as usize] as usize;
            if steps[other] == u16::MAX {
                steps[other] = step;
                queue.push(other);
            }
        }
    }
    steps
}
