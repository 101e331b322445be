//! Where things stand: in layers while they are few, else by nearness, in steps that no frame waits for.

use graph::drawing::{self, Arranged};
use graph::layout::layered::Size;
use graph::layout::stress::Stress;
use graph::view::{Layout, Shown};
use graph::{EdgeIndex, Graph, NodeIndex, Point, View};

/// The most articles that are drawn in layers; of more, nobody could read the boxes.
pub const MAX_LAYERED: usize = 300;

/// The boxes of a layered picture and the ways between them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Boxes {
    /// For each node of the graph the size of its box; `None` for one without.
    pub sizes: Vec<Option<Size>>,
    /// For each node the lines of its title.
    pub lines: Vec<Vec<String>>,
    /// For each edge of the graph its way; empty for one without.
    pub routes: Vec<Vec<Point>>,
    /// For each edge of the graph the middle of its word; empty while things move.
    pub words: Vec<Option<Point>>,
    /// Of the whole picture.
    pub size: Size,
}

/// Whether a view asks for layers and shows few enough articles.
#[must_use]
pub fn is_layered(graph: &Graph, view: &View) -> bool {
    let count = || chosen(graph, view).nodes.iter().filter(|shown| **shown != Shown::Hidden).count();
    view.layout == Layout::Layered && (1..=MAX_LAYERED).contains(&count())
}

/// Layers of what a view shows; where the others stand does not change. A replay does not move anything.
#[must_use]
pub fn layers(graph: &Graph, view: &View, before: &[Point]) -> (Vec<Point>, Boxes) {
    let selection = chosen(graph, view);
    let nodes: Vec<NodeIndex> =
        graph.node_indices().filter(|node| selection.nodes[*node] != Shown::Hidden).collect();
    let mut position = vec![usize::MAX; graph.nodes.len()];
    for (nth, node) in nodes.iter().enumerate() {
        position[*node] = nth;
    }
    let edges: Vec<EdgeIndex> =
        graph.edge_indices().filter(|edge| selection.edges[*edge] != Shown::Hidden).collect();
    let ends: Vec<(EdgeIndex, (usize, usize))> = edges
        .iter()
        .map(|edge| (*edge, (position[graph.edges[*edge].from], position[graph.edges[*edge].to])))
        .collect();
    let focus = view.focus.as_deref().and_then(|slug| graph.find(slug));
    let Arranged { lines, sizes, layered: found } = drawing::arrange(graph, &nodes, &ends, focus);
    let mut points = before.to_vec();
    let mut boxes = Boxes {
        sizes: vec![None; graph.nodes.len()],
        lines: vec![Vec::new(); graph.nodes.len()],
        routes: vec![Vec::new(); graph.edges.len()],
        words: Vec::new(),
        size: found.size,
    };
    for ((nth, node), lines) in nodes.iter().enumerate().zip(lines) {
        points[*node] = found.points[nth];
        boxes.sizes[*node] = Some(sizes[nth]);
        boxes.lines[*node] = lines;
    }
    for (edge, route) in edges.iter().zip(found.routes) {
        boxes.routes[*edge] = route;
    }
    (points, boxes)
}

/// Begins a layout by nearness of the whole graph; `None` if the server placed all of it.
#[must_use]
pub fn nearness(graph: &Graph) -> Option<Stress> {
    let known: Vec<Option<Point>> = graph.nodes.iter().map(|node| node.at).collect();
    if known.iter().all(Option::is_some) {
        return None;
    }
    let pairs: Vec<(usize, usize)> =
        graph.edges.iter().map(|edge| (edge.from.index(), edge.to.index())).collect();
    Some(Stress::new(known.len(), &pairs, &known, 1))
}

fn chosen(graph: &Graph, view: &View) -> graph::view::Selection {
    View { until: None, ..view.clone() }.select(graph)
}

/// A place on the way between two others; `share` from 0 to 1.
#[must_use]
pub fn between(from: Point, to: Point, share: f64) -> Point {
    let eased = share * share * (3.0 - 2.0 * share);
    Point { x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased }
}

#[cfg(test)]
mod tests {
    use domain::id::Timestamp;

    use super::*;
    use crate::sample;

    #[test]
    fn layers_have_boxes_for_what_is_shown_and_leave_the_rest() {
        let graph = sample::graph();
        let before: Vec<Point> = graph.nodes.iter().map(|node| node.at.unwrap()).collect();
        let view = View { focus: Some("a".into()), depth: Some(1), ..View::default() };
        let (points, boxes) = layers(&graph, &view, &before);
        assert_eq!(boxes.sizes.iter().filter(|size| size.is_some()).count(), 3);
        assert_eq!(points[3], before[3]);
        assert!(points[0].x < points[1].x, "the whole stands left of its parts");
        assert!(!boxes.routes[0].is_empty() && boxes.routes[2].is_empty());
    }

    #[test]
    fn a_replay_moves_nothing() {
        let graph = sample::graph();
        let before = vec![Point::default(); graph.nodes.len()];
        let then = View { until: Some(Timestamp(0)), ..View::default() };
        assert_eq!(layers(&graph, &then, &before), layers(&graph, &View::default(), &before));
    }

    #[test]
    fn places_of_the_server_are_kept_and_what_has_none_gets_one() {
        let mut graph = sample::graph();
        assert!(nearness(&graph).is_none());
        graph.nodes[3].at = None;
        let mut stress = nearness(&graph).unwrap();
        while stress.advance(7) {}
        assert!(stress.points().iter().all(|at| at.x.is_finite() && at.y.is_finite()));
        assert!(is_layered(&graph, &View::default()));
        assert!(!is_layered(&graph, &View { layout: Layout::Force, ..View::default() }));
    }
}
