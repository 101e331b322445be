//! The neighbourhood of an article, small, for its page.

use std::collections::VecDeque;
use std::fmt::Write as _;

use super::curve::{Curve, End, towards};
use super::frame::{Options, Picture, Place, frame};
use super::shown::between;
use super::text::{decimal, escape, plain};
use crate::layout::labels::{self, Rect, Wanted};
use crate::layout::layered::Size;
use crate::layout::stress;
use crate::{Graph, NodeIndex, Point, family, importance, short};
use domain::address;
use domain::relation::Kind;
use domain::text::isolated;
use messages::graph::drawing as words;
use messages::relate::kind::sentence;

/// The size of the picture, in its own units.
const WIDTH: f64 = 340.0;
const HEIGHT: f64 = 270.0;
/// The most nodes, and of these the most that are not next to the article.
const MAX_NODES: usize = 24;
/// Room for labels at the sides and at the top and bottom.
const SIDE: f64 = 34.0;
const ENDS: f64 = 24.0;
/// Size and height of labels, and the most labels of depth 2.
const TEXT: f64 = 11.5;
const LINE: f64 = 14.0;
/// How far apart nodes are at least, and how far from the article.
const APART: f64 = 19.0;
const CLEAR: f64 = 40.0;
/// Turns that are tried, as cosine and sine: what is made of whole numbers is the same everywhere.
const TURNS: [(f64, f64); 5] = [(1.0, 0.0), (0.8, 0.6), (0.6, 0.8), (0.0, 1.0), (-0.8, 0.6)];
/// How many of the best are looked at more closely.
const CANDIDATES: usize = 4;

/// A node of the picture.
struct Dot {
    node: NodeIndex,
    depth: u8,
}

/// Draws the neighbourhood of an article to depth 2 for the page of the article: 340 by 270, and laid out anew. It needs
/// no more styles than that page has.
#[must_use]
pub fn neighbourhood(graph: &Graph, centre: NodeIndex, options: &Options) -> Picture {
    let options = &Options { place: Place::Page, ..*options };
    let (dots, left_out) = nearest(graph, centre, options.most.min(MAX_NODES));
    let nodes: Vec<NodeIndex> = dots.iter().map(|dot| dot.node).collect();
    let depth = |nth: usize| dots[nth].depth;
    let all = between(graph, &nodes, |_| true);
    // What two of depth 2 have with each other is not about the article.
    let edges: Vec<_> = all.into_iter().filter(|(_, (a, b))| depth(*a) + depth(*b) < 4).collect();
    let pairs: Vec<(usize, usize)> = edges.iter().map(|(_, pair)| *pair).collect();
    let laid = stress::layout(dots.len(), &pairs, &[], 1);
    let titles: Vec<String> = nodes.iter().map(|node| plain(&graph.nodes[*node].title)).collect();
    let wholes: Vec<usize> = edges
        .iter()
        .filter(|(edge, (a, _))| graph.edges[*edge].kind == Kind::PartOf && *a == 0)
        .map(|(_, (_, b))| *b)
        .collect();
    let wanted = wanted(&dots, &titles, &pairs);
    let mut tried: Vec<(f64, Vec<Point>)> = TURNS
        .iter()
        .flat_map(|turn| [(*turn, 1.0, 1.0), (*turn, 1.0, -1.0), (*turn, -1.0, 1.0), (*turn, -1.0, -1.0)])
        .map(|((cos, sin), up, side)| {
            let turned: Vec<Point> = laid
                .iter()
                .map(|p| Point { x: (p.x * cos - p.y * sin) * side, y: (p.x * sin + p.y * cos) * up })
                .collect();
            let points = fitted(&turned, &dots);
            let labels = labelled(&points, &wanted, &[]);
            (quality(&points, &labels, &dots, &wholes, &pairs), points)
        })
        .collect();
    tried.sort_by(|a, b| b.0.total_cmp(&a.0));
    let best = tried
        .into_iter()
        .take(CANDIDATES)
        .map(|(_, points)| {
            let labels = labelled(&points, &wanted, &pairs);
            (quality(&points, &labels, &dots, &wholes, &pairs), points, labels)
        })
        .reduce(|best, next| if next.0 > best.0 { next } else { best });
    let Some((_, points, labels)) = best.filter(|_| !dots.is_empty()) else { return empty(options) };

    let (mut lines, mut tips, mut small, mut large) =
        (String::new(), String::new(), String::new(), String::new());
    for (index, (a, b)) in &edges {
        let edge = &graph.edges[*index];
        let curve = Curve::bent(
            towards(points[*a], points[*b], radius(depth(*a))),
            towards(points[*b], points[*a], radius(depth(*b)) + 1.5),
            0.0,
        );
        let kind = family(edge.kind);
        let faint = if *a == 0 || *b == 0 { "" } else { " opacity=\"0.45\"" };
        // The nodes have their whole titles; with those here, too, the picture would be half as large again.
        let says =
            sentence(&isolated(&short(&titles[*a])), edge.kind.forward(), &isolated(&short(&titles[*b])));
        let _ = write!(
            lines,
            "<path class=\"{kind}\"{faint} d=\"{}\"><title>{}</title></path>",
            curve.path(End::of(edge.kind)),
            escape(&says)
        );
        if End::of(edge.kind) == End::Tip {
            // The page of an article has no rule for tips.
            let _ = write!(
                tips,
                "<path class=\"{kind}\" fill=\"var(--k-{kind})\"{faint} d=\"{}\"/>",
                curve.tip()
            );
        }
    }
    for (nth, dot) in dots.iter().enumerate() {
        let own = &graph.nodes[dot.node];
        let here = if nth == 0 { " class=\"here\"" } else { "" };
        let locked = own.locked.then(|| words::locked(&titles[nth]));
        let out = if dot.depth < 2 { &mut large } else { &mut small };
        let [x, y, r] = [points[nth].x, points[nth].y, radius(dot.depth)].map(decimal);
        let _ = write!(
            out,
            "<a href=\"{}\"><title>{}</title><circle{here} cx=\"{x}\" cy=\"{y}\" r=\"{r}\"/>",
            escape(&address::article(&own.slug).on(options.origin)),
            escape(locked.as_ref().unwrap_or(&titles[nth]))
        );
        if let Some(rect) = labels[nth] {
            let (x, y) = (decimal(f64::midpoint(rect.left, rect.right)), decimal(rect.bottom - 3.6));
            let _ = write!(out, "<text{here} x=\"{x}\" y=\"{y}\">{}</text>", escape(&short(&titles[nth])));
        }
        out.push_str("</a>");
    }
    let middle = titles.first().map(|title| isolated(title));
    let says = words::description(dots.len(), edges.len(), middle.as_deref(), &[], left_out);
    let body = format!(
        "<g class=\"edges\">{lines}</g><g class=\"tips\">{tips}</g><g class=\"nodes\">{small}{large}</g>"
    );
    let size = Size { width: WIDTH, height: HEIGHT };
    let begin = points.first().copied().unwrap_or_default();
    Picture {
        svg: frame(options, &says, &body, size),
        size,
        begin,
        heart: begin,
        shown: dots.len(),
        left_out,
    }
}

fn empty(options: &Options) -> Picture {
    let size = Size { width: WIDTH, height: HEIGHT };
    Picture {
        svg: frame(options, &words::description(0, 0, None, &[], 0), "", size),
        size,
        begin: Point::default(),
        heart: Point::default(),
        shown: 0,
        left_out: 0,
    }
}

/// The centre, what is next to it, and what is next to that; the nearest first, then the most important.
fn nearest(graph: &Graph, centre: NodeIndex, most: usize) -> (Vec<Dot>, usize) {
    if centre.index() >= graph.nodes.len() {
        return (Vec::new(), 0);
    }
    let matters = importance(graph);
    let incidence = graph.incidence();
    let mut depths = vec![None; graph.nodes.len()];
    depths[centre] = Some(0);
    let mut queue = VecDeque::from([(centre, 0_u8)]);
    while let Some((node, depth)) = queue.pop_front() {
        if depth == 2 {
            continue;
        }
        for other in incidence[node].iter().map(|edge| graph.edges[*edge].other(node)) {
            if depths[other].is_none() {
                depths[other] = Some(depth + 1);
                queue.push_back((other, depth + 1));
            }
        }
    }
    let mut dots: Vec<Dot> = graph
        .node_indices()
        .zip(depths)
        .filter_map(|(node, depth)| Some(Dot { node, depth: depth? }))
        .collect();
    dots.sort_by(|a, b| {
        (a.depth.cmp(&b.depth)).then(matters[b.node].total_cmp(&matters[a.node])).then(a.node.cmp(&b.node))
    });
    let all = dots.len();
    dots.truncate(most.max(1));
    let shown = dots.len();
    (dots, all - shown)
}

const fn radius(depth: u8) -> f64 {
    match depth {
        0 => 9.0,
        1 => 6.0,
        _ => 3.5,
    }
}

/// The places scaled into the picture, those that are too near parted.
fn fitted(laid: &[Point], dots: &[Dot]) -> Vec<Point> {
    let least = |of: fn(&Point) -> f64| laid.iter().map(of).fold(f64::INFINITY, f64::min);
    let most = |of: fn(&Point) -> f64| laid.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
    let (left, right) = (least(|p| p.x), most(|p| p.x));
    let (top, bottom) = (least(|p| p.y), most(|p| p.y));
    let (wide, tall) = (WIDTH - 2.0 * SIDE, HEIGHT - 2.0 * ENDS);
    // Not stretched by more than a half more than the other way, and never beyond its own size.
    let scale = |room: f64, long: f64| if long > 1.0 { room / long } else { 1.2 };
    let (x, y) = (scale(wide, right - left), scale(tall, bottom - top));
    let (x, y) = (x.min(y * 1.5).min(1.2), y.min(x * 1.5).min(1.2));
    let middle = Point { x: f64::midpoint(left, right), y: f64::midpoint(top, bottom) };
    let mut points: Vec<Point> = laid
        .iter()
        .map(|p| Point { x: WIDTH / 2.0 + (p.x - middle.x) * x, y: HEIGHT / 2.0 + (p.y - middle.y) * y })
        .collect();
    for _ in 0..40 {
        let mut moved = false;
        for a in 0..points.len() {
            for b in a + 1..points.len() {
                let clear = if dots[a].depth == 0 { CLEAR } else { APART + radius(dots[a].depth) };
                let far = points[a].distance(points[b]);
                if far < clear - 0.1 && far > 1e-6 {
                    moved = true;
                    // The article stays where it is.
                    let by = (clear - far) / far * if a == 0 { 1.0 } else { 0.5 };
                    let (x, y) = ((points[b].x - points[a].x) * by, (points[b].y - points[a].y) * by);
                    points[b] = Point { x: points[b].x + x, y: points[b].y + y };
                    if a > 0 {
                        points[a] = Point { x: points[a].x - x, y: points[a].y - y };
                    }
                }
            }
        }
        for point in &mut points {
            point.x = point.x.clamp(14.0, WIDTH - 14.0);
            point.y = point.y.clamp(14.0, HEIGHT - 14.0);
        }
        if !moved {
            break;
        }
    }
    points
}

/// What labels want: the article's own first, then those of what is next to it. Where each stands is left open.
fn wanted(dots: &[Dot], titles: &[String], pairs: &[(usize, usize)]) -> Vec<Wanted> {
    let many = dots.len() > 12;
    let mut wanted: Vec<Wanted> = dots
        .iter()
        .enumerate()
        .map(|(nth, dot)| {
            let degree = pairs.iter().filter(|(a, b)| *a == nth || *b == nth).count();
            let width = labels::width(&short(&titles[nth]), TEXT) + 2.0;
            Wanted {
                at: Point::default(),
                radius: radius(dot.depth),
                width: if dot.depth == 2 && many { 0.0 } else { width },
                height: LINE,
                #[expect(clippy::cast_precision_loss, reason = "a handful of nodes")]
                importance: [1e6, 1e3, 0.0][usize::from(dot.depth.min(2))] + degree as f64,
            }
        })
        .collect();
    // Its own is strong, and so wider.
    if let Some(own) = wanted.first_mut() {
        own.width *= 1.08;
    }
    wanted
}

/// Labels at these places, clear of the lines of these pairs where they can be.
fn labelled(points: &[Point], wanted: &[Wanted], pairs: &[(usize, usize)]) -> Vec<Option<Rect>> {
    let within = Rect { left: 3.0, top: 3.0, right: WIDTH - 3.0, bottom: HEIGHT - 3.0 };
    let placed: Vec<Wanted> =
        wanted.iter().zip(points).map(|(wanted, at)| Wanted { at: *at, ..*wanted }).collect();
    let lines: Vec<Rect> = pairs
        .iter()
        .flat_map(|(a, b)| Curve::bent(points[*a], points[*b], 0.0).squares().collect::<Vec<Rect>>())
        .collect();
    labels::place_clear(&placed, Some(within), &lines)
}

/// How good a turn is: labels, what the article is part of above it, and no crossings.
#[expect(clippy::cast_precision_loss, reason = "a handful of nodes")]
fn quality(
    points: &[Point],
    labels: &[Option<Rect>],
    dots: &[Dot],
    wholes: &[usize],
    pairs: &[(usize, usize)],
) -> f64 {
    let labelled = labels.iter().zip(dots).filter(|(label, dot)| label.is_some() && dot.depth < 2).count();
    let above: f64 =
        wholes.iter().map(|whole| ((points[0].y - points[*whole].y) / 40.0).clamp(-1.0, 1.5)).sum();
    let mut over = 0.0;
    for (a, b) in pairs {
        let (from, to) = (points[*a], points[*b]);
        let others = (0..points.len()).filter(|nth| nth != a && nth != b);
        over += 0.8 * others.filter(|nth| away(points[*nth], from, to) < 8.0).count() as f64;
        // About where a label is: it is wide and low, and a line through its middle is what is bad.
        let covered = labels.iter().flatten().filter(|rect| {
            let middle = f64::midpoint(rect.top, rect.bottom);
            let third = (rect.right - rect.left) / 3.0;
            [rect.left + third, rect.right - third]
                .into_iter()
                .any(|x| away(Point { x, y: middle }, from, to) < LINE / 2.0)
        });
        over += 0.35 * covered.count() as f64;
    }
    labelled as f64 * 2.0 + above * 1.5 - over
}

/// How far a place is from a line between two others.
fn away(place: Point, a: Point, b: Point) -> f64 {
    let (x, y) = (b.x - a.x, b.y - a.y);
    let long = x * x + y * y;
    let share =
        if long > 0.0 { (((place.x - a.x) * x + (place.y - a.y) * y) / long).clamp(0.0, 1.0) } else { 0.0 };
    place.distance(Point { x: a.x + x * share, y: a.y + y * share })
}
