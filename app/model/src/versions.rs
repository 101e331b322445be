//! How a text came to be what it is.

use domain::id::Timestamp;

use crate::person::Person;
use crate::relation::Wording;

/// The most versions of one answer.
pub const MAX_VERSIONS: usize = 20;

/// How a comment or a citation came to be what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Versions {
    /// Its texts, the newest first: at most [`MAX_VERSIONS`], and one more where there are older ones. That of a citation
    /// has a line for each field.
    Said(Vec<Wording>),
    /// It was taken off the page: nothing is told but by whom, and why.
    Withdrawn(Withdrawal),
}

impl Versions {
    /// How many bytes there are to compare.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match self {
            Self::Said(wordings) => wordings.iter().map(|wording| wording.text.len()).sum(),
            Self::Withdrawn(_) => 0,
        }
    }
}

/// That something was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// When.
    pub at: Timestamp,
    /// By whom, where that is known.
    pub by: Option<Person>,
    /// Why; empty where no reason was given.
    pub reason: String,
}
