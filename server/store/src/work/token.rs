//! When work is to end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use super::account::processor_time;

/// Asked by work in its loops: whether it is to end. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Token(Arc<State>);

#[derive(Debug)]
struct State {
    ended: AtomicBool,
    noticed: AtomicBool,
    within: Duration,
    /// The most processor time of the thread that works.
    processor: Duration,
    /// When it began, and the processor time of its thread until then.
    begun: OnceLock<(Instant, Duration)>,
}

impl Token {
    /// Of work that may take so long from when it begins, or from when it is first asked.
    #[must_use]
    pub fn within(within: Duration) -> Self {
        Self::of(within, Duration::MAX)
    }

    /// As [`Token::within`], of work that stays on one thread and may take no more than `processor` of its time: on a busy machine
    /// that passes more slowly.
    pub(super) fn of(within: Duration, processor: Duration) -> Self {
        let (ended, noticed) = (AtomicBool::new(false), AtomicBool::new(false));
        Self(Arc::new(State { ended, noticed, within, processor, begun: OnceLock::new() }))
    }

    /// Whether the work is to end now: nobody waits for it, its time is over, or the server ends. What it answers then
    /// is not used.
    #[must_use]
    pub fn is_over(&self) -> bool {
        let (begun, before) = self.begin();
        let over = self.is_ended()
            || begun.elapsed() > self.0.within
            || self.0.processor < Duration::MAX && processor_time().saturating_sub(before) > self.0.processor;
        if over {
            self.0.noticed.store(true, Ordering::Release);
        }
        over
    }

    /// Tells the work to end.
    pub fn end(&self) {
        self.0.ended.store(true, Ordering::Release);
    }

    pub(super) fn begin(&self) -> (Instant, Duration) {
        *self.0.begun.get_or_init(|| (Instant::now(), processor_time()))
    }

    pub(super) fn is_ended(&self) -> bool {
        self.0.ended.load(Ordering::Acquire)
    }

    /// Whether the work was told that it is over.
    pub(crate) fn was_noticed(&self) -> bool {
        self.0.noticed.load(Ordering::Acquire)
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub(crate) fn end_on_drop(self) -> EndOnDrop {
        EndOnDrop(self)
    }
}

/// Ends the work when whoever waits for it is gone.
#[derive(Debug)]
pub(crate) struct EndOnDrop(Token);

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        self.0.end();
    }
}
