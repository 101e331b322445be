//! What an address or a field names: the article itself, or the refusal or redirect that stands for it.

use domain::address::{renamed, slug_in};
use domain::fault::Fault;
use domain::id::{ArticleId, CitationId, CommentId, RelationId};
use domain::problem::{Problem, Thing};
use domain::slug::Slug;
use model::{ArticleHead, ArticleLink, CitationView, CommentView, RelationView};
use prose::fold;
use store::{Found, Store};

use crate::http::body::Fields;
use crate::http::error::Error;
use crate::visit::Visit;

/// What was found, or the refusal or redirect that stands for it.
///
/// # Errors
/// [`Error::Moved`] to the same page of the article's newer address.
pub fn found<T>(visit: &Visit, slug: &Slug, found: Option<Found<T>>) -> Result<T, Error> {
    match found {
        Some(Found::Here(thing)) => Ok(thing),
        Some(Found::Moved(newer)) => {
            debug_assert!(slug != &newer);
            Err(Error::Moved(renamed(&visit.here(), slug, &newer)))
        }
        Some(Found::Hidden(_, thing)) if visit.reader.moderates() => Ok(thing),
        Some(Found::Hidden(hiding, _)) => Err(Error::Hidden(Box::new(hiding))),
        None => Err(Problem::NotFound { thing: Thing::Article }.into()),
    }
}

/// What pages around an article need of it.
///
/// # Errors
/// If there is no such article, or it has moved.
pub async fn head(store: &Store, visit: &Visit, slug: &str) -> Result<ArticleHead, Error> {
    let slug = Slug::parse(slug)?;
    found(visit, &slug, store.head(&slug).await?)
}

/// What pages need that are about more than an article: where that is hidden they are nothing, for moderators either.
///
/// # Errors
/// As [`head`], and if it is hidden.
pub async fn shown_head(store: &Store, visit: &Visit, slug: &str) -> Result<ArticleHead, Error> {
    let article = head(store, visit, slug).await?;
    match article.hidden {
        Some(hiding) => Err(Error::Hidden(Box::new(hiding))),
        None => Ok(article),
    }
}

/// An article and its relation of that id.
///
/// # Errors
/// If there is no such article or relation, or the article has moved.
pub async fn load_relation(
    store: &Store,
    visit: &Visit,
    slug: &str,
    id: &str,
) -> Result<(ArticleHead, RelationView), Error> {
    let article = head(store, visit, slug).await?;
    let missing = || Problem::NotFound { thing: Thing::Relation };
    let id: RelationId = id.parse().map_err(|_| missing())?;
    let relation = store.relation(article.id, id).await?.ok_or_else(missing)?;
    Ok((article, relation))
}

/// An article and its comment of that id.
///
/// # Errors
/// If there is no such article or comment, it is withdrawn, or the article has moved.
pub async fn load_comment(
    store: &Store,
    visit: &Visit,
    slug: &str,
    id: &str,
) -> Result<(ArticleHead, CommentView), Error> {
    let article = head(store, visit, slug).await?;
    let missing = || Problem::NotFound { thing: Thing::Comment };
    let id: CommentId = id.parse().map_err(|_| missing())?;
    let comment = store.comment(article.id, id).await?.ok_or_else(missing)?;
    if comment.withdrawn {
        return Err(Problem::Withdrawn { thing: Thing::Comment }.into());
    }
    Ok((article, comment))
}

/// An article and its citation of that id.
///
/// # Errors
/// If there is no such article or citation, or the article has moved.
pub async fn load_citation(
    store: &Store,
    visit: &Visit,
    slug: &str,
    id: &str,
) -> Result<(ArticleHead, CitationView), Error> {
    let article = head(store, visit, slug).await?;
    let missing = || Problem::NotFound { thing: Thing::Citation };
    let id: CitationId = id.parse().map_err(|_| missing())?;
    let citation = store.citation(article.id, id).await?.ok_or_else(missing)?;
    Ok((article, citation))
}

/// Only moderators go on.
///
/// # Errors
/// [`Problem::ModeratorsOnly`] for everybody else.
pub fn moderators_only(visit: &Visit) -> Result<(), Error> {
    if visit.reader.moderates() { Ok(()) } else { Err(Problem::ModeratorsOnly.into()) }
}

/// The article that a slug leads to, also a former one; `None` if there is none, or it is hidden.
///
/// # Errors
/// If the database fails.
pub async fn find_link(store: &Store, slug: &str) -> Result<Option<ArticleLink>, Error> {
    let Ok(slug) = Slug::parse(slug.trim()) else { return Ok(None) };
    let article = match store.head(&slug).await? {
        Some(Found::Here(article)) => Some(article),
        Some(Found::Moved(newer)) => match store.head(&newer).await? {
            Some(Found::Here(article)) => Some(article),
            _ => None,
        },
        Some(Found::Hidden(..)) | None => None,
    };
    let link = |article: ArticleHead| ArticleLink {
        id: article.id,
        slug: article.slug,
        title: article.title,
        summary: article.summary,
    };
    Ok(article.map(link))
}

/// The article that somebody means by an id, an address, a slug, or its very title; the inner fault if it is none of these.
///
/// # Errors
/// If the database fails.
pub async fn resolve_article(store: &Store, fields: &Fields) -> Result<Result<ArticleId, Fault>, Error> {
    if let Ok(Some(id)) = fields.parse("other_id") {
        return Ok(Ok(id));
    }
    let typed = fields.get("other").trim();
    let chosen = if fields.get("other_slug").is_empty() { typed } else { fields.get("other_slug") };
    if chosen.is_empty() {
        return Ok(Err(Fault::Missing));
    }
    if let Some(link) = find_link(store, &slug_in(chosen)).await? {
        return Ok(Ok(link.id));
    }
    let found = store.find(typed, 8).await?;
    let same = found.iter().find(|choice| choice.title.eq_ignore_ascii_case(typed));
    let folded = fold::joined(typed);
    let mut alike = found.iter().filter(|choice| !folded.is_empty() && fold::joined(&choice.title) == folded);
    let alike = alike.next().filter(|_| alike.next().is_none());
    Ok(same.or(alike).map(|choice| choice.id).ok_or(Fault::NoSuchArticle))
}
