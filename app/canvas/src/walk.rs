//! Walking the graph by keyboard: from an article along its relations, each move told in words.

use domain::relation::Direction;
use graph::view::Shown;
use graph::{EdgeIndex, Graph, NodeIndex, Point};

/// An arrow key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrow {
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Upwards.
    Up,
    /// Downwards.
    Down,
}

/// A neighbour: the relation and the article at its other end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbour {
    /// The relation.
    pub edge: EdgeIndex,
    /// The article.
    pub node: NodeIndex,
}

/// The neighbours of an article over relations that are shown, in the order of the graph.
#[must_use]
pub fn neighbours(
    graph: &Graph,
    incidence: &[Vec<EdgeIndex>],
    shown: &[Shown],
    node: NodeIndex,
) -> Vec<Neighbour> {
    let edges = incidence.get(node.index()).map_or(&[][..], Vec::as_slice);
    edges
        .iter()
        .filter(|edge| shown[**edge] != Shown::Hidden)
        .map(|edge| Neighbour { edge: *edge, node: graph.edges[*edge].other(node) })
        .collect()
}

/// The neighbour in the direction of an arrow key: the one that lies nearest to where the key points, if any lies that way.
#[must_use]
pub fn towards(
    points: &[Point],
    from: NodeIndex,
    neighbours: &[Neighbour],
    arrow: Arrow,
) -> Option<Neighbour> {
    let start = points[from];
    let cost = |neighbour: &Neighbour| {
        let end = points[neighbour.node];
        let (x, y) = (end.x - start.x, end.y - start.y);
        let (along, aside) = match arrow {
            Arrow::Left => (-x, y),
            Arrow::Right => (x, y),
            Arrow::Up => (-y, x),
            Arrow::Down => (y, x),
        };
        // Within 60 degrees to either side, the straight and near ones first.
        (along > 0.0 && aside.abs() <= along * 1.732).then(|| along + 2.0 * aside.abs())
    };
    neighbours
        .iter()
        .filter_map(|neighbour| Some((cost(neighbour)?, *neighbour)))
        .min_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, neighbour)| neighbour)
}

/// Which neighbour is turned to, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The one after, by `]`.
    Next,
    /// The one before, by `[`.
    Previous,
}

/// The neighbour after or before that at `at`; the first or the last where `at` is none of them.
#[must_use]
pub fn turned(neighbours: &[Neighbour], at: Option<NodeIndex>, turn: Turn) -> Option<Neighbour> {
    let count = neighbours.len();
    let number = at.and_then(|node| neighbours.iter().position(|neighbour| neighbour.node == node));
    let next = match (number, turn) {
        (None, Turn::Next) => 0,
        (None, Turn::Previous) => count.checked_sub(1)?,
        (Some(number), Turn::Next) => (number + 1) % count,
        (Some(number), Turn::Previous) => (number + count - 1) % count,
    };
    neighbours.get(next).copied()
}

/// What is said of a move from an article to one of its neighbours.
#[must_use]
pub fn said(graph: &Graph, from: NodeIndex, to: Neighbour, neighbours: &[Neighbour]) -> String {
    let edge = &graph.edges[to.edge];
    let direction = if edge.from == from { Direction::Forward } else { Direction::Backward };
    let number = neighbours.iter().position(|neighbour| neighbour.edge == to.edge).map_or(1, |at| at + 1);
    messages::graph::step(
        &graph.nodes[to.node].title,
        graph.nodes[from].title.split(':').next().unwrap_or_default(),
        direction.reading(edge.kind),
        number,
        neighbours.len(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn of(node: u32) -> (Graph, Vec<Point>, Vec<Neighbour>) {
        let graph = sample::graph();
        let shown = vec![Shown::Bright; graph.edges.len()];
        let points = graph.nodes.iter().map(|node| node.at.unwrap()).collect();
        let found = neighbours(&graph, &graph.incidence(), &shown, NodeIndex(node));
        (graph, points, found)
    }

    #[test]
    fn an_arrow_leads_to_the_neighbour_that_lies_there() {
        let (_, points, found) = of(1);
        let node = |arrow| towards(&points, NodeIndex(1), &found, arrow).map(|neighbour| neighbour.node.0);
        assert_eq!(node(Arrow::Left), Some(0));
        assert_eq!(node(Arrow::Right), Some(3));
        assert_eq!(node(Arrow::Down), Some(2));
        assert_eq!(node(Arrow::Up), None);
    }

    #[test]
    fn brackets_go_round_all_neighbours() {
        let (_, _, found) = of(1);
        let mut at = None;
        let mut seen = Vec::new();
        for _ in 0..4 {
            at = turned(&found, at, Turn::Next).map(|neighbour| neighbour.node);
            seen.extend(at);
        }
        assert_eq!(seen, [0, 3, 2, 0].map(NodeIndex));
        assert_eq!(
            turned(&found, Some(NodeIndex(0)), Turn::Previous).map(|neighbour| neighbour.node.0),
            Some(2)
        );
        assert_eq!(turned(&[], None, Turn::Previous), None);
    }

    #[test]
    fn a_move_is_told_by_title_reading_and_number() {
        let (graph, _, found) = of(1);
        assert_eq!(
            said(&graph, NodeIndex(1), found[2], &found),
            "C3: Gains — B2 depends on — 3 of 3 neighbours"
        );
        let (_, _, found) = of(4);
        assert!(found.is_empty());
    }
}
