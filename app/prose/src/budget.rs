//! A budget of work: how many steps something may take before the safe answer has to do.
//!
//! Steps are counted, not timed, so that the same texts get the same answer on every machine, natively and in
//! WebAssembly. A step is about what one machine word takes in the innermost loop of a search, some nanoseconds. Whoever waits may
//! also say that the answer is not wanted any more ([`Budget::until`]): then there is none, rather than a different one.

use std::cell::Cell;
use std::fmt;

/// What deciding one command may take: a fifth of a second or so.
pub const COMMAND: u64 = 24_000_000;
/// What showing one difference may take.
pub const DISPLAY: u64 = 24_000_000;
/// After how many steps it is asked again whether the answer is still wanted.
const ASK_EACH: u64 = 1 << 16;

/// There are no steps left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is too much to work out at once")]
pub struct Spent;

/// Steps that may still be taken. Once it is spent it stays so, whatever is asked for.
pub struct Budget {
    left: Cell<u64>,
    used: Cell<u64>,
    since_asked: Cell<u64>,
    unwanted: Option<Box<dyn Fn() -> bool + Send>>,
    cut_short: Cell<bool>,
}

impl Budget {
    /// So many steps.
    #[must_use]
    pub const fn of(steps: u64) -> Self {
        Self {
            left: Cell::new(steps),
            used: Cell::new(0),
            since_asked: Cell::new(0),
            unwanted: None,
            cut_short: Cell::new(false),
        }
    }

    /// So many steps, or fewer: `unwanted` is asked from time to time whether the answer has come too late. What was worked out
    /// with a budget that was [cut short](Self::is_cut_short) depends on the clock and must not be kept.
    #[must_use]
    pub fn until(steps: u64, unwanted: impl Fn() -> bool + Send + 'static) -> Self {
        Self { unwanted: Some(Box::new(unwanted)), ..Self::of(steps) }
    }

    /// Takes steps before they are done.
    ///
    /// # Errors
    /// If there are not as many, or nobody waits for the answer; then none are left.
    pub fn take(&self, steps: u64) -> Result<(), Spent> {
        if steps > self.left.get() {
            self.left.set(0);
            return Err(Spent);
        }
        self.left.set(self.left.get() - steps);
        self.used.set(self.used.get() + steps);
        if let Some(unwanted) = &self.unwanted {
            self.since_asked.set(self.since_asked.get() + steps);
            if self.since_asked.get() >= ASK_EACH {
                self.since_asked.set(0);
                if unwanted() {
                    self.left.set(0);
                    self.cut_short.set(true);
                    return Err(Spent);
                }
            }
        }
        Ok(())
    }

    /// Does `work` with the `parts`-th part of what is left, so that one of several cannot use up what the others need.
    pub fn share<T>(&self, parts: usize, work: impl FnOnce(&Self) -> T) -> T {
        let all = self.left.get();
        let part = all / parts.max(1) as u64;
        self.left.set(part);
        let answer = work(self);
        let kept_back = if self.cut_short.get() { 0 } else { all - part };
        self.left.set(self.left.get() + kept_back);
        answer
    }

    /// How many steps were taken.
    #[must_use]
    pub const fn used(&self) -> u64 {
        self.used.get()
    }

    /// Whether nobody waited for the answer any more.
    #[must_use]
    pub const fn is_cut_short(&self) -> bool {
        self.cut_short.get()
    }
}

impl fmt::Debug for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Budget({} left, {} used)", self.left.get(), self.used.get())
    }
}

/// A length as steps.
#[must_use]
pub const fn steps(length: usize) -> u64 {
    length as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spent_stays_spent() {
        let budget = Budget::of(10);
        assert_eq!(budget.take(7), Ok(()));
        assert_eq!(budget.take(4), Err(Spent));
        assert_eq!(budget.take(1), Err(Spent));
        assert_eq!((budget.used(), budget.is_cut_short()), (7, false));
    }

    #[test]
    fn one_of_several_can_not_use_up_what_the_others_need() {
        let budget = Budget::of(100);
        assert_eq!(budget.share(4, |part| part.take(26)), Err(Spent));
        assert_eq!(budget.share(3, |part| part.take(25)), Ok(()));
        assert_eq!(budget.take(50), Ok(()));
        assert_eq!(budget.take(1), Err(Spent));
    }

    #[test]
    fn work_ends_when_nobody_waits_for_it() {
        let budget = Budget::until(u64::MAX, || true);
        let ended = (0..10_000).position(|_| budget.take(1_000).is_err());
        assert_eq!(ended, Some(65));
        assert!(budget.is_cut_short());
        assert_eq!(budget.take(0), Ok(()), "asking for nothing is not asking");
        assert_eq!(budget.take(1), Err(Spent));
    }
}
