//! What the reader points at, and what the server says of it.

use domain::id::RelationId;
use graph::{EdgeIndex, NodeIndex};
use serde::Deserialize;

/// What the reader points at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Item {
    Node(NodeIndex),
    Edge(EdgeIndex),
}

/// What the server says of an article or a relation.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Words {
    pub(super) summary: String,
    pub(super) explanation: String,
    pub(super) author: String,
    pub(super) author_mark: String,
}

/// Chains between two articles.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Chains {
    pub(super) chains: Vec<Chain>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chain {
    pub(super) relations: Vec<RelationId>,
    pub(super) steps: Vec<ChainStep>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ChainStep {
    pub(super) from: String,
    pub(super) reading: String,
    pub(super) to: String,
    pub(super) explanation: String,
}
