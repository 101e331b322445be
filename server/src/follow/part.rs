//! Parts of the graph, taken out with indices of their own. Their order is the same whatever way the snapshot came
//! about: nodes as each function says, edges by their ends and kind.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use graph::{AuthorIndex, Edge, Graph, Node, NodeIndex};

use super::snapshot::Snapshot;

impl Snapshot {
    /// What is around a node: it first, then what is nearest, at most `depth` steps away; among those equally near the
    /// most important first. At most `most` nodes.
    #[must_use]
    pub fn around(&self, node: NodeIndex, depth: u8, most: usize) -> Graph {
        self.take_out(&self.nearest(node, depth, most))
    }

    /// The nodes of [`Self::around`].
    #[must_use]
    pub fn nearest(&self, node: NodeIndex, depth: u8, most: usize) -> Vec<NodeIndex> {
        let mut chosen = vec![node];
        let mut seen = HashSet::from([node]);
        let mut level = vec![node];
        for _ in 0..depth {
            let mut next = Vec::new();
            for node in level {
                for edge in &self.incidence()[node] {
                    let other = self.graph.edges[*edge].other(node);
                    if seen.insert(other) {
                        next.push(other);
                    }
                }
            }
            next.sort_unstable_by_key(|node| (Reverse(self.weight(*node)), *node));
            next.truncate(most.saturating_sub(chosen.len()));
            if next.is_empty() {
                break;
            }
            chosen.extend(&next);
            level = next;
        }
        chosen
    }

    /// The discussion of a node: the root of the hierarchy above it, and what is below that by part-of; then what is part
    /// of nothing and contains nothing, but is related to one of these. The root comes first, and what is nearest to it;
    /// where there are more than `most`, the way from the root to the node is in it nevertheless.
    #[must_use]
    pub fn discussion(&self, node: NodeIndex, most: usize) -> Graph {
        self.take_out(&self.discussed(node, most))
    }

    /// The nodes of the [`Self::discussion`] of a node.
    #[must_use]
    pub fn discussed(&self, node: NodeIndex, most: usize) -> Vec<NodeIndex> {
        let node = if self.is_loose(node) { self.held_by(node).unwrap_or(node) } else { node };
        let mut way = vec![node];
        // The hierarchy has no cycles; the bound holds whatever the database says.
        while let Some(parent) = self.parent(way[way.len() - 1]).filter(|_| way.len() < most) {
            way.push(parent);
        }
        way.reverse();
        let mut chosen = Vec::new();
        let mut seen: HashSet<NodeIndex> = HashSet::new();
        let mut queue = VecDeque::from([way[0]]);
        let mut reserved: HashSet<NodeIndex> = way.iter().copied().collect();
        while let Some(node) = queue.pop_front() {
            let is_reserved = reserved.remove(&node);
            if !is_reserved && chosen.len() + reserved.len() >= most || !seen.insert(node) {
                continue;
            }
            chosen.push(node);
            queue.extend(self.parts(node));
        }
        let mut loose = Vec::new();
        for node in &chosen {
            for edge in &self.incidence()[*node] {
                let other = self.graph.edges[*edge].other(*node);
                if self.is_loose(other) && seen.insert(other) {
                    loose.push(other);
                }
            }
        }
        loose.sort_unstable();
        loose.truncate(most.saturating_sub(chosen.len()));
        chosen.extend(loose);
        chosen
    }

    /// The most important of all, at most `most`, in the order in which they were made.
    #[must_use]
    pub fn most_important(&self, most: usize) -> Graph {
        self.take_out(&self.important(most))
    }

    /// The nodes of [`Self::most_important`].
    #[must_use]
    pub fn important(&self, most: usize) -> Vec<NodeIndex> {
        let mut chosen: Vec<NodeIndex> = self.graph.node_indices().collect();
        if chosen.len() > most {
            chosen.sort_unstable_by_key(|node| (Reverse(self.weight(*node)), *node));
            chosen.truncate(most);
            chosen.sort_unstable();
        }
        chosen
    }

    /// How important a node is when not all can be shown: by its relations and its comments.
    fn weight(&self, node: NodeIndex) -> usize {
        let comments = self.graph.nodes[node].comments;
        self.incidence()[node].len() * 2 + usize::try_from(comments.min(20)).unwrap_or(0)
    }

    /// Whether a node is part of nothing and contains nothing.
    fn is_loose(&self, node: NodeIndex) -> bool {
        self.parent(node).is_none() && self.parts(node).is_empty()
    }

    /// The first node that a loose one is related to and that is not loose itself.
    fn held_by(&self, node: NodeIndex) -> Option<NodeIndex> {
        let others = self.incidence()[node].iter().map(|edge| self.graph.edges[*edge].other(node));
        others.filter(|other| !self.is_loose(*other)).min()
    }

    /// The nodes in that order, and the edges between them.
    #[must_use]
    pub fn take_out(&self, chosen: &[NodeIndex]) -> Graph {
        self.take_out_with_marks(chosen).0
    }

    /// A part as [`Self::take_out`] gives it, with what stands beside the name of each author.
    #[must_use]
    pub fn take_out_with_marks(&self, chosen: &[NodeIndex]) -> (Graph, Vec<String>) {
        let indices: HashMap<NodeIndex, NodeIndex> =
            chosen.iter().copied().zip(NodeIndex::below(chosen.len())).collect();
        let mut authors =
            Authors { of: self, names: Vec::new(), marks: Vec::new(), indices: BTreeMap::new() };
        let nodes = chosen
            .iter()
            .map(|node| {
                let node = &self.graph.nodes[*node];
                Node { author: authors.index(node.author), ..node.clone() }
            })
            .collect();
        let mut edges: Vec<Edge> = Vec::new();
        for node in chosen {
            for edge in self.incidence()[*node].iter().map(|edge| &self.graph.edges[*edge]) {
                // Each edge once, from its first end.
                if edge.from == *node
                    && let (Some(from), Some(to)) = (indices.get(&edge.from), indices.get(&edge.to))
                {
                    edges.push(Edge { from: *from, to: *to, ..edge.clone() });
                }
            }
        }
        edges.sort_unstable_by_key(|edge| (edge.from, edge.to, edge.kind));
        for edge in &mut edges {
            edge.author = authors.index(edge.author);
        }
        (Graph { sequence: self.graph.sequence, authors: authors.names, nodes, edges }, authors.marks)
    }
}

/// The names that a part needs, with what stands beside each; those who have both the same share them.
struct Authors<'a> {
    of: &'a Snapshot,
    names: Vec<String>,
    marks: Vec<String>,
    indices: BTreeMap<(&'a str, &'a str), AuthorIndex>,
}

impl Authors<'_> {
    fn index(&mut self, author: AuthorIndex) -> AuthorIndex {
        let (name, mark) = (self.of.graph.authors[author].as_str(), self.of.marks[author].as_str());
        *self.indices.entry((name, mark)).or_insert_with(|| {
            self.names.push(name.to_owned());
            self.marks.push(mark.to_owned());
            AuthorIndex::from(self.names.len() - 1)
        })
    }
}
