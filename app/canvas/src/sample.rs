//! A small graph for tests.

use domain::id::{ArticleId, RelationId, Timestamp};
use domain::relation::Kind;
use domain::slug::Slug;
use graph::{AuthorIndex, Edge, Graph, Node, NodeIndex, Point};
use uuid::Uuid;

/// Five articles: `b` and `c` are parts of `a`, `d` supports `b` and opposes `c`, `e` stands alone.
pub(super) fn graph() -> Graph {
    let id = |n: usize| Uuid::from_u128(n as u128 + 1);
    let places = [(0.0, 0.0), (100.0, -50.0), (100.0, 50.0), (200.0, 0.0), (0.0, 200.0)];
    Graph {
        sequence: 3,
        authors: vec!["Policy desk".into(), "Guest".into()],
        nodes: ["A1: The whole", "B2: Costs", "C3: Gains", "D4: Évidence, \"quoted\"", "E5: Alone"]
            .iter()
            .zip(places)
            .enumerate()
            .map(|(n, (title, (x, y)))| Node {
                id: ArticleId(id(n)),
                slug: Slug::parse(["a", "b", "c", "d", "e"][n]).unwrap(),
                title: (*title).to_owned(),
                created: Timestamp(n as i64 * 86_400_000),
                changed: Timestamp(n as i64 * 86_400_000),
                author: AuthorIndex::from(n % 2),
                locked: n == 2,
                comments: n as u32,
                at: Some(Point { x, y }),
            })
            .collect(),
        edges: [
            (1, Kind::PartOf, 0),
            (2, Kind::PartOf, 0),
            (3, Kind::Supports, 1),
            (3, Kind::Opposes, 2),
            (1, Kind::DependsOn, 2),
        ]
        .iter()
        .enumerate()
        .map(|(n, (from, kind, to))| Edge {
            id: RelationId(id(n + 100)),
            from: NodeIndex(*from),
            kind: *kind,
            to: NodeIndex(*to),
            at: Timestamp(n as i64 * 86_400_000),
            author: AuthorIndex(0),
        })
        .collect(),
    }
}
