//! For tests of the rules: everything that may be known, of which each command is given what its subject asks for.

use super::*;
use crate::anchor::LiveAnchor;
use crate::command::Command;
use crate::id::{ArticleId, RevisionId};
use crate::moderation::{PersonFacts, RemovedFacts, TargetFacts};
use crate::role::Actor;
use crate::source::PassageLink;
use crate::text::Texts;
use crate::trust::Trust;

/// What there is, whoever asks.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub(crate) actor: Actor,
    pub(crate) blocked: Option<String>,
    pub(crate) trust: Trust,
    /// The article that a command is about; for a relation, the one it starts from.
    pub(crate) article: Option<ArticleFacts>,
    /// The other end of a relation or suggestion.
    pub(crate) other: Option<ArticleFacts>,
    pub(crate) ancestors: Vec<ArticleId>,
    pub(crate) related_already: bool,
    pub(crate) is_dismissed: bool,
    pub(crate) relation: Option<RelationFacts>,
    /// The comment named, or the one replied to.
    pub(crate) comment: Option<ContributionFacts>,
    pub(crate) citation: Option<ContributionFacts>,
    pub(crate) source: Option<SourceFacts>,
    pub(crate) former_source: Option<PassageLink>,
    pub(crate) texts: Vec<(RevisionId, String)>,
    pub(crate) anchors: Vec<LiveAnchor>,
    pub(crate) merged: Option<Unmerged>,
    pub(crate) proposed_on: Option<Texts>,
    pub(crate) open_proposal: bool,
    pub(crate) proposed: Option<Texts>,
    pub(crate) target: Option<TargetFacts>,
    pub(crate) removed: Option<RemovedFacts>,
    pub(crate) person: Option<PersonFacts>,
}

impl World {
    /// Nothing but who acts.
    pub(crate) const fn of(actor: Actor) -> Self {
        Self {
            actor,
            blocked: None,
            trust: Trust::Known,
            article: None,
            other: None,
            ancestors: Vec::new(),
            related_already: false,
            is_dismissed: false,
            relation: None,
            comment: None,
            citation: None,
            source: None,
            former_source: None,
            texts: Vec::new(),
            anchors: Vec::new(),
            merged: None,
            proposed_on: None,
            open_proposal: false,
            proposed: None,
            target: None,
            removed: None,
            person: None,
        }
    }

    pub(crate) fn decide(&self, command: &Command, now: Timestamp) -> Result<Decision, Problem> {
        let sender = Sender { actor: self.actor, blocked: self.blocked.clone() };
        decide(&self.case(command), &sender, now)
    }

    fn related(&self) -> Option<RelatedFacts> {
        let relation = self.relation.clone()?;
        Some(RelatedFacts { relation, from: self.article.clone(), to: self.other.clone() })
    }

    fn own(&self, named: &Option<ContributionFacts>) -> OwnFacts {
        OwnFacts { named: named.clone(), article: named.as_ref().and(self.article.clone()) }
    }

    fn suggestion(&self) -> SuggestionFacts {
        SuggestionFacts {
            article: self.article.clone(),
            other: self.other.clone(),
            is_dismissed: self.is_dismissed,
        }
    }

    fn quoted(&self) -> QuotedFacts {
        QuotedFacts { texts: self.texts.clone(), unread: Vec::new() }
    }

    fn case(&self, command: &Command) -> Case {
        let (article, visibility) = (self.article.clone(), Visibility::Shown);
        match command.clone() {
            Command::Introduce(introduce) => Case::Introduce(introduce, NamingFacts::default()),
            Command::CreateArticle(create) => {
                let other = create.relation.as_ref().and(self.other.clone());
                Case::CreateArticle(create, NewArticleFacts { visibility, other })
            }
            Command::ReviseArticle(revise) => {
                let proposal = ProposalFacts {
                    comment: self.comment.clone(),
                    is_open: self.open_proposal,
                    texts: self.proposed.clone(),
                };
                let worked_out = WorkedOut {
                    plain_text: format!("{}\n", revise.body.as_str()),
                    stood_in: self.texts.clone(),
                    merged: self.merged.clone(),
                };
                let facts = RevisionFacts {
                    article,
                    visibility,
                    anchors: self.anchors.clone(),
                    proposal,
                    worked_out: Some(worked_out),
                };
                Case::ReviseArticle(revise, facts)
            }
            Command::Relate(relate) => {
                let facts = NewRelationFacts {
                    from: article,
                    to: self.other.clone(),
                    related_already: self.related_already,
                    ancestors: self.ancestors.clone(),
                };
                Case::Relate(relate, facts)
            }
            Command::RewordRelation(reword) => Case::RewordRelation(reword, self.related()),
            Command::RemoveRelation(remove) => {
                Case::RemoveRelation(remove, RemovalFacts { related: self.related(), trust: self.trust })
            }
            Command::DismissSuggestion(pair) => Case::DismissSuggestion(pair, self.suggestion()),
            Command::RestoreSuggestion(pair) => Case::RestoreSuggestion(pair, self.suggestion()),
            Command::AddComment(add) => {
                let facts = NewCommentFacts {
                    article,
                    visibility,
                    parent: add.parent.and(self.comment.clone()),
                    quoted: self.quoted(),
                    proposed_on: self.proposed_on.clone(),
                };
                Case::AddComment(add, facts)
            }
            Command::EditComment(edit) => {
                Case::EditComment(edit, EditedCommentFacts { own: self.own(&self.comment), visibility })
            }
            Command::WithdrawComment(withdraw) => Case::WithdrawComment(withdraw, self.own(&self.comment)),
            Command::AddCitation(add) => {
                let facts = NewCitationFacts { article, quoted: self.quoted(), source: self.source.clone() };
                Case::AddCitation(add, facts)
            }
            Command::EditCitation(edit) => {
                let facts = EditedCitationFacts {
                    own: self.own(&self.citation),
                    source: self.source.clone(),
                    former_source: self.former_source.clone(),
                };
                Case::EditCitation(edit, facts)
            }
            Command::WithdrawCitation(withdraw) => Case::WithdrawCitation(withdraw, self.own(&self.citation)),
            Command::LockArticle(lock) => Case::LockArticle(lock, LockFacts { article }),
            Command::UnlockArticle(unlock) => Case::UnlockArticle(unlock, LockFacts { article }),
            Command::Hide(hide) => Case::Hide(hide, self.target.clone()),
            Command::Unhide(unhide) => Case::Unhide(unhide, self.target.clone()),
            Command::RestoreRelation(restore) => {
                let removed = self.removed.clone().map(|removed| RemovedRelation {
                    removed,
                    from: article,
                    to: self.other.clone(),
                    related_already: self.related_already,
                    ancestors: self.ancestors.clone(),
                });
                Case::RestoreRelation(restore, removed)
            }
            Command::Block(block) => Case::Block(block, self.person.clone()),
            Command::Unblock(unblock) => Case::Unblock(unblock, self.person.clone()),
            Command::Undo(undo) => Case::Undo(undo),
        }
    }
}
