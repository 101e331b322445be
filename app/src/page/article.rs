//! The article page, the heart of it all.

use std::ops::Range;

use domain::address;
use domain::anchor::Standing;
use domain::lock::Scope;
use domain::moderation::Hideable;
use domain::slug::Slug;
use leptos::prelude::*;
use messages::article as words;
use model::{ArticleLink, ArticlePage, LockView};

use super::Site;
use crate::component::chrome::crumbs;
use crate::component::document::{About, Head, Kit, Role, document};
use crate::component::hiding::mark;
use crate::component::inline::{isolated, minute};
use crate::component::neighbourhood::neighbourhood;
use crate::component::relations::related;
use crate::component::talk::{Passages, citations, comments};
use crate::island::QuoteBar;

mod about;
pub mod part;
mod view;

pub use view::{ArticleView, Linked, Tab};

/// The page.
#[must_use]
pub fn article(site: &Site, page: &ArticlePage, view: &ArticleView) -> String {
    let slug = &page.slug;
    let head = Head {
        title: page.title.clone(),
        description: page.summary.clone(),
        path: address::article(slug).to_string(),
        json_ld: Some(about::json_ld(site, page, said(page, view))),
        about: About::Article,
        role: Role::Reading,
        kit: Kit::Basic,
        image: view.picture.is_some().then(|| {
            (
                address::graph_image(Some(slug), "png").query("preview", 1).to_string(),
                words::picture_around(&isolated(&page.title)),
            )
        }),
    };
    document(site, &head, || {
        let linked = view.linked.as_ref();
        let passages = Passages::of(page, view, linked.and_then(|linked| linked.standing.place().cloned()));
        let lock = page.lock.as_ref().filter(|lock| lock.in_force(site.now));
        let summary = (!page.summary.is_empty())
            .then(|| view! { <p class="summary" dir="auto">{page.summary.clone()}</p> });
        let body = if page.html.trim().is_empty() {
            view! { <p class="empty">{words::NO_TEXT}</p> }.into_any()
        } else {
            view! {
                <div class="prose" data-live="prose" data-revision=page.head.to_string() dir="auto" inner_html=passages.mark(&page.html)></div>
            }
            .into_any()
        };
        let open = match view.tab {
            Tab::Comments => comments(site, page, view, &passages).into_any(),
            Tab::Citations => citations(site, page, view, &passages).into_any(),
            Tab::About => about::about(site, page, lock).into_any(),
        };
        view! {
            {crumbs(&page.breadcrumb)}
            <main id="main" class="page" data-article=page.id.to_string()>
                <article class="article">
                    <header>
                        <h1 dir="auto">{page.title.clone()}</h1>
                        {page.hidden.as_ref().map(|hiding| mark(site, Hideable::Article(page.id), hiding))}
                        <div data-live="lock">{lock.map(|lock| locked(slug, lock))}</div>
                        {namesakes(&page.namesakes)}
                        {summary}
                    </header>
                    {linked.and_then(|linked| arrived(slug, linked))}
                    {body}
                    {acts(site, page, lock)}
                    <div data-live="passages">{passages.list()}</div>
                </article>
                <aside class="rail" aria-label=words::BESIDE>
                    {related(site, page, view)}
                    <div data-live="graph">{view.picture.as_ref().map(|picture| neighbourhood(page, picture))}</div>
                    <div class="beside" data-live="margin">{passages.margin(&page.html)}</div>
                </aside>
                <section id="talk" class="talk" aria-label=words::BELOW>
                    {tabs(page, view)}
                    {open}
                </section>
            </main>
            <QuoteBar revision=page.head slug=slug.clone() />
        }
    })
}

/// Where another article could be taken for this one.
fn namesakes(others: &[ArticleLink]) -> Option<impl IntoView + use<>> {
    if others.is_empty() {
        return None;
    }
    let links = others
        .iter()
        .enumerate()
        .map(|(nth, other)| {
            let address = address::article(&other.slug).to_string();
            view! { {(nth > 0).then_some(", ")} <a href=address.clone() dir="auto">{other.title.clone()}</a> " (" {address} ")" }
                .into_any()
        })
        .collect_view();
    Some(view! { <p class="small">{words::namesakes::BEFORE} {links} {words::namesakes::AFTER}</p> })
}

/// What those are told who followed a link to a passage that has changed.
fn arrived(slug: &Slug, linked: &Linked) -> Option<impl IntoView + use<>> {
    let said = match linked.standing {
        Standing::Unchanged(_) => return None,
        Standing::Moved(_) => words::linked::MOVED,
        Standing::Reworded(_) => words::linked::REWORDED,
        Standing::Gone => words::linked::GONE,
    };
    let Range { start, end } = linked.place;
    let stood = address::passage_of_revision(slug, linked.revision, start, end).to_string();
    Some(view! {
        <p class="state" role="status">{said} " " <a href=stood>{words::linked::in_revision(linked.revision)}</a></p>
    })
}

fn locked(slug: &Slug, lock: &LockView) -> impl IntoView + use<> {
    let until = lock.until.map(|until| view! { {words::lock::UNTIL} {minute(until)} });
    let suggest = (lock.scope == Scope::Editing)
        .then(|| view! { " " <a href=address::comments(slug).fragment("comment").to_string()>{words::lock::ASK_FOR_CHANGE}</a> });
    view! {
        <p class="state">
            <span class="lock">{words::lock::LOCKED}</span>
            {words::lock::scope(lock.scope.words())}
            {until}
            {words::lock::BEFORE_REASON}
            <span dir="auto">{lock.reason.clone()}</span>
            {suggest}
        </p>
    }
}

fn acts(site: &Site, page: &ArticlePage, lock: Option<&LockView>) -> impl IntoView + use<> {
    let slug = &page.slug;
    let revisions = usize::try_from(page.head_number).unwrap_or(1);
    let history = words::act::history(revisions);
    let moderate = site.reader.moderates().then(|| {
        let unlock = lock.is_some().then(|| {
            view! {
                <form
                    method="post"
                    action=address::unlock(slug).to_string()
                    data-command="unlock-article"
                    data-article=page.id.to_string()
                    data-label=words::act::unlocking(&isolated(&page.title))
                >
                    <input type="hidden" name="form" value=site.form_key.clone() />
                    <button class="button">{words::act::UNLOCK}</button>
                </form>
            }
        });
        let label = if lock.is_some() { words::act::EDIT_LOCK } else { words::act::LOCK };
        let hide = page.hidden.is_none().then(|| {
            view! { <a class="button" href=address::hide(Hideable::Article(page.id)).to_string()>{words::act::HIDE}</a> }
        });
        view! { <a class="button" href=address::lock(slug).to_string()>{label}</a> {unlock} {hide} }
    });
    let permalink = address::article(slug).on(&site.origin);
    view! {
        <nav class="acts" aria-label=words::act::LABEL>
            <a class="button" id="act-edit" href=address::edit(slug).to_string()>{words::act::EDIT}</a>
            <a class="button" href=address::relate(slug).to_string()>{words::act::RELATE}</a>
            <a class="button" href=address::new_article().query("from", &page.slug).to_string()>{words::act::WRITE_RELATED}</a>
            {moderate}
            <details class="menu share">
                <summary class="button">{words::act::SHARE}</summary>
                <div>
                    <label for="permalink">{words::act::LINK}</label>
                    <input id="permalink" type="text" readonly value=permalink />
                </div>
            </details>
            <a class="button quiet" href=address::history(slug).to_string()>{history}</a>
        </nav>
    }
}

/// How many comments there are.
fn said(page: &ArticlePage, view: &ArticleView) -> usize {
    match view.talk {
        Some(part) => part.total,
        None => page.comments.iter().filter(|comment| !comment.withdrawn).count(),
    }
}

fn tabs(page: &ArticlePage, view: &ArticleView) -> impl IntoView + use<> {
    let slug = &page.slug;
    let (open, cited) = (view.tab, view.cited.map_or(page.citations.len(), |part| part.total));
    let tab = |of: Tab, label: &'static str, count: Option<usize>| {
        let current = (of == open).then_some("page");
        let count = count.map(|count| view! { " " <b>{count}</b> });
        view! {
            <a id=format!("tab-{}", of.name()) aria-current=current href=address::article(slug).query("tab", of.name()).fragment("talk").to_string()>
                {label} {count}
            </a>
        }
    };
    view! {
        <nav class="tabs" aria-label=words::tab::LABEL data-live="tabs">
            {tab(Tab::Comments, words::tab::COMMENTS, Some(said(page, view)))}
            {tab(Tab::Citations, words::tab::SOURCES, Some(cited))}
            {tab(Tab::About, words::tab::ABOUT, None)}
        </nav>
    }
}
