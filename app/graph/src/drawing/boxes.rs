//! Titles in boxes, in layers.

use std::fmt::Write as _;

use super::curve::Curve;
use super::shown::{Body, Drawing};
use super::text::{decimal, escape, plain, wrap};
use super::{readings, style};
use crate::layout::labels::Rect;
use crate::layout::layered::{self, Layered, Size};
use crate::view::Shown;
use crate::{EdgeIndex, Graph, NodeIndex, Point, family};
use domain::relation::Kind;

/// Size of the text of boxes.
pub const TEXT: f64 = 12.5;
/// Height of a line of it.
pub const LINE: f64 = 15.5;
/// Width of a box.
pub const BOX: f64 = 196.0;
/// Room inside of it.
pub const INSIDE: f64 = 10.0;
const ABOVE: f64 = 7.0;
/// What the sign of a lock takes of a line.
const LOCK: f64 = 14.0;
/// A box with many edges at a side is taller: by this for each, up to [`TALLEST`].
const PORT: f64 = 8.0;
const TALLEST: f64 = 180.0;

/// Boxes for titles, laid out in layers: what every picture in layers is made of, on a page, as an image, and where it
/// reacts.
#[derive(Debug, Clone, PartialEq)]
pub struct Arranged {
    /// The lines of each title.
    pub lines: Vec<Vec<String>>,
    /// The size of each box.
    pub sizes: Vec<Size>,
    /// Where they stand.
    pub layered: Layered,
}

/// Arranges some nodes of a graph. Each edge comes with the positions of its ends in `nodes`, which are what layouts take.
#[must_use]
pub fn arrange(
    graph: &Graph,
    nodes: &[NodeIndex],
    edges: &[(EdgeIndex, (usize, usize))],
    focus: Option<NodeIndex>,
) -> Arranged {
    let lines: Vec<Vec<String>> = nodes.iter().map(|node| wrapped(graph, *node, focus)).collect();
    let pairs: Vec<(usize, usize)> = edges.iter().map(|(_, pair)| *pair).collect();
    let mut ends = vec![[0.0_f64; 2]; nodes.len()];
    for (a, b) in &pairs {
        ends[*a][0] += 1.0;
        ends[*b][1] += 1.0;
    }
    let sizes: Vec<Size> = lines
        .iter()
        .zip(&ends)
        .map(|(lines, ends)| {
            let text = lines.iter().map(|_| LINE).sum::<f64>() + 2.0 * ABOVE;
            let ports = 20.0 + PORT * (ends[0].max(ends[1]) - 1.0);
            Size { width: BOX, height: text.max(ports.min(TALLEST)) }
        })
        .collect();
    let layered = layered::layout_by(&sizes, &pairs, &firm(graph, nodes.len(), edges));
    Arranged { lines, sizes, layered }
}

fn wrapped(graph: &Graph, node: NodeIndex, focus: Option<NodeIndex>) -> Vec<String> {
    let lock = if graph.nodes[node].locked { LOCK } else { 0.0 };
    // The focus is semi-bold, and has a line more.
    let (bold, lines) = if focus == Some(node) { (0.86, 4) } else { (1.0, 3) };
    wrap(&plain(&graph.nodes[node].title), TEXT, (BOX - 2.0 * INSIDE - lock) * bold, lines)
}

/// Wholes and questions decide about layers; other relations only for what has neither.
fn firm(graph: &Graph, nodes: usize, edges: &[(EdgeIndex, (usize, usize))]) -> Vec<bool> {
    let strong = |edge: EdgeIndex| matches!(graph.edges[edge].kind, Kind::PartOf | Kind::Answers);
    let mut held = vec![false; nodes];
    for (edge, (a, b)) in edges {
        if strong(*edge) {
            (held[*a], held[*b]) = (true, true);
        }
    }
    edges.iter().map(|(edge, (a, b))| strong(*edge) || !held[*a] || !held[*b]).collect()
}

/// The middle of the sign of a lock in a box.
#[must_use]
pub fn lock_in(own: &Rect) -> Point {
    Point { x: own.right - INSIDE - 1.0, y: own.top + 13.0 }
}

impl Drawing<'_> {
    pub(super) fn boxes(&self) -> Body {
        let Arranged { lines, sizes, layered: found } =
            arrange(self.graph, &self.nodes, &self.edges, self.focus);
        let curves: Vec<Option<Curve>> = found.routes.iter().map(|route| Curve::of_route(route)).collect();
        let rects: Vec<Rect> = found
            .points
            .iter()
            .zip(&sizes)
            .map(|(at, size)| Rect::around(*at, size.width, size.height))
            .collect();
        let mut body = self.lines(&curves);
        body.push_str(&self.words(&rects, &curves, found.size));
        body.push_str("<g class=\"nodes\">");
        for ((node, rect), lines) in self.nodes.iter().zip(&rects).zip(&lines) {
            self.draw_box(&mut body, *node, rect, lines);
        }
        body.push_str("</g>");
        let points = &found.points;
        let leftmost = |a: usize, b: usize| points[a].x.total_cmp(&points[b].x).then(self.by_matter(a, b));
        let heart = self.begin(points, |a, b| self.by_matter(a, b));
        Body { body, size: found.size, begin: self.begin(points, leftmost), heart }
    }

    fn draw_box(&self, body: &mut String, node: NodeIndex, rect: &Rect, lines: &[String]) {
        let [x, y, wide, tall] =
            [rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top].map(decimal);
        let _ = write!(
            body,
            "{}<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{tall}\" rx=\"5\"/>",
            self.link(node)
        );
        let text = lines.iter().map(|_| LINE).sum::<f64>();
        let mut base = f64::midpoint(rect.top, rect.bottom) - text / 2.0 + 11.8;
        for line in lines {
            let (x, y) = (decimal(rect.left + INSIDE), decimal(base));
            let _ = write!(body, "<text x=\"{x}\" y=\"{y}\">{}</text>", escape(line));
            base += LINE;
        }
        if self.graph.nodes[node].locked {
            let at = lock_in(rect);
            body.push_str(&style::lock_sign(at.x, at.y));
        }
        body.push_str("</a>");
    }

    /// What edges say, beside them.
    fn words(&self, boxes: &[Rect], curves: &[Option<Curve>], size: Size) -> String {
        let shown: Vec<(EdgeIndex, &Curve)> = self
            .edges
            .iter()
            .zip(curves)
            .filter_map(|((edge, _), curve)| Some((*edge, curve.as_ref()?)))
            .collect();
        let bright = |edge: EdgeIndex| self.selection.edges[edge] != Shown::Dimmed;
        let wanted: Vec<(f64, f64)> = shown
            .iter()
            .map(|(edge, _)| {
                let word = readings::word(self.graph.edges[*edge].kind).filter(|_| bright(*edge));
                readings::measure(word, readings::WORD)
            })
            .collect();
        let only: Vec<Curve> = shown.iter().map(|(_, curve)| (*curve).clone()).collect();
        let within = readings::within(size);
        let mut words = String::new();
        for ((edge, _), at) in shown.iter().zip(readings::place(boxes, &only, &wanted, within)) {
            if let Some(at) = at {
                let kind = self.graph.edges[*edge].kind;
                let (x, y) = (decimal(at.x), decimal(at.y + readings::BELOW));
                let _ = write!(
                    words,
                    "<text class=\"{}\" x=\"{x}\" y=\"{y}\">{}</text>",
                    family(kind),
                    kind.forward()
                );
            }
        }
        // The titles of the edges say it too.
        if words.is_empty() {
            words
        } else {
            format!("<g class=\"readings\" aria-hidden=\"true\">{words}</g>")
        }
    }
}
