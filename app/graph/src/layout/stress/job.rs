//! The work on one component, and what holds nodes that had places before.

use super::terms::Term;
use crate::Point;

/// Rounds over all terms. One more than a power of two: the factor between rounds is made by square roots.
pub(super) const ROUNDS: usize = 17;

/// Where a node stood, and how far it may go from there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Anchor {
    pub(super) at: Point,
    pub(super) reach: f64,
}

/// The terms of one component and its falling steps.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub(super) terms: Vec<Term>,
    pub(super) step: f64,
    pub(super) factor: f64,
}

impl Job {
    pub(super) fn new(terms: Vec<Term>, settled: bool) -> Self {
        let weights = || terms.iter().map(|term| f64::from(term.first.max(term.second)));
        let least = weights().fold(f64::INFINITY, f64::min);
        let most = weights().fold(0.0, f64::max);
        if most <= 0.0 {
            return Self { terms, step: 0.0, factor: 1.0 };
        }
        let last = 0.1 / most;
        let step = if settled { 0.5 / most } else { 1.0 / least };
        let mut factor = last / step;
        for _ in 0..(ROUNDS - 1).ilog2() {
            factor = factor.sqrt();
        }
        Self { terms, step, factor }
    }
}
