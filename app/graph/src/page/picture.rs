//! The picture: its elements, and what each act does.

use domain::graph::Point;
use domain::graph::view::Camera;
use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlCanvasElement, HtmlElement};

use super::paint::Painter;
use super::{Act, Desk, address_view, dom, form_view};
use crate::camera::{Bounds, fitting, panned, to_picture, to_window, zoomed};
use crate::pieces::Pieces;
use crate::scene::Scene;
use crate::steps::{Step, Steps, address};
use crate::walk::{self, Way, counted};

/// How far a pointer must go until it pulls, in pixels.
const PULL: f64 = 4.0;
/// How long nothing must have moved until it is drawn anew, in milliseconds.
const REST: f64 = 120.0;
/// Nodes and edges read in a frame.
const ITEMS: usize = 1_500;

/// A pointer that is down.
struct Pointer {
    id: i32,
    at: Point,
    start: Point,
    pulls: bool,
    node: Option<usize>,
}

/// See the module.
pub(crate) struct Picture {
    root: HtmlElement,
    painter: Painter,
    state: HtmlElement,
    said: HtmlElement,
    pieces: Option<Pieces>,
    scene: Option<Scene>,
    camera: Camera,
    steps: Steps,
    pointers: Vec<Pointer>,
    /// The article that the reader is at, and that from which brackets turn.
    at: Option<usize>,
    around: Option<usize>,
    moved: f64,
    settled: bool,
}

impl Picture {
    /// Puts its elements beside the drawing of the server, which stays until there is something to show.
    pub(crate) fn new(root: &HtmlElement, desk: &Desk) -> Option<Self> {
        let scene: Element = dom::add(root, "div", &[("class", "graph-scene"), ("hidden", "")], "")?;
        let canvas: HtmlCanvasElement = dom::add(
            &scene,
            "canvas",
            &[
                ("role", "application"),
                ("tabindex", "0"),
                ("aria-label", "Graph of the discussion"),
                ("aria-describedby", "graph-keys"),
            ],
            "",
        )?;
        let tools: Element = dom::add(
            &scene,
            "div",
            &[("class", "graph-tools"), ("role", "group"), ("aria-label", "Zoom")],
            "",
        )?;
        for (name, sign, does) in
            [("in", "+", "Zoom in"), ("out", "−", "Zoom out"), ("all", "Fit", "Show all of it")]
        {
            let button: Element = dom::add(
                &tools,
                "button",
                &[("type", "button"), ("class", "tool"), ("aria-label", does), ("title", does)],
                sign,
            )?;
            desk.on(&button, "click", move |_: &web_sys::Event| Some(Act::Button(name)));
        }
        dom::add::<Element>(
            root,
            "p",
            &[("id", "graph-keys"), ("class", "small")],
            "Arrow keys go along relations, [ and ] through neighbours, Enter opens, f sets the focus, x folds; + − 0 zoom.",
        )?;
        let state = dom::add(root, "p", &[("class", "small"), ("role", "status")], "Fetching the graph …")?;
        let said = dom::add(root, "p", &[("class", "visually-hidden"), ("aria-live", "polite")], "")?;
        Some(Self {
            root: root.clone(),
            painter: Painter::new(root, canvas)?,
            state,
            said,
            pieces: None,
            scene: None,
            camera: Camera { middle: Point::default(), zoom: 1.0 },
            steps: Steps::default(),
            pointers: Vec::new(),
            at: None,
            around: None,
            moved: 0.0,
            settled: true,
        })
    }

    pub(crate) const fn canvas(&self) -> &HtmlCanvasElement {
        &self.painter.canvas
    }

    /// Does what happened and draws; whether the next frame has work, too.
    pub(crate) fn frame(&mut self, now: f64, acts: Vec<Act>) -> bool {
        for act in acts {
            let before = self.camera;
            self.act(act);
            if self.camera != before {
                self.moved = now;
                self.settled = false;
            }
        }
        if self.read() {
            return true;
        }
        let Some(scene) = &self.scene else { return false };
        let moving = now - self.moved < REST || !self.pointers.is_empty();
        self.painter.show(scene, self.camera, moving, self.at);
        if !moving && !self.settled {
            self.settled = true;
            self.go(|view, camera| view.camera = Some(camera));
        }
        !self.settled
    }

    /// Reads more of the graph; whether there is still more.
    fn read(&mut self) -> bool {
        let Some(pieces) = &mut self.pieces else { return false };
        match pieces.advance(ITEMS) {
            Ok(true) => {
                let share = (pieces.progress() * 100.0).round();
                self.state.set_text_content(Some(&format!("Reading the graph: {share} %")));
                true
            }
            Ok(false) => {
                if let Some(graph) = self.pieces.take().and_then(Pieces::graph) {
                    self.begin(Scene::new(graph, address_view()));
                } else {
                    self.fail();
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
                let _ = if hidden {
                    element.set_attribute("hidden", "")
                } else {
                    element.remove_attribute("hidden")
                };
            }
        };
        hide(":scope > svg", true);
        hide(".graph-scene", false);
        self.painter.measure(&self.root);
        self.scene = Some(scene);
        self.look();
        let _ = self.root.set_attribute("data-ready", "");
    }

    fn fail(&self) {
        self.state.set_text_content(Some(
            "The graph could not be fetched. What is drawn here is as the server knew it; load the page again to try once more.",
        ));
    }

    /// After the view became another: camera, numbers and words.
    fn look(&mut self) {
        let Some(scene) = &self.scene else { return };
        self.camera = scene.view.camera.unwrap_or_else(|| {
            Bounds::around(scene.places())
                .map_or(self.camera, |bounds| fitting(self.painter.window, bounds, 48.0))
        });
        let shown = scene.shown();
        let words = if shown == 0 {
            "Nothing is left to show: take a filter away.".to_owned()
        } else {
            format!("{} of {} shown.", shown, counted(scene.graph.nodes.len(), "article"))
        };
        self.state.set_text_content(Some(&words));
        let _ = self.root.set_attribute("data-shown", &shown.to_string());
        let _ = self.root.set_attribute("data-focus", scene.view.focus.as_deref().unwrap_or_default());
        self.painter.stale();
    }

    /// Changes the view, and the history with it.
    fn go(&mut self, change: impl FnOnce(&mut domain::graph::View, Camera)) {
        let Some(scene) = &mut self.scene else { return };
        let mut view = scene.view.clone();
        change(&mut view, self.camera);
        let step = self.steps.change(&scene.view, &view);
        if let Some(window) = web_sys::window()
            && let (Ok(history), Ok(path)) = (window.history(), window.location().pathname())
        {
            let address = address(&path, &view);
            let _ = match step {
                Step::None => Ok(()),
                Step::Replace => history.replace_state_with_url(&JsValue::NULL, "", Some(&address)),
                Step::Push => history.push_state_with_url(&JsValue::NULL, "", Some(&address)),
            };
        }
        if step == Step::Push || view.words != scene.view.words || view.author != scene.view.author {
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
            Act::Wheel(x, y, by) => {
                self.camera =
                    zoomed(self.camera, window, Point { x, y }, (-by / 400.0).clamp(-1.0, 1.0).exp());
            }
            Act::Down(id, x, y) => {
                let at = Point { x, y };
                let node = self.node_at(at);
                self.pointers.push(Pointer { id, at, start: at, pulls: false, node });
            }
            Act::Move(id, x, y) => self.pull(id, Point { x, y }),
            Act::Up(id, meant) => self.release(id, meant),
            Act::Key(key) => self.key(&key),
            Act::Focus => {
                if let (None, Some(scene)) = (self.at, &self.scene) {
                    let focus = scene.view.focus.as_deref().and_then(|slug| scene.graph.find(slug));
                    self.at = focus.or_else(|| scene.most_related());
                    self.around = self.at;
                }
            }
            Act::Form => self.go(|view, _| *view = form_view(view)),
            Act::Pop => {
                self.steps.rest();
                if let Some(scene) = &mut self.scene {
                    scene.look(address_view());
                    self.look();
                }
            }
            Act::Redraw => self.painter.measure(&self.root),
            Act::Button("in") => self.key("+"),
            Act::Button("out") => self.key("-"),
            Act::Button(_) => self.key("0"),
        }
    }

    fn node_at(&self, at: Point) -> Option<usize> {
        let place = to_picture(self.camera, self.painter.window, at);
        self.scene.as_ref()?.node_at(place, self.camera.zoom)
    }

    fn pull(&mut self, id: i32, to: Point) {
        let Some(number) = self.pointers.iter().position(|pointer| pointer.id == id) else {
            if self.pointers.is_empty()
                && let Some(node) = self.node_at(to)
            {
                self.at = Some(node);
                self.around = self.at;
            }
            return;
        };
        let other = self.pointers.iter().find(|pointer| pointer.id != id).map(|pointer| pointer.at);
        let pointer = &mut self.pointers[number];
        let from = std::mem::replace(&mut pointer.at, to);
        pointer.pulls |= pointer.start.distance(to) > PULL;
        if let Some(other) = other {
            let factor = other.distance(to).max(1.0) / other.distance(from).max(1.0);
            let middle = Point { x: f64::midpoint(to.x, other.x), y: f64::midpoint(to.y, other.y) };
            self.camera = panned(self.camera, (to.x - from.x) / 2.0, (to.y - from.y) / 2.0);
            self.camera = zoomed(self.camera, self.painter.window, middle, factor);
        } else if pointer.pulls {
            if let (Some(node), Some(scene)) = (pointer.node, &mut self.scene) {
                scene.points[node] = to_picture(self.camera, self.painter.window, to);
                self.painter.stale();
            } else {
                self.camera = panned(self.camera, to.x - from.x, to.y - from.y);
            }
        }
    }

    fn release(&mut self, id: i32, meant: bool) {
        let Some(number) = self.pointers.iter().position(|pointer| pointer.id == id) else { return };
        let pointer = self.pointers.remove(number);
        if meant
            && !pointer.pulls
            && let Some(node) = pointer.node
        {
            self.open(node);
        }
    }

    fn open(&self, node: usize) {
        if let (Some(scene), Some(window)) = (&self.scene, web_sys::window()) {
            let _ = window.location().assign(&format!("/a/{}", scene.graph.nodes[node].slug.as_str()));
        }
    }

    fn key(&mut self, key: &str) {
        let window = self.painter.window;
        match key {
            "+" | "=" => self.camera = zoomed(self.camera, window, window.middle(), 1.3),
            "-" => self.camera = zoomed(self.camera, window, window.middle(), 1.0 / 1.3),
            "0" => {
                let bounds = self.scene.as_ref().and_then(|scene| Bounds::around(scene.places()));
                self.camera = bounds.map_or(self.camera, |bounds| fitting(window, bounds, 48.0));
            }
            "Escape" => {
                let _ = self.painter.canvas.blur();
                self.at = None;
            }
            "Enter" => {
                if let Some(node) = self.at {
                    self.open(node);
                }
            }
            "f" | "x" => {
                let slug = |scene: &Scene| Some(scene.graph.nodes[self.at?].slug.as_str().to_owned());
                let Some(slug) = self.scene.as_ref().and_then(slug) else { return };
                let folds = key == "x";
                self.go(|view, _| {
                    view.camera = None;
                    if !folds {
                        view.focus = Some(slug);
                        view.depth = view.depth.or(Some(2));
                    } else if !view.folded.remove(&slug) {
                        view.folded.insert(slug);
                    }
                });
            }
            _ => self.walk(key),
        }
    }

    fn walk(&mut self, key: &str) {
        let (Some(scene), Some(at)) = (&self.scene, self.at) else { return };
        let of = |node| walk::neighbours(&scene.graph, &scene.incidence, &scene.selection.edges, node);
        let arrow = match key {
            "ArrowLeft" => Some(Way::Left),
            "ArrowRight" => Some(Way::Right),
            "ArrowUp" => Some(Way::Up),
            "ArrowDown" => Some(Way::Down),
            _ => None,
        };
        let from = if arrow.is_some() { at } else { self.around.unwrap_or(at) };
        let neighbours = of(from);
        let to = match arrow {
            Some(way) => walk::towards(&scene.points, from, &neighbours, way),
            None => walk::turned(&neighbours, Some(at).filter(|at| *at != from), key == "["),
        };
        let Some(to) = to else {
            self.said.set_text_content(Some("Nothing related lies that way."));
            return;
        };
        self.said.set_text_content(Some(&walk::said(&scene.graph, from, to, &neighbours)));
        self.at = Some(to.node);
        self.around = Some(if arrow.is_some() { to.node } else { from });
        // What one is at is in sight.
        let place = to_window(self.camera, self.painter.window, scene.points[to.node]);
        let inside = |at: f64, side: f64| (30.0..=side - 30.0).contains(&at);
        if !inside(place.x, self.painter.window.width) || !inside(place.y, self.painter.window.height) {
            self.camera.middle = scene.points[to.node];
        }
    }
}
