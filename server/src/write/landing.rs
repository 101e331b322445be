//! Where one lands after something was written, and what is said there.

use app::page::part;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use domain::command::Command;
use domain::id::{ArticleId, CitationId, CommandId, CommentId, RevisionId};
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
    leading_to(&saying(to, notice), StatusCode::SEE_OTHER, cookie)
}

/// An address on whose page something is said once.
fn saying(to: &str, notice: Notice) -> String {
    with_part(to, &format!("said={}", notice.code()))
}

/// An address with one more part of its query.
fn with_part(to: &str, query: &str) -> String {
    let (rest, fragment) =
        to.split_once('#').map_or((to, String::new()), |(rest, part)| (rest, format!("#{part}")));
    let joint = if rest.contains('?') { '&' } else { '?' };
    format!("{rest}{joint}{query}{fragment}")
}

/// The status of a form that comes back.
#[must_use]
pub fn status(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
}

/// Where a comment stands, behind the address of its article.
///
/// # Errors
/// If the database fails.
pub async fn comment_place(store: &Store, article: ArticleId, comment: CommentId) -> Result<String, Error> {
    // Fewer may be on several pages, too, where they are long; naming one does no harm then.
    let many = store.lengths(article).await?.0 > part::FEW_COMMENTS;
    let named = if many { format!("&comment={comment}") } else { String::new() };
    Ok(format!("?tab=comments{named}#comment-{comment}"))
}

/// Where a citation stands, behind the address of its article.
///
/// # Errors
/// If the database fails.
pub async fn citation_place(
    store: &Store,
    article: ArticleId,
    citation: CitationId,
) -> Result<String, Error> {
    let many = store.lengths(article).await?.1 > part::CITATIONS;
    let named = if many { format!("&citation={citation}") } else { String::new() };
    Ok(format!("?tab=citations{named}#citation-{citation}"))
}

/// Where one lands after a command took effect, and what is said there once.
#[derive(Debug)]
pub struct Landing {
    /// What is said.
    pub notice: Notice,
    /// Where what it made or changed can be seen; `None` where that is the page that it was written on.
    pub place: Option<String>,
}

impl Landing {
    /// The place, if it is another than the page that the command was written on.
    #[must_use]
    pub fn address(&self) -> Option<String> {
        self.place.as_ref().map(|place| saying(place, self.notice))
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
        if let (Some(place), Some(done)) = (&mut self.landing.place, done) {
            *place = with_part(place, &format!("done={done}"));
        }
        self
    }

    /// On to the place, or back to the page that the form was on.
    #[must_use]
    pub fn or_back_to(self, page: &str) -> Response {
        let place = self.landing.place.as_deref().unwrap_or(page);
        see_other(place, self.landing.notice, self.cookie)
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
    let place = match (command, outcome) {
        (Command::ReviseArticle(revise), Outcome::Merged { with, .. }) => {
            let (with, made) = (number(store, *with).await?, number(store, revise.revision).await?);
            let place = here(store, revise.article).await?;
            let place = place.map(|here| format!("{here}/diff?from={with}&to={made}"));
            return Ok(Some(Landing { notice: Notice::Merged, place }));
        }
        (_, Outcome::Conflict { .. } | Outcome::Rejected { .. }) => return Ok(None),
        (command, Outcome::Applied { .. } | Outcome::Merged { .. }) => match command {
            Command::CreateArticle(create) => here(store, create.article).await?,
            Command::ReviseArticle(revise) => here(store, revise.article).await?,
            Command::Relate(relate) => here(store, relate.from).await?,
            Command::AddComment(add) => {
                let place = comment_place(store, add.article, add.comment).await?;
                here(store, add.article).await?.map(|here| format!("{here}{place}"))
            }
            Command::AddCitation(add) => {
                let place = citation_place(store, add.article, add.citation).await?;
                here(store, add.article).await?.map(|here| format!("{here}{place}"))
            }
            Command::LockArticle(lock) => here(store, lock.article).await?,
            Command::UnlockArticle(unlock) => here(store, unlock.article).await?,
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
    Ok(Some(Landing { notice: notice(command), place }))
}

async fn here(store: &Store, article: ArticleId) -> Result<Option<String>, Error> {
    Ok(store.link(article).await?.map(|link| article_path(&link.slug)))
}

async fn number(store: &Store, revision: RevisionId) -> Result<i64, Error> {
    Ok(store.revision_by_id(revision).await?.map_or(1, |revision| revision.line.number))
}
