//! A graph as a picture: SVG whose nodes are links, with a title and a description in words.
//!
//! Kinds are told by colour, by line pattern and by a word: in the title of each edge, and beside it where there is
//! room. Everything that comes from articles is escaped, and characters that XML forbids are left out.

mod boxes;
mod curve;
mod dots;
mod frame;
mod neighbourhood;
mod readings;
mod shown;
mod style;
mod text;

pub use boxes::{Arranged, BOX, INSIDE, LINE, TEXT, arrange, lock_in};
pub use curve::curve;
pub use dots::lock_beside;
pub use frame::{MAX_NODES, Options, Picture, Place};
pub use neighbourhood::neighbourhood;
pub use readings::{BELOW, Line, WORD, beside, within, word};
pub use style::lock;

use domain::relation::Kind;

use crate::view::{Layout, Shown};
use crate::{EdgeIndex, Graph, NodeIndex, Point, View, importance};
use shown::{Body, Drawing, between, marked};

/// The most relations of a picture: with more of them no line can be followed, and each is laid out and drawn.
const EDGES: usize = 1_000;

/// Draws what a view shows of a graph.
#[must_use]
pub fn draw(graph: &Graph, view: &View, options: &Options) -> Picture {
    let selection = view.select(graph);
    let focus = view.focus.as_deref().and_then(|slug| graph.find(slug));
    let matters = importance(graph);
    let marked = marked(graph, view, &selection);
    let mut nodes: Vec<NodeIndex> =
        graph.node_indices().filter(|node| selection.nodes[*node] != Shown::Hidden).collect();
    let far = |node: NodeIndex| selection.distances[node].unwrap_or(u32::MAX);
    nodes.sort_by(|a, b| {
        (marked.nodes[*b].cmp(&marked.nodes[*a]))
            .then(far(*a).cmp(&far(*b)))
            .then(matters[*b].total_cmp(&matters[*a]))
            .then(a.cmp(b))
    });
    let all = nodes.len();
    nodes.truncate(options.most.min(MAX_NODES));
    let mut place = vec![usize::MAX; graph.nodes.len()];
    nodes.iter().enumerate().for_each(|(nth, node)| place[*node] = nth);
    // Picked rather than sorted: what sorts is downloaded.
    let nodes: Vec<NodeIndex> = graph.node_indices().filter(|node| place[*node] != usize::MAX).collect();
    let mut edges = between(graph, &nodes, |edge| selection.edges[edge] != Shown::Hidden);
    if edges.len() > EDGES {
        // What they are part of first, then between what comes first. Counted rather than sorted: what sorts is downloaded.
        let order = |index: EdgeIndex| match &graph.edges[index] {
            _ if marked.edges[index] => 0,
            edge if edge.kind == Kind::PartOf => 1,
            edge => 2 + place[edge.from].max(place[edge.to]),
        };
        let mut room = vec![0; all + 2];
        edges.iter().for_each(|(edge, _)| room[order(*edge)] += 1);
        let mut left = EDGES;
        for room in &mut room {
            *room = left.min(*room);
            left -= *room;
        }
        edges.retain(|(edge, _)| {
            let room = &mut room[order(*edge)];
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
