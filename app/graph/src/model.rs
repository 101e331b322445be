//! A graph as it is sent, drawn and searched: nodes, edges and authors are told by index, so that nothing looks an id up.

use serde::{Deserialize, Serialize};

use domain::id::{ArticleId, RelationId, Timestamp};
use domain::relation::Kind;
use domain::slug::Slug;

mod index;

pub use index::{AuthorIndex, EdgeIndex, NodeIndex};

/// A place in a picture, in its own units: x grows to the right, y downwards.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Point {
    /// Distance from the left.
    pub x: f64,
    /// Distance from the top.
    pub y: f64,
}

impl Point {
    /// How far it is from another.
    #[must_use]
    pub fn distance(self, other: Self) -> f64 {
        let (x, y) = (self.x - other.x, self.y - other.y);
        (x * x + y * y).sqrt()
    }
}

/// Articles and the relations between them. The order of both is part of it: engines give the same for the same.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Graph {
    /// The newest change that it knows.
    pub sequence: i64,
    /// Names of those who wrote; nodes and edges have indices of these.
    pub authors: Vec<String>,
    /// Articles.
    pub nodes: Vec<Node>,
    /// Relations that were not removed. Of one kind there is at most one from a node to another.
    pub edges: Vec<Edge>,
}

/// An article in a graph.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// The article.
    pub id: ArticleId,
    /// Its slug.
    pub slug: Slug,
    /// Title of the head.
    pub title: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it was changed last.
    pub changed: Timestamp,
    /// Who made it.
    pub author: AuthorIndex,
    /// Whether editing is locked.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
    /// Comments on it that were not withdrawn.
    #[serde(default)]
    pub comments: u32,
    /// Where it stands in the picture of everything; `None` for what was not placed yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Point>,
}

/// A relation in a graph.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Edge {
    /// The relation.
    pub id: RelationId,
    /// The first article.
    pub from: NodeIndex,
    /// Kind.
    pub kind: Kind,
    /// The second article.
    pub to: NodeIndex,
    /// When it was explained last.
    pub at: Timestamp,
    /// By whom.
    pub author: AuthorIndex,
}

impl Graph {
    /// Whether every index is that of something, as it is in all that we make; what comes from outside may differ.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let is_node = |node: NodeIndex| node.index() < self.nodes.len();
        let is_author = |author: AuthorIndex| author.index() < self.authors.len();
        self.nodes.iter().all(|node| is_author(node.author))
            && self.edges.iter().all(|edge| {
                is_node(edge.from) && is_node(edge.to) && edge.from != edge.to && is_author(edge.author)
            })
    }

    /// The indices of all nodes, in order.
    pub fn node_indices(
        &self,
    ) -> impl DoubleEndedIterator<Item = NodeIndex> + ExactSizeIterator + Clone + use<> {
        NodeIndex::below(self.nodes.len())
    }

    /// The indices of all edges, in order.
    pub fn edge_indices(
        &self,
    ) -> impl DoubleEndedIterator<Item = EdgeIndex> + ExactSizeIterator + Clone + use<> {
        EdgeIndex::below(self.edges.len())
    }

    /// All edges in order, each with its index.
    pub fn indexed_edges(&self) -> impl Iterator<Item = (EdgeIndex, &Edge)> {
        self.edge_indices().zip(&self.edges)
    }

    /// The article of that slug.
    #[must_use]
    pub fn find(&self, slug: &str) -> Option<NodeIndex> {
        self.nodes.iter().position(|node| node.slug.as_str() == slug).map(NodeIndex::from)
    }

    /// For each node its edges, in order.
    #[must_use]
    pub fn incidence(&self) -> Vec<Vec<EdgeIndex>> {
        let mut edges = vec![Vec::new(); self.nodes.len()];
        for (index, edge) in self.indexed_edges() {
            edges[edge.from].push(index);
            edges[edge.to].push(index);
        }
        edges
    }
}

impl Edge {
    /// The node at the other end than `node`.
    #[must_use]
    pub const fn other(&self, node: NodeIndex) -> NodeIndex {
        if self.from.0 == node.0 { self.to } else { self.from }
    }
}
