//! Commands from forms: the browser, before the network is asked, and the server, of what was sent, make the same of the
//! same form, and find the same wrong with it.
//!
//! What only the server composes is left out of the bundle, which would be 9 KB (brotli) larger: an address of e-mail needs the tables
//! of lower case.

use std::str::FromStr;

use messages::problem::malformed;
use uuid::Uuid;

use crate::command::{
    AddCitation, AddComment, Command, CreateArticle, EditCitation, EditComment, LockArticle, NewRelation,
    Relate, RemoveRelation, ReviseArticle, RewordRelation, UnlockArticle, WithdrawCitation, WithdrawComment,
};
#[cfg(feature = "server")]
use crate::command::{Introduce, Suggestion};
use crate::fault::{Fault, Field};
use crate::form::{Reading, Values, kind_and_direction};
#[cfg(feature = "server")]
use crate::id::ContributorId;
use crate::id::{AnchorId, ArticleId, CitationId, CommentId, RelationId, RevisionId};
use crate::lock::Scope;
#[cfg(feature = "server")]
use crate::moderation::{Block, Hide, Hideable, RestoreRelation, Sessions, Unblock, Unhide};
use crate::problem::Problem;
use crate::relation::Direction;
use crate::text::{Body, CommentBody, Explanation, Note, Reason, Summary, Title};
#[cfg(feature = "server")]
use crate::text::{Email, FirstName, LastName};

/// What a form is for, and what it is about: that stands in its address, or in what the page says of it, and not in what is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// One's own name.
    #[cfg(feature = "server")]
    Introduction,
    /// A new article, related to one that is there or not.
    NewArticle {
        /// The one that it is related to.
        related: Option<ArticleId>,
    },
    /// An edit of an article.
    Edit(ArticleId),
    /// An edit for somebody who may save it.
    Proposal(ArticleId),
    /// A relation of an article.
    Relation {
        /// The article of the page.
        article: ArticleId,
        /// The article that the form names, or why it names none.
        other: Other,
    },
    /// Another explanation of a relation.
    Wording(RelationId),
    /// The end of a relation.
    Removal(RelationId),
    /// A comment on an article.
    Comment(ArticleId),
    /// Another text of a comment.
    CommentEdit(CommentId),
    /// The end of a comment.
    CommentWithdrawal(CommentId),
    /// A source for a passage of an article.
    Citation(ArticleId),
    /// Another description of a source.
    CitationEdit(CitationId),
    /// The end of a citation.
    CitationWithdrawal(CitationId),
    /// A lock of an article.
    Lock(ArticleId),
    /// The end of a lock.
    Unlock(ArticleId),
    /// That an article need not be related to the other one.
    #[cfg(feature = "server")]
    Dismissal(ArticleId),
    /// That it may be after all.
    #[cfg(feature = "server")]
    DismissalUndone(ArticleId),
    /// What is hidden.
    #[cfg(feature = "server")]
    Hide(Hideable),
    /// What is shown again.
    #[cfg(feature = "server")]
    Unhide(Hideable),
    /// Who is to write no more.
    #[cfg(feature = "server")]
    Block(ContributorId),
    /// Who may write again.
    #[cfg(feature = "server")]
    Unblock(ContributorId),
    /// A relation that comes back.
    #[cfg(feature = "server")]
    RelationRestored(RelationId),
}

/// The article that a form of a relation names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Other {
    /// That one.
    Is(ArticleId),
    /// None.
    No(Fault),
    /// It names it in words, which only the server can understand.
    InWords,
}

/// Ids of what commands make.
pub trait NewIds {
    /// An id for what has that name, such as `comment`. Each call may give a different one.
    fn id(&mut self, of: &'static str) -> Uuid;

    /// Of an article.
    fn article(&mut self) -> ArticleId {
        ArticleId(self.id("article"))
    }

    /// Of a revision.
    fn revision(&mut self) -> RevisionId {
        RevisionId(self.id("revision"))
    }

    /// Of a relation.
    fn relation(&mut self) -> RelationId {
        RelationId(self.id("relation"))
    }

    /// Of a comment.
    fn comment(&mut self) -> CommentId {
        CommentId(self.id("comment"))
    }

    /// Of a citation.
    fn citation(&mut self) -> CitationId {
        CitationId(self.id("citation"))
    }

    /// Of an anchor.
    fn anchor(&mut self) -> AnchorId {
        AnchorId(self.id("anchor"))
    }
}

/// What a form becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Composed {
    /// A command.
    Command(Box<Command>),
    /// Nothing, since something is wrong with it.
    Refused(Problem),
    /// Only the server can tell, as where an article is named by words.
    Unclear,
}

/// Makes the command of a form, or says all that is wrong with it.
pub fn compose(about: &About, values: &dyn Values, ids: &mut dyn NewIds) -> Composed {
    let mut reading = Reading::of(values);
    let command = command(about, &mut reading, ids);
    if command.is_none() && reading.is_sound() {
        return Composed::Unclear;
    }
    match reading.finish(command) {
        Ok(command) => Composed::Command(Box::new(command)),
        Err(problem) => Composed::Refused(problem),
    }
}

/// Makes a new article of a form, related to one that is there or not.
///
/// # Errors
/// All that is wrong with it.
pub fn new_article(
    related: Option<ArticleId>,
    values: &dyn Values,
    ids: &mut dyn NewIds,
) -> Result<CreateArticle, Problem> {
    let mut reading = Reading::of(values);
    let create = created(related, &mut reading, ids);
    reading.finish(create)
}

/// Makes an edit of an article of a form.
///
/// # Errors
/// All that is wrong with it.
pub fn edit(article: ArticleId, values: &dyn Values, ids: &mut dyn NewIds) -> Result<ReviseArticle, Problem> {
    let mut reading = Reading::of(values);
    let revise = revised(article, &mut reading, ids);
    reading.finish(revise)
}

/// Every field is read before the first that is wrong ends it, so that all are told at once.
fn command(about: &About, reading: &mut Reading<'_>, ids: &mut dyn NewIds) -> Option<Command> {
    Some(match about {
        #[cfg(feature = "server")]
        About::Introduction => {
            let first_name = reading.text("first_name", FirstName::parse);
            let last_name = reading.text("last_name", LastName::parse);
            let email = reading.optional("email", Email::parse);
            Command::Introduce(Introduce { first_name: first_name?, last_name: last_name?, email: email? })
        }
        About::NewArticle { related } => Command::CreateArticle(created(*related, reading, ids)?),
        About::Edit(article) => Command::ReviseArticle(revised(*article, reading, ids)?),
        About::Proposal(article) => {
            let base = reading.required("base");
            let (body, proposal) = reading.proposal(base)?;
            Command::AddComment(AddComment {
                comment: ids.comment(),
                article: *article,
                parent: None,
                body,
                quotes: Vec::new(),
                proposal: Some(proposal),
            })
        }
        About::Relation { article, other } => relation(*article, other, reading, ids)?,
        About::Wording(relation) => {
            let base = reading.required("base");
            let explanation = reading.text("explanation", Explanation::parse);
            Command::RewordRelation(RewordRelation {
                relation: *relation,
                base: base?,
                explanation: explanation?,
            })
        }
        About::Removal(relation) => Command::RemoveRelation(RemoveRelation { relation: *relation }),
        About::Comment(article) => {
            let parent = reading.hidden("parent");
            let body = reading.text("body", CommentBody::parse);
            let quotes = reading.quote(ids.anchor());
            Command::AddComment(AddComment {
                comment: ids.comment(),
                article: *article,
                parent: parent?,
                body: body?,
                quotes: quotes?.into_iter().collect(),
                proposal: None,
            })
        }
        About::CommentEdit(comment) => {
            let base = reading.required("base");
            let body = reading.text("body", CommentBody::parse);
            Command::EditComment(EditComment { comment: *comment, base: base?, body: body? })
        }
        About::CommentWithdrawal(comment) => Command::WithdrawComment(WithdrawComment { comment: *comment }),
        About::Citation(article) => {
            let quote = reading.needed_quote(ids.anchor());
            let source = reading.source();
            let citation = ids.citation();
            Command::AddCitation(AddCitation { citation, article: *article, quote: quote?, source: source? })
        }
        About::CitationEdit(citation) => {
            let base = reading.required("base");
            let source = reading.source();
            Command::EditCitation(EditCitation { citation: *citation, base: base?, source: source? })
        }
        About::CitationWithdrawal(citation) => {
            Command::WithdrawCitation(WithdrawCitation { citation: *citation })
        }
        About::Lock(article) => {
            let scope = reading.choice("scope", Field::Scope, Scope::from_name);
            let reason = reading.text("reason", Reason::parse);
            let until = reading.moment("until", Field::Until);
            Command::LockArticle(LockArticle {
                article: *article,
                scope: scope?,
                reason: reason?,
                until: until?,
            })
        }
        About::Unlock(article) => Command::UnlockArticle(UnlockArticle { article: *article }),
        #[cfg(feature = "server")]
        About::Dismissal(article) => Command::DismissSuggestion(suggestion(*article, reading)?),
        #[cfg(feature = "server")]
        About::DismissalUndone(article) => Command::RestoreSuggestion(suggestion(*article, reading)?),
        #[cfg(feature = "server")]
        About::Hide(thing) => {
            Command::Hide(Hide { thing: *thing, reason: reading.text("reason", Reason::parse)? })
        }
        #[cfg(feature = "server")]
        About::Unhide(thing) => Command::Unhide(Unhide { thing: *thing }),
        #[cfg(feature = "server")]
        About::Block(contributor) => {
            let sessions = Sessions::from_form(reading.raw("sessions"));
            let reason = reading.text("reason", Reason::parse)?;
            Command::Block(Block { contributor: *contributor, reason, sessions })
        }
        #[cfg(feature = "server")]
        About::Unblock(contributor) => Command::Unblock(Unblock { contributor: *contributor }),
        #[cfg(feature = "server")]
        About::RelationRestored(relation) => {
            Command::RestoreRelation(RestoreRelation { relation: *relation })
        }
    })
}

fn created(
    related: Option<ArticleId>,
    reading: &mut Reading<'_>,
    ids: &mut dyn NewIds,
) -> Option<CreateArticle> {
    let (title, summary, body) = texts(reading);
    let relation = match related {
        None => Some(None),
        Some(other) => {
            let kind = reading.choice("relation", Field::Kind, kind_and_direction);
            let explanation = reading.text("explanation", Explanation::parse);
            kind.zip(explanation).map(|((kind, direction), explanation)| {
                Some(NewRelation { relation: ids.relation(), other, direction, kind, explanation })
            })
        }
    };
    Some(CreateArticle {
        article: ids.article(),
        revision: ids.revision(),
        title: title?,
        summary: summary?,
        body: body?,
        relation: relation?,
    })
}

fn revised(article: ArticleId, reading: &mut Reading<'_>, ids: &mut dyn NewIds) -> Option<ReviseArticle> {
    let base = reading.required("base");
    let proposal = reading.hidden("proposal");
    let (title, summary, body) = texts(reading);
    let note = reading.text("note", Note::parse);
    Some(ReviseArticle {
        article,
        revision: ids.revision(),
        base: base?,
        title: title?,
        summary: summary?,
        body: body?,
        note: note?,
        proposal: proposal?,
    })
}

fn relation(
    article: ArticleId,
    other: &Other,
    reading: &mut Reading<'_>,
    ids: &mut dyn NewIds,
) -> Option<Command> {
    let kind = reading.choice("relation", Field::Kind, kind_and_direction);
    if let Other::No(fault) = other {
        reading.fail(Field::Other, fault.clone());
    }
    let explanation = reading.text("explanation", Explanation::parse);
    let (kind, direction) = kind?;
    let (Other::Is(other), explanation) = (other, explanation?) else { return None };
    let (from, to) = match direction {
        Direction::Forward => (article, *other),
        Direction::Backward => (*other, article),
    };
    Some(Command::Relate(Relate { relation: ids.relation(), from, kind, to, explanation }))
}

#[cfg(feature = "server")]
fn suggestion(article: ArticleId, reading: &mut Reading<'_>) -> Option<Suggestion> {
    Some(Suggestion { article, other: reading.required("other")? })
}

fn texts(reading: &mut Reading<'_>) -> (Option<Title>, Option<Summary>, Option<Body>) {
    let title = reading.text("title", Title::parse);
    let summary = reading.text("summary", Summary::parse);
    let body = reading.text("body", Body::parse);
    (title, summary, body)
}

impl Reading<'_> {
    /// A value that our own pages always set right, such as an id in a hidden field; empty is `None`.
    fn hidden<T: FromStr>(&mut self, name: &str) -> Option<Option<T>> {
        let text = self.raw(name).trim();
        if text.is_empty() {
            return Some(None);
        }
        let value = text.parse().ok();
        if value.is_none() {
            self.not_ours(malformed::HIDDEN_FIELD_DAMAGED);
        }
        value.map(Some)
    }

    /// The same, where it may not be missing.
    fn required<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let value = self.hidden(name)?;
        if value.is_none() {
            self.not_ours(malformed::HIDDEN_FIELD_MISSING);
        }
        value
    }
}
