//! What hands do: pointers, keys, buttons, and the finder.

use graph::{NodeIndex, Point, View};
use web_sys::Element;

use super::answers::Item;
use super::dom;
use super::picture::Picture;
use super::pointer::{Pointer, Tool};
use crate::camera::{Bounds, fitting, panned, to_picture, to_window, zoomed};
use crate::find;
use crate::scene::{HIT_RADIUS_PX, Scene};
use crate::walk::{self, Arrow, Turn};
use crate::words;

/// How far a pointer must go until it pulls, in pixels.
const PULL: f64 = 5.0;
/// How soon and how near a second tap must be, in milliseconds and pixels.
const TWICE: (f64, f64) = (350.0, 30.0);
/// How near to a node a finger must be, in pixels.
const FINGER: f64 = 18.0;

impl Picture {
    fn node_at(&self, at: Point, near: f64) -> Option<NodeIndex> {
        let place = to_picture(self.camera, self.painter.window, at);
        self.scene.as_ref()?.node_at(place, self.camera.zoom, near)
    }

    pub(super) fn down(&mut self, id: i32, at: Point, tool: Tool) {
        self.finish_motion();
        let near = match tool {
            Tool::Finger => FINGER,
            Tool::Mouse => HIT_RADIUS_PX,
        };
        let node = self.node_at(at, near);
        // Two fingers pinch, and pull nothing.
        for other in &mut self.pointers {
            other.node = None;
            other.pulls = true;
        }
        let pulls = !self.pointers.is_empty();
        let node = node.filter(|_| !pulls);
        self.pointers.push(Pointer { id, at, start: at, pulls, tool, node });
    }

    fn hover(&mut self, to: Point) {
        let node = self.node_at(to, HIT_RADIUS_PX);
        let place = to_picture(self.camera, self.painter.window, to);
        let edge = || self.scene.as_ref()?.edge_at(place, self.camera.zoom);
        let item = node.map(Item::Node).or_else(|| edge().map(Item::Edge));
        let _ = self.root.set_attribute(
            "data-over",
            match item {
                Some(Item::Node(_)) => "article",
                Some(Item::Edge(_)) => "relation",
                None => "",
            },
        );
        if let Some(node) = node {
            self.at = Some(node);
            self.around = self.at;
            self.came = None;
        }
        // Where nothing is, the card stays, so that the way to it is open.
        if item.is_some() {
            self.point(item);
        }
    }

    pub(super) fn pull(&mut self, id: i32, to: Point) {
        let Some(position) = self.pointers.iter().position(|pointer| pointer.id == id) else {
            if self.pointers.is_empty() {
                self.hover(to);
            }
            return;
        };
        let other = self.pointers.iter().find(|pointer| pointer.id != id).map(|pointer| pointer.at);
        let fills = self.fills_window();
        let pointer = &mut self.pointers[position];
        let from = std::mem::replace(&mut pointer.at, to);
        pointer.pulls |= pointer.start.distance(to) > PULL;
        if let Some(other) = other {
            let factor = other.distance(to).max(1.0) / other.distance(from).max(1.0);
            let middle = Point { x: f64::midpoint(to.x, other.x), y: f64::midpoint(to.y, other.y) };
            self.camera = panned(self.camera, (to.x - from.x) / 2.0, (to.y - from.y) / 2.0);
            self.camera = zoomed(self.camera, self.painter.window, middle, factor);
        } else if pointer.tool == Tool::Finger && !fills {
            // The page scrolls by it, which a browser says only after the first moves.
        } else if pointer.pulls {
            if let (Some(node), Some(scene)) = (pointer.node, &mut self.scene) {
                scene.points[node] = to_picture(self.camera, self.painter.window, to);
                // Ways that were found for the old place are straight from now on.
                if let Some(boxes) = &mut scene.boxes {
                    for edge in &scene.incidence[node] {
                        boxes.routes[*edge].clear();
                        if let Some(word) = boxes.words.get_mut(edge.index()) {
                            *word = None;
                        }
                    }
                } else if let Some(near) = &mut self.near {
                    near[node] = scene.points[node];
                }
                self.at = Some(node);
                self.painter.stale();
            } else {
                self.camera = panned(self.camera, to.x - from.x, to.y - from.y);
            }
        }
    }

    /// Forgets a pointer, and finds places for the words of what it pulled.
    pub(super) fn let_go(&mut self, id: i32) -> Option<Pointer> {
        let position = self.pointers.iter().position(|pointer| pointer.id == id)?;
        let pointer = self.pointers.remove(position);
        if let (true, Some(_), Some(scene)) = (pointer.pulls, pointer.node, &mut self.scene) {
            words::place_in_layers(scene);
            self.painter.stale();
        }
        Some(pointer)
    }

    pub(super) fn release(&mut self, id: i32) {
        let Some(pointer) = self.let_go(id).filter(|pointer| !pointer.pulls) else { return };
        let twice = self
            .tapped
            .is_some_and(|(time, at)| self.now - time < TWICE.0 && at.distance(pointer.at) < TWICE.1);
        self.tapped = Some((self.now, pointer.at)).filter(|_| !twice);
        if twice && (pointer.tool == Tool::Finger || pointer.node.is_none()) {
            self.camera = zoomed(self.camera, self.painter.window, pointer.at, 1.8);
            return;
        }
        match (pointer.node, pointer.tool) {
            (Some(node), Tool::Mouse) => self.open(node),
            (Some(node), Tool::Finger) => {
                self.at = Some(node);
                self.around = self.at;
                self.came = None;
                self.point(Some(Item::Node(node)));
            }
            (None, tool) => {
                let place = to_picture(self.camera, self.painter.window, pointer.at);
                let edge = self.scene.as_ref().and_then(|scene| scene.edge_at(place, self.camera.zoom));
                self.point(edge.filter(|_| tool == Tool::Finger).map(Item::Edge));
            }
        }
    }

    pub(super) fn open(&self, node: NodeIndex) {
        if let (Some(scene), Some(window)) = (&self.scene, web_sys::window()) {
            let _ = window
                .location()
                .assign(&domain::address::article(&scene.graph.nodes[node].slug).to_string());
        }
    }

    pub(super) fn button(&mut self, name: &str) {
        let pointed = match self.pointed {
            Some(Item::Node(node)) => Some(node),
            _ => None,
        };
        match name {
            "in" => self.key("+"),
            "out" => self.key("-"),
            "all" => self.key("0"),
            "full" => self.fill_window(None),
            "copy" => self.copy_link(),
            "svg" => self.save_svg(),
            "png" => self.save_png(),
            "play" => self.play(),
            "list" => self.write_list(),
            "open" => {
                if let Some(node) = pointed {
                    self.open(node);
                }
            }
            "focus" => self.focus_on(pointed),
            "fold" => self.fold(pointed),
            "nearer" | "farther" => self.go(|view, _| {
                view.depth = match (view.depth, name) {
                    (Some(depth), "nearer") => Some(depth.max(2) - 1),
                    (None, "nearer") => Some(4),
                    (Some(depth), _) if depth < 4 => Some(depth + 1),
                    _ => None,
                };
            }),
            _ => {}
        }
    }

    fn fills_window(&self) -> bool {
        self.root.class_list().contains("graph-full")
    }

    /// Fills the window with the picture, or no longer.
    fn fill_window(&mut self, fill: Option<bool>) {
        let fill = fill.unwrap_or(!self.fills_window());
        let _ = self.root.class_list().toggle_with_force("graph-full", fill);
        let _ = self.parts.full.set_attribute("aria-pressed", if fill { "true" } else { "false" });
        self.painter.measure(&self.root);
    }

    /// Has an article in the middle.
    fn focus_on(&mut self, node: Option<NodeIndex>) {
        self.change_at(node, |view, slug| {
            view.focus = Some(slug);
            view.depth = view.depth.or(Some(2));
        });
    }

    /// Folds the parts of an article away, or unfolds them.
    fn fold(&mut self, node: Option<NodeIndex>) {
        self.change_at(node, |view, slug| {
            if !view.folded.remove(&slug) {
                view.folded.insert(slug);
            }
        });
    }

    /// Changes the view by the slug of an article, which has the card then.
    fn change_at(&mut self, node: Option<NodeIndex>, change: fn(&mut View, String)) {
        let slug = |scene: &Scene| Some(scene.graph.nodes[node?].slug.as_str().to_owned());
        let Some(slug) = self.scene.as_ref().and_then(slug) else { return };
        self.go(|view, _| change(view, slug));
        self.write_card();
    }

    pub(super) fn key(&mut self, key: &str) {
        let window = self.painter.window;
        match key {
            "+" | "=" => self.camera = zoomed(self.camera, window, window.middle(), 1.3),
            "-" => self.camera = zoomed(self.camera, window, window.middle(), 1.0 / 1.3),
            "0" => {
                let bounds = self.scene.as_ref().and_then(|scene| Bounds::around(scene.corners()));
                self.camera = bounds.map_or(self.camera, |bounds| fitting(window, bounds, 32.0));
            }
            "Escape" if self.fills_window() => self.fill_window(Some(false)),
            "Escape" if self.pointed.is_some() => self.point(None),
            "Escape" => {
                let _ = self.painter.canvas.blur();
                self.at = None;
            }
            "Enter" => {
                if let Some(node) = self.at {
                    self.open(node);
                }
            }
            "f" => self.focus_on(self.at),
            "x" => self.fold(self.at),
            _ => self.walk(key),
        }
    }

    fn walk(&mut self, key: &str) {
        let (Some(scene), Some(at)) = (&self.scene, self.at) else { return };
        let of = |node| walk::neighbours(&scene.graph, &scene.incidence, &scene.selection.edges, node);
        let arrow = match key {
            "ArrowLeft" => Some(Arrow::Left),
            "ArrowRight" => Some(Arrow::Right),
            "ArrowUp" => Some(Arrow::Up),
            "ArrowDown" => Some(Arrow::Down),
            _ => None,
        };
        let from = if arrow.is_some() { at } else { self.around.unwrap_or(at) };
        let neighbours = of(from);
        let to = match arrow {
            Some(arrow) => walk::towards(&scene.points, from, &neighbours, arrow),
            None => {
                let turn = if key == "[" { Turn::Previous } else { Turn::Next };
                walk::turned(&neighbours, Some(at).filter(|at| *at != from), turn)
            }
        };
        let Some(to) = to else {
            self.parts.said.set_text_content(Some(messages::graph::NO_RELATION_THERE));
            return;
        };
        self.parts.said.set_text_content(Some(&walk::said(&scene.graph, from, to, &neighbours)));
        self.around = Some(if arrow.is_some() { to.node } else { from });
        self.came = Some(to.edge);
        self.stand_at(to.node);
    }

    /// Is at an article, which is in sight then and has its card.
    pub(super) fn stand_at(&mut self, node: NodeIndex) {
        let Some(scene) = &self.scene else { return };
        self.at = Some(node);
        let place = to_window(self.camera, self.painter.window, scene.points[node]);
        let inside = |at: f64, side: f64| (30.0..=side - 30.0).contains(&at);
        if !inside(place.x, self.painter.window.width) || !inside(place.y, self.painter.window.height) {
            self.camera.middle = scene.points[node];
        }
        self.point(Some(Item::Node(node)));
    }

    /// Offers the articles that have what was typed.
    pub(super) fn find(&mut self, typed: &str) {
        let Some(scene) = &self.scene else { return };
        self.found = find::titles(&scene.graph, typed);
        self.chosen = None;
        self.offer();
    }

    fn offer(&self) {
        let (input, list) = (&self.parts.finder, &self.parts.found);
        list.set_text_content(None);
        for (place, node) in self.found.iter().enumerate() {
            let title = self.scene.as_ref().map_or("", |scene| scene.graph.nodes[*node].title.as_str());
            let attributes = [
                ("id", format!("graph-found-{place}")),
                ("role", "option".to_owned()),
                ("data-node", node.index().to_string()),
                ("aria-selected", (self.chosen == Some(place)).to_string()),
            ];
            let attributes: Vec<(&str, &str)> =
                attributes.iter().map(|(name, value)| (*name, value.as_str())).collect();
            dom::add::<Element>(list, "li", &attributes, title);
        }
        dom::hide(list, self.found.is_empty());
        let _ = input.set_attribute("aria-expanded", if self.found.is_empty() { "false" } else { "true" });
        let _ = match self.chosen {
            Some(place) => input.set_attribute("aria-activedescendant", &format!("graph-found-{place}")),
            None => input.remove_attribute("aria-activedescendant"),
        };
    }

    pub(super) fn finder_key(&mut self, key: &str) {
        let count = self.found.len();
        match key {
            "ArrowDown" if count > 0 => self.chosen = Some(self.chosen.map_or(0, |at| (at + 1) % count)),
            "ArrowUp" if count > 0 => {
                self.chosen = Some(self.chosen.map_or(count - 1, |at| (at + count - 1) % count));
            }
            "Enter" => {
                if let Some(node) = self.found.get(self.chosen.unwrap_or_default()) {
                    self.pick(*node);
                }
                return;
            }
            "Escape" => self.found.clear(),
            _ => return,
        }
        self.offer();
    }

    /// Goes to an article that was found.
    pub(super) fn pick(&mut self, node: NodeIndex) {
        let Some(scene) = &self.scene else { return };
        let title = scene.graph.nodes[node].title.clone();
        let hidden = scene.selection.nodes[node] == graph::view::Shown::Hidden;
        let slug = scene.graph.nodes[node].slug.as_str().to_owned();
        self.parts.finder.set_value(&title);
        self.found.clear();
        self.chosen = None;
        self.offer();
        if hidden {
            self.go(|view, _| view.focus = Some(slug));
        }
        self.around = Some(node);
        self.came = None;
        self.stand_at(node);
        if let Some(scene) = &self.scene {
            self.camera.middle = scene.points[node];
            self.camera.zoom = self.camera.zoom.max(0.9);
        }
        self.finish_motion();
        let _ = self.painter.canvas.focus();
        self.parts.said.set_text_content(Some(&title));
    }
}
