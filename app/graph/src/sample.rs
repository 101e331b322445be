//! Small graphs for tests, told by their titles and edges.

use uuid::Uuid;

use super::{AuthorIndex, Edge, Graph, Node, NodeIndex};
use domain::id::{ArticleId, RelationId, Timestamp};
use domain::relation::Kind;
use domain::slug::Slug;

/// A graph of these articles; edges tell them by their positions. Those whose title begins with 'Locked' are locked.
pub(super) fn graph(titles: &[&str], edges: &[(usize, Kind, usize)]) -> Graph {
    let id = |number: usize| Uuid::from_u128(number as u128);
    let node = |(number, title): (usize, &&str)| Node {
        id: ArticleId(id(number)),
        slug: Slug::parse(&format!("article-{number}")).unwrap(),
        title: (*title).to_owned(),
        created: Timestamp(0),
        changed: Timestamp(0),
        author: AuthorIndex(0),
        locked: title.starts_with("Locked"),
        comments: 0,
        at: None,
    };
    let edge = |(number, (from, kind, to)): (usize, &(usize, Kind, usize))| Edge {
        id: RelationId(id(number)),
        from: NodeIndex::from(*from),
        kind: *kind,
        to: NodeIndex::from(*to),
        at: Timestamp(0),
        author: AuthorIndex(0),
    };
    Graph {
        sequence: 0,
        authors: vec!["Policy desk".into()],
        nodes: titles.iter().enumerate().map(node).collect(),
        edges: edges.iter().enumerate().map(edge).collect(),
    }
}
