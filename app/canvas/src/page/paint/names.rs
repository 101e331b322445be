//! Names beside articles: of those that matter most.

use graph::layout::labels::{self, Rect, Wanted};
use graph::view::{Camera, Shown};
use graph::{NodeIndex, Point};

use super::nodes::lock_of_disc;
use super::painter::{LEGIBLE, Painter, outside};
use crate::camera::to_window;
use crate::scene::{Scene, size_at};

/// The most labels.
const LABELS: usize = 80;
/// The size of labels, in pixels.
const TEXT: f64 = 12.0;
/// How tall one is, and how far above its end its base line is.
const TALL: f64 = 17.0;
const BASE: f64 = 4.5;

impl Painter {
    pub(super) fn label(&self, scene: &Scene, camera: Camera, at: Option<NodeIndex>) {
        let pen = &self.seen;
        pen.set_font("12px system-ui, sans-serif");
        pen.set_text_align("center");
        pen.set_line_join("round");
        for (node, text, from) in self.names(scene, camera, at) {
            if scene.selection.nodes[node] == Shown::Hidden {
                continue;
            }
            let place = to_window(camera, self.window, scene.points[node]);
            let (x, y) = (place.x + from.x, place.y + from.y);
            pen.set_stroke_style_str(&self.colours.sheet);
            pen.set_line_width(3.5);
            let _ = pen.stroke_text(&text, x, y);
            let strong = Some(node) == at
                || scene.view.focus.as_deref() == Some(scene.graph.nodes[node].slug.as_str());
            pen.set_fill_style_str(if strong { &self.colours.ink } else { &self.colours.soft });
            let _ = pen.fill_text(&text, x, y);
        }
    }

    /// The names that are written, with how far from their articles: also that of the one that one is at.
    fn names(&self, scene: &Scene, camera: Camera, at: Option<NodeIndex>) -> Vec<(NodeIndex, String, Point)> {
        let boxed = |node: NodeIndex| scene.size(node).is_some();
        let below = |node: NodeIndex| {
            let half = scene.size(node).map_or_else(
                || scene.radius(node) * size_at(camera.zoom),
                |size| size.height * camera.zoom / 2.0,
            );
            Point { x: 0.0, y: half + 14.0 }
        };
        let here = at
            .filter(|node| !boxed(*node) || camera.zoom < LEGIBLE)
            .map(|node| (node, scene.name(node, camera.zoom), below(node)));
        self.labels.iter().filter(|(node, ..)| Some(*node) != at).cloned().chain(here).collect()
    }

    /// What the names cover.
    pub(super) fn named(&self, scene: &Scene, camera: Camera, at: Option<NodeIndex>) -> Vec<Rect> {
        let covered = |(node, text, from): (NodeIndex, String, Point)| {
            let place = to_window(camera, self.window, scene.points[node]);
            let middle = Point { x: place.x + from.x, y: place.y + from.y + BASE - TALL / 2.0 };
            Rect::around(middle, labels::width(&text, TEXT) + 6.0, TALL)
        };
        self.names(scene, camera, at).into_iter().map(covered).collect()
    }

    /// The labels of those that matter most, where they cover neither nodes nor each other.
    pub(super) fn choose_labels(&mut self, scene: &Scene, camera: Camera) {
        self.labels.clear();
        if scene.boxes.is_some() && camera.zoom >= LEGIBLE {
            return;
        }
        let seen = |node: &NodeIndex| {
            let at = to_window(camera, self.window, scene.points[*node]);
            scene.selection.nodes[*node] != Shown::Hidden && !outside(at, at, self.window)
        };
        let nodes: Vec<NodeIndex> = scene.graph.node_indices().filter(seen).collect();
        let mut order: Vec<NodeIndex> =
            nodes.iter().copied().filter(|node| scene.selection.nodes[*node] == Shown::Bright).collect();
        order.sort_by(|a, b| scene.matters[*b].total_cmp(&scene.matters[*a]));
        order.truncate(LABELS * 8);
        let chosen: std::collections::BTreeSet<NodeIndex> = order.into_iter().collect();
        let mut wanted: Vec<Wanted> = nodes
            .iter()
            .map(|node| {
                let dense = nodes.len() > 600;
                Wanted {
                    at: to_window(camera, self.window, scene.points[*node]),
                    // Among thousands, labels may cover those that matter little.
                    radius: match scene.size(*node) {
                        Some(size) => size.height * camera.zoom / 2.0,
                        None if dense => 0.0,
                        None => scene.radius(*node) * size_at(camera.zoom),
                    },
                    width: if chosen.contains(node) {
                        labels::width(&scene.name(*node, camera.zoom), TEXT) + 6.0
                    } else {
                        0.0
                    },
                    height: TALL,
                    importance: scene.matters[*node],
                }
            })
            .filter(|wanted| nodes.len() <= 600 || wanted.width > 0.0)
            .collect();
        let named: Vec<NodeIndex> =
            nodes.iter().copied().filter(|node| nodes.len() <= 600 || chosen.contains(node)).collect();
        // The signs of locks may not be covered, either.
        let locked = nodes.iter().filter(|node| {
            nodes.len() <= 600 && scene.graph.nodes[**node].locked && scene.size(**node).is_none()
        });
        wanted.extend(locked.map(|node| {
            let place = to_window(camera, self.window, scene.points[*node]);
            let at = lock_of_disc(scene, *node, place, camera.zoom);
            Wanted { at, radius: 4.0, width: 0.0, height: 0.0, importance: 0.0 }
        }));
        let within = Rect { left: 0.0, top: 0.0, right: self.window.width, bottom: self.window.height };
        let placed = labels::place(&wanted, Some(within));
        let mut found: Vec<(NodeIndex, Point)> = named
            .iter()
            .zip(&wanted)
            .zip(placed)
            .filter_map(|((node, wanted), rect)| {
                let rect = rect?;
                let middle = f64::midpoint(rect.left, rect.right);
                Some((*node, Point { x: middle - wanted.at.x, y: rect.bottom - BASE - wanted.at.y }))
            })
            .collect();
        found.sort_by(|(a, _), (b, _)| scene.matters[*b].total_cmp(&scene.matters[*a]));
        found.truncate(LABELS);
        self.labels = found.into_iter().map(|(node, at)| (node, scene.name(node, camera.zoom), at)).collect();
    }
}
