//! Drawing. The whole is drawn on a canvas that nobody sees, with a margin, in slices that hold no frame up; while
//! that goes on or the reader moves, the last whole bitmap is moved and scaled.

mod names;
mod nodes;
mod slices;
mod words;

use graph::Point;
use graph::drawing;
use graph::view::{Camera, Shown};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, Path2d};

use self::slices::Slices;
use self::words::Said;
use super::dom;
use crate::camera::{Window, to_window};
use crate::scene::{FAMILIES, Scene, family_number};

/// How much of the window the bitmap has besides, at each side.
const MARGIN: f64 = 0.2;
/// The zoom from which the titles in boxes can be read.
const LEGIBLE: f64 = 0.55;

/// More pixels than this some browsers have for no canvas.
const PIXELS: f64 = 16_777_216.0;

/// The colours of the style sheet.
struct Colours {
    sheet: String,
    ink: String,
    soft: String,
    edge: String,
    accent: String,
    wash: String,
    amber: String,
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
    said: Option<Said>,
    lock: Option<Path2d>,
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
            said: None,
            lock: Path2d::new_with_path_string(&drawing::lock(0.0, 0.0)).ok(),
        };
        painter.measure(root);
        Some(painter)
    }

    /// Reads size and colours again.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "sizes of a window")]
    pub(crate) fn measure(&mut self, root: &HtmlElement) {
        let place = self.canvas.get_bounding_client_rect();
        self.window = Window { width: place.width().max(1.0), height: place.height().max(1.0) };
        let room = self.room();
        // Small screens have three pixels to one of a style sheet; for a large window that would be too many.
        let most = if room.width * room.height * 9.0 <= PIXELS { 3.0 } else { 2.0 };
        self.ratio = web_sys::window().map_or(1.0, |window| window.device_pixel_ratio()).clamp(0.5, most);
        let pixels = |side: f64| (side * self.ratio).round() as u32;
        self.canvas.set_width(pixels(self.window.width));
        self.canvas.set_height(pixels(self.window.height));
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
                self.said = None;
            } else {
                self.slices = Some(slices);
            }
        }
        self.choose_words(scene, camera, moving, at);
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

    /// Puts the way of an edge into the path; the last two places of it.
    fn way(
        pen: &CanvasRenderingContext2d,
        scene: &Scene,
        edge: usize,
        to: &impl Fn(Point) -> Point,
    ) -> (Point, Point) {
        if let Some((begin, curves)) = drawing::way(scene.route(edge)) {
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
        self.say(scene, camera, at);
        self.label(scene, camera, at);
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
            amber: colour("--amber"),
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
