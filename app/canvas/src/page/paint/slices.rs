//! The bitmap, drawn in slices: first what is dimmed, family by family, then what is bright, then words and
//! nodes.

use graph::view::Shown;
use graph::{EdgeIndex, NodeIndex, Point};
use web_sys::CanvasRenderingContext2d;

use super::Emphasis;
use super::painter::{Painter, Slices, dash, outside};
use crate::camera::to_window;
use crate::scene::{Scene, family_number, size_at};

/// Segments to a stroke: Skia is slow with paths of thousands of crossing segments.
const CHUNK: usize = 150;
/// The most chunks of a slice, since not all work of a canvas is done at once.
const CHUNKS: usize = 12;
/// How long a slice takes, in milliseconds.
const SLICE_MILLIS: f64 = 7.0;
/// The most relations of a picture that has patterns and tips.
const MANY: usize = 4_000;
/// Edges that are dimmed and edges that are bright, four families of each; words; nodes.
const STAGES: usize = 10;

impl Painter {
    /// Draws a slice; whether it was the last.
    pub(super) fn advance(&self, slices: &mut Slices, pen: &CanvasRenderingContext2d, scene: &Scene) -> bool {
        let room = self.room();
        if slices.stage == 0 && slices.at == 0 {
            let _ = pen.set_transform(self.ratio, 0.0, 0.0, self.ratio, 0.0, 0.0);
            pen.set_global_alpha(1.0);
            pen.set_fill_style_str(&self.colours.sheet);
            pen.fill_rect(0.0, 0.0, room.width, room.height);
        }
        let clock = web_sys::window().and_then(|window| window.performance());
        let now = || clock.as_ref().map_or(0.0, web_sys::Performance::now);
        let (start, mut chunks) = (now(), 0);
        while slices.stage < STAGES {
            let done = match slices.stage {
                0..8 => self.edges(slices, pen, scene),
                8 => self.words(slices, pen, scene),
                _ => self.nodes(slices, pen, scene),
            };
            if done {
                (slices.stage, slices.at) = (slices.stage + 1, 0);
            } else {
                // Patterns and tips cost the canvas several times as much as plain lines.
                chunks += if scene.graph.edges.len() <= MANY { 3 } else { 1 };
            }
            if slices.stage < STAGES && (chunks >= CHUNKS || now() - start > SLICE_MILLIS) {
                return false;
            }
        }
        pen.set_global_alpha(1.0);
        true
    }

    /// Draws a chunk of the edges of a stage; whether that was the last.
    fn edges(&self, slices: &mut Slices, pen: &CanvasRenderingContext2d, scene: &Scene) -> bool {
        let (room, camera) = (self.room(), slices.camera);
        let shown = if slices.stage < 4 { Shown::Dimmed } else { Shown::Bright };
        let family = slices.stage % 4;
        let few = scene.graph.edges.len() <= MANY;
        let fine = camera.zoom > 0.5 || (few && camera.zoom > 0.25);
        // Among thousands each is thinner, so that they stay tellable.
        let quiet = if few { 1.0 } else { 0.45 };
        pen.set_global_alpha(if shown == Shown::Dimmed { 0.16 } else { 0.8 } * quiet);
        pen.set_stroke_style_str(&self.colours.families[family]);
        pen.set_fill_style_str(&self.colours.families[family]);
        pen.set_line_width(if family == 2 && fine { 2.0 } else { 1.1 } * if few { 1.0 } else { 0.7 });
        dash(pen, if fine { family } else { 0 });
        let to = |place: Point| to_window(camera, room, place);
        let (mut count, mut tips) = (0, Vec::new());
        pen.begin_path();
        while slices.at < scene.graph.edges.len() && count < CHUNK {
            let index = EdgeIndex::from(slices.at);
            slices.at += 1;
            let edge = &scene.graph.edges[index];
            if scene.selection.edges[index] != shown || family_number(edge.kind) != family {
                continue;
            }
            let (a, b) = scene.ends(index);
            if outside(to(a), to(b), room) && scene.route(index).is_empty() {
                continue;
            }
            let (before, end) = Self::trace(pen, scene, index, &to);
            count += 1;
            if fine && !edge.kind.symmetric() {
                let inside = if scene.route(index).is_empty() {
                    scene.radius(edge.to) * size_at(camera.zoom) + 1.0
                } else {
                    0.0
                };
                tips.push((before, end, inside));
            }
        }
        pen.stroke();
        if !tips.is_empty() {
            pen.begin_path();
            for (before, end, inside) in tips {
                tip(pen, before, end, inside, 8.0 * camera.zoom.clamp(0.4, 1.2));
            }
            pen.fill();
        }
        let done = slices.at >= scene.graph.edges.len();
        if done {
            dash(pen, 0);
        }
        done
    }

    /// Draws a chunk of the nodes; whether that was the last.
    fn nodes(&self, slices: &mut Slices, pen: &CanvasRenderingContext2d, scene: &Scene) -> bool {
        let (room, mut count) = (self.room(), 0);
        while slices.at < scene.points.len() && count < CHUNK {
            let node = NodeIndex::from(slices.at);
            slices.at += 1;
            let at = to_window(slices.camera, room, scene.points[node]);
            let shown = scene.selection.nodes[node];
            let wide = scene.size(node).map_or(0.0, |size| size.width * slices.camera.zoom / 2.0);
            let (left, right) = (Point { x: at.x - wide, ..at }, Point { x: at.x + wide, ..at });
            if shown == Shown::Hidden || outside(left, right, room) {
                continue;
            }
            pen.set_global_alpha(if shown == Shown::Bright { 1.0 } else { 0.35 });
            self.node(pen, scene, node, at, slices.camera.zoom, Emphasis::Plain);
            count += 1;
        }
        slices.at >= scene.points.len()
    }
}

/// The tip of an arrow, `inside` pixels before its end.
fn tip(pen: &CanvasRenderingContext2d, before: Point, end: Point, inside: f64, long: f64) {
    let far = before.distance(end);
    if far <= 0.0 {
        return;
    }
    let (x, y) = ((before.x - end.x) / far, (before.y - end.y) / far);
    let end = Point { x: end.x + x * inside, y: end.y + y * inside };
    let (x, y) = (x * long, y * long);
    pen.move_to(end.x, end.y);
    pen.line_to(end.x + x + y / 2.2, end.y + y - x / 2.2);
    pen.line_to(end.x + x - y / 2.2, end.y + y + x / 2.2);
    pen.close_path();
}
