//! The words of relations beside their edges. In layers they are part of the bitmap; among discs they are written over
//! it for what the reader is at.

use graph::drawing::{self, BELOW, WORD};
use graph::view::{Camera, Shown};
use graph::{EdgeIndex, NodeIndex, Point};
use web_sys::CanvasRenderingContext2d;

use super::Movement;
use super::painter::{LEGIBLE, Painter, Said, Slices, outside};
use crate::camera::to_window;
use crate::scene::{Scene, family_number};
use crate::words::{SIZE, among_discs};

/// Words to a chunk of a slice.
const CHUNK: usize = 60;

/// The edges that are drawn over the bitmap.
fn at_hand(scene: &Scene, at: Option<NodeIndex>) -> Vec<EdgeIndex> {
    let own = at.map_or(&[][..], |node| scene.incidence[node].as_slice());
    let own = own.iter().filter(|edge| !scene.marked.contains(edge));
    let all = scene.marked.iter().chain(own);
    all.copied().filter(|edge| scene.selection.edges[*edge] != Shown::Hidden).collect()
}

impl Painter {
    /// Writes a chunk of the words of a picture in layers; whether that was the last.
    pub(super) fn words(&self, slices: &mut Slices, pen: &CanvasRenderingContext2d, scene: &Scene) -> bool {
        let camera = slices.camera;
        if scene.boxes.is_none() || camera.zoom < LEGIBLE {
            return true;
        }
        let (room, mut count) = (self.room(), 0);
        pen.set_global_alpha(1.0);
        self.begin_words(pen, WORD * camera.zoom);
        while slices.at < scene.graph.edges.len() && count < CHUNK {
            let edge = EdgeIndex::from(slices.at);
            slices.at += 1;
            let place = scene.word(edge).filter(|_| scene.selection.edges[edge] == Shown::Bright);
            let Some(at) = place.map(|at| to_window(camera, room, at)) else { continue };
            let wide = Point { x: 40.0 * camera.zoom, y: 0.0 };
            if !outside(Point { x: at.x - wide.x, ..at }, Point { x: at.x + wide.x, ..at }, room) {
                self.word(pen, scene, edge, at, WORD * camera.zoom);
                count += 1;
            }
        }
        slices.at >= scene.graph.edges.len()
    }

    /// Chooses the words among discs again, unless they are those of what is seen. While the reader moves they go along.
    pub(super) fn choose_words(
        &mut self,
        scene: &Scene,
        camera: Camera,
        movement: Movement,
        at: Option<NodeIndex>,
    ) {
        let known = self.said.as_ref().is_some_and(|said| {
            said.at == at
                && said.marked == scene.marked
                && (movement == Movement::Moving || said.camera == camera)
        });
        if known {
            return;
        }
        let edges = if scene.boxes.is_none() { at_hand(scene, at) } else { Vec::new() };
        let words = if edges.is_empty() {
            Vec::new()
        } else {
            let names = self.named(scene, camera, at);
            among_discs(scene, camera, self.window, &edges, &names)
        };
        self.said = Some(Said { camera, at, marked: scene.marked.clone(), words });
    }

    /// Writes the words of the edges that are drawn over the bitmap.
    pub(super) fn say(&self, scene: &Scene, camera: Camera, at: Option<NodeIndex>) {
        let pen = &self.seen;
        let to = |place: Point| to_window(camera, self.window, place);
        if scene.boxes.is_none() {
            self.begin_words(pen, SIZE);
            for (edge, place) in self.said.iter().flat_map(|said| &said.words) {
                self.word(pen, scene, *edge, to(*place), SIZE);
            }
        } else if camera.zoom >= LEGIBLE {
            self.begin_words(pen, WORD * camera.zoom);
            for edge in at_hand(scene, at) {
                if let Some(place) = scene.word(edge) {
                    self.word(pen, scene, edge, to(place), WORD * camera.zoom);
                }
            }
        }
    }

    fn begin_words(&self, pen: &CanvasRenderingContext2d, size: f64) {
        pen.set_font(&format!("{size}px system-ui, sans-serif"));
        pen.set_text_align("center");
        pen.set_line_join("round");
        pen.set_line_width(0.3 * size);
        pen.set_stroke_style_str(&self.colours.sheet);
    }

    fn word(&self, pen: &CanvasRenderingContext2d, scene: &Scene, edge: EdgeIndex, at: Point, size: f64) {
        let kind = scene.graph.edges[edge].kind;
        let Some(word) = drawing::word(kind) else { return };
        let y = at.y + BELOW * size / WORD;
        let _ = pen.stroke_text(word, at.x, y);
        pen.set_fill_style_str(&self.colours.families[family_number(kind)]);
        let _ = pen.fill_text(word, at.x, y);
    }
}
