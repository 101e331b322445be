//! Where one lands after something was written, and what is said there.

use app::page::part;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use domain::address::{self, Address};
use domain::command::Command;
use domain::id::{ArticleId, CitationId, CommandId, CommentId, RevisionId};
use domain::outcome::Outcome;
use domain::problem::{Problem, Thing};
use domain::slug::Slug;
use store::Store;

use crate::http::answer::leading_to;
use crate::http::error::Error;
use crate::visit::notice::Notice;

/// The address of an article as it is now.
///
/// # Errors
/// If there is none, or the database fails.
pub async fn address_of(store: &Store, article: ArticleId) -> Result<Address, Error> {
    let link = store.link(article).await?.ok_or(Problem::NotFound { thing: Thing::Article })?;
    Ok(address::article(&link.slug))
}

/// On to the next page, after a form was taken.
#[must_use]
pub fn see_other(to: Address, notice: Notice, cookie: Option<HeaderValue>) -> Response {
    leading_to(&to.notice(notice.code()), StatusCode::SEE_OTHER, cookie)
}

/// The status of a form that comes back.
#[must_use]
pub fn status(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
}

/// Where a comment on an article stands.
///
/// # Errors
/// If the database fails.
pub async fn comment_place(
    store: &Store,
    article: ArticleId,
    slug: &Slug,
    comment: CommentId,
) -> Result<Address, Error> {
    // Fewer may be on several pages, too, where they are long; naming one does no harm then.
    let many = store.lengths(article).await?.0 > part::FEW_COMMENTS;
    Ok(if many { address::comment_among_many(slug, comment) } else { address::comment(slug, comment) })
}

/// Where a citation in an article stands.
///
/// # Errors
/// If the database fails.
pub async fn citation_place(
    store: &Store,
    article: ArticleId,
    slug: &Slug,
    citation: CitationId,
) -> Result<Address, Error> {
    let many = store.lengths(article).await?.1 > part::CITATIONS;
    Ok(if many { address::citation_among_many(slug, citation) } else { address::citation(slug, citation) })
}

/// Where one lands after a command took effect, and what is said there once.
#[derive(Debug)]
pub struct Landing {
    /// What is said.
    pub notice: Notice,
    /// Where what it made or changed can be seen; `None` where that is the page that it was written on.
    pub place: Option<Address>,
}

impl Landing {
    /// The place, if it is another than the page that the command was written on.
    #[must_use]
    pub fn address(self) -> Option<Address> {
        Some(self.place?.notice(self.notice.code()))
    }
}

/// The landing of a form, with the cookie of a new guest.
#[derive(Debug)]
pub struct Landed {
    /// Where, and what is said.
    pub landing: Landing,
    /// The cookie of whoever has none yet.
    pub cookie: Option<HeaderValue>,
}

impl Landed {
    /// The landing of a form that stood in an outbox under the id `done`, which its page takes out of there.
    #[must_use]
    pub fn forgetting(mut self, done: Option<CommandId>) -> Self {
        if let Some(done) = done {
            self.landing.place = self.landing.place.map(|place| place.query("done", done));
        }
        self
    }

    /// On to the place, or back to the page that the form was on.
    #[must_use]
    pub fn or_back_to(self, page: Address) -> Response {
        see_other(self.landing.place.unwrap_or(page), self.landing.notice, self.cookie)
    }
}

/// What is said after a command took effect, as it was sent.
#[must_use]
pub const fn notice(command: &Command) -> Notice {
    match command {
        Command::Introduce(_) => Notice::Welcome,
        Command::CreateArticle(_) => Notice::Created,
        Command::ReviseArticle(_) => Notice::Saved,
        Command::Relate(_) => Notice::Related,
        Command::RewordRelation(_) => Notice::Reworded,
        Command::RemoveRelation(_) => Notice::Unrelated,
        Command::DismissSuggestion(_) => Notice::Dismissed,
        Command::RestoreSuggestion(_) => Notice::BroughtBack,
        Command::AddComment(add) if add.proposal.is_some() => Notice::Proposed,
        Command::AddComment(_) => Notice::Commented,
        Command::EditComment(_) => Notice::CommentSaved,
        Command::WithdrawComment(_) => Notice::CommentWithdrawn,
        Command::AddCitation(_) => Notice::Cited,
        Command::EditCitation(_) => Notice::CitationSaved,
        Command::WithdrawCitation(_) => Notice::CitationWithdrawn,
        Command::LockArticle(_) => Notice::Locked,
        Command::UnlockArticle(_) => Notice::Unlocked,
        Command::Hide(_) => Notice::Hidden,
        Command::Unhide(_) => Notice::Shown,
        Command::RestoreRelation(_) => Notice::RelatedAgain,
        Command::Block(_) => Notice::Blocked,
        Command::Unblock(_) => Notice::Unblocked,
        Command::Undo(_) => Notice::Undone,
    }
}

/// Where one lands after a command, by a plain form or by the outbox; `None` where it took no effect.
///
/// # Errors
/// If the database fails.
pub async fn landing(store: &Store, command: &Command, outcome: &Outcome) -> Result<Option<Landing>, Error> {
    let article = match (command, outcome) {
        (_, Outcome::Conflict { .. } | Outcome::Rejected { .. }) => return Ok(None),
        (command, Outcome::Applied { .. } | Outcome::Merged { .. }) => match command {
            Command::CreateArticle(create) => Some(create.article),
            Command::ReviseArticle(revise) => Some(revise.article),
            Command::Relate(relate) => Some(relate.from),
            Command::AddComment(add) => Some(add.article),
            Command::AddCitation(add) => Some(add.article),
            Command::LockArticle(lock) => Some(lock.article),
            Command::UnlockArticle(unlock) => Some(unlock.article),
            Command::Introduce(_)
            | Command::RewordRelation(_)
            | Command::RemoveRelation(_)
            | Command::DismissSuggestion(_)
            | Command::RestoreSuggestion(_)
            | Command::EditComment(_)
            | Command::WithdrawComment(_)
            | Command::EditCitation(_)
            | Command::WithdrawCitation(_)
            | Command::Hide(_)
            | Command::Unhide(_)
            | Command::RestoreRelation(_)
            | Command::Block(_)
            | Command::Unblock(_)
            | Command::Undo(_) => None,
        },
    };
    let link = match article {
        Some(article) => store.link(article).await?,
        None => None,
    };
    let notice = match outcome {
        Outcome::Merged { .. } => Notice::Merged,
        _ => notice(command),
    };
    let Some(link) = link else { return Ok(Some(Landing { notice, place: None })) };
    let place = match (command, outcome) {
        (Command::ReviseArticle(revise), Outcome::Merged { with, .. }) => {
            let (with, made) = (number(store, *with).await?, number(store, revise.revision).await?);
            address::difference_between(&link.slug, with, made)
        }
        (Command::AddComment(add), _) => comment_place(store, add.article, &link.slug, add.comment).await?,
        (Command::AddCitation(add), _) => {
            citation_place(store, add.article, &link.slug, add.citation).await?
        }
        _ => address::article(&link.slug),
    };
    Ok(Some(Landing { notice, place: Some(place) }))
}

async fn number(store: &Store, revision: RevisionId) -> Result<i64, Error> {
    Ok(store.revision_by_id(revision).await?.map_or(1, |revision| revision.line.number))
}
