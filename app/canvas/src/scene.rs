//! What is drawn: a graph, where its nodes stand, and what the view shows of it.

use domain::relation::Kind;
use graph::layout::layered::Size;
use graph::view::{Colour, Selection, Shown};
use graph::{EdgeIndex, Graph, NodeIndex, Point, View, family, importance, short};
use messages::graph::legend;

use crate::arrange::Boxes;

/// How near to a node or an edge the pointer must be, in pixels.
pub const HIT_RADIUS_PX: f64 = 6.0;
/// How far the relations between the same two articles are drawn from each other.
const LANE: f64 = 5.0;
/// The families of kinds, in the order of their colours.
pub const FAMILIES: [(&str, &str); 4] = [
    ("part", legend::PART),
    ("depends", legend::DEPENDS),
    ("supports", legend::SUPPORTS),
    ("opposes", legend::OPPOSES),
];

/// See the module.
pub struct Scene {
    /// Everything that was fetched.
    pub graph: Graph,
    /// The edges of each node.
    pub incidence: Vec<Vec<EdgeIndex>>,
    /// Where each node stands.
    pub points: Vec<Point>,
    /// What is looked at.
    pub view: View,
    /// What that shows.
    pub selection: Selection,
    /// How far each edge is moved aside.
    pub lanes: Vec<f64>,
    /// How much each node matters.
    pub matters: Vec<f64>,
    /// Boxes and ways, where it stands in layers.
    pub boxes: Option<Boxes>,
    /// The edges of the connection that is marked.
    pub marked: Vec<EdgeIndex>,
}

impl Scene {
    /// Of a graph; nodes without a place stand in a spiral, in their order, until a layout moves them.
    #[must_use]
    pub fn new(graph: Graph, view: View) -> Self {
        let incidence = graph.incidence();
        let points = graph.nodes.iter().zip(spiral()).map(|(node, place)| node.at.unwrap_or(place));
        let points = points.collect();
        let selection = view.select(&graph);
        let (lanes, matters) = (lanes(&graph), importance(&graph));
        Self { graph, incidence, points, view, selection, lanes, matters, boxes: None, marked: Vec::new() }
    }

    /// Looks at it in another way.
    pub fn look(&mut self, view: View) {
        self.selection = view.select(&self.graph);
        self.view = view;
    }

    /// How many articles are shown.
    #[must_use]
    pub fn shown(&self) -> usize {
        self.selection.nodes.iter().filter(|shown| **shown != Shown::Hidden).count()
    }

    /// The places of the articles that are shown.
    pub fn places(&self) -> impl Iterator<Item = Point> {
        self.points
            .iter()
            .zip(&self.selection.nodes)
            .filter(|(_, shown)| **shown != Shown::Hidden)
            .map(|(at, _)| *at)
    }

    /// The outermost places of what is shown, so that all of it is in sight.
    #[must_use]
    pub fn corners(&self) -> Vec<Point> {
        self.graph
            .node_indices()
            .filter(|node| self.selection.nodes[*node] != Shown::Hidden)
            .flat_map(|node| {
                let (at, size) = (self.points[node], self.size(node).unwrap_or_default());
                let (x, y) = (size.width / 2.0, size.height / 2.0);
                [Point { x: at.x - x, y: at.y - y }, Point { x: at.x + x, y: at.y + y }]
            })
            .collect()
    }

    /// The article that stands leftmost of those that are shown: where a picture in layers begins.
    #[must_use]
    pub fn leftmost(&self) -> Option<NodeIndex> {
        let shown = self.graph.node_indices().filter(|node| self.selection.nodes[*node] != Shown::Hidden);
        shown.min_by(|a, b| {
            self.points[*a]
                .x
                .total_cmp(&self.points[*b].x)
                .then(self.matters[*b].total_cmp(&self.matters[*a]))
        })
    }

    /// What a window that is twice as wide as `half` looks at first, if there is no focus: the left end, or where few
    /// layers have room, what has most relations and what follows it.
    #[must_use]
    pub fn beginning(&self, half: f64) -> Option<Point> {
        const NARROW: f64 = 350.0;
        const AROUND: f64 = 16.0;
        if half >= NARROW {
            return self.leftmost().map(|node| self.points[node]);
        }
        let node = self.most_related()?;
        let wide = self.size(node).map_or(0.0, |size| size.width);
        let at = self.points[node];
        Some(Point { x: at.x - wide / 2.0 - AROUND + half, y: at.y })
    }

    /// What is written beside a node: the more, the nearer one looks.
    #[must_use]
    pub fn name(&self, node: NodeIndex, zoom: f64) -> String {
        const MAX_NAME: usize = 44;
        let title = &self.graph.nodes[node].title;
        if zoom < 1.15 {
            return short(title);
        }
        if title.chars().count() <= MAX_NAME {
            return title.clone();
        }
        let cut: String = title.chars().take(MAX_NAME).collect();
        format!("{} …", cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words))
    }

    /// The article with most relations of those that are shown.
    #[must_use]
    pub fn most_related(&self) -> Option<NodeIndex> {
        let shown = self.graph.node_indices().filter(|node| self.selection.nodes[*node] != Shown::Hidden);
        shown.max_by_key(|node| (self.incidence[*node].len(), std::cmp::Reverse(*node)))
    }

    /// How large a node is at zoom 1, in pixels: the more relations, the larger.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "no article has 2⁵² relations")]
    pub fn radius(&self, node: NodeIndex) -> f64 {
        (4.0 + (self.incidence[node].len() as f64).sqrt()).min(12.0)
    }

    /// The ends of an edge, moved aside where there are several.
    #[must_use]
    pub fn ends(&self, edge: EdgeIndex) -> (Point, Point) {
        let (from, to) = (self.graph.edges[edge].from, self.graph.edges[edge].to);
        let (a, b) = (self.points[from], self.points[to]);
        let (length, lane) = (a.distance(b), self.lanes[edge]);
        if lane == 0.0 || length < 1e-6 {
            return (a, b);
        }
        // Both directions are moved to one side.
        let lane = if from < to { lane } else { -lane };
        let (x, y) = (-(b.y - a.y) / length * lane, (b.x - a.x) / length * lane);
        (Point { x: a.x + x, y: a.y + y }, Point { x: b.x + x, y: b.y + y })
    }

    /// The way of an edge; empty where it is a straight line between its ends.
    #[must_use]
    pub fn route(&self, edge: EdgeIndex) -> &[Point] {
        self.boxes.as_ref().and_then(|boxes| boxes.routes.get(edge.index())).map_or(&[], Vec::as_slice)
    }

    /// The middle of an edge's word in layers, if it has one.
    #[must_use]
    pub fn word(&self, edge: EdgeIndex) -> Option<Point> {
        self.boxes.as_ref().and_then(|boxes| *boxes.words.get(edge.index())?)
    }

    /// The size of a node's box, if it has one.
    #[must_use]
    pub fn size(&self, node: NodeIndex) -> Option<Size> {
        self.boxes.as_ref().and_then(|boxes| *boxes.sizes.get(node.index())?)
    }

    /// The node at most `near` pixels from there, if there is one; `zoom` says how many pixels a unit has.
    #[must_use]
    pub fn node_at(&self, place: Point, zoom: f64, near: f64) -> Option<NodeIndex> {
        let scale = size_at(zoom);
        let away = |node: NodeIndex| {
            let at = self.points[node];
            let Some(size) = self.size(node) else {
                return at.distance(place) * zoom - self.radius(node) * scale;
            };
            let beside = |way: f64, side: f64| way.abs() - side / 2.0;
            beside(at.x - place.x, size.width).max(beside(at.y - place.y, size.height)) * zoom
        };
        self.graph
            .node_indices()
            .filter(|node| self.selection.nodes[*node] != Shown::Hidden)
            .map(|node| (away(node), node))
            .filter(|(away, _)| *away <= near)
            .min_by(|(a, _), (b, _)| a.total_cmp(b))
            .map(|(_, node)| node)
    }

    /// The edge there, if there is one.
    #[must_use]
    pub fn edge_at(&self, place: Point, zoom: f64) -> Option<EdgeIndex> {
        self.graph
            .edge_indices()
            .filter(|edge| self.selection.edges[*edge] != Shown::Hidden)
            .map(|edge| {
                let (a, b) = self.ends(edge);
                let route = self.route(edge);
                let along = route.windows(2).map(|pair| from_line(place, pair[0], pair[1]));
                let away = along.reduce(f64::min).unwrap_or_else(|| from_line(place, a, b));
                (away * zoom, edge)
            })
            .filter(|(away, _)| *away <= HIT_RADIUS_PX)
            .min_by(|(a, _), (b, _)| a.total_cmp(b))
            .map(|(_, edge)| edge)
    }

    /// The class of a node's colour: 0 to 3, and what each says is `legend`.
    #[must_use]
    pub fn class(&self, node: NodeIndex) -> usize {
        match self.view.colour {
            Colour::Kind => {
                let mut counts = [0_usize; 4];
                for edge in &self.incidence[node] {
                    counts[family_number(self.graph.edges[*edge].kind)] += 1;
                }
                let most = counts.iter().copied().max().unwrap_or_default();
                counts.iter().position(|count| *count == most).unwrap_or_default()
            }
            Colour::Activity => match self.graph.nodes[node].comments {
                0 => 3,
                1..=2 => 2,
                3..=9 => 1,
                _ => 0,
            },
            Colour::Distance => match self.selection.distances[node] {
                Some(0) => 0,
                Some(1) => 1,
                Some(2) => 2,
                _ => 3,
            },
        }
    }

    /// Whether an article that is shown is locked.
    #[must_use]
    pub fn any_locked(&self) -> bool {
        let mut nodes = self.graph.nodes.iter().zip(&self.selection.nodes);
        nodes.any(|(node, shown)| node.locked && *shown != Shown::Hidden)
    }

    /// What colours and patterns say.
    #[must_use]
    pub const fn legend(&self) -> [&'static str; 4] {
        match self.view.colour {
            Colour::Kind => [FAMILIES[0].1, FAMILIES[1].1, FAMILIES[2].1, FAMILIES[3].1],
            Colour::Activity => legend::ACTIVITY,
            Colour::Distance => legend::DISTANCE,
        }
    }
}

/// How much larger nodes are drawn at a zoom than at 1: less than the distances between them.
#[must_use]
pub fn size_at(zoom: f64) -> f64 {
    zoom.clamp(0.05, 4.0).sqrt()
}

/// The number of a kind's family in [`FAMILIES`].
#[must_use]
pub fn family_number(kind: Kind) -> usize {
    let name = family(kind);
    FAMILIES.iter().position(|(family, _)| *family == name).unwrap_or_default()
}

/// Vogel's spiral: places at about 70 units from each other, whatever their number. Each is turned from the one before by
/// 2.399963 radians; the table by which sine and cosine know angles of any size is 2 KB (brotli) of the module.
#[expect(clippy::cast_precision_loss, reason = "no graph has 2⁵² nodes")]
fn spiral() -> impl Iterator<Item = Point> {
    const TURN: Point = Point { x: -0.737_368_722_898_824_8, y: 0.675_490_463_656_265_1 };
    let turn = |at: &Point| Point { x: at.x * TURN.x - at.y * TURN.y, y: at.x * TURN.y + at.y * TURN.x };
    let ways = std::iter::successors(Some(Point { x: 1.0, y: 0.0 }), move |at| Some(turn(at)));
    ways.enumerate().map(|(number, way)| {
        let away = 42.0 * (number as f64).sqrt();
        Point { x: away * way.x, y: away * way.y }
    })
}

#[expect(clippy::cast_precision_loss, reason = "there are eight kinds")]
fn lanes(graph: &Graph) -> Vec<f64> {
    let pair = |edge: &graph::Edge| (edge.from.min(edge.to), edge.from.max(edge.to));
    let mut counts = std::collections::BTreeMap::<_, usize>::new();
    let numbers: Vec<usize> = graph
        .edges
        .iter()
        .map(|edge| {
            let count = counts.entry(pair(edge)).or_default();
            *count += 1;
            *count - 1
        })
        .collect();
    let middle = |edge| (counts.get(&pair(edge)).copied().unwrap_or(1) - 1) as f64 / 2.0;
    graph.edges.iter().zip(numbers).map(|(edge, number)| (number as f64 - middle(edge)) * LANE).collect()
}

/// How far a place is from the line between two others.
fn from_line(place: Point, a: Point, b: Point) -> f64 {
    let (x, y) = (b.x - a.x, b.y - a.y);
    let length = x * x + y * y;
    if length == 0.0 {
        return place.distance(a);
    }
    let share = (((place.x - a.x) * x + (place.y - a.y) * y) / length).clamp(0.0, 1.0);
    place.distance(Point { x: a.x + x * share, y: a.y + y * share })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn scene() -> Scene {
        Scene::new(sample::graph(), View::default())
    }

    #[test]
    fn what_is_under_the_pointer_is_found_and_what_is_hidden_is_not() {
        let mut scene = scene();
        assert_eq!(scene.node_at(Point { x: 103.0, y: -52.0 }, 1.0, HIT_RADIUS_PX), Some(NodeIndex(1)));
        assert_eq!(scene.node_at(Point { x: 50.0, y: 0.0 }, 1.0, HIT_RADIUS_PX), None);
        assert_eq!(scene.edge_at(Point { x: 100.0, y: 1.0 }, 1.0), Some(EdgeIndex(4)));
        scene.look(View { focus: Some("a".into()), depth: Some(1), ..View::default() });
        assert_eq!(scene.shown(), 3);
        assert_eq!(scene.node_at(Point { x: 200.0, y: 0.0 }, 1.0, HIT_RADIUS_PX), None);
        assert_eq!(scene.places().count(), 3);
    }

    #[test]
    fn relations_between_the_same_two_stand_side_by_side() {
        let mut graph = sample::graph();
        let twin = graph::Edge { from: NodeIndex(0), to: NodeIndex(1), ..graph.edges[0].clone() };
        graph.edges.push(twin);
        let scene = Scene::new(graph, View::default());
        let ((a, _), (_, b)) = (scene.ends(EdgeIndex(0)), scene.ends(EdgeIndex(5)));
        assert!((a.distance(b) - LANE).abs() < 1e-9);
    }

    #[test]
    fn a_colour_says_the_kind_the_activity_or_the_distance() {
        let mut scene = scene();
        assert_eq!(scene.class(NodeIndex(0)), 0);
        assert_eq!(
            (scene.name(NodeIndex(0), 1.0), scene.name(NodeIndex(0), 2.0)),
            ("A1".into(), "A1: The whole".into())
        );
        assert_eq!(scene.leftmost().map(|node| scene.points[node].x), Some(0.0));
        assert_eq!(scene.beginning(600.0), scene.leftmost().map(|node| scene.points[node]));
        let most = scene.most_related().map(|node| scene.points[node]).unwrap();
        assert_eq!(scene.beginning(200.0), Some(Point { x: most.x + 184.0, y: most.y }));
        scene.look(View { colour: Colour::Activity, ..View::default() });
        assert_eq!([0, 1, 3].map(|node| scene.class(NodeIndex(node))), [3, 2, 1]);
        scene.look(View { colour: Colour::Distance, focus: Some("a".into()), ..View::default() });
        assert_eq!([0, 1, 3, 4].map(|node| scene.class(NodeIndex(node))), [0, 1, 2, 3]);
    }
}
