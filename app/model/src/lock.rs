//! Locks.

use domain::id::Timestamp;
use domain::lock::Scope;

use crate::person::Person;

/// A lock, as everyone reads it. May have ended already; ask [`LockView::in_force`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockView {
    /// What is closed.
    pub scope: Scope,
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: Person,
    /// Since when.
    pub since: Timestamp,
    /// When it ends by itself.
    pub until: Option<Timestamp>,
}

impl LockView {
    /// Whether the lock still holds at `now`.
    #[must_use]
    pub fn in_force(&self, now: Timestamp) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}
