//! What draws: its canvases, its colours, and how far it is.

use graph::view::Camera;
use graph::{EdgeIndex, NodeIndex, Point, drawing};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, Path2d};

use crate::camera::Window;
use crate::page::dom;
use crate::scene::{FAMILIES, Scene};

/// How much of the window the bitmap has besides, at each side.
pub(super) const MARGIN: f64 = 0.2;

/// The zoom from which the titles in boxes can be read.
pub(super) const LEGIBLE: f64 = 0.55;

/// More pixels than this some browsers have for no canvas.
const PIXELS: f64 = 16_777_216.0;

/// The colours of the style sheet.
pub(super) struct Colours {
    pub(super) sheet: String,
    pub(super) ink: String,
    pub(super) soft: String,
    pub(super) edge: String,
    pub(super) accent: String,
    pub(super) wash: String,
    pub(super) amber: String,
    pub(super) families: [String; 4],
}

/// See the module.
pub(crate) struct Painter {
    pub(crate) canvas: HtmlCanvasElement,
    pub(super) seen: CanvasRenderingContext2d,
    /// The bitmap that is whole, and the one in the making.
    pub(super) bitmaps: [(HtmlCanvasElement, CanvasRenderingContext2d); 2],
    pub(super) drawn: Option<Camera>,
    pub(super) slices: Option<Slices>,
    pub(super) dirty: bool,
    pub(crate) window: Window,
    pub(super) ratio: f64,
    pub(super) colours: Colours,
    pub(super) labels: Vec<(NodeIndex, String, Point)>,
    pub(super) said: Option<Said>,
    pub(super) lock: Option<Path2d>,
}

/// How far it is.
pub(super) struct Slices {
    pub(super) camera: Camera,
    pub(super) stage: usize,
    pub(super) at: usize,
}

impl Slices {
    pub(super) const fn new(camera: Camera) -> Self {
        Self { camera, stage: 0, at: 0 }
    }
}

/// The words among discs, with what they were chosen for.
pub(super) struct Said {
    pub(super) camera: Camera,
    pub(super) at: Option<NodeIndex>,
    pub(super) marked: Vec<EdgeIndex>,
    pub(super) words: Vec<(EdgeIndex, Point)>,
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

    /// Puts the line of an edge into the path; the last two places of it.
    pub(super) fn trace(
        pen: &CanvasRenderingContext2d,
        scene: &Scene,
        edge: EdgeIndex,
        to: &impl Fn(Point) -> Point,
    ) -> (Point, Point) {
        if let Some((begin, curves)) = drawing::curve(scene.route(edge)) {
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

    /// What the bitmap shows.
    pub(super) fn room(&self) -> Window {
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
pub(super) fn dash(pen: &CanvasRenderingContext2d, family: usize) {
    let lengths: &[f64] = match family {
        1 => &[5.0, 4.0],
        3 => &[1.5, 4.0],
        _ => &[],
    };
    let lengths: js_sys::Array = lengths.iter().map(|length| JsValue::from_f64(*length)).collect();
    let _ = pen.set_line_dash(&lengths);
}

/// Whether a line from `a` to `b` is out of the window, with what is drawn around it.
pub(super) fn outside(a: Point, b: Point, window: Window) -> bool {
    const AROUND_PX: f64 = 20.0;
    a.x.max(b.x) < -AROUND_PX
        || a.y.max(b.y) < -AROUND_PX
        || a.x.min(b.x) > window.width + AROUND_PX
        || a.y.min(b.y) > window.height + AROUND_PX
}
