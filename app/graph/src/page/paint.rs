//! Drawing. The whole is drawn on a canvas that nobody sees, with a margin, in slices that hold no frame up; while
//! that goes on or the reader moves, the last whole bitmap is moved and scaled.

mod slices;

use domain::graph::Point;
use domain::graph::labels::{self, Rect, Wanted};
use domain::graph::svg::{self, LINE};
use domain::graph::view::{Camera, Shown};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement};

use self::slices::Slices;
use super::dom;
use crate::camera::{Window, to_window};
use crate::scene::{FAMILIES, Scene, family_number, size_at};

/// How much of the window the bitmap has besides, at each side.
const MARGIN: f64 = 0.2;
/// The most labels.
const LABELS: usize = 80;
/// The zoom from which the titles in boxes can be read.
const LEGIBLE: f64 = 0.55;
/// The size of labels, in pixels.
const TEXT: f64 = 12.0;

/// The colours of the style sheet.
struct Colours {
    sheet: String,
    ink: String,
    soft: String,
    edge: String,
    accent: String,
    wash: String,
    families: [String; 4],
}

/// See the module.
pub(crate) struct Painter {
    pub(crate) canvas: HtmlCanvasElement,
    seen: CanvasRenderingContext2d,
    /// The bitmap that is whole, and the one in the making.
    bitmaps: [(HtmlCanvasElement, CanvasRenderingContext2d); 2],
    drawn: Option<Camera>,
    slices: Option<Slices>,
    dirty: bool,
    pub(crate) window: Window,
    ratio: f64,
    colours: Colours,
    labels: Vec<(usize, String, Point)>,
}

impl Painter {
    pub(crate) fn new(root: &HtmlElement, canvas: HtmlCanvasElement) -> Option<Self> {
        let bitmap = || {
            let bitmap: HtmlCanvasElement =
                dom::document()?.create_element("canvas").ok()?.dyn_into().ok()?;
            let pen = context(&bitmap)?;
            Some((bitmap, pen))
        };
        let seen = context(&canvas)?;
        let mut painter = Self {
            canvas,
            seen,
            bitmaps: [bitmap()?, bitmap()?],
            drawn: None,
            slices: None,
            dirty: true,
            window: Window::default(),
            ratio: 1.0,
            colours: Colours::of(root),
            labels: Vec::new(),
        };
        painter.measure(root);
        Some(painter)
    }

    /// Reads size and colours again.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes of a window")]
    pub(crate) fn measure(&mut self, root: &HtmlElement) {
        let place = self.canvas.get_bounding_client_rect();
        self.window = Window { width: place.width().max(1.0), height: place.height().max(1.0) };
        self.ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio()).clamp(0.5, 2.0);
        let pixels = |side: f64| (side * self.ratio).round() as u32;
        self.canvas.set_width(pixels(self.window.width));
        self.canvas.set_height(pixels(self.window.height));
        let room = self.room();
        for (bitmap, _) in &self.bitmaps {
            bitmap.set_width(pixels(room.width));
            bitmap.set_height(pixels(room.height));
        }
        self.colours = Colours::of(root);
        self.drawn = None;
        self.slices = None;
    }

    /// What is drawn is no longer so.
    pub(crate) const fn stale(&mut self) {
        self.dirty = true;
    }

    /// Shows the scene through a camera, and draws more of it; whether there is more to draw.
    pub(crate) fn show(&mut self, scene: &Scene, camera: Camera, moving: bool, at: Option<usize>) -> bool {
        if self.slices.is_none() && self.wants(camera, moving) {
            self.dirty = false;
            self.slices = Some(Slices::new(camera));
        }
        if let Some(mut slices) = self.slices.take() {
            let pen = self.bitmaps[1].1.clone();
            if self.advance(&mut slices, &pen, scene) {
                self.bitmaps.swap(0, 1);
                self.drawn = Some(slices.camera);
                self.choose_labels(scene, camera);
            } else {
                self.slices = Some(slices);
            }
        }
        self.compose(scene, camera, at);
        self.slices.is_some() || self.wants(camera, moving)
    }

    fn wants(&self, camera: Camera, moving: bool) -> bool {
        let Some(drawn) = self.drawn else { return true };
        let scale = camera.zoom / drawn.zoom;
        let reach = |side: f64| side * ((0.5 + MARGIN) * scale - 0.5) / camera.zoom;
        let enough = moving
            && (0.45..=2.4).contains(&scale)
            && (camera.middle.x - drawn.middle.x).abs() <= reach(self.window.width)
            && (camera.middle.y - drawn.middle.y).abs() <= reach(self.window.height);
        self.dirty || (!enough && drawn != camera)
    }

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
    fn node(
        &self,
        pen: &CanvasRenderingContext2d,
        scene: &Scene,
        node: usize,
        at: Point,
        zoom: f64,
        strong: bool,
    ) {
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
        if zoom < LEGIBLE {
            return;
        }
        pen.set_fill_style_str(&self.colours.ink);
        pen.set_text_align("left");
        pen.set_font(&format!("{}px system-ui, sans-serif", svg::TEXT * zoom));
        let lines = scene.boxes.as_ref().map_or(&[][..], |boxes| boxes.lines[node].as_slice());
        let tall = lines.iter().map(|_| LINE).sum::<f64>();
        let mut y = at.y + (11.8 - tall / 2.0) * zoom;
        for line in lines {
            let _ = pen.fill_text(line, left + 10.0 * zoom, y);
            y += LINE * zoom;
        }
    }

    /// Puts the way of an edge into the path; the last two places of it.
    fn way(
        pen: &CanvasRenderingContext2d,
        scene: &Scene,
        edge: usize,
        to: &impl Fn(Point) -> Point,
    ) -> (Point, Point) {
        if let Some((begin, curves)) = svg::way(scene.route(edge)) {
            let begin = to(begin);
            pen.move_to(begin.x, begin.y);
            let (mut before, mut last) = (begin, begin);
            for [first, second, end] in curves.into_iter().map(|curve| curve.map(to)) {
                pen.bezier_curve_to(first.x, first.y, second.x, second.y, end.x, end.y);
                (before, last) = (second, end);
            }
            // The curve ends level.
            return (Point { x: last.x + (before.x - last.x).signum(), y: last.y }, last);
        }
        let (a, b) = scene.ends(edge);
        let (a, b) = (to(a), to(b));
        pen.move_to(a.x, a.y);
        pen.line_to(b.x, b.y);
        (a, b)
    }

    fn compose(&self, scene: &Scene, camera: Camera, at: Option<usize>) {
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
            Self::way(pen, scene, *edge, &to);
            pen.stroke();
        }
        let ends = scene.marked.iter().flat_map(|edge| {
            let edge = &scene.graph.edges[*edge];
            [edge.from, edge.to]
        });
        for node in ends {
            self.node(pen, scene, node, to(scene.points[node]), camera.zoom, true);
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
                Self::way(pen, scene, *edge, &to);
                pen.stroke();
            }
            dash(pen, 0);
            self.node(pen, scene, node, to(scene.points[node]), camera.zoom, true);
        }
        self.label(scene, camera, at);
    }

    fn label(&self, scene: &Scene, camera: Camera, at: Option<usize>) {
        let pen = &self.seen;
        pen.set_font("12px system-ui, sans-serif");
        pen.set_text_align("center");
        pen.set_line_join("round");
        let boxed = |node: usize| scene.size(node).is_some();
        let below = |node: usize| {
            let half = scene.size(node).map_or_else(
                || scene.radius(node) * size_at(camera.zoom),
                |size| size.height * camera.zoom / 2.0,
            );
            Point { x: 0.0, y: half + 14.0 }
        };
        let here = at
            .filter(|node| !boxed(*node) || camera.zoom < LEGIBLE)
            .map(|node| (node, scene.name(node, camera.zoom), below(node)));
        for (node, text, from) in self.labels.iter().filter(|(node, ..)| Some(*node) != at).chain(&here) {
            if scene.selection.nodes[*node] == Shown::Hidden {
                continue;
            }
            let place = to_window(camera, self.window, scene.points[*node]);
            let (x, y) = (place.x + from.x, place.y + from.y);
            pen.set_stroke_style_str(&self.colours.sheet);
            pen.set_line_width(3.5);
            let _ = pen.stroke_text(text, x, y);
            let strong = Some(*node) == at
                || scene.view.focus.as_deref() == Some(scene.graph.nodes[*node].slug.as_str());
            pen.set_fill_style_str(if strong { &self.colours.ink } else { &self.colours.soft });
            let _ = pen.fill_text(text, x, y);
        }
    }

    /// The labels of those that matter most, where they cover neither nodes nor each other.
    fn choose_labels(&mut self, scene: &Scene, camera: Camera) {
        self.labels.clear();
        if scene.boxes.is_some() && camera.zoom >= LEGIBLE {
            return;
        }
        let seen = |node: &usize| {
            let at = to_window(camera, self.window, scene.points[*node]);
            scene.selection.nodes[*node] != Shown::Hidden && !outside(at, at, self.window)
        };
        let nodes: Vec<usize> = (0..scene.points.len()).filter(seen).collect();
        let mut order: Vec<usize> =
            nodes.iter().copied().filter(|node| scene.selection.nodes[*node] == Shown::Bright).collect();
        order.sort_by(|a, b| scene.matters[*b].total_cmp(&scene.matters[*a]));
        order.truncate(LABELS * 8);
        let chosen: std::collections::BTreeSet<usize> = order.into_iter().collect();
        let wanted: Vec<Wanted> = nodes
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
                    height: 17.0,
                    importance: scene.matters[*node],
                }
            })
            .filter(|wanted| nodes.len() <= 600 || wanted.width > 0.0)
            .collect();
        let named: Vec<usize> =
            nodes.iter().copied().filter(|node| nodes.len() <= 600 || chosen.contains(node)).collect();
        let within = Rect { left: 0.0, top: 0.0, right: self.window.width, bottom: self.window.height };
        let placed = labels::place(&wanted, Some(within));
        let mut found: Vec<(usize, Point)> = named
            .iter()
            .zip(&wanted)
            .zip(placed)
            .filter_map(|((node, wanted), rect)| {
                let rect = rect?;
                let middle = f64::midpoint(rect.left, rect.right);
                Some((*node, Point { x: middle - wanted.at.x, y: rect.bottom - 4.5 - wanted.at.y }))
            })
            .collect();
        found.sort_by(|(a, _), (b, _)| scene.matters[*b].total_cmp(&scene.matters[*a]));
        found.truncate(LABELS);
        self.labels = found.into_iter().map(|(node, at)| (node, scene.name(node, camera.zoom), at)).collect();
    }

    /// What the bitmap shows.
    fn room(&self) -> Window {
        let more = 1.0 + 2.0 * MARGIN;
        Window { width: self.window.width * more, height: self.window.height * more }
    }
}

impl Colours {
    fn of(root: &HtmlElement) -> Self {
        let colour = |name: &str| dom::style(root, name);
        Self {
            sheet: colour("--sheet"),
            ink: colour("--ink"),
            soft: colour("--soft"),
            edge: colour("--edge"),
            accent: colour("--accent"),
            wash: colour("--accent-wash"),
            families: FAMILIES.map(|(name, _)| colour(&format!("--k-{name}"))),
        }
    }
}

fn context(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// The line pattern of a family: whole, dashed, whole and broad, dotted.
fn dash(pen: &CanvasRenderingContext2d, family: usize) {
    let lengths: &[f64] = match family {
        1 => &[5.0, 4.0],
        3 => &[1.5, 4.0],
        _ => &[],
    };
    let lengths: js_sys::Array = lengths.iter().map(|length| JsValue::from_f64(*length)).collect();
    let _ = pen.set_line_dash(&lengths);
}

fn outside(a: Point, b: Point, window: Window) -> bool {
    const NEAR: f64 = 20.0;
    a.x.max(b.x) < -NEAR
        || a.y.max(b.y) < -NEAR
        || a.x.min(b.x) > window.width + NEAR
        || a.y.min(b.y) > window.height + NEAR
}
