//! Which layer each box is in.

use std::collections::BTreeMap;

/// So many boxes that nothing hangs on may stand in one layer.
const TALL: usize = 18;

/// The layer of each box, and which edges are turned round because of a circle.
pub(super) fn ranks(out: &[Vec<(usize, usize)>], edges: &[(usize, usize)]) -> (Vec<usize>, Vec<bool>) {
    let count = out.len();
    let mut turned = vec![false; edges.len()];
    let mut incoming = vec![0_usize; count];
    for (a, _) in out.iter().flatten() {
        incoming[*a] += 1;
    }
    // First from what nothing is left of, then what is only in circles.
    let mut roots: Vec<usize> = (0..count).collect();
    roots.sort_by_key(|node| (incoming[*node] > 0, *node));
    let mut state = vec![0_u8; count];
    let mut finished = Vec::with_capacity(count);
    for root in roots {
        if state[root] != 0 {
            continue;
        }
        state[root] = 1;
        let mut stack = vec![(root, 0)];
        while let Some((node, next)) = stack.last_mut() {
            let node = *node;
            let Some((other, edge)) = out[node].get(*next).copied() else {
                state[node] = 2;
                finished.push(node);
                stack.pop();
                continue;
            };
            *next += 1;
            match state[other] {
                0 => {
                    state[other] = 1;
                    stack.push((other, 0));
                }
                1 => turned[edge] = true,
                _ => {}
            }
        }
    }
    let mut after = vec![Vec::new(); count];
    for (node, list) in out.iter().enumerate() {
        for (other, edge) in list {
            let (left, right) = if turned[*edge] { (*other, node) } else { (node, *other) };
            after[left].push(right);
        }
    }
    let mut rank = vec![0; count];
    for node in finished.iter().rev() {
        for other in &after[*node] {
            rank[*other] = rank[*other].max(rank[*node] + 1);
        }
    }
    // What has nothing left of it stands next to what hangs on it.
    let mut has_left = vec![false; count];
    for other in after.iter().flatten() {
        has_left[*other] = true;
    }
    for node in 0..count {
        if !has_left[node]
            && let Some(first) = after[node].iter().map(|other| rank[*other]).min()
        {
            rank[node] = first - 1;
        }
    }
    spread(&after, &finished, &mut rank);
    (rank, turned)
}

/// Parts of a wide whole that nothing hangs on stand in several layers in turn, so that the picture is not a ribbon.
fn spread(after: &[Vec<usize>], finished: &[usize], rank: &mut [usize]) {
    let mut leaves: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    // Left to right and top to bottom, as the first order goes.
    for node in finished.iter().rev().filter(|node| after[**node].is_empty()) {
        leaves.entry(rank[*node]).or_default().push(*node);
    }
    for nodes in leaves.into_values() {
        // About as wide as tall: a box and its gap are four times as wide as tall.
        let columns = if nodes.len() > TALL { (nodes.len() / 4).isqrt() } else { 1 };
        for (nth, node) in nodes.into_iter().enumerate() {
            rank[node] += nth % columns;
        }
    }
}
