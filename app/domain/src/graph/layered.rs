//! Layers from left to right: the whole, the cause and the question stand left of what hangs on them.
//!
//! Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical System Structures" (1981): circles are
//! opened by depth-first search, layers are those of the longest path, edges over several layers get a lane in each,
//! medians reduce crossings (Gansner et al., "A Technique for Drawing Directed Graphs", 1993), and places within a
//! layer are a least-squares fit that keeps the order (pool adjacent violators). The crate `rust-sugiyama` gives no
//! routes of long edges, so that they would run behind boxes.

use super::Point;

/// Room between two layers, between boxes of a layer, and the width of the lane of a passing edge.
const GUTTER: f64 = 72.0;
const GAP: f64 = 14.0;
const LANE: f64 = 4.0;
/// Room around everything.
const MARGIN: f64 = 16.0;
/// Sweeps that reduce crossings, and that fit places.
const SWEEPS: usize = 16;

/// Width and height.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Size {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// Where boxes and edges are.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layered {
    /// The middle of each box.
    pub points: Vec<Point>,
    /// For each edge its way from the first to the second box; empty for one from a box to itself.
    pub routes: Vec<Vec<Point>>,
    /// Of everything; it begins at 0, 0.
    pub size: Size,
}

/// A box, or the lane of an edge that passes a layer.
struct Item {
    rank: usize,
    height: f64,
    left: Vec<usize>,
    right: Vec<usize>,
    y: f64,
}

/// Lays boxes out. In an edge (a, b), b stands left of a, where no circle forbids it.
#[must_use]
pub fn layout(sizes: &[Size], edges: &[(usize, usize)]) -> Layered {
    let count = sizes.len();
    let sound: Vec<bool> = edges.iter().map(|(a, b)| a != b && *a < count && *b < count).collect();
    let mut out = vec![Vec::new(); count];
    for (nth, (a, b)) in edges.iter().enumerate().filter(|(nth, _)| sound[*nth]) {
        out[*b].push((*a, nth));
    }
    let (rank, turned) = ranks(&out, edges);
    let mut items: Vec<Item> = (0..count)
        .map(|node| Item {
            rank: rank[node],
            height: sizes[node].height,
            left: Vec::new(),
            right: Vec::new(),
            y: 0.0,
        })
        .collect();
    // Each edge as a chain of items, from left to right.
    let mut chains: Vec<Vec<usize>> = Vec::with_capacity(edges.len());
    for (nth, (a, b)) in edges.iter().enumerate() {
        if !sound[nth] {
            chains.push(Vec::new());
            continue;
        }
        let (left, right) = if turned[nth] { (*a, *b) } else { (*b, *a) };
        let mut chain = vec![left];
        for rank in rank[left] + 1..rank[right] {
            items.push(Item { rank, height: LANE, left: Vec::new(), right: Vec::new(), y: 0.0 });
            chain.push(items.len() - 1);
        }
        chain.push(right);
        for pair in chain.windows(2) {
            items[pair[0]].right.push(pair[1]);
            items[pair[1]].left.push(pair[0]);
        }
        chains.push(chain);
    }
    let mut layers = order(&items);
    reduce(&items, &mut layers);
    fit(&mut items, &layers);
    place(sizes, edges, &items, &layers, &chains, &turned)
}

/// The layer of each box, and which edges are turned round because of a circle.
fn ranks(out: &[Vec<(usize, usize)>], edges: &[(usize, usize)]) -> (Vec<usize>, Vec<bool>) {
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
    (rank, turned)
}

/// A first order: depth first from the left, so that a tree has no crossings.
fn order(items: &[Item]) -> Vec<Vec<usize>> {
    let count = items.iter().map(|item| item.rank + 1).max().unwrap_or(0);
    let mut layers = vec![Vec::new(); count];
    let mut seen = vec![false; items.len()];
    let mut starts: Vec<usize> = (0..items.len()).collect();
    starts.sort_by_key(|item| (!items[*item].left.is_empty(), *item));
    for start in starts {
        let mut stack = vec![start];
        while let Some(item) = stack.pop() {
            if !std::mem::replace(&mut seen[item], true) {
                layers[items[item].rank].push(item);
                stack.extend(items[item].right.iter().rev());
            }
        }
    }
    layers
}

fn positions(items: &[Item], layers: &[Vec<usize>]) -> Vec<usize> {
    let mut position = vec![0; items.len()];
    for layer in layers {
        for (nth, item) in layer.iter().enumerate() {
            position[*item] = nth;
        }
    }
    position
}

/// How often edges between neighbouring layers cross.
fn crossings(items: &[Item], layers: &[Vec<usize>]) -> usize {
    let position = positions(items, layers);
    let mut all = 0;
    for pair in layers.windows(2) {
        // A tree of counts (Barth, Jünger and Mutzel, "Simple and Efficient Bilayer Cross Counting", 2002).
        let mut counts = vec![0_usize; pair[1].len() + 1];
        let mut passed = 0;
        for item in &pair[0] {
            let mut ends: Vec<usize> = items[*item].right.iter().map(|other| position[*other]).collect();
            ends.sort_unstable();
            for end in &ends {
                let (mut at, mut before) = (end + 1, 0);
                while at > 0 {
                    before += counts[at];
                    at &= at - 1;
                }
                all += passed - before;
            }
            for end in &ends {
                let mut at = end + 1;
                while at < counts.len() {
                    counts[at] += 1;
                    at += at & at.wrapping_neg();
                }
            }
            passed += ends.len();
        }
    }
    all
}

/// Orders layers by the medians of their neighbours, from the left and from the right in turn, and keeps the best.
fn reduce(items: &[Item], layers: &mut Vec<Vec<usize>>) {
    let mut best = (crossings(items, layers), layers.clone());
    for sweep in 0..SWEEPS {
        if best.0 == 0 {
            break;
        }
        let mut position = positions(items, layers);
        let rightwards = sweep % 2 == 0;
        for step in 0..layers.len() {
            let nth = if rightwards { step } else { layers.len() - 1 - step };
            let mut keyed: Vec<(usize, usize, usize)> = layers[nth]
                .iter()
                .map(|item| {
                    let near = if rightwards { &items[*item].left } else { &items[*item].right };
                    let mut places: Vec<usize> = near.iter().map(|other| position[*other] * 2).collect();
                    places.sort_unstable();
                    let middle = places.len() / 2;
                    let median = match places.len() {
                        0 => position[*item] * 2,
                        even if even % 2 == 0 => usize::midpoint(places[middle - 1], places[middle]),
                        _ => places[middle],
                    };
                    (median, position[*item], *item)
                })
                .collect();
            keyed.sort_unstable();
            layers[nth] = keyed.into_iter().map(|(_, _, item)| item).collect();
            for (place, item) in layers[nth].iter().enumerate() {
                position[*item] = place;
            }
        }
        let now = crossings(items, layers);
        if now < best.0 {
            best = (now, layers.clone());
        }
    }
    *layers = best.1;
}

/// Finds the y of each item: near its neighbours, in order, and far enough from the next.
fn fit(items: &mut [Item], layers: &[Vec<usize>]) {
    for layer in layers {
        let mut y = 0.0;
        for item in layer {
            items[*item].y = y + items[*item].height / 2.0;
            y += items[*item].height + GAP;
        }
    }
    // The last sweep comes from the right, so that a whole stands before the middle of its parts.
    for sweep in 0..SWEEPS {
        let rightwards = sweep % 2 == 0;
        for step in 0..layers.len() {
            let layer = &layers[if rightwards { step } else { layers.len() - 1 - step }];
            let (mut offset, mut wishes) = (0.0, Vec::with_capacity(layer.len()));
            for (nth, item) in layer.iter().enumerate() {
                let own = &items[*item];
                if nth > 0 {
                    offset += (items[layer[nth - 1]].height + own.height) / 2.0 + GAP;
                }
                let near = match (rightwards, own.left.is_empty(), own.right.is_empty()) {
                    (true, false, _) | (false, false, true) => &own.left,
                    _ => &own.right,
                };
                let sum: f64 = near.iter().map(|other| items[*other].y).sum();
                #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
                let wish = if near.is_empty() { own.y } else { sum / near.len() as f64 };
                wishes.push((wish - offset, if near.is_empty() { 0.1 } else { 1.0 }, offset));
            }
            for (item, y) in layer.iter().zip(ascending(&wishes)) {
                items[*item].y = y;
            }
        }
    }
}

/// The ascending numbers nearest to the wishes (each with a weight), with their offsets added again.
fn ascending(wishes: &[(f64, f64, f64)]) -> Vec<f64> {
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for (wish, weight, _) in wishes {
        let mut block = (wish * weight, *weight, 1);
        while let Some(last) = blocks.last()
            && last.0 / last.1 >= block.0 / block.1
        {
            block = (block.0 + last.0, block.1 + last.1, block.2 + last.2);
            blocks.pop();
        }
        blocks.push(block);
    }
    let values = blocks.iter().flat_map(|(sum, weight, count)| std::iter::repeat_n(sum / weight, *count));
    values.zip(wishes).map(|(value, (_, _, offset))| value + offset).collect()
}

/// Columns of the layers, and the ways of the edges: straight through columns, with bends between them.
fn place(
    sizes: &[Size],
    edges: &[(usize, usize)],
    items: &[Item],
    layers: &[Vec<usize>],
    chains: &[Vec<usize>],
    turned: &[bool],
) -> Layered {
    let top = items.iter().map(|item| item.y - item.height / 2.0).fold(f64::INFINITY, f64::min);
    let down = if top.is_finite() { MARGIN - top } else { 0.0 };
    let mut columns = Vec::with_capacity(layers.len());
    let mut x = MARGIN;
    for layer in layers {
        let boxes = layer.iter().filter(|item| **item < sizes.len());
        let wide = boxes.map(|item| sizes[*item].width).fold(0.0, f64::max);
        columns.push((x, x + wide));
        x += wide + GUTTER;
    }
    let middle = |item: usize| f64::midpoint(columns[items[item].rank].0, columns[items[item].rank].1);
    let points: Vec<Point> =
        (0..sizes.len()).map(|node| Point { x: middle(node), y: items[node].y + down }).collect();
    let routes = chains
        .iter()
        .enumerate()
        .map(|(nth, chain)| {
            let (Some(first), Some(last)) = (chain.first(), chain.last()) else { return Vec::new() };
            let at = |item: usize, x: f64| Point { x, y: items[item].y + down };
            let mut route = vec![at(*first, middle(*first) + sizes[*first].width / 2.0)];
            for item in &chain[1..chain.len() - 1] {
                let (left, right) = columns[items[*item].rank];
                route.extend([at(*item, left), at(*item, right)]);
            }
            route.push(at(*last, middle(*last) - sizes[*last].width / 2.0));
            // From left to right it goes from the second to the first, unless the edge was turned.
            if !turned[nth] {
                route.reverse();
            }
            debug_assert!(edges[nth].0 != edges[nth].1);
            route
        })
        .collect();
    let bottom = items.iter().map(|item| item.y + item.height / 2.0).fold(0.0_f64, |a, b| a.max(b + down));
    let width = (x - GUTTER + MARGIN).max(2.0 * MARGIN);
    Layered { points, routes, size: Size { width, height: bottom + MARGIN } }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_box_stands_on_another_and_circles_survive(
            heights in proptest::collection::vec(20_u8..60, 1..30),
            pairs in proptest::collection::vec((0_usize..30, 0_usize..30), 0..60),
        ) {
            let sizes: Vec<Size> =
                heights.iter().map(|height| Size { width: 120.0, height: f64::from(*height) }).collect();
            let found = layout(&sizes, &pairs);
            prop_assert_eq!(&found, &layout(&sizes, &pairs));
            prop_assert_eq!(found.routes.len(), pairs.len());
            for (a, first) in found.points.iter().enumerate() {
                prop_assert!(first.x.is_finite() && first.y.is_finite());
                for (b, second) in found.points.iter().enumerate().skip(a + 1) {
                    let apart = (first.x - second.x).abs() >= 120.0
                        || (first.y - second.y).abs() + 1e-6 >= f64::midpoint(sizes[a].height, sizes[b].height);
                    prop_assert!(apart, "{} {}", a, b);
                }
            }
        }
    }
}
