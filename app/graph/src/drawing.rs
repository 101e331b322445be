//! A graph as a picture: SVG whose nodes are links, with a title and a description in words.
//!
//! Kinds are told by colour, by line pattern and by a word: in the title of each edge, and beside it where there is
//! room. Everything that comes from articles is escaped, and characters that XML forbids are left out.

mod boxes;
mod curve;
mod dots;
mod near;
mod readings;
mod style;
mod text;

pub use boxes::{Arranged, BOX, INSIDE, LINE, TEXT, arrange, lock_in};
pub use curve::way;
pub use dots::lock_beside;
pub use readings::{BELOW, Line, WORD, beside, within, word};
pub use style::lock;

use std::cmp::Ordering;
use std::fmt::Write as _;

use crate::chain::{self, Network};
use crate::layout::layered::Size;
use crate::view::{Colour, Layout, Selection, Shown};
use crate::{Edge, Graph, Point, View, family, importance};
use curve::Way;
use domain::relation::Kind;
use domain::text::isolated;
use text::{count, escape, one, plain};

/// The most nodes of a picture.
pub const MOST: usize = 200;
/// The most relations of a picture: with more of them no line can be followed, and each is laid out and drawn.
const EDGES: usize = 1_000;
/// How wide a picture is at least that has the whole width of a page.
const LEAST: f64 = 960.0;

/// Where a picture is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Place {
    /// In a page, whose style sheet gives the colours.
    #[default]
    Page,
    /// As a file of its own, with its colours inside.
    Image,
}

/// How a picture is drawn.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Where it is shown.
    pub place: Place,
    /// Its title.
    pub title: &'a str,
    /// What stands before the address of each article; empty on pages.
    pub origin: &'a str,
    /// At most so many nodes, and never more than [`MOST`].
    pub most: usize,
    /// Begins the ids, which are to be unique in a page.
    pub prefix: &'a str,
    /// How wide a picture on a page is at least, in its own units: what is narrower stands in the middle.
    pub least: f64,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            place: Place::Page,
            title: "Graph of the discussion",
            origin: "",
            most: MOST,
            prefix: "picture",
            least: LEAST,
        }
    }
}

/// A drawn picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// The SVG.
    pub svg: String,
    /// Its size.
    pub size: Size,
    /// Where one looks first, on a page: the middle of the focus, else of what it begins with.
    pub begin: Point,
    /// The same for a window in which only few articles have room: else the middle of what matters most.
    pub heart: Point,
    /// How many articles it shows.
    pub shown: usize,
    /// How many there was no room for.
    pub left_out: usize,
}

/// Draws what a view shows of a graph.
#[must_use]
pub fn draw(graph: &Graph, view: &View, options: &Options) -> Picture {
    let selection = view.select(graph);
    let focus = view.focus.as_deref().and_then(|slug| graph.find(slug));
    let matters = importance(graph);
    let marked = marked(graph, view, &selection);
    let mut nodes: Vec<usize> =
        (0..graph.nodes.len()).filter(|node| selection.nodes[*node] != Shown::Hidden).collect();
    let far = |node: usize| selection.distances[node].unwrap_or(u32::MAX);
    nodes.sort_by(|a, b| {
        (marked.nodes[*b].cmp(&marked.nodes[*a]))
            .then(far(*a).cmp(&far(*b)))
            .then(matters[*b].total_cmp(&matters[*a]))
            .then(a.cmp(b))
    });
    let all = nodes.len();
    nodes.truncate(options.most.min(MOST));
    let mut place = vec![0; graph.nodes.len()];
    nodes.iter().enumerate().for_each(|(nth, node)| place[*node] = nth);
    nodes.sort_unstable();
    let mut edges = between(graph, &nodes, |edge| selection.edges[edge] != Shown::Hidden);
    if edges.len() > EDGES {
        // What they are part of first, then between what comes first. Counted rather than sorted: what sorts is downloaded.
        let order = |nth: usize| match &graph.edges[nth] {
            _ if marked.edges[nth] => 0,
            edge if edge.kind == Kind::PartOf => 1,
            edge => 2 + place[edge.from].max(place[edge.to]),
        };
        let mut room = vec![0; all + 2];
        edges.iter().for_each(|(nth, _)| room[order(*nth)] += 1);
        let mut left = EDGES;
        for room in &mut room {
            *room = left.min(*room);
            left -= *room;
        }
        edges.retain(|(nth, _)| {
            let room = &mut room[order(*nth)];
            let fits = *room > 0;
            *room = room.saturating_sub(1);
            fits
        });
    }
    let drawing =
        Drawing { graph, options, colour: view.colour, selection, focus, matters, marked, nodes, edges };
    let Body { body, size, begin, heart } = match view.layout {
        Layout::Layered => drawing.boxes(),
        Layout::Force => drawing.dots(),
    };
    let (shown, left_out) = (drawing.nodes.len(), all - drawing.nodes.len());
    let own = size;
    let (svg, size) = drawing.frame(&body, size, left_out);
    // What is narrower than its frame stands in the middle of it.
    let placed = |at: Point| Point { x: at.x + (size.width - own.width) / 2.0, ..at };
    Picture { svg, size, begin: placed(begin), heart: placed(heart), shown, left_out }
}

/// Draws the neighbourhood of an article to depth 2 for the page of the article: 340 by 270, and laid out anew. It needs
/// no more styles than that page has.
#[must_use]
pub fn neighbourhood(graph: &Graph, centre: usize, options: &Options) -> Picture {
    near::draw(graph, centre, options)
}

/// Edges with the places of their ends in a list of nodes, of those that have both.
fn between(graph: &Graph, nodes: &[usize], shown: impl Fn(usize) -> bool) -> Vec<(usize, (usize, usize))> {
    let mut number = vec![None; graph.nodes.len()];
    for (nth, node) in nodes.iter().enumerate() {
        number[*node] = Some(nth);
    }
    let numbered = graph.edges.iter().enumerate().filter(|(nth, _)| shown(*nth));
    numbered.filter_map(|(nth, edge)| Some((nth, (number[edge.from]?, number[edge.to]?)))).collect()
}

/// What is in the frame.
struct Body {
    body: String,
    size: Size,
    begin: Point,
    heart: Point,
}

/// What belongs to a marked connection.
struct Marked {
    nodes: Vec<bool>,
    edges: Vec<bool>,
}

/// The connection that a view asks for, over what it shows.
fn marked(graph: &Graph, view: &View, selection: &Selection) -> Marked {
    let mut marked = Marked { nodes: vec![false; graph.nodes.len()], edges: vec![false; graph.edges.len()] };
    let ends = view.path.as_ref().and_then(|(from, to)| Some((graph.find(from)?, graph.find(to)?)));
    let Some((from, to)) = ends else { return marked };
    let shown: Vec<usize> =
        (0..graph.edges.len()).filter(|edge| selection.edges[*edge] != Shown::Hidden).collect();
    let edges: Vec<Edge> = shown.iter().map(|edge| graph.edges[*edge].clone()).collect();
    let (mut incidence, mut sizes) = (vec![Vec::new(); graph.nodes.len()], vec![0; graph.nodes.len()]);
    for (nth, edge) in edges.iter().enumerate() {
        incidence[edge.from].push(nth);
        incidence[edge.to].push(nth);
        sizes[edge.to] += u32::from(edge.kind == Kind::PartOf);
    }
    let network = Network { edges: &edges, incidence: &incidence, sizes: &sizes };
    for found in chain::chains(&network, from, to, 1) {
        found.nodes.iter().for_each(|node| marked.nodes[*node] = true);
        found.edges.iter().for_each(|edge| marked.edges[shown[*edge]] = true);
    }
    marked
}

struct Drawing<'a> {
    graph: &'a Graph,
    options: &'a Options<'a>,
    colour: Colour,
    selection: Selection,
    focus: Option<usize>,
    matters: Vec<f64>,
    marked: Marked,
    nodes: Vec<usize>,
    edges: Vec<(usize, (usize, usize))>,
}

impl Drawing<'_> {
    /// Where one looks first, among the places of the nodes: at the focus, else at the first by an order.
    fn begin(&self, points: &[Point], order: impl Fn(usize, usize) -> Ordering) -> Point {
        let focus = self.nodes.iter().position(|node| self.focus == Some(*node));
        let first = focus.or_else(|| (0..points.len()).min_by(|a, b| order(*a, *b)));
        first.and_then(|nth| points.get(nth)).copied().unwrap_or_default()
    }

    /// By how much nodes matter.
    fn by_matter(&self, a: usize, b: usize) -> Ordering {
        self.matters[self.nodes[b]].total_cmp(&self.matters[self.nodes[a]])
    }

    /// The edges, marks below them and tips at their ends.
    fn lines(&self, ways: &[Option<Way>]) -> String {
        let (mut marks, mut lines, mut tips) = (String::new(), String::new(), String::new());
        for ((nth, _), way) in self.edges.iter().zip(ways) {
            let (edge, Some(way)) = (&self.graph.edges[*nth], way) else { continue };
            if self.marked.edges[*nth] {
                let _ = write!(marks, "<path d=\"{}\"/>", way.path(false));
            }
            let class = self
                .class(&[family(edge.kind), self.mark(self.marked.edges[*nth])], self.selection.edges[*nth]);
            let path = way.path(!edge.kind.symmetric());
            let says = escape(&self.reads(edge));
            let _ = write!(lines, "<path{class} d=\"{path}\"><title>{says}</title></path>");
            if !edge.kind.symmetric() {
                let _ = write!(tips, "<path{class} d=\"{}\"/>", way.tip());
            }
        }
        let marks = if marks.is_empty() { marks } else { format!("<g class=\"marks\">{marks}</g>") };
        format!("{marks}<g class=\"edges\">{lines}</g><g class=\"tips\">{tips}</g>")
    }

    fn reads(&self, edge: &Edge) -> String {
        let (from, to) = (self.title(edge.from), self.title(edge.to));
        format!("{} {} {}", isolated(&from), edge.kind.forward(), isolated(&to))
    }

    fn title(&self, node: usize) -> String {
        plain(&self.graph.nodes[node].title)
    }

    /// The beginning of a node: its link and its title.
    fn link(&self, node: usize) -> String {
        let own = &self.graph.nodes[node];
        let locked = if own.locked { " (locked)" } else { "" };
        let here = if self.focus == Some(node) { "here" } else { "" };
        format!(
            "<a{} href=\"{}/a/{}\"><title>{}{locked}</title>",
            self.class(
                &[self.tint(node), self.mark(self.marked.nodes[node]), here],
                self.selection.nodes[node]
            ),
            escape(self.options.origin),
            escape(own.slug.as_str()),
            escape(&self.title(node))
        )
    }

    /// The class of a node's colour.
    fn tint(&self, node: usize) -> &'static str {
        const SHADES: [&str; 4] = ["c0", "c1", "c2", "c3"];
        match self.colour {
            Colour::Kind => self.kind(node),
            Colour::Activity => match self.graph.nodes[node].comments {
                0 => SHADES[3],
                1..=2 => SHADES[2],
                3..=9 => SHADES[1],
                _ => SHADES[0],
            },
            Colour::Distance => match self.selection.distances[node] {
                Some(0) => SHADES[0],
                Some(1) => SHADES[1],
                Some(2) => SHADES[2],
                _ => SHADES[3],
            },
        }
    }

    /// The family of most of its relations that are shown.
    fn kind(&self, node: usize) -> &'static str {
        const FAMILIES: [(&str, &str); 4] = [
            ("part", "k-part"),
            ("depends", "k-depends"),
            ("supports", "k-supports"),
            ("opposes", "k-opposes"),
        ];
        let mut counts = [0_usize; 4];
        for (nth, _) in &self.edges {
            let edge = &self.graph.edges[*nth];
            if (edge.from == node || edge.to == node)
                && let Some(family) = FAMILIES.iter().position(|(name, _)| *name == family(edge.kind))
            {
                counts[family] += 1;
            }
        }
        let most = counts.iter().copied().max().unwrap_or_default();
        FAMILIES[counts.iter().position(|count| *count == most).unwrap_or_default()].1
    }

    const fn mark(&self, marked: bool) -> &'static str {
        if marked { "path" } else { "" }
    }

    fn class(&self, names: &[&str], shown: Shown) -> String {
        let mut names: Vec<&str> = names.iter().copied().filter(|name| !name.is_empty()).collect();
        let dim = shown == Shown::Dimmed;
        if dim {
            names.push("dim");
        }
        let names = if names.is_empty() { String::new() } else { format!(" class=\"{}\"", names.join(" ")) };
        // Not `opacity`, for which a renderer paints each of hundreds of groups by itself.
        let faint = " fill-opacity=\"0.4\" stroke-opacity=\"0.4\"";
        let faint = if dim && self.options.place == Place::Image { faint } else { "" };
        names + faint
    }

    /// The picture in words.
    fn says(&self, left_out: usize) -> String {
        let mut says =
            format!("{} and {}", count(self.nodes.len(), "article"), count(self.edges.len(), "relation"));
        if let Some(focus) = self.focus {
            let _ = write!(says, "; in the middle is {}", isolated(&self.title(focus)));
        }
        says.push('.');
        if self.marked.edges.contains(&true) {
            says.push_str(" A connection is marked:");
            let marked = self.edges.iter().filter(|(nth, _)| self.marked.edges[*nth]);
            let steps: Vec<String> = marked.map(|(nth, _)| self.reads(&self.graph.edges[*nth])).collect();
            let _ = write!(says, " {}.", steps.join("; "));
        }
        if left_out > 0 {
            let _ = write!(says, " {} are left out.", count(left_out, "more article"));
        }
        says
    }

    /// The SVG around its body, and its size.
    fn frame(&self, body: &str, size: Size, left_out: usize) -> (String, Size) {
        let says = self.says(left_out);
        match self.options.place {
            Place::Page => {
                // A page gives pictures its whole width: a few boxes are not to be as large as posters.
                let whole = Size { width: size.width.max(self.options.least), ..size };
                let left = (whole.width - size.width) / 2.0;
                if left < 0.05 {
                    return (frame(self.options, &says, body, whole, false), whole);
                }
                let body = format!("<g transform=\"translate({} 0)\">{body}</g>", one(left));
                (frame(self.options, &says, &body, whole, false), whole)
            }
            Place::Image => {
                const HEAD: f64 = 52.0;
                let title = plain(self.options.title);
                let wide =
                    size.width.max(crate::layout::labels::width(&title, 17.5).min(700.0) + 32.0).max(420.0);
                let families: Vec<&str> =
                    self.edges.iter().map(|(edge, _)| family(self.graph.edges[*edge].kind)).collect();
                let legend = style::Legend {
                    families: &families,
                    colour: self.colour,
                    locked: self.nodes.iter().any(|node| self.graph.nodes[*node].locked),
                    marked: self.marked.edges.contains(&true),
                    dimmed: self.nodes.iter().any(|node| self.selection.nodes[*node] == Shown::Dimmed),
                };
                let (legend, tall) = style::legend(legend, wide, HEAD + size.height);
                let whole = Size { width: wide, height: HEAD + size.height + tall };
                let (width, height) = (one(whole.width), one(whole.height));
                let title = text::wrap(&title, 17.5, wide - 32.0, 1).join("");
                let short = format!(
                    "{}, {}",
                    count(self.nodes.len(), "article"),
                    count(self.edges.len(), "relation")
                );
                let left = one((wide - size.width) / 2.0);
                let body = format!(
                    "<style>{}</style><rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\
                     <text class=\"head\" x=\"16\" y=\"28\">{}</text><text class=\"quiet\" x=\"16\" y=\"46\">{short}</text>\
                     <g transform=\"translate({left} {HEAD})\">{body}</g>{legend}",
                    style::STYLE,
                    escape(&title)
                );
                (frame(self.options, &says, &body, whole, true), whole)
            }
        }
    }
}

fn frame(options: &Options, says: &str, body: &str, size: Size, sized: bool) -> String {
    let (prefix, title) = (escape(options.prefix), escape(&plain(options.title)));
    let (width, height) = (one(size.width), one(size.height));
    let own = if sized { format!(" width=\"{width}\" height=\"{height}\"") } else { String::new() };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" viewBox=\"0 0 {width} {height}\"{own} role=\"group\" \
         aria-labelledby=\"{prefix}-title {prefix}-desc\"><title id=\"{prefix}-title\">{title}</title>\
         <desc id=\"{prefix}-desc\">{}</desc>{body}</svg>",
        escape(says)
    )
}
