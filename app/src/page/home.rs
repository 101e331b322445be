//! The home page: what this is, the discussions, and what happened last.

use domain::address;
use leptos::prelude::*;
use messages::site::{self, home};
use model::{Discussion, HomePage};
use serde_json::json;

use super::Site;
use super::recent::list;
use crate::component::document::{Head, document};
use crate::component::inline::link;

/// The page.
#[must_use]
pub fn home(site: &Site, page: &HomePage) -> String {
    let json_ld = json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": site::NAME,
        "url": site.origin.to_string(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": address::search_template(&site.origin),
            "query-input": "required name=words",
        },
    });
    let head = Head {
        description: home::DESCRIPTION.into(),
        path: "/".into(),
        json_ld: Some(json_ld.to_string()),
        ..Head::default()
    };
    document(site, &head, || {
        let (whole, lone): (Vec<_>, Vec<_>) =
            page.discussions.iter().partition(|discussion| discussion.articles > 0);
        let discussions = if whole.is_empty() {
            view! { <p class="empty">{home::EMPTY}</p> }.into_any()
        } else {
            let items = whole.into_iter().map(discussion).collect_view();
            view! { <ol class="discussions">{items}</ol> }.into_any()
        };
        let lone = (!lone.is_empty()).then(|| {
            let items =
                lone.into_iter().map(|one| view! { <li>{link(&one.article)}</li> }.into_any()).collect_view();
            view! { <h3 class="minor">{home::LONE}</h3><ul class="lone">{items}</ul> }
        });
        view! {
            <main id="main" class="home">
                <header class="lead">
                    <h1>{home::HEADING}</h1>
                    <p>{home::ABOUT}</p>
                    <form class="search" role="search" aria-label=site::SEARCH_ARTICLES action="/search" method="get">
                        <label class="visually-hidden" for="q">{site::SEARCH_ARTICLES}</label>
                        <input id="q" type="search" name="q" placeholder=site::SEARCH_ARTICLES />
                        <button class="button strong">{site::SEARCH}</button>
                    </form>
                    <p class="small">
                        {home::size(count(page.articles), count(page.comments))}
                        <a href="/new">{site::WRITE_ARTICLE}</a>
                    </p>
                </header>
                <section aria-labelledby="discussions-title" data-live="discussions">
                    <h2 id="discussions-title">{home::DISCUSSIONS}</h2>
                    {discussions}
                    {lone}
                </section>
                <section aria-labelledby="recent-title" data-live="recent">
                    <h2 id="recent-title">{home::RECENT}</h2>
                    {list(site, &page.recent)}
                    <p><a href="/recent">{home::ALL_CHANGES}</a></p>
                </section>
            </main>
        }
    })
}

fn count(count: i64) -> usize {
    usize::try_from(count).unwrap_or(0)
}

fn discussion(discussion: &Discussion) -> AnyView {
    let size = home::discussion(count(discussion.articles), count(discussion.comments));
    let summary = discussion.article.summary.clone();
    view! {
        <li>
            <h3>{link(&discussion.article)}</h3>
            <p dir="auto">{summary}</p>
            <p class="small">{size}</p>
        </li>
    }
    .into_any()
}
