//! The lines of edges as curves, and the tips at their ends.

use std::fmt::Write as _;

use domain::relation::Kind;

use super::text::decimal;
use crate::Point;
use crate::layout::labels::Rect;

/// How long a tip is, and half its width.
const TIP: f64 = 8.0;
const HALF: f64 = 3.3;

/// A line of cubic curves, each with two control points and its end.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Curve {
    begin: Point,
    pieces: Vec<[Point; 3]>,
}

/// What the end of a line looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The line goes to its end.
    Plain,
    /// A tip stands there, before which the line ends.
    Tip,
}

impl End {
    /// The end of a relation's line: what holds in both directions has no tip.
    pub(super) const fn of(kind: Kind) -> Self {
        if kind.symmetric() { Self::Plain } else { Self::Tip }
    }
}

/// The point that lies at the distance `by` from one towards another.
pub(super) fn towards(from: Point, to: Point, by: f64) -> Point {
    let far = from.distance(to);
    if far < 1e-6 {
        return from;
    }
    Point { x: from.x + (to.x - from.x) * by / far, y: from.y + (to.y - from.y) * by / far }
}

/// Where the line of an edge begins, and the cubic curves of which it is made, each with two control points and its end.
/// None of a route without an end.
#[must_use]
pub fn curve(route: &[Point]) -> Option<(Point, Vec<[Point; 3]>)> {
    Curve::of_route(route).map(|curve| (curve.begin, curve.pieces))
}

impl Curve {
    /// Level at each of its places; an arc if the middle one of three is right of both ends. None of a route without
    /// an end.
    pub(super) fn of_route(route: &[Point]) -> Option<Self> {
        let begin = *route.first()?;
        if let [a, out, b] = route
            && out.x > a.x.max(b.x)
        {
            return Some(Self::arc(*a, out.x, *b));
        }
        let pieces = route
            .windows(2)
            .map(|pair| {
                let x = f64::midpoint(pair[0].x, pair[1].x);
                [Point { x, y: pair[0].y }, Point { x, y: pair[1].y }, pair[1]]
            })
            .collect();
        Some(Self { begin, pieces })
    }

    /// Out to the right, along, and back.
    fn arc(a: Point, x: f64, b: Point) -> Self {
        let down = if b.y >= a.y { 1.0 } else { -1.0 };
        let tall = (b.y - a.y).abs() / 2.0;
        let (first, last) = (tall.min((x - a.x) * 1.5) * down, tall.min((x - b.x) * 1.5) * down);
        let at = |x: f64, y: f64| Point { x, y };
        let (from, to) = (at(x, a.y + first), at(x, b.y - last));
        let mut pieces = vec![[at(a.x + (x - a.x) * 0.7, a.y), at(x, a.y + first * 0.3), from]];
        if from.distance(to) > 0.5 {
            pieces.push([from, to, to]);
        }
        pieces.push([at(x, b.y - last * 0.3), at(b.x + (x - b.x) * 0.7, b.y), b]);
        Self { begin: a, pieces }
    }

    /// From one place to another, bent to the side by `by`.
    pub(super) fn bent(a: Point, b: Point, by: f64) -> Self {
        let far = a.distance(b).max(1e-6);
        let (x, y) = ((a.y - b.y) / far * by, (b.x - a.x) / far * by);
        let at = |share: f64| Point { x: a.x + (b.x - a.x) * share + x, y: a.y + (b.y - a.y) * share + y };
        Self { begin: a, pieces: vec![[at(1.0 / 3.0), at(2.0 / 3.0), b]] }
    }

    fn end(&self) -> Point {
        self.pieces.last().map_or(self.begin, |piece| piece[2])
    }

    /// What its tip comes from.
    fn before(&self) -> Point {
        self.pieces.last().map_or(self.begin, |piece| piece[1])
    }

    /// The curve that ends where its tip begins.
    fn shortened(&self) -> Self {
        let mut short = self.clone();
        let back = towards(self.end(), self.before(), TIP - 1.5);
        if let Some(piece) = short.pieces.last_mut() {
            let by = (back.x - piece[2].x, back.y - piece[2].y);
            piece[1] = Point { x: piece[1].x + by.0, y: piece[1].y + by.1 };
            piece[2] = back;
        }
        short
    }

    /// What draws it in SVG, up to its tip if it has one.
    pub(super) fn path(&self, end: End) -> String {
        let curve = match end {
            End::Tip => self.shortened(),
            End::Plain => self.clone(),
        };
        let mut path = format!("M{} {}", decimal(curve.begin.x), decimal(curve.begin.y));
        let mut from = curve.begin;
        for [a, b, to] in curve.pieces {
            if (from.y - a.y).abs() + (b.y - to.y).abs() + (from.y - to.y).abs() < 0.05 {
                let _ = write!(path, "H{}", decimal(to.x));
            } else {
                let all = [a.x, a.y, b.x, b.y, to.x, to.y].map(decimal);
                let _ = write!(path, "C{}", all.join(" "));
            }
            from = to;
        }
        path
    }

    /// The triangle at its end.
    pub(super) fn tip(&self) -> String {
        let end = self.end();
        let back = towards(end, self.before(), TIP);
        let (x, y) = ((end.y - back.y) / TIP * HALF, (back.x - end.x) / TIP * HALF);
        let all = [end.x, end.y, back.x + x, back.y + y, back.x - x, back.y - y].map(decimal);
        format!("M{} {}L{} {} {} {}Z", all[0], all[1], all[2], all[3], all[4], all[5])
    }

    /// Small squares along it, which labels had better not cover.
    pub(super) fn squares(&self) -> impl Iterator<Item = Rect> {
        self.points_along(7.0).into_iter().map(|Point { x, y }| Rect {
            left: x - 1.5,
            top: y - 1.5,
            right: x + 1.5,
            bottom: y + 1.5,
        })
    }

    /// Points along it, about `apart` from each other.
    pub(super) fn points_along(&self, apart: f64) -> Vec<Point> {
        let mut points = vec![self.begin];
        let mut from = self.begin;
        for [a, b, to] in &self.pieces {
            let long = from.distance(*a) + a.distance(*b) + b.distance(*to);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded")]
            let steps = (long / apart).ceil().clamp(1.0, 400.0) as u32;
            for step in 1..=steps {
                let t = f64::from(step) / f64::from(steps);
                let s = 1.0 - t;
                let mix = |p: f64, a: f64, b: f64, q: f64| {
                    p * s * s * s + 3.0 * a * s * s * t + 3.0 * b * s * t * t + q * t * t * t
                };
                points.push(Point { x: mix(from.x, a.x, b.x, to.x), y: mix(from.y, a.y, b.y, to.y) });
            }
            from = *to;
        }
        points
    }
}
