//! Articles found by words.

use leptos::prelude::*;
use messages::site::{self, search};
use model::Hit;

use super::Site;
use crate::component::document::{Head, Role, document};
use crate::component::inline::{isolated, link};

/// The page.
#[must_use]
pub fn search(site: &Site, words: &str, hits: &[Hit]) -> String {
    let title = if words.is_empty() { site::SEARCH.to_owned() } else { search::title(words) };
    let head = Head { title, path: "/search".into(), role: Role::Form, ..Head::default() };
    document(site, &head, || {
        let items = hits.iter().map(item).collect_view();
        let state = if words.is_empty() {
            view! { <p class="empty">{search::HELP}</p> }.into_any()
        } else if hits.is_empty() {
            view! {
                <p class="empty" role="status">{search::no_results(&isolated(words))}</p>
                <p><a class="button" href="/new">{search::WRITE}</a></p>
            }
            .into_any()
        } else {
            view! { <p class="small" role="status">{messages::count::articles(hits.len())}</p> }.into_any()
        };
        view! {
            <main id="main" class="sheet">
                <h1>{site::SEARCH}</h1>
                <form class="search" role="search" aria-label=site::SEARCH_ARTICLES action="/search" method="get">
                    <label for="q">{site::SEARCH_ARTICLES}</label>
                    <input id="q" type="search" name="q" value=words.to_owned() dir="auto" />
                    <button class="button strong">{site::SEARCH}</button>
                </form>
                {state}
                <ol class="hits">{items}</ol>
            </main>
        }
    })
}

fn item(hit: &Hit) -> AnyView {
    // Marks stand in pairs, so every second piece is a word that was found.
    let snippet = hit
        .snippet
        .split(Hit::MARK)
        .enumerate()
        .map(|(nth, piece)| {
            let piece = piece.to_owned();
            if nth % 2 == 1 {
                view! { <mark>{piece}</mark> }.into_any()
            } else {
                view! { <span>{piece}</span> }.into_any()
            }
        })
        .collect_view();
    view! { <li><h2>{link(&hit.article)}</h2><p dir="auto">{snippet}</p></li> }.into_any()
}
