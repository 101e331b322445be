//! Commands: every way in which anything here is ever changed.
//!
//! A plain form, the browser's client, the importer and the HTTP API all make these and nothing else. Texts
//! are validated as they are parsed, so a `Command` that exists has no field at fault.

use serde::{Deserialize, Serialize};

use crate::anchor::Passage;
use crate::fault::Fault;
use crate::fault::Field;
use crate::id::{
    AnchorId, ArticleId, CitationId, CommandId, CommentId, ContributorId, RelationId, RevisionId, Timestamp,
};
use crate::lock::Scope;
#[cfg(feature = "server")]
use crate::moderation::{Block, Hide, RestoreRelation, Unblock, Undo, Unhide};
use crate::problem::Problem;
use crate::relation::{Direction, Kind};
use crate::source::{Identifier, Stance};
use crate::text::{
    Body, CitationNote, CommentBody, Container, Email, Excerpt, Explanation, FirstName, LastName, Note,
    Publisher, Quote, Reason, SourceAuthor, SourceDate, SourceTitle, Summary, Title, WebUrl,
};

/// A command on its way to the store, with who sends it and when the server took it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// Names the command; the outcome of a known id is returned as it was.
    pub id: CommandId,
    /// Who sends it, from the session. A contributor not known yet is a guest.
    pub author: ContributorId,
    /// The server's time.
    pub at: Timestamp,
    /// What is to be done.
    pub command: Command,
}

/// Everything that can be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "kebab-case")]
pub enum Command {
    /// Says who one is.
    Introduce(Introduce),
    /// Makes an article, and a relation to the one it came from.
    CreateArticle(CreateArticle),
    /// Adds a revision on top of the one it was made from.
    ReviseArticle(ReviseArticle),
    /// Ties two articles.
    Relate(Relate),
    /// Improves the explanation of a relation.
    RewordRelation(RewordRelation),
    /// Takes a relation away.
    RemoveRelation(RemoveRelation),
    /// Says for good that two articles need no relation.
    DismissSuggestion(Suggestion),
    /// Takes that back.
    RestoreSuggestion(Suggestion),
    /// Comments on an article, or replies.
    AddComment(AddComment),
    /// Changes one's own comment.
    EditComment(EditComment),
    /// Takes back one's own comment.
    WithdrawComment(WithdrawComment),
    /// Cites a source for a passage.
    AddCitation(AddCitation),
    /// Changes one's own citation.
    EditCitation(EditCitation),
    /// Takes back one's own citation.
    WithdrawCitation(WithdrawCitation),
    /// Closes an article, wholly or for editing.
    LockArticle(LockArticle),
    /// Opens it again.
    UnlockArticle(UnlockArticle),
    /// Takes something from all readers but moderators.
    #[cfg(feature = "server")]
    Hide(Hide),
    /// Shows it again.
    #[cfg(feature = "server")]
    Unhide(Unhide),
    /// Brings back a relation that was removed.
    #[cfg(feature = "server")]
    RestoreRelation(RestoreRelation),
    /// Stops somebody from writing.
    #[cfg(feature = "server")]
    Block(Block),
    /// Lets them write again.
    #[cfg(feature = "server")]
    Unblock(Unblock),
    /// Begins the undoing of everything that some people did.
    #[cfg(feature = "server")]
    Undo(Undo),
}

impl Command {
    /// What kind of command it is.
    #[must_use]
    pub const fn kind(&self) -> CommandKind {
        match self {
            Self::Introduce(_) => CommandKind::Introduce,
            Self::CreateArticle(_) => CommandKind::CreateArticle,
            Self::ReviseArticle(_) => CommandKind::ReviseArticle,
            Self::Relate(_) => CommandKind::Relate,
            Self::RewordRelation(_) => CommandKind::RewordRelation,
            Self::RemoveRelation(_) => CommandKind::RemoveRelation,
            Self::DismissSuggestion(_) => CommandKind::DismissSuggestion,
            Self::RestoreSuggestion(_) => CommandKind::RestoreSuggestion,
            Self::AddComment(_) => CommandKind::AddComment,
            Self::EditComment(_) => CommandKind::EditComment,
            Self::WithdrawComment(_) => CommandKind::WithdrawComment,
            Self::AddCitation(_) => CommandKind::AddCitation,
            Self::EditCitation(_) => CommandKind::EditCitation,
            Self::WithdrawCitation(_) => CommandKind::WithdrawCitation,
            Self::LockArticle(_) => CommandKind::LockArticle,
            Self::UnlockArticle(_) => CommandKind::UnlockArticle,
            #[cfg(feature = "server")]
            Self::Hide(_) => CommandKind::Hide,
            #[cfg(feature = "server")]
            Self::Unhide(_) => CommandKind::Unhide,
            #[cfg(feature = "server")]
            Self::RestoreRelation(_) => CommandKind::RestoreRelation,
            #[cfg(feature = "server")]
            Self::Block(_) => CommandKind::Block,
            #[cfg(feature = "server")]
            Self::Unblock(_) => CommandKind::Unblock,
            #[cfg(feature = "server")]
            Self::Undo(_) => CommandKind::Undo,
        }
    }
}

/// What commands do. A kind has a name of its own, which stands in JSON and in the log, and keeps it for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the kind of the command of that name")]
pub enum CommandKind {
    Introduce,
    CreateArticle,
    ReviseArticle,
    Relate,
    RewordRelation,
    RemoveRelation,
    DismissSuggestion,
    RestoreSuggestion,
    AddComment,
    EditComment,
    WithdrawComment,
    AddCitation,
    EditCitation,
    WithdrawCitation,
    LockArticle,
    UnlockArticle,
    Hide,
    Unhide,
    RestoreRelation,
    Block,
    Unblock,
    Undo,
}

impl CommandKind {
    /// All there are.
    pub const ALL: [Self; 22] = [
        Self::Introduce,
        Self::CreateArticle,
        Self::ReviseArticle,
        Self::Relate,
        Self::RewordRelation,
        Self::RemoveRelation,
        Self::DismissSuggestion,
        Self::RestoreSuggestion,
        Self::AddComment,
        Self::EditComment,
        Self::WithdrawComment,
        Self::AddCitation,
        Self::EditCitation,
        Self::WithdrawCitation,
        Self::LockArticle,
        Self::UnlockArticle,
        Self::Hide,
        Self::Unhide,
        Self::RestoreRelation,
        Self::Block,
        Self::Unblock,
        Self::Undo,
    ];

    /// The stable name, such as `revise-article`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Introduce => "introduce",
            Self::CreateArticle => "create-article",
            Self::ReviseArticle => "revise-article",
            Self::Relate => "relate",
            Self::RewordRelation => "reword-relation",
            Self::RemoveRelation => "remove-relation",
            Self::DismissSuggestion => "dismiss-suggestion",
            Self::RestoreSuggestion => "restore-suggestion",
            Self::AddComment => "add-comment",
            Self::EditComment => "edit-comment",
            Self::WithdrawComment => "withdraw-comment",
            Self::AddCitation => "add-citation",
            Self::EditCitation => "edit-citation",
            Self::WithdrawCitation => "withdraw-citation",
            Self::LockArticle => "lock-article",
            Self::UnlockArticle => "unlock-article",
            Self::Hide => "hide",
            Self::Unhide => "unhide",
            Self::RestoreRelation => "restore-relation",
            Self::Block => "block",
            Self::Unblock => "unblock",
            Self::Undo => "undo",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// See [`Command::Introduce`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Introduce {
    /// First name, or the name of a role.
    pub first_name: FirstName,
    /// Last name; may be empty.
    pub last_name: LastName,
    /// A claim, not a proof; private.
    pub email: Option<Email>,
}

/// See [`Command::CreateArticle`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateArticle {
    /// The new article.
    pub article: ArticleId,
    /// Its first revision.
    pub revision: RevisionId,
    /// Title.
    pub title: Title,
    /// Summary.
    pub summary: Summary,
    /// Text in Markdown.
    pub body: Body,
    /// A relation to an article that exists already.
    pub relation: Option<NewRelation>,
}

/// A relation made together with an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewRelation {
    /// The new relation.
    pub relation: RelationId,
    /// The other article.
    pub other: ArticleId,
    /// Whether it goes from the new article (forward) or to it (backward).
    pub direction: Direction,
    /// Kind.
    pub kind: Kind,
    /// Why.
    pub explanation: Explanation,
}

/// See [`Command::ReviseArticle`]. Restoring an old revision is a revision with the old texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviseArticle {
    /// The article.
    pub article: ArticleId,
    /// The new revision.
    pub revision: RevisionId,
    /// The revision that was read.
    pub base: RevisionId,
    /// Title.
    pub title: Title,
    /// Summary.
    pub summary: Summary,
    /// Text in Markdown.
    pub body: Body,
    /// What was changed and why.
    pub note: Note,
    /// The comment whose proposal this is, when it is one that is applied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<CommentId>,
}

/// An edit that its author may not save, such as of a locked article, for somebody who may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The revision that was read.
    pub base: RevisionId,
    /// Title.
    pub title: Title,
    /// Summary.
    pub summary: Summary,
    /// Text in Markdown.
    pub body: Body,
}

/// See [`Command::Relate`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relate {
    /// The new relation.
    pub relation: RelationId,
    /// The first article.
    pub from: ArticleId,
    /// Kind.
    pub kind: Kind,
    /// The second article.
    pub to: ArticleId,
    /// Why.
    pub explanation: Explanation,
}

/// See [`Command::RewordRelation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RewordRelation {
    /// The relation.
    pub relation: RelationId,
    /// The version that was read, from 1.
    pub base: i64,
    /// The better explanation.
    pub explanation: Explanation,
}

/// See [`Command::RemoveRelation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveRelation {
    /// The relation.
    pub relation: RelationId,
}

/// Two articles that might be related; which is which makes no difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The article on whose page it was seen.
    pub article: ArticleId,
    /// The other one.
    pub other: ArticleId,
}

/// A quoted passage on its way into the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAnchor {
    /// The new anchor.
    pub anchor: AnchorId,
    /// What was quoted.
    #[serde(flatten)]
    pub target: Target,
}

/// What a new anchor points to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "target", rename_all = "kebab-case")]
pub enum Target {
    /// A selection in a rendered revision, with its place.
    Passage(Passage),
    /// Pasted words, to be found in the head.
    Words {
        /// The words; white space counts as one blank.
        exact: Quote,
    },
    /// A text-quote selector from elsewhere, to be found in the head (see [`prose::selector::find`]).
    Selector {
        /// The words.
        exact: Quote,
        /// What stood before them; may be empty.
        prefix: String,
        /// What stood after them; may be empty.
        suffix: String,
        /// About where they stood, in characters.
        start: Option<usize>,
    },
}

/// See [`Command::AddComment`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddComment {
    /// The new comment.
    pub comment: CommentId,
    /// The article.
    pub article: ArticleId,
    /// The comment that is replied to.
    pub parent: Option<CommentId>,
    /// Markdown.
    pub body: CommentBody,
    /// The passages quoted.
    pub quotes: Vec<NewAnchor>,
    /// What it proposes to change in the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Proposal>,
}

impl AddComment {
    /// The most passages that one comment may quote.
    pub const MAX_QUOTES: usize = 20;

    /// Asked before anything is looked up, so that what cannot be taken costs nothing.
    #[must_use]
    pub fn too_many_quotes(&self) -> Option<Problem> {
        let (limit, actual) = (Self::MAX_QUOTES, self.quotes.len());
        (actual > limit).then(|| Problem::field(Field::Quote, Fault::TooMany { limit, actual }))
    }
}

/// See [`Command::EditComment`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditComment {
    /// The comment.
    pub comment: CommentId,
    /// The version that was read, from 1.
    pub base: i64,
    /// Markdown.
    pub body: CommentBody,
}

/// See [`Command::WithdrawComment`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawComment {
    /// The comment.
    pub comment: CommentId,
}

/// What is cited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Title.
    pub title: SourceTitle,
    /// Where it can be read. The address of a passage of another article ([`crate::source::PassageLink`]) makes that
    /// article say who quotes it.
    pub url: Option<WebUrl>,
    /// Who wrote it; may be empty.
    pub author: SourceAuthor,
    /// Its number in a catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identifier: Option<Identifier>,
    /// Who published it; may be empty.
    pub publisher: Publisher,
    /// What it is a part of, with volume, number and pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<Container>,
    /// When.
    pub date: Option<SourceDate>,
    /// When whoever cites it read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accessed: Option<SourceDate>,
    /// Its words; may be empty.
    pub excerpt: Excerpt,
    /// What it does to the passage.
    #[serde(default, skip_serializing_if = "Stance::is_context")]
    pub stance: Stance,
    /// Why it bears on the passage; may be empty.
    pub note: CitationNote,
}

/// See [`Command::AddCitation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddCitation {
    /// The new citation.
    pub citation: CitationId,
    /// The article.
    pub article: ArticleId,
    /// The passage it bears on.
    pub quote: NewAnchor,
    /// What is cited.
    pub source: Source,
}

/// See [`Command::EditCitation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditCitation {
    /// The citation.
    pub citation: CitationId,
    /// The version that was read, from 1.
    pub base: i64,
    /// What is cited.
    pub source: Source,
}

/// See [`Command::WithdrawCitation`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawCitation {
    /// The citation.
    pub citation: CitationId,
}

/// See [`Command::LockArticle`]. Locking a locked article replaces the lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockArticle {
    /// The article.
    pub article: ArticleId,
    /// What is closed.
    pub scope: Scope,
    /// Why.
    pub reason: Reason,
    /// When it ends by itself.
    pub until: Option<Timestamp>,
}

/// See [`Command::UnlockArticle`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnlockArticle {
    /// The article.
    pub article: ArticleId,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_kind_has_a_name_of_its_own_that_leads_back_and_is_that_of_its_json() {
        let names: BTreeSet<&str> = CommandKind::ALL.iter().map(|kind| kind.name()).collect();
        assert_eq!(names.len(), CommandKind::ALL.len());
        assert!(CommandKind::ALL.iter().all(|kind| CommandKind::from_name(kind.name()) == Some(*kind)));
        let comment = crate::id::CommentId(uuid::Uuid::from_u128(1));
        let command = Command::WithdrawComment(WithdrawComment { comment });
        assert_eq!(serde_json::to_value(&command).unwrap()["command"], command.kind().name());
    }
}
