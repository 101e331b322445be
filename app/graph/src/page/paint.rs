//! Drawing. The whole is drawn on a canvas that nobody sees, with a margin; while the reader moves, that bitmap is
//! moved and scaled, and drawn anew at rest or when its margin is used up.

use domain::graph::Point;
use domain::graph::small::short;
use domain::graph::view::{Camera, Shown};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement};

use super::dom;
use crate::camera::{Window, to_window};
use crate::scene::{FAMILIES, Scene, family_number, size_at};

/// How much of the window the bitmap has besides, at each side.
const MARGIN: f64 = 0.2;
/// Segments to a stroke: Skia is slow with paths of thousands of crossing segments.
const CHUNK: usize = 150;
/// Beyond so many relations, patterns are left out while the reader moves.
const MANY: usize = 500;
/// The most labels.
const LABELS: usize = 60;

/// The colours of the style sheet.
struct Colours {
    sheet: String,
    ink: String,
    soft: String,
    line: String,
    accent: String,
    families: [String; 4],
}

/// See the module.
pub(crate) struct Painter {
    pub(crate) canvas: HtmlCanvasElement,
    seen: CanvasRenderingContext2d,
    bitmap: HtmlCanvasElement,
    hidden: CanvasRenderingContext2d,
    drawn: Option<Camera>,
    pub(crate) window: Window,
    ratio: f64,
    colours: Colours,
    labels: Vec<(usize, String)>,
}

impl Painter {
    pub(crate) fn new(root: &HtmlElement, canvas: HtmlCanvasElement) -> Option<Self> {
        let bitmap: HtmlCanvasElement = dom::document()?.create_element("canvas").ok()?.dyn_into().ok()?;
        let (seen, hidden) = (context(&canvas)?, context(&bitmap)?);
        let mut painter = Self {
            canvas,
            seen,
            bitmap,
            hidden,
            drawn: None,
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
        self.ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio());
        let pixels = |side: f64| (side * self.ratio).round() as u32;
        self.canvas.set_width(pixels(self.window.width));
        self.canvas.set_height(pixels(self.window.height));
        self.bitmap.set_width(pixels(self.window.width * (1.0 + 2.0 * MARGIN)));
        self.bitmap.set_height(pixels(self.window.height * (1.0 + 2.0 * MARGIN)));
        self.colours = Colours::of(root);
        self.drawn = None;
    }

    /// What is drawn is no longer so.
    pub(crate) const fn stale(&mut self) {
        self.drawn = None;
    }

    /// Shows the scene through a camera; `moving` draws anew only where the bitmap does not reach.
    pub(crate) fn show(&mut self, scene: &Scene, camera: Camera, moving: bool, at: Option<usize>) {
        let enough = self.drawn.is_some_and(|drawn| {
            let scale = camera.zoom / drawn.zoom;
            let reach = |side: f64| side * ((0.5 + MARGIN) * scale - 0.5) / camera.zoom;
            moving
                && (0.45..=2.4).contains(&scale)
                && (camera.middle.x - drawn.middle.x).abs() <= reach(self.window.width)
                && (camera.middle.y - drawn.middle.y).abs() <= reach(self.window.height)
        });
        if !enough && self.drawn != Some(camera) {
            self.draw(scene, camera, moving && scene.graph.edges.len() > MANY);
            self.drawn = Some(camera);
            if !moving || self.labels.is_empty() {
                self.choose_labels(scene, camera);
            }
        }
        self.compose(scene, camera, at);
    }

    fn draw(&self, scene: &Scene, camera: Camera, roughly: bool) {
        let room = self.room();
        let pen = &self.hidden;
        let _ = pen.set_transform(self.ratio, 0.0, 0.0, self.ratio, 0.0, 0.0);
        pen.set_fill_style_str(&self.colours.sheet);
        pen.fill_rect(0.0, 0.0, room.width, room.height);
        let places: Vec<Point> = scene.points.iter().map(|point| to_window(camera, room, *point)).collect();
        for (shown, alpha) in [(Shown::Dimmed, 0.18), (Shown::Bright, 0.8)] {
            pen.set_global_alpha(alpha);
            for (family, colour) in self.colours.families.iter().enumerate() {
                pen.set_stroke_style_str(colour);
                pen.set_line_width(if family == 2 && !roughly { 1.8 } else { 1.0 });
                dash(pen, if camera.zoom > 0.5 && !roughly { family } else { 0 });
                let mut count = 0;
                pen.begin_path();
                for (number, edge) in scene.graph.edges.iter().enumerate() {
                    if scene.selection.edges[number] != shown || family_number(edge.kind) != family {
                        continue;
                    }
                    let (a, b) = scene.ends(number);
                    let (a, b) = (to_window(camera, room, a), to_window(camera, room, b));
                    if outside(a, b, room) {
                        continue;
                    }
                    pen.move_to(a.x, a.y);
                    pen.line_to(b.x, b.y);
                    count += 1;
                    if count % CHUNK == 0 {
                        pen.stroke();
                        pen.begin_path();
                    }
                }
                pen.stroke();
            }
            dash(pen, 0);
        }
        let scale = size_at(camera.zoom);
        for (node, at) in places.iter().enumerate() {
            let shown = scene.selection.nodes[node];
            if shown == Shown::Hidden || outside(*at, *at, room) {
                continue;
            }
            pen.set_global_alpha(if shown == Shown::Bright { 1.0 } else { 0.3 });
            self.stamp(pen, *at, scene.radius(node) * scale, scene.class(node));
        }
        pen.set_global_alpha(1.0);
    }

    /// A node: the four classes differ by how much of it is filled, too.
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
                &self.bitmap,
                snap(middle.x - width / 2.0),
                snap(middle.y - height / 2.0),
                width,
                height,
            );
        }
        let scale = size_at(camera.zoom);
        if let Some(node) = at {
            for edge in &scene.incidence[node] {
                if scene.selection.edges[*edge] == Shown::Hidden {
                    continue;
                }
                let family = family_number(scene.graph.edges[*edge].kind);
                let (a, b) = scene.ends(*edge);
                let (a, b) = (to_window(camera, self.window, a), to_window(camera, self.window, b));
                pen.set_stroke_style_str(&self.colours.families[family]);
                pen.set_line_width(2.4);
                dash(pen, family);
                pen.begin_path();
                pen.move_to(a.x, a.y);
                pen.line_to(b.x, b.y);
                pen.stroke();
            }
            dash(pen, 0);
            let place = to_window(camera, self.window, scene.points[node]);
            self.stamp(pen, place, scene.radius(node) * scale, scene.class(node));
            pen.begin_path();
            let _ = pen.arc(place.x, place.y, scene.radius(node) * scale + 4.0, 0.0, std::f64::consts::TAU);
            pen.set_stroke_style_str(&self.colours.accent);
            pen.set_line_width(2.5);
            pen.stroke();
        }
        pen.set_font("12px system-ui, sans-serif");
        pen.set_text_align("center");
        pen.set_line_join("round");
        let here = at.map(|node| (node, short(&scene.graph.nodes[node].title)));
        for (node, text) in self.labels.iter().filter(|(node, _)| Some(*node) != at).chain(&here) {
            if scene.selection.nodes[*node] == Shown::Hidden {
                continue;
            }
            let place = to_window(camera, self.window, scene.points[*node]);
            let y = place.y + scene.radius(*node) * scale + 14.0;
            pen.set_stroke_style_str(&self.colours.sheet);
            pen.set_line_width(3.0);
            let _ = pen.stroke_text(text, place.x, y);
            let strong = Some(*node) == at
                || scene.view.focus.as_deref() == Some(scene.graph.nodes[*node].slug.as_str());
            pen.set_fill_style_str(if strong { &self.colours.ink } else { &self.colours.soft });
            let _ = pen.fill_text(text, place.x, y);
        }
        pen.set_stroke_style_str(&self.colours.line);
    }

    /// The labels of those with most relations that cover no other label.
    #[expect(clippy::cast_precision_loss, reason = "labels are short")]
    fn choose_labels(&mut self, scene: &Scene, camera: Camera) {
        let mut order: Vec<usize> =
            (0..scene.points.len()).filter(|node| scene.selection.nodes[*node] == Shown::Bright).collect();
        order.sort_by_key(|node| std::cmp::Reverse(scene.incidence[*node].len()));
        let mut taken: Vec<(f64, f64, f64)> = Vec::new();
        self.labels.clear();
        for node in order {
            let at = to_window(camera, self.window, scene.points[node]);
            if outside(at, at, self.window) {
                continue;
            }
            let text = short(&scene.graph.nodes[node].title);
            let half = text.chars().count() as f64 * 3.6 + 3.0;
            let y = at.y + scene.radius(node) * size_at(camera.zoom) + 10.0;
            let free = |(x, other, width): &(f64, f64, f64)| {
                (at.x - x).abs() >= half + width || (y - other).abs() >= 15.0
            };
            if taken.iter().all(free) {
                taken.push((at.x, y, half));
                self.labels.push((node, text));
                if self.labels.len() == LABELS {
                    break;
                }
            }
        }
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
            line: colour("--line"),
            accent: colour("--accent"),
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
