//! Proposals.

use crate::comment::{CommentView, ProposalState};
use crate::revision::RevisionPage;

/// A proposal with its texts; they are empty where the revision that it was made from is hidden.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalPage {
    /// The comment that carries it.
    pub comment: CommentView,
    /// What became of it.
    pub state: ProposalState,
    /// The revision that was read.
    pub base: RevisionPage,
    /// Title.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// Text in Markdown.
    pub body: String,
}
