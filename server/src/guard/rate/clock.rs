//! Time for limits: it goes on with the server's clock, and never back, so that a clock that is set back keeps nobody
//! waiting for a day.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::clock::Clock;

/// The time that has passed since the start, of steps of the server's clock that go on.
#[derive(Clone)]
pub struct Passed(Arc<Inner>);

struct Inner {
    clock: Clock,
    /// The newest time of the clock, and what has passed until then, both in milliseconds.
    seen: Mutex<(i64, u64)>,
}

impl Passed {
    /// Begins now.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        let now = clock().0;
        Self(Arc::new(Inner { clock, seen: Mutex::new((now, 0)) }))
    }
}

impl governor::clock::Clock for Passed {
    type Instant = Duration;

    fn now(&self) -> Duration {
        let mut seen = self.0.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let now = (self.0.clock)().0;
        seen.1 += u64::try_from(now.saturating_sub(seen.0)).unwrap_or(0);
        seen.0 = now;
        Duration::from_millis(seen.1)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use domain::id::Timestamp;
    use governor::clock::Clock as _;

    use super::*;

    #[test]
    fn a_clock_that_goes_back_stops_nothing() {
        let time = Arc::new(AtomicI64::new(10_000));
        let ticking = Arc::clone(&time);
        let passed = Passed::new(Arc::new(move || Timestamp(ticking.load(Ordering::Relaxed))));
        let at = |millis| {
            time.store(millis, Ordering::Relaxed);
            passed.now().as_millis()
        };
        assert_eq!(
            [at(10_000), at(11_000), at(3_000), at(4_000), at(20_000)],
            [0, 1_000, 1_000, 2_000, 18_000]
        );
    }
}
