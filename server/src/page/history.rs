//! What was written before: revisions, versions, and how they differ.

use app::page::{self, VersionsOf};
use axum::extract::{Path, State};
use domain::id::{CitationId, CommentId};
use domain::problem::{Problem, Thing};
use domain::slug::Slug;
use model::{ArticleHead, RevisionPage, Versions};
use store::Store;
use store::work::Token;

use super::article::range;
use crate::guard::work::made;
use crate::http::error::{Answer, Error};
use crate::visit::Visit;
use crate::visit::lookup::{found, head, load_relation};

/// `GET /a/{slug}/history`
pub async fn history(State(store): State<Store>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let slug = Slug::parse(&slug)?;
    let before = visit.query.parse("before").ok().flatten();
    let model = found(&visit, &slug, store.history(&slug, before).await?)?;
    let number = |name| visit.query.parse::<i64>(name).ok().flatten();
    let (audience, pool) = (visit.audience(), store.work());
    let (site, two) = (visit.site(audience), number("from").zip(number("to")));
    let bytes = 1_024 * model.revisions.len();
    let html = made(pool, bytes, move || page::history(&site, &model, two)).await?;
    Ok(visit.shared_page(audience, html))
}

/// A revision; a hidden one with its texts for moderators only.
async fn load_revision(
    store: &Store,
    visit: &Visit,
    article: &ArticleHead,
    number: i64,
) -> Result<RevisionPage, Error> {
    let revision = if visit.reader.moderates() {
        store.revision_for_moderators(article.id, number).await?
    } else {
        store.revision(article.id, number).await?
    };
    revision.ok_or_else(|| Problem::NotFound { thing: Thing::Revision }.into())
}

/// `GET /a/{slug}/revisions/{number}`
pub async fn revision(
    State(store): State<Store>,
    visit: Visit,
    Path((slug, number)): Path<(String, String)>,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let number = number.parse().map_err(|_| Problem::NotFound { thing: Thing::Revision })?;
    let revision = load_revision(&store, &visit, &article, number).await?;
    let audience = visit.audience();
    let marked = range(visit.query.get("passage"));
    let (site, bytes) = (visit.site(audience), revision.html.len());
    let render = move || page::revision(&site, &article, &revision, marked);
    let html = made(store.work(), bytes, render).await?;
    Ok(visit.shared_page(audience, html))
}

/// `GET /a/{slug}/diff?from=1&to=2`
pub async fn difference(State(store): State<Store>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let (from, to) = (visit.query.require("from")?, visit.query.require("to")?);
    let (from, to) = (
        load_revision(&store, &visit, &article, from).await?,
        load_revision(&store, &visit, &article, to).await?,
    );
    let audience = visit.audience();
    let site = visit.site(audience);
    let bytes = if from.body == to.body { 0 } else { from.body.len() + to.body.len() };
    let compare = move |_: &Token| page::difference(&site, &article, &from, &to);
    let html = store.work().run_sized(bytes, compare).await?;
    Ok(visit.shared_page(audience, html))
}

/// The versions of a comment or a citation, compared in the pool unless they are small.
///
/// # Errors
/// If there is too much to do.
async fn compared(
    store: &Store,
    visit: &Visit,
    article: ArticleHead,
    of: VersionsOf,
    versions: Versions,
) -> Answer {
    let audience = visit.audience();
    let (site, bytes) = (visit.site(audience), versions.bytes());
    let compare = move |_: &Token| page::versions(&site, &article, of, &versions);
    let html = store.work().run_sized(bytes, compare).await?;
    Ok(visit.shared_page(audience, html))
}

/// `GET /a/{slug}/comments/{id}/history?before=`
pub async fn of_comment(
    State(store): State<Store>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let missing = || Problem::NotFound { thing: Thing::Comment };
    let comment: CommentId = id.parse().map_err(|_| missing())?;
    let before = visit.query.parse("before")?;
    let versions = store.comment_versions(article.id, comment, before).await?.ok_or_else(missing)?;
    let of = VersionsOf::Comment(comment);
    compared(&store, &visit, article, of, versions).await
}

/// `GET /a/{slug}/citations/{id}/history?before=`
pub async fn of_citation(
    State(store): State<Store>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    let missing = || Problem::NotFound { thing: Thing::Citation };
    let citation: CitationId = id.parse().map_err(|_| missing())?;
    let before = visit.query.parse("before")?;
    let versions = store.citation_versions(article.id, citation, before).await?.ok_or_else(missing)?;
    let of = VersionsOf::Citation(citation);
    compared(&store, &visit, article, of, versions).await
}

/// `GET /a/{slug}/relations/{id}/history?before=`
pub async fn of_relation(
    State(store): State<Store>,
    visit: Visit,
    Path((slug, id)): Path<(String, String)>,
) -> Answer {
    let (article, relation) = load_relation(&store, &visit, &slug, &id).await?;
    let before = visit.query.parse("before")?;
    let wordings = store.wordings(article.id, relation.id, before).await?;
    let audience = visit.audience();
    let (site, bytes) = (visit.site(audience), wordings.iter().map(|wording| wording.text.len()).sum());
    let compare = move |_: &Token| page::wordings(&site, &article, &relation, &wordings);
    let html = store.work().run_sized(bytes, compare).await?;
    Ok(visit.shared_page(audience, html))
}
