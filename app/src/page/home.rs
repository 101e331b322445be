//! The home page: what this is, the discussions, and what happened last.

use domain::address;
use leptos::prelude::*;
use model::{Discussion, HomePage};
use serde_json::json;

use super::Site;
use super::recent::list;
use crate::component::document::{Head, document};
use crate::component::inline::{counted, link};

/// The page.
#[must_use]
pub fn home(site: &Site, page: &HomePage) -> String {
    let description = "Where a community thinks questions through in writing: short articles, tied by relations that \
                       say why, discussed, quoted and cited.";
    let json_ld = json!({
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "Folkmoot",
        "url": site.origin.to_string(),
        "potentialAction": {
            "@type": "SearchAction",
            "target": address::search_template(&site.origin),
            "query-input": "required name=words",
        },
    });
    let head = Head {
        description: description.into(),
        path: "/".into(),
        json_ld: Some(json_ld.to_string()),
        ..Head::default()
    };
    document(site, &head, || {
        let (whole, lone): (Vec<_>, Vec<_>) =
            page.discussions.iter().partition(|discussion| discussion.articles > 0);
        let discussions = if whole.is_empty() {
            view! { <p class="empty">"There is no discussion yet. The first article begins one."</p> }
                .into_any()
        } else {
            let items = whole.into_iter().map(discussion).collect_view();
            view! { <ol class="discussions">{items}</ol> }.into_any()
        };
        let lone = (!lone.is_empty()).then(|| {
            let items =
                lone.into_iter().map(|one| view! { <li>{link(&one.article)}</li> }.into_any()).collect_view();
            view! { <h3 class="minor">"On their own so far"</h3><ul class="lone">{items}</ul> }
        });
        view! {
            <main id="main" class="home">
                <header class="lead">
                    <h1>"Think it through, together, in writing."</h1>
                    <p>
                        "Folkmoot is a place for questions that deserve more than a thread. Short articles make one point "
                        "each; relations say how they belong together and why; people comment on them, quote them and cite "
                        "sources, and every word is kept."
                    </p>
                    <form class="search" role="search" aria-label="Search the articles" action="/search" method="get">
                        <label class="visually-hidden" for="q">"Words"</label>
                        <input id="q" type="search" name="q" placeholder="Search articles" />
                        <button class="button strong">"Search"</button>
                    </form>
                    <p class="small">
                        {format!("{} and {} so far. ", count(page.articles, "article", "articles"), count(page.comments, "comment", "comments"))}
                        <a href="/new">"Write an article"</a>
                    </p>
                </header>
                <section aria-labelledby="discussions-title" data-live="discussions">
                    <h2 id="discussions-title">"Discussions"</h2>
                    {discussions}
                    {lone}
                </section>
                <section aria-labelledby="recent-title" data-live="recent">
                    <h2 id="recent-title">"Recently changed"</h2>
                    {list(site, &page.recent)}
                    <p><a href="/recent">"All changes"</a></p>
                </section>
            </main>
        }
    })
}

fn count(count: i64, one: &str, many: &str) -> String {
    counted(usize::try_from(count).unwrap_or(0), one, many)
}

fn discussion(discussion: &Discussion) -> AnyView {
    let size = format!(
        "{} within, {}",
        count(discussion.articles, "article", "articles"),
        count(discussion.comments, "comment", "comments")
    );
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
