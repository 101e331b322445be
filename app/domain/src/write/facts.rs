//! What the store knows about the things a command names.

use crate::anchor::LiveAnchor;
use crate::id::{ArticleId, ContributorId, RelationId, RevisionId};
use crate::lock::Lock;
use crate::problem::{Problem, Thing};
use crate::relation::Kind;
use crate::role::Actor;
use crate::source::PassageLink;
use crate::text::{Body, Explanation, Summary, Texts, Title};
use crate::trust::Trust;
use crate::write::moderation::ModerationFacts;

/// What there is to know about an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleFacts {
    /// The article.
    pub id: ArticleId,
    /// Its newest revision.
    pub head: RevisionId,
    /// Title of the head.
    pub title: Title,
    /// Summary of the head.
    pub summary: Summary,
    /// Text of the head.
    pub body: Body,
    /// Plain text of the head.
    pub plain_text: String,
    /// The lock, in force or not.
    pub lock: Option<Lock>,
    /// Whether a moderator hid it.
    pub hidden: bool,
}

/// What there is to know about a relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationFacts {
    /// The relation.
    pub id: RelationId,
    /// The first article.
    pub from: ArticleId,
    /// The second.
    pub to: ArticleId,
    /// Kind.
    pub kind: Kind,
    /// Its explanation.
    pub explanation: Explanation,
    /// Raised with each rewording, from 1.
    pub version: i64,
    /// Who made it, as far as that is known.
    pub maker: Option<ContributorId>,
}

/// What there is to know about a comment or citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContributionFacts {
    /// The article it is on.
    pub article: ArticleId,
    /// Who wrote it.
    pub author: ContributorId,
    /// Raised with each edit, from 1.
    pub version: i64,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
}

/// The article of this site that a source is a passage of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFacts {
    /// The article.
    pub article: ArticleId,
    /// The plain texts from the revision that the address names to the head.
    pub texts: Vec<(RevisionId, String)>,
}

/// What the store knows about the things a command names. Whatever the command does not need is left empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Who sends the command.
    pub actor: Actor,
    /// How well they are known, where that decides something.
    pub trust: Trust,
    /// The article the command is about; for a relation, the one it starts from.
    pub article: Option<ArticleFacts>,
    /// The other end of a relation, new or named, or of a suggestion.
    pub other: Option<ArticleFacts>,
    /// Everything the far end of a new `PartOf` is itself a part of, directly or not.
    pub ancestors: Vec<ArticleId>,
    /// Whether the new relation is there already (mirrored ones too, where the kind is symmetric).
    pub related_already: bool,
    /// Whether it was said that the two articles named need no relation.
    pub dismissed: bool,
    /// The relation named.
    pub relation: Option<RelationFacts>,
    /// The comment named, or the one replied to.
    pub comment: Option<ContributionFacts>,
    /// The citation named.
    pub citation: Option<ContributionFacts>,
    /// What the address of a source names, if it is a passage of an article here.
    pub source: Option<SourceFacts>,
    /// The passage that the citation named has as its source until now.
    pub former_source: Option<PassageLink>,
    /// For a quote the plain texts of all revisions from the oldest in which a passage was selected, in their order; for
    /// a revision those in which anchors stood that do not stand there now. Always without the head's.
    pub quoted_texts: Vec<(RevisionId, String)>,
    /// The anchors on the article, when a revision is to carry them.
    pub anchors: Vec<LiveAnchor>,
    /// The plain text of the revision to be made.
    pub new_plain_text: String,
    /// Whether the text of the article or comment to be made has something, but nothing that a reader sees.
    pub shows_nothing: bool,
    /// The revision from which the edit was made, when it was merged with the head since.
    pub merged_from: Option<RevisionId>,
    /// The texts of the revision that a proposal was made from.
    pub proposed_on: Option<Texts>,
    /// Whether the comment named carries a proposal that was not applied yet.
    pub open_proposal: bool,
    /// The names of the other moderators, where somebody says who they are.
    pub moderators: Vec<String>,
    /// The texts of the proposal that an edit applies.
    pub proposed: Option<Texts>,
    /// The texts of an edit as it was sent, when it was merged with the head since.
    pub sent: Option<Texts>,
    /// What moderation needs to know.
    pub moderation: ModerationFacts,
}

impl Facts {
    /// Nothing but who acts.
    #[must_use]
    pub const fn of(actor: Actor) -> Self {
        Self {
            actor,
            trust: Trust::Known,
            article: None,
            other: None,
            ancestors: Vec::new(),
            related_already: false,
            dismissed: false,
            relation: None,
            comment: None,
            citation: None,
            source: None,
            former_source: None,
            quoted_texts: Vec::new(),
            anchors: Vec::new(),
            new_plain_text: String::new(),
            shows_nothing: false,
            merged_from: None,
            proposed_on: None,
            open_proposal: false,
            moderators: Vec::new(),
            proposed: None,
            sent: None,
            moderation: ModerationFacts {
                blocked: None,
                target: None,
                removed: None,
                person: None,
                unread: Vec::new(),
            },
        }
    }

    pub(crate) fn article(&self) -> Result<&ArticleFacts, Problem> {
        self.article.as_ref().ok_or(Problem::NotFound { thing: Thing::Article })
    }
}
