//! The picture: what it knows, what a frame does, and how the view becomes another.

use std::collections::BTreeMap;

use graph::layout::stress::Stress;
use graph::view::{Camera, Layout};
use graph::{EdgeIndex, NodeIndex, Point, View};
use messages::graph as sentences;
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlElement};

use super::answers::{Item, Words};
use super::desk::{Act, Desk};
use super::dom;
use super::form::{self, address_view};
use super::furniture::Furniture;
use super::paint::{Movement, Painter};
use super::pointer::Pointer;
use crate::arrange::{self, Boxes};
use crate::camera::{self, Bounds, fitting, legible, zoomed};
use crate::pieces::Pieces;
use crate::scene::{FAMILIES, Scene};
use crate::steps::{HistoryChange, Steps, address};
use crate::time::Timeline;
use crate::words;

/// How long nothing must have moved until it is drawn anew, in milliseconds.
const REST: f64 = 120.0;
/// Nodes and edges read in a frame.
const ITEMS: usize = 1_500;
/// How long a frame works on the layout, in milliseconds, and how many terms it does between looks at the clock.
const LAYOUT_MILLIS: f64 = 8.0;
const TERMS: usize = 20_000;
/// The zoom at which a picture in layers begins, at least.
const LEGIBLE: f64 = 0.85;
/// How long a motion takes, in milliseconds, and the most articles that are moved in sight.
const MOTION: f64 = 320.0;
const MOVABLE: usize = 800;
/// How long a moment of a replay lasts, in milliseconds, and about how many there are.
const MOMENT: f64 = 70.0;
const MOMENTS: usize = 120;

/// On the way to other places.
struct Motion {
    start: Option<f64>,
    cameras: (Camera, Camera),
    from: Vec<Point>,
    to: Vec<Point>,
    boxes: Option<Boxes>,
}

/// See the module.
pub(crate) struct Picture {
    pub(super) root: HtmlElement,
    pub(super) desk: Desk,
    pub(super) parts: Furniture,
    pub(super) painter: Painter,
    /// The article of the page.
    own: Option<String>,
    pieces: Option<Pieces>,
    pub(super) scene: Option<Scene>,
    pub(super) camera: Camera,
    steps: Steps,
    pub(super) pointers: Vec<Pointer>,
    /// The article that the reader is at, that from which brackets turn, and the relation by which one came.
    pub(super) at: Option<NodeIndex>,
    pub(super) around: Option<NodeIndex>,
    pub(super) came: Option<EdgeIndex>,
    /// What has the card, and what the server said of things; `None` for what was asked and not answered.
    pub(super) pointed: Option<Item>,
    pub(super) words: BTreeMap<String, Option<Words>>,
    pub(super) path: Option<(String, String)>,
    /// What the finder offers, and which of it is chosen.
    pub(super) found: Vec<NodeIndex>,
    pub(super) chosen: Option<usize>,
    /// Places by nearness, and the layout that seeks them.
    pub(super) near: Option<Vec<Point>>,
    stress: Option<Stress>,
    shape: Option<View>,
    motion: Option<Motion>,
    time: Timeline,
    playing: Option<f64>,
    pub(super) now: f64,
    pub(super) tapped: Option<(f64, Point)>,
    moved: f64,
    settled: bool,
    frames: u32,
}

impl Picture {
    /// Puts its elements beside the drawing of the server, which stays until there is something to show.
    pub(crate) fn new(root: &HtmlElement, desk: &Desk) -> Option<Self> {
        let parts = Furniture::new(root, desk)?;
        Some(Self {
            root: root.clone(),
            desk: desk.clone(),
            painter: Painter::new(root, parts.canvas.clone())?,
            parts,
            own: root.get_attribute("data-focus").filter(|slug| !slug.is_empty()),
            pieces: None,
            scene: None,
            camera: Camera { middle: Point::default(), zoom: 1.0 },
            steps: Steps::default(),
            pointers: Vec::new(),
            at: None,
            around: None,
            came: None,
            pointed: None,
            words: BTreeMap::new(),
            path: None,
            found: Vec::new(),
            chosen: None,
            near: None,
            stress: None,
            shape: None,
            motion: None,
            time: Timeline::default(),
            playing: None,
            now: 0.0,
            tapped: None,
            moved: 0.0,
            settled: true,
            frames: 0,
        })
    }

    pub(crate) const fn canvas(&self) -> &web_sys::HtmlCanvasElement {
        &self.painter.canvas
    }

    /// Does what happened and draws; whether the next frame has work, too.
    pub(crate) fn frame(&mut self, now: f64, acts: Vec<Act>) -> bool {
        self.now = now;
        for act in acts {
            let before = self.camera;
            self.act(act);
            if self.camera != before && self.motion.is_none() {
                self.moved = now;
                self.settled = false;
            }
        }
        if self.read() {
            return true;
        }
        self.replay(now);
        let mut more = self.seek() | self.move_on(now) | self.playing.is_some();
        let Some(scene) = &self.scene else { return false };
        let moving = now - self.moved < REST || !self.pointers.is_empty() || self.motion.is_some();
        let camera = self.camera;
        let movement = if moving { Movement::Moving } else { Movement::Still };
        more |= self.painter.show(scene, camera, movement, self.at);
        if !moving && !self.settled {
            self.settled = true;
            self.camera = camera::rounded(self.camera);
            more |= self.camera != camera;
            self.go(|view, camera| view.camera = Some(camera));
        }
        more || !self.settled
    }

    /// Reads more of the graph; whether there is still more.
    fn read(&mut self) -> bool {
        let Some(pieces) = &mut self.pieces else { return false };
        match pieces.advance(ITEMS) {
            Ok(true) => {
                let share = (pieces.progress() * 100.0).round();
                self.parts.state.set_text_content(Some(&sentences::loading(share)));
                true
            }
            Ok(false) => {
                match self.pieces.take().and_then(Pieces::graph) {
                    Some(graph) => self.begin(Scene::new(graph, address_view(self.own.as_deref()))),
                    None => self.fail(),
                }
                false
            }
            Err(_) => {
                self.pieces = None;
                self.fail();
                false
            }
        }
    }

    fn begin(&mut self, scene: Scene) {
        let hide = |selector: &str, hidden: bool| {
            if let Ok(Some(element)) = self.root.query_selector(selector) {
                dom::hide(&element, hidden);
            }
        };
        // The region that scrolls was for the drawing of the server.
        for name in ["tabindex", "role", "aria-label"] {
            let _ = self.root.remove_attribute(name);
        }
        hide(":scope > svg", true);
        hide(".graph-live", false);
        // The window of the drawing had a border, the scene is measured without it.
        let _ = self.root.set_attribute("data-ready", "");
        self.painter.measure(&self.root);
        self.time = Timeline::of(&scene.graph);
        self.parts.slider.set_max(&self.time.end().to_string());
        if scene.graph.nodes.iter().all(|node| node.at.is_some()) {
            self.near = Some(scene.points.clone());
        }
        self.scene = Some(scene);
        self.look();
        self.finish_motion();
    }

    fn fail(&self) {
        self.parts.state.set_text_content(Some(sentences::FAILED));
    }

    /// After the view became another: places, camera, form, numbers and words.
    fn look(&mut self) {
        self.arrange();
        let Some(scene) = &self.scene else { return };
        form::write(&scene.view);
        let shown = scene.shown();
        let too_many = scene.view.layout == Layout::Layered && scene.boxes.is_none() && self.motion.is_none();
        let all = scene.graph.nodes.len();
        let state = match shown {
            0 => sentences::NO_MATCH.to_owned(),
            _ if too_many => sentences::showing_organic(shown, all),
            _ => sentences::showing(shown, all),
        };
        self.parts.state.set_text_content(Some(&state));
        let _ = self.root.set_attribute("data-shown", &shown.to_string());
        let layered = self.motion.as_ref().map_or(scene.boxes.is_some(), |motion| motion.boxes.is_some());
        let _ = self.root.set_attribute("data-layout", if layered { "layered" } else { "force" });
        let position = self.time.position(scene.view.until);
        self.parts.slider.set_value(&position.to_string());
        let _ = self.parts.slider.set_attribute("aria-valuetext", &self.time.words(position));
        self.parts.moment.set_text_content(Some(&self.time.words(position)));
        self.write_legend();
        self.painter.stale();
        self.ask_for_path();
        self.write_list();
    }

    fn write_legend(&self) {
        let Some(scene) = &self.scene else { return };
        let legend = &self.parts.legend;
        let says = scene.legend();
        let locked = if scene.any_locked() { sentences::legend::LOCKED } else { "" };
        let all = format!("{}, {locked}", says[0]);
        if legend.get_attribute("data-says").as_deref() == Some(&all) {
            return;
        }
        let _ = legend.set_attribute("data-says", &all);
        legend.set_text_content(None);
        for ((name, _), says) in FAMILIES.iter().zip(says) {
            dom::add::<Element>(legend, "li", &[("class", &format!("key-{name}"))], says);
        }
        if !locked.is_empty() {
            dom::add::<Element>(legend, "li", &[("class", "key-locked")], locked);
        }
    }

    /// Sets out to where things stand in this view.
    fn arrange(&mut self) {
        let Some(scene) = &mut self.scene else { return };
        // What only dims, colours or replays moves nothing.
        let shape = View {
            focus: scene.view.focus.clone(),
            depth: scene.view.depth,
            kinds: scene.view.kinds.clone(),
            layout: scene.view.layout,
            folded: scene.view.folded.clone(),
            ..View::default()
        };
        let same = self.shape.as_ref() == Some(&shape);
        let window = self.painter.window;
        if same {
            if let Some(camera) = scene.view.camera {
                self.camera = camera;
            }
            return;
        }
        self.shape = Some(shape);
        let (to, boxes) = if arrange::is_layered(&scene.graph, &scene.view) {
            let (points, boxes) = arrange::layers(&scene.graph, &scene.view, &scene.points);
            (points, Some(boxes))
        } else {
            if self.near.is_none() && self.stress.is_none() {
                self.stress = arrange::nearness(&scene.graph);
            }
            let near = self
                .near
                .clone()
                .or_else(|| self.stress.as_ref().filter(|stress| stress.has_begun()).map(Stress::points));
            (near.unwrap_or_else(|| scene.points.clone()), None)
        };
        let from = std::mem::replace(&mut scene.points, to.clone());
        scene.boxes.clone_from(&boxes);
        let focus = scene.view.focus.as_deref().and_then(|slug| scene.graph.find(slug));
        let fit = || {
            let bounds = Bounds::around(scene.corners())?;
            // Boxes are there to be read.
            let least = if scene.boxes.is_some() { LEGIBLE } else { 0.0 };
            let about = focus.map(|node| scene.points[node]);
            let about = about.or_else(|| scene.beginning(window.width / 2.0 / least.max(0.01)));
            Some(legible(window, bounds, about, least))
        };
        let camera = scene.view.camera.or_else(fit).unwrap_or(self.camera);
        let motion = Motion { start: None, cameras: (self.camera, camera), from, to, boxes };
        if let (Some(own), Some(_)) = (&mut scene.boxes, &motion.boxes) {
            own.routes.iter_mut().for_each(Vec::clear);
        }
        scene.points.clone_from(&motion.from);
        let at_once = dom::still() || scene.shown() > MOVABLE;
        self.motion = Some(motion);
        if at_once {
            self.finish_motion();
        }
    }

    /// Moves a little further; whether that was not all.
    fn move_on(&mut self, now: f64) -> bool {
        let (Some(motion), Some(scene)) = (&mut self.motion, &mut self.scene) else { return false };
        let share = (now - *motion.start.get_or_insert(now)) / MOTION;
        if share >= 1.0 {
            self.finish_motion();
            return true;
        }
        for (at, (from, to)) in scene.points.iter_mut().zip(motion.from.iter().zip(&motion.to)) {
            *at = arrange::between(*from, *to, share);
        }
        self.camera = camera::between(motion.cameras.0, motion.cameras.1, share);
        self.painter.stale();
        true
    }

    /// Is at the end of a motion at once.
    pub(super) fn finish_motion(&mut self) {
        if let (Some(motion), Some(scene)) = (self.motion.take(), &mut self.scene) {
            scene.points = motion.to;
            scene.boxes = motion.boxes;
            words::place_in_layers(scene);
            self.camera = motion.cameras.1;
            self.painter.stale();
        }
    }

    /// Works on the layout by nearness; whether there is more to do.
    fn seek(&mut self) -> bool {
        let (Some(stress), Some(scene)) = (&mut self.stress, &mut self.scene) else { return false };
        let clock = web_sys::window().and_then(|window| window.performance());
        let now = || clock.as_ref().map_or(0.0, web_sys::Performance::now);
        let start = now();
        let (mut more, had_begun) = (true, stress.has_begun());
        while more && now() - start < LAYOUT_MILLIS {
            more = stress.advance(TERMS);
        }
        self.frames += 1;
        let seen = scene.boxes.is_none() && self.motion.is_none() && stress.has_begun();
        if seen && (!more || !had_begun || self.frames.is_multiple_of(12)) {
            scene.points = stress.points();
            if scene.view.camera.is_none() && self.settled {
                let bounds = Bounds::around(scene.corners());
                self.camera = bounds.map_or(self.camera, |bounds| fitting(self.painter.window, bounds, 32.0));
            }
            self.painter.stale();
        }
        if more {
            let share = (stress.progress() * 100.0).floor();
            self.parts.state.set_text_content(Some(&sentences::arranging(share)));
        } else {
            self.near = Some(stress.points());
            self.stress = None;
            self.look();
            let _ = self.root.set_attribute("data-placed", "");
        }
        more
    }

    pub(super) fn play(&mut self) {
        let plays = self.playing.is_none();
        self.playing = plays.then_some(f64::NEG_INFINITY);
        self.parts.play.set_text_content(Some(if plays {
            sentences::tools::PAUSE
        } else {
            sentences::tools::PLAY
        }));
        let Some(scene) = &self.scene else { return };
        if plays && self.time.position(scene.view.until) >= self.time.end() {
            let first = self.time.until(0);
            self.go(|view, _| view.until = first);
        }
    }

    fn replay(&mut self, now: f64) {
        let (Some(last), Some(scene)) = (self.playing, &self.scene) else { return };
        if now - last < MOMENT {
            return;
        }
        self.playing = Some(now);
        let step = (self.time.end() / MOMENTS).max(1);
        let position = self.time.position(scene.view.until) + step;
        let until = self.time.until(position);
        self.go(|view, _| view.until = until);
        if position >= self.time.end() {
            self.playing = Some(now);
            self.play();
        }
    }

    /// Changes the view, and the history with it.
    pub(super) fn go(&mut self, change: impl FnOnce(&mut View, Camera)) {
        let Some(scene) = &mut self.scene else { return };
        let mut view = scene.view.clone();
        change(&mut view, self.camera);
        let shape = |view: &View| {
            (view.focus.clone(), view.depth, view.kinds.clone(), view.layout, view.folded.clone())
        };
        if shape(&view) != shape(&scene.view) {
            view.camera = None;
        }
        let still = |view: &View| View { camera: None, ..view.clone() };
        let other = still(&view) != still(&scene.view);
        let step = self.steps.change(&scene.view, &view);
        if let Some(window) = web_sys::window()
            && let (Ok(history), Ok(path)) = (window.history(), window.location().pathname())
        {
            let address = address(&path, &view);
            let _ = match step {
                HistoryChange::None => Ok(()),
                HistoryChange::Replace => history.replace_state_with_url(&JsValue::NULL, "", Some(&address)),
                HistoryChange::Push => history.push_state_with_url(&JsValue::NULL, "", Some(&address)),
            };
        }
        if other {
            // What the server said was of the view before.
            if let Some(said) =
                self.root.parent_element().and_then(|main| main.query_selector(".said").ok()?)
            {
                dom::hide(&said, true);
            }
            scene.look(view);
            self.look();
        } else {
            scene.view = view;
        }
    }

    fn act(&mut self, act: Act) {
        let window = self.painter.window;
        match act {
            Act::Data(Some(text)) => self.pieces = Some(Pieces::new(text)),
            Act::Data(None) => self.fail(),
            Act::Wheel(at, by) => {
                self.finish_motion();
                let factor = (-by / 400.0).clamp(-1.0, 1.0).exp();
                self.camera = zoomed(self.camera, window, at, factor);
            }
            Act::Down(id, at, tool) => self.down(id, at, tool),
            Act::Move(id, at) => self.pull(id, at),
            Act::Up(id) => self.release(id),
            Act::Cancel(id) => {
                self.let_go(id);
            }
            Act::Key(key) => {
                self.finish_motion();
                self.key(&key);
            }
            Act::Focus => {
                if let (None, Some(scene)) = (self.at, &self.scene) {
                    let focus = scene.view.focus.as_deref().and_then(|slug| scene.graph.find(slug));
                    self.at = focus.or_else(|| scene.most_related());
                    self.around = self.at;
                }
            }
            Act::Form => self.go(|view, _| *view = form::form_view(view)),
            Act::Pop => {
                self.steps.rest();
                let own = self.own.clone();
                if let Some(scene) = &mut self.scene {
                    scene.look(address_view(own.as_deref()));
                    self.look();
                }
            }
            Act::Redraw => self.painter.measure(&self.root),
            Act::Button(name) => self.button(&name),
            Act::Words(source, words) => {
                self.words.insert(source, words);
                self.write_card();
            }
            Act::Chains(chains) => self.mark(&chains),
            Act::Find(typed) => self.find(&typed),
            Act::FinderKey(key) => self.finder_key(&key),
            Act::Pick(node) => self.pick(node),
            Act::Time(position) => {
                let until = self.time.until(position);
                self.go(|view, _| view.until = until);
            }
            Act::Said(words) => self.parts.state.set_text_content(Some(words)),
        }
    }
}
