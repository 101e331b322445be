//! Articles as they stand: discs, or boxes with their titles, and the sign of a lock.

use graph::drawing::{self, LINE};
use graph::layout::labels::Rect;
use graph::{NodeIndex, Point};
use web_sys::CanvasRenderingContext2d;

use super::Emphasis;
use super::painter::{LEGIBLE, Painter};
use crate::scene::{Scene, size_at};

/// The zoom below which the sign of a lock would be a dot.
const SIGN: f64 = 0.25;

impl Painter {
    /// A node as a disc: the four classes differ by how much of it is filled, too.
    fn stamp(&self, pen: &CanvasRenderingContext2d, at: Point, radius: f64, class: usize) {
        let round = |radius: f64| {
            pen.begin_path();
            let _ = pen.arc(at.x, at.y, radius, 0.0, std::f64::consts::TAU);
        };
        pen.set_line_width(1.4);
        pen.set_stroke_style_str(&self.colours.families[class]);
        pen.set_fill_style_str(&self.colours.sheet);
        round(radius);
        pen.fill();
        pen.stroke();
        pen.set_fill_style_str(&self.colours.families[class]);
        let inner = [0.0, 0.4, 1.0, 0.65][class] * radius;
        if inner > 0.0 {
            round(inner);
            pen.fill();
        }
    }

    /// A node as it stands: a disc, or a box with its title.
    pub(super) fn node(
        &self,
        pen: &CanvasRenderingContext2d,
        scene: &Scene,
        node: NodeIndex,
        at: Point,
        zoom: f64,
        emphasis: Emphasis,
    ) {
        let strong = emphasis == Emphasis::Strong;
        let Some(size) = scene.size(node) else {
            let radius = scene.radius(node) * size_at(zoom);
            self.stamp(pen, at, radius, scene.class(node));
            if strong {
                pen.begin_path();
                let _ = pen.arc(at.x, at.y, radius + 4.0, 0.0, std::f64::consts::TAU);
                pen.set_stroke_style_str(&self.colours.accent);
                pen.set_line_width(2.5);
                pen.stroke();
            }
            self.sign(pen, scene, node, at, zoom);
            return;
        };
        let focus = scene.view.focus.as_deref() == Some(scene.graph.nodes[node].slug.as_str());
        let (width, height) = (size.width * zoom, size.height * zoom);
        let (left, top) = (at.x - width / 2.0, at.y - height / 2.0);
        pen.begin_path();
        let _ = pen.round_rect_with_f64(left, top, width, height, 6.0 * zoom);
        pen.set_fill_style_str(if focus { &self.colours.wash } else { &self.colours.sheet });
        pen.fill();
        pen.set_line_width(if strong || focus { 2.2 } else { 1.0 });
        pen.set_stroke_style_str(if strong || focus { &self.colours.accent } else { &self.colours.edge });
        pen.stroke();
        let corner = Point { x: left + width, y: top };
        self.stamp(pen, corner, 4.5 * zoom.clamp(0.4, 1.2), scene.class(node));
        self.sign(pen, scene, node, at, zoom);
        if zoom < LEGIBLE {
            return;
        }
        pen.set_fill_style_str(&self.colours.ink);
        pen.set_text_align("left");
        pen.set_font(&format!("{}px system-ui, sans-serif", drawing::TEXT * zoom));
        let lines = scene.boxes.as_ref().map_or(&[][..], |boxes| boxes.lines[node].as_slice());
        let tall = lines.iter().map(|_| LINE).sum::<f64>();
        let mut y = at.y + (11.8 - tall / 2.0) * zoom;
        for line in lines {
            let _ = pen.fill_text(line, left + 10.0 * zoom, y);
            y += LINE * zoom;
        }
    }

    /// The sign of a lock, where the drawing of the server has it.
    fn sign(&self, pen: &CanvasRenderingContext2d, scene: &Scene, node: NodeIndex, at: Point, zoom: f64) {
        let Some(sign) = self.lock.as_ref().filter(|_| scene.graph.nodes[node].locked && zoom >= SIGN) else {
            return;
        };
        let (place, scale) = if let Some(size) = scene.size(node) {
            let own = Rect::around(Point::default(), size.width, size.height);
            let from = drawing::lock_in(&own);
            (Point { x: at.x + from.x * zoom, y: at.y + from.y * zoom }, zoom)
        } else {
            let scale = size_at(zoom).clamp(0.7, 1.3);
            (lock_of_disc(scene, node, at, zoom), scale)
        };
        pen.set_fill_style_str(&self.colours.amber);
        pen.save();
        let _ = pen.translate(place.x, place.y);
        let _ = pen.scale(scale, scale);
        pen.fill_with_path_2d(sign);
        pen.restore();
    }
}

/// Where the sign of a lock stands beside a disc.
pub(super) fn lock_of_disc(scene: &Scene, node: NodeIndex, at: Point, zoom: f64) -> Point {
    drawing::lock_beside(at, scene.radius(node) * size_at(zoom))
}
