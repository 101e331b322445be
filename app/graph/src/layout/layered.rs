//! Layers from left to right: the whole, the cause and the question stand left of what hangs on them.
//!
//! Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical System Structures" (1981): circles are
//! opened by depth-first search, layers are those of the longest path, edges over several layers get a lane in each,
//! medians and exchanges of neighbours reduce crossings (Gansner et al., "A Technique for Drawing Directed Graphs",
//! 1993), and places within a layer are a least-squares fit that keeps the order (pool adjacent violators). Components
//! are laid out by themselves and stacked. The crate `rust-sugiyama` gives no routes of long edges, so that they would
//! run behind boxes.

mod boxes;
mod order;
mod ranks;
mod routes;
mod stack;

pub use boxes::{Layered, Size};

use boxes::Item;

/// Room between the boxes of a layer, beside a lane, and between lanes; and the width of the lane of a passing edge.
const GAP: f64 = 16.0;
const BESIDE: f64 = 10.0;
const BETWEEN: f64 = 6.0;
const LANE: f64 = 2.0;
/// Sweeps that fit places.
const SWEEPS: usize = 16;
/// The most lanes and edges that take part in the layout. Where there are more, the longest edges lead straight from box to box:
/// with a hundred articles that are all related to each other lanes would be a hundred thousand, and take gigabytes.
const MAX_LANES: usize = 4_000;

/// Lays boxes out. In an edge (a, b), b stands left of a, where no circle forbids it.
#[must_use]
pub fn layout(sizes: &[Size], edges: &[(usize, usize)]) -> Layered {
    layout_by(sizes, edges, &vec![true; edges.len()])
}

/// Lays boxes out where only the edges that are `firm` decide about layers. The others lead wherever their ends are,
/// also from a box to one of the same layer.
#[must_use]
pub fn layout_by(sizes: &[Size], edges: &[(usize, usize)], firm: &[bool]) -> Layered {
    let parts = stack::components(sizes.len(), edges);
    let laid: Vec<Layered> = parts
        .iter()
        .map(|part| {
            let sizes: Vec<Size> = part.nodes.iter().map(|node| sizes[*node]).collect();
            let firm: Vec<bool> =
                part.edges.iter().map(|(nth, _)| firm.get(*nth).copied().unwrap_or(true)).collect();
            let edges: Vec<(usize, usize)> = part.edges.iter().map(|(_, pair)| *pair).collect();
            component(&sizes, &edges, &firm)
        })
        .collect();
    stack::stack(sizes.len(), edges.len(), &parts, &laid)
}

/// Lays out what is connected; every edge has two ends that differ.
fn component(sizes: &[Size], edges: &[(usize, usize)], firm: &[bool]) -> Layered {
    let count = sizes.len();
    let mut out = vec![Vec::new(); count];
    for (nth, (a, b)) in edges.iter().enumerate().filter(|(nth, _)| firm[*nth]) {
        out[*b].push((*a, nth));
    }
    let (rank, _) = ranks::ranks(&out, edges);
    let item = |rank: usize, height: f64, lane: bool| Item {
        rank,
        height,
        lane,
        left: Vec::new(),
        right: Vec::new(),
        beside: Vec::new(),
        y: 0.0,
    };
    let mut items: Vec<Item> = (0..count).map(|node| item(rank[node], sizes[node].height, false)).collect();
    // Each edge as a chain of items, from left to right.
    let mut chains: Vec<Vec<usize>> = Vec::with_capacity(edges.len());
    let straight = straight(edges, &rank);
    for ((a, b), straight) in edges.iter().zip(straight) {
        let (left, right) = if rank[*b] <= rank[*a] { (*b, *a) } else { (*a, *b) };
        let mut chain = vec![left];
        if straight {
            chain.push(right);
            chains.push(chain);
            continue;
        }
        if rank[left] == rank[right] {
            items[left].beside.push(right);
            items[right].beside.push(left);
            chain.push(right);
            chains.push(chain);
            continue;
        }
        for rank in rank[left] + 1..rank[right] {
            items.push(item(rank, LANE, true));
            chain.push(items.len() - 1);
        }
        chain.push(right);
        for pair in chain.windows(2) {
            items[pair[0]].right.push(pair[1]);
            items[pair[1]].left.push(pair[0]);
        }
        chains.push(chain);
    }
    let mut layers = order::order(&items);
    order::reduce(&items, &mut layers);
    fit(&mut items, &layers);
    routes::place(sizes, edges, &items, &layers, &chains)
}

/// Which edges take no part in the layout: the longest, where all together would have too many lanes.
fn straight(edges: &[(usize, usize)], rank: &[usize]) -> Vec<bool> {
    let spans: Vec<usize> = edges.iter().map(|(a, b)| rank[*a].abs_diff(rank[*b]).max(1)).collect();
    let mut straight = vec![false; edges.len()];
    if spans.iter().sum::<usize>() > MAX_LANES {
        let mut left = MAX_LANES;
        // Length by length rather than sorted: there are few, and what sorts is downloaded.
        for span in 1..=rank.len() {
            for (straight, _) in straight.iter_mut().zip(&spans).filter(|(_, of)| **of == span) {
                *straight = span > left;
                left = left.saturating_sub(span);
            }
        }
    }
    straight
}

/// How far the middles of two neighbours of a layer are apart at least.
fn apart(a: &Item, b: &Item) -> f64 {
    let gap = match (a.lane, b.lane) {
        (false, false) => GAP,
        (true, true) => BETWEEN,
        _ => BESIDE,
    };
    f64::midpoint(a.height, b.height) + gap
}

/// Finds the y of each item: near its neighbours, in order, and far enough from the next.
fn fit(items: &mut [Item], layers: &[Vec<usize>]) {
    for layer in layers {
        let mut y = 0.0;
        for (nth, item) in layer.iter().enumerate() {
            if nth > 0 {
                y += apart(&items[layer[nth - 1]], &items[*item]);
            }
            items[*item].y = y;
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
                    offset += apart(&items[layer[nth - 1]], own);
                }
                let near = match (rightwards, own.left.is_empty(), own.right.is_empty()) {
                    (true, false, _) | (false, false, true) => &own.left,
                    _ => &own.right,
                };
                let sum: f64 = near.iter().map(|other| items[*other].y).sum();
                #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
                let wish = if near.is_empty() { own.y } else { sum / near.len() as f64 };
                // Lanes want to be straight more than boxes want to be in the middle.
                let weight = if near.is_empty() {
                    0.1
                } else if own.lane {
                    3.0
                } else {
                    1.0
                };
                wishes.push((wish - offset, weight, offset));
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// It took gigabytes, and longer than anybody waits.
    #[test]
    fn boxes_that_are_all_related_to_each_other_are_laid_out_within_a_bound() {
        let sizes = vec![Size { width: 120.0, height: 30.0 }; 150];
        let pairs: Vec<(usize, usize)> = (0..150).flat_map(|a| (0..a).map(move |b| (a, b))).collect();
        let found = layout(&sizes, &pairs);
        assert!(found.routes.iter().all(|route| route.len() >= 2));
        assert!(found.routes.iter().map(Vec::len).sum::<usize>() < 2 * (MAX_LANES + pairs.len()));
    }

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
