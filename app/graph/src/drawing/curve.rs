//! Ways of edges as curves, and the tips at their ends.

use std::fmt::Write as _;

use super::text::one;
use crate::Point;
use crate::layout::labels::Rect;

/// How long a tip is, and half its width.
const TIP: f64 = 8.0;
const HALF: f64 = 3.3;

/// A way through cubic curves.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Way {
    begin: Point,
    curves: Vec<[Point; 3]>,
}

/// A point so far from one towards another.
pub(super) fn towards(from: Point, to: Point, by: f64) -> Point {
    let far = from.distance(to);
    if far < 1e-6 {
        return from;
    }
    Point { x: from.x + (to.x - from.x) * by / far, y: from.y + (to.y - from.y) * by / far }
}

/// Where the way of an edge begins, and the cubic curves of which it is made, each with two control points and its end.
/// None of a route without an end.
#[must_use]
pub fn way(route: &[Point]) -> Option<(Point, Vec<[Point; 3]>)> {
    Way::of_route(route).map(|way| (way.begin, way.curves))
}

impl Way {
    /// Level at each of its places; an arc if the middle one of three is right of both ends. None of a route without
    /// an end.
    pub(super) fn of_route(route: &[Point]) -> Option<Self> {
        let begin = *route.first()?;
        if let [a, out, b] = route
            && out.x > a.x.max(b.x)
        {
            return Some(Self::arc(*a, out.x, *b));
        }
        let curves = route
            .windows(2)
            .map(|pair| {
                let x = f64::midpoint(pair[0].x, pair[1].x);
                [Point { x, y: pair[0].y }, Point { x, y: pair[1].y }, pair[1]]
            })
            .collect();
        Some(Self { begin, curves })
    }

    /// Out to the right, along, and back.
    fn arc(a: Point, x: f64, b: Point) -> Self {
        let down = if b.y >= a.y { 1.0 } else { -1.0 };
        let tall = (b.y - a.y).abs() / 2.0;
        let (first, last) = (tall.min((x - a.x) * 1.5) * down, tall.min((x - b.x) * 1.5) * down);
        let at = |x: f64, y: f64| Point { x, y };
        let (from, to) = (at(x, a.y + first), at(x, b.y - last));
        let mut curves = vec![[at(a.x + (x - a.x) * 0.7, a.y), at(x, a.y + first * 0.3), from]];
        if from.distance(to) > 0.5 {
            curves.push([from, to, to]);
        }
        curves.push([at(x, b.y - last * 0.3), at(b.x + (x - b.x) * 0.7, b.y), b]);
        Self { begin: a, curves }
    }

    /// From one place to another, bent by so much to the side.
    pub(super) fn bent(a: Point, b: Point, by: f64) -> Self {
        let far = a.distance(b).max(1e-6);
        let (x, y) = ((a.y - b.y) / far * by, (b.x - a.x) / far * by);
        let at = |share: f64| Point { x: a.x + (b.x - a.x) * share + x, y: a.y + (b.y - a.y) * share + y };
        Self { begin: a, curves: vec![[at(1.0 / 3.0), at(2.0 / 3.0), b]] }
    }

    fn end(&self) -> Point {
        self.curves.last().map_or(self.begin, |curve| curve[2])
    }

    /// What its tip comes from.
    fn before(&self) -> Point {
        self.curves.last().map_or(self.begin, |curve| curve[1])
    }

    /// The same, ending where its tip begins.
    fn shortened(&self) -> Self {
        let mut way = self.clone();
        let back = towards(self.end(), self.before(), TIP - 1.5);
        if let Some(curve) = way.curves.last_mut() {
            let by = (back.x - curve[2].x, back.y - curve[2].y);
            curve[1] = Point { x: curve[1].x + by.0, y: curve[1].y + by.1 };
            curve[2] = back;
        }
        way
    }

    /// The path, ending before its tip if it has one.
    pub(super) fn path(&self, tip: bool) -> String {
        let way = if tip { self.shortened() } else { self.clone() };
        let mut path = format!("M{} {}", one(way.begin.x), one(way.begin.y));
        let mut from = way.begin;
        for [a, b, to] in way.curves {
            if (from.y - a.y).abs() + (b.y - to.y).abs() + (from.y - to.y).abs() < 0.05 {
                let _ = write!(path, "H{}", one(to.x));
            } else {
                let all = [a.x, a.y, b.x, b.y, to.x, to.y].map(one);
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
        let all = [end.x, end.y, back.x + x, back.y + y, back.x - x, back.y - y].map(one);
        format!("M{} {}L{} {} {} {}Z", all[0], all[1], all[2], all[3], all[4], all[5])
    }

    /// Small squares along it, which labels had better not cover.
    pub(super) fn squares(&self) -> impl Iterator<Item = Rect> {
        self.places(7.0).into_iter().map(|Point { x, y }| Rect {
            left: x - 1.5,
            top: y - 1.5,
            right: x + 1.5,
            bottom: y + 1.5,
        })
    }

    /// Places along it, about so far apart.
    pub(super) fn places(&self, apart: f64) -> Vec<Point> {
        let mut places = vec![self.begin];
        let mut from = self.begin;
        for [a, b, to] in &self.curves {
            let long = from.distance(*a) + a.distance(*b) + b.distance(*to);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "bounded")]
            let steps = (long / apart).ceil().clamp(1.0, 400.0) as u32;
            for step in 1..=steps {
                let t = f64::from(step) / f64::from(steps);
                let s = 1.0 - t;
                let mix = |p: f64, a: f64, b: f64, q: f64| {
                    p * s * s * s + 3.0 * a * s * s * t + 3.0 * b * s * t * t + q * t * t * t
                };
                places.push(Point { x: mix(from.x, a.x, b.x, to.x), y: mix(from.y, a.y, b.y, to.y) });
            }
            from = *to;
        }
        places
    }
}
