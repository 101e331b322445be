//! A command, with what there is to know about what it names.

use crate::command::{
    AddCitation, AddComment, CreateArticle, EditCitation, EditComment, Introduce, LockArticle, Relate,
    RemoveRelation, ReviseArticle, RewordRelation, Suggestion, UnlockArticle, WithdrawCitation,
    WithdrawComment,
};
use crate::moderation::{Block, Hide, PersonFacts, RestoreRelation, TargetFacts, Unblock, Undo, Unhide};
use crate::write::article::{NewArticleFacts, RevisionFacts};
use crate::write::citation::{EditedCitationFacts, NewCitationFacts, SourceFacts};
use crate::write::comment::{EditedCommentFacts, NewCommentFacts};
use crate::write::contribution::OwnFacts;
use crate::write::facts::ArticleFacts;
use crate::write::lock::LockFacts;
use crate::write::moderation::RemovedRelation;
use crate::write::person::NamingFacts;
use crate::write::relation::{NewRelationFacts, RelatedFacts, RemovalFacts};
use crate::write::suggestion::SuggestionFacts;

/// A command, each kind with the facts that its subject asks for: what was not looked up cannot be asked about. `None` in place of
/// a thing says that there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the command of that name")]
pub enum Case {
    Introduce(Introduce, NamingFacts),
    CreateArticle(CreateArticle, NewArticleFacts),
    ReviseArticle(ReviseArticle, RevisionFacts),
    Relate(Relate, NewRelationFacts),
    RewordRelation(RewordRelation, Option<RelatedFacts>),
    RemoveRelation(RemoveRelation, RemovalFacts),
    DismissSuggestion(Suggestion, SuggestionFacts),
    RestoreSuggestion(Suggestion, SuggestionFacts),
    AddComment(AddComment, NewCommentFacts),
    EditComment(EditComment, EditedCommentFacts),
    WithdrawComment(WithdrawComment, OwnFacts),
    AddCitation(AddCitation, NewCitationFacts),
    EditCitation(EditCitation, EditedCitationFacts),
    WithdrawCitation(WithdrawCitation, OwnFacts),
    LockArticle(LockArticle, LockFacts),
    UnlockArticle(UnlockArticle, LockFacts),
    Hide(Hide, Option<TargetFacts>),
    Unhide(Unhide, Option<TargetFacts>),
    RestoreRelation(RestoreRelation, Option<RemovedRelation>),
    Block(Block, Option<PersonFacts>),
    Unblock(Unblock, Option<PersonFacts>),
    Undo(Undo),
}

impl Case {
    /// The article that is written to, or from which a relation starts, and the other end of a relation or suggestion.
    #[must_use]
    pub const fn articles(&self) -> [Option<&ArticleFacts>; 2] {
        match self {
            Self::CreateArticle(_, facts) => [None, facts.other.as_ref()],
            Self::ReviseArticle(_, facts) => [facts.article.as_ref(), None],
            Self::Relate(_, facts) => [facts.from.as_ref(), facts.to.as_ref()],
            Self::RewordRelation(_, Some(related))
            | Self::RemoveRelation(_, RemovalFacts { related: Some(related), .. }) => {
                [related.from.as_ref(), related.to.as_ref()]
            }
            Self::DismissSuggestion(_, facts) | Self::RestoreSuggestion(_, facts) => {
                [facts.article.as_ref(), facts.other.as_ref()]
            }
            Self::AddComment(_, facts) => [facts.article.as_ref(), None],
            Self::EditComment(_, facts) => [facts.own.article.as_ref(), None],
            Self::AddCitation(_, facts) => [facts.article.as_ref(), None],
            Self::EditCitation(_, facts) => [facts.own.article.as_ref(), None],
            Self::WithdrawComment(_, own) | Self::WithdrawCitation(_, own) => [own.article.as_ref(), None],
            Self::LockArticle(_, facts) | Self::UnlockArticle(_, facts) => [facts.article.as_ref(), None],
            Self::RestoreRelation(_, Some(removed)) => [removed.from.as_ref(), removed.to.as_ref()],
            Self::Introduce(..)
            | Self::RewordRelation(_, None)
            | Self::RemoveRelation(_, RemovalFacts { related: None, .. })
            | Self::RestoreRelation(_, None)
            | Self::Hide(..)
            | Self::Unhide(..)
            | Self::Block(..)
            | Self::Unblock(..)
            | Self::Undo(_) => [None, None],
        }
    }

    /// The case without the texts of earlier revisions and what was worked out of them. As long as this is the same, so is what is
    /// decided, since revisions never change.
    #[must_use]
    pub fn stamp(&self) -> Self {
        let mut stamp = self.clone();
        match &mut stamp {
            Self::ReviseArticle(_, facts) => facts.worked_out = None,
            Self::AddComment(_, facts) => facts.quoted.texts = Vec::new(),
            Self::AddCitation(_, facts) => {
                facts.quoted.texts = Vec::new();
                facts.source = facts.source.as_ref().map(SourceFacts::stamp);
            }
            Self::EditCitation(_, facts) => facts.source = facts.source.as_ref().map(SourceFacts::stamp),
            _ => {}
        }
        stamp
    }
}
