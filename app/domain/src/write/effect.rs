//! What a command changes in what is stored.

use crate::anchor::{LiveAnchor, Standing, Stood};
use crate::command::{Introduce, Proposal, Source};
use crate::id::{AnchorId, ArticleId, CitationId, CommentId, ContributorId, RelationId, RevisionId};
use crate::lock::Lock;
use crate::moderation::{Hideable, Sessions};
use crate::relation::Kind;
use crate::slug::Slug;
use crate::text::{Body, CommentBody, Explanation, Note, Reason, Summary, Title};

/// One change to what is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are those of the command that they come from")]
pub enum Effect {
    NameContributor(Introduce),
    AddArticle {
        article: ArticleId,
        slug: Slug,
    },
    /// A new head. `parent` is `None` for the first. `merged_from` is the second parent of a merge: the revision
    /// from which its author made it.
    AddRevision {
        article: ArticleId,
        revision: RevisionId,
        parent: Option<RevisionId>,
        merged_from: Option<RevisionId>,
        title: Title,
        summary: Summary,
        body: Body,
        note: Note,
    },
    /// The title changed, so the article gets a new address; the old one redirects.
    MoveArticle {
        article: ArticleId,
        slug: Slug,
    },
    PlaceAnchor {
        anchor: AnchorId,
        standing: Standing,
        stood: Option<Stood>,
    },
    AddRelation {
        relation: RelationId,
        from: ArticleId,
        kind: Kind,
        to: ArticleId,
        explanation: Explanation,
    },
    RewordRelation {
        relation: RelationId,
        version: i64,
        explanation: Explanation,
    },
    RemoveRelation {
        relation: RelationId,
    },
    /// The first has the lesser id.
    DismissSuggestion {
        first: ArticleId,
        second: ArticleId,
    },
    /// The first has the lesser id.
    RestoreSuggestion {
        first: ArticleId,
        second: ArticleId,
    },
    AddComment {
        comment: CommentId,
        article: ArticleId,
        parent: Option<CommentId>,
        body: CommentBody,
    },
    AddProposal {
        comment: CommentId,
        article: ArticleId,
        proposal: Proposal,
    },
    /// The proposal became that revision.
    ApplyProposal {
        comment: CommentId,
        revision: RevisionId,
        applied: Applied,
    },
    EditComment {
        comment: CommentId,
        version: i64,
        body: CommentBody,
    },
    WithdrawComment {
        comment: CommentId,
    },
    AddCitation {
        citation: CitationId,
        article: ArticleId,
        source: Source,
    },
    EditCitation {
        citation: CitationId,
        version: i64,
        source: Source,
    },
    WithdrawCitation {
        citation: CitationId,
    },
    /// A passage quoted by the comment or citation, as it stands in the head.
    AddAnchor {
        anchor: LiveAnchor,
        article: ArticleId,
        quoted_by: QuotedBy,
    },
    /// The source of the citation is no passage of an article any more, or a different one.
    RemoveSourceAnchor {
        citation: CitationId,
    },
    Lock {
        article: ArticleId,
        lock: Lock,
    },
    Unlock {
        article: ArticleId,
    },
    Hide {
        thing: Hideable,
        reason: Reason,
    },
    Unhide {
        thing: Hideable,
    },
    RestoreRelation {
        relation: RelationId,
    },
    Block {
        contributor: ContributorId,
        reason: Reason,
        sessions: Sessions,
    },
    Unblock {
        contributor: ContributorId,
    },
}

/// Whose words a revision made from a proposal has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// Those that were proposed, perhaps merged with what was saved meanwhile.
    AsProposed,
    /// Others, which whoever applied it answers for.
    Adapted,
}

/// What quotes a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuotedBy {
    /// A comment.
    Comment(CommentId),
    /// A citation.
    Citation(CitationId),
    /// The citation whose source the passage is.
    Source(CitationId),
}

/// What is to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Apply all of these, or none.
    Apply(Vec<Effect>),
    /// The edit was made on a revision that is no longer the head.
    Conflict {
        /// The head.
        head: RevisionId,
    },
}
