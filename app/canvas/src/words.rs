//! Where the words of relations stand: as the drawing of the server has them in layers, and among discs only those
//! that the reader is at.

use graph::drawing::{self, Line};
use graph::layout::labels::Rect;
use graph::view::{Camera, Shown};
use graph::{EdgeIndex, Point, View};

use crate::camera::{Window, to_picture, to_window};
use crate::scene::{Scene, size_at};

/// The size of words among discs, in pixels.
pub const SIZE: f64 = 11.0;
/// Room around discs.
const ROOM: f64 = 2.0;
/// The sign of a lock beside a disc.
const SIGN: f64 = 12.0;
/// The most words among discs: they are written in every frame.
const MAX_WORDS: usize = 40;
/// Of how many relations a place for the word is looked for: an article may have thousands.
const LOOKED_FOR: usize = 150;

/// For each edge of a picture in layers the middle of its word. A replay and what only dims move none.
#[must_use]
pub fn in_layers(scene: &Scene) -> Vec<Option<Point>> {
    let mut found = vec![None; scene.graph.edges.len()];
    let Some(boxes) = &scene.boxes else { return found };
    let selection = View { until: None, ..scene.view.clone() }.select(&scene.graph);
    let shown: Vec<EdgeIndex> =
        scene.graph.edge_indices().filter(|edge| selection.edges[*edge] != Shown::Hidden).collect();
    let edges: Vec<(Line, Option<&str>)> = shown
        .iter()
        .map(|edge| {
            let route = scene.route(*edge);
            let (a, b) = scene.ends(*edge);
            let line = if route.is_empty() { Line::Straight(a, b) } else { Line::Route(route) };
            (line, drawing::word(scene.graph.edges[*edge].kind))
        })
        .collect();
    let sizes = boxes.sizes.iter().zip(&scene.points);
    let rects: Vec<Rect> =
        sizes.filter_map(|(size, at)| size.map(|size| Rect::around(*at, size.width, size.height))).collect();
    // A box may have been pulled out of the picture as it was.
    let within = rects.iter().fold(drawing::within(boxes.size), |within, rect| Rect {
        left: within.left.min(rect.left),
        top: within.top.min(rect.top),
        right: within.right.max(rect.right),
        bottom: within.bottom.max(rect.bottom),
    });
    let places = drawing::beside(&rects, &edges, drawing::WORD, within);
    for (edge, at) in shown.into_iter().zip(places) {
        found[edge] = at;
    }
    found
}

/// Finds places for the words of a picture in layers that is at rest.
pub fn place_in_layers(scene: &mut Scene) {
    let words = in_layers(scene);
    if let Some(boxes) = &mut scene.boxes {
        boxes.words = words;
    }
}

/// For some edges among discs the middle of the word, where that covers no disc, none of `names` and no other word of
/// them as the window is.
#[must_use]
pub fn among_discs(
    scene: &Scene,
    camera: Camera,
    window: Window,
    chosen: &[EdgeIndex],
    names: &[Rect],
) -> Vec<(EdgeIndex, Point)> {
    let within = Rect { left: 0.0, top: 0.0, right: window.width, bottom: window.height };
    let to = |place: Point| to_window(camera, window, place);
    let discs = scene.graph.node_indices().filter(|node| scene.selection.nodes[*node] != Shown::Hidden);
    let taken: Vec<Rect> = discs
        .flat_map(|node| {
            let (at, radius) = (to(scene.points[node]), scene.radius(node) * size_at(camera.zoom));
            let side = 2.0 * (radius + ROOM);
            let sign = scene.graph.nodes[node].locked.then(|| drawing::lock_beside(at, radius));
            let sign = sign.map(|sign| Rect::around(sign, SIGN, SIGN));
            [Rect::around(at, side, side)].into_iter().chain(sign)
        })
        .filter(|disc| disc.touches(&within))
        .chain(names.iter().copied())
        .collect();
    let line = |edge: EdgeIndex| {
        let (a, b) = scene.ends(edge);
        (to(a), to(b))
    };
    let is_seen = |edge: &EdgeIndex| {
        let (a, b) = line(*edge);
        let (left, right) = (a.x.min(b.x), a.x.max(b.x));
        Rect { left, right, top: a.y.min(b.y), bottom: a.y.max(b.y) }.touches(&within)
    };
    let chosen: Vec<EdgeIndex> = chosen.iter().copied().filter(is_seen).take(LOOKED_FOR).collect();
    let edges: Vec<(Line, Option<&str>)> = chosen
        .iter()
        .map(|edge| {
            let (a, b) = line(*edge);
            (Line::Straight(a, b), drawing::word(scene.graph.edges[*edge].kind))
        })
        .collect();
    let places = drawing::beside(&taken, &edges, SIZE, within);
    let placed = chosen.iter().zip(places).filter_map(|(edge, at)| Some((*edge, at?)));
    placed.take(MAX_WORDS).map(|(edge, at)| (edge, to_picture(camera, window, at))).collect()
}

#[cfg(test)]
mod tests {
    use domain::relation::Kind;
    use graph::drawing::Options;
    use graph::layout::labels;
    use graph::view::Layout;

    use super::*;
    use crate::{arrange, sample};

    fn layered() -> Scene {
        let mut scene = Scene::new(sample::graph(), View::default());
        let (points, boxes) = arrange::layers(&scene.graph, &scene.view, &scene.points);
        (scene.points, scene.boxes) = (points, Some(boxes));
        scene
    }

    fn rect(scene: &Scene, edge: EdgeIndex, at: Point, size: f64) -> Rect {
        let word = drawing::word(scene.graph.edges[edge].kind).unwrap();
        Rect::around(at, labels::width(word, size), size)
    }

    #[test]
    fn in_layers_words_are_those_of_the_drawing_of_the_server() {
        let scene = layered();
        let words = in_layers(&scene);
        let drawn = drawing::draw(&scene.graph, &scene.view, &Options::default()).svg;
        let drawn = drawn.split("<g class=\"readings\"").nth(1).unwrap().split("</g>").next().unwrap();
        assert_eq!(words.iter().flatten().count(), drawn.matches("<text").count());
        for (edge, at) in EdgeIndex::below(words.len()).zip(words).filter_map(|(edge, at)| Some((edge, at?)))
        {
            assert_ne!(scene.graph.edges[edge].kind, Kind::PartOf);
            let x = format!("x=\"{}\"", (at.x * 10.0).round() / 10.0);
            assert!(drawn.contains(&x), "{drawn} has not {x}");
        }
    }

    #[test]
    fn in_layers_a_replay_moves_no_word_and_a_box_pulled_elsewhere_has_new_ones() {
        let mut scene = layered();
        let before = in_layers(&scene);
        scene.look(View { until: Some(domain::id::Timestamp(0)), ..View::default() });
        assert_eq!(in_layers(&scene), before);
        scene.look(View::default());
        let size = scene.boxes.as_ref().unwrap().size;
        scene.points[3] = Point { x: size.width - 100.0, y: size.height - 20.0 };
        for route in [2, 3] {
            scene.boxes.as_mut().unwrap().routes[route].clear();
        }
        for (edge, at) in
            scene.graph.edge_indices().zip(in_layers(&scene)).filter_map(|(edge, at)| Some((edge, at?)))
        {
            let word = rect(&scene, edge, at, drawing::WORD);
            for node in scene.graph.node_indices() {
                let size = scene.size(node).unwrap();
                assert!(!word.touches(&Rect::around(scene.points[node], size.width, size.height)));
            }
        }
    }

    #[test]
    fn among_discs_words_cover_no_disc_no_name_and_no_other_word() {
        let scene = Scene::new(sample::graph(), View { layout: Layout::Force, ..View::default() });
        let window = Window { width: 900.0, height: 700.0 };
        let camera = Camera { middle: Point { x: 100.0, y: 0.0 }, zoom: 2.5 };
        let all = among_discs(&scene, camera, window, &[0, 2, 3, 4].map(EdgeIndex), &[]);
        assert_eq!(all.iter().map(|(edge, _)| *edge).collect::<Vec<_>>(), [2, 3, 4].map(EdgeIndex));
        let place = |at: Point| to_window(camera, window, at);
        let rects: Vec<Rect> = all.iter().map(|(edge, at)| rect(&scene, *edge, place(*at), SIZE)).collect();
        for (nth, word) in rects.iter().enumerate() {
            assert!(rects[nth + 1..].iter().all(|other| !other.touches(word)));
            for node in scene.graph.node_indices() {
                let side = 2.0 * scene.radius(node) * size_at(camera.zoom);
                assert!(!word.touches(&Rect::around(place(scene.points[node]), side, side)));
            }
        }
        let name = Rect::around(place(all[0].1), 40.0, 17.0);
        let (edge, at) = among_discs(&scene, camera, window, &[EdgeIndex(2)], &[name])[0];
        assert!(!rect(&scene, edge, place(at), SIZE).touches(&name));
        let near = Camera { zoom: 0.3, ..camera };
        assert!(
            among_discs(&scene, near, window, &[2, 3, 4].map(EdgeIndex), &[]).is_empty(),
            "there is no room"
        );
    }
}
