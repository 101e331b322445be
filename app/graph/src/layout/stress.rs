//! Places by stress: two articles want to be as far apart as there are steps between them.
//!
//! Terms are relaxed one at a time with falling steps (Zheng, Pawar and Goodman, "Graph Drawing by Stochastic Gradient
//! Descent", TVCG 2019). Large components have terms only for edges, for nodes with a common neighbour, and to pivots
//! that stand for the nodes around them (Ortmann, Klimenta and Brandes, "A Sparse Stress Model", JGAA 2017). The start is
//! PivotMDS (Brandes and Pich, GD 2006). Components are packed side by side. Only operations that IEEE 754 defines are
//! used, so that the places are the same everywhere.

mod begin;
mod job;
mod neighbours;
mod pack;
mod scale;
mod start;
mod terms;

pub use scale::EDGE;

use crate::Point;
use begin::{Begin, Begun};
use job::{Anchor, ROUNDS};
use pack::Near;
use start::direction;
use terms::Term;

/// Rounds at the end in which nodes that stand too near are parted.
const PARTING: usize = 8;
/// Pairs of nodes in a step of these rounds.
const PARTED: usize = 20_000;
/// How near two nodes may stand in the end.
const APART: f64 = 36.0;
/// The part of the whole that the beginning is, as far as progress tells.
const BEGINNING: f64 = 0.25;

/// A layout in the making.
#[derive(Debug, Clone)]
pub struct Stress {
    /// What has not begun.
    begin: Option<Begin>,
    begun: Begun,
    component: Vec<usize>,
    /// What is being parted in this round.
    near: Option<Near>,
    round: usize,
    job: usize,
    term: usize,
    done: usize,
    work: usize,
}

impl Stress {
    /// Begins with nodes of these numbers and pairs that are related; pairs may repeat. What has a known place starts
    /// from it and moves little. Only sorts the pairs; the rest is done by [`Self::advance`].
    #[must_use]
    pub fn new(nodes: usize, pairs: &[(usize, usize)], known: &[Option<Point>], seed: u64) -> Self {
        let begin = Begin::new(nodes, pairs, known, seed);
        let (component, begun) = (begin.components().of.clone(), Begun::new(begin.components()));
        Self { begin: Some(begin), begun, component, near: None, round: 0, job: 0, term: 0, done: 0, work: 0 }
    }

    /// Does work of about the time that updating `terms` terms takes, or one step of the beginning; whether there is
    /// more to do. The result does not depend on how the work is cut in pieces.
    pub fn advance(&mut self, terms: usize) -> bool {
        let mut left = terms.max(1);
        while left > 0 && self.round < ROUNDS + PARTING {
            let nodes = self.begun.points.len();
            if let Some(begin) = &mut self.begin {
                if let Some(cost) = begin.advance(&mut self.begun) {
                    left = left.saturating_sub(cost);
                } else {
                    self.begin = None;
                    let terms: usize = self.begun.jobs.iter().map(|job| job.terms.len()).sum();
                    self.work = ROUNDS * terms + PARTING * nodes;
                }
                continue;
            }
            if self.round >= ROUNDS {
                left = left.saturating_sub(self.part());
                continue;
            }
            let Begun { points, anchors, jobs, .. } = &mut self.begun;
            let Some(job) = jobs.get_mut(self.job) else {
                (self.round, self.job, self.term) = (self.round + 1, 0, 0);
                continue;
            };
            let end = job.terms.len().min(self.term.saturating_add(left));
            // Every other round goes backwards, so that no term is always the last.
            let count = job.terms.len();
            for nth in self.term..end {
                let term = job.terms[if self.round.is_multiple_of(2) { nth } else { count - 1 - nth }];
                relax(points, anchors, term, job.step);
            }
            left -= end - self.term;
            self.done += end - self.term;
            self.term = end;
            if end == count {
                job.step *= job.factor;
                (self.job, self.term) = (self.job + 1, 0);
            }
        }
        self.round < ROUNDS + PARTING
    }

    /// How much is done, 0 to 1.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
    pub fn progress(&self) -> f64 {
        if let Some(begin) = &self.begin {
            return BEGINNING * begin.progress();
        }
        let done = if self.work == 0 { 1.0 } else { (self.done as f64 / self.work as f64).min(1.0) };
        BEGINNING + (1.0 - BEGINNING) * done
    }

    /// Whether every node has a place from which it sets out.
    #[must_use]
    pub const fn has_begun(&self) -> bool {
        self.begin.is_none()
    }

    /// The places now: a sensible picture at any time since it [has begun](Self::has_begun).
    #[must_use]
    pub fn points(&self) -> Vec<Point> {
        pack::pack(&self.begun.points, &self.component, &self.begun.settled)
    }

    /// Parts some nodes that stand too near each other; about how many terms could be relaxed in the time.
    fn part(&mut self) -> usize {
        let Begun { points, anchors, .. } = &mut self.begun;
        let near = self.near.get_or_insert_with(|| Near::new(points, &self.component, APART));
        let mut cost = 0;
        while cost < PARTED {
            let Some(pairs) = near.next(|a, b| push_apart(points, anchors, a, b)) else {
                self.near = None;
                self.round += 1;
                self.done += points.len();
                break;
            };
            cost += 1 + pairs;
        }
        cost.max(1)
    }
}

/// Moves two nodes until they are as far apart as any two are to be.
fn push_apart(points: &mut [Point], anchors: &[Option<Anchor>], a: usize, b: usize) {
    let (x, y) = (points[a].x - points[b].x, points[a].y - points[b].y);
    let far = (x * x + y * y).sqrt();
    if far >= APART {
        return;
    }
    let (x, y) = if far > 1e-6 { (x / far, y / far) } else { direction(a as u64) };
    let by = (APART - far) / 2.0;
    shift(&mut points[a], anchors[a], x * by, y * by);
    shift(&mut points[b], anchors[b], -x * by, -y * by);
}

/// The whole layout at once. See [`Stress`].
#[must_use]
pub fn layout(nodes: usize, pairs: &[(usize, usize)], known: &[Option<Point>], seed: u64) -> Vec<Point> {
    let mut stress = Stress::new(nodes, pairs, known, seed);
    while stress.advance(usize::MAX) {}
    stress.points()
}

/// Moves both ends of a term towards what it wants.
fn relax(points: &mut [Point], anchors: &[Option<Anchor>], term: Term, step: f64) {
    let (a, b) = (term.a as usize, term.b as usize);
    let (x, y) = (points[a].x - points[b].x, points[a].y - points[b].y);
    let far = (x * x + y * y).sqrt();
    let (x, y) = if far > 1e-6 { (x / far, y / far) } else { direction(u64::from(term.a)) };
    let by = (f64::from(term.length) - far) / 2.0;
    let first = (step * f64::from(term.first)).min(1.0) * by;
    let second = (step * f64::from(term.second)).min(1.0) * by;
    shift(&mut points[a], anchors[a], x * first, y * first);
    shift(&mut points[b], anchors[b], -x * second, -y * second);
}

/// Moves a node; one with a known place moves a little, and back towards it.
fn shift(point: &mut Point, anchor: Option<Anchor>, x: f64, y: f64) {
    let Some(Anchor { at, reach }) = anchor else {
        point.x += x;
        point.y += y;
        return;
    };
    let ease = reach / 600.0;
    let (x, y) = ((point.x + x * ease - at.x) * 0.995, (point.y + y * ease - at.y) * 0.995);
    let far = (x * x + y * y).sqrt();
    let within = if far > reach { reach / far } else { 1.0 };
    *point = Point { x: at.x + x * within, y: at.y + y * within };
}
