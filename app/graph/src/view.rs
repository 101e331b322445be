//! Which part of a graph is looked at, and how: what an address of a picture says, on both sides.
//!
//! A view is read from the values of an address or a form, tolerantly, and written to an address again. What it
//! leaves out is hidden (out of the neighbourhood, folded away, not there yet) or dimmed (not by that author, not of
//! those words), so that a filter does not take the surroundings of what it finds away.

use std::collections::{BTreeSet, VecDeque};

use super::model::{Graph, NodeIndex, Point};
use domain::form::Values;
use domain::id::Timestamp;
use domain::relation::Kind;

/// The deepest neighbourhood, in steps.
pub const MAX_DEPTH: u8 = 4;
/// The most that words or a name of an address may have, in characters.
const MAX_WORDS: usize = 200;
/// The most branches that an address folds.
const MAX_FOLDED: usize = 100;

/// How nodes are placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Layout {
    /// In layers, along the relations.
    #[default]
    Layered,
    /// By how near they are related.
    Force,
}

/// What the colour of a node says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Colour {
    /// Of which kind most of its relations are.
    #[default]
    Kind,
    /// How much was written there, and how lately.
    Activity,
    /// How far it is from the focus.
    Distance,
}

/// Articles by their lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Locking {
    /// All of them.
    #[default]
    Any,
    /// Those that are locked.
    Locked,
    /// Those that are not.
    Open,
}

/// Where the middle of the window is, and how large things are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// The place of the picture in the middle of the window.
    pub middle: Point,
    /// How many pixels a unit of the picture has.
    pub zoom: f64,
}

/// See the module.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The slug of the article in the middle.
    pub focus: Option<String>,
    /// How many steps around the focus are shown, 1 to [`MAX_DEPTH`]; `None` for all.
    pub depth: Option<u8>,
    /// The kinds of relations that are shown.
    pub kinds: BTreeSet<Kind>,
    /// Only articles by whoever has this name are bright.
    pub author: String,
    /// Only articles made at this moment or later are bright.
    pub since: Option<Timestamp>,
    /// Only what was there at this moment is shown.
    pub until: Option<Timestamp>,
    /// Only articles with that lock are bright.
    pub locking: Locking,
    /// Only articles with these words in their titles are bright.
    pub words: String,
    /// How nodes are placed.
    pub layout: Layout,
    /// What their colour says.
    pub colour: Colour,
    /// Slugs of articles whose parts are folded away.
    pub folded: BTreeSet<String>,
    /// Slugs of two articles whose connection is marked.
    pub path: Option<(String, String)>,
    /// Where the window is; `None` to see everything.
    pub camera: Option<Camera>,
}

impl Default for View {
    fn default() -> Self {
        Self {
            focus: None,
            depth: None,
            kinds: Kind::ALL.into_iter().collect(),
            author: String::new(),
            since: None,
            until: None,
            locking: Locking::default(),
            words: String::new(),
            layout: Layout::default(),
            colour: Colour::default(),
            folded: BTreeSet::new(),
            path: None,
            camera: None,
        }
    }
}

/// How a node or an edge is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// Not at all.
    Hidden,
    /// In the background: it is not what a filter asks for.
    Dimmed,
    /// As it is.
    Bright,
}

/// What a view shows of a graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// For each node.
    pub nodes: Vec<Shown>,
    /// For each edge.
    pub edges: Vec<Shown>,
    /// For each node, how many steps it is from the focus over shown edges; `None` for those out of reach, and
    /// without a focus.
    pub distances: Vec<Option<u32>>,
}

impl View {
    /// Reads a view from an address or a form. What cannot be read is as if it were not there. `kinds` is a list
    /// with dots between; boxes of a form say the same as `kind-supports=on`.
    #[must_use]
    pub fn read(values: &dyn Values) -> Self {
        let text = |name: &str| -> String { values.value(name).trim().chars().take(MAX_WORDS).collect() };
        let some = |name: &str| Some(text(name)).filter(|text| !text.is_empty());
        let listed: BTreeSet<Kind> = text("kinds").split('.').filter_map(Kind::from_name).collect();
        let boxes =
            Kind::ALL.into_iter().filter(|kind| !values.value(&format!("kind-{}", kind.name())).is_empty());
        let mut kinds: BTreeSet<Kind> = listed.into_iter().chain(boxes).collect();
        if kinds.is_empty() {
            kinds.extend(Kind::ALL);
        }
        Self {
            focus: some("focus"),
            depth: text("depth").parse().ok().filter(|depth| (1..=MAX_DEPTH).contains(depth)),
            kinds,
            author: text("author"),
            since: moment(&text("since")),
            until: moment(&text("until")),
            locking: match text("lock").as_str() {
                "locked" => Locking::Locked,
                "open" => Locking::Open,
                _ => Locking::Any,
            },
            words: text("words"),
            layout: if text("layout") == "force" { Layout::Force } else { Layout::Layered },
            colour: match text("colour").as_str() {
                "activity" => Colour::Activity,
                "distance" => Colour::Distance,
                _ => Colour::Kind,
            },
            // A slug has no dot.
            folded: values
                .value("fold")
                .split('.')
                .filter(|slug| !slug.is_empty())
                .take(MAX_FOLDED)
                .map(str::to_owned)
                .collect(),
            path: some("path").and_then(|path| {
                let (from, to) = path.split_once('.')?;
                Some((from.to_owned(), to.to_owned()))
            }),
            camera: camera(&text("at")),
        }
    }

    /// The names and values that [`View::read`] reads this view from; what is as by default is left out.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        let mut put = |name, value: String| {
            if !value.is_empty() {
                pairs.push((name, value));
            }
        };
        put("focus", self.focus.clone().unwrap_or_default());
        put("depth", self.depth.map(|depth| depth.to_string()).unwrap_or_default());
        if self.kinds.len() < Kind::ALL.len() {
            put("kinds", self.kinds.iter().map(|kind| kind.name()).collect::<Vec<_>>().join("."));
        }
        put("author", self.author.clone());
        put("since", self.since.map(minute).unwrap_or_default());
        put("until", self.until.map(minute).unwrap_or_default());
        put(
            "lock",
            match self.locking {
                Locking::Any => "",
                Locking::Locked => "locked",
                Locking::Open => "open",
            }
            .to_owned(),
        );
        put("words", self.words.clone());
        put("layout", if self.layout == Layout::Force { "force" } else { "" }.to_owned());
        put(
            "colour",
            match self.colour {
                Colour::Kind => "",
                Colour::Activity => "activity",
                Colour::Distance => "distance",
            }
            .to_owned(),
        );
        put("fold", self.folded.iter().cloned().collect::<Vec<_>>().join("."));
        put("path", self.path.as_ref().map(|(from, to)| format!("{from}.{to}")).unwrap_or_default());
        put(
            "at",
            self.camera
                .map(|camera| format!("{:.1},{:.1},{:.4}", camera.middle.x, camera.middle.y, camera.zoom))
                .unwrap_or_default(),
        );
        pairs
    }

    /// What it shows of a graph.
    #[must_use]
    pub fn select(&self, graph: &Graph) -> Selection {
        let there = |at: Timestamp| self.until.is_none_or(|until| at <= until);
        let mut nodes: Vec<Shown> = graph
            .nodes
            .iter()
            .map(|node| match (there(node.created), self.asks_for(graph, node)) {
                (false, _) => Shown::Hidden,
                (true, false) => Shown::Dimmed,
                (true, true) => Shown::Bright,
            })
            .collect();
        for node in self.folded_away(graph) {
            nodes[node] = Shown::Hidden;
        }
        let usable = |edge: &super::Edge| self.kinds.contains(&edge.kind) && there(edge.at);
        let mut distances = vec![None; nodes.len()];
        let focus = self.focus.as_deref().and_then(|slug| graph.find(slug));
        if let Some(focus) = focus {
            // What is looked at is there, whatever else is asked for.
            nodes[focus] = Shown::Bright;
            let edges = graph.incidence();
            let mut queue = VecDeque::from([(focus, 0)]);
            distances[focus] = Some(0);
            while let Some((node, steps)) = queue.pop_front() {
                for edge in edges[node].iter().map(|edge| &graph.edges[*edge]).filter(|edge| usable(edge)) {
                    let other = edge.other(node);
                    if distances[other].is_none() && nodes[other] != Shown::Hidden {
                        distances[other] = Some(steps + 1);
                        queue.push_back((other, steps + 1));
                    }
                }
            }
            if let Some(depth) = self.depth {
                for (shown, distance) in nodes.iter_mut().zip(&distances) {
                    if distance.is_none_or(|distance| distance > u32::from(depth)) {
                        *shown = Shown::Hidden;
                    }
                }
            }
        }
        let edges = graph
            .edges
            .iter()
            .map(|edge| if usable(edge) { nodes[edge.from].min(nodes[edge.to]) } else { Shown::Hidden })
            .collect();
        Selection { nodes, edges, distances }
    }

    fn asks_for(&self, graph: &Graph, node: &super::Node) -> bool {
        let lower = |text: &str| text.to_lowercase();
        (self.author.is_empty() || lower(&graph.authors[node.author]) == lower(&self.author))
            && self.since.is_none_or(|since| node.created >= since)
            && match self.locking {
                Locking::Any => true,
                Locking::Locked => node.locked,
                Locking::Open => !node.locked,
            }
            && {
                let title = lower(&node.title);
                lower(&self.words).split_whitespace().all(|word| title.contains(word))
            }
    }

    /// What is part of a folded article and of nothing that is shown.
    fn folded_away(&self, graph: &Graph) -> Vec<NodeIndex> {
        let folded: Vec<NodeIndex> = self.folded.iter().filter_map(|slug| graph.find(slug)).collect();
        if folded.is_empty() {
            return Vec::new();
        }
        let mut parts = vec![Vec::new(); graph.nodes.len()];
        let mut wholes = vec![0_usize; graph.nodes.len()];
        for edge in graph.edges.iter().filter(|edge| edge.kind == Kind::PartOf) {
            parts[edge.to].push(edge.from);
            wholes[edge.from] += 1;
        }
        let mut queue: VecDeque<NodeIndex> = folded.iter().flat_map(|node| parts[*node].clone()).collect();
        let mut gone = vec![false; graph.nodes.len()];
        let mut away = Vec::new();
        while let Some(node) = queue.pop_front() {
            wholes[node] = wholes[node].saturating_sub(1);
            if wholes[node] == 0 && !gone[node] {
                gone[node] = true;
                away.push(node);
                // The parts of a folded article are on their way already.
                if !folded.contains(&node) {
                    queue.extend(&parts[node]);
                }
            }
        }
        away
    }
}

/// A day, or a day and a minute, of UTC.
fn moment(text: &str) -> Option<Timestamp> {
    Timestamp::from_minute(text).or_else(|| Timestamp::from_minute(&format!("{text}T00:00")))
}

fn minute(at: Timestamp) -> String {
    at.rfc3339().trim_end_matches('Z').to_owned()
}

fn camera(text: &str) -> Option<Camera> {
    let numbers: Vec<f64> = text.split(',').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [x, y, zoom] = *numbers.as_slice() else { return None };
    let sound = |number: f64| number.is_finite() && number.abs() < 1e7;
    (sound(x) && sound(y) && (0.001..=1000.0).contains(&zoom))
        .then_some(Camera { middle: Point { x, y }, zoom })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::{AuthorIndex, sample};
    use domain::slug::Slug;

    /// With titles as slugs, each a minute later than the one before, by two authors in turn, the first one locked.
    fn graph(titles: &[&str], edges: &[(usize, Kind, usize)]) -> Graph {
        let mut graph = sample::graph(titles, edges);
        graph.authors.push("Guest".into());
        for (number, node) in graph.nodes.iter_mut().enumerate() {
            node.slug = Slug::parse(&node.title).unwrap();
            node.created = Timestamp(number as i64 * 60_000);
            node.author = AuthorIndex::from(number % 2);
            node.locked = number == 0;
        }
        graph
    }

    fn shown(graph: &Graph, view: &View) -> Vec<String> {
        let selection = view.select(graph);
        let bright = graph.nodes.iter().zip(selection.nodes).filter(|(_, shown)| *shown == Shown::Bright);
        bright.map(|(node, _)| node.title.clone()).collect()
    }

    fn chain() -> Graph {
        graph(
            &["a", "b", "c", "d", "e"],
            &[
                (1, Kind::PartOf, 0),
                (2, Kind::PartOf, 1),
                (3, Kind::Supports, 2),
                (4, Kind::PartOf, 1),
                (4, Kind::PartOf, 3),
            ],
        )
    }

    #[test]
    fn a_neighbourhood_has_what_is_within_so_many_steps_over_the_kinds_shown() {
        let focus = View { focus: Some("c".into()), depth: Some(1), ..View::default() };
        assert_eq!(shown(&chain(), &focus), ["b", "c", "d"]);
        let parts = View { kinds: [Kind::PartOf].into(), ..focus.clone() };
        assert_eq!(shown(&chain(), &parts), ["b", "c"]);
        let deeper = View { depth: Some(2), ..focus };
        assert_eq!(shown(&chain(), &deeper), ["a", "b", "c", "d", "e"]);
    }

    #[test]
    fn folding_hides_what_is_part_of_nothing_else_that_is_shown() {
        let view = View { folded: ["b".to_owned()].into(), ..View::default() };
        assert_eq!(shown(&chain(), &view), ["a", "b", "d", "e"]);
        let all = View { folded: ["b".to_owned(), "d".to_owned()].into(), ..View::default() };
        assert_eq!(shown(&chain(), &all), ["a", "b", "d"]);
    }

    #[test]
    fn a_circle_of_parts_folds_without_end_or_loss() {
        let circle =
            graph(&["a", "b", "c"], &[(0, Kind::PartOf, 1), (1, Kind::PartOf, 2), (2, Kind::PartOf, 0)]);
        let view = View { folded: ["a".to_owned()].into(), ..View::default() };
        assert!(shown(&circle, &view).len() < 3);
    }

    #[test]
    fn filters_dim_and_time_hides() {
        let words = View { words: "B".into(), ..View::default() };
        let selection = words.select(&chain());
        assert_eq!(selection.nodes[1], Shown::Bright);
        assert_eq!(selection.nodes[0], Shown::Dimmed);
        assert_eq!(selection.edges[0], Shown::Dimmed);
        let then = View { until: Some(Timestamp(60_000)), ..View::default() };
        assert_eq!(shown(&chain(), &then), ["a", "b"]);
        let locked = View { locking: Locking::Locked, ..View::default() };
        assert_eq!(shown(&chain(), &locked), ["a"]);
        let author = View { author: "guest".into(), ..View::default() };
        assert_eq!(shown(&chain(), &author), ["b", "d"]);
        let since = View { since: Some(Timestamp(180_000)), ..View::default() };
        assert_eq!(shown(&chain(), &since), ["d", "e"]);
    }

    fn views() -> impl Strategy<Value = View> {
        let slug = "[a-z][a-z0-9-]{0,12}[a-z]";
        let word = "[a-zé][a-zé ]{0,9}[a-z]";
        (
            (
                proptest::option::of(slug),
                proptest::option::of(1..=MAX_DEPTH),
                proptest::collection::btree_set(proptest::sample::select(Kind::ALL.to_vec()), 1..8),
                proptest::option::of(word),
                proptest::option::of(0_i64..3_000_000_000),
            ),
            (0_u8..3, 0_u8..2, 0_u8..3),
            proptest::collection::btree_set(slug, 0..4),
            proptest::option::of((slug, slug)),
            proptest::option::of((-9_000..9_000_i32, -9_000..9_000_i32, 1..900_u16)),
        )
            .prop_map(
                |((focus, depth, kinds, words, since), (lock, layout, colour), folded, path, at)| View {
                    focus,
                    depth,
                    kinds,
                    author: words.clone().unwrap_or_default(),
                    since: since.map(|second| Timestamp(second * 1_000)),
                    until: since.map(|second| Timestamp((second + 60) * 1_000)),
                    locking: [Locking::Any, Locking::Locked, Locking::Open][usize::from(lock)],
                    words: words.unwrap_or_default(),
                    layout: [Layout::Layered, Layout::Force][usize::from(layout)],
                    colour: [Colour::Kind, Colour::Activity, Colour::Distance][usize::from(colour)],
                    folded,
                    path,
                    camera: at.map(|(x, y, zoom)| Camera {
                        middle: Point { x: f64::from(x) / 2.0, y: f64::from(y) / 2.0 },
                        zoom: f64::from(zoom) / 8.0,
                    }),
                },
            )
    }

    proptest! {
        #[test]
        fn an_address_gives_the_view_that_it_was_made_of(view in views()) {
            let pairs: BTreeMap<String, String> =
                view.pairs().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            prop_assert_eq!(View::read(&pairs), view);
        }

        #[test]
        fn no_address_is_too_odd_to_be_read(name in "focus|depth|kinds|since|until|at|fold|path|words", value in ".{0,40}") {
            let values = BTreeMap::from([(name, value)]);
            let selection = View::read(&values).select(&chain());
            prop_assert_eq!(selection.nodes.len(), 5);
        }
    }
}
