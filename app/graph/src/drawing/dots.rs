//! Dots with labels, by how near they are related.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::curve::{Curve, towards};
use super::shown::{Body, Drawing};
use super::style;
use super::text::{begin, decimal, escape};
use crate::layout::labels::{self, Rect, Wanted};
use crate::layout::layered::Size;
use crate::layout::stress;
use crate::{NodeIndex, Point, short};

/// Size of labels and height of a line.
const TEXT: f64 = 11.5;
const LINE: f64 = 15.0;
/// Room around everything.
const MARGIN: f64 = 70.0;
/// The most nodes in a picture whose labels are long, and the characters of these where there is room.
const MAX_LONG_LABELS: usize = 80;
const LONG_LABEL: usize = 24;
/// How much further apart everything is, as room for them.
const WIDER: f64 = 1.45;

/// The middle of the sign of a lock beside a disc.
#[must_use]
pub fn lock_beside(at: Point, radius: f64) -> Point {
    Point { x: at.x + radius + 5.0, y: at.y - radius - 1.0 }
}

impl Drawing<'_> {
    pub(super) fn dots(&self) -> Body {
        let pairs: Vec<(usize, usize)> = self.edges.iter().map(|(_, pair)| *pair).collect();
        let known: Vec<Option<Point>> = self.nodes.iter().map(|node| self.graph.nodes[*node].at).collect();
        let mut points = stress::layout(self.nodes.len(), &pairs, &known, 1);
        let least = |of: fn(&Point) -> f64| points.iter().map(of).fold(f64::INFINITY, f64::min);
        let (left, top) = (least(|point| point.x), least(|point| point.y));
        let wider = if self.nodes.len() > MAX_LONG_LABELS { 1.0 } else { WIDER };
        for point in &mut points {
            *point =
                Point { x: (point.x - left) * wider + MARGIN, y: (point.y - top) * wider + MARGIN / 2.0 };
        }
        let most = |of: fn(&Point) -> f64| points.iter().map(of).fold(0.0, f64::max);
        let size =
            Size { width: most(|point| point.x) + MARGIN, height: most(|point| point.y) + MARGIN / 2.0 };
        let curves = self.straight(&pairs, &points);
        let mut body = self.lines(&curves);
        body.push_str("<g class=\"nodes\">");
        for ((node, at), label) in self.nodes.iter().zip(&points).zip(self.labelled(&points, &curves, size)) {
            let radius = self.radius(*node);
            let [x, y, r] = [at.x, at.y, radius].map(decimal);
            let _ = write!(body, "{}<circle cx=\"{x}\" cy=\"{y}\" r=\"{r}\"/>", self.link(*node));
            if self.graph.nodes[*node].locked {
                let sign = lock_beside(*at, radius);
                body.push_str(&style::lock_sign(sign.x, sign.y));
            }
            if let Some((words, rect)) = label {
                let (x, y) = (decimal(f64::midpoint(rect.left, rect.right)), decimal(rect.bottom - 4.0));
                let _ = write!(
                    body,
                    "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{}</text>",
                    escape(&words)
                );
            }
            body.push_str("</a>");
        }
        body.push_str("</g>");
        let begin = self.begin(&points, |a, b| self.by_matter(a, b));
        Body { body, size, begin, heart: begin }
    }

    fn radius(&self, node: NodeIndex) -> f64 {
        let most = self.nodes.iter().map(|node| self.matters[*node]).fold(1.0, f64::max);
        if self.focus == Some(node) { 13.0 } else { 5.0 + 7.0 * self.matters[node] / most }
    }

    /// Straight edges; several between two nodes are bent apart.
    fn straight(&self, pairs: &[(usize, usize)], points: &[Point]) -> Vec<Option<Curve>> {
        let mut counts: BTreeMap<(usize, usize), (f64, f64)> = BTreeMap::new();
        for (a, b) in pairs {
            counts.entry((*a.min(b), *a.max(b))).or_default().0 += 1.0;
        }
        pairs
            .iter()
            .map(|(a, b)| {
                let (all, nth) = counts.get_mut(&(*a.min(b), *a.max(b)))?;
                let bend = (*nth - (*all - 1.0) / 2.0) * if a < b { 14.0 } else { -14.0 };
                *nth += 1.0;
                let (from, to) = (points[*a], points[*b]);
                let begin = towards(from, to, self.radius(self.nodes[*a]));
                let end = towards(to, from, self.radius(self.nodes[*b]) + 1.5);
                Some(Curve::bent(begin, end, bend))
            })
            .collect()
    }

    /// Long labels where they have room, and short ones elsewhere.
    fn labelled(
        &self,
        points: &[Point],
        curves: &[Option<Curve>],
        size: Size,
    ) -> Vec<Option<(String, Rect)>> {
        let within = Rect { left: 2.0, top: 2.0, right: size.width - 2.0, bottom: size.height - 2.0 };
        let drawn: Vec<Rect> = curves.iter().flatten().flat_map(Curve::squares).collect();
        let mut words: Vec<String> = self
            .nodes
            .iter()
            .map(|node| {
                let title = self.title(*node);
                if self.nodes.len() > MAX_LONG_LABELS { short(&title) } else { begin(&title, LONG_LABEL) }
            })
            .collect();
        let wanted = |words: &[String]| -> Vec<Wanted> {
            self.nodes
                .iter()
                .zip(words)
                .zip(points)
                .map(|((node, words), at)| Wanted {
                    at: *at,
                    radius: self.radius(*node),
                    width: labels::width(words, TEXT) + 4.0,
                    height: LINE,
                    importance: if self.focus == Some(*node) { f64::INFINITY } else { self.matters[*node] },
                })
                .collect()
        };
        for (nth, place) in labels::place_clear(&wanted(&words), Some(within), &drawn).into_iter().enumerate()
        {
            if place.is_none() {
                words[nth] = short(&self.title(self.nodes[nth]));
            }
        }
        let places = labels::place_clear(&wanted(&words), Some(within), &drawn);
        words.into_iter().zip(places).map(|(words, place)| Some((words, place?))).collect()
    }
}
