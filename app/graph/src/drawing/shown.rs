//! What a picture shows of a graph, and what pictures of boxes and of dots have in common.

use std::cmp::Ordering;
use std::fmt::Write as _;

use domain::address;
use domain::relation::Kind;
use domain::text::isolated;
use messages::graph::drawing;
use messages::relate::kind::sentence;

use super::curve::{Curve, End};
use super::frame::{Options, Place, frame};
use super::style;
use super::text::{decimal, escape, plain, wrap};
use crate::chain::{self, Network};
use crate::layout::labels;
use crate::layout::layered::Size;
use crate::view::{Colour, Selection, Shown};
use crate::{Edge, EdgeIndex, Graph, NodeIndex, Point, View, family};

/// Edges with the positions of their ends in a list of nodes, of those that have both. Layouts take these positions, since
/// they know only what is in the list.
pub(super) fn between(
    graph: &Graph,
    nodes: &[NodeIndex],
    shown: impl Fn(EdgeIndex) -> bool,
) -> Vec<(EdgeIndex, (usize, usize))> {
    let mut position = vec![None; graph.nodes.len()];
    for (nth, node) in nodes.iter().enumerate() {
        position[*node] = Some(nth);
    }
    let edges = graph.indexed_edges().filter(|(index, _)| shown(*index));
    edges.filter_map(|(index, edge)| Some((index, (position[edge.from]?, position[edge.to]?)))).collect()
}

/// What is in the frame.
pub(super) struct Body {
    pub(super) body: String,
    pub(super) size: Size,
    pub(super) begin: Point,
    pub(super) heart: Point,
}

/// What belongs to a marked connection.
pub(super) struct Marked {
    pub(super) nodes: Vec<bool>,
    pub(super) edges: Vec<bool>,
}

impl Marked {
    /// The class of a node that belongs to it.
    fn node_class(&self, node: NodeIndex) -> &'static str {
        if self.nodes[node] { "path" } else { "" }
    }

    /// The class of an edge that belongs to it.
    fn edge_class(&self, edge: EdgeIndex) -> &'static str {
        if self.edges[edge] { "path" } else { "" }
    }
}

/// The connection that a view asks for, over what it shows.
pub(super) fn marked(graph: &Graph, view: &View, selection: &Selection) -> Marked {
    let mut marked = Marked { nodes: vec![false; graph.nodes.len()], edges: vec![false; graph.edges.len()] };
    let ends = view.path.as_ref().and_then(|(from, to)| Some((graph.find(from)?, graph.find(to)?)));
    let Some((from, to)) = ends else { return marked };
    let shown: Vec<EdgeIndex> =
        graph.edge_indices().filter(|edge| selection.edges[*edge] != Shown::Hidden).collect();
    let edges: Vec<Edge> = shown.iter().map(|edge| graph.edges[*edge].clone()).collect();
    let (mut incidence, mut sizes) = (vec![Vec::new(); graph.nodes.len()], vec![0; graph.nodes.len()]);
    // The network has only what is shown, with indices of its own.
    for (index, edge) in EdgeIndex::below(edges.len()).zip(&edges) {
        incidence[edge.from].push(index);
        incidence[edge.to].push(index);
        sizes[edge.to] += u32::from(edge.kind == Kind::PartOf);
    }
    let network = Network { edges: &edges, incidence: &incidence, sizes: &sizes };
    for found in chain::chains(&network, from, to, 1) {
        found.nodes.iter().for_each(|node| marked.nodes[*node] = true);
        found.edges.iter().for_each(|edge| marked.edges[shown[*edge]] = true);
    }
    marked
}

pub(super) struct Drawing<'a> {
    pub(super) graph: &'a Graph,
    pub(super) options: &'a Options<'a>,
    pub(super) colour: Colour,
    pub(super) selection: Selection,
    pub(super) focus: Option<NodeIndex>,
    pub(super) matters: Vec<f64>,
    pub(super) marked: Marked,
    pub(super) nodes: Vec<NodeIndex>,
    /// Each with the positions of its ends in `nodes`.
    pub(super) edges: Vec<(EdgeIndex, (usize, usize))>,
}

impl Drawing<'_> {
    /// Where one looks first, among the places of the nodes: at the focus, else at the first by an order.
    pub(super) fn begin(&self, points: &[Point], order: impl Fn(usize, usize) -> Ordering) -> Point {
        let focus = self.nodes.iter().position(|node| self.focus == Some(*node));
        let first = focus.or_else(|| (0..points.len()).min_by(|a, b| order(*a, *b)));
        first.and_then(|nth| points.get(nth)).copied().unwrap_or_default()
    }

    /// By how much the nodes at two positions matter.
    pub(super) fn by_matter(&self, a: usize, b: usize) -> Ordering {
        self.matters[self.nodes[b]].total_cmp(&self.matters[self.nodes[a]])
    }

    /// The edges, marks below them and tips at their ends.
    pub(super) fn lines(&self, curves: &[Option<Curve>]) -> String {
        let (mut marks, mut lines, mut tips) = (String::new(), String::new(), String::new());
        for ((index, _), curve) in self.edges.iter().zip(curves) {
            let (edge, Some(curve)) = (&self.graph.edges[*index], curve) else { continue };
            if self.marked.edges[*index] {
                let _ = write!(marks, "<path d=\"{}\"/>", curve.path(End::Plain));
            }
            let class = self
                .class(&[family(edge.kind), self.marked.edge_class(*index)], self.selection.edges[*index]);
            let path = curve.path(End::of(edge.kind));
            let says = escape(&self.reads(edge));
            let _ = write!(lines, "<path{class} d=\"{path}\"><title>{says}</title></path>");
            if End::of(edge.kind) == End::Tip {
                let _ = write!(tips, "<path{class} d=\"{}\"/>", curve.tip());
            }
        }
        let marks = if marks.is_empty() { marks } else { format!("<g class=\"marks\">{marks}</g>") };
        format!("{marks}<g class=\"edges\">{lines}</g><g class=\"tips\">{tips}</g>")
    }

    fn reads(&self, edge: &Edge) -> String {
        let (from, to) = (self.title(edge.from), self.title(edge.to));
        sentence(&isolated(&from), edge.kind.forward(), &isolated(&to))
    }

    pub(super) fn title(&self, node: NodeIndex) -> String {
        plain(&self.graph.nodes[node].title)
    }

    /// The beginning of a node: its link and its title.
    pub(super) fn link(&self, node: NodeIndex) -> String {
        let own = &self.graph.nodes[node];
        let title = self.title(node);
        let title = if own.locked { drawing::locked(&title) } else { title };
        let here = if self.focus == Some(node) { "here" } else { "" };
        format!(
            "<a{} href=\"{}\"><title>{}</title>",
            self.class(&[self.tint(node), self.marked.node_class(node), here], self.selection.nodes[node]),
            escape(&address::article(&own.slug).on(self.options.origin)),
            escape(&title)
        )
    }

    /// The class of a node's colour.
    fn tint(&self, node: NodeIndex) -> &'static str {
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
    fn kind(&self, node: NodeIndex) -> &'static str {
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
        let focus = self.focus.map(|focus| self.title(focus));
        let focus = focus.as_deref().map(isolated);
        let marked = self.edges.iter().filter(|(nth, _)| self.marked.edges[*nth]);
        let steps: Vec<String> = marked.map(|(nth, _)| self.reads(&self.graph.edges[*nth])).collect();
        drawing::description(self.nodes.len(), self.edges.len(), focus.as_deref(), &steps, left_out)
    }

    /// The SVG around its body, and its size.
    pub(super) fn frame(&self, body: &str, size: Size, left_out: usize) -> (String, Size) {
        let says = self.says(left_out);
        match self.options.place {
            Place::Page => {
                // A page gives pictures its whole width: a few boxes are not to be as large as posters.
                let whole = Size { width: size.width.max(self.options.least), ..size };
                let left = (whole.width - size.width) / 2.0;
                if left < 0.05 {
                    return (frame(self.options, &says, body, whole), whole);
                }
                let body = format!("<g transform=\"translate({} 0)\">{body}</g>", decimal(left));
                (frame(self.options, &says, &body, whole), whole)
            }
            Place::Image => {
                const HEAD: f64 = 52.0;
                let title = plain(self.options.title);
                let wide = size.width.max(labels::width(&title, 17.5).min(700.0) + 32.0).max(420.0);
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
                let (width, height) = (decimal(whole.width), decimal(whole.height));
                let title = wrap(&title, 17.5, wide - 32.0, 1).join("");
                let short = drawing::contents(self.nodes.len(), self.edges.len());
                let left = decimal((wide - size.width) / 2.0);
                let body = format!(
                    "<style>{}</style><rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\
                     <text class=\"head\" x=\"16\" y=\"28\">{}</text><text class=\"quiet\" x=\"16\" y=\"46\">{short}</text>\
                     <g transform=\"translate({left} {HEAD})\">{body}</g>{legend}",
                    style::STYLE,
                    escape(&title)
                );
                (frame(self.options, &says, &body, whole), whole)
            }
        }
    }
}
