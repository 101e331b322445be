//! Comments, and what became of what they propose.

use domain::id::{CommentId, Timestamp};

use crate::person::Person;
use crate::quote::QuoteView;

/// A comment. A withdrawn one has empty texts and no quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentView {
    /// The comment.
    pub id: CommentId,
    /// The comment it replies to.
    pub parent: Option<CommentId>,
    /// Who wrote it.
    pub author: Person,
    /// When.
    pub at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
    /// How many bytes its HTML has.
    pub bytes: usize,
    /// Sanitised HTML.
    pub html: String,
    /// Markdown.
    pub body: String,
    /// Raised with each edit, from 1.
    pub version: i64,
    /// The passages it quotes.
    pub quotes: Vec<QuoteView>,
    /// What became of the change to the article that it proposes, if it does.
    pub proposal: Option<ProposalState>,
}

/// What became of a proposal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProposalState {
    /// It was not applied yet.
    Open,
    /// It became that revision of its article.
    Applied {
        /// The number of the revision.
        number: i64,
        /// Who applied it with another text than was proposed; then its author is none of the article's.
        adapted_by: Option<Person>,
    },
}

impl ProposalState {
    /// Of the number of the revision that the proposal became, if it was applied.
    #[must_use]
    pub fn of(applied: Option<i64>, adapted_by: Option<Person>) -> Self {
        applied.map_or(Self::Open, |number| Self::Applied { number, adapted_by })
    }
}
