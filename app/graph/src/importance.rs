//! How much an article matters in a picture: what is related to it, what is part of it, and what was said there.

use std::collections::VecDeque;

use super::{Graph, NodeIndex};
use domain::relation::Kind;

/// For each node a number from 1 upwards; more is more important. Of an article that is part of several, each has
/// its share.
#[must_use]
pub fn importance(graph: &Graph) -> Vec<f64> {
    let count = graph.nodes.len();
    let mut relations = vec![0.0_f64; count];
    let mut wholes = vec![Vec::new(); count];
    let mut waiting = vec![0_usize; count];
    for edge in &graph.edges {
        relations[edge.from] += 1.0;
        relations[edge.to] += 1.0;
        if edge.kind == Kind::PartOf {
            wholes[edge.from].push(edge.to);
            waiting[edge.to] += 1;
        }
    }
    // From the leaves upwards; what goes round in a circle is never ready and counts only its relations.
    let mut below = vec![0.0_f64; count];
    let mut ready: VecDeque<NodeIndex> = graph.node_indices().filter(|node| waiting[*node] == 0).collect();
    while let Some(node) = ready.pop_front() {
        #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
        let share = (below[node] + 1.0) / wholes[node].len().max(1) as f64;
        for whole in &wholes[node] {
            below[*whole] += share;
            waiting[*whole] -= 1;
            if waiting[*whole] == 0 {
                ready.push_back(*whole);
            }
        }
    }
    graph
        .node_indices()
        .map(|node| {
            let comments = f64::from(graph.nodes[node].comments);
            1.0 + (relations[node] + comments / 2.0).sqrt() + 2.0 * below[node].sqrt()
        })
        .collect()
}
