//! What was hidden.

use domain::id::Timestamp;

use crate::person::Person;

/// That something is hidden, or somebody blocked: by whom, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hiding {
    /// By whom.
    pub by: Person,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}
