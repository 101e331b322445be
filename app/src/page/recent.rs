//! What happened last, from the log.

use leptos::prelude::*;
use store::read::ChangeLine;

use super::Site;
use crate::component::document::{Head, document};
use crate::component::inline::{by, link, time};

/// The page. `older` is where the next page goes on.
#[must_use]
pub fn recent(site: &Site, changes: &[ChangeLine], older: Option<i64>) -> String {
    let head = Head {
        title: "Recent changes".into(),
        description: "What was written, related, said and locked last.".into(),
        path: "/recent".into(),
        ..Head::default()
    };
    document(site, &head, || {
        let empty = changes.is_empty().then(|| view! { <p class="empty">"Nothing has happened yet."</p> });
        let older = older.map(|before| {
            view! { <p class="acts"><a class="button" href=format!("/recent?before={before}")>"Older changes"</a></p> }
        });
        view! {
            <main id="main" class="sheet">
                <h1>"Recent changes"</h1>
                {empty}
                {list(changes)}
                {older}
            </main>
        }
    })
}

/// Changes as a list.
pub(super) fn list(changes: &[ChangeLine]) -> impl IntoView + use<> {
    let items = changes
        .iter()
        .map(|change| {
            let article = change.article.as_ref().map(|article| view! { " " {link(article)} });
            let detail = (!change.detail.is_empty())
                .then(|| view! { <p class="note" dir="auto">{change.detail.clone()}</p> });
            view! {
                <li>
                    <p>
                        {by(&change.by)} " " {words(&change.command)} {article}
                        <span class="small">" · " {time(change.at)}</span>
                    </p>
                    {detail}
                </li>
            }
            .into_any()
        })
        .collect_view();
    view! { <ol class="changes">{items}</ol> }
}

/// What a command does, between who did it and the article.
fn words(command: &str) -> &'static str {
    match command {
        "introduce" => "introduced themselves",
        "create-article" => "wrote",
        "revise-article" => "edited",
        "relate" => "related",
        "reword-relation" => "improved an explanation in",
        "remove-relation" => "removed a relation from",
        "dismiss-suggestion" => "dismissed a suggested relation of",
        "restore-suggestion" => "brought back a suggested relation of",
        "add-comment" => "commented on",
        "edit-comment" => "edited a comment on",
        "withdraw-comment" => "withdrew a comment on",
        "add-citation" => "cited a source in",
        "edit-citation" => "edited a citation in",
        "withdraw-citation" => "withdrew a citation in",
        "lock-article" => "locked",
        "unlock-article" => "unlocked",
        _ => "changed",
    }
}
