//! In which order items stand in their layers, so that few edges cross.

use super::boxes::Item;

/// The most sweeps that reduce crossings, and the last of those without a gain.
const SWEEPS: usize = 24;
const PATIENCE: usize = 6;
/// How many places of an arc cost as much as a crossing (each counts at both its ends).
const CROSSING: usize = 4;
/// Layers with more items are not sifted.
const MANY: usize = 80;

/// A first order: depth first from the left, so that a tree has no crossings.
pub(super) fn order(items: &[Item]) -> Vec<Vec<usize>> {
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

/// How long the arcs within layers are, in places.
fn arcs(items: &[Item], layers: &[Vec<usize>]) -> usize {
    let position = positions(items, layers);
    items
        .iter()
        .enumerate()
        .flat_map(|(item, own)| own.beside.iter().map(move |other| (item, *other)))
        .map(|(item, other)| position[item].abs_diff(position[other]))
        .sum()
}

/// What an order costs: crossings, and with less weight how long the arcs within layers are.
fn cost(items: &[Item], layers: &[Vec<usize>]) -> usize {
    CROSSING * crossings(items, layers) + arcs(items, layers)
}

/// Orders layers by the medians of their neighbours, from the left and from the right in turn, exchanges neighbours
/// where that helps, and keeps the best.
pub(super) fn reduce(items: &[Item], layers: &mut Vec<Vec<usize>>) {
    exchange(items, layers);
    let mut best = (cost(items, layers), layers.clone());
    let mut since = 0;
    for sweep in 0..SWEEPS {
        if best.0 == 0 || since >= PATIENCE {
            break;
        }
        let mut position = positions(items, layers);
        let towards = if sweep % 2 == 0 { Sweep::Rightwards } else { Sweep::Leftwards };
        // Equals change places in every other pair of sweeps.
        let equals = if sweep % 4 >= 2 { Equals::Swap } else { Equals::Stay };
        for step in 0..layers.len() {
            let nth = match towards {
                Sweep::Rightwards => step,
                Sweep::Leftwards => layers.len() - 1 - step,
            };
            sort(items, &mut layers[nth], &mut position, towards, equals);
        }
        exchange(items, layers);
        let now = cost(items, layers);
        since += 1;
        if now < best.0 {
            best = (now, layers.clone());
            since = 0;
        }
    }
    *layers = best.1;
    for _ in 0..3 {
        let before = cost(items, layers);
        sift(items, layers);
        if cost(items, layers) >= before {
            break;
        }
    }
}

/// Moves items of layers with arcs to wherever in their layer they cost least, if it has not too many.
fn sift(items: &[Item], layers: &mut [Vec<usize>]) {
    let mut position = positions(items, layers);
    for layer in layers.iter_mut() {
        if layer.len() > MANY || layer.iter().all(|item| items[*item].beside.is_empty()) {
            continue;
        }
        let mut members = layer.clone();
        members.sort_unstable();
        for item in members {
            let first = position[item];
            let mut order: Vec<usize> = layer.iter().copied().filter(|other| *other != item).collect();
            order.insert(0, item);
            // From the top down: what each exchange adds.
            let long = |order: &[usize], position: &mut Vec<usize>| -> i64 {
                for (place, item) in order.iter().enumerate() {
                    position[*item] = place;
                }
                let all = order.iter().flat_map(|a| items[*a].beside.iter().map(move |b| (*a, *b)));
                all.map(|(a, b)| short(position[a].abs_diff(position[b]))).sum::<i64>()
            };
            let (mut crossed, mut found) = (0_i64, Vec::with_capacity(order.len()));
            found.push(long(&order, &mut position));
            for nth in 1..order.len() {
                let other = order[nth];
                crossed +=
                    short(meet(items, &position, other, item)) - short(meet(items, &position, item, other));
                order.swap(nth - 1, nth);
                found.push(short(CROSSING) * crossed + long(&order, &mut position));
            }
            let mut least = first;
            for (place, cost) in found.iter().enumerate() {
                if *cost < found[least] {
                    least = place;
                }
            }
            order.pop();
            order.insert(least, item);
            for (place, item) in order.iter().enumerate() {
                position[*item] = place;
            }
            *layer = order;
        }
    }
}

fn short(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// In which direction a sweep goes: a layer is ordered by the one before it.
#[derive(Clone, Copy)]
enum Sweep {
    Rightwards,
    Leftwards,
}

impl Sweep {
    /// The neighbours of an item in the layer before its own.
    fn before(self, item: &Item) -> &[usize] {
        match self {
            Self::Rightwards => &item.left,
            Self::Leftwards => &item.right,
        }
    }
}

/// What becomes of the order of items with equal medians.
#[derive(Clone, Copy)]
enum Equals {
    Stay,
    Swap,
}

/// Orders a layer by the medians of its neighbours on one side. What has none keeps its place.
fn sort(items: &[Item], layer: &mut [usize], position: &mut [usize], sweep: Sweep, equals: Equals) {
    let mut keyed: Vec<(usize, usize, usize)> = Vec::new();
    for item in layer.iter() {
        let near = sweep.before(&items[*item]);
        let mut places: Vec<usize> = near.iter().map(|other| position[*other] * 2).collect();
        places.sort_unstable();
        let middle = places.len() / 2;
        let median = match places.len() {
            0 => continue,
            even if even % 2 == 0 => usize::midpoint(places[middle - 1], places[middle]),
            _ => places[middle],
        };
        let tie = match equals {
            Equals::Stay => position[*item],
            Equals::Swap => usize::MAX - position[*item],
        };
        keyed.push((median, tie, *item));
    }
    keyed.sort_unstable();
    let mut next = keyed.into_iter();
    for item in layer.iter_mut() {
        let near = sweep.before(&items[*item]);
        if !near.is_empty()
            && let Some((.., other)) = next.next()
        {
            *item = other;
        }
    }
    for (place, item) in layer.iter().enumerate() {
        position[*item] = place;
    }
}

/// Exchanges neighbours in a layer as long as fewer edges cross, or as few and arcs are shorter.
fn exchange(items: &[Item], layers: &mut [Vec<usize>]) {
    const ROUNDS: usize = 12;
    let mut position = positions(items, layers);
    for _ in 0..ROUNDS {
        let mut gained = false;
        for layer in layers.iter_mut() {
            for nth in 1..layer.len() {
                let (a, b) = (layer[nth - 1], layer[nth]);
                let before = meet(items, &position, a, b);
                let after = meet(items, &position, b, a);
                let shorter = || {
                    let long = |at_a: usize, at_b: usize| -> usize {
                        let of = |item: usize, at: usize, not: usize| -> usize {
                            let far = items[item].beside.iter().filter(|other| **other != not);
                            far.map(|other| position[*other].abs_diff(at)).sum()
                        };
                        of(a, at_a, b) + of(b, at_b, a)
                    };
                    long(nth, nth - 1) < long(nth - 1, nth)
                };
                if after < before || after == before && shorter() {
                    layer.swap(nth - 1, nth);
                    (position[a], position[b]) = (nth, nth - 1);
                    gained = true;
                }
            }
        }
        if !gained {
            break;
        }
    }
}

/// How often the edges of two items cross if `upper` stands above `lower`.
fn meet(items: &[Item], position: &[usize], upper: usize, lower: usize) -> usize {
    let count = |a: &[usize], b: &[usize]| -> usize {
        a.iter().map(|a| b.iter().filter(|b| position[*a] > position[**b]).count()).sum()
    };
    count(&items[upper].left, &items[lower].left) + count(&items[upper].right, &items[lower].right)
}
