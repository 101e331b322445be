//! Pages to be read, one handler each: look the article up, read its model, render.

use std::ops::Range;

use app::page::{self, ArticleView, Form, Linked, Tab, VersionsOf, Wanted, part};
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use domain::anchor::carry::{self, Text};
use domain::anchor::{LiveAnchor, Passage};
use domain::budget::{self, Budget};
use domain::id::{AnchorId, ArticleId, CitationId, CommentId, RevisionId};
use domain::problem::{Problem, Thing};
use domain::slug::Slug;
use store::Found;
use store::read::versions::Versions;
use store::read::{ArticleHead, ArticlePage, RevisionPage};
use store::work::Token;
use uuid::Uuid;

use crate::app::{App, Shared};
use crate::follow::near::Near;
use crate::guard::work::made;
use crate::http::assets;
use crate::http::body::decode;
use crate::http::error::{Answer, Error};
use crate::visit::Visit;

pub mod branch;
pub mod connect;
pub mod findings;
pub mod image;
pub mod moderation;
pub mod outline;
pub mod picture;

/// How many changes a page lists.
const RECENT: i64 = 50;
/// How many articles a search lists.
const HITS: i64 = 30;

/// What was found, or the refusal or redirect that stands for it.
///
/// # Errors
/// [`Error::Moved`] to the same page of the article's newer address.
pub fn found<T>(visit: &Visit, slug: &Slug, found: Option<Found<T>>) -> Result<T, Error> {
    match found {
        Some(Found::Here(thing)) => Ok(thing),
        Some(Found::Moved(newer)) => {
            debug_assert!(slug != &newer);
            Err(Error::Moved(moved(&visit.here(), slug, &newer)))
        }
        Some(Found::Hidden(_, thing)) if visit.reader.moderates() => Ok(thing),
        Some(Found::Hidden(hiding, _)) => Err(Error::Hidden(Box::new(hiding))),
        None => Err(Problem::NotFound { thing: Thing::Article }.into()),
    }
}

/// The address `here` with the newer slug in the place of the old one, wherever that stands and however it was
/// encoded; the page of the article if it stands nowhere.
fn moved(here: &str, old: &Slug, newer: &Slug) -> String {
    let (path, query) = here.split_at(here.find('?').unwrap_or(here.len()));
    let is_old = |part: &str| decode(part.as_bytes()).is_ok_and(|part| part == old.as_str());
    // An article may be called `a` or `articles`, as a part of the address before it is.
    let prefix = ["/a/", "/api/articles/"].into_iter().find(|prefix| path.starts_with(prefix));
    let Some((prefix, after)) = prefix.and_then(|prefix| Some((prefix, path.strip_prefix(prefix)?))) else {
        return format!("/a/{}", newer.in_path());
    };
    let (slug, rest) = after.split_at(after.find('/').unwrap_or(after.len()));
    if is_old(slug) {
        format!("{prefix}{}{rest}{query}", newer.in_path())
    } else {
        format!("/a/{}", newer.in_path())
    }
}

/// The versions of a comment or a citation, compared in the pool unless they are small.
///
/// # Errors
/// If there is too much to do.
pub async fn compared(
    app: &App,
    visit: &Visit,
    article: ArticleHead,
    of: VersionsOf,
    versions: Versions,
) -> Answer {
    let audience = visit.audience();
    let (site, bytes) = (visit.site(app, audience), versions.bytes());
    let compare = move |_: &Token| page::versions(&site, &article, &of, &versions);
    let html = app.store.work().run_sized(bytes, compare).await?;
    Ok(visit.read(app, audience, html))
}

/// What pages around an article need of it.
///
/// # Errors
/// If there is no such article, or it has moved.
pub async fn head(app: &App, visit: &Visit, slug: &str) -> Result<ArticleHead, Error> {
    let slug = Slug::parse(slug)?;
    found(visit, &slug, app.store.head(&slug).await?)
}

/// The same for pages about more than the article: where it is hidden they are nothing, for moderators either.
///
/// # Errors
/// As [`head`], and if it is hidden.
pub async fn shown_head(app: &App, visit: &Visit, slug: &str) -> Result<ArticleHead, Error> {
    let article = head(app, visit, slug).await?;
    match article.hidden {
        Some(hiding) => Err(Error::Hidden(Box::new(hiding))),
        None => Ok(article),
    }
}

/// `GET /`
pub async fn home(State(app): State<Shared>, visit: Visit) -> Answer {
    let model = app.store.home().await?;
    let audience = visit.audience();
    let html = page::home(&visit.site(&app, audience), &model);
    Ok(visit.read(&app, audience, html))
}

/// `GET /a/{slug}`
pub async fn article(State(app): State<Shared>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let reply_to = visit.query.hidden("reply").ok().flatten();
    let mut view = ArticleView {
        tab: Tab::from_name(visit.query.get("tab")),
        explain: visit.query.get("explain") == "1",
        improve: visit.query.hidden("improve").ok().flatten(),
        reply_to,
        comment_form: Form::default(),
        linked: None,
        ..ArticleView::default()
    };
    let slug = Slug::parse(&slug)?;
    let mut model = found(&visit, &slug, app.store.article_page(&slug).await?)?;
    if let Some((revision, place)) = visit.query.get("passage").rsplit_once('.')
        && let (Ok(revision), Some(place)) = (revision.parse(), range(place))
    {
        view.linked = linked(&app, model.id, revision, place).await?;
    }
    view.improve = view.improve.filter(|id| model.relations.iter().any(|relation| relation.id == *id));
    view.explain |= view.improve.is_some();
    view.reply_to = reply_to.filter(|id| model.comments.iter().any(|comment| comment.id == *id));
    take_parts(&mut model, &mut view, &visit);
    app.store.read_comments(&mut model.comments).await?;
    let near = app.near(model.id, &model.title).await?;
    let is_whole = near != Near::Later;
    view.picture = near.picture();
    let (audience, pool) = (visit.audience(), app.store.work());
    let site = visit.site(&app, audience);
    let html = made(pool, size_of(&model), move || page::article(&site, &model, &view)).await?;
    // What lacks its picture is not to be kept for others.
    Ok(if is_whole { visit.read(&app, audience, html) } else { visit.page(StatusCode::OK, html) })
}

/// Leaves in a model what one page holds of it, as the address asks: `comment=` and `citation=` name one, `page=` a part of
/// what the open tab shows, `related=` one of the relations.
pub(crate) fn take_parts(model: &mut ArticlePage, view: &mut ArticleView, visit: &Visit) {
    let number = |name: &str| visit.query.get(name).parse().unwrap_or(1);
    let of = |tab: Tab| if view.tab == tab { number("page") } else { 1 };
    let named = visit.query.hidden("comment").ok().flatten().or(view.reply_to);
    let cited = visit.query.hidden("citation").ok().flatten();
    let (talk, citations) = (of(Tab::Comments), of(Tab::Citations));
    view.talk = part::comments(model, named.map_or(Wanted::Number(talk), Wanted::With));
    view.cited = part::citations(model, cited.map_or(Wanted::Number(citations), Wanted::With));
    view.related =
        part::relations(model, view.improve.map_or(Wanted::Number(number("related")), Wanted::With));
}

/// Where a comment stands, behind the address of its article; `said` is what is said there once.
pub(crate) async fn comment_place(
    app: &App,
    article: ArticleId,
    comment: CommentId,
    said: &str,
) -> Result<String, Error> {
    // Fewer may be on several pages, too, where they are long; naming one does no harm then.
    let many = app.store.lengths(article).await?.0 > part::FEW_COMMENTS;
    let named = if many { format!("&comment={comment}") } else { String::new() };
    let said = if said.is_empty() { String::new() } else { format!("&said={said}") };
    Ok(format!("?tab=comments{named}{said}#comment-{comment}"))
}

/// Where a citation stands, as [`comment_place`].
pub(crate) async fn citation_place(
    app: &App,
    article: ArticleId,
    citation: CitationId,
    said: &str,
) -> Result<String, Error> {
    let many = app.store.lengths(article).await?.1 > part::CITATIONS;
    let named = if many { format!("&citation={citation}") } else { String::new() };
    let said = if said.is_empty() { String::new() } else { format!("&said={said}") };
    Ok(format!("?tab=citations{named}{said}#citation-{citation}"))
}

/// About how many bytes the page of an article has.
pub(crate) fn size_of(page: &ArticlePage) -> usize {
    let said = page.comments.iter().map(|comment| comment.html.len() + 1_024 * (1 + comment.quotes.len()));
    let lines = page.relations.len() + page.siblings.len() + page.citations.len() + page.quoted_in.len();
    page.html.len() + said.sum::<usize>() + 1_024 * lines
}

/// A place in a text, as `3-9` of an address.
fn range(text: &str) -> Option<Range<usize>> {
    let (start, end) = text.split_once('-')?;
    let (start, end) = (start.parse().ok()?, end.parse().ok()?);
    (start < end).then_some(start..end)
}

/// Carries a passage to the head; `None` if that article never had it.
async fn linked(
    app: &App,
    article: ArticleId,
    revision: RevisionId,
    place: Range<usize>,
) -> Result<Option<Linked>, Error> {
    let _turn = app.texts.turn().await?;
    let Some((number, texts)) = app.store.texts_since(article, revision).await? else { return Ok(None) };
    let passage = texts.first().and_then(|(id, text)| Passage::cut(*id, text, place.clone()));
    let Some(passage) = passage else { return Ok(None) };
    let bytes = texts.iter().map(|(_, text)| text.len()).sum();
    let carry = move |token: &Token| {
        let token = token.clone();
        let budget = Budget::until(budget::COMMAND, move || token.is_over());
        let history: Vec<Text> = texts.into_iter().map(|(id, text)| (id, text.chars().collect())).collect();
        let anchor = LiveAnchor::new(AnchorId(Uuid::nil()), passage);
        carry::through(anchor, &history, &budget).standing
    };
    let standing = app.store.work().run_sized(bytes, carry).await?;
    Ok(Some(Linked { standing, revision: number, place }))
}

/// `GET /a/{slug}/source`: the Markdown of the head.
pub async fn source(State(app): State<Shared>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let mut response = Response::new(Body::from(article.body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// `GET /a/{slug}/history`
pub async fn history(State(app): State<Shared>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let slug = Slug::parse(&slug)?;
    let before = visit.query.hidden("before").ok().flatten();
    let model = found(&visit, &slug, app.store.history(&slug, before).await?)?;
    let number = |name| visit.query.hidden::<i64>(name).ok().flatten();
    let (audience, pool) = (visit.audience(), app.store.work());
    let (site, two) = (visit.site(&app, audience), number("from").zip(number("to")));
    let bytes = 1_024 * model.revisions.len();
    let html = made(pool, bytes, move || page::history(&site, &model, two)).await?;
    Ok(visit.read(&app, audience, html))
}

/// A revision; a hidden one with its texts for moderators only.
async fn one(app: &App, visit: &Visit, article: &ArticleHead, number: i64) -> Result<RevisionPage, Error> {
    let revision = if visit.reader.moderates() {
        app.store.revision_for_moderators(article.id, number).await?
    } else {
        app.store.revision(article.id, number).await?
    };
    revision.ok_or_else(|| Problem::NotFound { thing: Thing::Revision }.into())
}

/// `GET /a/{slug}/revisions/{number}`
pub async fn revision(
    State(app): State<Shared>,
    visit: Visit,
    Path((slug, number)): Path<(String, String)>,
) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let number = number.parse().map_err(|_| Problem::NotFound { thing: Thing::Revision })?;
    let revision = one(&app, &visit, &article, number).await?;
    let audience = visit.audience();
    let marked = range(visit.query.get("passage"));
    let (site, bytes) = (visit.site(&app, audience), revision.html.len());
    let render = move || page::revision(&site, &article, &revision, marked);
    let html = made(app.store.work(), bytes, render).await?;
    Ok(visit.read(&app, audience, html))
}

/// `GET /a/{slug}/diff?from=1&to=2`
pub async fn difference(State(app): State<Shared>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let article = head(&app, &visit, &slug).await?;
    let (from, to) = (visit.query.needed("from")?, visit.query.needed("to")?);
    let (from, to) = (one(&app, &visit, &article, from).await?, one(&app, &visit, &article, to).await?);
    let audience = visit.audience();
    let site = visit.site(&app, audience);
    let bytes = if from.body == to.body { 0 } else { from.body.len() + to.body.len() };
    let compare = move |_: &Token| page::difference(&site, &article, &from, &to);
    let html = app.store.work().run_sized(bytes, compare).await?;
    Ok(visit.read(&app, audience, html))
}

/// `GET /search?q=`. Never kept: what it reflects is the asker's.
pub async fn search(State(app): State<Shared>, visit: Visit) -> Answer {
    let words: String = visit.query.get("q").chars().filter(|c| !c.is_control()).take(300).collect();
    let hits = app.store.search(&words, HITS).await?;
    let html = page::search(&visit.site(&app, crate::visit::Audience::Own), &words, &hits);
    Ok(visit.page(axum::http::StatusCode::OK, html))
}

/// `GET /recent?before=`
pub async fn recent(State(app): State<Shared>, visit: Visit) -> Answer {
    let before = visit.query.hidden("before")?;
    let undo = visit.query.hidden::<i64>("undo")?;
    let changes = match undo {
        Some(undo) => app.store.undone(undo, before, RECENT).await?,
        None => app.store.recent(before, RECENT).await?,
    };
    let full = i64::try_from(changes.len()).is_ok_and(|count| count == RECENT);
    let older = changes.last().map(|change| change.sequence).filter(|oldest| full && *oldest > 1);
    let audience = visit.audience();
    let html = page::recent(&visit.site(&app, audience), &changes, older, undo);
    Ok(visit.read(&app, audience, html))
}

/// `GET /outbox`: the same for everyone; what stands there is on the device.
pub async fn outbox(State(app): State<Shared>, visit: Visit) -> Answer {
    let audience = visit.audience();
    let html = page::outbox(&visit.site(&app, audience));
    Ok(visit.read(&app, audience, html))
}

/// `GET /offline`: the same for everyone; the service worker keeps it, and fills in what it has.
pub async fn offline(State(app): State<Shared>, visit: Visit) -> Answer {
    let audience = visit.audience();
    let html = page::offline(&visit.site(&app, audience));
    Ok(visit.read(&app, audience, html))
}

/// Everything else: files at the root, slips of the hand, and what is nowhere.
pub async fn other(visit: Visit, request: axum::extract::Request) -> Answer {
    let path = visit.path.as_str();
    if let Some(answer) = assets::public(path, request.method(), request.headers()) {
        return Ok(answer);
    }
    if let Some(better) = better(path) {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        return Ok(Error::Moved(format!("{better}{query}")).into_response());
    }
    Err(Error::NoSuchPage)
}

/// The address that was meant by one with a slash too many or capital letters.
fn better(path: &str) -> Option<String> {
    let trimmed = path.trim_end_matches('/');
    let lower = match trimmed.strip_prefix("/A/").or_else(|| trimmed.strip_prefix("/a/")) {
        Some(rest) => format!("/a/{rest}"),
        None => trimmed.to_ascii_lowercase(),
    };
    // Two slashes would name another host.
    (lower.starts_with('/') && !lower.starts_with("//") && !lower.contains('\\') && lower != path)
        .then_some(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_address_leads_to_the_same_page_of_the_newer_one() {
        let (old, newer) = (Slug::parse("älter").unwrap(), Slug::parse("new").unwrap());
        for (here, expected) in [
            ("/a/älter", "/a/new"),
            ("/a/%C3%A4lter", "/a/new"),
            ("/a/%c3%a4lter/history?from=1&to=2", "/a/new/history?from=1&to=2"),
            ("/a/%C3%A4lter?tab=comments", "/a/new?tab=comments"),
            ("/api/articles/%C3%A4lter", "/api/articles/new"),
            ("/api/articles/%C3%A4lter/annotations?page=2", "/api/articles/new/annotations?page=2"),
            ("/api/articles/%C3%A4lter/citations.bib", "/api/articles/new/citations.bib"),
            ("/connect?from=%C3%A4lter", "/a/new"),
        ] {
            assert_eq!(moved(here, &old, &newer), expected, "{here}");
        }
        let (old, newer) = (Slug::parse("articles").unwrap(), Slug::parse("a").unwrap());
        assert_eq!(
            moved("/api/articles/articles/citations.json", &old, &newer),
            "/api/articles/a/citations.json"
        );
    }

    #[test]
    fn slips_of_the_hand_lead_on_and_never_to_another_host() {
        for (path, expected) in [
            ("/a/x/", Some("/a/x")),
            ("/A/x", Some("/a/x")),
            ("/Recent", Some("/recent")),
            ("//evil.example/", None),
            ("/\\evil.example/", None),
            ("/nowhere", None),
        ] {
            assert_eq!(better(path).as_deref(), expected, "{path}");
        }
    }
}
