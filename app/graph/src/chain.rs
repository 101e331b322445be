//! How two articles are connected: the shortest chains of relations between them.
//!
//! A chain goes along relations in either direction and through no article twice. Two chains differ if they go through
//! different articles. What a chain costs is the sum of
//!
//! * its steps, by kind ([`weight`]): an argument or a dependency says more than that two things are related;
//! * the articles it goes through, by how much they contain ([`passing`]): that both are part of one large whole says
//!   little.
//!
//! The first is found by a search from both ends (Dijkstra 1959, Pohl 1971), the next ones by Yen's method (1971): each
//! leaves those before it somewhere, and goes on by the shortest way that is left. Among chains of equal cost a number
//! made of their nodes decides, so that the order of edges does not matter, and the way back is the same chain.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::{Edge, EdgeIndex, NodeIndex};
use domain::random::mix;
use domain::relation::Kind;

/// The most chains that are looked for.
pub const MAX_CHAINS: usize = 3;
/// How many nodes the search for the chains after the first may look at, as long as there are fewer than are looked for.
const EFFORT: usize = 40_000;
/// How many it may look at once there are as many. A search that is ended by it has found chains that are near the first
/// one; on large graphs there may be nearer ones.
const MAX_LOOKED_AT: usize = 8_000;

/// What a step of that kind costs.
#[must_use]
pub const fn weight(kind: Kind) -> u32 {
    match kind {
        Kind::Answers | Kind::Supports | Kind::Opposes | Kind::DependsOn => 10,
        Kind::Feeds | Kind::Elaborates => 11,
        Kind::PartOf => 14,
        Kind::RelatedTo => 18,
    }
}

/// What going through an article costs, by how many others are part of it: nothing up to 8, and 8 more with each doubling,
/// so that a whole of 300 parts costs as much as four steps of an argument.
#[must_use]
pub const fn passing(parts: u32) -> u32 {
    if parts < 16 { 0 } else { 8 * ((parts / 8).ilog2()) }
}

/// Edges, and what finds them.
#[derive(Debug, Clone, Copy)]
pub struct Network<'a> {
    /// The edges.
    pub edges: &'a [Edge],
    /// For each node its edges.
    pub incidence: &'a [Vec<EdgeIndex>],
    /// For each node how many others are part of it.
    pub sizes: &'a [u32],
}

/// A path from one node to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// What it costs.
    pub cost: u32,
    /// Its nodes, both ends included.
    pub nodes: Vec<NodeIndex>,
    /// Its edges, one less than nodes.
    pub edges: Vec<EdgeIndex>,
}

/// The shortest chain between two nodes and the next shortest, at most `most`, which is at most [`MAX_CHAINS`]. Empty if they
/// are not connected, are the same, or are no nodes.
#[must_use]
pub fn chains(network: &Network, from: NodeIndex, to: NodeIndex, most: usize) -> Vec<Chain> {
    let nodes = network.incidence.len();
    if from == to || from.index() >= nodes || to.index() >= nodes {
        return Vec::new();
    }
    // From the smaller index to the larger, so that both directions find the same.
    let mut search = Search::new(*network, from.min(to), from.max(to));
    let mut found = search.run(most.min(MAX_CHAINS));
    if from > to {
        for chain in &mut found {
            chain.nodes.reverse();
            chain.edges.reverse();
        }
    }
    found
}

/// Where the cost stands in a length; below it is what decides among equals. Chains of up to 16,384 steps are exact.
const SHIFT: u32 = 38;

/// The state of one end of the search.
struct Side {
    length: Vec<u64>,
    /// The edge by which a node was reached; none for where the side begins.
    by: Vec<Option<EdgeIndex>>,
    /// In which run `length` and `by` were set.
    run: Vec<u32>,
    heap: BinaryHeap<Reverse<(u64, NodeIndex)>>,
}

impl Side {
    fn new(nodes: usize) -> Self {
        Self { length: vec![0; nodes], by: vec![None; nodes], run: vec![0; nodes], heap: BinaryHeap::new() }
    }

    fn get(&self, node: NodeIndex, run: u32) -> Option<u64> {
        (self.run[node] == run).then(|| self.length[node])
    }

    fn set(&mut self, node: NodeIndex, run: u32, length: u64, by: Option<EdgeIndex>) {
        (self.length[node], self.by[node], self.run[node]) = (length, by, run);
        self.heap.push(Reverse((length, node)));
    }

    /// The length of the nearest node that is not done.
    fn top(&mut self, run: u32) -> Option<u64> {
        while let Some(Reverse((length, node))) = self.heap.peek().copied() {
            if self.get(node, run) == Some(length) {
                return Some(length);
            }
            self.heap.pop();
        }
        None
    }
}

struct Search<'a> {
    network: Network<'a>,
    from: NodeIndex,
    to: NodeIndex,
    sides: [Side; 2],
    run: u32,
    /// Nodes that are not gone through, by the run in which they are not.
    closed: Vec<u32>,
    looked_at: usize,
}

/// The length of a path, its nodes and its edges.
type Path = (u64, Vec<NodeIndex>, Vec<EdgeIndex>);

impl<'a> Search<'a> {
    fn new(network: Network<'a>, from: NodeIndex, to: NodeIndex) -> Self {
        let nodes = network.incidence.len();
        let sides = [Side::new(nodes), Side::new(nodes)];
        Self { network, from, to, sides, run: 0, closed: vec![0; nodes], looked_at: 0 }
    }

    fn run(&mut self, most: usize) -> Vec<Chain> {
        let mut found: Vec<Path> = Vec::new();
        // By length and nodes: the same way is found from several others.
        let mut waiting: BTreeSet<Path> = BTreeSet::new();
        if let Some(first) = self.shortest(self.from, &[], &[], u64::MAX, usize::MAX) {
            waiting.insert(first);
        }
        self.looked_at = 0;
        while found.len() < most
            && let Some(way) = waiting.pop_first()
        {
            if found.len() + 1 < most {
                self.leave(&way, &found, &mut waiting, most - found.len() - 1);
            }
            found.push(way);
        }
        found
            .into_iter()
            .map(|(length, nodes, edges)| Chain {
                // The steps were counted twice, so that half of what a node costs is a whole number.
                cost: u32::try_from((length >> SHIFT) / 2).unwrap_or(u32::MAX),
                nodes,
                edges,
            })
            .collect()
    }

    /// Finds the shortest ways that leave `way` at each of its nodes and were not found yet. Only the best `wanted` of
    /// those that wait can still be of use.
    fn leave(&mut self, way: &Path, found: &[Path], waiting: &mut BTreeSet<Path>, wanted: usize) {
        let (_, nodes, edges) = way;
        let mut begun = 0_u64;
        for at in 0..edges.len() {
            let spur = nodes[at];
            let mut not_to: Vec<NodeIndex> = vec![nodes[at + 1]];
            for (_, others, _) in found {
                if others.len() > at + 1 && others[..=at] == nodes[..=at] {
                    not_to.push(others[at + 1]);
                }
            }
            let longest = waiting.iter().nth(wanted - 1).map_or(u64::MAX, |(length, ..)| *length);
            let rest = longest.saturating_sub(begun);
            let effort = if waiting.len() < wanted { EFFORT } else { MAX_LOOKED_AT };
            if let Some((length, tail, tail_edges)) = self.shortest(spur, &nodes[..at], &not_to, rest, effort)
            {
                let whole: Vec<NodeIndex> = nodes[..at].iter().copied().chain(tail).collect();
                let whole_edges = edges[..at].iter().copied().chain(tail_edges).collect();
                waiting.insert((begun.saturating_add(length), whole, whole_edges));
            }
            begun = begun.saturating_add(self.length(edges[at]));
        }
    }

    /// The shortest way from a node to the end that is shorter than `longest`, not through `closed`, and with no first
    /// step to one of `not_to`.
    fn shortest(
        &mut self,
        from: NodeIndex,
        closed: &[NodeIndex],
        not_to: &[NodeIndex],
        longest: u64,
        effort: usize,
    ) -> Option<Path> {
        self.run += 1;
        let run = self.run;
        for node in closed {
            self.closed[*node] = run;
        }
        for (side, end) in self.sides.iter_mut().zip([from, self.to]) {
            side.heap.clear();
            side.set(end, run, 0, None);
        }
        let (mut best, mut middle) = (longest, None);
        while let (Some(near), Some(far)) = (self.sides[0].top(run), self.sides[1].top(run)) {
            if near.saturating_add(far) >= best || self.looked_at >= effort {
                break;
            }
            // From where fewer are waiting.
            let this = usize::from(self.sides[1].heap.len() < self.sides[0].heap.len());
            let Some(Reverse((length, node))) = self.sides[this].heap.pop() else { break };
            self.looked_at += 1;
            let network = self.network;
            for edge in &network.incidence[node] {
                let other = network.edges[*edge].other(node);
                let barred = (node == from && not_to.contains(&other))
                    || (other == from && not_to.contains(&node))
                    || self.closed[other] == run;
                if barred {
                    continue;
                }
                let longer = length.saturating_add(self.length(*edge));
                let known = self.sides[this].get(other, run);
                // Of two relations between the same articles that cost the same, the older.
                let older = || {
                    let by = self.sides[this].by[other];
                    known == Some(longer)
                        && by
                            .map(|by| &network.edges[by])
                            .is_some_and(|by| by.other(other) == node && network.edges[*edge].id < by.id)
                };
                if known.is_none_or(|known| longer < known) {
                    self.sides[this].set(other, run, longer, Some(*edge));
                } else if older() {
                    self.sides[this].by[other] = Some(*edge);
                    continue;
                } else {
                    continue;
                }
                if let Some(rest) = self.sides[1 - this].get(other, run)
                    && longer.saturating_add(rest) < best
                {
                    (best, middle) = (longer + rest, Some(other));
                }
            }
        }
        let middle = middle?;
        let (mut nodes, mut edges) = self.back(0, middle, run);
        nodes.reverse();
        edges.reverse();
        let (tail, tail_edges) = self.back(1, middle, run);
        nodes.extend(&tail[1..]);
        edges.extend(tail_edges);
        Some((best, nodes, edges))
    }

    /// From a node back to the end of a side.
    fn back(&self, side: usize, mut node: NodeIndex, run: u32) -> (Vec<NodeIndex>, Vec<EdgeIndex>) {
        let (mut nodes, mut edges) = (vec![node], Vec::new());
        let side = &self.sides[side];
        debug_assert_eq!(side.run[node], run);
        while let Some(edge) = side.by[node] {
            edges.push(edge);
            node = self.network.edges[edge].other(node);
            nodes.push(node);
        }
        (nodes, edges)
    }

    /// What an edge adds to a way: its own cost twice, and once what its inner ends cost, which two edges of a way share.
    fn length(&self, edge: EdgeIndex) -> u64 {
        let edge = &self.network.edges[edge];
        let through = |node: NodeIndex| {
            if node == self.from || node == self.to { 0 } else { passing(self.network.sizes[node]) }
        };
        let cost = 2 * weight(edge.kind) + through(edge.from) + through(edge.to);
        (u64::from(cost) << SHIFT) + tie(edge.from, edge.to)
    }
}

/// A number of 24 bits for two nodes in any order: sums of them are hardly ever the same for two ways (Mulmuley, Vazirani
/// and Vazirani 1987).
fn tie(a: NodeIndex, b: NodeIndex) -> u64 {
    let (low, high) = (u64::from(a.min(b).0), u64::from(a.max(b).0));
    mix((low << 32 ^ high).wrapping_mul(0x9E37_79B9_7F4A_7C15)) >> 40
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::AuthorIndex;
    use domain::id::{RelationId, Timestamp};

    fn network(nodes: usize, edges: &[(usize, usize, usize)]) -> (Vec<Edge>, Vec<Vec<EdgeIndex>>, Vec<u32>) {
        let mut all: Vec<Edge> = Vec::new();
        for (from, to, kind) in edges {
            let (from, kind, to) = (NodeIndex::from(*from), Kind::ALL[*kind], NodeIndex::from(*to));
            let there = all.iter().any(|edge| (edge.from, edge.to, edge.kind) == (from, to, kind));
            if from != to && !there {
                let id = RelationId(Uuid::from_u128(all.len() as u128));
                all.push(Edge { id, from, kind, to, at: Timestamp(0), author: AuthorIndex(0) });
            }
        }
        let (mut incidence, mut sizes) = (vec![Vec::new(); nodes], vec![0; nodes]);
        for (index, edge) in EdgeIndex::below(all.len()).zip(&all) {
            incidence[edge.from].push(index);
            incidence[edge.to].push(index);
            sizes[edge.to] += u32::from(edge.kind == Kind::PartOf);
        }
        (all, incidence, sizes)
    }

    /// Every way without a loop, by trying all.
    fn brute(network: &Network, from: NodeIndex, to: NodeIndex) -> Vec<(u32, Vec<NodeIndex>)> {
        fn go(
            network: &Network,
            to: NodeIndex,
            nodes: &mut Vec<NodeIndex>,
            cost: u32,
            all: &mut Vec<(u32, Vec<NodeIndex>)>,
        ) {
            let here = nodes[nodes.len() - 1];
            if here == to {
                all.push((cost, nodes.clone()));
                return;
            }
            let through = if nodes.len() > 1 { passing(network.sizes[here]) } else { 0 };
            for other in NodeIndex::below(network.incidence.len()) {
                let between = network.incidence[here].iter().map(|edge| &network.edges[*edge]);
                let between =
                    between.filter(|edge| edge.other(here) == other).map(|edge| weight(edge.kind)).min();
                if let Some(step) = between.filter(|_| !nodes.contains(&other)) {
                    nodes.push(other);
                    go(network, to, nodes, cost + through + step, all);
                    nodes.pop();
                }
            }
        }
        let mut all = Vec::new();
        go(network, to, &mut vec![from], 0, &mut all);
        all.sort();
        all
    }

    proptest! {
        #[test]
        fn chains_are_the_shortest_of_all_ways(
            edges in proptest::collection::vec((0_usize..8, 0_usize..8, 0_usize..8), 0..22),
            (from, to) in (0_usize..8, 0_usize..8),
            large in proptest::collection::vec(0_u32..600, 8),
        ) {
            prop_assume!(from != to);
            let (from, to) = (NodeIndex::from(from), NodeIndex::from(to));
            let (edges, incidence, _) = network(8, &edges);
            let network = Network { edges: &edges, incidence: &incidence, sizes: &large };
            let found = chains(&network, from, to, MAX_CHAINS);
            let all = brute(&network, from, to);
            prop_assert_eq!(found.len(), all.len().min(MAX_CHAINS));
            for (chain, (cost, _)) in found.iter().zip(&all) {
                prop_assert_eq!(chain.cost, *cost);
                prop_assert!(all.contains(&(chain.cost, chain.nodes.clone())), "{:?}", chain);
                prop_assert_eq!(chain.edges.len() + 1, chain.nodes.len());
                for (edge, ends) in chain.edges.iter().zip(chain.nodes.windows(2)) {
                    prop_assert!(edges[*edge].other(ends[0]) == ends[1] && edges[*edge].other(ends[1]) == ends[0]);
                }
            }
            for (n, chain) in found.iter().enumerate() {
                prop_assert!(found[..n].iter().all(|other| other.nodes != chain.nodes));
            }
            let back: Vec<Chain> = chains(&network, to, from, MAX_CHAINS).into_iter().map(|mut chain| {
                chain.nodes.reverse();
                chain.edges.reverse();
                chain
            }).collect();
            prop_assert_eq!(back, found);
        }
    }

    #[test]
    fn an_argument_is_nearer_than_a_large_whole() {
        // 0 and 1 are part of 2, with many others; 0 supports 3, which answers 4, which depends on 1.
        let mut edges = vec![(0, 2, 0), (1, 2, 0), (0, 3, 5), (3, 4, 4), (4, 1, 1)];
        edges.extend((5..205).map(|part| (part, 2, 0)));
        let (edges, incidence, sizes) = network(205, &edges);
        let network = Network { edges: &edges, incidence: &incidence, sizes: &sizes };
        let found = chains(&network, NodeIndex(0), NodeIndex(1), MAX_CHAINS);
        assert_eq!(found[0].nodes, [0, 3, 4, 1].map(NodeIndex));
        assert_eq!(found[1].nodes, [0, 2, 1].map(NodeIndex));
        assert_eq!(found[1].cost, 14 + 14 + passing(202));
    }

    #[test]
    fn what_is_not_connected_or_not_there_has_no_chain() {
        let (edges, incidence, sizes) = network(3, &[(0, 1, 1)]);
        let network = Network { edges: &edges, incidence: &incidence, sizes: &sizes };
        for (from, to) in [(0, 2), (2, 0), (1, 1), (0, 9), (9, 0)] {
            assert_eq!(chains(&network, NodeIndex(from), NodeIndex(to), MAX_CHAINS), []);
        }
        assert_eq!(chains(&network, NodeIndex(0), NodeIndex(1), MAX_CHAINS).len(), 1);
    }
}
