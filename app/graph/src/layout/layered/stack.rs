//! Components, and how they are stacked: the largest on top, small ones side by side below.

use super::boxes::{Layered, MARGIN, Size};
use crate::Point;

/// Room between components.
const GAP: f64 = 40.0;

/// What is connected.
pub(super) struct Part {
    pub(super) nodes: Vec<usize>,
    /// Positions of edges, with their ends as positions among the nodes of the part.
    pub(super) edges: Vec<(usize, (usize, usize))>,
}

/// The components, by their first nodes. Edges from a node to itself or to nothing are in none.
pub(super) fn components(count: usize, edges: &[(usize, usize)]) -> Vec<Part> {
    let sound = |(a, b): (usize, usize)| a != b && a < count && b < count;
    let mut near = vec![Vec::new(); count];
    for (a, b) in edges.iter().copied().filter(|pair| sound(*pair)) {
        near[a].push(b);
        near[b].push(a);
    }
    let mut of = vec![(usize::MAX, 0); count];
    let mut parts: Vec<Part> = Vec::new();
    for first in 0..count {
        if of[first].0 != usize::MAX {
            continue;
        }
        let part = parts.len();
        of[first].0 = part;
        let (mut nodes, mut next) = (vec![first], 0);
        while let Some(node) = nodes.get(next).copied() {
            next += 1;
            for other in &near[node] {
                if of[*other].0 == usize::MAX {
                    of[*other].0 = part;
                    nodes.push(*other);
                }
            }
        }
        nodes.sort_unstable();
        for (nth, node) in nodes.iter().enumerate() {
            of[*node].1 = nth;
        }
        parts.push(Part { nodes, edges: Vec::new() });
    }
    for (nth, (a, b)) in edges.iter().copied().enumerate().filter(|(_, pair)| sound(*pair)) {
        parts[of[a].0].edges.push((nth, (of[a].1, of[b].1)));
    }
    parts
}

/// All components in one picture.
pub(super) fn stack(nodes: usize, edges: usize, parts: &[Part], laid: &[Layered]) -> Layered {
    let mut all = Layered {
        points: vec![Point::default(); nodes],
        routes: vec![Vec::new(); edges],
        size: Size { width: 2.0 * MARGIN, height: 2.0 * MARGIN },
    };
    let area: f64 = laid.iter().map(|part| (part.size.width + GAP) * (part.size.height + GAP)).sum();
    let widest = laid.iter().map(|part| part.size.width).fold(0.0, f64::max);
    // About as wide as three to two, where the widest is not wider.
    let room = widest.max((area * 1.5).sqrt());
    let mut order: Vec<usize> = (0..laid.len()).collect();
    order.sort_by_key(|nth| (std::cmp::Reverse(parts[*nth].nodes.len()), *nth));
    let (mut left, mut top, mut tall) = (0.0, 0.0, 0.0_f64);
    for nth in order {
        let (part, found) = (&parts[nth], &laid[nth]);
        // Each has its own margin.
        let (width, height) = (found.size.width - 2.0 * MARGIN, found.size.height - 2.0 * MARGIN);
        if left > 0.0 && left + width > room - 2.0 * MARGIN {
            (left, top, tall) = (0.0, top + tall + GAP, 0.0);
        }
        let moved = |point: Point| Point { x: point.x + left, y: point.y + top };
        for (own, node) in part.nodes.iter().enumerate() {
            all.points[*node] = moved(found.points[own]);
        }
        for (own, (edge, _)) in part.edges.iter().enumerate() {
            all.routes[*edge] = found.routes[own].iter().copied().map(moved).collect();
        }
        all.size.width = all.size.width.max(left + width + 2.0 * MARGIN);
        all.size.height = all.size.height.max(top + height + 2.0 * MARGIN);
        left += width + GAP;
        tall = tall.max(height);
    }
    all
}
