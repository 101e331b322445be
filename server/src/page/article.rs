//! The page of an article, and its source.

use std::ops::Range;
use std::sync::Arc;

use app::page::{self, ArticleView, Form, Linked, Tab, Wanted, part};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CACHE_CONTROL;
use axum::response::IntoResponse as _;
use domain::anchor::carry::{self, Text};
use domain::anchor::{LiveAnchor, Passage};
use domain::id::{AnchorId, ArticleId, RevisionId};
use domain::slug::Slug;
use model::ArticlePage;
use prose::budget::{self, Budget};
use store::Store;
use store::work::Token;
use uuid::Uuid;

use crate::follow::near::{Near, NearPictures};
use crate::guard::work::{Turns, made};
use crate::http::error::{Answer, Error};
use crate::visit::Visit;
use crate::visit::lookup::{found, head};

/// `GET /a/{slug}`
pub async fn article(
    State(store): State<Store>,
    State(turns): State<Arc<Turns>>,
    State(near): State<Arc<NearPictures>>,
    visit: Visit,
    Path(slug): Path<String>,
) -> Answer {
    let reply_to = visit.query.parse("reply").ok().flatten();
    let mut view = ArticleView {
        tab: Tab::from_name(visit.query.get("tab")),
        explain: visit.query.get("explain") == "1",
        improve: visit.query.parse("improve").ok().flatten(),
        reply_to,
        comment_form: Form::default(),
        linked: None,
        ..ArticleView::default()
    };
    let slug = Slug::parse(&slug)?;
    let mut model = found(&visit, &slug, store.article_page(&slug).await?)?;
    if let Some((revision, place)) = visit.query.get("passage").rsplit_once('.')
        && let (Ok(revision), Some(place)) = (revision.parse(), range(place))
    {
        view.linked = linked(&store, &turns, model.id, revision, place).await?;
    }
    view.improve = view.improve.filter(|id| model.relations.iter().any(|relation| relation.id == *id));
    view.explain |= view.improve.is_some();
    view.reply_to = reply_to.filter(|id| model.comments.iter().any(|comment| comment.id == *id));
    take_parts(&mut model, &mut view, &visit);
    store.read_comments(&mut model.comments).await?;
    let near = near.around(model.id, &model.title).await?;
    let is_whole = near != Near::Later;
    view.picture = near.picture();
    let (audience, pool) = (visit.audience(), store.work());
    let site = visit.site(audience);
    let html = made(pool, size_of(&model), move || page::article(&site, &model, &view)).await?;
    // What lacks its picture is not to be kept for others.
    Ok(if is_whole { visit.shared_page(audience, html) } else { visit.private_page(StatusCode::OK, html) })
}

/// Leaves in a model what one page holds of it, as the address asks: `comment=` and `citation=` name one, `page=` a part of
/// what the open tab shows, `related=` one of the relations.
pub fn take_parts(model: &mut ArticlePage, view: &mut ArticleView, visit: &Visit) {
    let number = |name: &str| visit.query.get(name).parse().unwrap_or(1);
    let of = |tab: Tab| if view.tab == tab { number("page") } else { 1 };
    let named = visit.query.parse("comment").ok().flatten().or(view.reply_to);
    let cited = visit.query.parse("citation").ok().flatten();
    let (talk, citations) = (of(Tab::Comments), of(Tab::Citations));
    view.talk = part::comments(model, named.map_or(Wanted::Number(talk), Wanted::With));
    view.cited = part::citations(model, cited.map_or(Wanted::Number(citations), Wanted::With));
    view.related =
        part::relations(model, view.improve.map_or(Wanted::Number(number("related")), Wanted::With));
}

/// About how many bytes the page of an article has.
#[must_use]
pub fn size_of(page: &ArticlePage) -> usize {
    let said = page.comments.iter().map(|comment| comment.html.len() + 1_024 * (1 + comment.quotes.len()));
    let lines = page.relations.len() + page.siblings.len() + page.citations.len() + page.quoted_in.len();
    page.html.len() + said.sum::<usize>() + 1_024 * lines
}

/// A place in a text, as `3-9` of an address.
pub(super) fn range(text: &str) -> Option<Range<usize>> {
    let (start, end) = text.split_once('-')?;
    let (start, end) = (start.parse().ok()?, end.parse().ok()?);
    (start < end).then_some(start..end)
}

/// Carries a passage to the head; `None` if that article never had it.
async fn linked(
    store: &Store,
    turns: &Turns,
    article: ArticleId,
    revision: RevisionId,
    place: Range<usize>,
) -> Result<Option<Linked>, Error> {
    let _turn = turns.turn().await?;
    let Some((number, texts)) = store.texts_since(article, revision).await? else { return Ok(None) };
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
    let standing = store.work().run_sized(bytes, carry).await?;
    Ok(Some(Linked { standing, revision: number, place }))
}

/// `GET /a/{slug}/source`: the Markdown of the head.
pub async fn source(State(store): State<Store>, visit: Visit, Path(slug): Path<String>) -> Answer {
    let article = head(&store, &visit, &slug).await?;
    Ok(([(CACHE_CONTROL, "no-cache")], article.body).into_response())
}
