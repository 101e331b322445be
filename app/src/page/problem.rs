//! When something cannot be shown or done: what happened, what is safe, and what to do.

use leptos::prelude::*;
use messages::failure::page as failure;
use messages::site;
use model::ArticleLink;

use super::Site;
use crate::component::document::{Head, Role, document};
use crate::component::inline::link;

/// A page for any status but success, with articles that may have been meant.
#[must_use]
pub fn problem_page(
    site: &Site,
    status: u16,
    title: &str,
    sentence: &str,
    suggestions: &[ArticleLink],
) -> String {
    let head = Head { title: title.into(), path: site.here.clone(), role: Role::Identity, ..Head::default() };
    document(site, &head, || {
        let items =
            suggestions.iter().map(|article| view! { <li>{link(article)}</li> }.into_any()).collect_view();
        let suggested = (!suggestions.is_empty())
            .then(|| view! { <h2>{failure::SUGGESTED}</h2><ul class="lone">{items}</ul> });
        let another_link = site
            .here
            .starts_with("/sign-in/")
            .then(|| view! { <p><a class="button strong" href="/sign-in">{failure::NEW_LINK}</a></p> });
        view! {
            <main id="main" class="sheet">
                <p class="small">{failure::status(status)}</p>
                <h1>{title.to_owned()}</h1>
                <p>{sentence.to_owned()}</p>
                {another_link}
                {suggested}
                {ways_on()}
            </main>
        }
    })
}

/// The page of a form that could not be taken at all, with everything that was typed, to be copied.
#[must_use]
pub fn kept(site: &Site, status: u16, title: &str, sentence: &str, typed: &[(String, String)]) -> String {
    let head = Head { title: title.into(), path: site.here.clone(), role: Role::Identity, ..Head::default() };
    document(site, &head, || {
        let texts = typed
            .iter()
            .enumerate()
            .map(|(nth, (name, value))| {
                let id = format!("kept-{nth}");
                view! {
                    <div class="field">
                        <label for=id.clone()>{name.clone()}</label>
                        <textarea id=id readonly rows="4" dir="auto">{format!("\n{value}")}</textarea>
                    </div>
                }
                .into_any()
            })
            .collect_view();
        let texts = (!typed.is_empty()).then(|| view! { <h2>{failure::TYPED}</h2> {texts} });
        view! {
            <main id="main" class="sheet">
                <p class="small">{failure::status(status)}</p>
                <h1>{title.to_owned()}</h1>
                <p role="alert">{sentence.to_owned()}</p>
                {texts}
                {ways_on()}
            </main>
        }
    })
}

fn ways_on() -> impl IntoView {
    view! {
        <form class="search" role="search" aria-label=site::SEARCH_ARTICLES action="/search" method="get">
            <label for="q">{site::SEARCH_ARTICLES}</label>
            <input id="q" type="search" name="q" />
            <button class="button">{site::SEARCH}</button>
        </form>
        <p><a href="/">{site::HOME}</a>" · "<a href="/recent">{site::RECENT}</a></p>
    }
}
