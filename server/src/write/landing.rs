//! Where one lands after something was written, and what is said there.

use app::page::part;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use domain::command::Command;
use domain::id::{ArticleId, CitationId, CommentId, RevisionId};
use domain::outcome::Outcome;
use domain::problem::{Problem, Thing};
use domain::slug::Slug;
use store::Store;

use crate::http::answer::leading_to;
use crate::http::error::Error;
use crate::visit::notice::Notice;

/// The path of an article.
#[must_use]
pub fn article_path(slug: &Slug) -> String {
    format!("/a/{}", slug.in_path())
}

/// The path of an article as it is now.
///
/// # Errors
/// If there is none, or the database fails.
pub async fn path_of(store: &Store, article: ArticleId) -> Result<String, Error> {
    let link = store.link(article).await?.ok_or(Problem::NotFound { thing: Thing::Article })?;
    Ok(article_path(&link.slug))
}

/// On to the next page, after a form was taken.
#[must_use]
pub fn see_other(to: &str, notice: Notice, cookie: Option<HeaderValue>) -> Response {
    let (rest, fragment) =
        to.split_once('#').map_or((to, String::new()), |(rest, part)| (rest, format!("#{part}")));
    let joint = if rest.contains('?') { '&' } else { '?' };
    leading_to(&format!("{rest}{joint}{}{fragment}", said(notice)), StatusCode::SEE_OTHER, cookie)
}

fn said(notice: Notice) -> String {
    format!("said={}", notice.code())
}

/// The status of a form that comes back.
#[must_use]
pub fn status(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
}

/// Where a comment stands, behind the address of its article; `notice` is what is said there once.
///
/// # Errors
/// If the database fails.
pub async fn comment_place(
    store: &Store,
    article: ArticleId,
    comment: CommentId,
    notice: Option<Notice>,
) -> Result<String, Error> {
    // Fewer may be on several pages, too, where they are long; naming one does no harm then.
    let many = store.lengths(article).await?.0 > part::FEW_COMMENTS;
    let named = if many { format!("&comment={comment}") } else { String::new() };
    let said = notice.map_or_else(String::new, |notice| format!("&{}", said(notice)));
    Ok(format!("?tab=comments{named}{said}#comment-{comment}"))
}

/// Where a citation stands, behind the address of its article; `notice` is what is said there once.
///
/// # Errors
/// If the database fails.
pub async fn citation_place(
    store: &Store,
    article: ArticleId,
    citation: CitationId,
    notice: Option<Notice>,
) -> Result<String, Error> {
    let many = store.lengths(article).await?.1 > part::CITATIONS;
    let named = if many { format!("&citation={citation}") } else { String::new() };
    let said = notice.map_or_else(String::new, |notice| format!("&{}", said(notice)));
    Ok(format!("?tab=citations{named}{said}#citation-{citation}"))
}

/// Where what a command made or changed can be seen, with what is said there once; `None` where the page that it was
/// written on is the place.
///
/// # Errors
/// If the database fails.
pub async fn location(store: &Store, command: &Command, outcome: &Outcome) -> Result<Option<String>, Error> {
    let (article, rest) = match (command, outcome) {
        (Command::ReviseArticle(revise), Outcome::Merged { with, .. }) => {
            let (with, made) = (number(store, *with).await?, number(store, revise.revision).await?);
            (revise.article, format!("/diff?from={with}&to={made}&{}", said(Notice::Merged)))
        }
        (_, Outcome::Applied { .. }) => match command {
            Command::CreateArticle(create) => (create.article, format!("?{}", said(Notice::Created))),
            Command::ReviseArticle(revise) => (revise.article, format!("?{}", said(Notice::Saved))),
            Command::Relate(relate) => (relate.from, format!("?{}", said(Notice::Related))),
            Command::AddComment(add) => {
                let notice = if add.proposal.is_some() { Notice::Proposed } else { Notice::Commented };
                (add.article, comment_place(store, add.article, add.comment, Some(notice)).await?)
            }
            Command::AddCitation(add) => {
                (add.article, citation_place(store, add.article, add.citation, Some(Notice::Cited)).await?)
            }
            Command::LockArticle(lock) => (lock.article, format!("?{}", said(Notice::Locked))),
            Command::UnlockArticle(unlock) => (unlock.article, format!("?{}", said(Notice::Unlocked))),
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
    Ok(here(store, article).await?.map(|here| format!("{here}{rest}")))
}

async fn here(store: &Store, article: ArticleId) -> Result<Option<String>, Error> {
    Ok(store.link(article).await?.map(|link| article_path(&link.slug)))
}

async fn number(store: &Store, revision: RevisionId) -> Result<i64, Error> {
    Ok(store.revision_by_id(revision).await?.map_or(1, |revision| revision.line.number))
}
