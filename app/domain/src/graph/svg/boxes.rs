//! Titles in boxes, in layers.

use std::fmt::Write as _;

use super::curve::Way;
use super::text::{escape, one, wrap};
use super::{Drawing, readings, style};
use crate::graph::family;
use crate::graph::labels::{self, Rect};
use crate::graph::layered::{self, Size};
use crate::graph::view::Shown;
use crate::relation::Kind;

/// Size of the text of boxes, and height of a line of it.
const TEXT: f64 = 12.5;
const LINE: f64 = 15.5;
/// Width of a box, and room inside of it.
const BOX: f64 = 196.0;
const INSIDE: f64 = 10.0;
const ABOVE: f64 = 7.0;
/// What the sign of a lock takes of a line.
const LOCK: f64 = 14.0;
/// A box with many edges at a side is taller, by so much for each, up to so much.
const PORT: f64 = 8.0;
const TALLEST: f64 = 180.0;
/// Size of words beside edges.
const WORD: f64 = 10.5;

impl Drawing<'_> {
    pub(super) fn boxes(&self) -> (String, Size) {
        let lines: Vec<Vec<String>> = self.nodes.iter().map(|node| self.wrapped(*node)).collect();
        let pairs: Vec<(usize, usize)> = self.edges.iter().map(|(_, pair)| *pair).collect();
        let firm = self.firm();
        let mut ends = vec![[0.0_f64; 2]; self.nodes.len()];
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
        let found = layered::layout_by(&sizes, &pairs, &firm);
        let ways: Vec<Option<Way>> = found.routes.iter().map(|route| Way::of_route(route)).collect();
        let rects: Vec<Rect> = found
            .points
            .iter()
            .zip(&sizes)
            .map(|(at, size)| Rect {
                left: at.x - size.width / 2.0,
                top: at.y - size.height / 2.0,
                right: at.x + size.width / 2.0,
                bottom: at.y + size.height / 2.0,
            })
            .collect();
        let mut body = self.lines(&ways);
        body.push_str(&self.words(&rects, &ways, found.size));
        body.push_str("<g class=\"nodes\">");
        for ((node, rect), lines) in self.nodes.iter().zip(&rects).zip(&lines) {
            self.draw_box(&mut body, *node, rect, lines);
        }
        body.push_str("</g>");
        (body, found.size)
    }

    fn draw_box(&self, body: &mut String, node: usize, rect: &Rect, lines: &[String]) {
        let [x, y, wide, tall] =
            [rect.left, rect.top, rect.right - rect.left, rect.bottom - rect.top].map(one);
        let _ = write!(
            body,
            "{}<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{tall}\" rx=\"5\"/>",
            self.link(node)
        );
        let text = lines.iter().map(|_| LINE).sum::<f64>();
        let mut base = f64::midpoint(rect.top, rect.bottom) - text / 2.0 + 11.8;
        for line in lines {
            let (x, y) = (one(rect.left + INSIDE), one(base));
            let _ = write!(body, "<text x=\"{x}\" y=\"{y}\">{}</text>", escape(line));
            base += LINE;
        }
        if self.graph.nodes[node].locked {
            body.push_str(&style::lock(rect.right - INSIDE - 1.0, rect.top + 13.0));
        }
        body.push_str("</a>");
    }

    fn wrapped(&self, node: usize) -> Vec<String> {
        let lock = if self.graph.nodes[node].locked { LOCK } else { 0.0 };
        // The focus is semi-bold, and has a line more.
        let (bold, lines) = if self.focus == Some(node) { (0.86, 4) } else { (1.0, 3) };
        wrap(&self.title(node), TEXT, (BOX - 2.0 * INSIDE - lock) * bold, lines)
    }

    /// Wholes and questions decide about layers; other relations only for what has neither.
    fn firm(&self) -> Vec<bool> {
        let strong = |edge: usize| matches!(self.graph.edges[edge].kind, Kind::PartOf | Kind::Answers);
        let mut held = vec![false; self.nodes.len()];
        for (edge, (a, b)) in &self.edges {
            if strong(*edge) {
                (held[*a], held[*b]) = (true, true);
            }
        }
        self.edges.iter().map(|(edge, (a, b))| strong(*edge) || !held[*a] || !held[*b]).collect()
    }

    /// What edges say, beside them. That something is a part is said by the plain line.
    fn words(&self, boxes: &[Rect], ways: &[Option<Way>], size: Size) -> String {
        let shown: Vec<(usize, &Way)> =
            self.edges.iter().zip(ways).filter_map(|((edge, _), way)| Some((*edge, way.as_ref()?))).collect();
        let wanted: Vec<(f64, f64)> = shown
            .iter()
            .map(|(edge, _)| {
                let quiet = self.graph.edges[*edge].kind == Kind::PartOf
                    || self.selection.edges[*edge] == Shown::Dimmed;
                let word = self.graph.edges[*edge].kind.forward();
                (if quiet { 0.0 } else { labels::width(word, WORD) }, WORD + 3.0)
            })
            .collect();
        let only: Vec<Way> = shown.iter().map(|(_, way)| (*way).clone()).collect();
        let within = Rect { left: 2.0, top: 2.0, right: size.width - 2.0, bottom: size.height - 2.0 };
        let mut words = String::new();
        for ((edge, _), at) in shown.iter().zip(readings::place(boxes, &only, &wanted, within)) {
            if let Some(at) = at {
                let kind = self.graph.edges[*edge].kind;
                let (x, y) = (one(at.x), one(at.y + 3.6));
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
