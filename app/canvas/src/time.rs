//! The moments at which a discussion grew, for the slider that replays it.

use domain::id::Timestamp;
use graph::Graph;

/// The most moments that a slider has.
const MAX_MOMENTS: usize = 400;

/// Moments in order; the last is that at which everything is there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Timeline(Vec<Timestamp>);

impl Timeline {
    /// Of a graph. Addresses say whole seconds, so moments are rounded up to these.
    #[must_use]
    pub fn of(graph: &Graph) -> Self {
        let nodes = graph.nodes.iter().map(|node| node.created);
        let edges = graph.edges.iter().map(|edge| edge.at);
        let mut moments: Vec<Timestamp> =
            nodes.chain(edges).map(|at| Timestamp(at.0.div_euclid(1000) * 1000 + 1000)).collect();
        moments.sort_unstable();
        moments.dedup();
        if moments.len() > MAX_MOMENTS {
            let last = moments.len() - 1;
            moments = (0..MAX_MOMENTS).map(|number| moments[number * last / (MAX_MOMENTS - 1)]).collect();
        }
        Self(moments)
    }

    /// The position of the last moment.
    #[must_use]
    pub fn end(&self) -> usize {
        self.0.len().saturating_sub(1)
    }

    /// Where the slider stands for a view that shows what was there until then.
    #[must_use]
    pub fn position(&self, until: Option<Timestamp>) -> usize {
        until.map_or(self.end(), |until| self.0.partition_point(|at| *at <= until).saturating_sub(1))
    }

    /// Until when what is shown at a position was there; `None` at the end, where everything is.
    #[must_use]
    pub fn until(&self, position: usize) -> Option<Timestamp> {
        if position >= self.end() { None } else { self.0.get(position).copied() }
    }

    /// The moment in words.
    #[must_use]
    pub fn words(&self, position: usize) -> String {
        self.0.get(position).map(|at| at.long_date()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn each_moment_of_the_slider_is_found_again() {
        let time = Timeline::of(&sample::graph());
        assert_eq!(time.end(), 4);
        for position in 0..=time.end() {
            assert_eq!(time.position(time.until(position)), position);
        }
        assert_eq!(time.until(time.end()), None);
        assert_eq!(time.words(1), "2 January 1970");
    }

    #[test]
    fn a_graph_of_nothing_has_no_moments_and_no_trouble() {
        let time = Timeline::of(&Graph::default());
        assert_eq!((time.end(), time.position(None), time.until(0)), (0, 0, None));
        assert_eq!(time.words(0), "");
    }
}
