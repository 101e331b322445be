//! Columns of the layers, and the ways of the edges: from port to port, straight through columns, with bends between.

use super::boxes::{Item, Layered, MARGIN, Size};
use crate::Point;

/// Room between two layers: at least, at most, and more the steeper edges are.
const NARROW: f64 = 56.0;
const WIDE: f64 = 150.0;
/// How far the ports of a box are apart, and from its corners.
const PORTS: f64 = 11.0;
const PORT_GAP: f64 = 7.0;
const CORNER: f64 = 9.0;

pub(super) fn place(
    sizes: &[Size],
    edges: &[(usize, usize)],
    items: &[Item],
    layers: &[Vec<usize>],
    chains: &[Vec<usize>],
) -> Layered {
    let top = items.iter().map(|item| item.y - item.height / 2.0).fold(f64::INFINITY, f64::min);
    let down = if top.is_finite() { MARGIN - top } else { 0.0 };
    let tracks = tracks(items, chains);
    let mut outs = vec![0.0_f64; layers.len()];
    for (chain, out) in chains.iter().zip(&tracks) {
        if let Some(first) = chain.first() {
            outs[items[*first].rank] = outs[items[*first].rank].max(*out);
        }
    }
    let (columns, width) = columns(sizes, items, layers, &outs);
    let middle = |item: usize| f64::midpoint(columns[items[item].rank].0, columns[items[item].rank].1);
    let points: Vec<Point> =
        (0..sizes.len()).map(|node| Point { x: middle(node), y: items[node].y + down }).collect();
    let ports = ports(items, chains, sizes.len());
    let routes = chains
        .iter()
        .enumerate()
        .map(|(nth, chain)| {
            let (Some(first), Some(last)) = (chain.first(), chain.last()) else { return Vec::new() };
            let right = |item: usize| middle(item) + sizes[item].width / 2.0;
            let begin = Point { x: right(*first), y: points[*first].y + ports[nth].0 };
            let mut route = vec![begin];
            if items[*first].rank == items[*last].rank {
                let end = Point { x: right(*last), y: points[*last].y + ports[nth].1 };
                let out = tracks[nth];
                route.push(Point { x: begin.x.max(end.x) + out, y: f64::midpoint(begin.y, end.y) });
                route.push(end);
            } else {
                for item in &chain[1..chain.len() - 1] {
                    let (left, right) = columns[items[*item].rank];
                    let y = items[*item].y + down;
                    route.extend([Point { x: left, y }, Point { x: right, y }]);
                }
                let left = middle(*last) - sizes[*last].width / 2.0;
                route.push(Point { x: left, y: points[*last].y + ports[nth].1 });
            }
            if *first != edges[nth].0 {
                route.reverse();
            }
            route
        })
        .collect();
    let bottom = items.iter().map(|item| item.y + item.height / 2.0).fold(0.0_f64, |a, b| a.max(b + down));
    Layered { points, routes, size: Size { width, height: bottom + MARGIN } }
}

/// How far arcs within a layer stand out: each has a track of its own where it passes others, the shortest the nearest.
const FIRST_TRACK: f64 = 20.0;
const TRACK: f64 = 8.0;
const FARTHEST: f64 = 110.0;

/// For each chain within a layer how far its arc stands out.
fn tracks(items: &[Item], chains: &[Vec<usize>]) -> Vec<f64> {
    let mut found = vec![0.0; chains.len()];
    let mut arcs: Vec<(usize, f64, f64, usize)> = Vec::new();
    for (nth, chain) in chains.iter().enumerate() {
        if let [a, b] = chain.as_slice()
            && items[*a].rank == items[*b].rank
        {
            let (top, bottom) = (items[*a].y.min(items[*b].y), items[*a].y.max(items[*b].y));
            arcs.push((items[*a].rank, top, bottom, nth));
        }
    }
    arcs.sort_by(|a, b| (a.2 - a.1).total_cmp(&(b.2 - b.1)).then(a.3.cmp(&b.3)));
    let mut taken: Vec<Vec<(usize, f64, f64)>> = Vec::new();
    for (rank, top, bottom, nth) in arcs {
        let free = |track: &Vec<(usize, f64, f64)>| {
            track.iter().all(|(other, begin, end)| *other != rank || *end < top || *begin > bottom)
        };
        // Inside of what is longer: no nearer than what it encloses.
        let track = taken.iter().rposition(|track| !free(track)).map_or(0, |last| last + 1);
        if track == taken.len() {
            taken.push(Vec::new());
        }
        taken[track].push((rank, top, bottom));
        #[expect(clippy::cast_precision_loss, reason = "a small number of tracks")]
        let out = FIRST_TRACK + TRACK * track as f64;
        found[nth] = out.min(FARTHEST);
    }
    found
}

/// Left and right of each layer, and the width of everything.
fn columns(sizes: &[Size], items: &[Item], layers: &[Vec<usize>], outs: &[f64]) -> (Vec<(f64, f64)>, f64) {
    let mut columns = Vec::with_capacity(layers.len());
    let (mut x, mut width) = (MARGIN, 2.0 * MARGIN);
    for (layer, out) in layers.iter().zip(outs) {
        let boxes = layer.iter().filter(|item| **item < sizes.len());
        let wide = boxes.map(|item| sizes[*item].width).fold(0.0, f64::max);
        columns.push((x, x + wide));
        let mut steep = 0.0_f64;
        for item in layer {
            for other in &items[*item].right {
                steep = steep.max((items[*item].y - items[*other].y).abs());
            }
        }
        width = width.max(x + wide + out + MARGIN);
        x += wide + (NARROW + 4.0 * steep.sqrt()).min(WIDE) + out;
    }
    (columns, width)
}

/// An end of a chain at a side of a box: what comes first, and by how far; which chain, and whether it is its first.
type End = (u8, f64, usize, bool);

/// For each chain how far above or below the middle of its first and its last box it begins and ends. The ends at one
/// side of a box have ports in the order of where they lead, so that edges do not cross there.
fn ports(items: &[Item], chains: &[Vec<usize>], boxes: usize) -> Vec<(f64, f64)> {
    let mut found = vec![(0.0, 0.0); chains.len()];
    // By box and side.
    let mut sides: Vec<[Vec<End>; 2]> = (0..boxes).map(|_| [Vec::new(), Vec::new()]).collect();
    for (nth, chain) in chains.iter().enumerate() {
        let [first, .., last] = chain.as_slice() else { continue };
        if items[*first].rank == items[*last].rank {
            // Arcs upwards leave above all others, the nearest on top; arcs downwards below, the nearest last.
            let up = items[*first].y - items[*last].y;
            let key = |up: f64| (if up > 0.0 { 0 } else { 2 }, up);
            let ((a, far), (b, back)) = (key(up), key(-up));
            sides[*first][1].push((a, far, nth, true));
            sides[*last][1].push((b, back, nth, false));
        } else {
            sides[*first][1].push((1, items[chain[1]].y, nth, true));
            sides[*last][0].push((1, items[chain[chain.len() - 2]].y, nth, false));
        }
    }
    for (node, side) in sides.iter_mut().flat_map(|sides| sides.iter_mut()).enumerate() {
        side.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        let room = (items[node / 2].height - 2.0 * CORNER).max(0.0);
        for (nth, (.., chain, begins)) in side.iter().enumerate() {
            let at = port(nth, side.len(), room);
            if *begins { found[*chain].0 = at } else { found[*chain].1 = at }
        }
    }
    found
}

/// Where the `nth` of `of` ports is, from the middle. Where there is no room, neighbours share one.
fn port(nth: usize, of: usize, room: f64) -> f64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number of ports")]
    let most = (room / PORT_GAP).floor() as usize + 1;
    let (nth, of) = if of > most { (nth * most / of, most) } else { (nth, of) };
    if of < 2 {
        return 0.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "a small number of ports")]
    let (nth, gaps) = (nth as f64, (of - 1) as f64);
    let step = (room / gaps).min(PORTS);
    (nth - gaps / 2.0) * step
}
