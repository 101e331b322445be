//! A graph as it is sent, drawn and searched: its nodes have numbers, so that nothing looks an id up.

use serde::{Deserialize, Serialize};

use domain::id::{ArticleId, RelationId, Timestamp};
use domain::relation::Kind;
use domain::slug::Slug;

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
    /// Names of those who wrote; nodes and edges have numbers of these.
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
    /// Who made it: a number of [`Graph::authors`].
    pub author: usize,
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
    /// The first article: a number of [`Graph::nodes`].
    pub from: usize,
    /// Kind.
    pub kind: Kind,
    /// The second article.
    pub to: usize,
    /// When it was explained last.
    pub at: Timestamp,
    /// By whom: a number of [`Graph::authors`].
    pub author: usize,
}

impl Graph {
    /// Whether every number is that of something, as it is in all that we make; what comes from outside may differ.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let (nodes, authors) = (self.nodes.len(), self.authors.len());
        self.nodes.iter().all(|node| node.author < authors)
            && self.edges.iter().all(|edge| {
                edge.from < nodes && edge.to < nodes && edge.from != edge.to && edge.author < authors
            })
    }

    /// The number of the article of that slug.
    #[must_use]
    pub fn find(&self, slug: &str) -> Option<usize> {
        self.nodes.iter().position(|node| node.slug.as_str() == slug)
    }

    /// For each node its edges, by their numbers, in order.
    #[must_use]
    pub fn incidence(&self) -> Vec<Vec<usize>> {
        let mut edges = vec![Vec::new(); self.nodes.len()];
        for (number, edge) in self.edges.iter().enumerate() {
            edges[edge.from].push(number);
            edges[edge.to].push(number);
        }
        edges
    }
}

impl Edge {
    /// The node at the other end than `node`.
    #[must_use]
    pub const fn other(&self, node: usize) -> usize {
        if self.from == node { self.to } else { self.from }
    }
}
