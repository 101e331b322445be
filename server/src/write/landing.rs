//! Where one lands after something was written, and what is said there.

use app::page::part;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use domain::address::{self, Address};
use domain::command::Command;
use domain::id::{ArticleId, CitationId, CommentId, RevisionId};
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

/// Where what a command made or changed can be seen, with what is said there once; `None` where the page that it was
/// written on is the place.
///
/// # Errors
/// If the database fails.
pub async fn location(store: &Store, command: &Command, outcome: &Outcome) -> Result<Option<Address>, Error> {
    let (article, notice) = match (command, outcome) {
        (Command::ReviseArticle(revise), Outcome::Merged { .. }) => (revise.article, Notice::Merged),
        (_, Outcome::Applied { .. }) => match command {
            Command::CreateArticle(create) => (create.article, Notice::Created),
            Command::ReviseArticle(revise) => (revise.article, Notice::Saved),
            Command::Relate(relate) => (relate.from, Notice::Related),
            Command::AddComment(add) if add.proposal.is_some() => (add.article, Notice::Proposed),
            Command::AddComment(add) => (add.article, Notice::Commented),
            Command::AddCitation(add) => (add.article, Notice::Cited),
            Command::LockArticle(lock) => (lock.article, Notice::Locked),
            Command::UnlockArticle(unlock) => (unlock.article, Notice::Unlocked),
            // The page that it was written on is the place.
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
            | Command::Undo(_) => return Ok(None),
        },
        _ => return Ok(None),
    };
    let Some(link) = store.link(article).await? else { return Ok(None) };
    let place = match (command, outcome) {
        (Command::ReviseArticle(revise), Outcome::Merged { with, .. }) => {
            let (with, made) = (number(store, *with).await?, number(store, revise.revision).await?);
            address::difference_between(&link.slug, with, made)
        }
        (Command::AddComment(add), _) => comment_place(store, article, &link.slug, add.comment).await?,
        (Command::AddCitation(add), _) => citation_place(store, article, &link.slug, add.citation).await?,
        _ => address::article(&link.slug),
    };
    Ok(Some(place.notice(notice.code())))
}

async fn number(store: &Store, revision: RevisionId) -> Result<i64, Error> {
    Ok(store.revision_by_id(revision).await?.map_or(1, |revision| revision.line.number))
}
