//! The beginning of a layout, one component after the other, in steps none of which is long.

use std::collections::VecDeque;

use super::job::{Anchor, Job};
use super::neighbours::{Components, Distances, Neighbours};
use super::scale::EDGE;
use super::start::{Start, direction};
use super::terms::Terms;
use crate::Point;
use domain::random::SplitMix64;

/// How far a node whose place was known moves at most: beside a new one, and elsewhere.
const MAX_MOVE_BESIDE_NEW: f64 = 60.0;
const FAR: f64 = 10.0;
/// Swaps of a step.
const SWAPS: usize = 50_000;

/// See the module.
#[derive(Debug, Clone)]
pub(super) struct Begin {
    graph: Neighbours,
    components: Components,
    /// Places that were known before.
    known: Vec<Option<Point>>,
    /// Nodes of settled components that stand somewhere.
    placed: Vec<bool>,
    random: SplitMix64,
    component: usize,
    stage: Stage,
    /// Nodes of components that have begun.
    done: usize,
}

/// How far the beginning of one component is.
#[derive(Debug, Clone)]
enum Stage {
    New,
    Distances(Distances),
    Start(Distances, Start),
    Terms(Distances, Terms),
    /// Terms in disorder from this one on.
    Shuffle(Terms, usize),
}

/// What has begun.
#[derive(Debug, Clone)]
pub(super) struct Begun {
    pub(super) points: Vec<Point>,
    pub(super) anchors: Vec<Option<Anchor>>,
    /// Components whose places were known before, and stay where they are.
    pub(super) settled: Vec<bool>,
    pub(super) jobs: Vec<Job>,
}

impl Begun {
    pub(super) fn new(components: &Components) -> Self {
        let (nodes, components) = (components.of.len(), components.members.len());
        Self {
            points: vec![Point::default(); nodes],
            anchors: vec![None; nodes],
            settled: vec![false; components],
            jobs: Vec::with_capacity(components),
        }
    }
}

impl Begin {
    pub(super) fn new(nodes: usize, pairs: &[(usize, usize)], known: &[Option<Point>], seed: u64) -> Self {
        let graph = Neighbours::new(nodes, pairs);
        let components = graph.components();
        let is_place = |at: &Point| at.x.is_finite() && at.y.is_finite();
        let known = (0..nodes).map(|node| known.get(node).copied().flatten().filter(is_place)).collect();
        let random = SplitMix64(seed);
        Self {
            graph,
            components,
            known,
            placed: vec![false; nodes],
            random,
            component: 0,
            stage: Stage::New,
            done: 0,
        }
    }

    pub(super) const fn components(&self) -> &Components {
        &self.components
    }

    /// How much is done, 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "far fewer than 2^52")]
    pub(super) fn progress(&self) -> f64 {
        let all = self.known.len().max(1) as f64;
        let members = self.components.members.get(self.component).map_or(0, Vec::len) as f64;
        let part = match &self.stage {
            Stage::New => 0.0,
            Stage::Distances(distances) => {
                let (found, wanted) = distances.share();
                found as f64 / wanted as f64 * 0.6
            }
            Stage::Start(..) => 0.6,
            Stage::Terms(..) => 0.75,
            Stage::Shuffle(terms, left) => 1.0 - 0.1 * (*left as f64 / terms.found.len().max(1) as f64),
        };
        (self.done as f64 + members * part) / all
    }

    /// Does one step; about how many terms could be relaxed in its time, `None` when all has begun.
    pub(super) fn advance(&mut self, begun: &mut Begun) -> Option<usize> {
        let members = self.components.members.get(self.component)?;
        let cost = 1 + members.len();
        self.stage = match std::mem::replace(&mut self.stage, Stage::New) {
            Stage::New => {
                begun.settled[self.component] = self.is_settled(members);
                Stage::Distances(Distances::new(members))
            }
            Stage::Distances(mut distances) => {
                let more = distances.advance(&self.graph, &self.components, members);
                if more {
                    Stage::Distances(distances)
                } else if begun.settled[self.component] {
                    self.anchor(members, &mut begun.anchors);
                    self.join(self.component, &mut begun.points);
                    let members = &self.components.members[self.component];
                    let terms = Terms::new(&self.graph, members, &distances.found);
                    Stage::Terms(distances, terms)
                } else {
                    let start = Start::new(&distances.found);
                    Stage::Start(distances, start)
                }
            }
            Stage::Start(distances, mut start) => {
                if start.advance() {
                    Stage::Start(distances, start)
                } else {
                    start.place(members, &mut begun.points, &mut self.random);
                    let terms = Terms::new(&self.graph, members, &distances.found);
                    Stage::Terms(distances, terms)
                }
            }
            Stage::Terms(distances, mut terms) => {
                if terms.advance(members, &distances.found) {
                    Stage::Terms(distances, terms)
                } else {
                    let last = terms.found.len();
                    Stage::Shuffle(terms, last)
                }
            }
            Stage::Shuffle(mut terms, left) => {
                let end = left.saturating_sub(SWAPS).max(1);
                for last in (end..left).rev() {
                    let other = self.random.below(last + 1);
                    terms.found.swap(last, other);
                }
                if end > 1 {
                    Stage::Shuffle(terms, end)
                } else {
                    begun.jobs.push(Job::new(terms.found, begun.settled[self.component]));
                    self.done += members.len();
                    self.component += 1;
                    Stage::New
                }
            }
        };
        Some(cost)
    }

    fn is_settled(&self, members: &[usize]) -> bool {
        let known = members.iter().filter(|node| self.known[**node].is_some()).count();
        known > 0 && known * 3 >= members.len()
    }

    fn anchor(&self, members: &[usize], anchors: &mut [Option<Anchor>]) {
        for node in members {
            let is_beside = self.graph.of(*node).iter().any(|other| self.known[*other as usize].is_none());
            let reach = if is_beside { MAX_MOVE_BESIDE_NEW } else { FAR };
            anchors[*node] = self.known[*node].map(|at| Anchor { at, reach });
        }
    }

    /// Puts known nodes at their places, and each other one beside its placed neighbours, nearest first.
    fn join(&mut self, component: usize, points: &mut [Point]) {
        let mut queue = VecDeque::new();
        for node in &self.components.members[component] {
            if let Some(at) = self.known[*node] {
                (points[*node], self.placed[*node]) = (at, true);
                queue.push_back(*node);
            }
        }
        while let Some(node) = queue.pop_front() {
            for other in self.graph.of(node).iter().map(|other| *other as usize) {
                if self.placed[other] {
                    continue;
                }
                let (mut sum, mut count) = (Point::default(), 0.0);
                let near = self.graph.of(other).iter().map(|near| *near as usize);
                for near in near.filter(|near| self.placed[*near]) {
                    sum = Point { x: sum.x + points[near].x, y: sum.y + points[near].y };
                    count += 1.0;
                }
                let (x, y) = direction(self.random.next());
                points[other] =
                    Point { x: sum.x / count + x * EDGE / 2.0, y: sum.y / count + y * EDGE / 2.0 };
                self.placed[other] = true;
                queue.push_back(other);
            }
        }
    }
}
