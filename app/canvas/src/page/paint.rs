//! Drawing. The whole is drawn on a canvas that nobody sees, with a margin, in slices that hold no frame up; while
//! that goes on or the reader moves, the last whole bitmap is moved and scaled.

mod names;
mod nodes;
mod painter;
mod slices;
mod words;

use graph::view::{Camera, Shown};
use graph::{NodeIndex, Point};

use self::painter::{MARGIN, Slices, dash};
use crate::camera::to_window;
use crate::scene::{Scene, family_number};

pub(crate) use self::painter::Painter;

/// Whether the reader or the picture moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Movement {
    /// The bitmap may be moved and scaled instead of being drawn again.
    Moving,
    /// What is seen is to be sharp.
    Still,
}

/// How a node is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Emphasis {
    Plain,
    /// Of what the reader is at, or what is marked.
    Strong,
}

impl Painter {
    /// Shows the scene through a camera, and draws more of it; whether there is more to draw.
    pub(crate) fn show(
        &mut self,
        scene: &Scene,
        camera: Camera,
        movement: Movement,
        at: Option<NodeIndex>,
    ) -> bool {
        if self.slices.is_none() && self.wants(camera, movement) {
            self.dirty = false;
            self.slices = Some(Slices::new(camera));
        }
        if let Some(mut slices) = self.slices.take() {
            let pen = self.bitmaps[1].1.clone();
            if self.advance(&mut slices, &pen, scene) {
                self.bitmaps.swap(0, 1);
                self.drawn = Some(slices.camera);
                self.choose_labels(scene, camera);
                self.said = None;
            } else {
                self.slices = Some(slices);
            }
        }
        self.choose_words(scene, camera, movement, at);
        self.compose(scene, camera, at);
        self.slices.is_some() || self.wants(camera, movement)
    }

    fn wants(&self, camera: Camera, movement: Movement) -> bool {
        let Some(drawn) = self.drawn else { return true };
        let scale = camera.zoom / drawn.zoom;
        let reach = |side: f64| side * ((0.5 + MARGIN) * scale - 0.5) / camera.zoom;
        let enough = movement == Movement::Moving
            && (0.45..=2.4).contains(&scale)
            && (camera.middle.x - drawn.middle.x).abs() <= reach(self.window.width)
            && (camera.middle.y - drawn.middle.y).abs() <= reach(self.window.height);
        self.dirty || (!enough && drawn != camera)
    }

    fn compose(&self, scene: &Scene, camera: Camera, at: Option<NodeIndex>) {
        let pen = &self.seen;
        let _ = pen.set_transform(self.ratio, 0.0, 0.0, self.ratio, 0.0, 0.0);
        pen.set_fill_style_str(&self.colours.sheet);
        pen.fill_rect(0.0, 0.0, self.window.width, self.window.height);
        if let Some(drawn) = self.drawn {
            let scale = camera.zoom / drawn.zoom;
            let middle = to_window(camera, self.window, drawn.middle);
            let (width, height) = (self.room().width * scale, self.room().height * scale);
            let snap = |place: f64| (place * self.ratio).round() / self.ratio;
            let _ = pen.draw_image_with_html_canvas_element_and_dw_and_dh(
                &self.bitmaps[0].0,
                snap(middle.x - width / 2.0),
                snap(middle.y - height / 2.0),
                width,
                height,
            );
        }
        let to = |place: Point| to_window(camera, self.window, place);
        for edge in &scene.marked {
            pen.set_stroke_style_str(&self.colours.accent);
            pen.set_line_width(4.5);
            pen.begin_path();
            Self::trace(pen, scene, *edge, &to);
            pen.stroke();
        }
        let ends = scene.marked.iter().flat_map(|edge| {
            let edge = &scene.graph.edges[*edge];
            [edge.from, edge.to]
        });
        for node in ends {
            self.node(pen, scene, node, to(scene.points[node]), camera.zoom, Emphasis::Strong);
        }
        if let Some(node) = at.filter(|node| scene.selection.nodes[*node] != Shown::Hidden) {
            for edge in &scene.incidence[node] {
                if scene.selection.edges[*edge] == Shown::Hidden {
                    continue;
                }
                let family = family_number(scene.graph.edges[*edge].kind);
                pen.set_stroke_style_str(&self.colours.families[family]);
                pen.set_line_width(2.4);
                dash(pen, family);
                pen.begin_path();
                Self::trace(pen, scene, *edge, &to);
                pen.stroke();
            }
            dash(pen, 0);
            self.node(pen, scene, node, to(scene.points[node]), camera.zoom, Emphasis::Strong);
        }
        self.say(scene, camera, at);
        self.label(scene, camera, at);
    }
}
